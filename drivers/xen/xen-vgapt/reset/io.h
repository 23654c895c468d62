/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way to a card's registers.
 */
#ifndef XEN_VGAPT_RESET_IO_H
#define XEN_VGAPT_RESET_IO_H

#include <linux/pci.h>

#include "pure/reset/vendor.h"

struct vgapt_reset_fn;
struct vgapt_reset_scope;

/**
 * struct vgapt_reset_io - a card's registers, mapped
 * @io:     what vendors' files use
 * @scope:  the request that it is for
 * @pdev:   the function
 * @command: COMMAND before
 * @owner:  pciback's owner before
 * @window: bytes mapped of each BAR
 * @bar:    where, or NULL
 * @doubt:  the function may have gone since the last access: ask first
 */
struct vgapt_reset_io {
	struct vgapt_io io;
	struct vgapt_reset_scope *scope;
	struct pci_dev *pdev;
	u16 command;
	int owner;
	u32 window;
	void __iomem *bar[PCI_STD_NUM_BARS];
	bool doubt;
};

const struct vgapt_reset_vendor *vgapt_reset_vendor_for(const struct vgapt_reset_fn *fn);
void vgapt_reset_io_config(struct vgapt_reset_io *io, struct vgapt_reset_scope *scope,
			   struct vgapt_reset_fn *fn);

int vgapt_reset_io_open(struct vgapt_reset_io *io, struct vgapt_reset_scope *scope,
			struct vgapt_reset_fn *fn,
			const struct vgapt_reset_vendor *vendor);
void vgapt_reset_io_close(struct vgapt_reset_io *io);

#endif /* XEN_VGAPT_RESET_IO_H */
