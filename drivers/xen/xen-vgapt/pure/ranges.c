// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legacy VGA ranges.
 *
 * A PCI bridge with VGA Enable forwards memory A0000-BFFFF and the ports
 * 3B0-3BB and 3C0-3DF (PCI-to-PCI Bridge Architecture 1.2, 3.2.5.18).  3BC-3BF
 * is not among them: it is the parallel port's.
 */
#include "pure/ranges.h"

const struct vgapt_range vgapt_ranges[VGAPT_NUM_RANGES] = {
	{ VGAPT_RANGE_IO_MONO,	true,  0x3b0,	0x0c },
	{ VGAPT_RANGE_IO_COLOR,	true,  0x3c0,	0x20 },
	{ VGAPT_RANGE_MEM,	false, 0xa0000,	0x20000 },
};

/**
 * vgapt_range_of - find a legacy range by its bit
 * @bit: one VGAPT_RANGE_* bit
 *
 * Return: the range, or NULL if @bit is not exactly one known bit.
 */
const struct vgapt_range *vgapt_range_of(u32 bit)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_ranges); i++)
		if (vgapt_ranges[i].bit == bit)
			return &vgapt_ranges[i];
	return NULL;
}
