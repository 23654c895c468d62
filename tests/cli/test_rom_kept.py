# SPDX-License-Identifier: GPL-2.0-only
"""What vgapt rom load keeps over reboots, and vgapt rom store gives again"""
# pylint: disable=unused-argument
import errno
import fcntl
import hashlib
import json
import os
import stat
import threading

import pytest

from rom_image import efi, x86

CARD, OTHER_CARD = "0000:01:00.0", "0000:05:00.0"
IDS = "1002-5046-1043-04a0"
NAME = f"given-{IDS}-{CARD}"
CAPTURE = f"{IDS}-{CARD}.rom"
ROM = x86(100, last=False) + efi(60)
SMALL = x86(90)


@pytest.fixture
def shelf(tree, store_folder):
    return store_folder


@pytest.fixture
def kept(vgapt, device, shelf, roms):
    """An image was loaded for CARD, and the machine has been booted again."""
    small = roms.add("small", SMALL)
    vgapt("rom", "load", CARD, small)
    device.set()
    return shelf


def files(folder):
    return sorted(file.name for file in folder.iterdir())


def sha256(data):
    return hashlib.sha256(data).hexdigest()


#
# Keeping it
#
def test_keeps_what_is_loaded(vgapt, device, shelf, roms):
    vgapt("rom", "load", CARD, roms.good).has(
        rf"^It is kept as {shelf}/{NAME}.rom;$", rf"^'vgapt rom load {CARD} --clear' takes it back")
    assert device.calls[-1] == "commit 81920"
    assert files(shelf) == [f"{NAME}.json", f"{NAME}.rom"]
    assert (shelf / f"{NAME}.rom").read_bytes() == ROM


def test_only_root_may_read_it(kept):
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()} == {0o600}


def test_notes_who_gave_it_and_what(vgapt, device, shelf, roms):
    vgapt("rom", "load", "--adapt", CARD, roms.sister, roms.x64)
    d = json.loads((shelf / f"{NAME}.json").read_text())
    rom = (shelf / f"{NAME}.rom").read_bytes()
    assert (d["source"], d["status"], d["adapted"], d["sbdf"]) == ("user", "given", True, CARD)
    assert (d["vendor_id"], d["device_id"]) == ("1002", "5046")
    assert (d["size"], d["sha256"]) == (len(rom), sha256(rom))
    assert d["date"].endswith("Z")
    assert d["files"] == [
        {"file": str(file), "size": file.stat().st_size, "sha256": sha256(file.read_bytes())}
        for file in (roms.sister, roms.x64)]


def test_a_later_one_takes_its_place(vgapt, kept, roms):
    vgapt("rom", "load", CARD, roms.good)
    assert files(kept) == [f"{NAME}.json", f"{NAME}.rom"]
    assert (kept / f"{NAME}.rom").read_bytes() == ROM


def test_a_later_one_takes_the_place_of_a_damaged_one(vgapt, kept, roms):
    (kept / f"{NAME}.json").write_text("{")
    vgapt("rom", "load", CARD, roms.good)
    assert files(kept) == [f"{NAME}.json", f"{NAME}.rom"]
    vgapt("rom", "store", CARD, out=r"^0000:01:00.0 given: ")


def test_json_says_where(vgapt, device, shelf, roms):
    d = vgapt("rom", "load", "--json", CARD, roms.good).json
    assert d["kept"] == f"{shelf}/{NAME}.rom"


def test_once_keeps_nothing(vgapt, device, shelf, roms):
    vgapt("rom", "load", "--once", CARD, roms.good,
          out=r"ROM now, until xen_vgapt is unloaded\.$").lacks(r"kept")
    assert device.calls[-1] == "commit 81920"
    assert not shelf.exists()
    assert vgapt("rom", "load", "-o", "-j", CARD, roms.good).json["kept"] is None


def test_once_leaves_what_is_kept(vgapt, kept, roms):
    vgapt("rom", "load", "--once", CARD, roms.good,
          err=r"note: what was kept for 0000:01:00.0 stays kept, and is used again")
    assert (kept / f"{NAME}.rom").read_bytes() == SMALL


@pytest.mark.parametrize("refusal", [{"commit": errno.EBADMSG}, {"load": errno.ENODEV}],
                         ids=["an image", "a card"])
