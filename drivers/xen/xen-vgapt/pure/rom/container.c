// SPDX-License-Identifier: GPL-2.0-only
/*
 * NVIDIA's container.
 *
 * From Turing on, and on some boards before, the flash does not begin with the
 * ROM but with "NVGI": a table of register writes that the chip does by itself
 * before anything runs.  The ROM BAR shows what follows it; PROM shows the flash
 * as it is.
 *
 * As NVIDIA's open kernel modules (kernel_gsp_vbios_tu102.c) and Linux's nova read
 * it: "NVGI", version, sizes; from these the offset of the option ROM, in version 3
 * by way of a directory, 4 KiB behind another offset.
 */
#include "pure/rom/container.h"
#include "pure/rom/image.h"

#define NVGI_SIZE		12
#define NVGI_VERSION		0x05
#define NVGI_FIXED_SIZE		0x06
#define NVGI_FIXED_MASK		0x7fff
#define NVGI_TOTAL_SIZE		0x08
#define NVGI_TOTAL_MASK		0xfffff
#define NVGI_EXT_ROM		0x04	/* in the part behind the fixed one */
#define NVGI_STATUS_SIZE	4096
#define RFRD_ROM		0x08
#define RFRD_SIZE		0x0c
/* The ROM is at a multiple of this. */
#define NVGI_ALIGN		4

/* 0; or bytes that must have been read before, above @avail; -ENODATA: none there. */
static int vgapt_rom_have(u32 avail, u32 limit, u32 at, u32 len)
{
	if (limit < len || at > limit - len)
		return -ENODATA;
	return avail < at + len ? at + len : 0;
}

/* Where a container says that its ROM is.  Returns as vgapt_rom_have(). */
static int vgapt_rom_nvgi(const u8 *buf, u32 avail, u32 limit, u32 *at)
{
	u32 where, dir;
	int rc;

	switch (buf[NVGI_VERSION]) {
	case 1:
	case 2:
		where = (vgapt_le16(buf + NVGI_FIXED_SIZE) & NVGI_FIXED_MASK) +
			NVGI_EXT_ROM;
		rc = vgapt_rom_have(avail, limit, where, 4);
		if (!rc)
			*at = vgapt_le32(buf + where);
		return rc;
	case 3:
		where = vgapt_le32(buf + NVGI_TOTAL_SIZE) & NVGI_TOTAL_MASK;
		rc = vgapt_rom_have(avail, limit, where, 4);
		if (rc)
			return rc;
		dir = vgapt_le32(buf + where);
		if (dir > VGAPT_ROM_CONTAINER_MAX)
			return -ENODATA;
		dir += NVGI_STATUS_SIZE;
		rc = vgapt_rom_have(avail, limit, dir, RFRD_SIZE);
		if (rc)
			return rc;
		if (memcmp(buf + dir, "RFRD", 4))
			return -ENODATA;
		*at = vgapt_le32(buf + dir + RFRD_ROM);
		return 0;
	default:
		return -ENODATA;
	}
}

/* Is there an image, be it a broken one?  Returns as vgapt_rom_have(). */
static int vgapt_rom_signed(const u8 *buf, u32 avail, u32 limit, u32 at)
{
	int rc;

	rc = vgapt_rom_have(avail, limit, at, 2);
	if (!rc && (buf[at] != 0x55 || buf[at + 1] != 0xaa))
		rc = -ENODATA;
	return rc;
}

/* Does a good image begin there?  Returns as vgapt_rom_have(); -EBADMSG as well. */
static int vgapt_rom_begins(const u8 *buf, u32 avail, u32 limit, u32 at)
{
	struct vgapt_rom_image image;
	int rc;

	rc = vgapt_rom_signed(buf, avail, limit, at);
	if (rc)
		return rc;
	rc = vgapt_rom_image_at(buf + at, avail - at, limit - at, 0, &image);
	return rc > 0 ? rc + (int)at : rc;
}

/**
 * vgapt_rom_start - where in a flash its ROM begins
 * @buf:   the flash as far as it has been read
 * @avail: bytes of it
 * @limit: bytes there can be at most
 * @start: result, set only when 0 is returned
 *
 * That is at its beginning, whatever lies there, but for a container of NVIDIA's:
 * where that says, if there is an image, or else the first place where a good one is.
 *
 * Return: 0; a positive count of bytes, above @avail and not above @limit, that
 * must have been read before this can be answered; -EBADMSG if there is a container
 * without a ROM.
 */
int vgapt_rom_start(const u8 *buf, u32 avail, u32 limit, u32 *start)
{
	u32 at = 0, end;
	int rc;

	rc = vgapt_rom_have(avail, limit, 0, NVGI_SIZE);
	if (rc > 0)
		return rc;
	if (rc || memcmp(buf, "NVGI", 4)) {
		*start = 0;
		return 0;
	}

	rc = vgapt_rom_nvgi(buf, avail, limit, &at);
	if (!rc)
		rc = vgapt_rom_signed(buf, avail, limit, at);
	if (rc > 0)
		return rc;
	if (rc) {
		end = limit < VGAPT_ROM_CONTAINER_MAX ? limit :
							VGAPT_ROM_CONTAINER_MAX;
		if (avail < end)
			return end;
		for (at = NVGI_ALIGN; at < end; at += NVGI_ALIGN) {
			rc = vgapt_rom_begins(buf, avail, limit, at);
			if (rc > 0)
				return rc;
			if (!rc)
				break;
		}
		if (rc)
			return -EBADMSG;
	}
	*start = at;
	return 0;
}

/**
 * vgapt_rom_locate - where in a flash its ROM begins, and how long it is
 * @buf:    the flash as far as it has been read
 * @avail:  bytes of it
 * @limit:  bytes there can be at most
 * @start:  result, set only when 0 is returned
 * @length: result, likewise
 *
 * Return: as vgapt_rom_measure(), for the flash.
 */
int vgapt_rom_locate(const u8 *buf, u32 avail, u32 limit, u32 *start,
		     u32 *length)
{
	u32 at;
	int rc;

	rc = vgapt_rom_start(buf, avail, limit, &at);
	if (rc)
		return rc;
	rc = vgapt_rom_measure(buf + at, avail - at, limit - at, length);
	if (rc > 0)
		return rc + (int)at;
	if (!rc)
		*start = at;
	return rc;
}
