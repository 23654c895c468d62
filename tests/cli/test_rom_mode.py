# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom mode: what guests get for a card's ROM"""
import errno

import pytest

import tokens

CARD, GUESTS, PRIMARY, DOM0S, NO_ROM = (
    "0000:01:00.0", "0000:05:00.0", "0000:03:00.0", "0000:00:02.0", "0001:05:00.0")
TO_KEEP = r"^'options xen_vgapt rom_mode={}' in /etc/modprobe.d/xen-vgapt-local.conf\.$"


#
# What it shows
#
def test_shows_all_three(vgapt):
    result = vgapt("rom", "mode", "01:00.0")
    assert [line.split()[:2] for line in result.lines] == [
        ["mode", "copy"], ["served", "copy"], ["flash", "unknown"]]
    result.has(r"^mode +copy +the next guest is to get the copy that xen_vgapt has, in memory of dom0$",
               r"^served +copy +the next guest gets the copy that xen_vgapt has$",
               r"^flash +unknown +it has not been compared")


def sentence_for(vgapt, tree, **attribute):
    tree.set(CARD, **attribute)
    name, token = attribute.popitem()
    vgapt("rom", "mode", CARD,
          out=rf"^{name.removeprefix('rom_')} +{token} +[a-z].{{10}}").lacks(r"does not know")


@pytest.mark.parametrize("mode", tokens.read("ROM_MODE"))
def test_there_is_a_sentence_for_the_mode(vgapt, tree, mode):
    sentence_for(vgapt, tree, rom_mode=mode)


@pytest.mark.parametrize("served", tokens.read("ROM_SERVED"))
def test_there_is_a_sentence_for_what_is_served(vgapt, tree, served):
    sentence_for(vgapt, tree, rom_served=served)


@pytest.mark.parametrize("flash", tokens.read("ROM_FLASH"))
def test_there_is_a_sentence_for_the_flash(vgapt, tree, flash):
    sentence_for(vgapt, tree, rom_flash=flash)


def test_words_of_a_newer_module_are_shown_as_they_are(vgapt, tree):
    tree.set(CARD, rom_mode="hologram", rom_served="mirage", rom_flash="melted")
    vgapt("rom", "mode", CARD).has(*(
        rf"^{name} +{token} .*'{token}' \(this vgapt does not know that word; a newer one may\)$"
        for name, token in (("mode", "hologram"), ("served", "mirage"), ("flash", "melted"))))


@pytest.mark.parametrize("sbdf, text", [
    (GUESTS, r"domain 5 \(desktop\) has got no ROM$"),
    (PRIMARY, r"domain 7 \(web\) has got the copy"),
    (DOM0S, r"not settled before xen-pciback has the card$"),
    (NO_ROM, r"the next guest gets no ROM$"),
], ids=["a guest's", "a primary one", "dom0's", "without ROM"])
def test_what_is_served_of_a_card_that_is(vgapt, sbdf, text):
    vgapt("rom", "mode", sbdf, out=rf"^served .* {text}")


def test_json(vgapt, tree):
    tree.set(GUESTS, rom_mode="flash", rom_flash="melted")
    assert vgapt("rom", "mode", "--json", GUESTS).json == {
        "sbdf": GUESTS, "domain": 5, "domain_name": "desktop", "rom_mode": "flash",
        "rom_served": "none", "rom_flash": "melted"}


@pytest.mark.parametrize("sbdf, domid", [(PRIMARY, 7), (GUESTS, 5), (CARD, None)],
                         ids=["only the module knows", "a guest's", "nobody's"])
def test_json_and_the_table_name_the_same_guest(vgapt, tree, sbdf, domid):
    tree.remove("xenstore/libxl/pci/0000-03-00-0")
    d = vgapt("rom", "mode", "--json", sbdf).json
    assert d["domain"] == domid
    vgapt("rom", "mode", sbdf, out=rf"^served .* domain {domid} \({d['domain_name']}\) has got" if domid
          else r"^served .* the next guest gets")


