# SPDX-License-Identifier: GPL-2.0-only
"""What is the same for all commands: help, options, addresses of PCI functions"""
import os
import subprocess

import pytest

from commands import COMMANDS, ROM_COMMANDS, TAKE_ONE_SBDF

every_command = pytest.mark.parametrize("command", COMMANDS)
every_rom_command = pytest.mark.parametrize("command", ROM_COMMANDS)
commands_that_take_one_sbdf = pytest.mark.parametrize("command", TAKE_ONE_SBDF)


def test_a_command_is_needed(vgapt):
    vgapt.misused(err=r"missing command")


def test_help_names_the_commands(vgapt):
    vgapt("--help", out=r"Usage: vgapt COMMAND").has(r"^  doctor ")


def test_version(vgapt):
    vgapt("--version", out=r"^vgapt [0-9]+\.[0-9]+")


def test_an_unknown_command_is_refused(vgapt):
    result = vgapt.misused("lst", err=r"unknown command 'lst'")
    assert result.last_words == "Try 'vgapt --help'."


def test_an_unknown_option_before_the_command_is_refused(vgapt):
    vgapt.misused("--jsn", err=r"unknown option '--jsn'")


@every_command
def test_help_of_a_command(vgapt, command):
    vgapt(command, "--help", out=rf"^Usage: vgapt {command}")


@every_command
def test_an_unknown_option_is_refused(vgapt, command):
    result = vgapt.misused(command, "--bogus", err=rf"vgapt {command}: (un|inv).*option")
    assert result.last_words == f"Try 'vgapt {command} --help'."


@every_rom_command
def test_help_of_a_rom_command(vgapt, command):
    vgapt("rom", command, "--help", out=rf"^Usage: vgapt rom {command} ")


@every_rom_command
def test_an_unknown_option_of_a_rom_command_is_refused(vgapt, command):
    result = vgapt.misused("rom", command, "--bogus",
                           err=rf"vgapt rom {command}: (un|inv).*option")
    assert result.last_words == f"Try 'vgapt rom {command} --help'."


def test_help_of_rom_names_its_commands(vgapt):
    result = vgapt("rom", "--help", out=r"^  vgapt rom sources +Show what")
    named = [line.split()[2] for line in result.lines if line.startswith("  vgapt rom ")]
    assert len([word for word in named if word.isalpha() and word.islower()]) == 9


def test_rom_needs_a_command(vgapt):
    vgapt.misused("rom", err=r"missing subcommand")


def test_rom_refuses_an_unknown_command(vgapt):
    vgapt.misused("rom", "shw", "01:00.0", err=r"'shw' is neither")


def test_list_takes_no_argument(vgapt):
    vgapt.misused("list", "01:00.0", err=r"too many arguments: '01:00.0'")


@commands_that_take_one_sbdf
def test_an_sbdf_is_needed(vgapt, command):
    vgapt.misused(command, err=r"one SBDF is needed")


@commands_that_take_one_sbdf
def test_a_second_sbdf_is_refused(vgapt, command):
    vgapt.misused(command, "01:00.0", "02:00.0", err=r"one SBDF is needed")


@pytest.mark.parametrize("bad", [
    "", "1:00.0", "01:00", "01:00.8", "01:20.0", "0000:01:00.0x", "00000:01:00.0",
    "0000-01-00.0", "01:00.00", "g1:00.0", "01:00.0 ", "0x01:00.0"], ids=repr)
def test_what_is_no_sbdf_is_refused(vgapt, bad):
    vgapt.misused("show", bad, err=r"is not the address of a PCI function")


def test_an_sbdf_may_have_capitals(vgapt):
    vgapt.fails("show", "0A:1F.7", err=r"no PCI function 0000:0a:1f.7")


def test_a_function_that_is_not_there_is_refused(vgapt):
    vgapt.fails("show", "0000:09:00.0", err=r"vgapt list")


def test_what_is_no_display_adapter_is_refused(vgapt):
    vgapt.fails("show", "00:1f.0", err=r"00:1f.0 .*not a display adapter, its class is 0601")


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="no /dev/full")
def test_a_full_disk_is_noticed(program):
    with open("/dev/full", "wb") as full:
        assert subprocess.run([program, "--help"], stdout=full, stderr=subprocess.DEVNULL,
                              check=False).returncode == 1
