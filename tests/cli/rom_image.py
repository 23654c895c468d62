# SPDX-License-Identifier: GPL-2.0-only
"""Option ROMs, made to order."""
import struct

X86, OPEN_FIRMWARE, EFI, NVIDIA = 0, 1, 3, 0x70


def image(code=X86, units=8, *, last=True, ids="1002-5046", device_list=None, fill=0,
          bad_checksum=False, machine=0x8664, compressed=True, npde=False, npde_last=None,
          atom=False, entry=0xCB):
    """One image of CODE type, UNITS of 512 bytes long.

    npde adds NVIDIA's extension, npde_last is its own mark; atom adds the marks of AMD's
    tables; entry is the first byte that a BIOS would run.
    """
    vendor, device = (int(x, 16) for x in ids.split("-"))
    rom = bytearray([fill]) * (units * 512)
    rom[0:0x80] = bytes(0x80)
    rom[0:3] = bytes((0x55, 0xAA, units & 0xFF))
    if code == X86:
        rom[3] = entry
    at = 0x100 if atom else 0x40
    struct.pack_into("<H", rom, 0x18, at)
    if atom:
        rom[0x30:0x3A] = b" 761295520"
        struct.pack_into("<H", rom, 0x48, 0x80)
        rom[0x84:0x88] = b"ATOM"
    if code == EFI:
        struct.pack_into("<IHHH", rom, 4, 0x0EF1, 11, machine, int(compressed))
        struct.pack_into("<H", rom, 0x16, 0x80)
    rom[at:at + 4] = b"PCIR"
    struct.pack_into("<HH", rom, at + 4, vendor, device)
    struct.pack_into("<H", rom, at + 0xA, 0x1C)
    rom[at + 0xC] = 3
    if device_list is not None:
        struct.pack_into("<H", rom, at + 8, 0x20)
        struct.pack_into("<HH", rom, at + 0x20, device_list, 0)
    rom[at + 0xF] = 3
    struct.pack_into("<H", rom, at + 0x10, units)
    rom[at + 0x14] = code
    rom[at + 0x15] = 0x80 if last else 0
    if npde:
        rom[at + 0x20:at + 0x24] = b"NPDE"
        struct.pack_into("<HHHB", rom, at + 0x24, 0x100, 0x0B, units,
                         0x80 if (last if npde_last is None else npde_last) else 0)
    rom[-1] = 0
    rom[-1] = (-sum(rom) + bad_checksum) & 0xFF
    return bytes(rom)


def x86(units=8, **how):
    return image(X86, units, **how)


def efi(units=20, **how):
    return image(EFI, units, **how)


def pe_driver(subsystem=11):
    """A driver for UEFI (PE/COFF), without the header of an option ROM"""
    data = bytearray(2048)
    data[0:2] = b"MZ"
    struct.pack_into("<I", data, 0x3C, 0x80)
    data[0x80:0x84] = b"PE\0\0"
    struct.pack_into("<H", data, 0x80 + 24 + 68, subsystem)
    return bytes(data)


# Files for tests, by the names of the files
ROMS = {
    "good": x86(100, last=False) + efi(60),
    "badsum": x86(100, bad_checksum=True),
    "efi": efi(machine=0xAA64, compressed=False),
    "ofw": image(OPEN_FIRMWARE, 20),
    "container": b"X" * 512 + x86() + b"Y" * 700,
    "behind": x86() + b"Y" * 100,
    "cut": x86(40)[:12000],
    "nvidia": x86(ids="10de-1db6"),
    "other": x86(ids="1002-5047"),
    "listed": x86(ids="1002-5047", device_list=0x5046),
    "nolast": x86(last=False),
    "types": x86(last=False) + image(NVIDIA, 2),
    "npde": x86(ids="10de-1db6", npde=True),
    "atom": x86(atom=True),
    "sister": x86(ids="1002-5047", atom=True),
    "badsister": x86(ids="1002-5048", bad_checksum=True),
    "tables": x86(33, atom=True, entry=0),
    # as public GOP images of AMD's APUs have it
    "gop": efi(164, ids="03ea-0668"),
    "intel": x86(ids="8086-0406"),
    "driver": pe_driver(),
    "x86": x86(100),
    "x64": efi(60),
    "arm64": efi(10, machine=0xAA64),
    "zeros": bytes(5000),
    "text": b"no ROM\n",
    "empty": b"",
}


class RomFiles:
    """A folder of ROM files: roms.good is the path of one, made when it is first named."""

    def __init__(self, folder):
        self.folder = folder

    def __getattr__(self, name):
        file = self.folder / name
        if not file.exists():
            file.write_bytes(ROMS[name])
        return file

    def add(self, name, data):
        file = self.folder / name
        file.write_bytes(data)
        return file
