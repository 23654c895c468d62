#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The table of `make bench`, from raw figures.

Argument: a directory with "figures", lines of NAME SIDE REPETITION VALUE, and "facts", lines of NAME SIDE TEXT.

Two sides make a row.  Of each its figures' median, minimum and maximum; then the ratio of the second to the first: of
each repetition the ratio of the medians, and of those again median, minimum and maximum.  Ends with 1 if a figure is
missing.
"""
import os
import sys
from collections import defaultdict
from statistics import median

# Title, first side, second side, unit, what a figure is divided by for it, least number of figures a side, rows.
SECTIONS = [
    ("A guest's accesses: ranges granted, against QEMU's emulated adapter",
     "granted", "emulated", "cycles an access", 1, 8, [
         ("in3da", "read port 3DAh"),
         ("in3cc", "read port 3CCh"),
         ("out3c8", "write port 3C8h"),
         ("write_a0000", "write A0000h"),
         ("read_a0000", "read A0000h"),
         ("out80", "write port 80h (control)"),
     ]),
    ("The same: what the device model in dom0 was asked for in a round of all these, 1000 of each",
     "granted", "emulated", "events", 1, 2, [
         ("requests", "events, serial line's too"),
     ]),
    ("All three ranges for a running guest: capability, against libxenctrl",
     "ioctl", "libxenctrl", "us", 1e3, 200, [
         ("grant", "grant"),
         ("revoke", "revoke"),
         ("both", "grant and revoke"),
     ]),
    ("Reading the ROM: xen_vgapt/rom, against the PCI core's file",
     "ours", "pci", "us", 1e3, 20, [
         ("rom-shadow", "card without a driver"),
         ("rom-flash", "card on pciback"),
     ]),
    ("Reading slow flash for the first time: the module's load, against PCI's files one after the other",
     "ours", "pci", "ms", 1e6, 1, [
         ("capture1", "1 card"),
         ("capture4", "4 cards"),
         ("capture8", "8 cards"),
     ]),
    ("A guest reads its ROM: our copy, against the flash",
     "copy", "flash", "cycles a doubleword", 1, 5, [
         ("romread", "by the ROM BAR"),
     ]),
    ("The same: from its first instruction until its BIOS has started a boot sector",
     "copy", "flash", "ms", 1e6, 5, [
         ("romstart", "SeaBIOS"),
     ]),
    ("A reset, from the request until the card is seen to be back: xen_vgapt's, against the kernel's",
     "plan", "kernel", "ms", 1e6, 5, [
         ("reset0", "FLR, ready at once"),
         ("reset300", "FLR, ready in 300 ms"),
         ("reset1100", "FLR, ready in 1100 ms"),
         ("reset3000", "FLR, ready in 3000 ms"),
         ("resetbus", "bus"),
     ]),
    ("A guest's accesses to its card: QEMU as its device model, against vgapt-dm",
     "stock", "model", "cycles an access", 1, 12, [
         ("dm_confbar", "config: read BAR 0"),
         ("dm_confid", "config: read ids"),
         ("dm_confline", "config: write int. line"),
         ("dm_rom", "read the ROM BAR"),
         ("dm_bar", "read memory, BAR 0"),
         ("dm_port", "read a port, BAR 1"),
         ("dm_3cc", "read port 3CCh"),
         ("dm_a0000", "read A0000h"),
         ("dm_out80", "write port 80h (control)"),
     ]),
    ("The same: a guest's start",
     "stock", "model", "ms", 1e6, 3, [
         ("dm_first", "xl create to first instr."),
         ("dm_start", "from there to boot sector"),
     ]),
    ("A Linux guest reads its NVMe drive, each block by an MSI-X interrupt",
     "stock", "model", "us a block", 1e3, 8, [
         ("dm_block", "read 4 KiB"),
     ]),
    ("What is trapped: in QEMU's emulated adapter, against a card's windows in vgapt-dm",
     "vga", "trap", "cycles an access", 1, 8, [
         ("dm_trapport", "read port 3C3h"),
         ("dm_trappage", "read a page"),
     ]),
    ("Memory of a device model's process: vgapt-dm, against QEMU beside it",
     "worker", "qemu", "KiB", 1, 3, [
         ("dm_rss", "VmRSS"),
         ("dm_pss", "Pss, its share"),
     ]),
    ("Loading the module: one adapter, against eight",
     "1", "8", "ms", 1e6, 12, [
         ("load", "finit_module"),
         ("ready", "until all ROMs are read"),
         ("flash", "reading the ROMs alone"),
     ]),
]
TITLES = {"ours": "xen_vgapt/rom", "pci": "PCI's rom", "1": "1 adapter", "8": "8 adapters",
          "ioctl": "capability", "plan": "xen_vgapt/reset", "kernel": "kernel's reset", "stock": "QEMU", "model": "vgapt-dm",
          "vga": "QEMU's adapter", "trap": "vgapt-dm", "worker": "vgapt-dm", "qemu": "QEMU"}
# What was to be reached.  Loading with eight cards, in terms of one.
LOAD = 1.2
# At most so much more time than with QEMU, where no device model has a part; KiB of memory.
UNCHANGED = dict.fromkeys(("dm_bar", "dm_port", "dm_3cc", "dm_a0000", "dm_block"), 1 / 0.95)
AT_MOST = {"dm_rss": 4096}
# When the card itself is ready, in nanoseconds: nobody may touch it within 100 ms of an FLR, nor of a bus reset, which
# itself takes 1 ms at least.
READY = {"reset0": 100e6, "reset300": 300e6, "reset1100": 1100e6, "reset3000": 3000e6, "resetbus": 101e6}


def number(value):
    """Three digits that mean something, or all before the point."""
    if value >= 100:
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def three(values):
    return [number(f(values)) for f in (median, min, max)]


def columns(cells):
    return "".join(f"{cell:>11}" for cell in cells)


def aim(value, limit):
    """Was it reached?  That is for who reads it: another load on the machine makes no run a bad one."""
    return f"aim: at most {number(limit)}, {'reached' if value <= limit else 'MISSED'}"


def read(path):
    with open(path) as lines:
        return [line.rstrip("\n").split(" ", 2) for line in lines]


def ratios(first, second):
    """Of each repetition: the second side's median over the first's."""
    return [median(second[r]) / median(first[r]) for r in sorted(first) if r in second and median(first[r]) > 0]


def main():
    directory = sys.argv[1]
    figures = defaultdict(lambda: defaultdict(list))
    for name, side, rest in read(os.path.join(directory, "figures")):
        repetition, value = rest.split()
        figures[name, side][repetition].append(float(value))
    facts = read(os.path.join(directory, "facts"))
    missing = []

    def every(name, side):
        return [value for values in figures[name, side].values() for value in values]

    for title, a, b, unit, scale, least, rows in SECTIONS:
        print(f"\n{title} ({unit})")
        print(f"{'':26}{TITLES.get(a, a):^33}{TITLES.get(b, b):^33}{'second / first':^33}")
        print(f"{'':26}" + columns(["median", "min", "max"] * 3))
        for name, text in rows:
            for side in (a, b):
                if len(every(name, side)) < least:
                    missing.append(f"{name} {side}: {len(every(name, side))} of {least}")
            if not every(name, a) or not every(name, b):
                print(f"{text:26}  missing")
                continue
            cells = [three([value / scale for value in every(name, side)]) for side in (a, b)]
            found = ratios(figures[name, a], figures[name, b])
            if not found:
                missing.append(f"{name}: no repetition has both sides")
                continue
            print(f"{text:26}" + columns(cells[0] + cells[1] + three(found)))
            if name in UNCHANGED:
                print(f"    {aim(median(found), UNCHANGED[name])}")
            if name in AT_MOST:
                print(f"    {aim(max(every(name, a)), AT_MOST[name])}")
            ready = READY.get(name)
            if ready:
                lost = [number((median(every(name, side)) - ready) / scale) for side in (a, b)]
                print(f"    lost over the card's own time: {lost[0]} {unit}, {lost[1]} {unit}")
            for side in (a, b):
                for fact in facts:
                    if fact[:2] == [name, side]:
                        print(f"    {TITLES.get(side, side)}: {fact[2]}")
        if rows[0][0] == "load" and every("load", "1") and every("load", "8"):
            one, eight = median(every("load", "1")), median(every("load", "8"))
            cost = (eight - one) / 7
            print(f"    finit_module: {aim(eight / one, LOAD)}; each further adapter: {number(cost / scale)} ms")
    print("\nEverything is emulated, nested: only the ratios mean anything (Documentation/bench.rst).")
    for line in missing:
        print(f"missing: {line}", file=sys.stderr)
    return 1 if missing else 0


sys.exit(main())
