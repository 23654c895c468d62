# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the command vgapt, on made-up trees: they need neither Xen, nor the module, nor root.

    python3 -m pytest tests/cli          for people; --tap for programs
    VGAPT=FILE python3 -m pytest ...     tests that one instead of tools/vgapt/vgapt

What is missing on the machine - a compiler, valgrind, bash-completion - leads to skipped
tests.  A test asks for what it needs by the names of its arguments:

    vgapt       runs the command on a dom0 with cards in every state (fake_tree.py)
    tree        makes that a tree of the test's own, to be changed at will; what has the
                command write something needs it too
    quiet_tree  the same, where no domain holds the legacy ranges
    device      makes the command talk to a made-up /dev/xen_vgapt (fakedev.c)
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import pytest

import fake_tree
from rom_image import NVIDIA, OPEN_FIRMWARE, efi, image, x86
from tap_report import pytest_addoption, pytest_configure  # noqa: F401 - pytest's hooks

sys.dont_write_bytecode = True

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
TOOL = TOP / "tools/vgapt"
EXIT_FAIL, EXIT_USAGE = 1, 2
# No run of the command takes this long, on however slow a machine.
LIMIT_S = 120


def found(pattern, text):
    return re.search(pattern, text, re.MULTILINE) is not None


class Result:
    """What a run of the command left.  Patterns are sought in each line, as grep does."""

    def __init__(self, process):
        self.rc = process.returncode
        self.stdout = process.stdout
        self.out = process.stdout.replace(b"\0", b"").decode(errors="replace")
        self.err = process.stderr.decode(errors="replace")

    def has(self, *patterns):
        for pattern in patterns:
            assert found(pattern, self.out), f"no {pattern!r} in:\n{self.out}"
        return self

    def lacks(self, *patterns):
        for pattern in patterns:
            assert not found(pattern, self.out), f"{pattern!r} in:\n{self.out}"
        return self

    def says(self, *patterns):
        """On standard error"""
        for pattern in patterns:
            assert found(pattern, self.err), f"no {pattern!r} in:\n{self.err}"
        return self

    def never_says(self, *patterns):
        for pattern in patterns:
            assert not found(pattern, self.err), f"{pattern!r} in:\n{self.err}"
        return self

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def last_words(self):
        """The last line of standard error, where hints stand."""
        return self.err.rstrip("\n").rpartition("\n")[2]

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def cards(self):
        """Those of "list --json", by their address"""
        return {card["sbdf"]: card for card in self.json["cards"]}


def compare(what, text, wanted):
    """None takes anything, "" wants it empty, all else is a pattern."""
    if wanted == "":
        assert text == "", f"{what} is not empty:\n{text}"
    elif wanted is not None:
        assert found(wanted, text), f"{what} lacks {wanted!r}:\n{text}"


class Vgapt:
    def __init__(self, program, tree):
        self.program = program
        self.tree = tree
        self.env = {}               # besides the tests' own
        self.prefix = []            # in front of the command
        self.how = {}               # more for subprocess.run()

    def run(self, *args):
        env = {**os.environ, "VGAPT_ROOT": str(self.tree.root), **self.env}
        return Result(subprocess.run(
            [*self.prefix, str(self.program), *map(str, args)], stdin=subprocess.DEVNULL,
            capture_output=True, env=env, timeout=LIMIT_S, check=False, **self.how))

    def __call__(self, *args, rc=0, out=None, err=""):
        """Run it and look at the exit status, at its output and at what it says.

        It has to succeed, and to say nothing on standard error, unless told otherwise.
        """
        result = self.run(*args)
        assert rc is None or result.rc == rc, f"exit status {result.rc}, not {rc}:\n{result.err}"
        compare("standard output", result.out, out)
        compare("standard error", result.err, err)
        return result

    def fails(self, *args, err, out="", rc=EXIT_FAIL):
        """It says why, and prints nothing."""
        return self(*args, rc=rc, out=out, err=err)

    def misused(self, *args, err):
        """The command line is wrong."""
        return self(*args, rc=EXIT_USAGE, out="", err=err)


class Device:
    """The made-up device.  set() takes what fakedev.c calls FAKEDEV_..., in small letters."""

    def __init__(self, vgapt, library, log):
        self.vgapt = vgapt
        self.library = library
        self.log = log
        self.set()

    def set(self, **answers):
        """From now on it answers like this, and the list of calls starts anew."""
        self.log.write_text("")
        kept = {name: value for name, value in self.vgapt.env.items()
                if not name.startswith("FAKEDEV_")}
        self.vgapt.env = {
            **kept, "LD_PRELOAD": str(self.library), "FAKEDEV_LOG": str(self.log),
            **{f"FAKEDEV_{name.upper()}": str(value) for name, value in answers.items()}}

    @property
    def calls(self):
        return self.log.read_text().splitlines()


