// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/container.c: a flash that does not begin with its ROM, read piece by piece
 * as the module reads it.
 *
 * The containers are made as NVIDIA's open kernel modules describe them
 * (kernel_gsp_vbios_tu102.c): what a real one has in its tables is of no matter here.
 */
#include "pure/rom/container.h"
#include "pure/rom/image.h"
#include "unit.h"
#include "rom_maker.h"

#define FLASH	(512U * UNIT)
#define FIRST	12U	/* the container's header */

static u8 flash[FLASH];

static const struct want chain[] = {
	{ 3, 0x1c, 0x10de, 0x1e84, 0x00, false },
	{ 2, 0x1c, 0x10de, 0x1e84, 0x03, true },
};

/* A container of a version, whose ROM is at @at. */
static void put_container(u32 version, u32 at)
{
	memset(flash, 0xff, sizeof(flash));
	memcpy(flash, "NVGI", 4);
	put16(flash + 4, version << 8);
	put16(flash + 6, 0x8000 | 0x20);
	put32(flash + 8, 0xfff00000 | 0x40);
	put32(flash + 0x24, at);
	put32(flash + 0x40, 0x5000);
	memcpy(flash + 0x6000, "RFRD", 4);
	put32(flash + 0x6008, at);
	put_chain(flash + at, chain, ARRAY_SIZE(chain));
}

static int locate(u32 avail, u32 limit, u32 *start, u32 *length)
{
	u8 *block, *buf = exact(flash, avail, &block);
	int rc;

	rc = vgapt_rom_locate(buf, avail, limit, start, length);
	free(block);
	return rc;
}

/* As much as it asks for, until there is an answer; returns what was read, too. */
static int by_asking(u32 limit, u32 *start, u32 *length, u32 *read)
{
	u32 avail = 0;

	for (;;) {
		int rc = locate(avail, limit, start, length);

		*read = avail;
		if (rc <= 0)
			return rc;
		check((u32)rc > avail && (u32)rc <= limit,
		      "has %u of %u bytes and asks for %d", avail, limit, rc);
		avail = rc;
	}
}

static void finds(u32 limit, u32 at, u32 most)
{
	u32 start = 0xdead, length = 0xdead, read;

	assert_int_equal(locate(limit, limit, &start, &length), 0);
	assert_int_equal(start, at);
	assert_int_equal(length, 5 * UNIT);
	start = 0xdead;
	length = 0xdead;
	assert_int_equal(by_asking(limit, &start, &length, &read), 0);
	assert_int_equal(start, at);
	assert_int_equal(length, 5 * UNIT);
	check(read <= most, "read %u bytes, not %u", read, most);
}

static void fails(u32 limit, int expected)
{
	u32 start = 0xdead, length = 0xdead, read;

	assert_int_equal(locate(limit, limit, &start, &length), expected);
	assert_int_equal(by_asking(limit, &start, &length, &read), expected);
	assert_int_equal(start, 0xdead);
	assert_int_equal(length, 0xdead);
}

static void without_one(void **state)
{
	u32 limit;

	(void)state;
	memset(flash, 0xff, sizeof(flash));
	put_chain(flash, chain, ARRAY_SIZE(chain));
	finds(FLASH, 0, 5 * UNIT);
	finds(5 * UNIT, 0, 5 * UNIT);
	/* as vgapt_rom_measure() has it: here no other container is looked for */
	memcpy(flash, "NVGX", 4);
	fails(FLASH, -ENODATA);
	memset(flash, 0xff, sizeof(flash));
	fails(FLASH, -ENODATA);
	for (limit = 0; limit < FIRST; limit++)
		fails(limit, -ENODATA);
	flash[0] = 0x55;
	flash[1] = 0xaa;
	memset(flash + 2, 0, 62);
	fails(FLASH, -EBADMSG);
}

/* No more of the flash is read than it takes. */
static void of_each_version(void **state)
{
	static const u32 places[] = { 0x80, 0x404, 0x9400, 0x20000 };
	u32 version;
	size_t i;

	(void)state;
	for (version = 1; version <= 3; version++) {
		for (i = 0; i < ARRAY_SIZE(places); i++) {
			u32 at = places[i], most = at + 5 * UNIT;

			put_container(version, at);
			if (version == 3 && most < 0x600c)
				most = 0x600c;
			finds(FLASH, at, most);
		}
	}
}

/* It does not say where, or not what is true: the first good image. */
static void that_does_not_tell(void **state)
{
	static const u32 nowhere[] = { 0, 4, 0x9404, FLASH - 1, FLASH,
				       0x7fffffff, 0xffffffff };
	u32 version;
	size_t i;

	(void)state;
	for (version = 0; version < 6; version++) {
		put_container(version, 0x9400);
		for (i = 0; i < ARRAY_SIZE(nowhere); i++) {
			put32(flash + 0x24, nowhere[i]);
			put32(flash + 0x6008, nowhere[i]);
			finds(FLASH, 0x9400, FLASH);
		}
		/* the directory is elsewhere, or none */
		put32(flash + 0x40, nowhere[version]);
		finds(FLASH, 0x9400, FLASH);
		put32(flash + 8, 0xfffff);
		put16(flash + 6, 0x7fff);
		finds(FLASH, 0x9400, FLASH);
		/* nothing in it that is a ROM */
		flash[0x9400] = 0;
		flash[0x9400 + 3 * UNIT] = 0;
		fails(FLASH, -EBADMSG);
	}
}

/* What is there is broken: no other is looked for, so that the fault can be told. */
static void with_a_broken_rom(void **state)
{
	u32 start, length, read;

	(void)state;
	put_container(1, 0x404);
	put_chain(flash + 0x4000, chain, ARRAY_SIZE(chain));
	put16(flash + 0x404 + 0x1c + 0x10, 0);
	fails(FLASH, -EBADMSG);
	assert_int_equal(by_asking(FLASH, &start, &length, &read), -EBADMSG);
	check(read < 0x404 + UNIT, "read %u bytes", read);
}

static void cut_short(void **state)
{
	u32 limit;

	(void)state;
	put_container(1, 0x404);
	for (limit = FIRST; limit < 0x404 + 5 * UNIT; limit += 3) {
		u32 start, length, read;
		int rc = by_asking(limit, &start, &length, &read);

		/* between: its signature, and not even a header */
		if (limit >= 0x406 && limit < 0x404 + 0x1a)
			assert_int_equal(rc, -ENODATA);
		else if (limit < 0x404 + 3 * UNIT)
			assert_int_equal(rc, -EBADMSG);
		else
			assert_int_equal(rc, 0);
		if (!rc)
			assert_int_equal(length, 3 * UNIT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_one),
		cmocka_unit_test(of_each_version),
		cmocka_unit_test(that_does_not_tell),
		cmocka_unit_test(with_a_broken_rom),
		cmocka_unit_test(cut_short),
	};

	return cmocka_run_group_tests_name("rom_container", tests, NULL, NULL);
}
