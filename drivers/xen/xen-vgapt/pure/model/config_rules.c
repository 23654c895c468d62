// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which bits of configuration space a device model may write.
 *
 * It may be its guest's creature, and can hurt that guest in many ways.  What could
 * hurt anybody else is not in the table: where the function decodes (BARs, ROM), what
 * it sends to processors (MSI, MSI-X), what it reports to the host (SERR, errors,
 * PME), what the host has agreed with the link's other end (payload size, ASPM, link
 * speed), whether it is there (FLR, D3: the capability has RESET).  What is not in the
 * table is not to be changed.
 *
 * Everything may be read.
 */
#include "pure/model/config_rules.h"

/* Where a line of the table counts from. */
enum vgapt_config_place {
	VGAPT_IN_HEADER,
	VGAPT_IN_CAP,
	VGAPT_IN_EXT_CAP,
};

/**
 * struct vgapt_config_line - a register
 * @place: what @at counts from
 * @id:    of the capability
 * @at:    its first byte
 * @bytes: its size
 * @pass:  bits that are written as they come
 * @down:  bits that may become 0, but not 1
 * @clear: bits that are cleared by writing 1, and may be
 * @none:  bits that take no notice: they may be written, and are not
 */
struct vgapt_config_line {
	enum vgapt_config_place place;
	u16 id;
	u8 at;
	u8 bytes;
	u32 pass;
	u32 down;
	u32 clear;
	u32 none;
};

/* PCI Local Bus 3.0, appendix H, and PCI Express Base 6.0, 7.9: capability ids. */
#define VGAPT_CAP_PM		0x01
#define VGAPT_CAP_VPD		0x03
#define VGAPT_CAP_VENDOR	0x09
#define VGAPT_CAP_EXPRESS	0x10
#define VGAPT_EXT_CAP_VENDOR	0x0b

static const struct vgapt_config_line vgapt_config_table[] = {
	/*
	 * PCI Express Base 6.0, 7.5.1.1.3, Command: I/O, memory, bus master, special
	 * cycles, memory write and invalidate, INTx off.  Not parity and SERR: host's.
	 */
	{ VGAPT_IN_HEADER, 0, 0x04, 2, .pass = 0x041f },
	/* 7.5.1.1.4, Status: errors that were noticed, and what is read-only. */
	{ VGAPT_IN_HEADER, 0, 0x06, 2, .clear = 0xf900, .none = 0x06ff },
	/* 7.5.1.1.7 and .8, Cache Line Size, Latency Timer: PCI Express has no use for them. */
	{ VGAPT_IN_HEADER, 0, 0x0c, 2, .pass = 0xffff },
	/* PCI Power Management 1.2, 3.2.4: D0 only; that a wake-up was noticed. */
	{ VGAPT_IN_CAP, VGAPT_CAP_PM, 0x04, 2, .down = 0x0003, .clear = 0x8000 },
	/* PCI Local Bus 3.0, appendix I: where to read; the flag set would write. */
	{ VGAPT_IN_CAP, VGAPT_CAP_VPD, 0x02, 2, .pass = 0x7fff, .down = 0x8000 },
	/*
	 * PCI Express Base 6.0, 7.5.3.4, Device Control: relaxed ordering, no snoop,
	 * read request size.  Not FLR, payload size, nor errors' reporting.
	 */
	{ VGAPT_IN_CAP, VGAPT_CAP_EXPRESS, 0x08, 2, .pass = 0x7810 },
	/* 7.5.3.5, Device Status: errors that were noticed. */
	{ VGAPT_IN_CAP, VGAPT_CAP_EXPRESS, 0x0a, 2, .clear = 0x000f, .none = 0xfff0 },
	/* 7.5.3.7, Link Control: ASPM off; on it has to be at both ends. */
	{ VGAPT_IN_CAP, VGAPT_CAP_EXPRESS, 0x10, 2, .down = 0x0003 },
	/* 7.5.3.8, Link Status: an end point's has nothing to clear. */
	{ VGAPT_IN_CAP, VGAPT_CAP_EXPRESS, 0x12, 2, .none = 0xffff },
	/* 7.5.3.16, Device Control 2: how long it waits for what it reads, ID-based ordering. */
	{ VGAPT_IN_CAP, VGAPT_CAP_EXPRESS, 0x28, 2, .pass = 0x031f },
	/* 7.5.3.17, Device Status 2: reserved. */
	{ VGAPT_IN_CAP, VGAPT_CAP_EXPRESS, 0x2a, 2, .none = 0xffff },
};

