# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom store"""
import errno
import fcntl
import hashlib
import json
import os
import stat
import threading

import pytest

from rom_image import efi, x86

CARD, DOM0S = "0000:01:00.0", "0000:00:02.0"
NAME = f"1002-5046-1043-04a0-{CARD}"
# What the tree has for CARD, and the same with other bytes
ROM, OTHER = x86(100, last=False) + efi(60), x86(100, fill=2, last=False) + efi(60)
SMALL, SMALL_OTHER = x86(100), x86(100, fill=5)
# From the worst to the best; each step is tested by itself.
STEPS = [pytest.param(worse, better, id=f"{worse} and {better}") for worse, better in (
    ("invalid", "modified"), ("modified", "unverified"), ("unverified", "pristine"))]


class Shelf:
    """The folder in which ROMs are stored"""

    def __init__(self, folder):
        self.folder = folder
        self.rom = folder / f"{NAME}.rom"
        self.provenance = folder / f"{NAME}.json"
        self.damaged = folder / f"{NAME}.damaged"

    def has(self, rom):
        """ROM is stored for CARD, whole, and nothing half done lies beside it."""
        assert self.rom.read_bytes() == rom
        assert json.loads(self.provenance.read_text())["sha256"] == hashlib.sha256(
            rom).hexdigest()
        assert not [*self.folder.glob("*.tmp"), *self.folder.glob("*.old")]

    def files(self):
        return sorted(file.name for file in self.folder.iterdir())


@pytest.fixture
def shelf(tree, store_folder):    # pylint: disable=unused-argument
    return Shelf(store_folder)


@pytest.fixture
def full_shelf(vgapt, shelf):
    """What the tree has is stored."""
    vgapt("rom", "store", err=None)
    return shelf


@pytest.fixture
def store(vgapt, tree, shelf):    # pylint: disable=unused-argument
    """Has SOURCE give CARD's ROM, and stores it."""
    def run(source, status, rom, *options, **result):
        tree.set_rom(CARD, source, status, rom)
        return vgapt("rom", "store", CARD, *options, **result)
    return run


#
# Into an empty folder
#
def test_stores_the_rom_of_each_card(vgapt, shelf):
    vgapt("rom", "store").has(
        rf"^{CARD} stored: rombar, pristine, as {shelf.folder}/{NAME}.rom$",
        rf"^{DOM0S} stored: shadow, unverified, ",
        r"^0000:02:00.0 none: there is no ROM to store$")
    assert shelf.files() == sorted(
        f"{name}.{suffix}" for suffix in ("json", "rom") for name in (
            NAME, "1a03-2000-1043-04a0-0000:03:00.0", f"8086-3e92-1043-04a0-{DOM0S}"))
    shelf.has(ROM)


def test_only_root_may_read_what_is_stored(full_shelf):
    assert stat.S_IMODE(full_shelf.folder.stat().st_mode) == 0o700
    modes = [stat.S_IMODE(file.stat().st_mode) for file in full_shelf.folder.iterdir()]
    assert modes == [0o600] * 6


def test_stores_where_the_rom_is_from(full_shelf):
    d = json.loads(full_shelf.provenance.read_text())
    assert (d["sbdf"], d["source"], d["status"], d["size"]) == (
        CARD, "rombar", "pristine", 81920)
    assert d["xen"] == "4.20.1"
    assert d["kernel"]
    assert d["date"].endswith("Z")
    assert [d[name] for name in ("vendor_id", "device_id", "subvendor_id", "subdevice_id")] == [
        "1002", "5046", "1043", "04a0"]


def test_writes_nothing_the_second_time(vgapt, full_shelf):
    def files():
        return {file: (file.stat().st_ino, file.stat().st_mtime_ns)
                for file in full_shelf.folder.iterdir()}
    before = files()
    vgapt("rom", "store", out=rf"^{CARD} unchanged: the same is stored$")
    assert files() == before


def test_there_is_no_option_for_it(vgapt):
    vgapt.misused("rom", "--store", err=r"option '--store'")


def test_stores_one_cards(vgapt, shelf):
    assert len(vgapt("rom", "store", "01:00.0", out=rf"^{CARD} stored").lines) == 1
    shelf.has(ROM)


def test_there_is_no_such_card(vgapt):
    vgapt.fails("rom", "store", "09:00.0", err=r"no PCI function")


#
# --list
#
def test_lists_nothing(vgapt, shelf):
    vgapt("rom", "store", "--list", out="",
          err=rf"nothing is stored in {shelf.folder}: vgapt rom store")
    assert vgapt("rom", "store", "--list", "--json", err=None).json["images"] == []


