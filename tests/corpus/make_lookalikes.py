#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Look-alikes of real firmware, for the test of the program that looks at collections.

  make_lookalikes.py DIR

Headers, sizes and ids are those of public files, what lies between is made up:
VFCT tables as 141 from public dumps are (subsystem ids 0:0, an image of length zero at the
end, two images in some, no last-image bit in some); APUs' VBIOSes and GOP images as in
github.com/isc30/ryzen-gpu-passthrough-proxmox.  Files in DIR/bad are wrong in one way each.
"""
import pathlib
import struct
import sys


def image(units, vendor, device, *, code=0, last=True, atom=False, entry=b"\xe9\0\1", claim=None):
    """One image of UNITS * 512 bytes."""
    rom = bytearray(b"\x5a" * (units * 512))
    rom[0:0x1c4] = bytes(0x1c4)
    rom[0:2] = b"\x55\xaa"
    pcir = 0x1a8 if code == 0 else 0x1c
    struct.pack_into("<H", rom, 0x18, pcir)
    if code == 3:
        struct.pack_into("<HIHHH", rom, 2, units, 0x0ef1, 11, 0x8664, 0)
        struct.pack_into("<H", rom, 0x16, 0x160)
    else:
        rom[2] = units & 0xff
        rom[3:6] = entry
    struct.pack_into("<4sHHHHB", rom, pcir, b"PCIR", vendor, device, 0, 0x18, 3 if code else 0)
    rom[pcir + 0xf] = 3
    struct.pack_into("<HHBB", rom, pcir + 0x10, units if claim is None else claim, 0, code,
                     0x80 if last else 0)
    if atom:
        rom[0x1e:0x21] = b"IBM"
        rom[0x30:0x3a] = b" 761295520"
        struct.pack_into("<H", rom, 0x48, 0x100)
        rom[0x104:0x108] = b"ATOM"
    if code == 0:
        rom[0x21 if atom else -1] = 0
        rom[0x21 if atom else -1] = -sum(rom) & 0xff
    return bytes(rom)


def vfct(*images, end=True):
    """A table: images are (bus, device, function, vendor, device id, ROM)."""
    data = b""
    for bus, dev, fn, vendor, device, rom in images:
        data += struct.pack("<IIIHHHHII", bus, dev, fn, vendor, device, 0, 0, 1, len(rom)) + rom
    if end:
        data += bytes(28)
    size = 0x4c + len(data)
    head = struct.pack("<4sIBB6s8sIII", b"VFCT", size, 1, 0, b"ALASKA", b"A M I   ", 1, 0, 0)
    head += bytes(16) + struct.pack("<II", 0x4c, 0)
    table = bytearray(head.ljust(0x4c, b"\0") + data)
    table[9] = -sum(table) & 0xff
    return bytes(table)


def nvgi(rom):
    """NVIDIA's container, version 3, as its open kernel modules read it."""
    head = bytearray(b"\xff" * 0x9400)
    struct.pack_into("<4sII", head, 0, b"NVGI", 0x80200300, 0x40)
    struct.pack_into("<I", head, 0x40, 0x5000)
    struct.pack_into("<4sII", head, 0x6000, b"RFRD", 0, 0x9400)
    return bytes(head) + rom


def vbt(size=0x1100):
    """Intel's video BIOS table."""
    table = bytearray(size)
    struct.pack_into("<20sHHH", table, 0, b"$VBT lookalike      ", 100, 48, size)
    return bytes(table)


def opregion():
    region = bytearray(0x2000)
    struct.pack_into("<16sI", region, 0, b"IntelGraphicsMem", 8)
    region[0x17] = 1
    region[0x400:0x400 + 0x1100] = vbt()
    return bytes(region)


APU = image(33, 0x1002, 0x15bf, atom=True, entry=b"\0\0\0")
POLARIS = image(116, 0x1002, 0x67df, atom=True)
OPEN = image(116, 0x1002, 0x67df, atom=True, last=False)
NAVI = image(114, 0x1002, 0x744c, atom=True)
GOP = image(164, 0x03ea, 0x0668, code=3)
NVIDIA = image(120, 0x10de, 0x1f08, last=False) + image(160, 0x10de, 0x1f08, code=3)

GOOD = {
    "vfct/one": vfct((1, 0, 0, 0x1002, 0x67df, POLARIS)),
    "vfct/two": vfct((0xc4, 0, 0, 0x1002, 0x15bf, APU), (3, 0, 0, 0x1002, 0x744c, NAVI)),
    "vfct/no-last-bit": vfct((1, 0, 0, 0x1002, 0x67df, OPEN)),
    "vfct/no-end": vfct((1, 0, 0, 0x1002, 0x67df, POLARIS), end=False),
    "vfct/padded": vfct((1, 0, 0, 0x1002, 0x67df, POLARIS)) + bytes(100),
    "apu/vbios-16.5K.bin": APU,
    "apu/vbios-54K.bin": image(108, 0x1002, 0x1638, atom=True),
    "apu/gop-of-whom.rom": GOP,
    "apu/gop-ffff.rom": image(161, 0x1002, 0xffff, code=3),
    "apu/both.rom": image(33, 0x1002, 0x15bf, atom=True, last=False) + GOP,
    "cards/nvgi.rom": nvgi(NVIDIA),
    "cards/bad-sum.rom": POLARIS[:0x200] + b"\0" + POLARIS[0x201:],
    "intel/vbt": vbt(),
    "intel/opregion": opregion(),
    "README": b"no firmware\n",
    "empty": b"",
}

BAD = {
    "bad/zero-claim.rom": image(116, 0x1002, 0x67df, atom=True, claim=0),
    "bad/cut.rom": POLARIS[:30000],
    "bad/vfct-refused": vfct((1, 0, 0, 0x1002, 0x67df, POLARIS[:30000])),
    "bad/vfct-of-another": vfct((1, 0, 0, 0x8086, 0x67df, POLARIS)),
}


def make(folder):
    for name, data in {**GOOD, **BAD}.items():
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    make(sys.argv[1])
