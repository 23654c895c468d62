/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ROM BAR, and the resource that names it.
 */
#ifndef XEN_VGAPT_ROM_BAR_H
#define XEN_VGAPT_ROM_BAR_H

#include <linux/ioport.h>
#include <linux/types.h>

struct vgapt_dev;
struct pci_dev;

/**
 * struct vgapt_rom_bar - what was done to a function's ROM resource
 * @exposed:  we made the resource name the real BAR
 * @hidden:   we made the resource name something else, or nothing
 * @reg:      ROM register before that
 * @park:     what the register is to hold while @hidden; 0: there is no BAR, or the guest
 *            is to see none
 * @flash:    the BAR's own address range while @hidden, if it has one
 * @original: the resource before that
 * @parent:   parent of @original, or NULL
 */
struct vgapt_rom_bar {
	bool exposed;
	bool hidden;
	u32 reg;
	u32 park;
	struct resource flash;
	struct resource original;
	struct resource *parent;
};

void vgapt_rom_bar_expose(struct vgapt_dev *vdev);
int vgapt_rom_bar_hide(struct vgapt_dev *vdev, u64 start, u32 size);
void vgapt_rom_bar_again(struct vgapt_dev *vdev);
void vgapt_rom_bar_cover(struct vgapt_dev *vdev);
void vgapt_rom_bar_restore(struct vgapt_dev *vdev);
bool vgapt_rom_bar_was_shadow(struct vgapt_dev *vdev);
bool vgapt_rom_bar_exists(struct pci_dev *pdev);
bool vgapt_rom_bar_assigned(struct pci_dev *pdev);
u32 vgapt_rom_bar_size(struct pci_dev *pdev, u32 reg);
int vgapt_rom_bar_reserve(struct pci_dev *pdev, u32 reg, u32 size,
			  struct resource *res);

#endif /* XEN_VGAPT_ROM_BAR_H */