def test_lists_nothing_in_the_usual_folder(vgapt):
    vgapt("rom", "store", "--list", out="", err=r"/var/lib/xen-vgapt: vgapt rom store")


@pytest.mark.usefixtures("full_shelf")
def test_lists_what_is_stored(vgapt):
    result = vgapt("rom", "store", "--list",
                   out=rf"^{CARD} +rombar +pristine +[0-9-]+T[0-9:]+Z +81920 +yes +{NAME}.rom$")
    assert len(result.lines) == 4


@pytest.mark.usefixtures("full_shelf")
def test_lists_what_is_stored_of_one_card(vgapt):
    assert len(vgapt("rom", "store", "--list", "03:00.0", out=r"^0000:03:00.0").lines) == 2


@pytest.mark.usefixtures("full_shelf")
def test_lists_in_json(vgapt):
    images = vgapt("rom", "store", "--list", "--json").json["images"]
    assert [one["sbdf"] for one in images] == [CARD, "0000:03:00.0", DOM0S]
    assert all(one["intact"] for one in images)


@pytest.mark.parametrize("args, why", [
    (("--json",), r"goes with --list"),
    (("--list", "--use"), r"changes nothing"),
    (("--list", "x"), r"is not the address"),
], ids=["--json without --list", "--use with --list", "no SBDF"])
def test_refuses(vgapt, args, why):
    vgapt.misused("rom", "store", *args, err=why)


#
# Worse, better, equal
#
def test_keeps_what_is_better(store, full_shelf):
    result = store("shadow", "modified", x86(100, fill=1, last=False) + efi(60),
                   out=rf"^{CARD} kept: the stored one stays$",
                   err=r"worse than the stored one: now it is modified, from shadow; "
                       r"the stored one is pristine, from rombar, of 20")
    assert result.last_words == (
        f"vgapt: note: to use the stored one: vgapt rom store --use {CARD}")
    full_shelf.has(ROM)


def test_keeps_what_is_better_even_with_replace(store, full_shelf):
    store("shadow", "modified", OTHER, "--replace", out=r"kept", err=r"worse")
    full_shelf.has(ROM)


def test_keeps_what_is_stored_if_there_is_none_now(store, full_shelf):
    store("none", "absent", None, out=rf"^{CARD} kept",
          err=r"worse than the stored one: now nothing was found")
    full_shelf.has(ROM)


def test_keeps_what_is_as_good(store, full_shelf):
    result = store("rombar", "pristine", OTHER, out=rf"^{CARD} kept",
                   err=r"differs from the stored one")
    assert result.last_words == ("vgapt: note: if the card was flashed, store this one: "
                                 f"vgapt rom store --replace {CARD}")
    full_shelf.has(ROM)


def test_replaces_what_is_as_good_if_told_to(store, full_shelf):
    store("rombar", "pristine", OTHER, "--replace",
          out=rf"^{CARD} replaced: rombar, pristine")
    full_shelf.has(OTHER)


@pytest.mark.usefixtures("full_shelf")
def test_replaces_what_is_worse(vgapt, tree):
    tree.set_rom(DOM0S, "rombar", "pristine", x86(128, ids="8086-3e92", fill=3))
    vgapt("rom", "store", DOM0S, out=rf"^{DOM0S} replaced: rombar, pristine")


@pytest.mark.parametrize("status", ["invalid", "modified", "unverified", "pristine"])
def test_stores_a_rom_that_is(store, shelf, status):
    store("rombar", status, SMALL, out=rf"stored: rombar, {status}", err=None)
    shelf.has(SMALL)


@pytest.mark.parametrize("worse, better", STEPS)
def test_the_same_bytes_get_a_better_status(store, worse, better):
    store("rombar", worse, SMALL, err=None)
    store("rombar", better, SMALL, out=rf"updated: rombar, {better}")


@pytest.mark.parametrize("worse, better", STEPS)
def test_the_same_bytes_keep_their_status(store, worse, better):
    store("rombar", better, SMALL, err=None)
    store("rombar", worse, SMALL, out=r"unchanged")


@pytest.mark.parametrize("worse, better", STEPS)
def test_other_bytes_of_a_worse_status_do_not_replace(store, shelf, worse, better):
    store("rombar", better, SMALL, err=None)
    store("rombar", worse, SMALL_OTHER, out=r"kept", err=r"worse")
    shelf.has(SMALL)


