# SPDX-License-Identifier: GPL-2.0-only
"""The command lines."""
from runner import head, qemu

BIOS = {"KERNEL": "debian", "BOOT": "bios", "IMAGE": "/cache/images/dom0.ext4"}


def value(argv, option, count=0):
    """What follows an option."""
    places = [n for n, word in enumerate(argv) if word == option]
    return argv[places[count] + 1]


def test_multiboot():
    argv = qemu.machine("name", BIOS, head.parse("#: xen-arg x\n#: dom0-arg a,b\n#: qemu-arg -foo\n"), ["card"])
    assert value(argv, "-kernel") == "/boot-files/xen.elf"
    assert value(argv, "-append").endswith(" x")
    assert value(argv, "-initrd") == "/boot-files/vmlinux console=hvc0 loglevel=4 mitigations=off a,,b rodata=off,/boot-files/initrd.gz"
    assert argv[-3:] == ["-device", "card", "-foo"]
    assert "id=root,file=/image/dom0.ext4,format=raw,cache=unsafe,snapshot=on" in value(argv, "-drive")
    assert value(argv, "-m") == "4096"


def test_vector_registers_are_restored_eagerly():
    assert "spec-ctrl=no,eager-fpu" in qemu.xen_line(BIOS, [])


def test_an_initrd_of_somebody_elses():
    argv = qemu.machine("name", BIOS, head.Head(), [], True)
    assert value(argv, "-initrd").endswith("root=/dev/vda rw init=/usr/sbin/lab-init,/files/initrd")


def test_the_debug_kernel_gets_memory():
    argv = qemu.machine("name", {**BIOS, "KERNEL": "debug"}, head.Head(), [])
    assert value(argv, "-m") == "5504"
    assert "dom0_mem=2944M" in value(argv, "-append")
    assert "kasan_multi_shot" in value(argv, "-initrd")
    assert "rodata" not in value(argv, "-initrd")


def test_uefi():
    argv = qemu.machine("name", {**BIOS, "BOOT": "uefi"}, head.Head(), [])
    assert "-kernel" not in argv
    assert argv[-1] == "virtio-blk-pci,drive=efi,addr=0x1e,bootindex=1"
    assert "kernel=vmlinuz console=hvc0" in qemu.efi_config(BIOS, head.Head())


def test_pvh():
    argv = qemu.machine("name", {**BIOS, "BOOT": "pvh"}, head.parse("#: qemu-arg -foo\n"), ["card"])
    assert value(argv, "-append").endswith(" dom0=pvh,verbose")
    assert "x-force-features=on" in value(argv, "-cpu")
    virtio = [word for word in argv if word.startswith("virtio-")]
    assert len([word for word in virtio if "pci,iommu_platform=on,disable-legacy=on," in word]) == 5
    assert argv[-3:] == ["-device", "card", "-foo"]
    assert "pvh" not in value(qemu.machine("name", BIOS, head.Head(), []), "-append")
