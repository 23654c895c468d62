# SPDX-License-Identifier: GPL-2.0-only
"""The command lines of the outer machine, of Xen and of dom0."""
import re


def comma(text):
    """As QEMU wants commas inside an option."""
    return text.replace(",", ",,")


def disk(name, slot, path, extra=""):
    """A virtio disk. Slots are above those of the cards, and in order, so that dom0 finds each disk under a known name."""
    return ["-drive", f"if=none,id={name},file={path},format=raw,cache=unsafe{extra}",
            "-device", f"virtio-blk-pci,drive={name},addr=0x{slot:x}"]


# A PVH dom0 needs a TSC that Xen takes for safe: else it intercepts RDTSCP, which an emulated processor without NRIP save does not
# survive. TCG shows an invariant one only when it is forced to; the features that it does not have at all are left out by hand.
PVH_CPU = ("EPYC,x-force-features=on,+svm,+npt,-monitor,+invtsc,-fxsr-opt,-misalignsse,-osvw,-topoext,-nrip-save,"
           "-xsavec")


def for_pvh(argv):
    """The same machine for a PVH dom0: its virtio devices are behind the IOMMU, as its addresses are not the machine's."""
    argv = [re.sub(r"^(virtio-(?:blk|serial)-pci)", r"\1,iommu_platform=on,disable-legacy=on", arg) for arg in argv]
    argv[argv.index("-cpu") + 1] = PVH_CPU
    return argv


def dom0_memory(target):
    """MiB of dom0. What the debug kernel keeps about memory is memory, too: KASAN's shadow alone is an eighth of it."""
    return 2944 if target["KERNEL"] == "debug" else 1536


def xen_line(target, xen_args):
    """Xen's arguments."""
    memory = dom0_memory(target)
    # eager-fpu: with an AMD processor Xen restores a domain's vector registers when it first uses them. On the emulated one that
    # fails at times when a PV guest runs, and programs in dom0 go on with the guest's: heaps were corrupted, and locks that
    # nobody held were waited for. vectors.c shows it. The rest of spec-ctrl is against speculation, which there is none of;
    # "no" has to come first, as it means eager-fpu as well.
    # bootscrub: the memory is zero as it comes from QEMU. Xen would clear it all in the background, and the host find it.
    line = ["com1=115200,8n1", "console=com1", f"dom0_mem={memory}M,max:{memory}M", "dom0_max_vcpus=1", "cpuidle=0",
            "conring_size=256k", "iommu=verbose,no-sharept", "spec-ctrl=no,eager-fpu", "bootscrub=0"]
    if target["BOOT"] == "pvh":
        line.append("dom0=pvh,verbose")
    return " ".join(line + list(xen_args))


def dom0_line(target, dom0_args, own_initrd):
    """The arguments of dom0's kernel."""
    # Each character on the serial line takes the one processor some 15 us; dom0's log is kept anyway. An emulated processor does
    # not run ahead of itself, but without this each return of the kernel's is four instructions and a jump, against that.
    line = ["console=hvc0", "loglevel=4", "mitigations=off", *dom0_args]
    # Otherwise KASAN reports only the first mistake. To protect what is constant takes two seconds of each boot, as the kernel
    # then looks at all of its page tables: the debug kernel does it for all.
    line.append("kasan_multi_shot" if target["KERNEL"] == "debug" else "rodata=off")
    if own_initrd:
        line += ["root=/dev/vda", "rw", "init=/usr/sbin/lab-init"]
    return " ".join(line)


def machine(name, target, head, devices, own_initrd=False):
    """QEMU's arguments. Paths are those of the host root while the machine runs (see run.py)."""
    memory = head.mem + dom0_memory(target) - dom0_memory({"KERNEL": "debian"})
    # One processor unless the job asks for more: dom0 and a guest hand each access to an emulated device to one another, and on
    # two threads every handover waits until the host runs the other one. So one alone is quicker, and two machines don't slow
    # each other down.
    argv = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-name", f"{name},process=vgapt-lab",
            "-accel", "tcg,thread=multi", "-cpu", "EPYC,+svm,+npt,-monitor", "-smp", str(head.cpus), "-m", str(memory),
            "-M", "q35,kernel-irqchip=split", "-device", "intel-iommu,intremap=on,caching-mode=on",
            "-no-reboot", "-display", "none", "-net", "none", "-vga", "none",
            "-chardev", "socket,id=com1,path=/run/machine/com1,server=on,wait=off,logfile=/out/console.log",
            "-serial", "chardev:com1", "-device", "virtio-serial-pci,addr=0x19",
            "-device", "virtserialport,chardev=ctl,nr=1,name=lab.ctl",
            "-device", "virtserialport,chardev=job,nr=2,name=lab.job"]
    argv += disk("root", 0x1a, "/image/" + target["IMAGE"].rsplit("/", 1)[-1], ",snapshot=on")
    argv += disk("job", 0x1b, "/files/job.tar", ",readonly=on")
    argv += disk("out", 0x1c, "/files/out.tar")
    argv += disk("lab", 0x1d, "/files/lab.tar", ",readonly=on")
    if target["BOOT"] == "uefi":
        argv += ["-drive", "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd",
                 "-drive", "if=pflash,format=raw,file=/files/vars.fd"]
        argv += disk("efi", 0x1e, "/files/efi.img")
        argv[-1] += ",bootindex=1"
    else:
        initrd = "/files/initrd" if own_initrd else "/boot-files/initrd.gz"
        argv += ["-kernel", "/boot-files/xen.elf", "-append", xen_line(target, head.xen_arg),
                 "-initrd", comma("/boot-files/vmlinux " + dom0_line(target, head.dom0_arg, own_initrd)) + "," + initrd]
    for device in devices:
        argv += ["-device", device]
    if target["BOOT"] == "pvh":
        argv = for_pvh(argv)
    return argv + list(head.qemu_arg)


def efi_config(target, head):
    """BOOTX64.CFG: what xen.efi reads."""
    return (f"[global]\ndefault=lab\n\n[lab]\noptions={xen_line(target, head.xen_arg)}\n"
            f"kernel=vmlinuz {dom0_line(target, head.dom0_arg, False)}\nramdisk=initrd.gz\n")
