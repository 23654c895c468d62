/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AMD's ACPI table VFCT.
 */
#ifndef XEN_VGAPT_PURE_ROM_VFCT_H
#define XEN_VGAPT_PURE_ROM_VFCT_H

#include "pure/rom/report.h"
#include "pure/sbdf.h"

/**
 * struct vgapt_vfct_image - an image in the table
 * @offset: where it begins in the table
 * @length: bytes, above 0
 * @moved:  the table has it on another bus than the function is on
 */
struct vgapt_vfct_image {
	u32 offset;
	u32 length;
	bool moved;
};

int vgapt_vfct_find(const u8 *table, u32 size, const struct vgapt_rom_ids *ids,
		    const struct vgapt_sbdf *at, bool alone,
		    struct vgapt_vfct_image *found);

#endif /* XEN_VGAPT_PURE_ROM_VFCT_H */
