# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom load"""
import errno

import pytest

CARD = "0000:01:00.0"
LOAD_CALL = f"load 20 {CARD} source 0 flags 0"


def test_gives_the_file_to_the_module(vgapt, device, roms):
    vgapt("rom", "load", CARD, roms.good,
          out=r"^/lib/firmware/xen-vgapt/1002-5046-1043-04a0.rom$")
    assert device.calls == [LOAD_CALL, "commit 81920"]


@pytest.mark.usefixtures("device")
def test_tells_of_a_wrong_checksum(vgapt, roms):
    vgapt("rom", "load", CARD, roms.badsum, err=r"note: .*its checksum is wrong")


def test_clears(vgapt, device):
    vgapt("rom", "load", CARD, "--clear", out="")
    assert device.calls[-1] == "commit 0"


def test_does_not_give_a_container_to_the_module(vgapt, device, roms):
    vgapt.fails("rom", "load", CARD, roms.container, err=r"vgapt rom strip")
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


def test_there_is_no_such_file(vgapt, tmp_path):
    vgapt.fails("rom", "load", CARD, tmp_path / "nothing", err=r"there is no file")


def test_fails_without_the_module(vgapt, tree, roms):
    tree.remove_module()
    vgapt.fails("rom", "load", CARD, roms.good, err=r"modprobe xen_vgapt")
