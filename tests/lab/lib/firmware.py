#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What a machine's firmware leaves for graphics drivers, made for the lab.

  firmware.py vfct OUT BUS:DEV.FN,VENDOR,DEVICE,FILE...
        the data of AMD's ACPI table VFCT (QEMU adds the ACPI header), as firmware writes it: of 141 tables
        from public dumps every one has subsystem ids 0:0 in its images' headers, and all but one end in an
        image of length zero. Layout: UEFI_ACPI_VFCT, VFCT_IMAGE_HEADER in Linux, amdgpu's atombios.h.
  firmware.py ssdt OUT SLOT[.FN],METHOD,FILE...
        ASL with a method (_ROM, ATRM) for a function on bus 0
  firmware.py opregion OUT VBT-BYTES
        Intel's OpRegion 2.1 with its VBT behind it
"""
import struct
import sys

ACPI_HEADER = 36


def vfct(out, images):
    # UUID, then offset of the first image, another one that is not used, and padding; counted from the ACPI header.
    first = 0x4c
    data = bytes(16) + struct.pack("<II", first, 0)
    data += bytes(first - ACPI_HEADER - len(data))
    for image in images:
        place, vendor, device, path = image.split(",")
        bus, rest = place.split(":")
        dev, fn = rest.split(".")
        with open(path, "rb") as f:
            rom = f.read()
        data += struct.pack("<IIIHHHHII", int(bus, 16), int(dev, 16), int(fn, 16), int(vendor, 16), int(device, 16),
                            0, 0, 1, len(rom)) + rom
    data += bytes(28)
    with open(out, "wb") as f:
        f.write(data)


def ssdt(out, methods):
    text = 'DefinitionBlock ("", "SSDT", 2, "VGAPT", "LAB", 1)\n{\n    External (\\_SB.PCI0, DeviceObj)\n'
    for n, method in enumerate(methods):
        slot, name, path = method.split(",")
        with open(path, "rb") as f:
            rom = f.read()
        # QEMU's own tables name the function F in slot S of bus 0: S shifted by three, and F, in hexadecimal.
        slot, _, fn = slot.partition(".")
        device = f"S{int(slot, 16) << 3 | int(fn or '0', 16):02X}_"
        rows = "".join("            " + "".join(f"0x{b:02x}," for b in rom[i:i + 16]) + "\n" for i in range(0, len(rom), 16))
        text += f"    External (\\_SB.PCI0.{device}, DeviceObj)\n"
        text += f"    Scope (\\_SB.PCI0.{device})\n    {{\n"
        text += f"        Name (RM{n:02}, Buffer (0x{len(rom):x}) {{\n{rows.rstrip().rstrip(',')}\n        }})\n"
        # As the specification has it: no more than 4 KiB a call, and nothing beyond the end.
        text += f"        Method ({name}, 2, NotSerialized)\n        {{\n"
        text += "            Local0 = Arg1\n            If (Local0 > 0x1000) { Local0 = 0x1000 }\n"
        text += f"            Return (Mid (RM{n:02}, Arg0, Local0))\n        }}\n    }}\n"
    text += "}\n"
    with open(out, "w") as f:
        f.write(text)


def opregion(out, size):
    region = bytearray(0x2000)
    region[0:16] = b"IntelGraphicsMem"
    region[0x10:0x14] = struct.pack("<I", 8)
    region[0x16] = 1
    region[0x17] = 2
    region[0x3ba:0x3c2] = struct.pack("<Q", 0x2000)
    region[0x3c2:0x3c6] = struct.pack("<I", size)
    vbt = bytearray((i * 7) & 0xff for i in range(size))
    vbt[0:20] = b"$VBT xen-vgapt lab  "
    vbt[20:26] = struct.pack("<HHH", 100, 48, size)
    with open(out, "wb") as f:
        f.write(region + vbt)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    what, out, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
    if what == "vfct":
        vfct(out, rest)
    elif what == "ssdt":
        ssdt(out, rest)
    elif what == "opregion":
        opregion(out, int(rest[0]))
    else:
        sys.exit(__doc__)


main()
