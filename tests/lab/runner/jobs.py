# SPDX-License-Identifier: GPL-2.0-only
"""tests/lab/test: runs jobs of tests/lab/jobs in the lab, one machine each, several at a time if the host can (see lab help).

  tests/lab/test [--target TARGET] [--out DIR] [--long] [JOB...]

Without JOB all of them, but those that take long only with --long, and those for the debug kernel only there. What a job needs it
says in its head: runner/head.py has the words, runner/cards.py how it names its cards. Results are in OUT/TARGET/JOB/out, OUT being
build/lab: job.log, and in TAP job.tap. Failures, skips and notes are printed with their reasons; the last line is
"N passed, N failed, N skipped".
"""
import argparse
import concurrent.futures
import contextlib
import dataclasses
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

from . import cards, head, tap
from .run import FIRST, LAB, LAB_DIR, lab

TOP = os.path.dirname(os.path.dirname(LAB_DIR))
JOBS = os.path.join(LAB_DIR, "jobs")
# What jobs share.
SHARED = ("common.sh", "pair.sh", "named.sh", "grid.sh", "life.sh", "suffer.sh", "served.sh", "neighbour.sh")


@dataclasses.dataclass
class Job:
    """One job on its target."""
    name: str
    target: str
    dir: str
    head: head.Head
    tap: str = ""

    @property
    def file(self):
        """Its script."""
        return os.path.join(JOBS, self.name + ".sh")


def read_head(name):
    """A job's head, or None if that is no job's script."""
    try:
        with open(os.path.join(JOBS, name + ".sh"), encoding="utf-8") as file:
            wants = head.parse(file.read())
    except OSError:
        return None
    except head.HeadError as error:
        sys.exit(f"test: {name}: {error}")
    return wants if wants.title else None


def all_names():
    """Every job there is."""
    names = sorted(os.path.basename(path)[:-3] for path in glob.glob(os.path.join(JOBS, "*.sh")))
    return [name for name in names if read_head(name)]


def in_order(jobs, debug):
    """The longest first, so that none is left to run alone at the end; those that want to be alone, last.

    The debug kernel takes hours: beside the longest the short ones first, as they tell soonest what is wrong. One that is left alone
    at the end has the processors for itself: lifetimes took 20 minutes then, beside another machine 36.
    """
    jobs = sorted(jobs, key=lambda job: -job.head.seconds)
    if debug:
        jobs = jobs[:1] + jobs[:0:-1]
    return [job for job in jobs if not job.head.alone] + [job for job in jobs if job.head.alone]


