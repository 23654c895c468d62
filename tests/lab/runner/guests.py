# SPDX-License-Identifier: GPL-2.0-only
"""What became of a guest that did not come to its end, from what dom0 has seen of it (guest_state in dom0/lib.sh)."""
import os
import re

# How often guest_state looks.
LOOKS = 3
# SeaBIOS' segment, and the port to which it writes messages (Xen: XEN_HVM_DEBUGCONS_IOPORT).
BIOS_CS = 0xf000
MESSAGE_PORT = 0xe9
FLAGS_IF = 1 << 9


def register(look, name):
    """A register's value, or None."""
    found = re.search(rf"\b{name}: ([0-9a-f]+)", look)
    return int(found.group(1), 16) if found else None


def prints_with_interrupts_off(look):
    """SeaBIOS was writing a message, and nothing could interrupt it."""
    flags = register(look, "flags")
    return (register(look, "cs:eip") == BIOS_CS and register(look, "edx") == MESSAGE_PORT
            and flags is not None and not flags & FLAGS_IF)


def ran_wild(text):
    """Does SeaBIOS write messages without end?

    It does when an exception comes at an instruction that no program has, and again when the message is out. A BIOS that works
    writes a few lines, and waits with interrupts on.
    """
    looks = re.split(r"^look \d+$", text, flags=re.MULTILINE)[1:]
    return len(looks) == LOOKS and all(prints_with_interrupts_off(look) for look in looks)


def wild_in(out):
    """The name of a guest that ran wild, as guest_state has written to this folder, or ""."""
    for name in sorted(os.listdir(out)):
        found = re.fullmatch(r"state-(.+)\.txt", name)
        if found:
            with open(os.path.join(out, name), errors="replace", encoding="utf-8") as file:
                if ran_wild(file.read()):
                    return found.group(1)
    return ""
