# SPDX-License-Identifier: GPL-2.0-only
"""Results, in TAP (the Test Anything Protocol).

A job or a part prints lines "ok - NAME", "not ok - NAME (why)", "ok - NAME # SKIP why" and "# note: TEXT", among others. What is
written down of it is a TAP file: tests with numbers, notes, and the plan at its end, which only somebody who came to his end
writes. prove gives the verdict on the files; what prove does not print, the counts and the reasons, is printed here.

  python3 -m runner.tap write FILE [NAME STATUS]    a TAP file from the lines on stdin; with a plan if STATUS is 0, or if there is a
                                                    failed test that explains it
  python3 -m runner.tap sum FILE...                 what is not plainly right in each, then "N passed, N failed, N skipped";
                                                    status 1 if there is a failure, or nothing was tested
"""
import os
import re
import sys

TEST = re.compile(r"(not ok|ok)\b(?: +\d+)?(?: *-)? *(.*)$")
SKIP = re.compile(r"(.*?) *# *SKIP\S* *(.*)$", re.IGNORECASE)
PLAN = re.compile(r"1\.\.(\d+)\s*(?:#\s*SKIP\S*\s*(.*))?$", re.IGNORECASE)
NOTE = "# note: "


class Result:
    """What one line says of a test."""

    def __init__(self, line):
        self.kind = ""
        found = TEST.match(line)
        if not found:
            return
        self.name, self.why = found[2], ""
        self.kind = "passed" if found[1] == "ok" else "failed"
        skipped = SKIP.match(self.name)
        if skipped:
            # Some print "not ok" for what they skip.
            self.kind, self.name, self.why = "skipped", skipped[1], skipped[2]


class Log:
    """A TAP file, read or being written."""

    def __init__(self, name=""):
        self.name = name
        self.lines = []
        self.failed = []
        self.skipped = []
        self.notes = []
        self.passed = 0
        self.plan = None

    @property
    def tests(self):
        """How many there are."""
        return self.passed + len(self.failed) + len(self.skipped)

    def add(self, line):
        """One line; returns what it says of a test, if anything."""
        result = Result(line)
        if result.kind == "passed":
            self.passed += 1
        elif result.kind == "failed":
            self.failed.append(result.name)
        elif result.kind == "skipped":
            self.skipped.append((result.name, result.why))
        elif line.startswith(NOTE):
            self.notes.append(line[len(NOTE):])
            self.lines.append(line)
        elif line.startswith("    | "):
            self.lines.append("#" + line)
        if result.kind:
            words = {"passed": "ok", "failed": "not ok", "skipped": "ok"}[result.kind]
            # A "#" in a name would be taken for a directive.
            name = result.name.replace("#", "\\#")
            skip = f" # SKIP {result.why}" if result.kind == "skipped" else ""
            self.lines.append(f"{words} {self.tests} - {name}{skip}".rstrip())
        return result

    def end(self, status=0):
        """The plan, if whoever made this came to his end."""
        if self.tests and (status == 0 or self.failed):
            self.plan = self.tests
            self.lines.append(f"1..{self.plan}")
        else:
            self.lines.append(f"# ended with status {status} after {self.tests} tests, none of which says why")

    def cut(self, why):
        """No plan: whoever made this did not come to his end."""
        self.lines.append(f"# {why}")

    def write(self, path):
        """The file, complete or not there."""
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")
        os.rename(path + ".new", path)

    def failures(self):
        """The failed tests, and what is wrong with the whole."""
        if self.plan is None:
            return self.failed + ["it did not come to its end"]
        if self.plan != self.tests:
            return self.failed + [f"{self.plan} tests were announced, and {self.tests} came"]
        return self.failed


def read(path):
    """A TAP file; one that is missing has no plan, and so is a failure."""
    log = Log(os.path.splitext(os.path.basename(path))[0])
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return log
    for line in lines:
        plan = PLAN.match(line)
        if plan:
            log.plan = int(plan[1])
        else:
            log.add(line.replace("\\#", "#"))
    return log


def summary(paths, out=sys.stdout):
    """Failures, skips and notes with their reasons; then the counts. True if all is well."""
    passed = failed = skipped = 0
    for path in paths:
        log = read(path)
        failures = log.failures()
        for name in failures:
            print(f"not ok - {log.name}: {name}", file=out)
        for name, why in log.skipped:
            print(f"SKIP - {log.name}: {name}{f' ({why})' if why else ''}", file=out)
        for note in log.notes:
            print(f"note - {log.name}: {note}", file=out)
        passed, failed, skipped = passed + log.passed, failed + len(failures), skipped + len(log.skipped)
    print(f"{passed} passed, {failed} failed, {skipped} skipped", file=out)
    return failed == 0 and passed > 0


def main():
    """The command."""
    if sys.argv[1:2] == ["write"] and len(sys.argv) in (3, 5):
        log = Log()
        for line in sys.stdin.buffer:
            log.add(line.decode(errors="replace").rstrip("\r\n"))
        log.end(int(sys.argv[4]) if len(sys.argv) == 5 else 0)
        log.write(sys.argv[2])
    elif sys.argv[1:2] == ["sum"] and len(sys.argv) > 2:
        sys.exit(0 if summary(sys.argv[2:]) else 1)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
