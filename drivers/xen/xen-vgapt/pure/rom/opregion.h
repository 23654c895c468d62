/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Intel's OpRegion and video BIOS table.
 */
#ifndef XEN_VGAPT_PURE_ROM_OPREGION_H
#define XEN_VGAPT_PURE_ROM_OPREGION_H

#include "pure/pure.h"

#define VGAPT_OPREGION_SIZE	8192

/**
 * struct vgapt_opregion - what an OpRegion says
 * @vbt_offset:   where the VBT is: from the OpRegion's start, or an address
 * @vbt_size:     bytes it has at most
 * @major:        version
 * @minor:        version
 * @vbt_inside:   it is within the OpRegion
 * @vbt_absolute: @vbt_offset is a physical address
 */
struct vgapt_opregion {
	u64 vbt_offset;
	u32 vbt_size;
	u8 major;
	u8 minor;
	bool vbt_inside;
	bool vbt_absolute;
};

int vgapt_opregion_parse(const u8 *data, struct vgapt_opregion *info);
u32 vgapt_vbt_length(const u8 *data, u32 size);

#endif /* XEN_VGAPT_PURE_ROM_OPREGION_H */
