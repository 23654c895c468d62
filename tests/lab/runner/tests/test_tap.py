# SPDX-License-Identifier: GPL-2.0-only
"""Results."""
import io

import pytest
from runner import tap


def log_of(*lines, status=0):
    """What becomes of these lines."""
    log = tap.Log("part")
    for line in lines:
        log.add(line)
    log.end(status)
    return log


def test_numbers_and_plan():
    log = log_of("ok - a", "chatter", "not ok 7 - b (why)", "ok 3 - c # SKIP no time", "# note: n", status=1)
    assert log.lines == ["ok 1 - a", "not ok 2 - b (why)", "ok 3 - c # SKIP no time", "# note: n", "1..3"]
    assert (log.passed, log.failed, log.skipped, log.notes) == (1, ["b (why)"], [("c", "no time")], ["n"])


def test_cmocka_prints_not_ok_for_what_it_skips():
    assert log_of("ok - a", "not ok 2 # SKIP x").failed == []


def test_a_hash_in_a_name_is_no_directive(tmp_path):
    log = log_of("ok - bug #3 is gone")
    assert log.lines[0] == "ok 1 - bug \\#3 is gone"
    log.write(str(tmp_path / "x.tap"))
    assert tap.read(str(tmp_path / "x.tap")).passed == 1


@pytest.mark.parametrize("lines,status", [([], 0), (["ok - a"], 1), ([], 1)])
def test_no_plan_without_a_good_end(lines, status):
    assert log_of(*lines, status=status).failures() == ["it did not come to its end"]


def test_the_summary(tmp_path):
    log_of("ok - a", "ok - b # SKIP why", "# note: n").write(str(tmp_path / "one.tap"))
    log_of("ok - a", "not ok - c", status=1).write(str(tmp_path / "two.tap"))
    said = io.StringIO()
    paths = [str(tmp_path / name) for name in ("one.tap", "two.tap", "gone.tap")]
    assert not tap.summary(paths, said)
    assert said.getvalue().splitlines() == [
        "SKIP - one: b (why)", "note - one: n", "not ok - two: c", "not ok - gone: it did not come to its end",
        "2 passed, 2 failed, 1 skipped"]
    assert tap.summary(paths[:1], io.StringIO())


def test_a_cut_file_is_a_failure(tmp_path):
    path = tmp_path / "x.tap"
    path.write_text("ok 1 - a\n1..2\n")
    assert tap.read(str(path)).failures() == ["2 tests were announced, and 1 came"]
