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
    store_folder
                makes it keep ROMs in a folder of the test's own
    device      makes the command talk to a made-up /dev/xen_vgapt (fakedev.c)
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

import fake_device
import fake_tree
from rom_image import RomFiles
from runner import TOOL, Vgapt
from tap_report import pytest_addoption, pytest_configure  # noqa: F401 - pytest's hooks

sys.dont_write_bytecode = True


def pytest_collection_modifyitems(items):
    """Those that go on in threads begin first - one asks for all - and are looked at last."""
    started = [item for item in items if "started" in item.fixturenames]
    others = [item for item in items if item not in started]
    items[:] = started[:1] + others + started[1:]


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
    """A folder for all tests, which an ordinary user may enter.

    It is in memory if programs may be run from there: trees are many small files.
    """
    memory = "/dev/shm"
    if not os.access(memory, os.W_OK) or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        memory = None
    with tempfile.TemporaryDirectory(prefix="vgapt-cli.", dir=memory) as name:
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
    subprocess.run(fake_device.build_command(cc, library), check=True)
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
    return fake_device.Device(vgapt, device_library, tmp_path / "calls")


@pytest.fixture
def store_folder(vgapt, tmp_path):
    """The folder of stored ROMs is this test's own; nobody has made it yet."""
    folder = tmp_path / "shelf"
    vgapt.env["VGAPT_STORE"] = str(folder)
    return folder


@pytest.fixture
def ordinary_user(vgapt, program, tmp_path):
    """The command runs as nobody."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    vgapt.program = shutil.copy(program, tmp_path / "vgapt")
    vgapt.how = {"user": 65534, "group": 65534, "extra_groups": []}


@pytest.fixture
def roms(tmp_path):
    folder = tmp_path / "roms"
    folder.mkdir()
    return RomFiles(folder)