/* 7.9.4, and PCI Local Bus 3.0, appendix H: bytes before the vendor's own. */
#define VGAPT_VENDOR_HEAD	3
#define VGAPT_EXT_VENDOR_HEAD	8

/* What of one byte may be written. */
struct vgapt_config_byte {
	u8 pass;
	u8 down;
	u8 clear;
	u8 none;
};

static bool vgapt_config_vendor(const struct vgapt_config_caps *caps, u32 at)
{
	u32 i;

	for (i = 0; i < caps->num; i++) {
		const struct vgapt_config_cap *cap = &caps->cap[i];
		u32 head = cap->ext ? VGAPT_EXT_VENDOR_HEAD : VGAPT_VENDOR_HEAD;

		if (cap->id == (cap->ext ? VGAPT_EXT_CAP_VENDOR : VGAPT_CAP_VENDOR) &&
		    at >= cap->at + head && at < (u32)cap->at + cap->length)
			return true;
	}
	return false;
}

/* Does a line of the table mean that byte?  Then, by how many bits its masks are shifted. */
static bool vgapt_config_line_at(const struct vgapt_config_caps *caps,
				 const struct vgapt_config_line *line, u32 at, u32 *shift)
{
	u32 i, from;

	for (i = 0; i < (line->place == VGAPT_IN_HEADER ? 1 : caps->num); i++) {
		from = line->at;
		if (line->place != VGAPT_IN_HEADER) {
			bool ext = line->place == VGAPT_IN_EXT_CAP;

			if (caps->cap[i].id != line->id || caps->cap[i].ext != ext)
				continue;
			from += caps->cap[i].at;
		}
		if (at < from || at >= from + line->bytes)
			continue;
		*shift = 8 * (at - from);
		return true;
	}
	return false;
}

static struct vgapt_config_byte vgapt_config_rule(const struct vgapt_config_caps *caps, u32 at)
{
	struct vgapt_config_byte rule = { 0 };
	u32 shift;
	size_t i;

	if (!caps->normal)
		return rule;
	for (i = 0; i < ARRAY_SIZE(vgapt_config_table); i++) {
		const struct vgapt_config_line *line = &vgapt_config_table[i];

		if (!vgapt_config_line_at(caps, line, at, &shift))
			continue;
		rule.pass = line->pass >> shift;
		rule.down = line->down >> shift;
		rule.clear = line->clear >> shift;
		rule.none = line->none >> shift;
		return rule;
	}
	if (vgapt_config_vendor(caps, at))
		rule.pass = 0xff;
	return rule;
}

/**
 * vgapt_config_write - what comes of a write
 * @caps:   what the function has
 * @at:     first byte; at a multiple of @length
 * @length: 1, 2 or 4
 * @old:    what is there
 * @val:    what is to be written
 * @out:    result: what is written instead
 *
 * Bits that are cleared by writing 1, and are not to be, are 0 in @out.
 *
 * Return: 1 if @out is to be written; 0 if there is nothing to write; -EPERM if a bit
 * would change that must not.
 */
int vgapt_config_write(const struct vgapt_config_caps *caps, u32 at, u32 length, u32 old, u32 val,
		       u32 *out)
{
	bool any = false;
	u32 i;

	*out = 0;
	for (i = 0; i < length; i++) {
		struct vgapt_config_byte rule = vgapt_config_rule(caps, at + i);
		u8 was = old >> 8 * i, now = val >> 8 * i, differ = was ^ now, byte;

		/* Up where only down is allowed. */
		if (differ & now & rule.down)
			return -EPERM;
		if (differ & ~(rule.pass | rule.down | rule.clear | rule.none))
			return -EPERM;
		byte = (was & ~rule.clear) & ~(rule.pass | rule.down);
		byte |= now & (rule.pass | rule.down | rule.clear);
		any |= rule.pass || rule.down || (now & rule.clear);
		*out |= (u32)byte << 8 * i;
	}
	return any;
}

