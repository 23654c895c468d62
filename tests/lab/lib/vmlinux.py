#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The kernel that is packed in a bzImage.

  vmlinux.py BZIMAGE VMLINUX

Xen takes either for a domain's kernel, and would unpack the first each time: a second on an emulated processor. Where the kernel lies
in it: Documentation/arch/x86/boot.rst in Linux (setup_sects, payload_offset, payload_length; protocol 2.08).
"""
import struct
import subprocess
import sys

SECTOR = 512
MAGIC_AT, MAGIC = 0x202, b"HdrS"
SETUP_SECTORS_AT, SETUP_SECTORS = 0x1f1, 4
PAYLOAD_AT = 0x248
# What it begins with, and who unpacks it. Behind it is its size, four bytes, which all of them take for rubbish.
PACKERS = {b"\x28\xb5\x2f\xfd": ["zstd", "-dcq"], b"\xfd7zXZ\0": ["xz", "-dcq"], b"\x1f\x8b": ["gzip", "-dcq"]}


def vmlinux(image):
    """What is packed in it."""
    if image[MAGIC_AT:MAGIC_AT + len(MAGIC)] != MAGIC:
        sys.exit("vmlinux: this is no bzImage")
    offset, length = struct.unpack_from("<II", image, PAYLOAD_AT)
    begin = ((image[SETUP_SECTORS_AT] or SETUP_SECTORS) + 1) * SECTOR + offset
    payload = image[begin:begin + length]
    for magic, packer in PACKERS.items():
        if payload.startswith(magic):
            # They complain about what is behind the end, after they have written all.
            kernel = subprocess.run(packer, input=payload, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
            break
    else:
        sys.exit(f"vmlinux: packed by whom? It begins with {payload[:6].hex()}")
    if len(kernel) != int.from_bytes(payload[-4:], "little") or not kernel.startswith(b"\x7fELF"):
        sys.exit(f"vmlinux: {len(kernel)} bytes were unpacked, which is not all of it")
    return kernel


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        unpacked = vmlinux(file.read())
    with open(sys.argv[2], "wb") as file:
        file.write(unpacked)
