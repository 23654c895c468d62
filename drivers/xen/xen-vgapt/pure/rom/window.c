// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much a ROM BAR decodes, and how much of that may be read; how large one has to be.
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

/**
 * vgapt_rom_window_for - how large a ROM BAR has to be
 * @bytes: that it is to hold, 1 to 2 GiB
 * @least: the smallest there may be, a power of two
 *
 * Return: the power of two that is enough.
 */
u32 vgapt_rom_window_for(u32 bytes, u32 least)
{
	u32 size = least;

	while (size < bytes)
		size <<= 1;
	return size;
}

/**
 * vgapt_rom_window_veiled - does a ROM BAR read as zero while it does not decode?
 * @off: what is read from the register after ones have been written, but not to the
 *       enable bit
 * @on:  the same with that bit
 *
 * Linux knows such cards: "some devices have buggy ROM BARs that read as zero when
 * disabled" (drivers/pci/rom.c).
 *
 * Return: true if so.
 */
bool vgapt_rom_window_veiled(u32 off, u32 on)
{
	return !(off & VGAPT_ROM_WINDOW_BITS) && vgapt_rom_window_size(on & ~1U);
}
