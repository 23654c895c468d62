# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom diff"""
import os

import pytest

CARD = "0000:01:00.0"


@pytest.fixture
def same(vgapt, roms):
    return roms.add("same", vgapt.tree.rom(CARD))


@pytest.fixture
def changed(vgapt, roms):
    """In four bytes, at two places"""
    rom = bytearray(vgapt.tree.rom(CARD))
    rom[256:258] = b"AB"
    rom[262:263] = b"C"
    rom[60000:60001] = b"D"
    return roms.add("changed", rom)


@pytest.fixture
def many(vgapt, roms):
    """Changed at sixty places"""
    rom = bytearray(vgapt.tree.rom(CARD))
    for i in range(60):
        rom[1000 + 64 * i] ^= 1
    return roms.add("many", rom)


def test_finds_the_same(vgapt, same):
    vgapt("rom", "diff", "01:00.0", same, out=rf"^{CARD} and {same} are the same, 81920 bytes$")


def test_shows_each_range(vgapt, changed):
    vgapt("rom", "diff", "01:00.0", changed, rc=1).has(
        r"^0x00100-0x00106  3 of 7 bytes  0{14} -> 4142000000",
        r"^0x0ea60-0x0ea60  1 of 1 bytes  00 -> 44$",
        r"^4 bytes differ, in 2 ranges; 0000:01:00.0 has 81920 bytes, .* 81920$")


def test_json_has_the_ranges(vgapt, changed):
    d = vgapt("rom", "diff", CARD, changed, "--json", rc=1).json
    assert [(r["first"], r["last"], r["differing"]) for r in d["ranges"]] == [
        (256, 262, 3), (60000, 60000, 1)]
    assert (d["differing"], d["same"]) == (4, False)


def test_json_of_the_same(vgapt, same):
    d = vgapt("rom", "diff", CARD, same, "--json").json
    assert (d["same"], d["ranges"]) == (True, [])
    assert d["a"]["sha256"] == d["b"]["sha256"]


def test_one_is_only_shorter(vgapt, roms):
    short = roms.add("short", vgapt.tree.rom(CARD)[:70000])
    vgapt("rom", "diff", CARD, short, rc=1,
          out=r"^0 bytes differ, in 0 ranges; .*81920 bytes, .* 70000$")


def test_shows_forty_ranges_at_most(vgapt, many):
    vgapt("rom", "diff", CARD, many, rc=1).has(
        r"^\.\.\. and 20 more ranges$", r"^60 bytes differ, in 60 ranges")


def test_there_is_no_such_file(vgapt, tmp_path):
    vgapt.misused("rom", "diff", CARD, tmp_path / "nothing", err=r"there is no file")


def test_there_is_no_such_card(vgapt, roms):
    vgapt.misused("rom", "diff", "09:00.0", roms.good, err=r"no PCI function")


def test_a_card_has_no_rom(vgapt, roms):
    vgapt.misused("rom", "diff", "02:00.0", roms.good, err=r"no ROM was found|No such")


def test_needs_two(vgapt):
    vgapt.misused("rom", "diff", CARD, err=r"an SBDF and a FILE or a SOURCE")


def test_asks_a_source(vgapt, device, changed):
    device.set(open=changed)
    vgapt("rom", "diff", CARD, "shadow", rc=1,
          out=r"^4 bytes differ, in 2 ranges; .* shadow 81920$")
    assert device.calls == [f"open 20 {CARD} source 2 flags 0"]


@pytest.mark.usefixtures("device")
def test_a_source_has_none(vgapt):
    vgapt.misused("rom", "diff", CARD, "vfct", err=rf"vfct gave no ROM for {CARD}")


def test_the_module_does_not_know_the_source(vgapt, device):
    device.set(source=22)
    vgapt.misused("rom", "diff", CARD, "vfct",
                  err=r"install the xen_vgapt that belongs to this vgapt")


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="no /dev/full")
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["for people", "JSON"])
def test_that_cannot_be_written_is_trouble(vgapt, changed, options):
    vgapt.prefix = ["sh", "-c", 'exec "$0" "$@" >/dev/full']
    vgapt.misused("rom", "diff", CARD, changed, *options, err=r"cannot write to standard output")