def test_keeps_nothing_if_the_module_refuses(vgapt, device, shelf, roms, refusal):
    device.set(**refusal)
    vgapt.fails("rom", "load", CARD, roms.good, err=r"vgapt: ")
    assert not shelf.exists()


#
# Where it cannot be kept
#
@pytest.mark.parametrize("failure, hint", [
    ({"full": ".rom.tmp"}, r"make room"), ({"full": ".json.tmp"}, r"make room"),
    ({"fsync": errno.EIO}, r"kernel log"), ({"rename": 1}, r"kernel log"),
    ({"rename": 2}, r"kernel log"),
], ids=["full disk for the ROM", "full disk for its provenance", "fsync", "first rename",
        "second rename"])
def test_says_that_it_is_loaded_but_not_kept(vgapt, device, shelf, roms, failure, hint):
    device.set(**failure)
    vgapt("rom", "load", CARD, roms.good, rc=1, out=r"ROM now, until xen_vgapt is unloaded",
          err=rf"{CARD}'s ROM is loaded, but not kept: cannot store it in {shelf}: ").says(
        rf"what to do: .*{hint}")
    assert device.calls[-1] == "commit 81920"
    assert not files(shelf)


def test_the_folder_cannot_be_made(vgapt, device, tree, tmp_path, roms):
    vgapt.env["VGAPT_STORE"] = str(tmp_path / "none/shelf")
    d = vgapt("rom", "load", "--json", CARD, roms.good, rc=1, err=r"loaded, but not kept")
    assert d.json["kept"] is None
    d.says(r"make the folder it is in")


def test_a_failure_leaves_what_was_kept_before(vgapt, device, kept, roms):
    device.set(rename=2)
    vgapt("rom", "load", CARD, roms.good, rc=1, err=r"not kept")
    device.set()
    vgapt("rom", "store", CARD, out=r"^0000:01:00.0 given: ")
    assert device.calls[-1] == f"commit {len(SMALL)}"


