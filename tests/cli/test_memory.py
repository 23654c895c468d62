# SPDX-License-Identifier: GPL-2.0-only
"""Memory errors and leaks, found by valgrind; what the command says has tests of its own

A run takes half a second.  All of them begin when the session does, in as many threads as
there are processors; they are looked at last (conftest.py), when the other tests, many of
which wait for something, are over.
"""
import concurrent.futures
import errno
import os
import shutil

import pytest

from fake_device import SOURCES, Device
from rom_image import RomFiles, x86
from runner import Vgapt

pytestmark = pytest.mark.skipif(not shutil.which("valgrind"), reason="no valgrind")

CARD, GUESTS = "0000:01:00.0", "0000:05:00.0"
PROVENANCE = f"1002-5046-1043-04a0-{CARD}.json"
LEAKS = "definite,indirect,possible"
VALGRIND = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full",
            f"--show-leak-kinds={LEAKS}", f"--errors-for-leak-kinds={LEAKS}"]


class Bench:
    """A tree, a shelf and ROM files for one run"""

    def __init__(self, program, library, dom0_tree, folder):
        self.tree = dom0_tree.copy(folder / "root")
        self.vgapt = Vgapt(program, self.tree)
        self.shelf = folder / "shelf"
        self.vgapt.env["VGAPT_STORE"] = str(self.shelf)
        self.device = Device(self.vgapt, library, folder / "calls")
        folder = folder / "roms"
        folder.mkdir()
        self.roms = RomFiles(folder)
        card = self.tree.rom(CARD)
        self.roms.add("changed", card[:256] + b"A" + card[257:])
        self.roms.add("many", bytes(byte ^ (i % 64 == 0 and i >= 512)
                                    for i, byte in enumerate(card[:4096])) + card[4096:])


#
# What is done to a bench before the run
#
def full_shelf(bench):
    bench.vgapt("rom", "store", err=None)


def modified_rom(bench):
    bench.tree.set_rom(CARD, "shadow", "modified", x86(90))


def other_rom(bench):
    bench.tree.set_rom(CARD, "rombar", "pristine", x86(70))


def kept_rom(bench):
    bench.vgapt("rom", "load", CARD, bench.roms.good)


def user_rom(bench):
    bench.tree.set_rom(CARD, "user", "unverified", bench.roms.good.read_bytes())


def no_given_json(bench):
    (bench.shelf / f"given-{PROVENANCE}").write_text("[\n")


def no_json(bench):
    (bench.shelf / PROVENANCE).write_text("[\n")


def empty_json(bench):
    (bench.shelf / PROVENANCE).write_text("{}\n")


def apu(bench):
    bench.tree.set_rom(GUESTS, "vfct", "unverified", x86(33, atom=True, entry=0))
    bench.tree.tell_place(5, GUESTS, "28")


def sources(bench):
    bench.device.set(sources=SOURCES, open=bench.roms.good)


def capabilities(bench):
    bench.device.set(capabilities=";3=0,1,0,5,7,7;12=3,1,1,5,4,0")
    bench.tree.write("proc/812/fdinfo/9", "pos:\t0\nxen-vgapt-id:\t3")


def refusing_device(bench):
    bench.device.set(full=".json.tmp", commit=errno.EBADMSG)


