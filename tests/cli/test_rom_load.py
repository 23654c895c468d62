# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom load"""
import errno
import hashlib

import pytest

import rom_image
from fake_tree import attribute

CARD = "0000:01:00.0"
LOAD_CALL = f"load 20 {CARD} source 0 flags 0"

pytestmark = pytest.mark.usefixtures("store_folder")


def test_gives_the_file_to_the_module(vgapt, device, roms):
    vgapt("rom", "load", CARD, roms.good,
          out=rf"^{roms.good} is {CARD}'s ROM now and after each boot\.$")
    assert device.calls == [LOAD_CALL, "commit 81920"]


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize("args", [(), ("--json",)], ids=["for people", "JSON"])
def test_tells_that_guests_get_something_else(vgapt, tree, roms, args):
    tree.set(CARD, rom_mode="flash")
    vgapt("rom", "load", CARD, roms.good, *args,
          err=rf"note: guests do not get it, as rom_mode is 'flash': vgapt rom mode {CARD} copy$")


@pytest.mark.usefixtures("device")
def test_a_guest_keeps_what_it_has(vgapt, tree, roms):
    tree.write("xenstore/libxl/pci/0000-01-00-0/domid", 5)
    vgapt("rom", "load", CARD, roms.good, out=r"ROM now",
          err=rf"note: the guest that has {CARD} keeps the ROM that it has got")


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize("args", [(), ("--json",)], ids=["for people", "JSON"])
def test_tells_that_something_else_is_served(vgapt, tree, roms, args):
    tree.set(CARD, rom_served="shadow")
    vgapt("rom", "load", CARD, roms.good, *args,
          err=r"^vgapt: note: as things are the next guest gets the firmware's copy at C0000h, .*; "
              r"the kernel log \(dmesg\) says why$")


@pytest.mark.parametrize("before, after", [("none", "copy"), ("copy", "none")])
def test_goes_by_what_is_served_after_the_load(vgapt, tree, device, roms, before, after):
    tree.set(CARD, rom_served=before)
    device.set(served=after, last_of=tree / attribute(CARD, ""))
    vgapt("rom", "load", CARD, roms.good, out=r"ROM now", err="" if after == "copy" else
          r"as things are the next guest gets no ROM")


@pytest.mark.usefixtures("device")
def test_what_dom0s_card_serves_is_not_settled(vgapt, tree, roms):
    tree.set("0000:00:02.0", rom_served="shadow")
    vgapt("rom", "load", "00:02.0", roms.intel, err=r"device 0406").never_says(r"as things are")


@pytest.mark.usefixtures("device")
def test_a_mode_that_is_not_known_says_nothing_of_guests(vgapt, tree, roms):
    tree.write("xenstore/libxl/pci/0000-01-00-0/domid", 5)
    tree.set(CARD, rom_mode="hologram")
    vgapt("rom", "load", CARD, roms.good, out=r"ROM now")


@pytest.mark.usefixtures("device")
def test_tells_of_a_wrong_checksum(vgapt, roms):
    vgapt("rom", "load", CARD, roms.badsum, err=r"note: .*its checksum is wrong")


def test_refuses_a_sister_cards(vgapt, device, roms):
    result = vgapt.fails("rom", "load", CARD, roms.sister,
                         err=r"sister: it is for device 5047, and SeaBIOS runs it on no other")
    assert "--adapt" in result.last_words
    assert device.calls == []


def test_refuses_what_only_lists_the_card(vgapt, device, roms):
    vgapt.fails("rom", "load", CARD, roms.listed, err=r"only in a list, which SeaBIOS ignores")
    assert device.calls == []


def test_adapts_a_sister_cards(vgapt, device, roms):
    data = roms.sister.read_bytes()
    vgapt("rom", "load", CARD, roms.sister, "--adapt").has(
        r"^Image at 0: device id 5047 became 5046\.$",
        r"^Image at 0: checksum byte at 0x21: 00 became 01\.$",
        rf"sister is {CARD}'s ROM now", r"The file is as it was")
    assert device.calls == [LOAD_CALL, "commit 4096"]
    assert roms.sister.read_bytes() == data


@pytest.mark.usefixtures("device")
def test_tells_of_a_checksum_that_was_wrong_before(vgapt, roms):
    vgapt("rom", "load", "-a", CARD, roms.badsister, out=r"checksum byte at 0xfff: ",
          err=r"note: .*checksum of the image at 0 was wrong before")


@pytest.mark.usefixtures("device")
def test_adapts_to_a_list(vgapt, roms):
    vgapt("rom", "load", "-a", CARD, roms.listed, out=r"device id 5047 became 5046")


@pytest.mark.usefixtures("device")
def test_there_is_nothing_to_adapt(vgapt, roms):
    vgapt("rom", "load", "--adapt", CARD, roms.good, out=r"ROM now",
          err=r"note: .*nothing to adapt")


@pytest.mark.parametrize("rom", ["nvidia", "cut"])
def test_does_not_adapt(vgapt, device, roms, rom):
    device.set(commit=errno.EBADMSG)
    vgapt.fails("rom", "load", "--adapt", CARD, getattr(roms, rom), err=r"vgapt: ")


def test_takes_an_efi_image_of_whoever(vgapt, device, roms):
    vgapt("rom", "load", CARD, roms.gop, out=r"ROM now",
          err=r"note: .*no legacy .x86. image, only others .EFI.")
    assert device.calls == [LOAD_CALL, "commit 83968"]