def test_a_module_that_only_has_the_mode(vgapt, tree):
    tree.remove("sys/bus/pci/devices/*/xen_vgapt/rom_served",
                "sys/bus/pci/devices/*/xen_vgapt/rom_flash")
    vgapt("rom", "mode", CARD).has(r"^served +- +this xen_vgapt does not tell$",
                                   r"^flash +- +this xen_vgapt does not tell$")
    d = vgapt("rom", "mode", "--json", CARD).json
    assert (d["rom_mode"], d["rom_served"], d["rom_flash"]) == ("copy", None, None)


#
# What it sets
#
@pytest.mark.parametrize("word, text", [
    ("copy", "the copy that xen_vgapt has, in memory of dom0"),
    ("flash", "the card's flash, by its ROM BAR"),
    ("none", "no ROM")])
def test_writes(vgapt, tree, word, text):
    tree.set(CARD, primary=0, rom_mode="keep", rom_served=word)
    vgapt("rom", "mode", "01:00.0", word, out=rf"\A{CARD}: the next guest is to get {text}\.$")
    assert tree.get(CARD, "rom_mode") == word
    assert tree.untouched(CARD)


@pytest.mark.parametrize("word", ["", "both", "COPY", "copy ", "shadow", "copy,flash"])
def test_refuses(vgapt, tree, word):
    tree.set(CARD, rom_mode="keep")
    vgapt.misused("rom", "mode", CARD, word, err=rf"'{word}' is neither copy nor flash nor none$")
    assert tree.get(CARD, "rom_mode") == "keep"


def test_tells_how_to_keep_it(vgapt, tree):
    tree.set(CARD, rom_served="flash")
    vgapt("rom", "mode", CARD, "flash").has(r"until xen_vgapt is unloaded", TO_KEEP.format("flash"))


def test_what_is_kept_has_to_get_into_the_initramfs(vgapt, tree):
    tree.set(CARD, rom_served="flash")
    vgapt("rom", "mode", CARD, "flash").has(r"^Then make the initramfs anew\.$")


@pytest.mark.parametrize("parameter", ["copy", "flash"])
def test_copy_cannot_be_kept_for_intels_graphics(vgapt, tree, parameter):
    tree.write("sys/module/xen_vgapt/parameters/rom_mode", parameter)
    vgapt("rom", "mode", DOM0S, "copy").has(
        r"^That holds until xen_vgapt is unloaded, and cannot be kept: at load, rom_mode=copy means "
        r"flash for$").lacks(r"modprobe", r"initramfs")


def test_flash_can_be_kept_for_intels_graphics(vgapt, tree):
    tree.set(DOM0S, rom_mode="copy")
    vgapt("rom", "mode", DOM0S, "none").has(TO_KEEP.format("none"))
    # Without the parameter it is flash anyway.
    vgapt("rom", "mode", DOM0S, "flash").lacks(r"until xen_vgapt is unloaded")


@pytest.mark.parametrize("parameter, word", [("copy", "copy"), ("flash", "flash")])
def test_what_the_parameter_says_is_kept(vgapt, tree, parameter, word):
    tree.write("sys/module/xen_vgapt/parameters/rom_mode", parameter)
    tree.set(CARD, rom_served=word)
    vgapt("rom", "mode", CARD, word).lacks(r"modprobe")


@pytest.mark.parametrize("sbdf, guest", [(GUESTS, r"domain 5 \(desktop\)"), (PRIMARY, r"domain 7 \(web\)")])
def test_the_guest_that_has_the_card_keeps_what_it_has(vgapt, tree, sbdf, guest):
    tree.set(sbdf, primary=0)
    vgapt("rom", "mode", sbdf, "flash",
          out=rf"^Now {guest} has the card, and keeps what it has got\.$")


def test_says_nothing_of_a_guest_where_there_is_none(vgapt, tree):
    tree.set(CARD, rom_served="flash")
    vgapt("rom", "mode", CARD, "flash").lacks(r"has the card")


