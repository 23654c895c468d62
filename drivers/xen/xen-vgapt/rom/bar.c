// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ROM BAR: its size, an address for it, and making the function's ROM
 * resource name it while xen-pciback has the function.
 *
 * Two things commonly stand in the way of the flash.  Linux replaces the ROM
 * resource of the adapter the firmware booted on by the shadow at C0000h, so
 * that everybody who asks, QEMU included, gets what POST has left instead of the
 * flash.  And UEFI firmware leaves the BAR unassigned where it did not need it.
 * The register is there in both cases; all it lacks is an address.
 *
 * And the resource can name something else altogether, which the guest then gets for
 * its ROM: see rom/serve.c.
 */
#include <linux/ioport.h>
#include <linux/pci.h>

#include "assign/assign.h"
#include "pure/rom/window.h"
#include "rom/bar.h"
#include "xen_vgapt.h"

/* Below 1 MiB lie the legacy VGA window and the firmware's ROMs. */
#define VGAPT_ROM_WINDOW_MIN	SZ_1M
/* The ROM BAR has 32 bits (PCI Local Bus Specification 3.0, 6.2.5.2). */
#define VGAPT_ROM_WINDOW_MAX	U32_MAX

/**
 * vgapt_rom_bar_assigned - does a function's ROM resource name the BAR?
 * @pdev: the function
 *
 * Return: true if so, and if the BAR has an address.
 */
bool vgapt_rom_bar_assigned(struct pci_dev *pdev)
{
	const struct resource *res = &pdev->resource[PCI_ROM_RESOURCE];

	return (res->flags & IORESOURCE_MEM) &&
	       !(res->flags & (IORESOURCE_ROM_SHADOW | IORESOURCE_UNSET)) &&
	       res->start && res->parent;
}

/**
 * vgapt_rom_bar_size - how many bytes the ROM BAR decodes
 * @pdev: the function; nobody else accesses its configuration space
 * @reg:  what the register holds, and will hold again
 *
 * Writes ones and looks which of them stick.  Bit 0 enables decoding and bits
 * 1-10 are reserved: they stay zero.
 *
 * Return: as vgapt_rom_window_size().
 */
u32 vgapt_rom_bar_size(struct pci_dev *pdev, u32 reg)
{
	u32 mask;

	pci_write_config_dword(pdev, pdev->rom_base_reg,
			       (u32)PCI_ROM_ADDRESS_MASK);
	pci_read_config_dword(pdev, pdev->rom_base_reg, &mask);
	pci_write_config_dword(pdev, pdev->rom_base_reg, reg);
	return vgapt_rom_window_size(mask);
}

/**
 * vgapt_rom_bar_reserve - reserve an address range for the ROM BAR
 * @pdev: the function
 * @reg:  what its register holds
 * @size: bytes the BAR decodes
 * @res:  result, to be given back with release_resource()
 *
 * Where the firmware had put it if that is still free, else anywhere the bridge
 * forwards.  pci_bus_alloc_resource() is no help: it takes a window's start for
 * the lower limit, and hands out A0000 on a root bus that has the legacy window
 * among its resources.
 *
 * Return: 0; -ENOSPC.
 */
