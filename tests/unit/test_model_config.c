// SPDX-License-Identifier: GPL-2.0-only
/*
 * config_rules.c: what may be written, and that nothing else may.
 */
#include "pure/model/config_rules.h"
#include "unit.h"

static u8 space[4096];

static u32 read_space(void *data, u32 at)
{
	(void)data;
	check(at <= sizeof(space) - 4 && !(at & 3), "a read at %#x", at);
	return vgapt_le32(space + at);
}

static void put16(u32 at, u16 val)
{
	space[at] = val;
	space[at + 1] = val >> 8;
}

static void put32(u32 at, u32 val)
{
	put16(at, val);
	put16(at + 2, val >> 16);
}

/* A card: PM at 50h, MSI at 60h, PCI Express at 70h, vendor's at B0h with 14h bytes, MSI-X at D0h, VPD at E0h. */
static struct vgapt_config_caps card(u32 size)
{
	struct vgapt_config_caps caps;

	memset(space, 0, sizeof(space));
	put32(0x00, 0x67df1002);
	put32(0x04, 0x00100407);
	put32(0x08, 0x030000c7);
	put32(0x10, 0xe000000c);
	put32(0x30, 0xf7e00000);
	put32(0x34, 0x50);
	put32(0x3c, 0x0000010b);
	put32(0x50, 0x00036001);
	put32(0x60, 0x00817005);
	put32(0x70, 0x0002b010);
	put16(0x78, 0x2930);
	put16(0x80, 0x0043);
	put32(0xb0, 0x0014d009);
	put32(0xd0, 0x0003e011);
	put32(0xe0, 0x00000003);
	put32(0x100, 0x1500000b);	/* the vendor's, 10h bytes */
	put32(0x104, 0x01010001);
	put32(0x150, 0x27020001);	/* AER */
	put32(0x270, 0x00010019);
	assert_int_equal(vgapt_config_learn(&caps, read_space, NULL, size), 0);
	return caps;
}

/* Bits that can be written at all: alone, where all are 0 or all are 1 before. */
static u32 writable(const struct vgapt_config_caps *caps, u32 at, u32 length, u32 old)
{
	u32 bit, out, mask = 0;

	for (bit = 0; bit < 8 * length; bit++)
		if (vgapt_config_write(caps, at, length, old, old ^ 1U << bit, &out) == 1)
			mask |= 1U << bit;
	return mask;
}

static void nothing_but_this(void **state)
{
	static const struct {
		u32 at, up, down;	/* what may become 1, and 0 */
	} words[] = {
		{ 0x04, 0x041f, 0x041f },
		{ 0x06, 0xf900, 0x0000 },
		{ 0x0c, 0xffff, 0xffff },
		{ 0x54, 0x8000, 0x0003 },
		{ 0x78, 0x7810, 0x7810 },
		{ 0x7a, 0x000f, 0x0000 },
		{ 0x80, 0x0000, 0x0003 },
		{ 0x98, 0x031f, 0x031f },
		{ 0xe2, 0x7fff, 0xffff },
	};
	struct vgapt_config_caps caps = card(4096);
	u32 at, i;

	(void)state;
	for (at = 0; at < 4096; at += 2) {
		u32 up = 0, down = 0;

		for (i = 0; i < ARRAY_SIZE(words); i++) {
			if (words[i].at != at)
				continue;
			up = words[i].up;
			down = words[i].down;
		}
		if (at >= 0xb4 && at < 0xc4)
			up = down = 0xffff;
		if (at == 0xb2)
			up = down = 0xff00;
		if (at >= 0x108 && at < 0x110)
			up = down = 0xffff;
		check(writable(&caps, at, 2, 0) == up, "%#x: up %#x, not %#x", at,
		      writable(&caps, at, 2, 0), up);
		/* Where 1 clears, there is always something to write. */
		if (at == 0x06 || at == 0x7a)
			continue;
		check((writable(&caps, at, 2, 0xffff) & ~(at == 0x54 ? up : 0)) == down,
		      "%#x: down %#x, not %#x", at, writable(&caps, at, 2, 0xffff), down);
	}
}

