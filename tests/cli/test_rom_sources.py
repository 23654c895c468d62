# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom sources"""
import re

import pytest

from fake_device import SOURCES
from runner import TOP

CARD = "0000:01:00.0"
NAMES = "user rombar efi platform vfct atrm acpi_rom prom smc pramin vram shadow".split()


def table(result):
    """The names of the sources that gave nothing, in the order of the table"""
    rows = [line.split() for line in result.lines[1:]]
    return [row[0] for row in rows if len(row) > 1 and row[1] == "-"]


def test_none_gave_a_rom(vgapt, device):
    vgapt("rom", "sources", CARD, out=r"^None was chosen: no source gave a ROM.$",
          err=rf"vgapt rom load {CARD} FILE")
    asked = [re.fullmatch(rf"source 88 {CARD} source (\d+) flags 0", call)[1]
             for call in device.calls if call.startswith("source ")]
    assert asked == "12 1 3 4 5 6 7 8 10 9 11 2".split()


@pytest.mark.usefixtures("device")
def test_the_order_is_that_of_the_documentation(vgapt):
    page = TOP / "Documentation/ABI/testing/sysfs-bus-pci-xen_vgapt"
    about = re.search(r"^What:[^\n]*rom_source$.*?^What:[^\n]*rom_status$", page.read_text(),
                      re.MULTILINE | re.DOTALL)[0]
    documented = [name for name in re.findall(r"^\t\t([a-z_]+) +[A-Za-z]", about, re.MULTILINE)
                  if name in NAMES]
    assert table(vgapt("rom", "sources", CARD, err=None)) == documented


@pytest.mark.parametrize("line", [
    pytest.param(r"^\* +rombar +81920 +pristine +- +a good ROM$", id="that was chosen"),
    pytest.param(r"^ +platform +81920 +pristine +the same +a good ROM$",
                 id="that has the same"),
    pytest.param(r"^ +shadow +65536 +modified +17 bytes, 0x20-0xff, 16384 bytes shorter "
                 r"+its checksum is wrong$", id="that has another"),
    pytest.param(r"^ +efi +- +- +- +not asked: a driver of dom0 had the card$",
                 id="that was not asked"),
    pytest.param(r"^ +prom +- .*not needed: a safer source had one$", id="that is not needed"),
    pytest.param(r"^ +vfct +512 +invalid +3 bytes, .*no good ROM: it is shorter than its "
                 r"images say .at 0x400.$", id="that has a bad one"),
    pytest.param(r"^ +atrm .*failed: Input/output error$", id="that failed"),
    pytest.param(r"^ +vram +- .*nothing there$", id="that has none"),
    pytest.param(r"^rombar was chosen .the flash behind the ROM BAR.: it is the first in this "
                 r"order that gave a ROM without a fault.$", id="and why it was chosen"),
])
def test_shows_the_source(vgapt, device, line):
    device.set(sources=SOURCES)
    vgapt("rom", "sources", CARD).has(line)


def test_dom0s_driver_has_the_card(vgapt, device):
    device.set(sources=SOURCES)
    vgapt("rom", "sources", "00:02.0", out=r"not asked: driver i915 has the card$",
          err=r"xl pci-assignable-add 0000:00:02.0")


def test_a_guest_has_had_the_card(vgapt, device):
    device.set(sources=SOURCES + ";11=1;9=11")
    vgapt("rom", "sources", CARD).has(
        r"^ +vram +- .*not asked: a guest may have written it$").has(
        r"^ +pramin +- .*not asked: a guest has left the card as it is$")


def test_a_card_does_not_answer(vgapt, device):
    device.set(sources=SOURCES + ";9=6")
    vgapt("rom", "sources", CARD).has(r"^ +pramin +- .*not asked: the card does not answer$")


def test_a_chip_is_not_known(vgapt, device):
    device.set(sources=SOURCES + ";9=95")
    vgapt("rom", "sources", CARD).has(
        r"^ +pramin +- .*not asked: this chip's registers are not known$")


def test_json(vgapt, device):
    device.set(sources=SOURCES)
    d = vgapt("rom", "sources", "--json", CARD, err=None).json
    source = {one["source"]: one for one in d["sources"]}
    assert d["chosen"] == "rombar"
    assert [name for name, one in source.items() if one["chosen"]] == ["rombar"]
    assert len(d["sources"]) == 12
    assert source["shadow"]["difference"] == {
        "count": 17, "first": 32, "last": 255, "longer": -16384}
    assert source["atrm"]["error"] == 5
    assert d["sources"][1]["sha256"] == "01" * 32
    assert d["sources"][0]["sha256"] is None


@pytest.mark.parametrize("sources, line", [
    pytest.param(";12=0,2,512,9,0,1,0,0,0;1=0,4,512,0,0,0,3,1,9",
                 r"user was chosen .*takes precedence", id="the administrator's file"),
    pytest.param(";1=0,2,512,9,0,1,0,0,0", r"rombar was chosen .*only fault is the checksum",
                 id="one with a wrong checksum"),
    pytest.param(";2=74,1,512,6,0,1,0,0,0",
                 r"shadow was chosen .*no source gave a ROM that can be run",
                 id="a bad one, for want of a better"),
])
def test_says_why_it_chose(vgapt, device, sources, line):
    device.set(sources=sources)
    vgapt("rom", "sources", CARD, out=line)


def test_a_source_was_not_asked_yet(vgapt, device):
    device.set(sources=";1=0,0,0,0,0,0,0,0,0")
    vgapt("rom", "sources", CARD, out=r"rombar .*not asked yet$", err=None)


@pytest.mark.parametrize("error, why", [
    (25, r"install the xen_vgapt that belongs to this vgapt"),
    (19, r"does not know this card"),
], ids=["ENOTTY", "ENODEV"])
def test_the_module_refuses(vgapt, device, error, why):
    device.set(source=error)
    vgapt.fails("rom", "sources", CARD, err=why)


def test_a_slow_source_is_waited_for_aloud(vgapt, device):
    device.set(slow=3)
    vgapt("rom", "sources", CARD,
          err=rf"still asking for the sources of {CARD}'s ROM .2 s")


@pytest.mark.usefixtures("device")
def test_quick_sources_are_waited_for_in_silence(vgapt):
    vgapt("rom", "sources", CARD, err=None).never_says(r"still")


def test_needs_an_sbdf(vgapt):
    vgapt.misused("rom", "sources", err=r"one SBDF")


def test_fails_without_the_module(vgapt, tree):
    tree.remove_module()
    vgapt.fails("rom", "sources", CARD, err=r"modprobe xen_vgapt")
