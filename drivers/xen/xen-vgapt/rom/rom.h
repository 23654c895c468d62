/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the ROM's files need of each other: the buffer, the sources.
 */
#ifndef XEN_VGAPT_ROM_H
#define XEN_VGAPT_ROM_H

#include <linux/sizes.h>

#include "xen_vgapt.h"

/*
 * The most that is ever read of one ROM.  A ROM BAR may have 16 MiB (PCI Local
 * Bus Specification 3.0, 6.2.5.2), but no display adapter's chain comes near: the
 * largest known, with firmware for the card's own processors, stay below 2 MiB.
 * What claims more is broken, and would hold up the boot for seconds.
 */
#define VGAPT_ROM_MAX	SZ_4M

/**
 * struct vgapt_rom_buf - where a source puts what it reads
 * @data: @room bytes, or NULL
 * @have: bytes that are there
 * @room: bytes that there is room for
 */
struct vgapt_rom_buf {
	u8 *data;
	u32 have;
	u32 room;
};

/**
 * struct vgapt_rom_source - a place where a ROM may be found
 * @id:       VGAPT_ROM_*
 * @name:     as shown in sysfs
 * @describe: for people: completes "ROM from ..."
 * @rank:     what POST, drivers and guests may have done to it
 * @quiet:    reading touches the card: not while a driver of dom0 has it
 * @risky:    reading writes to registers that PCI does not know of: only if no
 *            other source has given a good ROM; implies @quiet
 * @probe:    can there be one, going by what is known without touching the
 *            card's own registers?  NULL: always
 * @read:     read it; returns 0, -ENODATA if there is none, -EBADMSG if what is
 *            there is no ROM, or another error; the buffer then has what was
 *            seen.  Leaves the card as it was.
 *
 * Both are called with the device lock held, and may sleep.
 */
struct vgapt_rom_source {
	u32 id;
	const char *name;
	const char *describe;
	enum vgapt_rom_rank rank;
	bool quiet;
	bool risky;
	bool (*probe)(struct pci_dev *pdev);
	int (*read)(struct pci_dev *pdev, struct vgapt_rom_buf *buf);
};

extern const struct vgapt_rom_source vgapt_rom_source_rombar;
extern const struct vgapt_rom_source vgapt_rom_source_shadow;
extern const struct vgapt_rom_source vgapt_rom_source_efi;
extern const struct vgapt_rom_source vgapt_rom_source_platform;
extern const struct vgapt_rom_source vgapt_rom_source_vfct;
extern const struct vgapt_rom_source vgapt_rom_source_atrm;
extern const struct vgapt_rom_source vgapt_rom_source_acpi_rom;
extern const struct vgapt_rom_source vgapt_rom_source_prom;
extern const struct vgapt_rom_source vgapt_rom_source_pramin;
extern const struct vgapt_rom_source vgapt_rom_source_smc;
extern const struct vgapt_rom_source vgapt_rom_source_vram;
extern const struct vgapt_rom_source vgapt_rom_source_user;

/* rom_buf.c */
void vgapt_rom_buf_free(struct vgapt_rom_buf *buf);
int vgapt_rom_buf_room(struct vgapt_rom_buf *buf, u32 size);
int vgapt_rom_gather(struct vgapt_rom_buf *buf, u32 limit,
		     int (*fetch)(void *ctx, u32 offset, u8 *to, u32 len),
		     void *ctx);
int vgapt_rom_gather_mem(struct vgapt_rom_buf *buf, const u8 *data, u32 limit);
int vgapt_rom_gather_io(struct vgapt_rom_buf *buf, void __iomem *rom, u32 limit);
int vgapt_rom_gather_io32(struct vgapt_rom_buf *buf, void __iomem *regs,
			  u32 limit);

/* rom_regs.c */

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

/* rom_bar.c */
bool vgapt_rom_bar_exists(struct pci_dev *pdev);
bool vgapt_rom_bar_was_shadow(struct pci_dev *pdev);

/* rom_intel.c */
void vgapt_opregion_capture(struct vgapt_dev *vdev);

/* rom.c */
void vgapt_rom_ids_of(struct pci_dev *pdev, struct vgapt_rom_ids *ids);
struct vgapt_rom *vgapt_rom_new(const u8 *data, u32 size, u32 source);

#endif /* XEN_VGAPT_ROM_H */
