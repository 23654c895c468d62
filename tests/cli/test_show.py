# SPDX-License-Identifier: GPL-2.0-only
"""vgapt show"""
import errno

import pytest

CARD = "0000:01:00.0"


@pytest.mark.parametrize("line", [
    pytest.param(r"^name +Advanced Micro Devices Rage 128 PRO$", id="name"),
    pytest.param(r"^class_code +030000$", id="class"),
    pytest.param(r"^bars +bar 0, type mem64, start 0xe0000000, size 268435456, "
                 r"prefetchable yes$", id="BAR"),
    pytest.param(r"^ +bar 4, type io, start 0xe000, size 256, prefetchable no$", id="I/O BAR"),
    pytest.param(r"^ +bar rom, type mem, start 0xfe420000, size 131072", id="ROM BAR"),
    pytest.param(r"^siblings +sbdf 0000:01:00.1, .*driver snd_hda_intel", id="siblings"),
    pytest.param(r"^bridges +0000:00:01.0$", id="bridges"),
    pytest.param(r"^reset_methods +flr$", id="the kernel's reset methods"),
    pytest.param(r"^can_reset +yes$", id="whether it can be reset"),
    pytest.param(r"^reset_plan +flr, bus: usable$", id="methods of resets"),
    pytest.param(r"^last_reset +none$", id="last reset"),
    pytest.param(r"^rom +source rombar, size 81920, sha256 [0-9a-f]{64}, status pristine$",
                 id="ROM"),
    pytest.param(r"^rom_mode +copy$", id="what guests are to get for it"),
    pytest.param(r"^rom_served +copy$", id="what they get"),
    pytest.param(r"^rom_flash +unknown$", id="what they have left in the flash"),
])
def test_has_a_line_for(vgapt, line):
    vgapt("show", CARD).has(line)


def test_takes_an_sbdf_without_segment(vgapt):
    vgapt("show", "01:00.0", out=rf"^sbdf +{CARD}$")


def test_json_names_the_owner(vgapt):
    d = vgapt("show", "--json", "0000:03:00.0").json
    assert (d["owner"], d["owner_name"], d["state"]) == (7, "web", "primary")


def test_json_has_the_ids(vgapt):
    d = vgapt("show", "--json", "0000:03:00.0").json
    assert [d[name] for name in ("vendor_id", "device_id", "subvendor_id", "subdevice_id",
                                 "revision")] == ["1a03", "2000", "1043", "04a0", "01"]


def test_json_has_the_bars(vgapt):
    d = vgapt("show", "--json", "0000:03:00.0").json
    assert [bar["bar"] for bar in d["bars"]] == ["0", "2", "4", "rom"]


def test_json_has_no_siblings_where_there_are_none(vgapt):
    assert vgapt("show", "--json", "0000:03:00.0").json["siblings"] == []


def test_json_has_the_kernels_reset_methods(vgapt):
    assert vgapt("show", "--json", "0000:03:00.0").json["reset_methods"] == ["flr", "bus"]


def test_another_domains_card_cannot_be_reset(vgapt):
    d = vgapt("show", "--json", "0000:03:00.0").json
    assert d["can_reset"] is False
    assert {method["reason"] for method in d["reset_plan"]} == {"foreign"}


def test_bridges_are_shown_from_the_outermost_inwards(vgapt):
    d = vgapt("show", "--json", "05:00.0").json
    assert d["bridges"] == ["0000:00:1d.0", "0000:04:00.0"]


def test_shows_a_card_of_another_segment(vgapt):
    vgapt("show", "0001:05:00.0", out=r"^sbdf +0001:05:00.0$")


def test_a_dead_card_is_said_to_be(vgapt, tree):
    tree.set(CARD, state="dead")
    vgapt("show", CARD, out=r"^state +dead$", err=r"note: the card is dead: it does not answer")
    assert vgapt("show", "--json", CARD, err=None).json["state"] == "dead"


def test_a_state_that_is_not_known_is_passed_on(vgapt, tree):
    tree.set(CARD, state="half-dead")
    vgapt("show", CARD, out=r"^state +assignable$", err=r"note: 'half-dead' \(this vgapt does not know")


def test_without_the_module_there_is_no_rom(vgapt, tree):
    tree.remove_module()
    vgapt("show", CARD, out=r"^rom +-$", err=r"xen_vgapt is not loaded")


def test_shows_the_status_of_the_rom(vgapt, tree):
    tree.set(CARD, rom_status="unverified")
    vgapt("show", CARD, out=r"^rom +source rombar, .*status unverified$")


def test_a_rom_that_may_not_be_read_has_no_size(vgapt, device):
    device.set(read=13)
    vgapt("show", CARD, out=r"size -", err=r"run it as root")


def test_json_has_what_guests_get_for_the_rom(vgapt, tree):
    tree.set(CARD, rom_mode="flash", rom_served="hologram", rom_flash="same")
    d = vgapt("show", "--json", CARD).json
    assert [d[name] for name in ("rom_mode", "rom_served", "rom_flash")] == [
        "flash", "hologram", "same"]


def test_an_older_module_does_not_tell_what_guests_get(vgapt, tree):
    tree.remove_modes()
    vgapt("show", CARD).has(r"^rom_mode +-$", r"^rom_served +-$", r"^rom_flash +-$")
    d = vgapt("show", "--json", CARD).json
    assert [d[name] for name in ("rom_mode", "rom_served", "rom_flash")] == [None] * 3


def test_a_changed_flash_is_told_of(vgapt, tree):
    tree.set(CARD, rom_flash="changed")
    vgapt("show", CARD, out=r"^rom_flash +changed$",
          err=rf"note: the flash does not hold .* see 'vgapt doctor {CARD}'$")


@pytest.mark.parametrize("error, text", [
    (errno.EACCES, r"note: the ROM cannot be read: Permission denied; run it as root$"),
    (errno.EIO, r"note: the ROM cannot be read: Input/output error; the kernel log \(dmesg\)"),
], ids=["EACCES", "EIO"])
def test_says_why_the_rom_cannot_be_read(vgapt, device, error, text):
    device.set(read=error)
    vgapt("show", CARD, err=text)


def test_of_a_card_that_the_module_does_not_know(vgapt, tree):
    tree.remove("sys/bus/pci/devices/0000:01:00.0/xen_vgapt")
    vgapt("show", CARD, err=r"note: xen_vgapt does not know this card: see the kernel log "
          ).never_says(r"root")
