# SPDX-License-Identifier: GPL-2.0-only
"""lab run: one machine, from its files to its results. Runs as root; "lab help" has the options."""
import argparse
import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from . import cards, guests, head, machine, qemu

LAB_DIR = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
LAB = os.path.join(LAB_DIR, "lab")
BOOT_TIMEOUT = 600
PAYLOAD = "/payload"
# Below OUT: what a machine has left that was started once more.
FIRST = "first"
# What a machine leaves in OUT, by the names' ends.
LEFT = (".log", ".txt", ".png", ".tap", ".serial")


def say(text):
    """A line on the terminal."""
    print(f"lab: {text}", file=sys.stderr, flush=True)


def die(*lines):
    """The end, with the reason and what to do."""
    for number, line in enumerate(lines):
        say(f"error: {line}" if number == 0 else f"       {line}")
    sys.exit(2)


def lab(*args):
    """What one of the lab's commands prints."""
    return subprocess.run([LAB, *args], check=True, stdout=subprocess.PIPE, text=True).stdout


def in_host(binds, *command, **options):
    """Run something in the host root. It dies with us, whatever ends us."""
    argv = ["setpriv", "--pdeathsig", "KILL", LAB, "chroot", "host"]
    for source, place in binds:
        argv += ["--bind", f"{source}:{place}"]
    return subprocess.run(argv + ["--", *command], check=False, **options).returncode


class Places:
    """As many machines run at a time as the host has places; the cache's lock files keep count.

    First come, first served: who waits holds the lock "queue", for which the next ones wait.
    """

    SLOTS = 8

    def __init__(self, cache):
        self.cache = cache
        self.held = []

    def open(self, name):
        """A lock's file."""
        os.makedirs(self.cache, exist_ok=True)
        return open(os.path.join(self.cache, "lock." + name), "w", encoding="ascii")

    def take(self, alone):
        """Hold a place, or all of them, until this process ends."""
        with self.open("queue") as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            if alone:
                for number in range(1, self.SLOTS + 1):
                    lock = self.open(f"machine{number}")
                    fcntl.flock(lock, fcntl.LOCK_EX)
                    self.held.append(lock)
                return
            count = int(lab("machines"))
            said = False
            while not self.try_one(count):
                if not said:
                    say(f"waiting for a place for one more machine ({count} at a time)")
                said = True
                time.sleep(0.5)

    def try_one(self, count):
        """Any place that is free."""
        for number in range(1, count + 1):
            lock = self.open(f"machine{number}")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.close()
                continue
            self.held.append(lock)
            return True
        return False


@contextlib.contextmanager
def work_dir(cache):
    """A directory in the cache, gone afterwards; the lock tells others that it is in use."""
    path = tempfile.mkdtemp(prefix="run.", dir=cache)
    fd = os.open(path, os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_SH)
    try:
        yield path
    finally:
        os.close(fd)
        shutil.rmtree(path, ignore_errors=True)


def hand_over(path):
    """Results belong to whom they were made for, not to root."""
    uid = os.environ.get("SUDO_UID")
    if uid:
        subprocess.run(["chown", "-R", f"{uid}:{os.environ.get('SUDO_GID', uid)}", path], check=False)


def make_dir(path):
    """With its parents, and for whom it is made."""
    first = path
    if os.path.isdir(path):
        return
    while not os.path.isdir(os.path.dirname(first)):
        first = os.path.dirname(first)
    os.makedirs(path)
    hand_over(first)


def target_of(name):
    """What the lab knows of a target; it is made first if it is not there."""
    return dict(line.split("=", 1) for line in lab("target", name).splitlines())