int vgapt_rom_bar_reserve(struct pci_dev *pdev, u32 reg, u32 size,
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
 * vgapt_rom_bar_exists - does a function have a ROM BAR?
 * @pdev: the function
 *
 * Asks the register itself: the resource may name the shadow.  Caller holds the
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
 * vgapt_rom_bar_was_shadow - did Linux take the shadow for this function's?
 * @vdev: the function
 *
 * Caller holds the device lock.
 *
 * Return: true if its ROM resource names the shadow, or did before we made it
 * name the BAR.
 */
bool vgapt_rom_bar_was_shadow(struct vgapt_dev *vdev)
{
	const struct resource *res = &vdev->pdev->resource[PCI_ROM_RESOURCE];

	device_lock_assert(&vdev->pdev->dev);
	if (vdev->rom_bar.exposed || vdev->rom_bar.hidden)
		res = &vdev->rom_bar.original;
	return res->flags & IORESOURCE_ROM_SHADOW;
}

/* The resource becomes something else; what it was is noted. */
static void vgapt_rom_bar_take(struct vgapt_dev *vdev)
{
	struct resource *res = &vdev->pdev->resource[PCI_ROM_RESOURCE];
	struct vgapt_rom_bar *bar = &vdev->rom_bar;

	bar->parent = res->parent;
	if (res->parent)
		release_resource(res);
	bar->original = *res;
}

/**
 * vgapt_rom_bar_again - write the ROM register again
 * @vdev: the function, bound to xen-pciback
 *
 * A reset, or pciback when it restored config space, may have cleared it.  Caller holds
 * the device lock; does not sleep.
 */
void vgapt_rom_bar_again(struct vgapt_dev *vdev)
{
	struct vgapt_rom_bar *bar = &vdev->rom_bar;
	struct pci_dev *pdev = vdev->pdev;

	device_lock_assert(&pdev->dev);
	/* Linux may have moved the bridge's windows since: then it is nobody's. */
	if (bar->hidden && (bar->flash.parent || !bar->park))
		pci_write_config_dword(pdev, pdev->rom_base_reg, bar->park);
	else if (bar->exposed)
		pci_write_config_dword(pdev, pdev->rom_base_reg,
				       (u32)pdev->resource[PCI_ROM_RESOURCE].start);
}

/**
 * vgapt_rom_bar_expose - make the ROM resource name the BAR
 * @vdev: the function, bound to xen-pciback
 *
 * QEMU maps into the guest what the resource names.  Decoding stays off: the
 * guest's firmware enables it.  If the resource has been seen to already, only the
 * register is written again.  Caller holds the device lock; does not sleep.
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
	if (bar->exposed || bar->hidden) {
		vgapt_rom_bar_again(vdev);
		return;
	}
	/* What a guest has mapped stays.  The next reset comes here again. */
	if (!pdev->rom_base_reg || vgapt_assign_guest_has(pdev))
		return;
	/*
	 * Linux writes the address that it has chosen only when it reads the ROM itself;
	 * until then the register has what UEFI's firmware has left, and a guest that
	 * enables it finds nothing.
	 */
	if (vgapt_rom_bar_assigned(pdev)) {
		pci_write_config_dword(pdev, pdev->rom_base_reg, (u32)res->start);
		return;
	}

	pci_read_config_dword(pdev, pdev->rom_base_reg, &bar->reg);
	if (PCI_POSSIBLE_ERROR(bar->reg))
		return;
	size = vgapt_rom_bar_size(pdev, bar->reg);
	if (!size)
		return;
	rc = vgapt_rom_bar_reserve(pdev, bar->reg, size, &window);
	if (rc) {
		pci_warn(pdev, "no address range for its ROM of %u bytes, the guest gets what Linux shows: %d\n",
			 size, rc);
		return;
	}
	vgapt_rom_bar_take(vdev);
	/* The range moves from our variable to the function's own. */
	release_resource(&window);
	res->name = window.name;
	res->start = window.start;
	res->end = window.end;
	res->flags = window.flags | IORESOURCE_PREFETCH;
	rc = pci_claim_resource(pdev, PCI_ROM_RESOURCE);
	bar->exposed = true;
	if (rc) {
		pci_warn(pdev, "the address range for its ROM was taken: %d\n",
			 rc);
		vgapt_rom_bar_restore(vdev);
		return;
	}
	vgapt_rom_bar_again(vdev);
	pci_dbg(pdev, "rom: resource names the BAR, %pR, before %pR\n",
		res, &bar->original);
}

/* Is there a ROM BAR that can't be seen?  Memory is off while we look: nothing is decoded. */
static bool vgapt_rom_bar_veiled(struct pci_dev *pdev)
{
	u32 off, on;
	u16 command;

	pci_read_config_word(pdev, PCI_COMMAND, &command);
	pci_write_config_word(pdev, PCI_COMMAND, command & ~PCI_COMMAND_MEMORY);
	pci_write_config_dword(pdev, pdev->rom_base_reg, (u32)PCI_ROM_ADDRESS_MASK);
	pci_read_config_dword(pdev, pdev->rom_base_reg, &off);
	pci_write_config_dword(pdev, pdev->rom_base_reg,
			       (u32)PCI_ROM_ADDRESS_MASK | PCI_ROM_ADDRESS_ENABLE);
	pci_read_config_dword(pdev, pdev->rom_base_reg, &on);
	pci_write_config_dword(pdev, pdev->rom_base_reg, 0);
	pci_write_config_word(pdev, PCI_COMMAND, command);
	return vgapt_rom_window_veiled(off, on);
}

/* An address range for the BAR, in our own name; @assigned: it is to keep the one it has. */
static int vgapt_rom_bar_keep_range(struct vgapt_dev *vdev, bool assigned, u32 size)
{
	struct vgapt_rom_bar *bar = &vdev->rom_bar;
	struct resource *range = &bar->flash;

	if (!assigned)
		return vgapt_rom_bar_reserve(vdev->pdev, bar->reg, size, range);
	range->name = pci_name(vdev->pdev);
	range->start = bar->original.start;
	range->end = bar->original.end;
	range->flags = IORESOURCE_MEM | IORESOURCE_READONLY;
	return request_resource(bar->parent, range);
}

/*
 * Give the BAR an address of its own.  QEMU writes the resource's address into a register
 * that reads as zero, and passes a guest's enable bit on to the card: neither must make
 * a card decode memory of dom0.
 */
static int vgapt_rom_bar_park(struct vgapt_dev *vdev, bool assigned)
{
	struct vgapt_rom_bar *bar = &vdev->rom_bar;
	struct pci_dev *pdev = vdev->pdev;
	u32 size, now;
	int rc;

	size = vgapt_rom_bar_size(pdev, bar->reg);
	if (!size)
		return assigned || vgapt_rom_bar_veiled(pdev) ? -ENOTTY : 0;
	rc = vgapt_rom_bar_keep_range(vdev, assigned, size);
	if (rc)
		return rc;
	bar->park = bar->flash.start;
	vgapt_rom_bar_again(vdev);
	pci_read_config_dword(pdev, pdev->rom_base_reg, &now);
	return (now & (u32)PCI_ROM_ADDRESS_MASK) == bar->park ? 0 : -ENOTTY;
}

