# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom strip"""
import pytest

import rom_image


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_drops_what_is_around_the_rom(vgapt, roms, out):
    vgapt("rom", "strip", roms.container, "-o", out, out="",
          err=r"512 bytes before the ROM and 700 after it were dropped; 4096 are left")
    assert out.read_bytes() == rom_image.x86(8)
    vgapt("rom", "verify", out, out=r": good")


def test_a_file_onto_itself(vgapt, roms):
    vgapt("rom", "strip", roms.behind, "-o", roms.behind, out="",
          err=r"0 bytes before the ROM and 100 after")
    assert roms.behind.stat().st_size == 4096


def test_there_is_nothing_to_drop(vgapt, roms, out):
    vgapt("rom", "strip", roms.good, "-o", out, out="", err=r"nothing to drop")


def test_to_standard_output(vgapt, roms):
    result = vgapt("rom", "strip", roms.good, "-o", "-", err=r"note")
    assert result.stdout == roms.good.read_bytes()


def test_tells_of_a_wrong_checksum(vgapt, roms, out):
    vgapt("rom", "strip", roms.badsum, "-o", out, out="", err=r"its checksum is wrong")


@pytest.mark.parametrize("rom, why", [
    ("cut", r"no complete ROM in .*: it is shorter"),
    ("text", r"lacks the signature"),
], ids=["cut short", "a text"])
def test_leaves_nothing_of_what_is(vgapt, roms, out, rom, why):
    vgapt.fails("rom", "strip", getattr(roms, rom), "-o", out, err=why)
    assert not list(out.parent.glob("out*"))


def test_needs_a_place(vgapt, roms):
    vgapt.misused("rom", "strip", roms.good, err=r"missing -o FILE")


def test_needs_a_file(vgapt):
    vgapt.misused("rom", "strip", "-o", "-", err=r"one FILE")
