// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a ROM into a buffer that grows, and no further than the ROM goes: flash
 * is slow, a microsecond or more for each access.
 */
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "pure/rom/image.h"
#include "rom/buf.h"

/* Bytes fetched at a time: small against a ROM, large against a header. */
#define VGAPT_ROM_CHUNK	SZ_4K

/**
 * vgapt_rom_buf_free - give a buffer's memory back
 * @buf: the buffer; empty afterwards
 */
void vgapt_rom_buf_free(struct vgapt_rom_buf *buf)
{
	vfree(buf->data);
	memset(buf, 0, sizeof(*buf));
}

/**
 * vgapt_rom_buf_room - make room for a number of bytes
 * @buf:  the buffer; its contents stay
 * @size: bytes, at most VGAPT_ROM_MAX
 *
 * Sleeps.
 *
 * Return: 0; -EFBIG; -ENOMEM.
 */
int vgapt_rom_buf_room(struct vgapt_rom_buf *buf, u32 size)
{
	u32 room;
	u8 *data;

	if (size <= buf->room)
		return 0;
	if (size > VGAPT_ROM_MAX)
		return -EFBIG;
	room = clamp_t(u32, buf->room * 2, max_t(u32, size, SZ_64K),
		       VGAPT_ROM_MAX);
	data = vmalloc(room);
	if (!data)
		return -ENOMEM;
	if (buf->have)
		memcpy(data, buf->data, buf->have);
	vfree(buf->data);
	buf->data = data;
	buf->room = room;
	return 0;
}

/**
 * vgapt_rom_gather - read a ROM as far as its last image
 * @buf:   where to; its contents are lost
 * @limit: bytes there are at most
 * @fetch: reads @len bytes from @offset on; called with rising offsets and no
 *         gaps; returns 0 or a negative error
 * @ctx:   for @fetch
 *
 * Sleeps.
 *
 * Return: 0, and @buf has exactly the ROM; -ENODATA if there is none; -EBADMSG
 * if its headers are not sane; or what @fetch gave.  After an error @buf has
 * what was read so far.
 */
int vgapt_rom_gather(struct vgapt_rom_buf *buf, u32 limit,
		     int (*fetch)(void *ctx, u32 offset, u8 *to, u32 len),
		     void *ctx)
{
	u32 length;
	int need, rc;

	buf->have = 0;
	limit = min_t(u32, limit, VGAPT_ROM_MAX);
	while ((need = vgapt_rom_measure(buf->data, buf->have, limit,
					 &length)) > 0) {
		u32 want = min(limit, roundup((u32)need, VGAPT_ROM_CHUNK));

		rc = vgapt_rom_buf_room(buf, want);
		if (!rc)
			rc = fetch(ctx, buf->have, buf->data + buf->have,
				   want - buf->have);
		if (rc)
			return rc;
		buf->have = want;
		cond_resched();
	}
	if (!need)
		buf->have = length;
	return need;
}

/**
 * vgapt_rom_gather_mem - the same, out of plain memory
 * @buf:   where to
 * @data:  the memory
 * @limit: its size
 *
 * Return: as vgapt_rom_gather().
 */
int vgapt_rom_gather_mem(struct vgapt_rom_buf *buf, const u8 *data, u32 limit)
{
	u32 length;
	int rc;

	buf->have = 0;
	limit = min_t(u32, limit, VGAPT_ROM_MAX);
	rc = vgapt_rom_measure(data, limit, limit, &length);
	/* It was given all there is, so it can't ask for more. */
	if (WARN_ON_ONCE(rc > 0))
		rc = -EPROTO;
	/* Keep the beginning of a broken one, for people to look at. */
	if (rc)
		length = min_t(u32, limit, VGAPT_ROM_CHUNK);
	if (vgapt_rom_buf_room(buf, length))
		return -ENOMEM;
	memcpy(buf->data, data, length);
	buf->have = length;
	return rc;
}

static int vgapt_rom_fetch_io(void *ctx, u32 offset, u8 *to, u32 len)
{
	memcpy_fromio(to, (void __iomem *)ctx + offset, len);
	return 0;
}

/**
 * vgapt_rom_gather_io - the same, out of memory-mapped space
 * @buf:   where to
 * @rom:   the ROM
 * @limit: bytes mapped there
 *
 * In doublewords, on x86: the widest access that every card supports (PCI Local
 * Bus Specification 3.0, 3.8: 64-bit transfers are optional).
 *
 * Return: as vgapt_rom_gather().
 */
int vgapt_rom_gather_io(struct vgapt_rom_buf *buf, void __iomem *rom, u32 limit)
{
	return vgapt_rom_gather(buf, limit, vgapt_rom_fetch_io,
				(void __force *)rom);
}

static int vgapt_rom_fetch_io32(void *ctx, u32 offset, u8 *to, u32 len)
{
	__ioread32_copy(to, (void __iomem *)ctx + offset, len / 4);
	return 0;
}

/**
 * vgapt_rom_gather_io32 - the same, in nothing but aligned doublewords
 * @buf:   where to
 * @regs:  registers behind which the ROM is seen
 * @limit: bytes mapped there, a multiple of 4
 *
 * Return: as vgapt_rom_gather().
 */
int vgapt_rom_gather_io32(struct vgapt_rom_buf *buf, void __iomem *regs,
			  u32 limit)
{
	return vgapt_rom_gather(buf, limit, vgapt_rom_fetch_io32,
				(void __force *)regs);
}
