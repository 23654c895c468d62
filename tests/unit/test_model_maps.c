// SPDX-License-Identifier: GPL-2.0-only
/*
 * maps.c: what may be mapped where, and that the book says what there is.
 */
#include "pure/model/maps.h"
#include "unit.h"

#define P	4096ULL

static const struct vgapt_bar memory = { .start = 0xe0000000, .size = 16 * P };
static const struct vgapt_bar table = {
	.start = 0xe0000000, .size = 16 * P, .hidden = 2 * P + 2048, .hidden_size = 4096,
};
static const struct vgapt_bar small = { .start = 0xe0000100, .size = 0x100 };
static const struct vgapt_bar io = { .io = true, .start = 0xe000, .size = 0x80 };
static const struct vgapt_bar none = { .size = 0 };

static struct vgapt_map map_of(u64 offset, u64 length, u64 address)
{
	return (struct vgapt_map) { .offset = offset, .length = length, .address = address };
}

static void what_can_be_mapped(void **state)
{
	static const struct {
		const struct vgapt_bar *bar;
		u64 offset, length, address;
		int want;
	} cases[] = {
		{ &memory, 0, 16 * P, 0xf0000000, 0 },
		{ &memory, 15 * P, P, 0, 0 },
		{ &memory, 15 * P, 2 * P, 0, -EINVAL },
		{ &memory, 16 * P, P, 0, -EINVAL },
		{ &memory, 0, 0, 0, -EINVAL },
		{ &memory, 1, P, 0, -EINVAL },
		{ &memory, 0, P + 1, 0, -EINVAL },
		{ &memory, 0, P, 1, -EINVAL },
		{ &memory, ~0ULL & ~4095ULL, P, 0, -EINVAL },
		{ &memory, P, ~0ULL & ~4095ULL, 0, -EINVAL },
		{ &memory, 0, P, (1ULL << 52) - P, 0 },
		{ &memory, 0, 2 * P, (1ULL << 52) - P, -EINVAL },
		{ &memory, 0, P, 1ULL << 52, -EINVAL },
		{ &memory, 0, P, ~0ULL & ~4095ULL, -EINVAL },
		/* the table is in pages 2 and 3 */
		{ &table, 0, 2 * P, 0, 0 },
		{ &table, 0, 3 * P, 0, -EPERM },
		{ &table, 2 * P, P, 0, -EPERM },
		{ &table, 3 * P, P, 0, -EPERM },
		{ &table, 3 * P, 13 * P, 0, -EPERM },
		{ &table, 4 * P, 12 * P, 0, 0 },
		{ &small, 0, P, 0, -EPERM },
		{ &small, 0, 0x100, 0, -EINVAL },
		{ &small, P, P, 0, -EINVAL },
		{ &io, 0, 0x80, 0xc000, 0 },
		{ &io, 0x7f, 1, 0xffff, 0 },
		{ &io, 0x7e, 2, 0xffff, -EINVAL },
		{ &io, 0x80, 1, 0, -EINVAL },
		{ &io, 0, 0x81, 0, -EINVAL },
		{ &io, 0, 1, 0x10000, -EINVAL },
		{ &io, 0, 1, ~0ULL, -EINVAL },
		{ &none, 0, P, 0, -ENODATA },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgapt_map map = map_of(cases[i].offset, cases[i].length, cases[i].address);

		check(vgapt_map_check(cases[i].bar, &map) == cases[i].want, "case %zu: %d", i,
		      vgapt_map_check(cases[i].bar, &map));
	}
}

static void what_is_hidden(void **state)
{
	(void)state;
	assert_false(vgapt_bar_hides(&memory, 0, 16 * P));
	assert_false(vgapt_bar_hides(&table, 2 * P, 2048));
	assert_true(vgapt_bar_hides(&table, 2 * P + 2047, 2));
	assert_true(vgapt_bar_hides(&table, 2 * P + 2048, 1));
	assert_true(vgapt_bar_hides(&table, 3 * P + 2047, 1));
	assert_false(vgapt_bar_hides(&table, 3 * P + 2048, 8));
}

