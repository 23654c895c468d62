// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way to a card's registers, for vendors' files.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ktime.h>

#include "pure/reset/vendor.h"
#include "pure/rom/verdict.h"
#include "reset/io.h"
#include "reset/scope.h"
#include "rom/regs.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

static struct vgapt_reset_io *vgapt_reset_io_of(struct vgapt_io *io)
{
	return container_of(io, struct vgapt_reset_io, io);
}

static u32 vgapt_reset_io_read(struct vgapt_io *io, int bar, u32 off)
{
	struct vgapt_reset_io *rio = vgapt_reset_io_of(io);

	if (bar < 0 || bar >= PCI_STD_NUM_BARS || !rio->bar[bar] ||
	    off > rio->window - 4)
		return ~0U;
	return ioread32(rio->bar[bar] + off);
}

static void vgapt_reset_io_write(struct vgapt_io *io, int bar, u32 off, u32 val)
{
	struct vgapt_reset_io *rio = vgapt_reset_io_of(io);

	if (bar < 0 || bar >= PCI_STD_NUM_BARS || !rio->bar[bar] ||
	    off > rio->window - 4)
		return;
	iowrite32(val, rio->bar[bar] + off);
}

static u32 vgapt_reset_io_cfg_read(struct vgapt_io *io, u32 off)
{
	u32 val = ~0U;

	pci_read_config_dword(vgapt_reset_io_of(io)->pdev, off, &val);
	return val;
}

static void vgapt_reset_io_cfg_write(struct vgapt_io *io, u32 off, u32 val)
{
	pci_write_config_dword(vgapt_reset_io_of(io)->pdev, off, val);
}

static void vgapt_reset_io_sleep_us(struct vgapt_io *io, u32 us)
{
	vgapt_reset_scope_tick(vgapt_reset_io_of(io)->scope);
	fsleep(us);
}

static u64 vgapt_reset_io_now_us(struct vgapt_io *io)
{
	return ktime_to_us(ktime_get());
}

/**
 * vgapt_reset_io_open - map a card's registers
 * @io:     result
 * @scope:  the request that it is for
 * @fn:     the function, claimed, or its device lock held
 * @vendor: which BARs it wants
 *
 * Memory decoding is on, and bus mastering off, until vgapt_reset_io_close().
 *
 * Return: 0; -ENODATA if it has no such BAR, or no address for it; -ENODEV if it
 * does not answer; -ENOMEM.
 */
int vgapt_reset_io_open(struct vgapt_reset_io *io, struct vgapt_reset_scope *scope,
			struct vgapt_reset_fn *fn,
			const struct vgapt_reset_vendor *vendor)
{
	struct pci_dev *pdev = fn->pdev;
	int bar, rc = 0;
	u16 command;

	memset(io, 0, sizeof(*io));
	io->scope = scope;
	io->pdev = pdev;
	io->owner = vgapt_pciback_owner(pdev);
	io->window = vendor->window;
	io->io = (struct vgapt_io) {
		.read = vgapt_reset_io_read,
		.write = vgapt_reset_io_write,
		.cfg_read = vgapt_reset_io_cfg_read,
		.cfg_write = vgapt_reset_io_cfg_write,
		.sleep_us = vgapt_reset_io_sleep_us,
		.now_us = vgapt_reset_io_now_us,
		.has_rom = fn->vdev &&
			   READ_ONCE(fn->vdev->rom_status) >= VGAPT_ROM_UNVERIFIED,
	};
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (PCI_POSSIBLE_ERROR(command))
		return -ENODEV;
	if (vendor->bars && !vgapt_rom_can_decode(pdev, command))
		return -ENODATA;
	for (bar = 0; bar < PCI_STD_NUM_BARS && !rc; bar++) {
		const struct resource *res = &pdev->resource[bar];

		if (!(vendor->bars & BIT(bar)))
			continue;
		if (!(res->flags & IORESOURCE_MEM) || !res->start ||
		    (res->flags & IORESOURCE_UNSET) ||
		    resource_size(res) < vendor->window) {
			rc = -ENODATA;
			break;
		}
		io->bar[bar] = ioremap(res->start, vendor->window);
		if (!io->bar[bar])
			rc = -ENOMEM;
	}
	if (rc) {
		io->pdev = NULL;
		vgapt_reset_io_close(io);
		return rc;
	}
	io->command = command;
	pci_write_config_word(pdev, PCI_COMMAND,
			      (command | PCI_COMMAND_MEMORY) &
			      ~PCI_COMMAND_MASTER);
	return 0;
}

/**
 * vgapt_reset_io_close - undo vgapt_reset_io_open()
 * @io: what that gave
 *
 * Of COMMAND only what that changed: nothing is locked meanwhile.
 */
void vgapt_reset_io_close(struct vgapt_reset_io *io)
{
	u16 command;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (io->bar[bar])
			iounmap(io->bar[bar]);
	if (!io->pdev)
		return;
	pci_read_config_word(io->pdev, PCI_COMMAND, &command);
	if (PCI_POSSIBLE_ERROR(command))
		return;
	if (!(io->command & PCI_COMMAND_MEMORY))
		command &= ~PCI_COMMAND_MEMORY;
	/* Not of one that pciback has put in order since. */
	if ((io->command & PCI_COMMAND_MASTER) &&
	    vgapt_pciback_owner(io->pdev) == io->owner)
		command |= PCI_COMMAND_MASTER;
	pci_write_config_word(io->pdev, PCI_COMMAND, command);
}
