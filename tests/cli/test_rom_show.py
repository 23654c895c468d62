# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom show"""
import json
import os

import pytest

CARD = "0000:01:00.0"


@pytest.mark.parametrize("line", [
    pytest.param(r"^source +rombar$", id="source"),
    pytest.param(r"^status +pristine$", id="status"),
    pytest.param(r"^ids_match +yes$", id="ids"),
    pytest.param(r"^verdict +good$", id="verdict"),
    pytest.param(r"^OFFSET +LENGTH +TYPE +IDS +CLASS +CHECKSUM +LAST +DETAILS$", id="heads"),
    pytest.param(r"^0x00000 +51200 +x86 +1002:5046 +030000 +good +no +runs 51200 bytes$",
                 id="x86 image"),
    pytest.param(r"^0x0c800 +30720 +EFI +1002:5046 +030000 +- +yes "
                 r"+x64, boot service driver, compressed$", id="EFI image"),
])
def test_of_a_card_has_a_line_for(vgapt, line):
    vgapt("rom", "show", "01:00.0").has(line)


def test_of_a_card_shows_the_modules_sum(vgapt):
    vgapt("rom", "show", CARD).has(rf"^sha256 +{vgapt.tree.get(CARD, 'rom_sha256')}$")


def test_json_of_a_card(vgapt):
    d = vgapt("rom", "show", "--json", CARD).json
    assert (d["sbdf"], d["file"], d["status"]) == (CARD, None, "pristine")
    assert [(i["type"], i["offset"], i["length"], i["last"]) for i in d["images"]] == [
        ("x86", 0, 51200, False), ("efi", 51200, 30720, True)]
    x86, efi = (i["efi"] for i in d["images"])
    assert x86 is None
    assert [i["text"] for i in d["images"]] == ["x86", "EFI"]
    assert (efi["machine"], efi["compression"]) == ("x64", "compressed")
    assert d["findings"] == [
        {"result": "good", "finding": "a guest's firmware can run it", "action": None}]


def test_of_a_file(vgapt, roms):
    vgapt("rom", "show", roms.efi, out=rf"^file +{roms.efi}$").has(
        r"ARM64, boot service driver, not compressed$", r"^source +-$")


def test_json_of_a_file(vgapt, roms):
    d = vgapt("rom", "show", roms.container, "--json").json
    assert (d["container"], d["length"], d["trailing"]) == (512, 4096, 700)
    assert (d["sbdf"], d["source"], d["ids_match"]) == (None, None, None)


def test_a_wrong_checksum_is_a_warning(vgapt, roms):
    vgapt("rom", "show", roms.badsum, out=r"^0x00000 .* wrong +yes").has(
        r"^verdict +warning$")


@pytest.mark.parametrize("rom, line", [
    pytest.param("types", r"NVIDIA", id="NVIDIA's image type"),
    pytest.param("npde", r"runs 4096 bytes, NPDE 1.0 .4096 bytes without it.$",
                 id="NVIDIA's extension"),
    pytest.param("npde", r"^npde +yes$", id="that NVIDIA's extension is there"),
    pytest.param("atom", r"^atom +yes$", id="AMD's tables"),
    pytest.param("nolast", r"^no_last_flag +yes$", id="a missing last flag"),
    pytest.param("tables", r"^no_code +yes$", id="an image without code"),
    pytest.param("atom", r"^no_code +no$", id="an image with code"),
])
def test_shows(vgapt, roms, rom, line):
    vgapt("rom", "show", getattr(roms, rom)).has(line)


def test_json_has_nvidias_extension(vgapt, roms):
    d = vgapt("rom", "show", roms.npde, "--json").json
    assert d["npde"] is True
    assert d["images"][0]["npde"]["revision"] == "0100"
    assert d["atom"] is False


def test_what_is_no_rom_has_a_fault_and_no_images(vgapt, roms):
    vgapt("rom", "show", roms.text, out=r"^fault +no-signature$").lacks(
        r"OFFSET")


def test_json_of_what_is_no_rom(vgapt, roms):
    d = vgapt("rom", "show", "--json", roms.zeros).json
    assert d["fault"] == "empty"
    assert "it is empty" in d["text"]
    assert (d["images"], d["verdict"]) == ([], "bad")


def test_needs_a_card_or_a_file(vgapt):
    vgapt.misused("rom", "show", err=r"one SBDF or one FILE")


def test_there_is_no_such_file(vgapt, tmp_path):
    result = vgapt.fails("rom", "show", tmp_path / "nothing", err=r"there is no file")
    assert result.last_words == (
        "vgapt: what to do: give a file, or an SBDF as 'vgapt list' shows it")


def test_refuses_an_empty_file(vgapt, roms):
    vgapt.fails("rom", "show", roms.empty, err=r"is empty")


def test_refuses_a_folder(vgapt, tmp_path):
    vgapt.fails("rom", "show", tmp_path, err=r"Is a directory")


def test_refuses_too_large_a_file(vgapt, tmp_path):
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(17 << 20)
    vgapt.fails("rom", "show", huge, err=r"larger than 16 MiB")


def test_a_card_has_no_rom(vgapt):
    vgapt.fails("rom", "show", "02:00.0", err=r"no ROM was found for|No such")


def test_fails_without_the_module(vgapt, tree):
    tree.remove_module()
    vgapt.fails("rom", "show", CARD, err=r"modprobe xen_vgapt")


@pytest.mark.parametrize("more, taken", [(-1, True), (0, True), (1, False)])
def test_16_mib_are_not_too_much(vgapt, roms, more, taken):
    size = (16 << 20) + more
    file = roms.add("large", roms.good.read_bytes())
    os.truncate(file, size)
    if taken:
        assert vgapt("rom", "show", "--json", file).json["size"] == size
    else:
        vgapt.fails("rom", "show", file, err=r"larger than 16 MiB")


@pytest.mark.parametrize("name, shown", [
    (b"caf\xe9.rom", "caf\ufffd.rom"), ("caf\u00e9\u20ac\U0001f4be".encode(), "caf\u00e9\u20ac\U0001f4be"),
    (b"cut\xe2\x82", "cut\ufffd\ufffd"), (b"\xc0\xaflong", "\ufffd\ufffdlong"),
    (b"\xe0\x80\xaf", "\ufffd" * 3), (b"\xed\xa0\x80", "\ufffd" * 3),
    (b"\xf4\x90\x80\x80", "\ufffd" * 4), (b"\xf0\x9f\x92x", "\ufffd" * 3 + "x"),
    (b"\x80\xff", "\ufffd" * 2),
], ids=["Latin-1", "UTF-8", "cut off", "too long", "too long, three", "a surrogate", "too large",
        "cut off amid", "no first bytes"])
def test_json_is_utf8(vgapt, roms, name, shown):
    file = roms.add(os.fsdecode(name), roms.good.read_bytes())
    result = vgapt("rom", "show", "--json", file)
    assert json.loads(result.stdout.decode())["file"] == f"{file.parent}/{shown}"
