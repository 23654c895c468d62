/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of the legacy VGA ranges.
 */
#ifndef XEN_VGAPT_PURE_RANGES_H
#define XEN_VGAPT_PURE_RANGES_H

#include "pure/pure.h"

#define VGAPT_NUM_RANGES	3

/**
 * struct vgapt_range - one of the legacy VGA ranges
 * @bit:   its VGAPT_RANGE_* bit
 * @io:    true for I/O ports, false for memory
 * @first: first port, or first byte address
 * @count: number of ports, or of bytes
 */
struct vgapt_range {
	u32 bit;
	bool io;
	u32 first;
	u32 count;
};

extern const struct vgapt_range vgapt_ranges[VGAPT_NUM_RANGES];

const struct vgapt_range *vgapt_range_of(u32 bit);

#endif /* XEN_VGAPT_PURE_RANGES_H */