static void what_is_written(void **state)
{
	static const struct {
		u32 at, length, old, val;
		int rc;
		u32 out;
	} cases[] = {
		/* decoding on; status cleared by nothing */
		{ 0x04, 4, 0xa0100400, 0x00100407, 1, 0x00100407 },
		{ 0x04, 4, 0xa0100400, 0xa0100407, 1, 0xa0100407 },
		/* read-only bits of the status register may be anything */
		{ 0x06, 2, 0x0010, 0x0000, 0, 0x0010 },
		{ 0x06, 2, 0x2010, 0x2000, 1, 0x2010 },
		{ 0x04, 1, 0x00, 0x07, 1, 0x07 },
		{ 0x05, 1, 0x00, 0x04, 1, 0x04 },
		{ 0x05, 1, 0x00, 0x01, -EPERM, 0 },
		/* SERR is on, and stays on */
		{ 0x04, 2, 0x0107, 0x0507, 1, 0x0507 },
		{ 0x04, 2, 0x0107, 0x0007, -EPERM, 0 },
		/* power: awake, yes; asleep, no */
		{ 0x54, 2, 0x0003, 0x0000, 1, 0x0000 },
		{ 0x54, 2, 0x0000, 0x0003, -EPERM, 0 },
		{ 0x54, 2, 0x0001, 0x0002, -EPERM, 0 },
		{ 0x54, 2, 0x8008, 0x0008, 1, 0x0008 },
		{ 0x54, 2, 0x8008, 0x8008, 1, 0x8008 },
		{ 0x54, 2, 0x0000, 0x0100, -EPERM, 0 },
		/* FLR */
		{ 0x78, 2, 0x2930, 0xa930, -EPERM, 0 },
		{ 0x78, 4, 0x00002930, 0xfff05930, 1, 0x00005930 },
		/* the same value is no change */
		{ 0x10, 4, 0xe000000c, 0xe000000c, 0, 0xe000000c },
		{ 0x10, 4, 0xe000000c, 0xffffffff, -EPERM, 0 },
		{ 0x30, 4, 0xf7e00000, 0xf7e00001, -EPERM, 0 },
		{ 0x3c, 1, 0x0b, 0x0c, -EPERM, 0 },
		{ 0x62, 2, 0x0080, 0x0081, -EPERM, 0 },
		{ 0xd2, 2, 0x0003, 0x8003, -EPERM, 0 },
		{ 0xb2, 2, 0x0014, 0x1214, 1, 0x1214 },
	};
	struct vgapt_config_caps caps = card(256);
	size_t i;
	u32 out;
	int rc;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		rc = vgapt_config_write(&caps, cases[i].at, cases[i].length, cases[i].old,
					cases[i].val, &out);
		check(rc == cases[i].rc && (rc < 0 || out == cases[i].out), "case %zu: %d, %#x", i, rc,
		      out);
	}
}

static void bridges_have_nothing(void **state)
{
	struct vgapt_config_caps caps;
	u32 at;

	(void)state;
	card(4096);
	put32(0x0c, 0x00010000);
	assert_int_equal(vgapt_config_learn(&caps, read_space, NULL, 4096), 0);
	for (at = 0; at < 4096; at += 4)
		assert_int_equal(writable(&caps, at, 4, 0) | writable(&caps, at, 4, ~0U), 0);
	/* A function of several is none. */
	put32(0x0c, 0x00800000);
	assert_int_equal(vgapt_config_learn(&caps, read_space, NULL, 4096), 0);
	assert_int_equal(writable(&caps, 4, 2, 0), 0x041f);
}

static void one_that_does_not_answer(void **state)
{
	struct vgapt_config_caps caps;

	(void)state;
	memset(space, 0xff, sizeof(space));
	assert_int_equal(vgapt_config_learn(&caps, read_space, NULL, 4096), -EIO);
	assert_false(caps.known);
	memset(space, 0, sizeof(space));
	assert_int_equal(vgapt_config_learn(&caps, read_space, NULL, 256), -EIO);
}

/* Lists that lead in circles, outside, or into each other. */
static void odd_lists(void **state)
{
	struct vgapt_config_caps caps;
	u32 rng = 1, n, at;

	(void)state;
	card(256);
	put32(0xb0, 0x00ffb009);	/* itself, and too long */
	assert_int_equal(vgapt_config_learn(&caps, read_space, NULL, 256), 0);
	assert_int_equal(writable(&caps, 0xfc, 4, 0), ~0U);
	card(256);
	put32(0xb0, 0x00ffd009);	/* it says that MSI-X is a part of it */
	assert_int_equal(vgapt_config_learn(&caps, read_space, NULL, 256), 0);
	assert_int_equal(writable(&caps, 0xcc, 4, 0), ~0U);
	assert_int_equal(writable(&caps, 0xd0, 4, 0), 0);
	for (n = 0; n < 3000; n++) {
		for (at = 0; at < sizeof(space); at++) {
			rng = rng * 1664525 + 1013904223;
			space[at] = rng >> 24;
		}
		space[0x0e] = 0;
		if (vgapt_config_learn(&caps, read_space, NULL, 4096))
			continue;
		assert_true(caps.num <= VGAPT_CONFIG_CAPS);
		for (at = 0; at < caps.num; at++)
			assert_true(caps.cap[at].at + caps.cap[at].length <= 4096);
		/* whatever the lists say */
		assert_int_equal(writable(&caps, 0x10, 4, 0) | writable(&caps, 0x30, 4, 0), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_but_this),
		cmocka_unit_test(what_is_written),
		cmocka_unit_test(bridges_have_nothing),
		cmocka_unit_test(one_that_does_not_answer),
		cmocka_unit_test(odd_lists),
	};

	return cmocka_run_group_tests_name("model_config", tests, NULL, NULL);
}
