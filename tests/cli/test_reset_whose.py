# SPDX-License-Identifier: GPL-2.0-only
"""vgapt reset: whose card it resets, and how; test_reset.py has what the module says of it"""
import errno

import pytest

from fake_tree import DO_FLR, attribute

CARD, DOM0S, GUESTS, PRIMARY = "0000:01:00.0", "0000:00:02.0", "0000:05:00.0", "0000:03:00.0"
RESETS = 4 | 8                      # reset, and whatever else it hits


def test_resets_a_card_that_no_domain_has(vgapt, tree):
    tree.set(CARD, last_reset="bus ok 1234")
    vgapt("reset", "01:00.0", out=rf"^{CARD} was reset: bus, 1234 ms$")
    assert tree.get(CARD, "reset") == "1"
    assert tree.read(DO_FLR) == ""


def test_refuses_dom0s_card(vgapt):
    result = vgapt.fails("reset", DOM0S, err=r"is not on xen-pciback: dom0's driver i915 has it")
    assert result.last_words == ("vgapt: what to do: hand it to xen-pciback first: "
                                 f"xl pci-assignable-add {DOM0S}")


def test_refuses_a_card_without_driver(vgapt):
    vgapt.fails("reset", "02:00.0", err=r"is not on xen-pciback: it has no driver")


def test_refuses_a_guests_card(vgapt):
    vgapt.fails("reset", GUESTS, err=rf"domain 5 \(desktop\) has {GUESTS}")


def test_refuses_a_primary_card_that_a_guest_has(vgapt):
    vgapt.fails("reset", PRIMARY, err=r"--force")


def test_force_resets_a_guests_card_in_its_name(vgapt, tree, device):
    device.set(last="bus ok 7", last_of=tree / attribute(GUESTS, ""))
    vgapt("reset", GUESTS, "--force", out=rf"^{GUESTS} was reset: bus, 7 ms$")
    assert device.calls == [f"attach 20 {GUESTS} domid 5 flags 0 rights {RESETS}", "reset 48"]
    assert tree.read(DO_FLR) == ""


def test_force_resets_a_primary_card_in_its_owners_name(vgapt, tree, device):
    device.set(last="flr ok 101", last_of=tree / attribute(PRIMARY, ""))
    vgapt("reset", "--force", PRIMARY, out=rf"^{PRIMARY} was reset: flr, 101 ms$")
    assert device.calls[0] == f"attach 20 {PRIMARY} domid 7 flags 0 rights {RESETS}"


def test_force_tells_that_nothing_can_reset_the_card(vgapt, tree, device):
    device.set(reset=errno.ENOTTY, last="none failed 0 no-method",
               last_of=tree / attribute(PRIMARY, ""))
    vgapt.fails("reset", "--force", PRIMARY, err=r"no method is usable")


@pytest.mark.parametrize("args", [(CARD,), ("--force", GUESTS)], ids=["a card", "a guest's card"])
def test_without_the_module_fails_to_reset(vgapt, tree, args):
    tree.remove(DO_FLR)
    tree.remove_module()
    vgapt.fails("reset", *args, err=r"modprobe xen_vgapt")


def test_without_xenstore_cannot_tell_whose_the_card_is(vgapt, tree):
    tree.remove_xenstore()
    vgapt.fails("reset", CARD, err=r"cannot tell whether a domain has")


@pytest.mark.usefixtures("ordinary_user")
def test_needs_root(vgapt, quiet_tree):
    quiet_tree.close_to_others()
    vgapt.fails("reset", CARD, err=r"what to do: run it as root")
