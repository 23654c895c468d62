# SPDX-License-Identifier: GPL-2.0-only
"""The command on a real libxenstore, which the made-up trees leave out (storetest.c)"""
import contextlib
import os
import subprocess
import time

import pytest

from fake_xenstored import Xenstored
from runner import HERE, LIMIT_S, TOOL

OBJECTS = ("store", "fs", "sbdf", "progress")


@pytest.fixture(scope="module")
def storetest(cc, program, workshop):
    if program.parent != TOOL:
        pytest.skip("the command was built elsewhere")
    out = workshop / "storetest"
    libraries = subprocess.run(["pkg-config", "--libs", "xenstore"], capture_output=True,
                               check=True, text=True).stdout.split()
    subprocess.run([*cc, "-D_GNU_SOURCE", "-pthread", f"-I{TOOL}", "-o", out, HERE / "storetest.c",
                    *(TOOL / f"{name}.o" for name in OBJECTS), *libraries], check=True)
    return out


def ask(storetest, socket, nodes):
    with contextlib.closing(Xenstored(socket, nodes)):
        return subprocess.run(
            [storetest], env={**os.environ, "XENSTORED_PATH": str(socket)}, timeout=LIMIT_S,
            capture_output=True, check=True, text=True).stdout.splitlines()


def test_answers(storetest, tmp_path):
    assert ask(storetest, tmp_path / "socket", {
        "/local/domain/0/name": "Domain-0",
        "/local/domain/3/name": "web",
        "/libxl/pci/0000-01-00-0/domid": "3",
        "/libxl/pci/0000-02-00-0/domid": "9",
        "/local/domain/0/backend/pci/3/0/num_devs": "2",
        "/local/domain/0/backend/pci/3/0/dev-0": "0000:03:00.0",
        "/local/domain/0/backend/pci/3/0/dev-1": "0000:01:00.0",
        "/local/domain/0/backend/pci/3/0/vdevfn-1": "30",
        "/local/domain/0/backend/pci/2/0/num_devs": "1",
        "/local/domain/0/backend/pci/2/0/dev-0": "0000:02:00.0",    # a dead domain's
    }) == ["reachable 1", "01:00.0: 3", "02:00.0: -1", "03:00.0: -1",
           "01:00.0 at 48", "02:00.0 at -1", "03:00.0 at -1",
           "01:00.0 behind 3", "02:00.0 behind -1", "03:00.0 behind 3", "name 1 web",
           "web: 3", "nobody: -1"]


def test_that_does_not_answer_is_not_waited_for(storetest, tmp_path):
    start = time.monotonic()
    assert ask(storetest, tmp_path / "socket", {}) == [
        "reachable 0", "01:00.0: -2", "02:00.0: -2", "03:00.0: -2",
        "01:00.0 at -1", "02:00.0 at -1", "03:00.0 at -1",
        "01:00.0 behind -2", "02:00.0 behind -2", "03:00.0 behind -2", "name 0 ",
        "web: -2", "nobody: -2"]
    assert time.monotonic() - start < 10


def test_that_does_not_answer_is_told_of(storetest, tmp_path):
    with contextlib.closing(Xenstored(tmp_path / "socket", {})):
        said = subprocess.run(
            [storetest], env={**os.environ, "XENSTORED_PATH": str(tmp_path / "socket")},
            timeout=LIMIT_S, capture_output=True, check=True, text=True).stderr
    assert said == "vgapt: still waiting for xenstore (2 s)\n"