def test_skips_the_administrators_image(store, full_shelf):
    store("user", "unverified", SMALL_OTHER,
          out=r"skipped: the administrator's image is in use, which is no capture")
    full_shelf.has(ROM)


@pytest.mark.usefixtures("full_shelf")
def test_the_administrators_image_is_the_stored_one(store):
    store("user", "unverified", ROM, out=r"unchanged: the stored one is in use")


@pytest.mark.usefixtures("shelf")
def test_refuses_a_status_that_it_does_not_know(vgapt, tree):
    tree.set(CARD, rom_status="")
    vgapt.fails("rom", "store", CARD, err=r"status of 0000:01:00.0's ROM is '', which this "
                r"vgapt does not know").says(r"install the xen_vgapt that belongs to this vgapt")


@pytest.fixture
def newer_shelf(full_shelf):
    """A newer vgapt has stored it."""
    d = json.loads(full_shelf.provenance.read_text())
    full_shelf.provenance.write_text(json.dumps({**d, "status": "sublime"}))
    return full_shelf


@pytest.mark.parametrize("rom", [SMALL, ROM, None], ids=["another", "the same", "none now"])
@pytest.mark.parametrize("options", [(), ("--replace",), ("--use",)], ids=str)
def test_refuses_a_stored_status_that_it_does_not_know(store, device, newer_shelf, rom, options):
    before = newer_shelf.provenance.read_text()
    store(*(("rombar", "pristine", rom) if rom else ("none", "absent", None)), *options, rc=1, out="",
          err=rf"status of the stored ROM of {CARD} is 'sublime', which this vgapt does not know").says(
        rf"what to do: use the vgapt that has stored it, or move {newer_shelf.rom} and its \.json away$")
    newer_shelf.has(ROM)
    assert newer_shelf.provenance.read_text() == before
    assert device.calls == []


def test_lists_a_stored_status_that_it_does_not_know(vgapt, newer_shelf):
    vgapt("rom", "store", "--list", CARD, out=rf" sublime .* yes +{newer_shelf.rom.name}$")


#
# Damage
#
def test_lists_what_is_damaged(vgapt, full_shelf):
    full_shelf.provenance.unlink()
    vgapt("rom", "store", "--list", out=rf"^\? +\? +\? +\? +81920 +no +{NAME}.rom$",
          err=r"not intact is replaced by the next 'vgapt rom store' that finds a ROM of the "
              r"card's own; while an image of yours is in use: 'vgapt rom load SBDF --clear'$")


def test_mends_a_missing_provenance(vgapt, full_shelf):
    full_shelf.provenance.unlink()
    vgapt("rom", "store", CARD, out=r"stored", err=r"does not match the provenance beside it")
    full_shelf.has(ROM)


@pytest.mark.parametrize("text", [
    "no JSON", "[]", '{"sha256": 5}', "{}", '{"sha256": "00", "status": "pristine"}'])
def test_mends_a_provenance_of(vgapt, full_shelf, text):
    full_shelf.provenance.write_text(text + "\n")
    vgapt("rom", "store", CARD, out=r"stored", err=r"does not match the provenance beside it")
    full_shelf.has(ROM)


def test_moves_another_image_aside(vgapt, full_shelf):
    full_shelf.rom.write_bytes(x86(50))
    vgapt("rom", "store", CARD, out=r"stored", err=rf"moved aside, as {NAME}.damaged")
    full_shelf.has(ROM)
    assert full_shelf.damaged.read_bytes() == x86(50)


#
# Folders that refuse, and a device that fails in the midst of it
#
def test_the_folder_cannot_be_made(vgapt, tmp_path):
    vgapt.env["VGAPT_STORE"] = str(tmp_path / "none/shelf")
    vgapt.fails("rom", "store", CARD, err=r"make the folder it is in")


def test_a_file_is_where_the_folder_should_be(vgapt, roms):
    vgapt.env["VGAPT_STORE"] = str(roms.good)
    vgapt.fails("rom", "store", CARD, err=r"something else is there")
    vgapt.fails("rom", "store", "--list", err=r"cannot read the folder")


@pytest.fixture
def better_rom(tree, store):
    """An unverified one is stored, and now there is one that would replace it."""
    store("rombar", "unverified", SMALL)
    tree.set_rom(CARD, "rombar", "pristine", SMALL_OTHER)


@pytest.mark.usefixtures("better_rom")
@pytest.mark.parametrize("failure", [
    {"full": ".rom.tmp"}, {"full": ".json.tmp"}, {"fsync": errno.EIO}, {"rename": 1},
    {"rename": 2},
], ids=["full disk for the ROM", "full disk for its provenance", "fsync", "first rename",
        "second rename"])
