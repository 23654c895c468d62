// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flash behind the ROM BAR: reading it (ROM source "rombar"), and making
 * the function's ROM resource name it while xen-pciback has the function.
 *
 * Two things commonly stand in the way.  Linux replaces the ROM resource of the
 * adapter the firmware booted on by the shadow at C0000h, so that everybody who
 * asks - QEMU too - gets POST's leavings instead of the flash.  And UEFI
 * firmware leaves the BAR of an adapter it has not needed it for unassigned.
 * The register is there in both cases; what it wants is an address.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ioport.h>

#include "assign/assign.h"
#include "pure/rom/verdict.h"
#include "rom/bar.h"
#include "rom/buf.h"
#include "rom/regs.h"
#include "rom/source.h"
#include "vdev.h"
#include "xen_vgapt.h"

/* Below 1 MiB lie the legacy VGA window and the firmware's ROMs. */
#define VGAPT_ROM_WINDOW_MIN	SZ_1M
/* The ROM BAR has 32 bits (PCI Local Bus Specification 3.0, 6.2.5.2). */
#define VGAPT_ROM_WINDOW_MAX	U32_MAX

static const struct resource *vgapt_rom_resource(struct pci_dev *pdev)
{
	return &pdev->resource[PCI_ROM_RESOURCE];
}

/* Does the function's ROM resource name the BAR, and has it an address? */
static bool vgapt_rom_resource_is_bar(struct pci_dev *pdev)
{
	const struct resource *res = vgapt_rom_resource(pdev);

	return (res->flags & IORESOURCE_MEM) &&
	       !(res->flags & (IORESOURCE_ROM_SHADOW | IORESOURCE_UNSET)) &&
	       res->start && res->parent;
}

/*
 * Bytes the BAR decodes: write ones, see which stick.  Bit 0 enables decoding,
 * bits 1-10 are reserved: they stay zero.  Leaves @reg in the register.
 */
static u32 vgapt_rom_bar_size(struct pci_dev *pdev, u32 reg)
{
	u32 mask;

	pci_write_config_dword(pdev, pdev->rom_base_reg,
			       (u32)PCI_ROM_ADDRESS_MASK);
	pci_read_config_dword(pdev, pdev->rom_base_reg, &mask);
	pci_write_config_dword(pdev, pdev->rom_base_reg, reg);
	if (PCI_POSSIBLE_ERROR(mask))
		return 0;
	mask &= (u32)PCI_ROM_ADDRESS_MASK;
	return mask ? ~mask + 1 : 0;
}

/*
 * Reserve an address range for the BAR: where the firmware had put it if that
 * is still free, else anywhere the bridge forwards.  pci_bus_alloc_resource()
 * is of no use: it takes a window's start for the lower limit, and hands out
 * A0000 on a root bus that has the legacy window among its resources.
 */
static int vgapt_rom_window_reserve(struct pci_dev *pdev, u32 reg, u32 size,
				    struct resource *res)
{
	struct resource *window;
	u32 start = reg & (u32)PCI_ROM_ADDRESS_MASK;
	unsigned int i;

	res->name = pci_name(pdev);
	res->flags = IORESOURCE_MEM | IORESOURCE_READONLY |
		     IORESOURCE_SIZEALIGN;

	pci_bus_for_each_resource(pdev->bus, window, i) {
		if (!window || !(window->flags & IORESOURCE_MEM))
			continue;
		if (start < VGAPT_ROM_WINDOW_MIN || start < window->start ||
		    (u64)start + size - 1 > window->end)
			continue;
		res->start = start;
		res->end = start + size - 1;
		if (!request_resource(window, res))
			return 0;
	}

	pci_bus_for_each_resource(pdev->bus, window, i) {
		if (!window || !(window->flags & IORESOURCE_MEM) ||
		    window->start > VGAPT_ROM_WINDOW_MAX)
			continue;
		res->start = 0;
		res->end = size - 1;
		if (!allocate_resource(window, res, size,
				       max_t(resource_size_t, window->start,
					     VGAPT_ROM_WINDOW_MIN),
				       min_t(resource_size_t, window->end,
					     VGAPT_ROM_WINDOW_MAX),
				       size, NULL, NULL))
			return 0;
	}
	return -ENOSPC;
}

