# SPDX-License-Identifier: GPL-2.0-only
"""make install of the daemon, and its man page"""
import re
import shutil
import subprocess

import pytest

from conftest import TOOL

UNIT = "usr/lib/systemd/system/vgaptd.service"
INIT = "etc/init.d/vgaptd"


def make(*args):
    return subprocess.run(["make", "-s", "-C", TOOL, *args], capture_output=True, text=True,
                          check=False)


def files_below(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def installed(program, tmp_path):    # pylint: disable=unused-argument
    args = (f"DESTDIR={tmp_path}", "PREFIX=/usr/local")
    done = make("install", *args)
    assert done.returncode == 0, done.stderr
    return tmp_path, args


def test_installs_what_there_is(installed):
    assert files_below(installed[0]) == [
        INIT, UNIT, "usr/lib/sysusers.d/xen-vgapt.conf", "usr/local/sbin/vgaptd",
        "usr/local/share/man/man8/vgaptd.8"]


@pytest.mark.parametrize("file", [UNIT, INIT])
def test_names_the_program_where_it_is(installed, file):
    text = (installed[0] / file).read_text()
    assert "/usr/local/sbin/vgaptd" in text
    assert "@" not in text.replace("$@", "")


def test_the_init_script_is_one(installed):
    script = installed[0] / INIT
    assert script.stat().st_mode & 0o777 == 0o755
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0


def test_uninstalling_leaves_nothing(installed):
    folder, args = installed
    make("uninstall", *args)
    assert not files_below(folder)


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff")
def test_the_man_page_has_no_warnings():
    done = subprocess.run(["groff", "-man", "-ww", "-z", TOOL / "vgaptd.8"], capture_output=True,
                          text=True, check=False)
    assert done.stdout + done.stderr == ""


def test_the_man_page_has_every_option(program):
    text = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    page = (TOOL / "vgaptd.8").read_text().replace("\\-", "-")
    options = re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", text, re.MULTILINE)
    assert len(options) >= 10
    assert [option for option in options if option not in page] == []
