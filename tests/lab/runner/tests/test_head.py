# SPDX-License-Identifier: GPL-2.0-only
"""A job's head, and what it becomes on the command line of lab run."""
import pytest
from runner import head, jobs, run


def test_reads_each_kind_of_line():
    wants = head.parse("#!/bin/bash\n#: title a job\n#: timeout 600\n#: alone\n#: xen-arg a\n#: xen-arg b\n#: cards x=y\n#: cards z=w@10\n")
    assert (wants.title, wants.timeout, wants.alone, wants.xen_arg) == ("a job", 600, True, ["a", "b"])
    assert wants.card_words() == ["x=y", "z=w@10"]


def test_adds_what_was_prepared():
    wants = head.parse("#: cards a=b\n")
    assert head.parse("#: cards c=d@root\n#: qemu-arg -x\n", wants).card_words() == ["a=b", "c=d@root"]
    assert wants.qemu_arg == ["-x"]


def test_one_card_unless_told_otherwise():
    assert head.parse("#: title t").card_words() == ["card=qemu:ati-vga@10"]
    assert head.parse("#: cards none").card_words() == []


def test_prepared_may_have_no_name():
    assert head.parse("#: prepared\n#: prepared pair").prepared == "pair"


@pytest.mark.parametrize("line", ["device x", "timeout soon", "alone yes", "long", "xen_arg x", "mockgpu a=b"])
def test_refuses(line):
    with pytest.raises(head.HeadError):
        head.parse(f"#: {line}\n")


def test_survives_the_command_line():
    wants = head.parse("#: timeout 7\n#: cards a=b c=d@a\n#: qemu-arg -global\n#: qemu-arg x=y\n#: alone\n#: cpus 2\n#: mem 9\n"
                       "#: dom0-arg d\n#: firmware-rom 00:10.0=/r\n#: helper sleep 1\n")
    _, again = run.arguments(["--target", "t", "--job", "j", "--out", "o", *wants.options()])
    assert again == wants


def test_every_job_of_the_lab_can_be_read():
    names = jobs.all_names()
    assert "primary" in names and "common" not in names
    for name in names:
        assert jobs.read_head(name).title
