// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a ROM into a buffer that grows, and no further than the ROM goes: flash
 * is slow, a microsecond or more for each access.
 */
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "pure/rom/container.h"
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
 * @fetch: reads @len bytes from @offset on, no more than VGAPT_ROM_CHUNK; called with
 *         rising offsets and no gaps; returns 0 or a negative error
 * @ctx:   for @fetch
 *
 * Sleeps.
 *
 * Return: 0, and @buf has exactly the ROM, without what a vendor puts before it;
 * -ENODATA if there is none; -EBADMSG if its headers are not sane; or what @fetch
 * gave.  After an error @buf has what was read so far.
 */
int vgapt_rom_gather(struct vgapt_rom_buf *buf, u32 limit,
		     int (*fetch)(void *ctx, u32 offset, u8 *to, u32 len),
		     void *ctx)
{
	u32 start, length;
	int need, rc;

	buf->have = 0;
	limit = min_t(u32, limit, VGAPT_ROM_MAX);
	while ((need = vgapt_rom_locate(buf->data, buf->have, limit, &start,
					&length)) > 0) {
		u32 want = min(limit, roundup((u32)need, VGAPT_ROM_CHUNK));
		u32 next;

		rc = vgapt_rom_buf_room(buf, want);
		for (; !rc && buf->have < want; buf->have = next) {
			next = min(want, buf->have + VGAPT_ROM_CHUNK);
			rc = fetch(ctx, buf->have, buf->data + buf->have,
				   next - buf->have);
			if (rc)
				break;
			cond_resched();
		}
		if (rc)
			return rc;
	}
	if (!need) {
		memmove(buf->data, buf->data + start, length);
		buf->have = length;
	}
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
	u32 start, length;
	int rc;

	buf->have = 0;
	limit = min_t(u32, limit, VGAPT_ROM_MAX);
	rc = vgapt_rom_locate(data, limit, limit, &start, &length);
	/* It was given all there is, so it can't ask for more. */
	if (WARN_ON_ONCE(rc > 0))
		rc = -EPROTO;
	/* Keep the beginning of a broken one, for people to look at. */
	if (rc) {
		start = 0;
		length = min_t(u32, limit, VGAPT_ROM_CHUNK);
	}
	if (vgapt_rom_buf_room(buf, length))
		return -ENOMEM;
	memcpy(buf->data, data + start, length);
	buf->have = length;
	return rc;
}

/**
 * vgapt_rom_gone - has a function died while its ROM was read?
 * @pdev: the function, or NULL: it is not in a function's memory
 * @data: what was read last
 * @len:  bytes of it, a multiple of 4
 *
 * Then each further access would be a completion time-out: for a whole ROM that is
 * minutes, with the device lock held.
 *
 * Return: 0; -ENXIO if so.
 */
int vgapt_rom_gone(struct pci_dev *pdev, const u8 *data, u32 len)
{
	u32 last;

	memcpy(&last, data + len - 4, sizeof(last));
	return pdev && last == U32_MAX && !pci_device_is_present(pdev) ?
	       -ENXIO : 0;
}

/**
 * struct vgapt_rom_mmio - where a ROM is seen
 * @pdev: in whose memory, or NULL
 * @at:   mapped
 */
struct vgapt_rom_mmio {
	struct pci_dev *pdev;
	void __iomem *at;
};

static int vgapt_rom_fetch_io(void *ctx, u32 offset, u8 *to, u32 len)
{
	const struct vgapt_rom_mmio *mmio = ctx;

	memcpy_fromio(to, mmio->at + offset, len);
	return vgapt_rom_gone(mmio->pdev, to, len);
}

/**
 * vgapt_rom_gather_io - the same, out of memory-mapped space
 * @buf:   where to
 * @pdev:  the function whose memory it is, or NULL
 * @rom:   the ROM
 * @limit: bytes mapped there
 *
 * In doublewords, on x86: the widest access that every card supports (PCI Local
 * Bus Specification 3.0, 3.8: 64-bit transfers are optional).
 *
 * Return: as vgapt_rom_gather(); -ENXIO if the function has died.
 */
int vgapt_rom_gather_io(struct vgapt_rom_buf *buf, struct pci_dev *pdev,
			void __iomem *rom, u32 limit)
{
	struct vgapt_rom_mmio mmio = { .pdev = pdev, .at = rom };

	return vgapt_rom_gather(buf, limit, vgapt_rom_fetch_io, &mmio);
}

static int vgapt_rom_fetch_io32(void *ctx, u32 offset, u8 *to, u32 len)
{
	const struct vgapt_rom_mmio *mmio = ctx;

	__ioread32_copy(to, mmio->at + offset, len / 4);
	return vgapt_rom_gone(mmio->pdev, to, len);
}

/**
 * vgapt_rom_gather_io32 - the same, in nothing but aligned doublewords
 * @buf:   where to
 * @pdev:  the function whose memory it is
 * @regs:  registers behind which the ROM is seen
 * @limit: bytes mapped there, a multiple of 4
 *
 * Return: as vgapt_rom_gather(); -ENXIO if the function has died.
 */
int vgapt_rom_gather_io32(struct vgapt_rom_buf *buf, struct pci_dev *pdev,
			  void __iomem *regs, u32 limit)
{
	struct vgapt_rom_mmio mmio = { .pdev = pdev, .at = regs };

	return vgapt_rom_gather(buf, limit, vgapt_rom_fetch_io32, &mmio);
}
