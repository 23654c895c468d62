# SPDX-License-Identifier: GPL-2.0-only
"""A made-up system for the command: sysfs, /dev, /proc and xenstore below one folder."""
import hashlib
import os
import shutil

import rom_image

METHODS = ("vendor", "kernel", "flr", "af_flr", "pm", "slot", "bus", "link")

# What the module says of a method that cannot be used: tokens of pure/tokens.h
SEIZED = "not-seized"
FOREIGN = "foreign"
ABSENT = "absent"
NO_DRIVER = "sibling-driver"
NO_DOMAIN = "sibling-domain"

RESOURCES = """\
0x00000000e0000000 0x00000000efffffff 0x000000000014220c
0x0000000000000000 0x0000000000000000 0x0000000000000000
0x00000000fe400000 0x00000000fe403fff 0x0000000000040200
0x0000000000000000 0x0000000000000000 0x0000000000000000
0x000000000000e000 0x000000000000e0ff 0x0000000000040101
0x0000000000000000 0x0000000000000000 0x0000000000000000
0x00000000fe420000 0x00000000fe43ffff 0x0000000000046200"""

PCI_IDS = """\
1002  Advanced Micro Devices
\t5046  Rage 128 PRO
\taab0  Some HDMI Audio
8086  Intel
\t3e92  UHD Graphics 630
1a03  ASPEED
\t2000  ASPEED Graphics Family"""

DO_FLR = "sys/bus/pci/drivers/pciback/do_flr"


def function(sbdf):
    """The folder of a PCI function."""
    return f"sys/bus/pci/devices/{sbdf}"


def attribute(sbdf, name):
    """A file of the module's for a function."""
    return f"{function(sbdf)}/xen_vgapt/{name}"


class Tree:
    def __init__(self, root):
        self.root = root

    def copy(self, root):
        shutil.copytree(self.root, root, symlinks=True)
        return Tree(root)

    def times(self):
        """When each file was changed last"""
        paths = [os.path.join(folder, name)
                 for folder, folders, files in os.walk(self.root) for name in folders + files]
        return {path: os.lstat(path).st_mtime_ns for path in paths}

    def __truediv__(self, path):
        return self.root / path

    #
    # Files
    #
    def write(self, path, text, mode=None):
        """Bytes as they are, text as a line."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else f"{text}\n".encode())
        if mode is not None:
            file.chmod(mode)

    def read(self, path):
        return (self.root / path).read_text().removesuffix("\n")

    def link(self, path, target):
        """A relative link to another place of the tree, instead of what was there."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        # As in sysfs, where such a link lies need not be what its path says.
        file.symlink_to(os.path.relpath(self.root / target, file.parent.resolve()))

    def remove(self, *patterns):
        """Each pattern has to match something."""
        for pattern in patterns:
            found = list(self.root.glob(pattern))
            assert found, f"nothing matches {pattern}"
            for file in found:
                if file.is_dir() and not file.is_symlink():
                    shutil.rmtree(file)
                else:
                    file.unlink()

    def clear(self):
        """A machine without display adapters, Xen and the module."""
        self.remove("*")

    def remove_module(self):
        self.remove(attribute("*", "")[:-1], "sys/module", "dev")

    def remove_modes(self):
        """A module that says nothing of what guests get for a ROM"""
        self.remove(*(attribute("*", name) for name in ("rom_mode", "rom_served", "rom_flash")))

    def remove_resets(self):
        """A module that says nothing of resets"""
        self.remove(attribute("*", "*reset*"))

    def close_to_others(self):
        """As the real files are"""
        for file in (*self.root.glob(attribute("*", "rom")), self.root / "dev/xen_vgapt"):
            file.chmod(0o600)

    def remove_xenstore(self):
        self.remove("xenstore")

    def program(self, path, script):
        self.write(path, f"#!/bin/sh\n{script}", mode=0o755)

    #
    # PCI functions
    #
    def add_card(self, sbdf, above, class_code, ids, driver=None, boot_vga=None):
        """ABOVE are the bridges on its way, outermost first; "" on the root bus."""
        device = os.path.normpath(f"sys/devices/pci0000:00/{above}/{sbdf}")
        vendor, product = ids.split(":")
        for name, value in {
                "class": f"0x{class_code}", "vendor": f"0x{vendor}", "device": f"0x{product}",
                "subsystem_vendor": "0x1043", "subsystem_device": "0x04a0",
                "revision": "0x01", "reset_method": "flr bus", "resource": RESOURCES,
        }.items():
            self.write(f"{device}/{name}", value)
        if boot_vga is not None:
            self.write(f"{device}/boot_vga", boot_vga)
        self.link(function(sbdf), device)
        if driver:
            self.set_driver(sbdf, driver)

    def set_driver(self, sbdf, driver):
        folder = f"sys/bus/pci/drivers/{driver}"
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        self.link(f"{function(sbdf)}/driver", folder)

    def driver(self, sbdf):
        link = self.root / function(sbdf) / "driver"
        return os.path.basename(os.readlink(link)) if link.is_symlink() else None

    #
    # What the module says
    #
    def set(self, sbdf, **attributes):
        for name, value in attributes.items():
            self.write(attribute(sbdf, name), value)

    def get(self, sbdf, name):
        return self.read(attribute(sbdf, name))

    def set_rom(self, sbdf, source, status, rom):
        """Its ROM: bytes, or None for none."""
        self.set(sbdf, rom_source=source, rom_status=status, rom_sha256="none")
        if rom is not None:
            self.set(sbdf, rom=rom, rom_sha256=hashlib.sha256(rom).hexdigest())

    def rom(self, sbdf):
        return (self.root / attribute(sbdf, "rom")).read_bytes()

    def add_module(self, sbdf, source="none", status="absent", rom=None, **attributes):
        """The module's folder; without primary and owner for what is not VGA."""
        served = "none"
        if rom is not None:
            served = "copy" if self.driver(sbdf) == "pciback" else "shadow"
        self.set(sbdf, **{"state": "none", "rom_mode": "copy", "rom_served": served,
                          "rom_flash": "unknown", "model": "none", **attributes})
        self.set_rom(sbdf, source, status, rom)
        self.set_resets(sbdf)

    def tell_place(self, domid, sbdf, vdevfn=None):
        """libxl's note of a function that a guest has, and of where the guest sees it"""
        back = f"xenstore/local/domain/0/backend/pci/{domid}/0"
        count = int(self.read(f"{back}/num_devs")) if (self / back).exists() else 0
        self.write(f"{back}/num_devs", str(count + 1))
        self.write(f"{back}/dev-{count}", sbdf)
        if vdevfn is not None:
            self.write(f"{back}/vdevfn-{count}", vdevfn)

    def set_resets(self, sbdf, reasons=None):
        """Why each method cannot be used, None if it can; those not named are absent.

        Without any, it goes by who has the card.
        """
        others = ABSENT
        if reasons is None:
            reasons = {}
            if self.driver(sbdf) != "pciback":
                others = SEIZED
            elif sbdf[:8] in ("0000:03:", "0000:05:"):
                others = FOREIGN
            else:
                reasons = {"flr": None, "bus": None}
        plan = []
        for method in METHODS:
            reason = reasons.get(method, others)
            plan.append(f"{method} in" if reason is None else f"{method} out {reason}")
        self.set(sbdf, reset_plan="\n".join(plan), reset_method=" ".join(METHODS),
                 last_reset="none", reset="")

    def untouched(self, sbdf):
        """Whether nothing was written that does something to a card."""
        return self.get(sbdf, "reset") == "" and self.read(DO_FLR) == ""


