# SPDX-License-Identifier: GPL-2.0-only
"""vgapt list"""
import pytest


def test_has_a_line_of_heads(vgapt):
    vgapt("list", out=r"^SBDF +CLASS +DRIVER +PRIMARY +OWNER +ROM +STATE +NAME$")


@pytest.mark.parametrize("line", [
    pytest.param(r"^0000:00:02.0 +VGA +i915 +no +none +shadow 64K +dom0 "
                 r"+Intel UHD Graphics 630$", id="dom0"),
    pytest.param(r"^0000:01:00.0 +VGA +pciback +yes +none +rombar 80K +assignable "
                 r"+Adv.* Rage 128 PRO$", id="assignable"),
    pytest.param(r"^0000:02:00.0 +3D +- +- +- +none +free +10de:1db6$", id="free"),
    pytest.param(r"^0000:03:00.0 +VGA +pciback +yes +7 +rombar 32K +primary ", id="primary"),
    pytest.param(r"^0000:05:00.0 +display +pciback +- +- +none +assigned ", id="assigned"),
])
def test_shows_the_state_of_a_card(vgapt, line):
    vgapt("list").has(line)


def test_takes_no_notice_of_a_dead_domains_note(vgapt):
    vgapt("list").has(r"^0001:05:00.0 +VGA .*assignable +Adv.*\[ffff\]$")


def test_shows_display_adapters_only(vgapt):
    result = vgapt("list").lacks(r"00:1f.0|01:00.1")
    assert len(result.lines) == 7


@pytest.mark.parametrize("sbdf", ["0000:01:00.0", "0000:05:00.0"], ids=["nobody's", "a guest's"])
def test_shows_that_a_card_is_dead(vgapt, tree, sbdf):
    tree.set(sbdf, state="dead")
    vgapt("list").has(rf"^{sbdf} .* dead +Adv")
    assert vgapt("list", "--json").cards[sbdf]["state"] == "dead"


def test_json_has_every_card_in_its_state(vgapt):
    d = vgapt("list", "--json").json
    assert d["module_loaded"] is True
    assert d["xenstore"] is True
    assert [card["state"] for card in d["cards"]] == [
        "dom0", "assignable", "free", "primary", "assigned", "assignable"]


def test_json_names_who_has_a_card(vgapt):
    card = vgapt("list", "--json").cards
    assert card["0000:03:00.0"]["owner"] == 7
    assert card["0000:03:00.0"]["owner_name"] == "web"
    assert card["0000:05:00.0"]["domain"] == 5
    assert card["0000:05:00.0"]["domain_name"] == "desktop"


def test_json_has_null_for_what_is_not_there(vgapt):
    card = vgapt("list", "--json").cards["0000:02:00.0"]
    assert card["driver"] is None
    assert card["primary"] is None
    assert card["owner"] is None


def test_json_describes_the_rom(vgapt):
    card = vgapt("list", "--json").cards
    assert card["0000:01:00.0"]["rom"]["size"] == 160 * 512
    assert len(card["0000:01:00.0"]["rom"]["sha256"]) == 64
    assert card["0000:02:00.0"]["rom"] == {
        "source": "none", "size": 0, "sha256": None, "status": "absent"}


def test_json_tells_primary_from_secondary(vgapt):
    card = vgapt("list", "--json").cards
    assert card["0000:01:00.0"]["primary"] is True
    assert card["0000:00:02.0"]["primary"] is False


def test_without_xenstore_it_says_so(vgapt, tree):
    tree.remove_xenstore()
    vgapt("list", out=r"0000:05:00.0 .* assignable ", err=r"note: xenstore is not reachable")
    result = vgapt("list", "--json", err=None)
    assert result.json["xenstore"] is False
    assert result.cards["0000:05:00.0"]["domain"] is None


def test_without_the_module_it_says_so(vgapt, tree):
    tree.remove_xenstore()
    tree.remove_module()
    vgapt("list", out=r"0000:01:00.0 +VGA +pciback +- +- +- +assignable",
          err=r"xen_vgapt is not loaded.*modprobe xen_vgapt")
    result = vgapt("list", "--json", err=None)
    assert result.json["module_loaded"] is False
    assert result.cards["0000:01:00.0"]["rom"] is None


def test_of_an_empty_system_has_no_cards(vgapt, tree):
    tree.clear()
    vgapt("list", out="", err=r"no display adapter")
    assert vgapt("list", "--json", err=None).json["cards"] == []


def test_lists_a_card_whose_rom_may_not_be_read(vgapt, device):
    device.set(read=13)
    vgapt("list", out=r"rombar +assignable")


@pytest.mark.parametrize("served, cell", [
    ("copy", "rombar 80K"), ("flash", "rombar 80K unused"), ("none", "rombar 80K unused"),
    ("hologram", "rombar 80K")], ids=["the copy", "the flash", "nothing", "what is not known"])
def test_shows_whether_guests_get(vgapt, tree, served, cell):
    tree.set("0000:01:00.0", rom_served=served)
    vgapt("list", out=rf"^0000:01:00.0 .*none +{cell} +assignable ")