/**
 * vgapt_rom_bar_exists - has a function got a ROM BAR?
 * @pdev: the function
 *
 * Asks the register itself: the resource may be the shadow's.  Caller holds the
 * device lock.
 *
 * Return: true if so.
 */
bool vgapt_rom_bar_exists(struct pci_dev *pdev)
{
	u32 reg, size;

	device_lock_assert(&pdev->dev);
	if (!pdev->rom_base_reg)
		return false;
	pci_cfg_access_lock(pdev);
	pci_read_config_dword(pdev, pdev->rom_base_reg, &reg);
	size = PCI_POSSIBLE_ERROR(reg) ? 0 : vgapt_rom_bar_size(pdev, reg);
	pci_cfg_access_unlock(pdev);
	return size;
}

/**
 * vgapt_rom_bar_was_shadow - has Linux found the shadow to be this function's?
 * @pdev: the function
 *
 * Caller holds the device lock.
 *
 * Return: true if its ROM resource is the shadow, or was before we have had it
 * name the BAR.
 */
bool vgapt_rom_bar_was_shadow(struct pci_dev *pdev)
{
	unsigned long flags = vgapt_rom_resource(pdev)->flags;
	struct vgapt_dev *vdev = vgapt_dev_find(pdev);

	device_lock_assert(&pdev->dev);
	if (vdev && vdev->rom_bar.exposed)
		flags = vdev->rom_bar.original.flags;
	if (vdev)
		vgapt_dev_put(vdev);
	return flags & IORESOURCE_ROM_SHADOW;
}

/*
 * Some cards fetch the first bytes only after the decoder has been enabled, and
 * answer with ones until they have them.
 */
#define VGAPT_ROM_WAKE_MS	50

static void vgapt_rom_bar_wait(void __iomem *rom)
{
	int i;

	for (i = 0; i < VGAPT_ROM_WAKE_MS; i++) {
		/* A whole doubleword, as all the reads that follow. */
		if ((ioread32(rom) & 0xffff) == 0xaa55)
			return;
		usleep_range(1000, 1100);
	}
}