def dom0(root):
    """A dom0 with cards in every state."""
    tree = Tree(root)
    pci = {
        # sbdf: bridges above it, class, ids, driver, boot_vga
        "0000:00:02.0": ("", "030000", "8086:3e92", "i915", 1),
        "0000:00:1f.0": ("", "060100", "8086:a305"),
        "0000:01:00.0": ("0000:00:01.0", "030000", "1002:5046", "pciback", 0),
        "0000:01:00.1": ("0000:00:01.0", "040300", "1002:aab0", "snd_hda_intel"),
        "0000:02:00.0": ("0000:00:1b.0", "030200", "10de:1db6"),
        "0000:03:00.0": ("0000:00:1c.0", "030000", "1a03:2000", "pciback", 0),
        "0000:05:00.0": ("0000:00:1d.0/0000:04:00.0", "038000", "1002:5046", "pciback"),
        "0001:05:00.0": ("", "030000", "1002:ffff", "pciback", 0),
    }
    for sbdf, what in pci.items():
        tree.add_card(sbdf, *what)
    tree.add_module("0000:00:02.0", "shadow", "unverified", primary=0, owner="none",
                    rom=rom_image.x86(128, ids="8086-3e92"))
    tree.add_module("0000:01:00.0", "rombar", "pristine", primary=1, owner="none",
                    rom=rom_image.x86(100, last=False) + rom_image.efi(60))
    tree.add_module("0000:02:00.0")
    tree.add_module("0000:03:00.0", "rombar", "pristine", primary=1, owner=7,
                    rom=rom_image.x86(64, ids="1a03-2000"))
    tree.add_module("0000:05:00.0")
    tree.add_module("0001:05:00.0", primary=0, owner="none")
    for path, text in {
            DO_FLR: "",
            "sys/module/xen_vgapt/parameters/primary": "0000:01:00.0",
            "sys/module/xen_vgapt/parameters/rom_mode": "copy",
            "dev/xen_vgapt": "",
            "proc/xen/capabilities": "control_d",
            "sys/hypervisor/version/major": "4",
            "sys/hypervisor/version/minor": "20",
            "sys/hypervisor/version/extra": ".1",
            "xenstore/local/domain/0/name": "Domain-0",
            "xenstore/local/domain/5/name": "desktop",
            "xenstore/local/domain/7/name": "web",
            "xenstore/libxl/pci/0000-05-00-0/domid": "5",
            "xenstore/libxl/pci/0000-03-00-0/domid": "7",
            "xenstore/libxl/pci/0001-05-00-0/domid": "99",    # long dead
            "usr/share/misc/pci.ids": PCI_IDS,
    }.items():
        tree.write(path, text)
    tree.program("usr/sbin/xl", "[ \"$1\" = info ] && "
                 "echo 'virt_caps              : pv hvm hvm_directio pv_directio hap'")
    return tree
