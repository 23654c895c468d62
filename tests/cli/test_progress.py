# SPDX-License-Identifier: GPL-2.0-only
"""A word to those who wait.  Commands that do not make people wait are silent, see all others."""
import contextlib

import pytest

from fake_xenstored import Xenstored

# The word comes after two seconds, and on a busy machine later.
CARD, SLOW = "0000:01:00.0", 4


@pytest.mark.usefixtures("tree", "store_folder")
@pytest.mark.parametrize("args, slow, text", [
    (("grant", CARD, "5"), "owner", rf"granting the legacy VGA ranges of {CARD}"),
    (("revoke", CARD), "owner", rf"withdrawing what was granted through {CARD}"),
    (("rom", "mode", CARD, "copy"), "rom_mode", rf"setting what guests get for the ROM of {CARD}"),
])
def test_says_that_it_waits_for_a_write(vgapt, device, args, slow, text):
    device.set(slow_write=slow, slow_seconds=SLOW)
    vgapt(*args, err=rf"\Avgapt: still {text} \(2 s\)\n\Z")


@pytest.mark.parametrize("args, slow, text", [
    (("attach", CARD, "5", "--", "true"), "attach", rf"attaching {CARD}"),
    (("attach", "--grant", CARD, "5", "--", "true"), "grant",
     rf"granting the legacy VGA ranges of {CARD}"),
    (("capability-revoke", "3"), "revoke", "revoking capability 3"),
])
def test_says_that_it_waits_for_a_call(vgapt, device, args, slow, text):
    device.set(slow_call=slow, slow_seconds=SLOW, capabilities=";3=0,1,0,5,7,0")
    vgapt(*args, err=rf"\Avgapt: still {text} \(2 s\)\n\Z")


@pytest.mark.parametrize("args", [("list",), ("show", CARD)], ids=["all", "one"])
def test_says_that_the_module_reads_roms(vgapt, device, tree, args):
    tree.remove("sys/bus/pci/devices/0000:00:02.0/xen_vgapt")
    device.set(slow_read="primary", slow_seconds=SLOW)
    vgapt(*args, err=rf"\Avgapt: still waiting for what xen_vgapt knows of {CARD}; once loaded, "
          r"it reads the ROMs of all cards first \(2 s\)\n\Z")


@pytest.mark.usefixtures("device")
def test_doctor_says_that_it_waits_for_xl(vgapt, quiet_tree):
    quiet_tree.program("usr/sbin/xl", f"sleep {SLOW}; echo virt_caps : hvm_directio")
    vgapt("doctor", CARD, out=r"^ok +iommu:", err=r"\Avgapt: still waiting for 'xl info' \(2 s\)\n\Z")


@pytest.mark.usefixtures("device")
def test_doctor_says_that_it_waits_for_a_program(vgapt, quiet_tree):
    quiet_tree.set(CARD, device_model="1")
    quiet_tree.program("usr/sbin/vgaptd", f"sleep {SLOW}")
    vgapt("doctor", CARD, rc=1,
          err=r"\Avgapt: still waiting for '/usr/sbin/vgaptd --version' \(2 s\)\n\Z")
