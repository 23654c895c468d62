// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/vfct.c: AMD's ACPI table, good and broken.  Every table is in a block that
 * ends where it does, so that the address sanitizer sees a byte too many.
 */
#include "pure/rom/vfct.h"
#include "unit.h"

#define FIRST	0x4cU
#define HEADER	28U

struct image {
	u32 bus, device, function;
	u16 vendor, dev, subvendor, subdevice;
	u32 length;	/* as claimed */
	u32 bytes;	/* that are there */
};

static const struct vgapt_sbdf place = { 0, 3, 0 };
static const struct vgapt_rom_ids ids = { 0x1002, 0x67df, 0x1043, 0x04fb,
					  0x30000 };

#define HIT(b, d, f, len) \
	{ b, d, f, 0x1002, 0x67df, 0x1043, 0x04fb, len, len }

static void put16(u8 *p, u32 v)
{
	p[0] = v;
	p[1] = v >> 8;
}

static void put32(u8 *p, u32 v)
{
	put16(p, v);
	put16(p + 2, v >> 16);
}

static u8 *table(const struct image *images, size_t count, u32 tail, u32 *size)
{
	u32 at = FIRST;
	size_t i;
	u8 *t;

	*size = FIRST + tail;
	for (i = 0; i < count; i++)
		*size += HEADER + images[i].bytes;
	t = calloc(1, *size);
	assert_non_null(t);
	memcpy(t, "VFCT", 4);
	put32(t + 4, *size);
	put32(t + 0x34, FIRST);
	for (i = 0; i < count; i++) {
		u8 *p = t + at;

		put32(p, images[i].bus);
		put32(p + 4, images[i].device);
		put32(p + 8, images[i].function);
		put16(p + 12, images[i].vendor);
		put16(p + 14, images[i].dev);
		put16(p + 16, images[i].subvendor);
		put16(p + 18, images[i].subdevice);
		put32(p + 24, images[i].length);
		memset(p + HEADER, 0xa0 + i, images[i].bytes);
		at += HEADER + images[i].bytes;
	}
	return t;
}

/* Index of the image that is found, or a negative error. */
static int find(const struct image *images, size_t count, u32 tail, u8 bus,
		u8 devfn)
{
	struct vgapt_vfct_image found = { 0xdead, 0xdead };
	const struct vgapt_sbdf at = { 0, bus, devfn };
	u32 size;
	u8 *t = table(images, count, tail, &size);
	int rc;

	rc = vgapt_vfct_find(t, size, &ids, &at, &found);
	if (!rc) {
		assert_true(found.length && found.offset <= size && found.length <= size - found.offset);
		rc = t[found.offset] - 0xa0;
		assert_int_equal(found.length, images[rc].length);
		assert_int_equal(t[found.offset + found.length - 1], t[found.offset]);
	}
	free(t);
	return rc;
}

static void found(void **state)
{
	static const struct image one[] = { HIT(3, 0, 0, 512) };
	static const struct image twins[] = {
		{ 0, 2, 0, 0x8086, 0x1234, 1, 1, 100, 100 },
		HIT(1, 0, 0, 600), HIT(3, 0, 1, 700), HIT(3, 2, 1, 800),
	};

	(void)state;
	assert_int_equal(find(one, 1, 0, 3, 0), 0);
	/* the bus has another number since */
	assert_int_equal(find(one, 1, 0, 9, 0), 0);
	/* padding behind, too short for a header, and long enough */
	assert_int_equal(find(one, 1, 5, 3, 0), 0);
	assert_int_equal(find(one, 1, 60, 3, 0), 0);
	/* of several: the one in this place, else the first */
	assert_int_equal(find(twins, 4, 0, 3, 0x11), 3);
	assert_int_equal(find(twins, 4, 0, 3, 0x01), 2);
	assert_int_equal(find(twins, 4, 0, 1, 0x00), 1);
	assert_int_equal(find(twins, 4, 0, 7, 0x00), 1);
}

static void none(void **state)
{
	static const struct image others[] = {
		{ 3, 0, 0, 0x1003, 0x67df, 0x1043, 0x04fb, 9, 9 },
		{ 3, 0, 0, 0x1002, 0x67de, 0x1043, 0x04fb, 9, 9 },
		{ 3, 0, 0, 0x1002, 0x67df, 0x1042, 0x04fb, 9, 9 },
		{ 3, 0, 0, 0x1002, 0x67df, 0x1043, 0x04fa, 9, 9 },
		{ 3, 0, 0, 0x1002, 0x67df, 0x1043, 0x04fb, 0, 0 },
	};

	(void)state;
	assert_int_equal(find(others, 5, 0, 3, 0), -ENODATA);
	assert_int_equal(find(NULL, 0, 0, 3, 0), -ENODATA);
	assert_int_equal(find(NULL, 0, 200, 3, 0), -ENODATA);
}

static void malformed(void **state)
{
	static const struct image truncated[] = {
		{ 0, 2, 0, 0x8086, 1, 1, 1, 4, 4 },
		{ 3, 0, 0, 0x1002, 0x67df, 0x1043, 0x04fb, 100, 99 },
	};
	static const struct image huge[] = {
		{ 3, 0, 0, 0x1002, 0x67df, 0x1043, 0x04fb, 0xffffffff, 99 },
	};
	static const struct image after[] = {
		HIT(1, 0, 0, 20),
		{ 3, 0, 0, 0x1002, 0x67df, 0x1043, 0x04fb, 0xffffffe0, 99 },
	};
	struct vgapt_vfct_image found;
	u32 size, first;
	u8 *t;

	(void)state;
	assert_int_equal(find(truncated, 2, 0, 3, 0), -EBADMSG);
	assert_int_equal(find(huge, 1, 0, 3, 0), -EBADMSG);
	/* what was good before it counts */
	assert_int_equal(find(after, 2, 0, 3, 0), 0);
	for (size = 0; size < FIRST; size++) {
		t = calloc(1, size ? size : 1);
		assert_int_equal(vgapt_vfct_find(t, size, &ids, &place, &found),
				 -EBADMSG);
		free(t);
	}
	for (first = 0; first < 3 * FIRST; first++) {
		t = table(after, 1, 0, &size);
		put32(t + 0x34, first);
		/* no crash; below the header, or beyond the end, is malformed */
		if (first < FIRST || first > size)
			assert_int_equal(vgapt_vfct_find(t, size, &ids, &place, &found),
					 -EBADMSG);
		else
			vgapt_vfct_find(t, size, &ids, &place, &found);
		free(t);
	}
	t = table(after, 1, 0, &size);
	put32(t + 0x34, 0xfffffff0);
	assert_int_equal(vgapt_vfct_find(t, size, &ids, &place, &found),
			 -EBADMSG);
	free(t);
}

/* Any bytes at all: what is found lies inside. */
static void noise(void **state)
{
	struct vgapt_vfct_image found;
	u32 size, i, n;
	unsigned int seed = 20261125;
	u8 *t;

	(void)state;
	for (n = 0; n < 20000; n++) {
		static const struct image base[] = {
			HIT(1, 0, 0, 20), HIT(3, 0, 0, 30),
		};

		t = table(base, 2, n % 40, &size);
		for (i = 0; i < 1 + n % 4; i++)
			t[0x34 + rand_r(&seed) % (size - 0x34)] =
				rand_r(&seed);
		if (!vgapt_vfct_find(t, size, &ids, &place, &found))
			assert_true(found.length && found.offset <= size &&
				    found.length <= size - found.offset);
		free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found),
		cmocka_unit_test(none),
		cmocka_unit_test(malformed),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests_name("vfct", tests, NULL, NULL);
}
