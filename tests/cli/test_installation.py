# SPDX-License-Identifier: GPL-2.0-only
"""make install, and the man page"""
import re
import shutil
import subprocess

import pytest

from commands import COMMANDS, DM_COMMANDS, ROM_COMMANDS
from runner import TOOL, TOP

PAGE = TOOL / "vgapt.8"


def make(*args, folder=TOOL):
    return subprocess.run(["make", "-C", folder, *args], capture_output=True, text=True,
                          check=False)


def files_below(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def sources(program, tmp_path_factory):    # pylint: disable=unused-argument
    """A copy of what the command is made of, as another prefix makes another program"""
    top = tmp_path_factory.mktemp("sources")
    for part in ("tools/vgapt", "include", "drivers/xen/xen-vgapt"):
        shutil.copytree(TOP / part, top / part)
    shutil.copy(TOP / "dkms.conf", top)
    return top / "tools/vgapt"


@pytest.fixture
def installed(sources, tmp_path):
    args = (f"DESTDIR={tmp_path}", "PREFIX=/usr/local")
    done = make("-s", "install", *args, folder=sources)
    assert done.returncode == 0, done.stderr
    return tmp_path, args


def test_installs_command_completion_and_man_page(installed):
    assert files_below(installed[0]) == [
        "usr/local/sbin/vgapt", "usr/local/share/bash-completion/completions/vgapt",
        "usr/local/share/man/man8/vgapt.8"]


def test_looks_for_the_daemon_where_it_is_installed(installed):
    command = (installed[0] / "usr/local/sbin/vgapt").read_bytes()
    assert b"\0/usr/local/sbin/vgaptd\0" in command
    assert b"\0/usr/sbin/vgaptd\0" not in command


def test_uninstalling_leaves_nothing(installed):
    folder, args = installed
    make("-s", "uninstall", *args)
    assert not files_below(folder)


def test_make_tells_what_is_missing():
    done = make("PKG_CONFIG=false")
    assert re.search(r"missing: libpci.*apt-get install", done.stdout + done.stderr)


needs_groff = pytest.mark.skipif(not shutil.which("groff"), reason="no groff")


@needs_groff
def test_the_man_page_has_no_warnings():
    done = subprocess.run(["groff", "-man", "-ww", "-z", PAGE], capture_output=True, text=True,
                          check=False)
    assert done.stdout + done.stderr == ""


@needs_groff
def test_the_man_page_has_every_command():
    page = subprocess.run(["groff", "-man", "-Tascii", "-P-c", PAGE], capture_output=True,
                          text=True, check=True).stdout
    lines = re.sub(".\x08", "", page).splitlines()
    commands = [*COMMANDS, *(f"rom {command}" for command in ROM_COMMANDS),
                *(f"dm {command}" for command in DM_COMMANDS)]
    assert [command for command in commands if f"   {command}" not in lines] == []