class Run:
    """One machine."""

    def __init__(self, args, wants):
        self.args = args
        self.head = wants
        self.target = {}
        self.work = ""
        self.job = os.path.abspath(args.job)
        self.out = os.path.abspath(args.out)
        self.cards = cards.place(wants.card_words())

    def pack(self, name, *options):
        """A tar among the machine's files, padded as disks are."""
        path = os.path.join(self.work, name)
        subprocess.run(["tar", *options[:1], path, *options[1:]], check=True)
        return path

    def pad(self, name):
        """A disk is made of whole sectors; QEMU likes whole megabytes."""
        path = os.path.join(self.work, name)
        os.truncate(path, -(-os.path.getsize(path) // (1 << 20)) << 20)

    def files(self):
        """The disks of one run: job, results, the lab's own files; for UEFI also the one it boots from."""
        with open(os.path.join(self.work, "cards"), "w", encoding="ascii") as table:
            table.write(cards.table(self.cards))
        self.pack("job.tar", "-cf", "-C", self.job, "--dereference", ".")
        self.pack("job.tar", "-rf", "-C", self.work, "cards")
        with open(os.path.join(self.work, "out.tar"), "wb") as out:
            out.truncate(512 << 20)
        shutil.copy(os.path.join(self.target["GUESTS"], "lab.tar"), self.work)
        if self.target["KERNEL"] == "debug":
            self.pack("lab.tar", "-rf", "-C", os.path.join(self.target["KERNEL_DIR"], "root"), "lib/modules")
        self.pack("lab.tar", "-rf", "-C", os.path.join(LAB_DIR, "dom0"), "--transform", r"s,^\(lab-ctl\|complaints\)$,bin/&,",
                  "init", "lib.sh", "lab-ctl", "complaints")
        for name in ("job.tar", "lab.tar"):
            self.pad(name)
        # Behind the end of the archive, so that dom0 unpacks it only when a job asks for it (large_file).
        with open(os.path.join(self.work, "lab.tar"), "ab") as whole, \
                open(os.path.join(self.target["GUESTS"], "large.tar"), "rb") as large:
            shutil.copyfileobj(large, whole)
        self.pad("lab.tar")
        if self.args.initrd:
            shutil.copy(self.args.initrd, os.path.join(self.work, "initrd"))

    def efi(self):
        """A FAT image on which the firmware finds xen.efi, and before it, if asked for, a program that brings ROMs."""
        with open(os.path.join(self.work, "BOOTX64.cfg"), "w", encoding="ascii") as config:
            config.write(qemu.efi_config(self.target, self.head))
        if in_host(self.binds(), "sh", "/src/tests/lab/efi/disk", *self.head.firmware_rom) != 0:
            die("the disk that UEFI boots from could not be made")

    def binds(self):
        """What QEMU and helpers see."""
        binds = [(self.out, "/out"), (self.work, "/files"), (self.target["BOOT_FILES"], "/boot-files"), (self.job, "/host"),
                 (os.path.dirname(self.target["IMAGE"]), "/image")]
        if self.args.mockgpu:
            binds.append((self.args.mockgpu, "/mockgpu"))
        return binds + [tuple(bind.split(":", 1)) for bind in self.args.bind]

    def helpers(self):
        """What runs beside the machine."""
        own = set()
        with contextlib.suppress(OSError):
            own = {os.path.splitext(name)[0] for name in os.listdir(os.path.join(self.job, "personalities"))}
        mock = cards.mockgpu(self.cards, own, "/mockgpu", "/out/mock.log")
        if mock and not self.args.mockgpu:
            die("mock cards need --mockgpu")
        return ([mock] if mock else []) + self.head.helper

    def start(self):
        """The machine, from power on to power off. Returns its status."""
        if self.target["BOOT"] == "uefi":
            if self.args.initrd:
                die("--initrd is for targets that boot from BIOS")
            self.efi()
        elif self.head.firmware_rom:
            die("--firmware-rom is for targets that boot from UEFI")
        how = {"uefi": "UEFI, xen.efi", "pvh": "BIOS, multiboot, PVH dom0"}.get(self.target["BOOT"], "BIOS, multiboot")
        say(f"{self.args.name}: Xen {self.target['XEN']}, Linux {self.target['KVER']}, {how}")
        spec = {
            "name": self.args.name, "out": "/out", "quiet": self.args.quiet, "timeout": self.head.timeout,
            "boot_timeout": BOOT_TIMEOUT, "slow": int(self.target["SLOW"]), "helpers": self.helpers(),
            "sockets": [f"{cards.MOCK_SOCKETS}/{card.name}.sock" for card in self.cards if card.mock],
            "cards": {card.name: cards.device(card) for card in self.cards if card.what != "none"},
            "qemu": qemu.machine(self.args.name, self.target, self.head, cards.devices(self.cards), bool(self.args.initrd)),
        }
        with open(os.path.join(self.work, "machine.json"), "w", encoding="ascii") as file:
            json.dump(spec, file)
        status = in_host(self.binds(), "env", "PYTHONPATH=/src/tests/lab", "python3", "-B", "-m", "runner.machine",
                         "/files/machine.json")
        if not os.path.exists(os.path.join(self.out, "status")):
            status = machine.NO_MACHINE
        subprocess.run(["tar", "-C", self.out, "--no-same-owner", "-xf", os.path.join(self.work, "out.tar")],
                       stderr=subprocess.DEVNULL, check=False)
        if status >= machine.STOOD_STILL:
            self.last_words("console.log", 30)
            self.last_words("qemu.log", 5)
        return status

    def last_words(self, name, count):
        """The end of a log."""
        with contextlib.suppress(OSError), open(os.path.join(self.out, name), errors="replace", encoding="utf-8") as file:
            lines = file.read().replace("\r", "").replace("\033", "").splitlines()[-count:]
            if lines:
                say(f"the end of {os.path.join(self.out, name)}:")
            for line in lines:
                say("  | " + line)

    def why_again(self, status):
        """What has gone wrong that is neither ours nor Xen's: the machine is started once more, and the results say so. Or ""."""
        # In roughly one machine of a hundred dom0 sleeps and nothing wakes it, not even its timer, while Xen goes on. That can't
        # be a lock of ours: with one virtual processor, who waits for it either spins or lets others run.
        if status == machine.STOOD_STILL:
            return "dom0 stood still"
        # One boot sector in some two hundred: the flaw of QEMU's SVM (lab.rst, "Machines") in real mode.
        wild = guests.wild_in(self.out) if status == machine.CHECK_FAILED else ""
        return f"guest {wild} ran wild" if wild else ""

    def set_aside(self, why):
        """What there is of a machine that is started once more."""
        aside = os.path.join(self.out, FIRST)
        os.mkdir(aside)
        for name in os.listdir(self.out):
            if name.endswith(LEFT) or name == "status":
                shutil.move(os.path.join(self.out, name), aside)
        with open(os.path.join(aside, "why"), "w", encoding="utf-8") as file:
            file.write(why + "\n")

    def clear(self):
        """Nothing of an earlier run is to be taken for this one's."""
        shutil.rmtree(os.path.join(self.out, FIRST), ignore_errors=True)
        for name in os.listdir(self.out):
            if name.endswith(LEFT) or name == "status":
                os.unlink(os.path.join(self.out, name))

    def run(self):
        """All of it."""
        cache = lab("cache").strip()
        # Only then what it needs: while this one waits, another may make that anew.
        places = Places(cache)
        places.take(self.head.alone)
        self.target = target_of(self.args.target)
        self.args.name = self.args.name or self.args.target
        make_dir(self.out)
        self.clear()
        with work_dir(cache) as self.work:
            self.files()
            status = self.start()
            why = self.why_again(status)
            if why:
                say(f"{self.args.name}: {why}; what there is of that is in {self.out}/{FIRST}. The machine is started once more")
                self.set_aside(why)
                self.files()
                status = self.start()
        hand_over(self.out)
        return status


def arguments(argv):
    """The options: those of the run, and those that a job's head may have as well."""
    parser = argparse.ArgumentParser(prog="lab run", add_help=False, allow_abbrev=False)
    for name in ("target", "job", "out"):
        parser.add_argument("--" + name, required=True)
    for name in ("name", "initrd", "mockgpu"):
        parser.add_argument("--" + name, default="")
    parser.add_argument("--bind", action="append", default=[])
    parser.add_argument("--quiet", action="store_true")
    wants = head.Head()
    for key in head.MACHINE_KEYS:
        if key == "alone":
            parser.add_argument("--alone", action="store_true")
        else:
            parser.add_argument("--" + key, action="append", default=[])
    args = parser.parse_args(argv)
    for key in head.MACHINE_KEYS:
        given = getattr(args, key.replace("-", "_"))
        if key == "alone":
            wants.alone = given
        else:
            for value in given:
                head.add(wants, key, value)
    return args, wants


def main():
    """The command."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    try:
        args, wants = arguments(sys.argv[1:])
        if not os.path.isfile(os.path.join(args.job, "run")):
            die(f"{args.job} has no script named run")
        if args.initrd and not os.path.isfile(args.initrd):
            die(f"there is no file {args.initrd}")
        sys.exit(Run(args, wants).run())
    except (head.HeadError, cards.CardError) as error:
        die(str(error))
    except subprocess.CalledProcessError as error:
        die(str(error))


if __name__ == "__main__":
    main()
