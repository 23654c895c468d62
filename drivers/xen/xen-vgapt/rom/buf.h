/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a ROM as far as it goes, into a buffer that grows.
 */
#ifndef XEN_VGAPT_ROM_BUF_H
#define XEN_VGAPT_ROM_BUF_H

#include <linux/io.h>
#include <linux/sizes.h>
#include <linux/types.h>

struct pci_dev;

/*
 * The most that is ever read of one ROM.  A ROM BAR may have 16 MiB (PCI Local
 * Bus Specification 3.0, 6.2.5.2), but no display adapter's chain comes near: the
 * largest known, with firmware for the card's own processors, stay below 2 MiB.
 * One that claims more is broken, and would delay the boot by seconds.
 */
#define VGAPT_ROM_MAX	SZ_4M

/**
 * struct vgapt_rom_buf - where a source puts what it reads
 * @data: @room bytes, or NULL
 * @have: bytes in it
 * @room: bytes that fit
 */
struct vgapt_rom_buf {
	u8 *data;
	u32 have;
	u32 room;
};

void vgapt_rom_buf_free(struct vgapt_rom_buf *buf);
int vgapt_rom_buf_room(struct vgapt_rom_buf *buf, u32 size);
int vgapt_rom_gather(struct vgapt_rom_buf *buf, u32 limit,
		     int (*fetch)(void *ctx, u32 offset, u8 *to, u32 len),
		     void *ctx);
int vgapt_rom_gather_mem(struct vgapt_rom_buf *buf, const u8 *data, u32 limit);
int vgapt_rom_gone(struct pci_dev *pdev, const u8 *data, u32 len);
int vgapt_rom_gather_io(struct vgapt_rom_buf *buf, struct pci_dev *pdev,
			void __iomem *rom, u32 limit);
int vgapt_rom_gather_io32(struct vgapt_rom_buf *buf, struct pci_dev *pdev,
			  void __iomem *regs, u32 limit);

#endif /* XEN_VGAPT_ROM_BUF_H */
