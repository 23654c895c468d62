# SPDX-License-Identifier: GPL-2.0-only
"""Run one QEMU machine to its end: serve what dom0 asks for, write down what the job says, keep the time.

Runs in the host root; what to run is in a JSON file, see run.py. Limits are those of a host that boots dom0 in 10 s: how much
longer this one takes, all limits grow by, those in dom0 too. Ends with the job's status, 1 when a check failed or none was made, 123 when dom0 stood still,
124 when time ran out, 125 when the machine did not come up or went away.
"""
import json
import math
import os
import re
import resource
import selectors
import socket
import subprocess
import sys
import time

from . import tap

CHECK_FAILED = 1
STOOD_STILL = 123
TIMED_OUT = 124
NO_MACHINE = 125
RUN = "/run/machine"
# dom0 says every twenty seconds that it is there; a busy host makes that late, but not by minutes.
BEAT_TIMEOUT = 150
# When the job has said nothing for so long, dom0 tells on its console what its processes do.
SILENCE = 180
# What an idle host of two cores takes until dom0 is up.
USUAL_BOOT = 10
# A line of the job's for the terminal, with the time before it.
MARK = "# mark: "
# How long sockets may take to appear, on a host however busy.
SOCKETS = 120
# From one stop of the machine to the next.
PAUSES = 0.005


class QmpError(Exception):
    pass


def connect(path, seconds, process=None):
    """Connect to a UNIX socket that appears within the given time, unless the process that would make it has ended."""
    end = time.monotonic() + seconds
    while True:
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(path)
            return sock
        except OSError:
            sock.close()
            if time.monotonic() > end or process and process.poll() is not None:
                raise
            time.sleep(0.05)


class Qmp:
    """QEMU's monitor: commands one at a time, events kept."""

    def __init__(self, path, process):
        self.sock = connect(path, SOCKETS, process)
        self.sock.settimeout(60)
        self.file = self.sock.makefile("rb")
        self.events = []
        json.loads(self.file.readline())
        self.command({"execute": "qmp_capabilities"})

    def read(self):
        line = self.file.readline()
        if not line:
            raise QmpError("the machine has gone")
        return json.loads(line)

    def command(self, request):
        self.sock.sendall(json.dumps(request).encode() + b"\n")
        while True:
            reply = self.read()
            if "event" in reply:
                self.events.append(reply)
            elif "error" in reply:
                raise QmpError(reply["error"].get("desc", str(reply["error"])))
            else:
                return reply.get("return")

    def execute(self, name, **arguments):
        return self.command({"execute": name, "arguments": arguments})

    def wait_event(self, wanted, seconds):
        end = time.monotonic() + seconds
        while True:
            for event in self.events:
                if wanted(event):
                    self.events.remove(event)
                    return True
            if time.monotonic() > end:
                return False
            # A harmless command makes the monitor deliver what it has.
            self.execute("query-status")
            time.sleep(0.1)