#
# Built once
#
@pytest.fixture(scope="session", autouse=True)
def environment():
    """Nothing of the caller's shows."""
    for name in ("LD_PRELOAD", "VGAPT_FD", "VGAPT_STORE", "VGAPT_ROOT"):
        os.environ.pop(name, None)
    os.environ["LC_ALL"] = "C"


@pytest.fixture(scope="session")
def workshop():
    """A folder for all tests, which an ordinary user may enter."""
    with tempfile.TemporaryDirectory(prefix="vgapt-cli.") as name:
        os.chmod(name, 0o755)
        yield pathlib.Path(name)


@pytest.fixture(scope="session")
def program(environment):
    if "VGAPT" in os.environ:
        return pathlib.Path(os.environ["VGAPT"])
    subprocess.run(["make", "-s", "-C", TOOL], check=True)
    return TOOL / "vgapt"


@pytest.fixture(scope="session")
def cc(environment):
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no compiler")
    return compiler.split()


@pytest.fixture(scope="session")
def device_library(cc, workshop):
    library = workshop / "fakedev.so"
    subprocess.run([*cc, "-shared", "-fPIC", f"-I{TOP}/include/uapi", "-o", library,
                    HERE / "fakedev.c", "-ldl"], check=True)
    return library


@pytest.fixture(scope="session")
def dom0_tree(workshop):
    """The tree of all tests that have none of their own: nothing may change it."""
    return fake_tree.dom0(workshop / "dom0")


#
# For each test
#
@pytest.fixture
def tmp_path(workshop):
    """Gone when the test is over; an ordinary user may enter it."""
    with tempfile.TemporaryDirectory(dir=workshop) as name:
        os.chmod(name, 0o755)
        yield pathlib.Path(name)


@pytest.fixture
def tree(dom0_tree, tmp_path):
    """A tree of this test's own"""
    return dom0_tree.copy(tmp_path / "root")


@pytest.fixture
def quiet_tree(tree):
    tree.set("0000:03:00.0", owner="none")
    return tree


@pytest.fixture
def vgapt(request, program, dom0_tree):
    if "tree" in request.fixturenames:
        yield Vgapt(program, request.getfixturevalue("tree"))
    else:
        before = dom0_tree.times()
        yield Vgapt(program, dom0_tree)
        assert dom0_tree.times() == before, "it changed the tree of all tests: give it its own"


@pytest.fixture
def device(vgapt, device_library, tmp_path):
    return Device(vgapt, device_library, tmp_path / "calls")


@pytest.fixture
def ordinary_user(vgapt, program, tmp_path):
    """The command runs as nobody."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    vgapt.program = shutil.copy(program, tmp_path / "vgapt")
    vgapt.how = {"user": 65534, "group": 65534, "extra_groups": []}


#
# ROM files
#
ROMS = {
    "good": x86(100, last=False) + efi(60),
    "badsum": x86(100, bad_checksum=True),
    "efi": efi(machine=0xAA64, compressed=False),
    "ofw": image(OPEN_FIRMWARE, 20),
    "container": b"X" * 512 + x86() + b"Y" * 700,
    "behind": x86() + b"Y" * 100,
    "cut": x86(40)[:12000],
    "nvidia": x86(ids="10de-1db6"),
    "other": x86(ids="1002-5047"),
    "listed": x86(ids="1002-5047", device_list=0x5046),
    "nolast": x86(last=False),
    "types": x86(last=False) + image(NVIDIA, 2),
    "npde": x86(ids="10de-1db6", npde=True),
    "atom": x86(atom=True),
    "zeros": bytes(5000),
    "text": b"no ROM\n",
    "empty": b"",
}


class RomFiles:
    """A folder of ROM files: roms.good is the path of one, made when it is first named."""

    def __init__(self, folder):
        self.folder = folder

    def __getattr__(self, name):
        file = self.folder / name
        if not file.exists():
            file.write_bytes(ROMS[name])
        return file

    def add(self, name, data):
        file = self.folder / name
        file.write_bytes(data)
        return file


@pytest.fixture
def roms(tmp_path):
    folder = tmp_path / "roms"
    folder.mkdir()
    return RomFiles(folder)
