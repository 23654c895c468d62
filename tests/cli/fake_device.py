# SPDX-License-Identifier: GPL-2.0-only
"""A made-up /dev/xen_vgapt: fakedev.c, preloaded into the command"""
from runner import HERE, TOP

# What it says of the sources of a ROM.  There is one of each kind: chosen, another, not
# asked, not needed, the same, bad, failed; the others have none.
SOURCES = (";1=0,4,81920,0,0,1,0,0,0;2=0,3,65536,9,0,0,17,32,255;3=16;8=114"
           ";4=0,4,81920,0,0,0,0,0,0;5=74,1,512,6,1024,0,3,1,9;6=5")


def build_command(cc, library):
    return [*cc, "-shared", "-fPIC", f"-I{TOP}/include/uapi", "-o", library,
            HERE / "fakedev.c", "-ldl"]


class Device:
    """set() takes what fakedev.c calls FAKEDEV_..., in small letters."""

    def __init__(self, vgapt, library, log):
        self.vgapt = vgapt
        self.library = library
        self.log = log
        self.set()

    def set(self, **answers):
        """From now on it answers like this, and the list of calls starts anew."""
        self.log.write_text("")
        kept = {name: value for name, value in self.vgapt.env.items()
                if not name.startswith("FAKEDEV_")}
        self.vgapt.env = {
            **kept, "LD_PRELOAD": str(self.library), "FAKEDEV_LOG": str(self.log),
            **{f"FAKEDEV_{name.upper()}": str(value) for name, value in answers.items()}}

    @property
    def calls(self):
        return self.log.read_text().splitlines()
