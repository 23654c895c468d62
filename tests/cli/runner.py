# SPDX-License-Identifier: GPL-2.0-only
"""Running the command, and looking at what it leaves"""
import json
import os
import pathlib
import re
import subprocess

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
