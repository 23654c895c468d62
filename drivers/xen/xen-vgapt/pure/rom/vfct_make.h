/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VFCT for a guest.
 */
#ifndef XEN_VGAPT_PURE_ROM_VFCT_MAKE_H
#define XEN_VGAPT_PURE_ROM_VFCT_MAKE_H

#include "pure/rom/report.h"
#include "pure/rom/vfct.h"
#include "pure/sbdf.h"

int vgapt_vfct_pick(const u8 *rom, u32 size, const struct vgapt_rom_ids *ids,
		    struct vgapt_rom_report *report,
		    struct vgapt_vfct_image *found);
u32 vgapt_vfct_size(u32 length);
int vgapt_vfct_make(const struct vgapt_rom_ids *ids,
		    const struct vgapt_sbdf *at, const u8 *image, u32 length,
		    u8 *table, u32 size);

#endif /* XEN_VGAPT_PURE_ROM_VFCT_MAKE_H */
