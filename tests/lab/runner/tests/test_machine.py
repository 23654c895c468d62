# SPDX-License-Identifier: GPL-2.0-only
"""What the host makes of a job's lines."""
from runner import machine, tap


def job(*lines):
    """A machine that has heard these lines, and what it has said."""
    heard = machine.Machine.__new__(machine.Machine)
    heard.spec = {"quiet": False}
    heard.log_ended, heard.took = False, ""
    heard.tap = tap.Log("job")
    said = []
    heard.say = said.append
    for line in lines:
        heard.job_line(line)
    return heard, said


def test_the_end_has_what_the_job_cost():
    heard, said = job("ok - a", "lab: job ended with status 0, 1234 processes, 98 s")
    assert (heard.log_ended, heard.took, said) == (True, ", 1234 processes, 98 s", ["ok - a"])


def test_an_end_without_it():
    heard, _ = job("lab: job ended with status 3")
    assert (heard.log_ended, heard.took) == (True, "")


def test_a_mark_is_for_the_terminal():
    heard, said = job("# mark: each method", "chatter")
    assert (said, heard.tap.lines) == (["each method"], [])
