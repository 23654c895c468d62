// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ACPI table VFCT, in which AMD's firmware leaves the VGA BIOSes it has run.
 */
#include "pure/rom/report.h"
#include "pure/rom/vfct.h"
#include "pure/rom/vfct_layout.h"

/* How well an image in the table fits a function: the later, the better. */
enum vgapt_vfct_fit {
	VFCT_NOT,
	VFCT_MOVED,		/* its ids, on another bus */
	VFCT_MOVED_BOARD,	/* and its board's ids */
	VFCT_HERE,		/* its ids, in its place */
	VFCT_HERE_BOARD,
	VFCT_NUM_FITS
};

static enum vgapt_vfct_fit vgapt_vfct_fit(const u8 *image,
					  const struct vgapt_rom_ids *ids,
					  const struct vgapt_sbdf *at)
{
	bool board;

	if (vgapt_le16(image + IMAGE_VENDOR_ID) != ids->vendor ||
	    vgapt_le16(image + IMAGE_DEVICE_ID) != ids->device ||
	    vgapt_le32(image + IMAGE_DEVICE) != (u32)at->devfn >> 3 ||
	    vgapt_le32(image + IMAGE_FUNCTION) != (at->devfn & 7u))
		return VFCT_NOT;
	board = vgapt_le16(image + IMAGE_SUBVENDOR_ID) == ids->subvendor &&
		vgapt_le16(image + IMAGE_SUBDEVICE_ID) == ids->subdevice;
	/* The table tells of no segments: what it has is in the first. */
	if (!at->segment && vgapt_le32(image + IMAGE_BUS) == at->bus)
		return board ? VFCT_HERE_BOARD : VFCT_HERE;
	return board ? VFCT_MOVED_BOARD : VFCT_MOVED;
}

/**
 * vgapt_vfct_find - find a function's VGA BIOS in the table
 * @table:  the table, ACPI header and all
 * @size:   bytes of it
 * @ids:    the function's ids
 * @at:     where it sits
 * @alone:  no other function in this machine has its vendor and device id
 * @found:  result; untouched on error
 *
 * It is the image with the function's place, vendor and device id, as for amdgpu
 * (amdgpu_acpi_vfct_bios()).  Subsystem ids choose among several, and no more:
 * firmware leaves them 0 (see tests/unit/test_vfct.c).
 *
 * Linux may number buses otherwise than the firmware did.  So the image may be on
 * another bus, if all else fits and there is no doubt: the function is the only
 * one with its ids, and the image the only one that fits, or the only one with
 * its subsystem ids.  amdgpu got such a rule in 2026 ("Fix VFCT bus number
 * matching with soft filter") and takes the first image that fits; of two equal
 * cards the second would then get the first one's.
 *
 * Return: 0; -ENODATA if the table has none for it; -EBADMSG if the table is
 * malformed, and what is before that leaves a doubt.
 */
int vgapt_vfct_find(const u8 *table, u32 size, const struct vgapt_rom_ids *ids,
		    const struct vgapt_sbdf *at, bool alone,
		    struct vgapt_vfct_image *found)
{
	struct vgapt_vfct_image first[VFCT_NUM_FITS];
	u32 count[VFCT_NUM_FITS] = { 0 };
	enum vgapt_vfct_fit fit;
	bool broken = false;
	u32 next;

	if (size < VFCT_MIN_SIZE)
		return -EBADMSG;
	next = vgapt_le32(table + VFCT_FIRST_IMAGE);
	if (next < VFCT_MIN_SIZE || next > size)
		return -EBADMSG;

	/* What is left may be padding too short for a header. */
	while (size - next >= IMAGE_HEADER_SIZE) {
		const u8 *image = table + next;
		u32 bytes = vgapt_le32(image + IMAGE_LENGTH);

		/* An empty slot: the firmware had nothing to put there. */
		if (!bytes && !vgapt_le16(image + IMAGE_VENDOR_ID))
			break;
		next += IMAGE_HEADER_SIZE;
		broken = bytes > size - next;
		if (broken)
			break;
		fit = bytes ? vgapt_vfct_fit(image, ids, at) : VFCT_NOT;
		if (!count[fit]++) {
			first[fit].offset = next;
			first[fit].length = bytes;
			first[fit].moved = fit < VFCT_HERE;
		}
		next += bytes;
	}

	if (count[VFCT_HERE_BOARD])
		fit = VFCT_HERE_BOARD;
	else if (count[VFCT_HERE])
		fit = VFCT_HERE;
	else if (broken)
		return -EBADMSG;
	else if (alone && count[VFCT_MOVED_BOARD] == 1)
		fit = VFCT_MOVED_BOARD;
	else if (alone && !count[VFCT_MOVED_BOARD] && count[VFCT_MOVED] == 1)
		fit = VFCT_MOVED;
	else
		return -ENODATA;
	*found = first[fit];
	return 0;
}