static struct vgapt_maps maps;

static int add(u32 region, u64 offset, u64 length, u64 address, bool ports)
{
	struct vgapt_map map = map_of(offset, length, address);
	int rc;

	map.region = region;
	rc = vgapt_maps_may_add(&maps, &map, ports);
	if (!rc)
		vgapt_maps_add(&maps, &map, ports);
	return rc;
}

static int take(u32 region, u64 offset, u64 length, u64 address, bool ports)
{
	struct vgapt_map map = map_of(offset, length, address);
	int rc;

	map.region = region;
	rc = vgapt_maps_may_remove(&maps, &map, ports);
	if (!rc)
		vgapt_maps_remove(&maps, &map, ports);
	return rc;
}

static void another_functions_book(void **state)
{
	struct vgapt_map map = map_of(0, P, 0x101 * P);

	(void)state;
	memset(&maps, 0, sizeof(maps));
	assert_false(vgapt_maps_in_way(&maps, &map, false));
	assert_int_equal(add(0, 0, 2 * P, 0x100 * P, false), 0);
	assert_true(vgapt_maps_in_way(&maps, &map, false));
	assert_false(vgapt_maps_in_way(&maps, &map, true));
	/* That of the BAR which it has mapped is not the other one's. */
	map = map_of(0, P, 0x102 * P);
	assert_false(vgapt_maps_in_way(&maps, &map, false));
	map = map_of(0, 0x200 * P, 0);
	assert_true(vgapt_maps_in_way(&maps, &map, false));
}

static void nothing_in_the_way(void **state)
{
	(void)state;
	memset(&maps, 0, sizeof(maps));
	assert_int_equal(add(0, 4 * P, 4 * P, 0x100 * P, false), 0);
	/* in the guest */
	assert_int_equal(add(1, 0, P, 0x100 * P, false), -EEXIST);
	assert_int_equal(add(1, 0, P, 0x103 * P, false), -EEXIST);
	assert_int_equal(add(1, 0, 2 * P, 0xff * P, false), -EEXIST);
	assert_int_equal(add(1, 0, 16 * P, 0xf8 * P, false), -EEXIST);
	assert_int_equal(add(1, 0, P, 0xff * P, false), 0);
	assert_int_equal(add(1, P, P, 0x104 * P, false), 0);
	/* in the BAR */
	assert_int_equal(add(0, 7 * P, P, 0x200 * P, false), -EEXIST);
	assert_int_equal(add(0, 3 * P, 2 * P, 0x200 * P, false), -EEXIST);
	assert_int_equal(add(0, 8 * P, P, 0x200 * P, false), 0);
	/* Ports are not memory. */
	assert_int_equal(add(2, 0, 0x80, 0x100, true), 0);
	assert_int_equal(add(3, 0, 0x80, 0x17f, true), -EEXIST);
	assert_int_equal(add(3, 0, 0x80, 0x180, true), 0);
	assert_int_equal(maps.num, 6);
}

static void full(void **state)
{
	u32 i;

	(void)state;
	memset(&maps, 0, sizeof(maps));
	/* pages 3n and 3n+1; one of them taken leaves one */
	for (i = 0; i < VGAPT_MAX_MAPS; i++)
		assert_int_equal(add(0, i * 4 * P, 3 * P, i * 4 * P, false), 0);
	assert_int_equal(add(1, 0, P, 3 * P, false), -ENOSPC);
	assert_int_equal(add(1, 0, P, 0, false), -EEXIST);
	assert_int_equal(take(0, P, P, P, false), -ENOSPC);
	assert_int_equal(take(0, 0, P, 0, false), 0);
	assert_int_equal(maps.num, VGAPT_MAX_MAPS);
	assert_int_equal(take(0, P, 2 * P, P, false), 0);
	assert_int_equal(take(0, 5 * P, P, 5 * P, false), 0);
	assert_int_equal(maps.num, VGAPT_MAX_MAPS);
	assert_int_equal(take(0, 9 * P, P, 9 * P, false), -ENOSPC);
}