class Lab:
    """The jobs of one target."""

    def __init__(self, args):
        self.target = args.target
        self.out = os.path.abspath(args.out)
        self.debug = args.target.endswith("-debug")
        self.long = args.long
        self.payload = os.path.join(self.out, self.target, "payload")
        self.root = "dom0-bookworm" if "xen417" in self.target else "dom0-trixie"
        self.notes = []
        self.children = set()
        self.lock = threading.Lock()
        self.stopped = False

    def call(self, *command, **options):
        """Run something that ends with us."""
        with self.lock:
            if self.stopped:
                return 130
            # pylint: disable=consider-using-with
            child = subprocess.Popen(command, start_new_session=True, **options)
            self.children.add(child)
        status = child.wait()
        with self.lock:
            self.children.remove(child)
        return status

    def stop(self, *_):
        """What runs goes as a whole."""
        with self.lock:
            self.stopped = True
            for child in self.children:
                os.killpg(child.pid, signal.SIGTERM)
        sys.exit(130)

    def must(self, what, *command):
        """Something without which no job can run."""
        if self.call(*command) != 0:
            sys.exit(f"test: {what} could not be made")

    def build(self, jobs):
        """What every job of this target brings along: the module, the command, the test programs."""
        for name in ("modules", "bin"):
            os.makedirs(os.path.join(self.payload, name), exist_ok=True)
        module = os.path.join(self.payload, "modules", "{}.ko")
        self.must("the module", LAB, "module", "--target", self.target, "--out", module.format("xen_vgapt"))
        if self.debug:
            for path in sorted(glob.glob(os.path.join(LAB_DIR, "kernel", "*", ""))):
                name = os.path.basename(os.path.dirname(path))
                self.must(name, LAB, "module", "--target", self.target, "--dir", f"tests/lab/kernel/{name}", "--out",
                          module.format(name))
        self.must("the programs", LAB, "chroot", self.root, "--bind", f"{self.payload}:/out", "--",
                  "sh", "/src/tests/lab/programs/build")
        if any(job.head.sanitizers for job in jobs):
            self.must("vgapt-dm-asan", LAB, "chroot", self.root, "--bind", f"{self.payload}:/out", "--",
                      "sh", "/src/tests/lab/programs/build-sanitizers")
        if any(self.mocks(job) for job in jobs):
            self.must("mockgpu", LAB, "chroot", "host", "--bind", f"{self.payload}:/out", "--",
                      "sh", "/src/tests/lab/programs/build-mockgpu")

    def prepare_script(self, job):
        """What makes beforehand what the job needs, "" if nothing does."""
        name = f"{job.head.prepared or job.name}.prepare"
        return name if os.path.isfile(os.path.join(JOBS, name)) else ""

    def mocks(self, job):
        """Does it need the server of mock cards?"""
        return bool(self.prepare_script(job)) or any(card.mock for card in cards.place(job.head.card_words()))

    def prepare(self, job):
        """The job's own directory, with what it needs. Returns whether it has mock cards; None if it cannot be had."""
        shutil.rmtree(job.dir, ignore_errors=True)
        inside = os.path.join(job.dir, "job")
        os.makedirs(inside)
        os.makedirs(os.path.join(job.dir, "out"))
        for name in ("modules", "bin"):
            os.symlink(os.path.join(self.payload, name), os.path.join(inside, name))
        for name in SHARED:
            shutil.copy(os.path.join(JOBS, name), inside)
        shutil.copytree(os.path.join(TOP, "Documentation", "ABI"), os.path.join(inside, "abi"))
        shutil.copy(job.file, os.path.join(inside, "run"))
        mocks = self.mocks(job)
        if mocks:
            os.symlink(os.path.join(self.payload, "mockgpu"), os.path.join(inside, "mockgpu"))
        script = self.prepare_script(job)
        if script:
            # In the host root; the job's folder is /host there, as to QEMU.
            log = os.path.join(job.dir, "prepare.log")
            with open(log, "wb") as said:
                status = self.call(LAB, "chroot", "host", "--bind", f"{inside}:/host", "--bind", f"{self.payload}/mockgpu:/mockgpu",
                                   "--", "bash", f"/src/tests/lab/jobs/{script}", stdout=said, stderr=said)
            if status != 0:
                print(f"test: what {job.name} needs could not be made; see {log}", file=sys.stderr)
                return None
        wants = os.path.join(inside, "machine")
        if os.path.exists(wants):
            with open(wants, encoding="utf-8") as file:
                head.parse(file.read(), job.head)
        return mocks or any(card.mock for card in cards.place(job.head.card_words()))

    def run(self, job):
        """Its machine."""
        mocks = self.prepare(job)
        if mocks is None:
            return
        inside = os.path.join(job.dir, "job")
        # tests/check may still be at it.
        installed, ready = os.environ.get("VGAPT_INSTALLED"), os.environ.get("VGAPT_INSTALLED_WAIT")
        if job.name == "installed" and installed:
            while ready and not os.path.exists(ready):
                time.sleep(0.5)
            if os.path.isdir(installed):
                os.symlink(installed, os.path.join(inside, "installed"))
        # For jobs that ask by lab_number: is there time, how many rounds, and the seed of an earlier run.
        if self.long:
            job.head.dom0_arg.append("lab_long=1")
        for name, key in (("VGAPT_LAB_ROUNDS", "lab_rounds"), ("VGAPT_LAB_SEED", "lab_seed")):
            if os.environ.get(name):
                job.head.dom0_arg.append(f"{key}={os.environ[name]}")
        options = job.head.options()
        if mocks:
            options += ["--mockgpu", os.path.join(self.payload, "mockgpu")]
        on = self.target + ("-uefi" if job.head.uefi else "")
        with open(os.path.join(job.dir, "host.log"), "wb") as log:
            self.call("bash", "-c", 'set -o pipefail; "$@" 2>&1 | tee "$0" >&2', log.name, LAB, "run", "--target", on,
                               "--name", job.name, "--job", inside, "--out", os.path.join(job.dir, "out"), *options)
        job.tap = os.path.join(job.dir, "out", "job.tap")
        with contextlib.suppress(OSError), open(os.path.join(job.dir, "out", FIRST, "why"), encoding="utf-8") as file:
            self.notes.append(f"{self.target}/{job.name}: {file.read().strip()}, and the machine was started once more")

    def wanted(self, names):
        """The jobs to run."""
        targets = lab("targets").split()
        jobs = []
        for name in names or all_names():
            wants = read_head(name)
            if not wants:
                sys.exit(f"test: no job {name} in {JOBS}")
            if wants.target and wants.target != re.sub("-debug$", "", self.target):
                continue
            if wants.uefi and self.target + "-uefi" not in targets:
                continue
            if not names and wants.debug and not self.debug:
                self.notes.append(f"{self.target}/{name} is left to make check-debug: it takes {wants.debug}")
                continue
            if not names and wants.long and not self.long:
                self.notes.append(f"{self.target}/{name} is left to make check-long: it takes {wants.long}")
                continue
            jobs.append(Job(name, self.target, os.path.join(self.out, self.target, name), wants))
        return in_order(jobs, self.debug)

    def run_all(self, jobs):
        """As many at a time as there are places."""
        places = int(lab("machines"))
        together = [job for job in jobs if not job.head.alone]
        with concurrent.futures.ThreadPoolExecutor(max_workers=places) as pool:
            list(pool.map(self.run, together))
        for job in jobs:
            if job.head.alone:
                self.run(job)


def collect(jobs, out):
    """All jobs' TAP files in one folder, each under its job's name, so that prove names it."""
    folder = os.path.join(out, "tap")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    paths = []
    for job in jobs:
        path = os.path.join(folder, job.name + ".tap")
        if os.path.exists(job.tap):
            shutil.copy(job.tap, path)
        else:
            with open(path, "w", encoding="ascii") as file:
                file.write("# the machine has left no results\n")
        paths.append(path)
    return paths


def main():
    """The command."""
    parser = argparse.ArgumentParser(prog="tests/lab/test", description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default="xen420-linux612")
    parser.add_argument("--out", default=os.path.join(TOP, "build", "lab"))
    parser.add_argument("--long", action="store_true")
    parser.add_argument("job", nargs="*")
    args = parser.parse_args()
    own = Lab(args)
    signal.signal(signal.SIGTERM, own.stop)
    signal.signal(signal.SIGINT, own.stop)
    signal.signal(signal.SIGHUP, own.stop)
    jobs = own.wanted(args.job)
    own.build(jobs)
    own.run_all(jobs)
    for note in own.notes:
        print(f"note - {note}")
    good = tap.summary(collect(jobs, os.path.join(own.out, own.target)))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
