# SPDX-License-Identifier: GPL-2.0-only
"""What became of a guest that did not come to its end, from what dom0 has seen of it (guest_state in dom0/lib.sh)."""
import os
import re

# How often guest_state looks.
LOOKS = 3
# SeaBIOS' segment.
BIOS_CS = 0xf000
FLAGS_IF = 1 << 9


def register(look, name):
    """A register's value, or None."""
    found = re.search(rf"\b{name}: ([0-9a-f]+)", look)
    return int(found.group(1), 16) if found else None


def time_used(look):
    """The processor time that its vCPU has had, as xl tells it, or None."""
    found = re.search(r"\s(\d+\.\d)\s+\S+ / \S+$", look, flags=re.MULTILINE)
    return float(found.group(1)) if found else None


def in_bios_with_interrupts_off(look):
    """SeaBIOS was at work, and nothing could interrupt it."""
    flags = register(look, "flags")
    return register(look, "cs:eip") == BIOS_CS and flags is not None and not flags & FLAGS_IF


def ran_wild(text):
    """Does SeaBIOS run without end, and nothing can interrupt it?

    It does when the processor has come to what is no program. Exceptions are interrupts to a BIOS: for some SeaBIOS writes a message,
    from others it returns at once, and both times to where the next one is. A BIOS that works has interrupts off for
    milliseconds; a guest that waits for a device model does not run.
    """
    looks = re.split(r"^look \d+$", text, flags=re.MULTILINE)[1:]
    times = [time_used(look) for look in looks]
    return (len(looks) == LOOKS and all(in_bios_with_interrupts_off(look) for look in looks)
            and None not in times and times[0] < times[1] < times[2])


def wild_in(out):
    """The name of a guest that ran wild, as guest_state has written to this folder, or ""."""
    for name in sorted(os.listdir(out)):
        found = re.fullmatch(r"state-(.+)\.txt", name)
        if found:
            with open(os.path.join(out, name), errors="replace", encoding="utf-8") as file:
                if ran_wild(file.read()):
                    return found.group(1)
    return ""