static void only_as_it_is_mapped(void **state)
{
	(void)state;
	memset(&maps, 0, sizeof(maps));
	assert_int_equal(add(0, 4 * P, 4 * P, 0x100 * P, false), 0);
	assert_int_equal(add(0, 8 * P, 4 * P, 0x104 * P, false), 0);
	assert_int_equal(add(2, 0, 0x20, 0xc000, true), 0);
	assert_int_equal(take(1, 4 * P, P, 0x100 * P, false), -ENOENT);
	assert_int_equal(take(0, 4 * P, P, 0x101 * P, false), -ENOENT);
	assert_int_equal(take(0, 3 * P, P, 0xff * P, false), -ENOENT);
	assert_int_equal(take(0, 12 * P, P, 0x108 * P, false), -ENOENT);
	assert_int_equal(take(0, 4 * P, ~0ULL & ~4095ULL, 0x100 * P, false), -ENOENT);
	/* Not two at once, even side by side. */
	assert_int_equal(take(0, 7 * P, 2 * P, 0x103 * P, false), -ENOENT);
	assert_int_equal(take(2, 0, 0x10, 0xc000, true), -ENOENT);
	assert_int_equal(take(2, 0x10, 0x10, 0xc010, true), -ENOENT);
	assert_int_equal(take(2, 0, 0x20, 0xc000, false), -ENOENT);
	assert_int_equal(take(2, 0, 0x20, 0xc000, true), 0);
	assert_int_equal(take(0, 4 * P, 4 * P, 0x100 * P, false), 0);
	assert_int_equal(take(0, 4 * P, 4 * P, 0x100 * P, false), -ENOENT);
	assert_int_equal(maps.num, 1);
}

/* At random, against a table of pages. */
static void the_book_is_right(void **state)
{
	u64 at[64], rng = 88172645463325252ULL;
	u32 i, j, n, yes = 0;

	(void)state;
	memset(&maps, 0, sizeof(maps));
	memset(at, 0xff, sizeof(at));
	for (n = 0; n < 20000; n++) {
		u64 offset, length, address;
		bool good, adding;

		rng ^= rng << 13;
		rng ^= rng >> 7;
		rng ^= rng << 17;
		offset = rng & 63;
		length = 1 + (rng >> 8 & 7);
		address = rng >> 16 & 127;
		adding = rng >> 40 & 1;
		if (offset + length > 64)
			continue;
		if (!adding && at[offset] != ~0ULL)
			address = at[offset];
		if (adding) {
			good = true;
			for (i = 0; i < 64; i++)
				good &= at[i] == ~0ULL || ((i < offset || i >= offset + length) &&
					(at[i] < address || at[i] >= address + length));
			assert_int_equal(add(0, offset * P, length * P, address * P, false),
					 good ? 0 : -EEXIST);
		} else {
			good = !take(0, offset * P, length * P, address * P, false);
			for (i = 0; i < length && good; i++)
				assert_int_equal(at[offset + i], address + i);
		}
		for (i = 0; i < length && good; i++)
			at[offset + i] = adding ? address + i : ~0ULL;
		yes += good;
		for (i = 0, j = 0; i < maps.num; i++) {
			u64 k;

			for (k = 0; k < maps.record[i].length / P; k++, j++)
				assert_int_equal(at[maps.record[i].offset / P + k],
						 maps.record[i].address / P + k);
		}
		for (i = 0; i < 64; i++)
			j -= at[i] != ~0ULL;
		assert_int_equal(j, 0);
	}
	assert_true(yes > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_be_mapped),
		cmocka_unit_test(what_is_hidden),
		cmocka_unit_test(another_functions_book),
		cmocka_unit_test(nothing_in_the_way),
		cmocka_unit_test(full),
		cmocka_unit_test(only_as_it_is_mapped),
		cmocka_unit_test(the_book_is_right),
	};

	return cmocka_run_group_tests_name("model_maps", tests, NULL, NULL);
}
