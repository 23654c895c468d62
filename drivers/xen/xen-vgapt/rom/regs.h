/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A part of a BAR, mapped while a source reads it.
 */
#ifndef XEN_VGAPT_ROM_REGS_H
#define XEN_VGAPT_ROM_REGS_H

#include <linux/io.h>
#include <linux/types.h>

struct pci_dev;

/**
 * struct vgapt_rom_regs - a mapped part of a BAR
 * @base:    where it is mapped
 * @command: the function's COMMAND register before that
 */
struct vgapt_rom_regs {
	void __iomem *base;
	u16 command;
};

bool vgapt_rom_can_decode(struct pci_dev *pdev, u16 command);
int vgapt_rom_regs_map(struct pci_dev *pdev, int bar, u32 offset, u32 len,
		       struct vgapt_rom_regs *regs);
void vgapt_rom_regs_unmap(struct pci_dev *pdev, struct vgapt_rom_regs *regs);

#endif /* XEN_VGAPT_ROM_REGS_H */