def test_waits_for_a_store_aloud(vgapt, device, kept, roms):
    lock = os.open(kept, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    timer = threading.Timer(3, os.close, [lock])
    timer.start()
    vgapt("rom", "load", CARD, roms.good, err=r"still waiting for another 'vgapt rom store'")
    timer.join()


#
# At the next boot
#
def test_store_gives_it_to_the_module_again(vgapt, device, kept):
    vgapt("rom", "store").has(
        rf"^{CARD} stored: rombar, pristine, as {kept}/{CAPTURE}$",
        rf"^{CARD} given: the administrator's image of 20[0-9TZ:-]+ is its ROM now .source user.$")
    assert device.calls == [f"load 20 {CARD} source 0 flags 0", f"commit {len(SMALL)}"]
    assert (kept / CAPTURE).read_bytes() == ROM
    assert (kept / f"{NAME}.rom").read_bytes() == SMALL


def test_store_gives_it_to_a_card_without_a_rom(vgapt, tree, device, kept):
    tree.set_rom(CARD, "none", "absent", None)
    vgapt("rom", "store", CARD, out=rf"^{CARD} given: ").has(r"none: there is no ROM to store")
    assert device.calls[-1] == f"commit {len(SMALL)}"


def test_store_leaves_it_if_it_is_in_use(vgapt, tree, device, kept):
    tree.set_rom(CARD, "user", "unverified", SMALL)
    vgapt("rom", "store", CARD,
          out=rf"^{CARD} unchanged: the administrator's image is in use, and kept$")
    assert device.calls == []
    assert files(kept) == [f"{NAME}.json", f"{NAME}.rom"]


def test_store_leaves_what_was_given_since(vgapt, tree, device, kept):
    tree.set_rom(CARD, "user", "unverified", ROM)
    vgapt("rom", "store", CARD, out=r"skipped: the administrator's image is in use",
          err=r"another image was given since; the kept one is used again when")
    assert device.calls == []


def test_it_is_newer_than_a_firmware_file(vgapt, tree, device, kept):
    tree.set_rom(CARD, "user", "unverified", ROM)
    tree.write(f"lib/firmware/xen-vgapt/{IDS}.rom", ROM + bytes(512))
    vgapt("rom", "store", CARD, out=rf"^{CARD} given: ")
    assert device.calls[-1] == f"commit {len(SMALL)}"


def test_use_gives_it_rather_than_the_stored_one(vgapt, tree, device, kept):
    vgapt("rom", "store", CARD)
    device.set()
    tree.set_rom(CARD, "shadow", "modified", x86(70))
    result = vgapt("rom", "store", "--use", CARD, out=rf"^{CARD} given: ", err=r"worse")
    result.lacks(r"used:").never_says(r"to use the stored one")
    assert [call for call in device.calls if "commit" in call] == [f"commit {len(SMALL)}"]


def test_store_does_not_give_a_damaged_one(vgapt, device, kept):
    (kept / f"{NAME}.rom").write_bytes(ROM)
    vgapt("rom", "store", CARD, rc=1, out=r"stored",
          err=rf"{NAME}.rom does not match the provenance beside it, and is not used").says(
        r"what to do: give it again")
    assert device.calls == []


def test_store_says_so_if_the_module_refuses_it(vgapt, device, kept):
    device.set(commit=errno.EBADMSG)
    vgapt("rom", "store", CARD, rc=1, err=rf"xen_vgapt refuses {NAME} for {CARD}")


@pytest.mark.parametrize("attribute, value", [
    ("vendor", "0x10de"), ("device", "0x5047"), ("subsystem_vendor", "0x1044"),
    ("subsystem_device", "0x04a1")])
def test_another_model_in_that_place_does_not_get_it(vgapt, tree, device, kept, attribute, value):
    tree.write(f"sys/bus/pci/devices/{CARD}/{attribute}", value)
    result = vgapt("rom", "store", out=rf"^{CARD} stored",
                   err=rf"note: {kept}/{NAME}.rom is not used: another card is at {CARD} now")
    result.lacks(r"given:")
    assert device.calls == []


def test_another_card_of_that_model_does_not_get_it(vgapt, device, kept):
    vgapt("rom", "store", OTHER_CARD, out=rf"^{OTHER_CARD} none")
    assert device.calls == []


def test_says_that_the_card_is_gone(vgapt, tree, device, kept):
    tree.remove(f"sys/bus/pci/devices/{CARD}")
    vgapt("rom", "store", err=rf"{NAME}.rom is not used: there is no card at {CARD} now; if "
                              "the card was moved, give it that file: vgapt rom load")
    assert device.calls == []
    assert (kept / f"{NAME}.rom").exists()


def test_two_cards_of_one_model_have_two(vgapt, device, kept, roms):
    vgapt("rom", "load", OTHER_CARD, roms.good, err=r"note: the guest that has .* keeps the ROM")
    assert (kept / f"{NAME}.rom").read_bytes() == SMALL
    assert (kept / f"given-{IDS}-{OTHER_CARD}.rom").read_bytes() == ROM


@pytest.mark.parametrize("rename", [1, 2], ids=["first rename", "second rename"])
def test_is_whole_after_a_crash_before_the(vgapt, device, kept, roms, rename):
    device.set(die=rename)
    vgapt("rom", "load", CARD, roms.good, rc=9, err=None)
    device.set()
    vgapt("rom", "store", CARD, out=rf"^{CARD} given: ")
    assert device.calls[-1] == f"commit {len(SMALL)}"
    assert (kept / f"{NAME}.rom").read_bytes() == SMALL


#
# --clear
#
def test_clear_takes_it_off_the_shelf(vgapt, device, kept):
    vgapt("rom", "load", CARD, "--clear",
          out=rf"^The image that was kept for {CARD} was removed\.$")
    assert device.calls[-1] == "commit 0"
    assert files(kept) == []


def test_clear_leaves_captures(vgapt, kept):
    vgapt("rom", "store", CARD)
    vgapt("rom", "load", CARD, "--clear")
    assert CAPTURE in files(kept)
    assert not [name for name in files(kept) if name.startswith("given")]


@pytest.mark.parametrize("name", [f"{NAME}.json", f"{NAME}.rom"])
def test_clear_removes_a_damaged_one(vgapt, kept, name):
    (kept / name).unlink()
    vgapt("rom", "load", CARD, "--clear", out=r"was removed")
    assert files(kept) == []


def test_clear_removes_it_without_the_module(vgapt, tree, device, kept):
    tree.remove_module()
    vgapt("rom", "load", CARD, "--clear", out=r"was removed")
    assert files(kept) == []
    vgapt.fails("rom", "load", CARD, "--clear", err=r"xen_vgapt is not loaded")


def test_clear_makes_no_folder(vgapt, device, shelf):
    vgapt("rom", "load", CARD, "--clear", out="")
    assert not shelf.exists()


def test_clear_cannot_remove_it(vgapt, device, kept):
    device.set(fsync=errno.EIO)
    vgapt.fails("rom", "load", CARD, "--clear",
                err=rf"cannot remove {NAME}.rom from {kept}, and it is used again").says(
        r"what to do: ")
    assert device.calls[-1] == "commit 0"


def test_clear_removes_it_though_the_module_refuses(vgapt, device, kept):
    device.set(load=errno.ENODEV)
    vgapt.fails("rom", "load", CARD, "--clear", err=r"cannot clear")
    assert files(kept) == []


#
# Who shows it
#
def test_store_lists_it(vgapt, kept):
    vgapt("rom", "store", CARD)
    vgapt("rom", "store", "--list", CARD).has(
        rf"^{CARD} +rombar +pristine .* yes +{CAPTURE}$",
        rf"^{CARD} +user +given +20[0-9TZ:-]+ +{len(SMALL)} +yes +{NAME}.rom$")


def test_store_lists_it_in_json(vgapt, kept, roms):
    vgapt("rom", "store", CARD)
    capture, given = vgapt("rom", "store", "--list", "--json", CARD).json["images"]
    assert (capture["given"], capture["files"], capture["adapted"]) == (False, None, None)
    assert (given["given"], given["adapted"], given["intact"]) == (True, False, True)
    assert [one["file"] for one in given["files"]] == [str(roms.folder / "small")]


def test_store_lists_a_damaged_one(vgapt, kept):
    (kept / f"{NAME}.json").unlink()
    vgapt("rom", "store", "--list", out=rf"^\? .* no +{NAME}.rom$",
          err=r"administrator's that is not intact is not used").never_says(
        r"replaced by the next")


def test_list_and_show_tell_that_it_is_kept(vgapt, tree, kept):
    tree.set_rom(CARD, "user", "unverified", SMALL)
    vgapt("list", out=rf"^{CARD} .* user 45K kept +assignable")
    vgapt("show", CARD, out=r"^rom +source user, .*, status unverified, kept yes$")
    assert vgapt("list", "--json").cards[CARD]["rom"]["kept"] is True


def test_list_and_show_tell_that_it_is_not(vgapt, tree, kept):
    tree.set_rom(CARD, "user", "unverified", ROM)
    vgapt("list", out=rf"^{CARD} .* user 80K +assignable")
    vgapt("show", CARD, out=r"^rom +source user, .*, kept no$")
    assert vgapt("list", "--json").cards[CARD]["rom"]["kept"] is False


def test_list_tells_nothing_of_it_to_others(vgapt, tree, kept, ordinary_user):
    tree.set_rom(CARD, "user", "unverified", SMALL)
    assert vgapt("list", "--json", err=None).cards[CARD]["rom"]["kept"] is None


def test_list_does_not_wait_for_a_store(vgapt, tree, kept):
    tree.set_rom(CARD, "user", "unverified", SMALL)
    lock = os.open(kept, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    vgapt("list", out=r"user 45K kept")
    os.close(lock)


@pytest.mark.parametrize("rom, text", [
    (SMALL, r"given by the administrator, and kept for the next boot"),
    (ROM, r"given by the administrator, not kept by 'rom load'"),
], ids=["kept", "not kept"])
@pytest.mark.parametrize("status", ["modified", "unverified", "pristine"])
def test_doctor_has_nothing_against_it(vgapt, tree, kept, status, rom, text):
    tree.set_rom(CARD, "user", status, rom)
    vgapt("doctor", CARD, rc=None, out=rf"^ok +{CARD} rom: {len(rom)} bytes {text}")


def test_doctor_has_something_against_a_bad_one(vgapt, tree, kept):
    tree.set_rom(CARD, "user", "unverified", efi(20))
    vgapt("doctor", CARD, rc=None,
          out=r"^fail +0000:01:00.0 rom: .* from user, but it has no legacy")