@pytest.mark.parametrize("word, served, text", [
    ("copy", "flash", r"it gets the card's flash, by its ROM BAR; the kernel log"),
    ("copy", "shadow", r"it gets the firmware's copy at C0000h, .*; the kernel log"),
    ("flash", "shadow", r"it gets the firmware's copy at C0000h, .*; the kernel log"),
    ("none", "mirage", r"it gets 'mirage' .*; the kernel log"),
])
def test_tells_that_something_else_is_served(vgapt, tree, word, served, text):
    tree.set(CARD, primary=0, rom_served=served)
    vgapt("rom", "mode", CARD, word, out=r"^0000:01:00.0: the next guest is to get ",
          err=rf"note: as things are {text} \(dmesg\) says why$")


def test_tells_that_there_is_no_copy(vgapt, tree):
    vgapt("rom", "mode", NO_ROM, "copy", out=r"is to get the copy",
          err=r"note: as things are it gets no ROM; there is no copy: 'vgapt rom load' "
              r"gives one$")
    assert tree.get(NO_ROM, "rom_mode") == "copy"


def test_what_dom0s_card_serves_is_not_settled(vgapt, tree):
    vgapt("rom", "mode", DOM0S, "copy", out=r"is to get the copy")
    assert tree.get(DOM0S, "rom_mode") == "copy"


def test_a_primary_card_without_rom_stays_dark(vgapt, tree):
    tree.set(CARD, rom_served="none")
    vgapt("rom", "mode", CARD, "none", out=r"is to get no ROM",
          err=r"note: it will have no VGA BIOS then, .* the screen stays dark until")


@pytest.mark.parametrize("word", ["flash", "none"])
def test_the_administrators_image_is_not_used(vgapt, tree, word):
    tree.set(CARD, primary=0, rom_source="user", rom_served=word)
    vgapt("rom", "mode", CARD, word, out=r"is to get",
          err=r"note: the image that 'vgapt rom load' has given is not used then$")


def test_the_administrators_image_is_used(vgapt, tree):
    tree.set(CARD, rom_source="user")
    vgapt("rom", "mode", CARD, "copy", out=r"is to get the copy")


#
# What can go wrong
#
@pytest.mark.parametrize("args", [(), (CARD, "copy", "flash")], ids=["nothing", "two modes"])
def test_is_misused_with(vgapt, args):
    vgapt.misused("rom", "mode", *args, err=r"an SBDF is needed, and copy, flash or none may follow")


def test_json_only_shows(vgapt, tree):
    tree.set(CARD, rom_mode="keep")
    vgapt.misused("rom", "mode", CARD, "flash", "--json", err=r"--json only shows the mode")
    assert tree.get(CARD, "rom_mode") == "keep"


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("error, text", [
    (errno.EINVAL, r"this xen_vgapt does not accept 'none'"),
    (errno.EACCES, r"run it as root"),
    (errno.EIO, r"cannot set what guests get for the ROM of 0000:01:00.0: Input/output error"),
])
def test_the_module_refuses(vgapt, device, error, text):
    device.set(write=error)
    vgapt.fails("rom", "mode", CARD, "none", err=text)


@pytest.mark.parametrize("args", [(), ("copy",)], ids=["show", "choose"])
def test_a_module_without_rom_mode_is_another_version(vgapt, tree, args):
    tree.remove_modes()
    vgapt.fails("rom", "mode", CARD, *args,
                err=r"what to do: install the xen_vgapt that belongs to this vgapt")


@pytest.mark.parametrize("args", [(), ("copy",)], ids=["show", "choose"])
def test_without_the_module(vgapt, tree, args):
    tree.remove_module()
    vgapt.fails("rom", "mode", CARD, *args, err=r"modprobe xen_vgapt")


def test_an_ordinary_user_may_look(vgapt, quiet_tree, ordinary_user):
    quiet_tree.close_to_others()
    vgapt("rom", "mode", CARD, out=r"^mode +copy")
