# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom load with several files: one ROM is made of them"""
import hashlib
import pathlib

import pytest

import rom_image

CARD = "0000:01:00.0"
GIVEN = f"given-1002-5046-1043-04a0-{CARD}.rom"

pytestmark = pytest.mark.usefixtures("device", "store_folder")


@pytest.fixture
def load(vgapt, device, store_folder):
    """Loads files; what became of them"""
    def run(*files, **result):
        vgapt("rom", "load", CARD, *files, **result)
        rom = (store_folder / GIVEN).read_bytes()
        assert device.calls[-1] == f"commit {len(rom)}"
        return rom
    return run


@pytest.fixture
def refused(vgapt, device, store_folder):
    """Nothing is loaded, and nothing is kept."""
    def run(*files, err, **_):
        result = vgapt.fails("rom", "load", CARD, *files, err=err)
        assert device.calls == []
        assert not store_folder.exists()
        return result
    return run


def walk(rom):
    """Offset and code type of each image that firmware finds"""
    at, found = 0, []
    while True:
        assert rom[at:at + 2] == b"\x55\xaa"
        pcir = at + int.from_bytes(rom[at + 0x18:at + 0x1A], "little")
        assert rom[pcir:pcir + 4] == b"PCIR"
        found.append((at, rom[pcir + 0x14]))
        if rom[pcir + 0x15] & 0x80:
            return found
        at += 512 * int.from_bytes(rom[pcir + 0x10:pcir + 0x12], "little")


def test_makes_one_rom_of_a_vga_bios_and_a_driver(load, roms):
    rom = load(roms.x86, roms.x64, out=r"ROM now")
    assert walk(rom) == [(0, 0), (51200, 3)]
    assert sum(rom[:51200]) % 256 == 0
    # What the howtos do by hand: all but the mark and the sum stays.
    assert rom == roms.good.read_bytes()


def test_says_what_it_did(vgapt, roms):
    vgapt("rom", "load", CARD, roms.x86, roms.x64).has(
        rf"^Image at 0: x86, 51200 bytes, from {roms.x86} at 0, no longer marked as the last\.$",
        r"^Image at 0: checksum byte at 0xc7ff: [0-9a-f]{2} became [0-9a-f]{2}\.$",
        rf"^Image at 0xc800: EFI, 30720 bytes, from {roms.x64} at 0\.$",
        r"^The files are as they were\.$",
        rf"^{roms.x86} \+ {roms.x64} is {CARD}'s ROM now and after each boot\.$")


def test_leaves_the_files_alone(load, roms):
    before = roms.x86.read_bytes(), roms.x64.read_bytes()
    load(roms.x86, roms.x64)
    assert (roms.x86.read_bytes(), roms.x64.read_bytes()) == before


def test_keeps_the_order(load, roms):
    assert walk(load(roms.x64, roms.x86)) == [(0, 3), (30720, 0)]


def test_takes_chains(load, roms):
    rom = load(roms.good, roms.arm64)
    assert [code for _, code in walk(rom)] == [0, 3, 3]
    assert sum(rom[:51200]) % 256 == 0


def test_drops_what_is_around_images(load, roms):
    packed = roms.add("packed", b"X" * 512 + rom_image.x86(8) + b"Y" * 700)
    assert walk(load(packed, roms.x64)) == [(0, 0), (4096, 3)]


def test_marks_a_last_image_that_does_not_say_so(vgapt, load, roms):
    rom = load(roms.x64, roms.nolast)
    assert walk(rom) == [(0, 3), (30720, 0)]
    assert sum(rom[30720:]) % 256 == 0
    vgapt("rom", "load", CARD, roms.x64, roms.nolast, out=r"nolast at 0, marked as the last\.$")


def test_a_wrong_checksum_stays_wrong(load, roms):
    rom = load(roms.badsum, roms.x64, err=r"note: .*badsum .*: its checksum is wrong")
    assert sum(rom[:51200]) % 256 == 1


def test_refuses_a_sister_cards_image_among_them(refused, roms):
    result = refused(roms.sister, roms.x64, err=r"it is for device 5047, and SeaBIOS runs")
    assert "--adapt" in result.last_words


