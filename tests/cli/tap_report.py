# SPDX-License-Identifier: GPL-2.0-only
"""With --tap, results go to standard output as TAP, version 13, and nothing else does.

conftest.py takes the hooks from here.
"""
import os
import sys

import pytest
from _pytest.config import create_terminal_writer


def pytest_addoption(parser):
    parser.addoption("--tap", action="store_true", help="report results as TAP, version 13")


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    if not config.getoption("tap"):
        return
    # It stays, as pytest asks it how to format; but nobody hears it.
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    terminal._tw = create_terminal_writer(config, open(os.devnull, "w", encoding="utf-8"))
    config.pluginmanager.register(TapReporter(), "tap-reporter")


def plain(nodeid):
    """test_list.py::test_a_dead_domain[x] is "list: a dead domain, x"."""
    test, bracket, ids = nodeid.partition("[")
    path, _, name = test.partition("::")
    words = [path.rpartition("/")[2].removesuffix(".py"), name]
    text = ": ".join(word.removeprefix("test_").replace("_", " ") for word in words if word)
    if bracket:
        text += ", " + ids.removesuffix("]")
    return text.replace("#", "no.")


class TapReporter:
    def __init__(self):
        self.count = 0
        self.planned = False
        self.outcome, self.why = "passed", []
        self.say("TAP version 13")

    @staticmethod
    def say(line):
        print(line, file=sys.__stdout__, flush=True)

    def diagnose(self, text):
        for line in text.splitlines():
            self.say(f"# {line}".rstrip())

    def result(self, name, outcome, why):
        self.count += 1
        if outcome == "failed":
            self.say(f"not ok {self.count} - {name}")
            for text in why:
                self.diagnose(text)
        elif outcome == "skipped":
            self.say(f"ok {self.count} - {name} # SKIP {' '.join(why)}")
        else:
            self.say(f"ok {self.count} - {name}")

    def plan(self, tests):
        if not self.planned:
            self.say(f"1..{tests}")
        self.planned = True

    def pytest_collectreport(self, report):
        if report.failed:
            self.result(f"{plain(report.nodeid)}: can be read", "failed", [report.longreprtext])

    def pytest_collection_finish(self, session):
        if not session.testsfailed:
            self.plan(len(session.items))

    # Setting up, the test itself and cleaning up are one result.
    def pytest_runtest_logreport(self, report):
        if report.when == "setup":
            self.outcome, self.why = "passed", []
        if report.failed:
            self.outcome = "failed"
            self.why += [report.longreprtext, *(text for _, text in report.sections)]
        elif report.skipped and self.outcome == "passed":
            self.outcome = "skipped"
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
            self.why = [why.removeprefix("Skipped: ")]
        if report.when == "teardown":
            self.result(plain(report.nodeid), self.outcome, self.why)

    def pytest_internalerror(self, excrepr):
        self.diagnose(str(excrepr))
        self.say("Bail out! pytest itself failed")

    def pytest_keyboard_interrupt(self):
        self.say("Bail out! interrupted")

    def pytest_sessionfinish(self):
        self.plan(self.count)
