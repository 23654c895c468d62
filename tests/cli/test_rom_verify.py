# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom verify"""
import pytest

CARD = "01:00.0"


def test_a_good_file(vgapt, roms):
    vgapt("rom", "verify", roms.good, out=rf"^{roms.good}: good: a guest's firmware can run it$")


@pytest.mark.parametrize("rom, rc, text", [
    pytest.param("badsum", 0, r": warning: its checksum is wrong .*SeaBIOS refuses",
                 id="a wrong checksum"),
    pytest.param("efi", 1, r": bad: it has no legacy .x86. image, only others .EFI.",
                 id="EFI images only"),
    pytest.param("ofw", 1, r": bad: .*none for UEFI either", id="neither x86 nor EFI images"),
    pytest.param("container", 1, r": bad: a vendor's container of 512 bytes",
                 id="a vendor's container"),
    pytest.param("cut", 1, r": bad: it is shorter than its images say .at 0.*",
                 id="a file cut short"),
    pytest.param("zeros", 1, r": bad: it is empty", id="nothing but zeros"),
    pytest.param("text", 1, r": bad: it lacks the signature", id="a text"),
    pytest.param("nvidia", 0, r": good", id="another vendor's, as no card was named"),
    pytest.param("atom", 0, r": good", id="AMD's"),
    pytest.param("tables", 1, r": bad: its x86 image has no code, only tables for AMD's",
                 id="an APU's, without code"),
])
def test_judges(vgapt, roms, rom, rc, text):
    vgapt("rom", "verify", getattr(roms, rom), rc=rc, out=text)


@pytest.mark.parametrize("rom, rc, text", [
    pytest.param("good", 0, r": good: ", id="a good file"),
    pytest.param("nvidia", 1, r": bad: it is for a card of another vendor",
                 id="another vendor's"),
    pytest.param("other", 1, r": bad: it is for device 5047, and SeaBIOS runs it on no "
                 r"other; the card is 5046", id="another device's"),
    pytest.param("listed", 1, r": bad: it names device 5046 only in a list, which SeaBIOS "
                 r"ignores: it runs it for 5047 alone", id="one that lists its device"),
    pytest.param("badsister", 1, r": bad: it is for device 5048(.|\n)*: warning: its checksum",
                 id="another device's, with a wrong checksum"),
    pytest.param("gop", 1, r": bad: it has no legacy .x86. image, only others .EFI.",
                 id="an EFI image, whoever it names"),
])
def test_judges_for_a_card(vgapt, roms, rom, rc, text):
    vgapt("rom", "verify", getattr(roms, rom), CARD, rc=rc, out=text)


@pytest.mark.parametrize("rom, rc, text", [
    pytest.param("badsum", 0, r"^ +-> .*: vgapt rom save SBDF -o FILE, then "
                 r"vgapt rom load SBDF FILE --adapt$", id="a wrong checksum"),
    pytest.param("efi", 1, r"^ +-> use UEFI firmware", id="EFI images only"),
    pytest.param("container", 1, r"^ +-> .*vgapt rom strip", id="a vendor's container"),
    pytest.param("cut", 1, r"^ +-> it was cut off", id="a file cut short"),
    pytest.param("nvidia", 1, r"^ +-> get the image of this very card", id="another vendor's"),
    pytest.param("other", 1, r"^ +-> .vgapt rom load SBDF FILE --adapt. writes", id="another device's"),
    pytest.param("tables", 1, r"^ +-> use UEFI firmware", id="one without code"),
])
def test_tells_what_to_do_about(vgapt, roms, rom, rc, text):
    vgapt("rom", "verify", getattr(roms, rom), CARD, rc=rc, out=text)


def test_qemu_mends_intels(vgapt, roms):
    vgapt("rom", "verify", roms.intel, "00:02.0",
          out=r": warning: it is for device 0406(.|\n)*-> nothing, where QEMU's xen_pt")


def test_json_of_a_warning(vgapt, roms):
    d = vgapt("rom", "verify", "--json", roms.badsum, CARD).json
    assert (d["verdict"], d["ids_match"]) == ("warning", "yes")
    assert d["findings"][0]["action"]


def test_json_of_a_bad_file(vgapt, roms):
    d = vgapt("rom", "verify", "--json", roms.cut, rc=1).json
    assert (d["verdict"], d["ids_match"]) == ("bad", None)


def test_needs_a_file(vgapt):
    vgapt.misused("rom", "verify", err=r"a FILE is needed")


def test_there_is_no_such_file(vgapt, tmp_path):
    vgapt.fails("rom", "verify", tmp_path / "nothing", err=r"there is no file")


def test_there_is_no_such_card(vgapt, roms):
    vgapt.fails("rom", "verify", roms.good, "09:00.0", err=r"no PCI function")
