// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/vfct.c: AMD's ACPI table, good and broken.  Every table is in a block that
 * ends where it does, so that the address sanitizer sees a byte too many.
 *
 * What real tables are like (141 of them, 147 images, collected from public dumps):
 * subsystem ids are 0:0 in every image's header, 140 end in an image of length zero,
 * 6 have two images.
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

/* As firmware writes it: without subsystem ids. */
#define HIT(b, d, f, len) \
	{ b, d, f, 0x1002, 0x67df, 0, 0, len, len }
/* And as it might. */
#define BOARD(b, d, f, sub, len) \
	{ b, d, f, 0x1002, 0x67df, 0x1043, sub, len, len }
#define END	{ 0, 0, 0, 0, 0, 0, 0, 0, 0 }

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
static int find_at(const struct image *images, size_t count, u32 tail,
		   const struct vgapt_sbdf *at, bool alone, bool *moved)
{
	struct vgapt_vfct_image found = { 0xdead, 0xdead, false };
	u32 size;
	u8 *t = table(images, count, tail, &size);
	int rc;

	rc = vgapt_vfct_find(t, size, &ids, at, alone, &found);
	if (!rc) {
		assert_true(found.length && found.offset <= size && found.length <= size - found.offset);
		rc = t[found.offset] - 0xa0;
		assert_int_equal(found.length, images[rc].length);
		assert_int_equal(t[found.offset + found.length - 1], t[found.offset]);
		*moved = found.moved;
	} else {
		assert_int_equal(found.offset, 0xdead);
		assert_int_equal(found.length, 0xdead);
	}
	free(t);
	return rc;
}

/* In its place, whether or not there are others of its ids. */
static int find(const struct image *images, size_t count, u32 tail, u8 bus,
		u8 devfn)
{
	const struct vgapt_sbdf at = { 0, bus, devfn };
	bool moved = true;
	int rc;

	rc = find_at(images, count, tail, &at, false, &moved);
	assert_true(rc < 0 || !moved);
	assert_int_equal(find_at(images, count, tail, &at, true, &moved), rc);
	return rc;
}

/* On another bus: only for a function that is the only one of its ids. */
static int find_moved(const struct image *images, size_t count, u32 tail,
		      u8 bus, u8 devfn)
{
	const struct vgapt_sbdf at = { 0, bus, devfn };
	bool moved = false;
	int rc;

	assert_int_equal(find_at(images, count, tail, &at, false, &moved),
			 -ENODATA);
	rc = find_at(images, count, tail, &at, true, &moved);
	assert_true(rc < 0 || moved);
	return rc;
}

/* A table as firmware writes it: the image, then one of no length. */
static void as_firmware_writes_it(void **state)
{
	static const struct image one[] = { HIT(3, 0, 0, 512), END };
	static const struct image two[] = {
		{ 4, 0, 0, 0x1002, 0x15bf, 0, 0, 16896, 16896 },
		HIT(3, 0, 0, 512), END,
	};

	(void)state;
	assert_int_equal(find(one, 2, 0, 3, 0), 0);
	assert_int_equal(find(two, 3, 0, 3, 0), 1);
	/* without the end, and with padding behind, too short for a header and long enough */
	assert_int_equal(find(one, 1, 0, 3, 0), 0);
	assert_int_equal(find(one, 1, 5, 3, 0), 0);
	assert_int_equal(find(one, 1, 60, 3, 0), 0);
	assert_int_equal(find(one, 2, 60, 3, 0), 0);
	/* the end may have ids as well */
	{
		struct image end[] = { HIT(3, 0, 0, 0), HIT(3, 0, 0, 9) };

		assert_int_equal(find(end, 1, 0, 3, 0), -ENODATA);
		assert_int_equal(find(end, 2, 0, 3, 0), 1);
	}
}

static void by_place(void **state)
{
	static const struct image twins[] = {
		{ 0, 2, 0, 0x8086, 0x1234, 1, 1, 100, 100 },
		HIT(1, 0, 0, 600), HIT(3, 0, 1, 700), HIT(3, 2, 1, 800), END,
	};

	(void)state;
	assert_int_equal(find(twins, 5, 0, 3, 0x11), 3);
	assert_int_equal(find(twins, 5, 0, 3, 0x01), 2);
	assert_int_equal(find(twins, 5, 0, 1, 0x00), 1);
}

