# SPDX-License-Identifier: GPL-2.0-only
"""Tests of vgaptd, the real program, on a made-up device, xenstore and worker.

    python3 -m pytest tests/vgaptd          for people; --tap for programs
    VGAPTD=FILE python3 -m pytest ...       tests that one instead of tools/vgaptd/vgaptd

They need neither Xen, nor the module, nor root.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from fake_module import Module
from fake_store import Store

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
TOOL = TOP / "tools/vgaptd"
sys.path.insert(0, str(TOP / "tests/cli"))
from tap_report import pytest_addoption, pytest_configure  # noqa: E402,F401 - pytest's hooks

sys.dont_write_bytecode = True

# What is waited for comes at once, but machines may be slow.
PATIENCE_S = 20


def until(what, message="it does not come to pass"):
    """Waits for it to be true, and returns it."""
    end = time.monotonic() + PATIENCE_S
    while not (value := what()):
        assert time.monotonic() < end, message
        time.sleep(0.01)
    return value


@pytest.fixture(scope="session")
def program():
    if "VGAPTD" in os.environ:
        return pathlib.Path(os.environ["VGAPTD"])
    subprocess.run(["make", "-s", "-C", TOOL], check=True)
    return TOOL / "vgaptd"


@pytest.fixture(scope="session")
def library():
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no compiler")
    with tempfile.TemporaryDirectory(prefix="vgaptd.") as folder:
        out = pathlib.Path(folder) / "fakevgapt.so"
        subprocess.run([*compiler.split(), "-shared", "-fPIC", "-Wall", "-o", out,
                        HERE / "fakevgapt.c", "-ldl"], check=True)
        yield out


class Daemon:
    def __init__(self, program, library, folder):
        self.program, self.library, self.folder = program, library, folder
        self.module = Module(folder / "control")
        self.store = Store(folder / "xenstored")
        self.process = None
        self.preexec = None
        self.options = {"slot-wait": 15, "ready-wait": 15, "stop-wait": 15, "settled": 60}
        self.modes("ok")

    def modes(self, *modes):
        (self.folder / "modes").write_text("".join(f"{mode}\n" for mode in modes))

    def start(self, wait=True, **options):
        self.options.update({key.replace("_", "-"): value for key, value in options.items()})
        env = {**os.environ, "LC_ALL": "C", "LD_PRELOAD": str(self.library),
               "FAKE_DEVICE": str(self.folder / "device"),
               "FAKE_CONTROL": str(self.folder / "control"), "FAKE_DM": str(self.folder),
               "XENSTORED_PATH": str(self.folder / "xenstored")}
        for name in ("NOTIFY_SOCKET", "JOURNAL_STREAM"):
            env.pop(name, None)
        env.update(getattr(self, "env", {}))
        with open(self.folder / "messages", "ab") as messages:
            self.process = subprocess.Popen(
                [self.program, "--device", self.folder / "device", "--run", self.folder / "run",
                 "--worker", HERE / "fake-dm", "--user", "nobody",
                 *(f"--{key}={value}" for key, value in self.options.items())],
                env=env, stdin=subprocess.DEVNULL, stdout=messages, stderr=messages,
                preexec_fn=self.preexec)
        if wait:
            until(lambda: self.status_of(self.process.pid), "the daemon does not start")
        return self

    def status_of(self, pid):
        try:
            status = json.loads((self.folder / "run/vgaptd.json").read_text())
        except FileNotFoundError:
            return None
        return status if status["pid"] == pid else None

    @property
    def messages(self):
        return (self.folder / "messages").read_text()

    @property
    def status(self):
        return json.loads((self.folder / "run/vgaptd.json").read_text())

    def state(self, sbdf, domid=5):
        found = [fn["state"] for fn in self.status["functions"]
                 if fn["sbdf"] == sbdf and fn["domain"] == domid]
        return found[0] if found else None

    def becomes(self, state, sbdf="0000:01:00.0", domid=5):
        until(lambda: self.state(sbdf, domid) == state,
              f"{sbdf} does not become {state}:\n{self.messages}")

    def serves_after(self, restarts, sbdf="0000:01:00.0"):
        """Waits until the worker started after so many deaths serves.

        It does so milliseconds after the one before has died: what is between can't be seen.
        """
        until(lambda: [fn["state"] for fn in self.status["functions"]
                       if fn["sbdf"] == sbdf and fn["restarts"] == restarts] == ["serving"],
              f"{sbdf} does not serve after {restarts} deaths:\n{self.messages}")

    @property
    def starts(self):
        """What each worker was started with"""
        file = self.folder / "log"
        return file.read_text().splitlines() if file.exists() else []

    def worker(self, sbdf="0000:01:00.0", domid=5):
        return [fn["worker"] for fn in self.status["functions"]
                if fn["sbdf"] == sbdf and fn["domain"] == domid][0]

    def serve(self, sbdf="0000:01:00.0", domid=5, slot="30"):
        number = self.module.give(sbdf, domid)
        until(lambda: number in self.module.answers)
        self.store.place(domid, (sbdf, slot))
        self.becomes("serving", sbdf, domid)

    def answered(self, number):
        until(lambda: number in self.module.answers, f"no answer:\n{self.messages}")
        return self.module.answers[number]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_S)

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def clean(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for line in self.starts:
            try:
                os.kill(int(line.split()[0]), signal.SIGKILL)
            except ProcessLookupError:
                pass


@pytest.fixture
def daemon(program, library):
    # A socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="vgaptd.") as name:
        os.chmod(name, 0o755)
        made = Daemon(program, library, pathlib.Path(name))
        yield made
        made.clean()