def test_adapts_a_sister_cards_image_among_them(vgapt, load, roms):
    rom = load("--adapt", roms.sister, roms.x64)
    assert walk(rom) == [(0, 0), (4096, 3)]
    assert rom[0x106:0x108] == b"\x46\x50"
    assert sum(rom[:4096]) % 256 == 0
    vgapt("rom", "load", "--adapt", CARD, roms.sister, roms.x64).has(
        r"^Image at 0: device id 5047 became 5046\.$", r"no longer marked as the last\.$")


def test_verify_finds_nothing_wrong(vgapt, load, roms, tmp_path):
    (tmp_path / "out").write_bytes(load("--adapt", roms.sister, roms.x64))
    vgapt("rom", "verify", tmp_path / "out", CARD, out=r": good")


def test_json(vgapt, store_folder, roms):
    d = vgapt("rom", "load", "--json", CARD, roms.x86, roms.x64).json
    rom = (store_folder / GIVEN).read_bytes()
    assert d["sha256"] == hashlib.sha256(rom).hexdigest()
    assert [pathlib.Path(one["file"]).name for one in d["files"]] == ["x86", "x64"]
    first, second = d["assembled"]
    assert (first["offset"], first["type"], first["machine"], first["last_mark"]) == (
        0, "x86", None, "removed")
    assert first["checksum"]["at"] == 0xC7FF
    assert (second["offset"], second["type"], second["machine"], second["last_mark"]) == (
        51200, "efi", "x64", None)
    assert second["checksum"] is None
    assert second["file"] == str(roms.x64)


@pytest.mark.parametrize("files, why", [
    (("x86", "other"), r"x86 .at 0. and .*other .at 0. both have an image for a BIOS .x86."),
    (("x86", "good"), r"both have an image for a BIOS"),
    (("good", "x64"), r"good .at 0xc800. and .*x64 .at 0. both have an image for UEFI on x64"),
    (("x86", "cut"), r"cut: it is shorter than its images say .at 0."),
    (("cut", "x64"), r"cut: it is shorter"),
    (("x86", "text"), r"text: it lacks the signature"),
    (("x86", "zeros"), r"zeros: it is empty"),
    (("x86", "driver"), r"driver: it is a driver for UEFI by itself"),
    (("driver", "x64"), r"driver: it is a driver for UEFI by itself"),
], ids=" ".join)
def test_refuses(refused, roms, files, why):
    refused(*(getattr(roms, name) for name in files), err=why).says(r"what to do: ")


def test_says_how_to_cut_an_image_out(refused, roms):
    refused(roms.good, roms.x64, err=r"what to do: leave one of them out; .*dd cuts one out")


def test_what_it_says_of_dd_is_right(load, roms, tmp_path):
    (tmp_path / "cut").write_bytes(roms.good.read_bytes()[:51200])
    assert load(tmp_path / "cut", roms.x64) == roms.good.read_bytes()


def test_refuses_an_image_that_runs_into_the_next(refused, load, roms):
    rom = bytearray(rom_image.x86(8))
    rom[2] = 9
    long = roms.add("long", bytes(rom))
    refused(long, roms.x64, err=r"has firmware run more than it has: the next file")
    load(roms.x64, long, err=r"its checksum is wrong")


def test_refuses_what_comes_behind_nvidias_own(refused, roms):
    own = roms.add("own", rom_image.image(units=8, ids="10de-1db6", npde=True, npde_last=False) +
                   rom_image.image(0x70, 2, ids="10de-1db6"))
    refused(own, roms.x64, err=r"images for NVIDIA's driver alone follow in .*own")


def test_refuses_more_than_the_module_takes(refused, roms):
    large = roms.add("large", rom_image.image(0x42, 0x1FFF))
    refused(large, roms.x86, err=r"with .*x86 it is more than the 4 MiB")


def test_refuses_more_images_than_the_module_takes(refused, roms):
    many = roms.add("many", b"".join(rom_image.image(0x42, 1, last=i == 15) for i in range(16)))
    refused(many, roms.x86, err=r"up to .*x86, there are more than 16 images")


def test_refuses_more_files(vgapt, roms):
    vgapt.misused("rom", "load", CARD, *[roms.x86] * 17, err=r"16 files at most")


def test_there_is_no_such_file_among_them(refused, roms, tmp_path):
    refused(roms.x86, tmp_path / "none", err=r"there is no file .*none")


def test_verify_says_what_a_bare_driver_is(vgapt, roms):
    vgapt("rom", "verify", roms.driver, rc=1, out=r"it is a driver for UEFI by itself")