/**
 * vgapt_rom_bar_hide - make the ROM resource name something else than the BAR
 * @vdev:  the function, bound to xen-pciback; no guest has it
 * @start: machine address of our own memory; 0: the guest gets no ROM
 * @size:  bytes there
 *
 * To Linux it is what the shadow is at C0000h: a copy in RAM, so that it never writes
 * that address into the register itself (IORESOURCE_ROM_SHADOW, pci_enable_rom()).
 * Caller holds the device lock; does not sleep.
 *
 * Return: 0; -ENOSPC if the BAR can't have an address of its own; -ENOTTY if it can't be
 * seen what address it has; -ENODEV if the function does not answer.  Then the
 * resource is as it was.
 */
int vgapt_rom_bar_hide(struct vgapt_dev *vdev, u64 start, u32 size)
{
	struct vgapt_rom_bar *bar = &vdev->rom_bar;
	struct pci_dev *pdev = vdev->pdev;
	struct resource *res = &pdev->resource[PCI_ROM_RESOURCE];
	bool assigned;
	int rc;

	device_lock_assert(&pdev->dev);
	if (!pdev->rom_base_reg)
		return -ENOTTY;
	/* Nothing changes: whoever reads it just now is not to find it gone. */
	if (bar->hidden && res->start == start && (!start || resource_size(res) == size)) {
		vgapt_rom_bar_again(vdev);
		return 0;
	}
	if (!bar->hidden || !start != !res->start) {
		vgapt_rom_bar_restore(vdev);
		pci_read_config_dword(pdev, pdev->rom_base_reg, &bar->reg);
		if (PCI_POSSIBLE_ERROR(bar->reg))
			return -ENODEV;
		assigned = vgapt_rom_bar_assigned(pdev);
		bar->hidden = true;
		bar->park = 0;
		vgapt_rom_bar_take(vdev);
		/* Without a resource QEMU lets the guest read the register. */
		rc = start ? vgapt_rom_bar_park(vdev, assigned) : 0;
		if (rc) {
			vgapt_rom_bar_restore(vdev);
			return rc;
		}
	}
	vgapt_rom_bar_again(vdev);
	res->name = pci_name(pdev);
	/* It is read without a lock: never one's start with another's end. */
	WRITE_ONCE(res->start, 0);
	smp_wmb(); /* before the end */
	WRITE_ONCE(res->end, start ? start + size - 1 : 0);
	WRITE_ONCE(res->flags, start ? IORESOURCE_MEM | IORESOURCE_READONLY |
				       IORESOURCE_ROM_SHADOW | IORESOURCE_PCI_FIXED : 0);
	smp_wmb(); /* after the end */
	WRITE_ONCE(res->start, start);
	pci_dbg(pdev, "rom: resource names %pR, the BAR has %pR\n", res, &bar->flash);
	return 0;
}

/**
 * vgapt_rom_bar_cover - take the address of our memory out of a register
 * @vdev: the function, which a guest has, with a copy for its ROM
 *
 * QEMU has written it there if the register read as zero.  Where there is no BAR that
 * is of no effect.  Should there be one that can't be seen at all, it does not keep the
 * address; and one that was zero for a moment, as pciback had restored it, has its own
 * again.  A guest's enable bit stays.  Caller holds the device lock; does not sleep.
 */
void vgapt_rom_bar_cover(struct vgapt_dev *vdev)
{
	const struct vgapt_rom_bar *bar = &vdev->rom_bar;
	struct pci_dev *pdev = vdev->pdev;
	u32 now;

	device_lock_assert(&pdev->dev);
	pci_read_config_dword(pdev, pdev->rom_base_reg, &now);
	if (PCI_POSSIBLE_ERROR(now) ||
	    (bar->park && (now & (u32)PCI_ROM_ADDRESS_MASK) == bar->park))
		return;
	pci_write_config_dword(pdev, pdev->rom_base_reg,
			       bar->park | (bar->park ? now & PCI_ROM_ADDRESS_ENABLE : 0));
}

/**
 * vgapt_rom_bar_restore - undo vgapt_rom_bar_expose() or vgapt_rom_bar_hide()
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
	if (!bar->exposed && !bar->hidden)
		return;
	if (bar->flash.parent)
		release_resource(&bar->flash);
	else if (res->parent)
		release_resource(res);
	bar->exposed = false;
	bar->hidden = false;
	memset(&bar->flash, 0, sizeof(bar->flash));
	res->name = bar->original.name;
	res->start = bar->original.start;
	res->end = bar->original.end;
	res->flags = bar->original.flags;
	if (bar->parent && request_resource(bar->parent, res))
		pci_warn(pdev, "can't claim %pR again\n", res);
	pci_write_config_dword(pdev, pdev->rom_base_reg, bar->reg);
	pci_dbg(pdev, "rom: resource is %pR again\n", res);
}
