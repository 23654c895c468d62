/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places where a ROM may be found.
 */
#ifndef XEN_VGAPT_ROM_SOURCE_H
#define XEN_VGAPT_ROM_SOURCE_H

#include "pure/rom/verdict.h"

struct vgapt_dev;
struct vgapt_rom_buf;

/**
 * struct vgapt_rom_source - a place where a ROM may be found
 * @id:       VGAPT_ROM_*
 * @name:     as shown in sysfs
 * @describe: for people: completes "ROM from ..."
 * @rank:     what POST, drivers and guests may have done to it
 * @quiet:    reading touches the card: not while a driver in dom0 has it
 * @risky:    reading writes to registers that PCI does not define: only if no
 *            other source has given a good ROM; implies @quiet
 * @writable: it lies in memory of the card that any guest could have written, and
 *            a reset need not clear: not once the function has had a guest
 * @probe:    may there be one?  Must not touch the card's own registers.  NULL:
 *            always
 * @read:     read it; returns 0, -ENODATA if there is none, -EBADMSG if what is
 *            there is no ROM, -EOPNOTSUPP if it is not known how to ask this
 *            chip, or another error; the buffer then holds what was read.
 *            Leaves the card as it was.
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
	bool writable;
	bool (*probe)(struct vgapt_dev *vdev);
	int (*read)(struct vgapt_dev *vdev, struct vgapt_rom_buf *buf);
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

#endif /* XEN_VGAPT_ROM_SOURCE_H */
