// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way to a card's registers, for vendors' files.
 */
#include <linux/io.h>
#include <linux/ktime.h>

#include "pure/reset/ids.h"
#include "pure/reset/vendor.h"
#include "pure/rom/verdict.h"
#include "reset/io.h"
#include "reset/presence.h"
#include "reset/scope.h"
#include "reset/wait.h"
#include "rom/regs.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

static struct vgapt_reset_io *vgapt_reset_io_of(struct vgapt_io *io)
{
	return container_of(io, struct vgapt_reset_io, io);
}

/*
 * Where the registers are, or NULL.  A function that is not there is not asked for
 * its registers: each access would be a completion time-out, which some hosts do
 * not survive (vendor-reset, issue 72).  Configuration space tells, and can be asked.
 * It is, whenever the function may have gone since the last access: by what was
 * written, in the time that has passed, or because that access has read all ones.
 */
static void __iomem *vgapt_reset_io_at(struct vgapt_reset_io *rio, int bar, u32 off)
{
	if (bar < 0 || bar >= PCI_STD_NUM_BARS || !rio->bar[bar] ||
	    off > rio->window - 4)
		return NULL;
	if (rio->doubt && !vgapt_reset_answers(rio->pdev))
		return NULL;
	return rio->bar[bar] + off;
}

static u32 vgapt_reset_io_read(struct vgapt_io *io, int bar, u32 off)
{
	struct vgapt_reset_io *rio = vgapt_reset_io_of(io);
	void __iomem *at = vgapt_reset_io_at(rio, bar, off);
	u32 val = at ? ioread32(at) : ~0U;

	rio->doubt = val == ~0U;
	return val;
}

static void vgapt_reset_io_write(struct vgapt_io *io, int bar, u32 off, u32 val)
{
	void __iomem *at = vgapt_reset_io_at(vgapt_reset_io_of(io), bar, off);

	if (at)
		iowrite32(val, at);
	vgapt_reset_io_of(io)->doubt = true;
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
	vgapt_reset_io_of(io)->doubt = true;
}

static void vgapt_reset_io_sleep_us(struct vgapt_io *io, u32 us)
{
	vgapt_reset_scope_tick(vgapt_reset_io_of(io)->scope);
	vgapt_wait_us(us);
	vgapt_reset_io_of(io)->doubt = true;
}

static u64 vgapt_reset_io_now_us(struct vgapt_io *io)
{
	return ktime_to_us(ktime_get());
}

/**
 * vgapt_reset_vendor_for - what a function's vendor has for its family
 * @fn: the function
 *
 * Only the display function has the registers.
 *
 * Return: that, or NULL.
 */
const struct vgapt_reset_vendor *vgapt_reset_vendor_for(const struct vgapt_reset_fn *fn)
{
	const struct vgapt_reset_id *id = NULL;

	if (fn->vdev)
		id = vgapt_reset_id_of(fn->pdev->vendor, fn->pdev->device);
	return id ? vgapt_reset_vendor_of(id->family) : NULL;
}

/**
 * vgapt_reset_io_config - the way to a function's configuration space, and no more
 * @io: result; it need not be closed
 * @scope: the request that it is for
 * @fn: the function, claimed, or its device lock held
 */
void vgapt_reset_io_config(struct vgapt_reset_io *io, struct vgapt_reset_scope *scope,
			   struct vgapt_reset_fn *fn)
{
	memset(io, 0, sizeof(*io));
	io->scope = scope;
	io->pdev = fn->pdev;
	io->owner = vgapt_pciback_owner(fn->pdev);
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
 * Return: 0; -ENODATA if it has no such BAR, or no address for it; -ENXIO if it
 * does not answer; -ENOMEM.
 */
int vgapt_reset_io_open(struct vgapt_reset_io *io, struct vgapt_reset_scope *scope,
			struct vgapt_reset_fn *fn,
			const struct vgapt_reset_vendor *vendor)
{
	struct pci_dev *pdev = fn->pdev;
	int bar, rc = 0;
	u16 command;

	vgapt_reset_io_config(io, scope, fn);
	io->window = vendor->window;
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (PCI_POSSIBLE_ERROR(command) || !vgapt_reset_answers(pdev))
		return -ENXIO;
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
