# SPDX-License-Identifier: GPL-2.0-only
"""vgapt reset: how it went, as the module's last_reset tells"""
import errno
import os

import pytest

import tokens
from fake_tree import ABSENT, FOREIGN, METHODS, NO_DOMAIN, NO_DRIVER, attribute

CARD, AUDIO, GUESTS = "0000:01:00.0", "0000:01:00.1", "0000:05:00.0"


@pytest.fixture
def went(vgapt, device, quiet_tree):
    """Reset the card; the module says LAST of it, and the write ends with ERROR."""
    def run(last, error=0, **wanted):
        quiet_tree.set(CARD, last_reset="flr ok 1")
        device.set(last=last, last_of=quiet_tree / attribute(CARD, ""),
                   **({"write": error} if error else {}))
        return vgapt("reset", CARD, **wanted)
    return run


def fails(pattern):
    return {"rc": 1, "out": "", "err": pattern}


@pytest.mark.parametrize("option", ["--plan", "--method", "--json", "-p"])
def test_what_was_an_option_of_reset_resets_nothing(vgapt, tree, option):
    vgapt.misused("reset", option, CARD, err=r"(un|inv).*option")
    assert tree.untouched(CARD)


def test_a_reset_is_one_write(went, device):
    went("bus ok 2100", out=rf"^{CARD} was reset: bus, 2100 ms$")
    assert device.calls == ["write 1"]


def test_the_link_came_back_narrower(went):
    went("bus ok 2100 link-narrower x4 x16",
         out=r"2100 ms; the link is x4 now, narrower than before \(x16\)$")


def test_the_link_came_back_narrower_and_slower(went):
    went("bus ok 9 link-narrower x4 x16 link-slower 2.5 8",
         out=r"narrower than before \(x16\); the link runs at 2.5 GT/s now, "
             r"slower than before \(8 GT/s\)$")


def test_a_card_that_nothing_has_started_needs_no_reset(went):
    went("none ok 0 idle", out=rf"^{CARD} needs no reset: nothing has started the card")


def test_the_method_failed(went):
    went("bus failed 60012 no-answer", errno.ETIMEDOUT,
         **fails(rf"cannot reset {CARD}: bus failed after 60012 ms: the card does not answer")
         ).says(r"what to do: switch the machine off and on")


def test_the_method_failed_although_the_write_did_not(went):
    went("bus failed 9", **fails(r"bus failed after 9 ms$"))


@pytest.mark.parametrize("why", tokens.read("WHY"))
def test_there_is_a_sentence_for(went, why):
    went(f"bus failed 9 {why}", errno.EIO, **fails(r"bus failed after 9 ms: [a-z].* ")
         ).never_says(r"does not know that word")


def test_a_word_of_a_newer_module_is_shown_as_it_is(went):
    went("teleport failed 9 lost-in-space", errno.EIO,
         **fails(r"teleport failed after 9 ms: 'lost-in-space' \(this vgapt does not know that "
                 r"word; a newer one may\)$"))


def test_the_next_reset_is_under_way_when_this_one_is_told(went):
    went("flr running 12", out=rf"^{CARD} was reset; another reset \(flr\) is under way$")


@pytest.mark.parametrize("error", [errno.EIO, errno.ETIMEDOUT])
def test_the_next_reset_is_not_taken_for_the_one_that_failed(went, error):
    went("flr running 12", error, **fails(rf"cannot reset {CARD}: {os.strerror(error)}$")
         ).never_says(r"flr|failed after").says(r"what to do: .*dmesg")


def test_the_module_says_nothing(went):
    went("none", **fails(r"does not say that it has reset"))


def test_the_module_says_nothing_of_an_error(went):
    went("none", errno.EIO, **fails(rf"cannot reset {CARD}: Input/output error"))