def test_what_guests_get_is_not_settled_before_xen_pciback_has_the_card(vgapt):
    vgapt("list", out=r"^0000:00:02.0 .* shadow 64K +dom0 ").lacks(r"unused")


def test_tells_of_a_changed_flash(vgapt, tree):
    tree.set("0000:03:00.0", rom_flash="changed")
    vgapt("list", out=r"^0000:03:00.0",
          err=r"\Avgapt: note: the flash of 0000:03:00.0 does not hold what it held before its "
              r"last guest: see 'vgapt doctor 0000:03:00.0'\n\Z")


def test_json_has_what_guests_get_for_the_rom(vgapt, tree):
    tree.set("0000:01:00.0", rom_mode="none", rom_served="none", rom_flash="same")
    card = vgapt("list", "--json").cards["0000:01:00.0"]
    assert [card[name] for name in ("rom_mode", "rom_served", "rom_flash")] == [
        "none", "none", "same"]


@pytest.mark.parametrize("word", ["none", "qemu", "vgapt", "somebody"])
def test_json_has_who_serves_the_card(vgapt, tree, word):
    tree.set("0000:01:00.0", model=word)
    assert vgapt("list", "--json").cards["0000:01:00.0"]["model"] == word
    vgapt("show", "0000:01:00.0").has(rf"^model +{word}$")


def test_json_does_not_know_who_serves_the_card_of_an_older_module(vgapt, tree):
    tree.remove("sys/bus/pci/devices/0000:01:00.0/xen_vgapt/model")
    assert vgapt("list", "--json").cards["0000:01:00.0"]["model"] is None


#
# libxl before 4.15 leaves no note of who has a function
#
CARD = "0000:01:00.0"


@pytest.fixture
def older_libxl(tree):
    """A guest has the card; its stub domain has it, too."""
    tree.set(CARD, model="qemu")
    tree.write("xenstore/local/domain/6/name", "desktop-dm")
    tree.tell_place(6, CARD)
    tree.tell_place(5, "0000:0a:00.0")
    tree.tell_place(5, CARD, "30")
    tree.tell_place(98, "0001:05:00.0")
    return tree


@pytest.mark.usefixtures("older_libxl")
def test_finds_the_guest_without_libxls_note(vgapt):
    vgapt("list").has(rf"^{CARD} .* assigned +Adv", r"^0001:05:00.0 .* assignable ")
    card = vgapt("list", "--json").cards[CARD]
    assert (card["state"], card["domain"], card["domain_name"]) == ("assigned", 5, "desktop")


@pytest.mark.usefixtures("older_libxl")
def test_reset_spares_the_guest_without_libxls_note(vgapt):
    vgapt.fails("reset", CARD, err=r"domain 5 \(desktop\) has 0000:01:00.0 and would lose its")
    vgapt("rom", "mode", CARD).has(r"^served .* domain 5 \(desktop\) has got the copy")


@pytest.fixture
def unnamed_guest(quiet_tree):
    """Only the module says that there is one."""
    quiet_tree.set(CARD, model="qemu")
    return quiet_tree


@pytest.mark.usefixtures("unnamed_guest")
def test_a_guest_that_xenstore_does_not_name(vgapt):
    vgapt("list").has(rf"^{CARD} .* assigned +Adv")
    card = vgapt("list", "--json").cards[CARD]
    assert (card["state"], card["domain"]) == ("assigned", None)
    vgapt("rom", "mode", CARD).has(r"^served .* a domain that xenstore does not name has got")
    vgapt("rom", "mode", "--json", CARD)
    vgapt("doctor", CARD, rc=None).has(rf"^ok +{CARD} use: a domain that xenstore does not name "
                                       r"has it")
    vgapt.fails("acpi-tables", CARD, "-o", "/dev/null/x",
                err=r"cannot tell where a guest sees 0000:01:00.0: xenstore does not name")


def test_reset_spares_a_guest_that_xenstore_does_not_name(vgapt, unnamed_guest):
    vgapt.fails("reset", CARD, err=rf"a domain that xenstore does not name has {CARD} and would "
                r"lose its display").says(r"what to do: shut that domain down, or give --force")
    assert unnamed_guest.untouched(CARD)


def test_a_guest_where_xenstore_is_not_reachable(vgapt, unnamed_guest):
    unnamed_guest.remove_xenstore()
    some = r"some domain \(xenstore is not reachable\)"
    vgapt("doctor", CARD, rc=None).has(rf"^ok +{CARD} use: {some} has it")
    vgapt("rom", "mode", CARD).has(rf"^served .* {some} has got")
    vgapt.fails("reset", CARD, err=rf"cannot tell which domain has {CARD}: xenstore is not "
                r"reachable").says(r"what to do: run it as root in dom0, or give --force")
    assert unnamed_guest.untouched(CARD)


def test_what_the_module_says_of_no_guest_holds(vgapt, tree):
    tree.tell_place(5, CARD)
    vgapt("list").has(rf"^{CARD} .* assignable ")