/* Subsystem ids choose among several in one place, and refuse none. */
static void by_board(void **state)
{
	static const struct image boards[] = {
		BOARD(3, 0, 0, 0x1111, 10), BOARD(3, 0, 0, 0x04fb, 20),
		BOARD(3, 0, 0, 0x04fb, 30), END,
	};
	static const struct image other[] = {
		BOARD(3, 0, 0, 0x1111, 10), BOARD(3, 0, 0, 0x2222, 20), END,
	};

	(void)state;
	assert_int_equal(find(boards, 4, 0, 3, 0), 1);
	assert_int_equal(find(boards, 1, 0, 3, 0), 0);
	/* none has them: the first, as amdgpu takes it */
	assert_int_equal(find(other, 3, 0, 3, 0), 0);
}

/* Linux has given its bus another number than the firmware did. */
static void renumbered(void **state)
{
	static const struct image one[] = { HIT(3, 0, 0, 512), END };
	static const struct image twins[] = {
		HIT(1, 0, 0, 600), HIT(2, 0, 0, 700), END,
	};
	static const struct image boards[] = {
		BOARD(1, 0, 0, 0x1111, 10), BOARD(2, 0, 0, 0x04fb, 20), END,
	};
	static const struct image same[] = {
		BOARD(1, 0, 0, 0x04fb, 10), BOARD(2, 0, 0, 0x04fb, 20), END,
	};
	const struct vgapt_sbdf segment = { 1, 3, 0 };
	bool moved;

	(void)state;
	assert_int_equal(find_moved(one, 2, 0, 9, 0), 0);
	/* a bus gets another number, a device on it does not */
	assert_int_equal(find_moved(one, 2, 0, 9, 0x08), -ENODATA);
	assert_int_equal(find_moved(one, 2, 0, 9, 0x01), -ENODATA);
	assert_int_equal(find_moved(one, 2, 0, 3, 0x08), -ENODATA);
	/* two, and nothing tells which; or the board does */
	assert_int_equal(find_moved(twins, 3, 0, 9, 0), -ENODATA);
	assert_int_equal(find_moved(boards, 3, 0, 9, 0), 1);
	assert_int_equal(find_moved(same, 3, 0, 9, 0), -ENODATA);
	/* the table knows of one segment alone */
	assert_int_equal(find_at(one, 2, 0, &segment, false, &moved), -ENODATA);
	moved = false;
	assert_int_equal(find_at(one, 2, 0, &segment, true, &moved), 0);
	assert_true(moved);
}

static void none(void **state)
{
	static const struct image others[] = {
		{ 3, 0, 0, 0x1003, 0x67df, 0x1043, 0x04fb, 9, 9 },
		{ 3, 0, 0, 0x1002, 0x67de, 0x1043, 0x04fb, 9, 9 },
		{ 3, 0, 0, 0x1002, 0x67df, 0x1043, 0x04fb, 0, 0 },
	};

	(void)state;
	assert_int_equal(find(others, 3, 0, 3, 0), -ENODATA);
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
		HIT(3, 0, 0, 20),
		{ 3, 0, 0, 0x1002, 0x67df, 0x1043, 0x04fb, 0xffffffe0, 99 },
	};
	struct vgapt_vfct_image found;
	u32 size, first;
	u8 *t;

	(void)state;
	assert_int_equal(find(truncated, 2, 0, 3, 0), -EBADMSG);
	assert_int_equal(find(huge, 1, 0, 3, 0), -EBADMSG);
	/* what was good before it counts, in its place: whether there is another like it, nobody knows */
	assert_int_equal(find(after, 2, 0, 3, 0), 0);
	assert_int_equal(find(after, 2, 0, 9, 0), -EBADMSG);
	for (size = 0; size < FIRST; size++) {
		t = calloc(1, size ? size : 1);
		assert_int_equal(vgapt_vfct_find(t, size, &ids, &place, true, &found),
				 -EBADMSG);
		free(t);
	}
	for (first = 0; first < 3 * FIRST; first++) {
		t = table(after, 1, 0, &size);
		put32(t + 0x34, first);
		/* no crash; below the header, or beyond the end, is malformed */
		if (first < FIRST || first > size)
			assert_int_equal(vgapt_vfct_find(t, size, &ids, &place, true, &found),
					 -EBADMSG);
		else
			vgapt_vfct_find(t, size, &ids, &place, true, &found);
		free(t);
	}
	t = table(after, 1, 0, &size);
	put32(t + 0x34, 0xfffffff0);
	assert_int_equal(vgapt_vfct_find(t, size, &ids, &place, true, &found),
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
		if (!vgapt_vfct_find(t, size, &ids, &place, true, &found))
			assert_true(found.length && found.offset <= size &&
				    found.length <= size - found.offset);
		free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_firmware_writes_it),
		cmocka_unit_test(by_place),
		cmocka_unit_test(by_board),
		cmocka_unit_test(renumbered),
		cmocka_unit_test(none),
		cmocka_unit_test(malformed),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests_name("vfct", tests, NULL, NULL);
}