static void vgapt_config_found(struct vgapt_config_caps *caps, u32 at, u32 length, u16 id, bool ext)
{
	if (caps->num == VGAPT_CONFIG_CAPS)
		return;
	caps->cap[caps->num++] = (struct vgapt_config_cap) {
		.at = at,
		.length = length,
		.id = id,
		.ext = ext,
	};
}

/* PCI Express Base 6.0, 7.5.1.1.11 and 7.6.2: lists of dwords, with a limit for circles. */
static void vgapt_config_walk(struct vgapt_config_caps *caps, u32 (*read)(void *data, u32 at),
			      void *data)
{
	u32 at = read(data, 0x34) & 0xfc, head, left = 48;

	for (; at >= 0x40 && left--; at = head >> 8 & 0xfc) {
		head = read(data, at);
		if (head == ~0U)
			return;
		/* Byte 2 of a vendor-specific one is its length. */
		vgapt_config_found(caps, at, head >> 16 & 0xff, head & 0xff, false);
	}
}

static void vgapt_config_walk_ext(struct vgapt_config_caps *caps, u32 (*read)(void *data, u32 at),
				  void *data)
{
	u32 at = VGAPT_CONFIG_SIZE, head, length, left = VGAPT_CONFIG_CAPS;

	for (; at >= VGAPT_CONFIG_SIZE && at < VGAPT_CONFIG_EXT_SIZE && left--;
	     at = head >> 20 & 0xffc) {
		head = read(data, at);
		if (!head || head == ~0U)
			return;
		length = 0;
		/* 7.9.5: id, revision and length. */
		if ((head & 0xffff) == VGAPT_EXT_CAP_VENDOR && at + 4 < VGAPT_CONFIG_EXT_SIZE)
			length = read(data, at + 4) >> 20;
		vgapt_config_found(caps, at, length, head & 0xffff, true);
	}
}

/* A vendor's own bytes end where the next capability begins, whatever it says. */
static void vgapt_config_bound(struct vgapt_config_caps *caps)
{
	u32 i, j;

	for (i = 0; i < caps->num; i++) {
		struct vgapt_config_cap *cap = &caps->cap[i];
		u32 end = cap->ext ? VGAPT_CONFIG_EXT_SIZE : VGAPT_CONFIG_SIZE;

		for (j = 0; j < caps->num; j++)
			if (caps->cap[j].at > cap->at && caps->cap[j].at < end)
				end = caps->cap[j].at;
		if (cap->length > end - cap->at)
			cap->length = end - cap->at;
	}
}

/**
 * vgapt_config_learn - find out what a function has
 * @caps: result
 * @read: reads a dword of it
 * @data: for @read
 * @size: of its configuration space: 256 or 4096
 *
 * Return: 0; -EIO if it does not answer.
 */
int vgapt_config_learn(struct vgapt_config_caps *caps, u32 (*read)(void *data, u32 at),
		       void *data, u32 size)
{
	u32 head = read(data, 0), type;

	memset(caps, 0, sizeof(*caps));
	if (head == ~0U || !head)
		return -EIO;
	type = read(data, 0x0c);
	caps->normal = !(type >> 16 & 0x7f);
	/* 7.5.1.1.4, Status: Capabilities List */
	if (caps->normal && (read(data, 0x04) >> 16 & 0x10))
		vgapt_config_walk(caps, read, data);
	if (caps->normal && size > VGAPT_CONFIG_SIZE)
		vgapt_config_walk_ext(caps, read, data);
	vgapt_config_bound(caps);
	caps->known = true;
	return 0;
}