@pytest.mark.parametrize("error, text", [
    (errno.EACCES, r"cannot reset 0000:01:00.0: Permission denied"),
    (errno.EBUSY, r"cannot reset 0000:01:00.0: Device or resource busy"),
    (errno.ENODEV, r"xl pci-assignable-add 0000:01:00.0"),
    (errno.ENOENT, r"install the xen_vgapt that belongs to this vgapt"),
], ids=lambda value: errno.errorcode.get(value, ""))
def test_an_earlier_failure_is_not_told_as_this_one(went, error, text):
    went("bus failed 9 no-answer", error, **fails(text)).never_says(r"does not answer")


def test_a_module_without_reset_is_another_version(vgapt, tree):
    tree.remove_resets()
    vgapt.fails("reset", CARD, err=r"cannot reset 0000:01:00.0: No such file"
                ).says(r"what to do: install the xen_vgapt that belongs to this vgapt")


#
# No method is usable
#
@pytest.fixture
def nothing(went, quiet_tree):
    """Reset the card, which REASONS forbid: a reason, and what else the module's line has."""
    def run(reasons, why="no-method", error=errno.ENOTTY):
        quiet_tree.set_resets(CARD, reasons)
        return went(f"none failed 0 {why}", error,
                    **fails(rf"cannot reset {CARD}: no method is usable"))
    return run


def test_each_reason_is_told_once(nothing):
    result = nothing({"bus": f"{NO_DRIVER} {AUDIO}", "slot": f"{NO_DRIVER} {AUDIO}",
                      "pm": "no-soft-reset"})
    result.says(rf"^vgapt:   slot, bus: this would also reset a function .*: {AUDIO}$",
                r"^vgapt:   pm: the card keeps its state")
    result.never_says(r"can do this")
    assert result.last_words == (
        "vgapt: what to do: give the guest all functions that are reset together: "
        f"xl pci-assignable-add {AUDIO}, and list both in the guest's pci=")


def test_another_domain_has_a_sibling(nothing):
    nothing({"bus": f"{NO_DOMAIN} {AUDIO} 7"}, "sibling", errno.EBUSY).says(
        rf"^vgapt:   bus: this would also .*: {AUDIO} \(domain 7\)$",
        rf"what to do: give {AUDIO} to the same domain")


def test_a_sibling_that_is_not_named(nothing):
    nothing({"bus": NO_DRIVER}, "sibling", errno.EBUSY).says(
        r"xl pci-assignable-add that function")


def test_another_domain_has_the_card(nothing):
    nothing(dict.fromkeys(METHODS, f"{FOREIGN} {CARD} 7"), "foreign", errno.EPERM).says(
        rf"what to do: shut down the domain that has {CARD}").never_says(r"give")


def test_no_method_is_there(nothing):
    nothing(dict.fromkeys(METHODS, ABSENT)).says(
        r"^vgapt:   vendor, kernel, flr, af_flr, pm, slot, bus, link: neither the card",
        r"what to do: expect the card to work for one start")


def test_methods_are_switched_off(nothing):
    nothing({"flr": "opted-out"}).says(r"what to do: take the card's id out of .*reset_off")


def test_a_reason_of_a_newer_module(nothing):
    nothing({"bus": "full-moon"}).says(
        r"^vgapt:   bus: 'full-moon' \(this vgapt does not know that word; a newer one may\)$")


#
# A guest's card, and a slow one
#
def test_a_forced_reset_fails(vgapt, device, tree):
    device.set(last="vendor failed 500 psp-no-ack", last_of=tree / attribute(GUESTS, ""),
               reset=errno.EIO)
    vgapt.fails("reset", "--force", GUESTS, err=r"vendor failed after 500 ms: the card's PSP")


def test_a_reset_that_takes_long_is_told_of(vgapt, device, tree):
    device.set(last="bus ok 2600", last_of=tree / attribute(CARD, ""), slow_reset=3)
    vgapt("reset", CARD, out=r"was reset: bus", err=rf"^vgapt: still resetting {CARD} \(2 s\)$")