class Machine:
    def __init__(self, spec):
        self.spec = spec
        self.out = spec["out"]
        self.slow = spec["slow"]
        self.start_helpers(spec["helpers"], spec["sockets"])
        self.start = time.monotonic()
        self.booted = None
        self.beat = None
        self.heard = time.monotonic()
        self.status = None
        self.log_ended = False
        self.took = ""
        self.tap = tap.Log(spec["name"])
        self.partial = b""
        self.ctl_partial = b""
        os.makedirs(RUN, exist_ok=True)
        self.job_log = open(os.path.join(self.out, "job.log"), "wb")
        qemu_log = open(os.path.join(self.out, "qemu.log"), "wb")
        argv = spec["qemu"] + [
            "-qmp", f"unix:{RUN}/qmp,server=on,wait=off",
            "-chardev", f"socket,id=ctl,path={RUN}/ctl,server=on,wait=off",
            "-chardev", f"socket,id=job,path={RUN}/job,server=on,wait=off",
        ]
        self.qemu = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=qemu_log, stderr=qemu_log)
        try:
            self.qmp = Qmp(f"{RUN}/qmp", self.qemu)
            self.ctl = connect(f"{RUN}/ctl", SOCKETS, self.qemu)
            self.job = connect(f"{RUN}/job", SOCKETS, self.qemu)
        except OSError:
            self.qmp = None

    def say(self, text):
        seconds = time.monotonic() - self.start
        print(f"lab: {self.spec['name']} {seconds:6.1f} s  {text}", file=sys.stderr, flush=True)

    def start_helpers(self, helpers, sockets):
        """What runs beside the machine: mock cards, say. They end with this root's process namespace. QEMU wants their sockets."""
        if not helpers:
            return
        with open(os.path.join(self.out, "helper.log"), "ab") as log:
            for helper in helpers:
                subprocess.Popen(["sh", "-c", helper], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + SOCKETS
        while not all(map(os.path.exists, sockets)) and time.monotonic() < end:
            time.sleep(0.05)

    # What dom0 may ask for.

    def ask_boot(self, rest):
        """It is up. The answer is how many times as long things take here as on an idle host of two cores."""
        self.booted = time.monotonic()
        took = self.booted - self.start
        self.slow = max(self.slow, math.ceil(took / USUAL_BOOT))
        self.say(f"dom0 is up: {rest}" + (f"; all limits times {self.slow}" if self.slow > 1 else ""))
        return str(self.slow)

    def ask_beat(self, rest):
        self.beat = time.monotonic()
        if self.beat < self.heard + SILENCE:
            return None
        self.heard = self.beat
        return "processes"

    def ask_shot(self, rest):
        name, *device = rest.split()
        if not re.fullmatch(r"[A-Za-z0-9_.+-]+", name):
            raise QmpError(f"bad name for a picture: {name}")
        arguments = {"filename": f"{self.out}/{name}.png", "format": "png"}
        if device:
            arguments["device"] = device[0]
        self.qmp.execute("screendump", **arguments)

    def ask_device_add(self, rest):
        if rest.startswith("{"):
            self.qmp.execute("device_add", **json.loads(rest))
            return None
        answer = self.qmp.execute("human-monitor-command", **{"command-line": f"device_add {rest}"})
        if answer.strip():
            raise QmpError(answer.strip())
        return None

    def ask_card_add(self, rest):
        """One of the job's own cards, where it was."""
        if rest not in self.spec["cards"]:
            raise QmpError(f"no card is named {rest}")
        return self.ask_device_add(self.spec["cards"][rest])

    def ask_device_del(self, rest):
        self.qmp.execute("device_del", id=rest)
        gone = self.qmp.wait_event(
            lambda e: e["event"] == "DEVICE_DELETED" and e.get("data", {}).get("device") == rest, 30 * self.slow)
        if not gone:
            raise QmpError(f"{rest} did not go within {30 * self.slow} s")

    def ask_qmp(self, rest):
        return json.dumps(self.qmp.command(json.loads(rest)))

    def ask_pauses(self, rest):
        """The machine stands still for a moment, so many times. Each time its processors' threads are called away."""
        for _ in range(int(rest)):
            self.qmp.execute("stop")
            self.qmp.execute("cont")
            time.sleep(PAUSES)
        self.qmp.events = [e for e in self.qmp.events if e["event"] not in ("STOP", "RESUME")]

    def ask_count(self, rest):
        """How many lines of a file among the results match."""
        name, _, pattern = rest.partition(" ")
        if not re.fullmatch(r"[A-Za-z0-9_.+-]+", name):
            raise QmpError(f"bad name of a file: {name}")
        with open(os.path.join(self.out, name), errors="replace") as f:
            return str(sum(1 for line in f if re.search(pattern, line)))

    def ask_exit(self, rest):
        self.status = int(rest)

    def serve(self, line):
        verb, _, rest = line.partition(" ")
        handler = getattr(self, "ask_" + verb, None)
        try:
            if handler is None:
                raise QmpError(f"unknown request: {verb}")
            answer = handler(rest)
            reply = "ok" if answer is None else "ok " + answer.replace("\n", " ")
        except (QmpError, ValueError, TypeError, OSError, re.error) as error:
            reply = "err " + str(error).replace("\n", " ").replace("\r", "")
        self.ctl.sendall(reply.encode() + b"\n")

    # What the job says.

    def job_line(self, line):
        ended = re.match(r"lab: job ended with status \d+(, .*)?", line)
        if ended:
            self.log_ended, self.took = True, ended[1] or ""
            return
        if line.startswith(MARK):
            self.say(line[len(MARK):])
            return
        result = self.tap.add(line)
        if result.kind == "failed" or result.kind and not self.spec["quiet"]:
            self.say(line)

    def read_job(self):
        data = self.job.recv(65536)
        self.heard = time.monotonic()
        self.job_log.write(data)
        self.job_log.flush()
        lines = (self.partial + data).split(b"\n")
        self.partial = lines.pop()
        for line in lines:
            self.job_line(line.decode(errors="replace").rstrip("\r"))
        return bool(data)

    def read_ctl(self):
        data = self.ctl.recv(65536)
        lines = (self.ctl_partial + data).split(b"\n")
        self.ctl_partial = lines.pop()
        for line in lines:
            self.serve(line.decode(errors="replace"))
        return bool(data)

    def deadline(self):
        if self.booted is None:
            return self.start + self.spec["boot_timeout"] * self.spec["slow"]
        return self.booted + self.spec["timeout"] * self.slow

    def loop(self):
        """Until the job has ended, time is up or the machine has gone."""
        selector = selectors.DefaultSelector()
        selector.register(self.ctl, selectors.EVENT_READ, self.read_ctl)
        selector.register(self.job, selectors.EVENT_READ, self.read_job)
        last_words = None
        while True:
            if self.status is not None:
                last_words = last_words or time.monotonic() + 5
                if self.log_ended or time.monotonic() > last_words:
                    return self.status
            if time.monotonic() > self.deadline():
                if self.booted is None:
                    self.say(f"dom0 did not come up within {self.spec['boot_timeout'] * self.spec['slow']} s")
                    return NO_MACHINE
                self.say(f"the job did not end within {self.spec['timeout'] * self.slow} s")
                return TIMED_OUT
            if self.status is None and self.beat and time.monotonic() > self.beat + BEAT_TIMEOUT * self.slow:
                self.say(f"dom0 has not been heard of for {BEAT_TIMEOUT * self.slow} s")
                return STOOD_STILL
            for key, _ in selector.select(0.2):
                if not key.data():
                    selector.unregister(key.fileobj)
            if self.qemu.poll() is not None and self.status is None:
                self.say("the machine has gone" if self.booted else "the machine ended before dom0 was up")
                return NO_MACHINE

    def run(self):
        if self.qmp is None:
            self.say("QEMU did not start; see qemu.log")
            return NO_MACHINE
        try:
            status = self.loop()
        except (QmpError, OSError) as error:
            self.say(f"lost the machine: {error}")
            return NO_MACHINE
        if status in (STOOD_STILL, TIMED_OUT, NO_MACHINE) and self.qemu.poll() is None:
            try:
                self.ask_shot("last")
                self.examine()
            except (QmpError, OSError):
                pass
        return status

    def examine(self):
        """What the processor and Xen have to say: registers in machine.txt, Xen's debug keys at the end of console.log."""
        with open(os.path.join(self.out, "machine.txt"), "w") as f:
            for _ in range(3):
                for command in ("info registers -a", "info lapic", "info pic"):
                    answer = self.qmp.execute("human-monitor-command", **{"command-line": command})
                    f.write(f"{command}\n{answer}\n")
                time.sleep(0.3)
        console = connect(f"{RUN}/com1", 5)
        # Three times Ctrl-A: the serial line is Xen's.
        for keys in (b"\x01\x01\x01", b"0", b"q", b"r", b"a", b"e", b"i"):
            console.sendall(keys)
            end = time.monotonic() + 2
            console.settimeout(0.2)
            while time.monotonic() < end:
                try:
                    console.recv(65536)
                except socket.timeout:
                    pass

    def stop(self):
        if self.qemu.poll() is None:
            self.qemu.terminate()
            try:
                self.qemu.wait(5)
            except subprocess.TimeoutExpired:
                self.qemu.kill()
                self.qemu.wait()

    def verdict(self, status):
        """The machine's status, the TAP file and the file "status"."""
        # The check of the kernel log, which every job gets, does not count as one of its own.
        if status == 0 and not self.tap.failed and self.tap.tests < 2:
            self.say("the job made no check of its own")
            status = CHECK_FAILED
        if self.log_ended:
            self.tap.end(status)
        else:
            self.tap.cut(f"the machine ended with status {status}")
        self.tap.write(os.path.join(self.out, "job.tap"))
        if status == 0 and self.tap.failed:
            status = CHECK_FAILED
        counts = f"{self.tap.passed} ok, {len(self.tap.failed)} not ok, {len(self.tap.skipped)} skipped"
        # How many more machines a host could bear: QEMU has ended.
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.say(f"{counts}; status {status}{self.took}, of a processor {used.ru_utime + used.ru_stime:.0f} s")
        with open(os.path.join(self.out, "status"), "w", encoding="ascii") as file:
            file.write(f"{status}\n{counts}\n")
        return status


def main():
    """The command."""
    with open(sys.argv[1], encoding="ascii") as file:
        machine = Machine(json.load(file))
    try:
        status = machine.run()
    finally:
        machine.stop()
    sys.exit(machine.verdict(status))


if __name__ == "__main__":
    main()