RUNS = [
    # the command line, exit status, what is done before
    ("list", 0),
    ("list --json", 0),
    ("show 01:00.0", 0),
    ("show --json 05:00.0", 0),
    ("grant 01:00.0 web", 0),
    ("grant 01:00.0 nobody", 1),
    ("revoke 01:00.0", 0),
    ("attach --grant 01:00.0 5 -- {roms.folder}/none", 127),
    ("attach --rights all,rom 01:00.0 5 -- {roms.folder}/none", 2),
    ("capabilities", 0, capabilities),
    ("capabilities --json", 0, capabilities),
    ("capability-revoke 7", 1, capabilities),
    ("reset 05:00.0", 1),
    ("reset --force 05:00.0", 1),
    ("reset-plan 01:00.0", 0),
    ("reset-plan --json 05:00.0", 1),
    ("reset-plan --steps 02:00.0", 0),
    ("reset-plan --steps --json 02:00.0", 0),
    ("reset-plan --steps 01:00.0", 1),
    ("reset-method 01:00.0 bus,flr", 0),
    ("reset-method 01:00.0", 0),
    ("reset-method 01:00.0 bus,bus", 2),
    ("doctor", 1),
    ("doctor --json 01:00.0", 1),
    ("doctor --json 01:00.0 02:00.0", 2),
    ("doctor --json --help", 0),
    ("rom", 2),
    ("rom --help", 0),
    ("rom 01:00.0 -o -", 0),
    ("rom 02:00.0 -o -", 1),
    ("rom show 01:00.0", 0),
    ("rom show --json 01:00.0", 0),
    ("rom show {roms.types}", 0),
    ("rom show {roms.text}", 0),
    ("rom show {roms.empty}", 1),
    ("rom verify {roms.other} 01:00.0", 1),
    ("rom verify --json {roms.cut}", 1),
    ("rom strip {roms.container} -o {roms.folder}/out", 0),
    ("rom strip {roms.cut} -o {roms.folder}/out", 1),
    ("rom diff 01:00.0 {roms.changed}", 1),
    ("rom diff --json 01:00.0 {roms.many}", 1),
    ("rom diff 01:00.0 {roms.folder}/nothing", 2),
    ("rom diff 01:00.0 vfct", 1, modified_rom, sources),
    ("rom sources 01:00.0", 0, sources),
    ("rom sources --json 01:00.0", 0, sources),
    ("rom mode 01:00.0", 0),
    ("rom mode --json 05:00.0", 0),
    ("rom mode 05:00.0 none", 0),
    ("rom load 01:00.0 {roms.good}", 0),
    ("rom load 01:00.0 {roms.container}", 0),
    ("rom load 01:00.0 {roms.x86} {roms.x64}", 0),
    ("rom load --json --adapt 01:00.0 {roms.sister} {roms.x64}", 0),
    ("rom load --once 01:00.0 {roms.good}", 0, kept_rom),
    ("rom load 01:00.0 {roms.x86} {roms.good}", 1),
    ("rom load 01:00.0 {roms.x86} {roms.cut}", 1),
    ("rom load 01:00.0 {roms.x86} {roms.folder}/none", 1),
    ("rom load 01:00.0 {roms.driver}", 1),
    ("rom load 01:00.0 {roms.other}", 1),
    ("rom load --adapt 01:00.0 {roms.other}", 0),
    ("rom load --adapt --json 01:00.0 {roms.other}", 0),
    ("rom load 01:00.0 --clear", 0),
    ("rom load 01:00.0 --clear", 0, kept_rom),
    ("rom load 01:00.0 {roms.cut}", 1, refusing_device),
    ("acpi-tables 05:00.0 -o {roms.folder}/out", 0, apu),
    ("acpi-tables 05:00.0 -o {roms.folder}/out --slot 8 --json", 0, apu),
    ("acpi-tables 01:00.0 -o {roms.folder}/out --slot 8", 1),
    ("rom store", 0),
    ("rom store", 0, full_shelf),
    ("rom store 01:00.0", 0, full_shelf, modified_rom),
    ("rom store 01:00.0", 0, full_shelf, other_rom),
    ("rom store 01:00.0", 0, full_shelf, no_json),
    ("rom store", 0, kept_rom),
    ("rom store 01:00.0", 1, kept_rom, no_given_json),
    ("list --json", 0, kept_rom, user_rom),
    ("doctor 01:00.0", 1, kept_rom, user_rom),
    ("rom store --list", 0),
    ("rom store --list --json", 0, kept_rom),
    ("rom store --list", 0, full_shelf),
    ("rom store --list --json", 0, full_shelf, empty_json),
    ("rom store --list --json 01:00.0", 0, full_shelf),
    ("rom store --use 01:00.0", 0, full_shelf, modified_rom),
    ("rom store --use 01:00.0", 0, full_shelf, other_rom),
    ("rom store --use 01:00.0", 1, full_shelf, modified_rom, refusing_device),
    ("rom store --replace 01:00.0", 1, full_shelf, other_rom, refusing_device),
]


@pytest.fixture(scope="session")
def started(request, program, device_library, dom0_tree, workshop):
    """What was asked for of RUNS: a future of each"""
    def run(number, line, rc, *preparations):
        folder = workshop / f"memory{number}"
        folder.mkdir()
        bench = Bench(program, device_library, dom0_tree, folder)
        for prepare in preparations:
            prepare(bench)
        bench.vgapt.prefix = VALGRIND
        bench.vgapt(*line.format(roms=bench.roms).split(), rc=rc, err=None)

    wanted = [item.callspec.params["number"] for item in request.session.items
              if "started" in item.fixturenames]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {number: pool.submit(run, number, *RUNS[number]) for number in wanted}


def name(number):
    line, _, *preparations = RUNS[number]
    words = [word.replace("{roms.", "").replace("}", "") for word in line.split()]
    return " ".join(words + [f"({prepare.__name__.replace('_', ' ')})"
                             for prepare in preparations])


@pytest.mark.parametrize("number", range(len(RUNS)), ids=name)
def test_is_right_in(started, number):
    started[number].result()
