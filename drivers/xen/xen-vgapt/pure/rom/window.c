// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much a ROM BAR decodes, and how much of that may be read.
 *
 * The card says the first, each time it is asked, and a guest may have had it
 * before: it is not to be believed.
 */
#include "pure/rom/window.h"

/* PCI Local Bus Specification 3.0, 6.2.5.2: address bits; below are enable and reserved. */
#define VGAPT_ROM_WINDOW_BITS	0xfffff800U

/**
 * vgapt_rom_window_size - what a ROM BAR decodes
 * @mask: what is read from the register after ones have been written
 *
 * The bits that stick have to be all those from some bit on: a BAR decodes a power
 * of two, at a multiple of it.
 *
 * Return: bytes; 0 if there is no ROM BAR, that is none, or nobody answers.
 */
u32 vgapt_rom_window_size(u32 mask)
{
	u32 size;

	if (mask == ~0U)
		return 0;
	mask &= VGAPT_ROM_WINDOW_BITS;
	size = ~mask + 1;
	return size & (size - 1) ? 0 : size;
}

/**
 * vgapt_rom_window_readable - how much of a window may be read
 * @size:     what the card says now that it decodes
 * @reserved: bytes that Linux has reserved for it when the bus was scanned
 *
 * What lies behind that is another function's.
 *
 * Return: bytes.
 */
u32 vgapt_rom_window_readable(u32 size, u64 reserved)
{
	return size < reserved ? size : reserved;
}
