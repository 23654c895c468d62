// SPDX-License-Identifier: GPL-2.0-only
/*
 * The shape of an option ROM (PCI Firmware Specification 3.x, 5.1).
 *
 * A ROM is a chain of images.  Each begins with 55h AAh; the word at 18h points
 * to its PCI data structure ("PCIR"), which says how long the image is, in
 * units of 512 bytes, for which function it is, and whether another follows.
 */
#include "pure.h"

#define ROM_HEADER_SIZE	0x1a	/* up to and including the pointer at 18h */
#define ROM_PCIR_PTR	0x18
#define PCIR_SIZE	0x18
#define PCIR_VENDOR	0x04
#define PCIR_DEVICE	0x06
#define PCIR_LENGTH	0x10
#define PCIR_CODE_TYPE	0x14
#define PCIR_INDICATOR	0x15
#define PCIR_LAST	0x80
#define ROM_UNIT	512

static u16 vgapt_le16(const u8 *p)
{
	return p[0] | p[1] << 8;
}

/**
 * vgapt_rom_image_at - read one image's headers
 * @buf:    the ROM as far as it has been read
 * @avail:  bytes of it
 * @limit:  bytes the ROM can have at most (its BAR's size)
 * @offset: where the image begins
 * @image:  result, untouched unless 0 is returned
 *
 * Nothing outside @buf[0..@avail) is looked at, whatever the headers say.
 *
 * Return: 0; a positive count of bytes, always above @avail and never above
 * @limit, that must have been read before this can be answered; -ENODATA if no
 * image begins there; -EBADMSG if one does and its headers are not sane.
 */
int vgapt_rom_image_at(const u8 *buf, u32 avail, u32 limit, u32 offset,
		       struct vgapt_rom_image *image)
{
	u32 pcir, length;

	if (offset > limit || limit - offset < ROM_HEADER_SIZE)
		return -ENODATA;
	if (avail < offset + ROM_HEADER_SIZE)
		return offset + ROM_HEADER_SIZE;
	if (buf[offset] != 0x55 || buf[offset + 1] != 0xaa)
		return -ENODATA;

	pcir = vgapt_le16(buf + offset + ROM_PCIR_PTR);
	if (pcir < ROM_HEADER_SIZE || pcir > limit - offset - PCIR_SIZE)
		return -EBADMSG;
	pcir += offset;
	if (avail < pcir + PCIR_SIZE)
		return pcir + PCIR_SIZE;
	if (memcmp(buf + pcir, "PCIR", 4))
		return -EBADMSG;

	length = vgapt_le16(buf + pcir + PCIR_LENGTH) * ROM_UNIT;
	if (!length || length > limit - offset ||
	    pcir - offset + PCIR_SIZE > length)
		return -EBADMSG;

	image->offset = offset;
	image->length = length;
	image->vendor = vgapt_le16(buf + pcir + PCIR_VENDOR);
	image->device = vgapt_le16(buf + pcir + PCIR_DEVICE);
	image->code_type = buf[pcir + PCIR_CODE_TYPE];
	image->last = buf[pcir + PCIR_INDICATOR] & PCIR_LAST;
	return 0;
}

/**
 * vgapt_rom_measure - find how long a ROM is
 * @buf:    the ROM as far as it has been read
 * @avail:  bytes of it
 * @limit:  bytes the ROM can have at most
 * @length: result: end of the last image; set only when 0 is returned
 *
 * A chain that breaks off after at least one good image is taken as ending
 * there: cards are sold whose last-image flag is missing.
 *
 * Return: 0; a positive count of bytes, above @avail and not above @limit, that
 * must have been read before this can be answered, the whole of the ROM among
 * them; -ENODATA if there is no ROM; -EBADMSG if its first image is not sane.
 */
int vgapt_rom_measure(const u8 *buf, u32 avail, u32 limit, u32 *length)
{
	struct vgapt_rom_image image;
	u32 end = 0;
	int rc;

	do {
		rc = vgapt_rom_image_at(buf, avail, limit, end, &image);
		if (rc > 0)
			return rc;
		if (rc && !end)
			return rc;
		if (rc)
			break;
		/* length is at least ROM_UNIT: this ends at @limit */
		end += image.length;
	} while (!image.last);

	if (avail < end)
		return end;
	*length = end;
	return 0;
}