@pytest.mark.usefixtures("device")
def test_takes_intels_as_it_is(vgapt, roms):
    vgapt("rom", "load", "00:02.0", roms.intel, err=r"note: .*it is for device 0406")


@pytest.mark.usefixtures("device")
def test_json(vgapt, roms):
    d = vgapt("rom", "load", "--json", CARD, roms.good).json
    assert (d["sbdf"], d["size"], d["adapted"]) == (CARD, 81920, None)
    assert d["assembled"] is None
    assert d["files"] == [{"file": str(roms.good), "size": 81920, "sha256": d["sha256"]}]
    assert d["firmware_file"] == "xen-vgapt/1002-5046-1043-04a0.rom"
    assert d["findings"][0]["result"] == "good"


@pytest.mark.usefixtures("device")
def test_json_of_what_was_adapted(vgapt, roms):
    d = vgapt("rom", "load", "--json", "--adapt", CARD, roms.sister).json
    assert d["adapted"] == [{
        "offset": 0, "device_before": "5047", "device": "5046",
        "checksum": {"at": 0x21, "before": "00", "after": "01"},
        "checksum_was_wrong": False}]
    assert d["sha256"] == hashlib.sha256(rom_image.x86(atom=True)[:0x21] + b"\x01" +
                                         rom_image.x86(atom=True)[0x22:-1] +
                                         roms.sister.read_bytes()[-1:]).hexdigest()


def test_clears(vgapt, device):
    vgapt("rom", "load", CARD, "--clear", out="")
    assert device.calls[-1] == "commit 0"


def test_gives_the_module_what_is_in_a_container(vgapt, device, roms):
    vgapt("rom", "load", CARD, roms.container,
          out=rf"^Image at 0: x86, 4096 bytes, from {roms.container} at 0x200\.$")
    assert device.calls == [LOAD_CALL, "commit 4096"]


def test_refuses_a_container_of_a_sister_cards(vgapt, device, roms):
    rom = roms.add("packed", b"X" * 512 + roms.sister.read_bytes())
    vgapt.fails("rom", "load", CARD, rom, err=r"it is for device 5047")
    vgapt("rom", "load", "--adapt", CARD, rom, out=r"^Image at 0: device id 5047 became 5046\.$")
    assert device.calls == [LOAD_CALL, "commit 4096"]


def test_refuses_a_bare_driver(vgapt, device, roms):
    vgapt.fails("rom", "load", CARD, roms.driver,
                err=r"driver: it is a driver for UEFI by itself .PE/COFF, 'MZ'.").says(
        r"what to do: .*EfiRom")
    assert device.calls == []


@pytest.mark.usefixtures("device")
def test_refuses_too_large_a_file(vgapt, roms):
    large = roms.add("large", roms.good.read_bytes() + bytes(5 << 20))
    vgapt.fails("rom", "load", CARD, large, err=r"takes 4 MiB at most")


def test_the_module_finds_a_fault(vgapt, device, roms):
    device.set(commit=errno.EBADMSG)
    result = vgapt.fails("rom", "load", CARD, roms.cut,
                         err=rf"refuses {roms.cut} for {CARD}: it is shorter")
    assert result.last_words == (
        "vgapt: what to do: 'vgapt rom verify' says what is wrong with it; get another copy")


def test_the_module_finds_another_vendors_card(vgapt, device, roms):
    device.set(commit=errno.EXDEV)
    vgapt.fails("rom", "load", CARD, roms.nvidia, err=r"get the image of this very card")


def test_the_module_finds_another_vendors_card_though_it_seems_good(vgapt, device, roms):
    device.set(commit=errno.EXDEV)
    vgapt.fails("rom", "load", CARD, roms.good, err=r"it is for a card of another vendor")


@pytest.mark.parametrize("error, hint", [
    (errno.ENOMEM, r"short of memory"),
    (errno.EACCES, r"run it as root"),
    (errno.ENODEV, r"does not know this card"),
    (errno.ENOTTY, r"install the xen_vgapt that belongs to this vgapt"),
    (errno.EFBIG, r"vgapt rom strip"),
    (errno.EIO, r"kernel log"),
], ids=["ENOMEM", "EACCES", "ENODEV", "ENOTTY", "EFBIG", "EIO"])
def test_tells_what_to_do_about(vgapt, device, roms, error, hint):
    device.set(load=error)
    vgapt.fails("rom", "load", CARD, roms.good, err=rf"what to do: .*{hint}")


def test_needs_a_file(vgapt):
    vgapt.misused("rom", "load", CARD, err=r"an SBDF and a FILE are needed")


def test_clear_takes_no_file(vgapt):
    vgapt.misused("rom", "load", "--clear", CARD, "x", err=r"--clear takes one SBDF")


@pytest.mark.parametrize("option", ["--adapt", "--once", "--json"])
def test_clear_takes_no_other_option(vgapt, option):
    vgapt.misused("rom", "load", "--clear", option, CARD, err=r"no other option")


def test_there_is_no_such_file(vgapt, tmp_path):
    vgapt.fails("rom", "load", CARD, tmp_path / "nothing", err=r"there is no file")


def test_fails_without_the_module(vgapt, tree, roms):
    tree.remove_module()
    vgapt.fails("rom", "load", CARD, roms.good, err=r"modprobe xen_vgapt")