static int vgapt_rom_bar_read(struct pci_dev *pdev, struct vgapt_rom_buf *buf)
{
	const struct resource *res = vgapt_rom_resource(pdev);
	struct resource window = { 0 };
	void __iomem *rom;
	u32 reg, length;
	u16 command;
	int rc;

	if (!pdev->rom_base_reg)
		return -ENODATA;
	pci_read_config_dword(pdev, pdev->rom_base_reg, &reg);
	if (PCI_POSSIBLE_ERROR(reg))
		return -ENODEV;
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (!vgapt_rom_can_decode(pdev, command)) {
		pci_warn(pdev, "BARs without an address, can't enable its memory to read the ROM\n");
		return -ENODATA;
	}

	/* Some cards decode ROM and a BAR with one decoder: keep others out. */
	pci_cfg_access_lock(pdev);
	length = vgapt_rom_bar_size(pdev, reg);
	if (!length) {
		rc = -ENODATA;
		goto unlock;
	}
	if (!vgapt_rom_resource_is_bar(pdev)) {
		rc = vgapt_rom_window_reserve(pdev, reg, length, &window);
		if (rc) {
			pci_warn(pdev, "no room for a ROM of %u bytes below its bridge\n",
				 length);
			goto unlock;
		}
		res = &window;
	}

	rom = ioremap(res->start, length);
	if (!rom) {
		rc = -ENOMEM;
		goto release;
	}
	pci_write_config_dword(pdev, pdev->rom_base_reg,
			       (u32)res->start | PCI_ROM_ADDRESS_ENABLE);
	if (!(command & PCI_COMMAND_MEMORY))
		pci_write_config_word(pdev, PCI_COMMAND,
				      command | PCI_COMMAND_MEMORY);

	vgapt_rom_bar_wait(rom);
	rc = vgapt_rom_gather_io(buf, rom, length);

	if (!(command & PCI_COMMAND_MEMORY))
		pci_write_config_word(pdev, PCI_COMMAND, command);
	pci_write_config_dword(pdev, pdev->rom_base_reg, reg);
	iounmap(rom);
release:
	if (res == &window)
		release_resource(&window);
unlock:
	pci_cfg_access_unlock(pdev);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_rombar = {
	.id = VGAPT_ROM_ROMBAR,
	.name = "rombar",
	.describe = "the flash behind the ROM BAR",
	.rank = VGAPT_ROM_RANK_FLASH,
	.quiet = true,
	.read = vgapt_rom_bar_read,
};

/**
 * vgapt_rom_bar_expose - have the ROM resource name the BAR
 * @vdev: the function, bound to xen-pciback
 *
 * QEMU maps into the guest what the resource names.  Decoding stays off: it is
 * for the guest's firmware to enable.  Where that has been done already, only
 * the register is written again, as a reset or pciback's restoring of config
 * space may have undone it.  Caller holds the device lock; does not sleep.
 */
void vgapt_rom_bar_expose(struct vgapt_dev *vdev)
{
	struct vgapt_rom_bar *bar = &vdev->rom_bar;
	struct pci_dev *pdev = vdev->pdev;
	struct resource *res = &pdev->resource[PCI_ROM_RESOURCE];
	struct resource window = { 0 };
	u32 size;
	int rc;

	device_lock_assert(&pdev->dev);
	if (bar->exposed) {
		pci_write_config_dword(pdev, pdev->rom_base_reg,
				       (u32)res->start);
		return;
	}
	if (!pdev->rom_base_reg || vgapt_rom_resource_is_bar(pdev))
		return;
	/* What a guest has mapped stays; the next reset calls here again. */
	if (vgapt_assign_guest_has(pdev))
		return;

	pci_read_config_dword(pdev, pdev->rom_base_reg, &bar->reg);
	if (PCI_POSSIBLE_ERROR(bar->reg))
		return;
	size = vgapt_rom_bar_size(pdev, bar->reg);
	if (!size)
		return;
	rc = vgapt_rom_window_reserve(pdev, bar->reg, size, &window);
	if (rc) {
		pci_warn(pdev, "no room for its ROM of %u bytes, the guest gets what Linux shows: %d\n",
			 size, rc);
		return;
	}
	/* The range has to move from our variable to the function's own. */
	bar->parent = res->parent;
	if (res->parent)
		release_resource(res);
	bar->original = *res;
	release_resource(&window);
	res->name = window.name;
	res->start = window.start;
	res->end = window.end;
	res->flags = window.flags | IORESOURCE_PREFETCH;
	rc = pci_claim_resource(pdev, PCI_ROM_RESOURCE);
	bar->exposed = true;
	if (rc) {
		pci_warn(pdev, "its ROM's window was taken: %d\n",
			 rc);
		vgapt_rom_bar_restore(vdev);
		return;
	}
	pci_write_config_dword(pdev, pdev->rom_base_reg, (u32)res->start);
	pci_dbg(pdev, "rom: resource names the BAR, %pR, before %pR\n",
		res, &bar->original);
}

/**
 * vgapt_rom_bar_restore - undo vgapt_rom_bar_expose()
 * @vdev: the function
 *
 * Caller holds the device lock; does not sleep.
 */
void vgapt_rom_bar_restore(struct vgapt_dev *vdev)
{
	struct vgapt_rom_bar *bar = &vdev->rom_bar;
	struct pci_dev *pdev = vdev->pdev;
	struct resource *res = &pdev->resource[PCI_ROM_RESOURCE];

	device_lock_assert(&pdev->dev);
	if (!bar->exposed)
		return;
	bar->exposed = false;
	if (res->parent)
		release_resource(res);
	res->name = bar->original.name;
	res->start = bar->original.start;
	res->end = bar->original.end;
	res->flags = bar->original.flags;
	if (bar->parent && request_resource(bar->parent, res))
		pci_warn(pdev, "can't claim %pR back\n", res);
	pci_write_config_dword(pdev, pdev->rom_base_reg, bar->reg);
	pci_dbg(pdev, "rom: resource is %pR again\n", res);
}
