# SPDX-License-Identifier: GPL-2.0-only
"""make install of the daemon, and its man page"""
import os
import pathlib
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


def test_another_prefix_is_another_program(program, tmp_path):
    assert make("install", f"DESTDIR={tmp_path}", "PREFIX=/opt/one").returncode == 0
    assert make("install", f"DESTDIR={tmp_path}", "PREFIX=/opt/two").returncode == 0
    assert b"/opt/two/libexec/xen-vgapt/vgapt-dm" in (tmp_path / "opt/two/sbin/vgaptd").read_bytes()
    make("vgaptd")
    assert b"/usr/libexec/xen-vgapt/vgapt-dm" in program.read_bytes()


class Script:
    """The init script with a daemon that does nothing, or ends at once."""

    def __init__(self, script, folder):
        self.script = script
        self.daemon = folder / "vgaptd"
        self.pidfile = folder / "vgaptd.pid"
        self.device = folder / "device"
        self.device.write_text("")

    def make_daemon(self, text):
        subprocess.run(["cc", "-x", "c", "-o", self.daemon, "-"], text=True, check=True,
                       input=f"#include <unistd.h>\nint main(void) {{ {text} }}")

    def do(self, what):
        env = dict(os.environ, VGAPTD_DAEMON=str(self.daemon), VGAPTD_PIDFILE=str(self.pidfile),
                   VGAPTD_DEVICE=str(self.device), PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")
        return subprocess.run(["sh", self.script, what], env=env, capture_output=True, text=True,
                              check=False, stdin=subprocess.DEVNULL)


@pytest.fixture
def script(installed, tmp_path):
    if not pathlib.Path("/lib/lsb/init-functions").exists():
        pytest.skip("no /lib/lsb/init-functions")
    made = Script(installed[0] / INIT, tmp_path)
    yield made
    if made.daemon.exists():
        made.do("stop")


def test_init_starts_and_stops(script):
    script.make_daemon("for (;;) pause();")
    assert script.do("status").returncode == 3
    assert script.do("start").returncode == 0
    done = script.do("status")
    assert done.returncode == 0 and "is running" in done.stdout
    assert script.do("start").returncode == 0
    assert script.do("restart").returncode == 0
    assert script.do("stop").returncode == 0
    assert script.do("status").returncode == 3


def test_init_sees_a_daemon_that_ends_at_once(script):
    script.make_daemon("return 3;")
    assert script.do("start").returncode != 0
    assert script.do("status").returncode != 0


def test_init_is_not_deceived_by_another_process(script):
    script.make_daemon("for (;;) pause();")
    script.pidfile.write_text(f"{os.getpid()}\n")
    assert script.do("status").returncode != 0


def test_init_without_the_module(script):
    script.make_daemon("for (;;) pause();")
    script.device.unlink()
    done = script.do("start")
    assert done.returncode == 7 and "modprobe xen_vgapt" in done.stdout + done.stderr


def test_init_without_the_program(script):
    assert [script.do(what).returncode for what in ("start", "stop", "status")] == [5, 0, 4]


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