def test_loses_nothing_by_a_failure(vgapt, device, shelf, failure):
    device.set(**failure)
    vgapt.fails("rom", "store", CARD, err=rf"cannot store {CARD}'s ROM in ").says(
        r"what to do: .*what was stored before is as it was")
    shelf.has(SMALL)


@pytest.mark.usefixtures("better_rom")
@pytest.mark.parametrize("rename", [1, 2], ids=["first rename", "second rename"])
def test_loses_nothing_by_dying_before_the(vgapt, device, shelf, rename):
    device.set(die=rename)
    vgapt.fails("rom", "store", CARD, rc=9, err="")
    device.set()
    vgapt("rom", "store", "--list", out=rf"unverified .* yes +{NAME}", err=None)
    assert shelf.rom.read_bytes() == SMALL
    vgapt("rom", "store", CARD, out=r"replaced: rombar, pristine")
    shelf.has(SMALL_OTHER)


def test_leaves_nothing_of_a_first_image_by_a_failure(vgapt, device, shelf):
    device.set(rename=2)
    vgapt.fails("rom", "store", CARD, err=r"cannot store")
    assert not shelf.files()


#
# --use
#
def test_use_gives_the_stored_one_to_the_module(store, device, full_shelf):
    store("shadow", "modified", x86(90), "--use",
          out=rf"^{CARD} used: the stored one is its ROM now", err=r"worse")
    assert device.calls == [f"load 20 {CARD} source 0 flags 0", "commit 81920"]
    full_shelf.has(ROM)


@pytest.mark.usefixtures("full_shelf")
def test_use_has_nothing_to_do(vgapt, device):
    vgapt("rom", "store", "--use", CARD, out=r"unchanged")
    assert device.calls == []


@pytest.mark.parametrize("options", [("--use",), ()], ids=["with --use", "without"])
def test_nobody_chooses_between_two_that_are_as_good(store, device, full_shelf, options):
    result = store("rombar", "pristine", x86(90), *options, out=rf"^{CARD} kept: ",
                   err=r"differs from the stored one").says(
        rf"note: to use the stored one: vgapt rom load {CARD} {full_shelf.rom}$")
    assert result.last_words == ("vgapt: note: if the card was flashed, store this one: "
                                 f"vgapt rom store --replace {CARD}")
    assert device.calls == []


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "not kept"])
@pytest.mark.parametrize("rom", [ROM, SMALL_OTHER], ids=["the stored one", "another"])
def test_replace_while_a_given_image_is_in_use(store, device, full_shelf, roms, rom, kept):
    if kept:
        store("rombar", "pristine", ROM)
        device.vgapt("rom", "load", CARD, roms.add("given", rom))
        device.set()
    before = full_shelf.files()
    store("user", "unverified", rom, "--replace", rc=1, out="",
          err=rf"cannot replace the stored ROM of {CARD}: the administrator's image is in "
              r"use$").says(
        rf"what to do: let the card have its own again first: vgapt rom load {CARD} --clear$")
    assert not device.calls
    assert full_shelf.files() == before
    full_shelf.has(ROM)


@pytest.mark.usefixtures("full_shelf")
def test_use_is_refused_by_the_module(vgapt, tree, device):
    tree.set_rom(CARD, "rombar", "modified", x86(90))
    device.set(commit=errno.EBADMSG)
    vgapt.fails("rom", "store", "--use", CARD, err=rf"xen_vgapt refuses {NAME}")


#
# Others
#
@pytest.mark.usefixtures("full_shelf", "ordinary_user")
@pytest.mark.parametrize("args", [(CARD,), ("--list",)], ids=["to store", "to list"])
def test_needs_root(vgapt, args):
    vgapt.fails("rom", "store", *args, err=r"what to do: run it as root")


def test_waits_for_another_one_aloud(vgapt, full_shelf):
    lock = os.open(full_shelf.folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    timer = threading.Timer(3, os.close, [lock])
    timer.start()
    vgapt("rom", "store", CARD, err=r"still waiting for another 'vgapt rom store'")
    timer.join()


def test_fails_without_the_module(vgapt, tree):
    tree.remove_module()
    vgapt.fails("rom", "store", err=r"modprobe xen_vgapt")


def test_makes_no_folder_without_cards(vgapt, tree, shelf):
    tree.clear()
    vgapt("rom", "store", out="")
    assert not shelf.folder.exists()
