// SPDX-License-Identifier: GPL-2.0-only
/*
 * Intel's OpRegion: 8 KiB of memory that firmware and graphics driver share.
 *
 * Layout: Intel, "ACPI IGD OpRegion Specification"; RVDA and RVDS: as of version
 * 2.0.  The video BIOS table (VBT) tells the driver what the BIOS knows of the
 * board: which connectors, which panel.
 */
#include "pure/rom/opregion.h"

#define OPREGION_SIGNATURE	"IntelGraphicsMem"
#define OPREGION_MINOR		0x16
#define OPREGION_MAJOR		0x17
#define OPREGION_RVDA		0x3ba	/* 8 bytes: where the VBT is */
#define OPREGION_RVDS		0x3c2	/* 4 bytes: how long it is */
#define OPREGION_MAILBOX4	0x400	/* the VBT, if it fits */
#define OPREGION_MAILBOX4_SIZE	0x1800

#define VBT_SIGNATURE		"$VBT"
#define VBT_SIZE		24	/* 2 bytes */
#define VBT_MIN_SIZE		32

/**
 * vgapt_opregion_parse - what an OpRegion says
 * @data: VGAPT_OPREGION_SIZE bytes
 * @info: result, untouched on error
 *
 * The VBT itself is not looked at: it may be elsewhere.
 *
 * Return: 0; -ENODATA if it is no OpRegion.
 */
int vgapt_opregion_parse(const u8 *data, struct vgapt_opregion *info)
{
	u64 rvda;
	u32 rvds;

	if (memcmp(data, OPREGION_SIGNATURE, sizeof(OPREGION_SIGNATURE) - 1))
		return -ENODATA;
	info->major = data[OPREGION_MAJOR];
	info->minor = data[OPREGION_MINOR];
	info->vbt_offset = OPREGION_MAILBOX4;
	info->vbt_size = OPREGION_MAILBOX4_SIZE;
	info->vbt_inside = true;
	info->vbt_absolute = false;
	if (info->major < 2)
		return 0;

	rvda = vgapt_le32(data + OPREGION_RVDA) |
	       (u64)vgapt_le32(data + OPREGION_RVDA + 4) << 32;
	rvds = vgapt_le32(data + OPREGION_RVDS);
	if (!rvda || !rvds)
		return 0;
	info->vbt_offset = rvda;
	info->vbt_size = rvds;
	/* 2.0 wrote an address there, later versions count from the OpRegion. */
	info->vbt_absolute = info->major == 2 && !info->minor;
	info->vbt_inside = false;
	return 0;
}

/**
 * vgapt_vbt_length - how long a video BIOS table is
 * @data: where it should be
 * @size: bytes there at most
 *
 * Return: its length in bytes, at most @size; 0 if there is none.
 */
u32 vgapt_vbt_length(const u8 *data, u32 size)
{
	u32 length;

	if (size < VBT_MIN_SIZE ||
	    memcmp(data, VBT_SIGNATURE, sizeof(VBT_SIGNATURE) - 1))
		return 0;
	length = vgapt_le16(data + VBT_SIZE);
	return length >= VBT_MIN_SIZE && length <= size ? length : 0;
}
