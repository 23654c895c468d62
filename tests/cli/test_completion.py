# SPDX-License-Identifier: GPL-2.0-only
"""bash completion"""
import os
import pathlib
import re
import subprocess

import pytest

import tokens
from runner import TOOL, TOP

BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"
COMPLETION = TOOL / "vgapt.bash"
# As bash does: colons part words, but the line has no blanks around them.
SCRIPT = """
. "$1"; . "$2"; shift 2
xl() { printf '%s\\n' 'Name ID' 'Domain-0 0' 'desktop 5'; }
line="$*"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE=${line// : /:} COMP_POINT=${#COMP_LINE}
_vgapt; printf '%s\\n' "${COMPREPLY[@]}"
"""

pytestmark = pytest.mark.skipif(not pathlib.Path(BASH_COMPLETION).exists(),
                                reason="no bash-completion")


@pytest.fixture
def complete(dom0_tree, program, tmp_path):
    """The completions of the last word, in a folder that has two files"""
    (tmp_path / "cards.rom").touch()
    (tmp_path / "0001.rom").touch()
    env = {**os.environ, "VGAPT_ROOT": str(dom0_tree.root),
           "PATH": f"{program.parent}:{os.environ['PATH']}"}

    def run(*words):
        return subprocess.run(
            ["bash", "-c", SCRIPT, "complete", BASH_COMPLETION, COMPLETION, *words],
            cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, check=False).stdout.split()
    return run


@pytest.mark.parametrize("line, completions", [
    pytest.param("vgapt re", "revoke reset reset-plan reset-method", id="commands"),
    pytest.param("vgapt attach --", "--help --rights --exclusive --grant --fd --", id="options"),
    pytest.param("vgapt cap", "capabilities capability-revoke", id="commands for capabilities"),
    pytest.param("vgapt capabilities --", "--help --json", id="options of capabilities"),
    pytest.param("vgapt attach --rights r", "rom reset reset-others", id="rights"),
    pytest.param("vgapt attach --rights rom,a", "rom,addresses rom,all",
                 id="rights behind a comma"),
    pytest.param("vgapt attach 0000 : 01", "01:00.0 01:00.1", id="functions in a card's slot"),
    pytest.param("vgapt attach 0000 : 00", "00:02.0", id="no function in another slot"),
    pytest.param("vgapt show 0001", "0001:05:00.0", id="SBDFs"),
    pytest.param("vgapt show 0000 : 03", "03:00.0", id="SBDFs behind a colon"),
    pytest.param("vgapt show 0000 : 00", "00:02.0", id="display adapters only"),
    pytest.param("vgapt grant 01 : 00.0 ", "desktop", id="domains"),
    pytest.param("vgapt reset --", "--help --force", id="options of reset"),
    pytest.param("vgapt reset-plan --", "--help --steps --json", id="options of reset-plan"),
    pytest.param("vgapt reset-plan 0001", "0001:05:00.0", id="SBDFs of reset-plan"),
    pytest.param("vgapt reset-method 0001", "0001:05:00.0", id="SBDFs of reset-method"),
    pytest.param("vgapt reset-method 01 : 00.0 f", "flr", id="methods"),
    pytest.param("vgapt reset-method 01 : 00.0 bus,a", "bus,af_flr",
                 id="methods behind a comma"),
    pytest.param("vgapt dm ", "status on off", id="commands of dm"),
    pytest.param("vgapt dm status --", "--help --json", id="options of dm status"),
    pytest.param("vgapt dm on 0001", "0001:05:00.0", id="SBDFs of dm on"),
    pytest.param("vgapt dm off 0000 : 03", "03:00.0", id="SBDFs of dm off"),
    pytest.param("vgapt acpi-tables --", "--help --output --slot --json",
                 id="options of acpi-tables"),
    pytest.param("vgapt acpi-tables -s 8 0001", "0001:05:00.0", id="SBDFs behind a slot"),
    pytest.param("vgapt acpi-tables 01 : 00.0 -o car", "cards.rom", id="a file of acpi-tables"),
    pytest.param("vgapt acpi-tables --slot 0", "", id="no slots"),
    pytest.param("vgapt rom s", "show sources save strip store", id="commands of rom"),
    pytest.param("vgapt rom store --", "--help --use --replace --list --json",
                 id="options of rom store"),
    pytest.param("vgapt rom load --", "--help --adapt --once --clear --json",
                 id="options of rom load"),
    pytest.param("vgapt rom 0001", "0001:05:00.0", id="SBDFs, where save was left out"),
    pytest.param("vgapt rom sources 0000 : 03", "03:00.0", id="SBDFs of rom sources"),
    pytest.param("vgapt rom diff 01 : 00.0 pro", "prom", id="sources"),
    pytest.param("vgapt rom mode 0000 : 03", "03:00.0", id="SBDFs of rom mode"),
    pytest.param("vgapt rom mode 01 : 00.0 f", "flash", id="modes"),
    pytest.param("vgapt rom load 01 : 00.0 car", "cards.rom", id="files"),
    pytest.param("vgapt rom load 01 : 00.0 cards.rom 00", "0001.rom", id="more files"),
    pytest.param("vgapt rom verify x 0001", "0001:05:00.0", id="an SBDF behind a file"),
    pytest.param("vgapt rom show 0001", "0001:05:00.0 0001.rom", id="both SBDFs and files"),
])
def test_offers(complete, line, completions):
    assert complete(*line.split(" ")) == completions.split()


def list_in_completion(name):
    return re.search(rf'^{name}="(.*)"', COMPLETION.read_text(), re.MULTILINE)[1].split()


def test_the_methods_are_the_modules():
    assert list_in_completion("_vgapt_methods") == [*tokens.read("METHOD"), "default"]


def test_the_modes_are_the_modules():
    assert list_in_completion("_vgapt_modes") == tokens.read("ROM_MODE")


def test_the_rights_are_the_modules():
    assert list_in_completion("_vgapt_rights") == [*tokens.read("RIGHT"), "all"]


def test_the_sources_are_the_commands():
    names = TOOL / "rom/names.c"
    sources = re.findall(r'^\t\{ VGAPT_ROM_[A-Z_]*, "([a-z_]*)", ', names.read_text(),
                         re.MULTILINE)
    assert list_in_completion("_vgapt_sources") == sources
