// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ACPI table VFCT, in which AMD's firmware leaves the VGA BIOSes it has run.
 *
 * Behind the ACPI header (36 bytes) lie a UUID (16 bytes) and, at 34h, the
 * offset of the first image.  Images follow each other; each has a header: bus,
 * device, function (4 bytes each), vendor, device, subsystem vendor, subsystem
 * (2 bytes each), revision, length of the image (4 bytes each), then the image.
 * Layout: UEFI_ACPI_VFCT and VFCT_IMAGE_HEADER in AMD's public atombios.h.
 */
#include "pure/rom/report.h"
#include "pure/rom/vfct.h"

#define VFCT_FIRST_IMAGE	0x34
#define VFCT_MIN_SIZE		0x4c	/* whole header */
#define IMAGE_BUS		0x00
#define IMAGE_DEVICE		0x04
#define IMAGE_FUNCTION		0x08
#define IMAGE_VENDOR_ID		0x0c
#define IMAGE_DEVICE_ID		0x0e
#define IMAGE_SUBVENDOR_ID	0x10
#define IMAGE_SUBDEVICE_ID	0x12
#define IMAGE_LENGTH		0x18
#define IMAGE_HEADER_SIZE	0x1c

/**
 * vgapt_vfct_find - find a function's VGA BIOS in the table
 * @table:  the table, ACPI header and all
 * @size:   bytes of it
 * @ids:    the function's ids; an image must have all four of them
 * @at:     where it sits
 * @found:  result; untouched on error
 *
 * An image with the function's place wins; bus numbers may have changed since
 * the firmware wrote the table, so else the first one with its ids is taken.
 *
 * Return: 0; -ENODATA if the table has none for it; -EBADMSG if the table is
 * malformed before one is found.
 */
int vgapt_vfct_find(const u8 *table, u32 size, const struct vgapt_rom_ids *ids,
		    const struct vgapt_sbdf *at, struct vgapt_vfct_image *found)
{
	bool any = false;
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
		if (bytes > size - next)
			return any ? 0 : -EBADMSG;
		if (bytes &&
		    vgapt_le16(image + IMAGE_VENDOR_ID) == ids->vendor &&
		    vgapt_le16(image + IMAGE_DEVICE_ID) == ids->device &&
		    vgapt_le16(image + IMAGE_SUBVENDOR_ID) == ids->subvendor &&
		    vgapt_le16(image + IMAGE_SUBDEVICE_ID) == ids->subdevice) {
			bool here = vgapt_le32(image + IMAGE_BUS) == at->bus &&
				    vgapt_le32(image + IMAGE_DEVICE) ==
					    (u32)at->devfn >> 3 &&
				    vgapt_le32(image + IMAGE_FUNCTION) ==
					    (at->devfn & 7u);

			if (here || !any) {
				found->offset = next;
				found->length = bytes;
				any = true;
			}
			if (here)
				break;
		}
		next += bytes;
	}
	return any ? 0 : -ENODATA;
}
