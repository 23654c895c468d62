// SPDX-License-Identifier: GPL-2.0-only
/*
 * split.c: what is left of a range is all of it but the traps, each byte or port once.
 */
#include "pure/model/split.h"
#include "unit.h"

#define COLOR	1	/* in vgapt_ranges[] */
#define MEM	2

static struct vgapt_trap ports(u64 first, u64 count)
{
	return (struct vgapt_trap) { VGAPT_RANGE_IO_COLOR, 0, first, count };
}

static void nothing_trapped(void **state)
{
	struct vgapt_splits splits;
	size_t i;

	(void)state;
	vgapt_split_whole(&splits);
	for (i = 0; i < VGAPT_NUM_RANGES; i++) {
		assert_int_equal(splits.range[i].num, 1);
		assert_int_equal(splits.range[i].piece[0].first, vgapt_ranges[i].first);
		assert_int_equal(splits.range[i].piece[0].count, vgapt_ranges[i].count);
	}
}

/* As it was tried on Xen: 3C0-3C2 and 3C4-3DF. */
static void one_port(void **state)
{
	struct vgapt_trap trap = ports(0x3c3, 1);
	struct vgapt_splits splits;

	(void)state;
	vgapt_split_whole(&splits);
	vgapt_split_trap(&splits, &trap);
	assert_int_equal(splits.range[0].num, 1);
	assert_int_equal(splits.range[COLOR].num, 2);
	assert_int_equal(splits.range[COLOR].piece[0].first, 0x3c0);
	assert_int_equal(splits.range[COLOR].piece[0].count, 3);
	assert_int_equal(splits.range[COLOR].piece[1].first, 0x3c4);
	assert_int_equal(splits.range[COLOR].piece[1].count, 0x1c);
}

static void all_of_it(void **state)
{
	struct vgapt_trap trap = { VGAPT_RANGE_MEM, 0, 0xa0000, 0x20000 };
	struct vgapt_splits splits;

	(void)state;
	vgapt_split_whole(&splits);
	vgapt_split_trap(&splits, &trap);
	assert_int_equal(splits.range[MEM].num, 0);
}

/* Many traps in any order: port by port. */
static void every_port_once(void **state)
{
	bool trapped[0x20], left[0x20];
	struct vgapt_splits splits;
	struct vgapt_trap trap;
	u32 seed, n, i, j;

	(void)state;
	for (seed = 1; seed < 3000; seed++) {
		u32 rng = seed * 2654435761U;

		memset(trapped, 0, sizeof(trapped));
		memset(left, 0, sizeof(left));
		vgapt_split_whole(&splits);
		for (n = 0; n < seed % (VGAPT_SPLIT_TRAPS + 1); n++) {
			u32 first, count;

			rng = rng * 1664525 + 1013904223;
			first = rng >> 8 & 0x1f;
			count = 1 + (rng >> 16 & 3);
			if (first + count > 0x20)
				count = 0x20 - first;
			trap = ports(0x3c0 + first, count);
			vgapt_split_trap(&splits, &trap);
			memset(trapped + first, true, count);
		}
		for (i = 0; i < splits.range[COLOR].num; i++) {
			const struct vgapt_piece *piece = &splits.range[COLOR].piece[i];

			assert_true(piece->count);
			if (i)
				assert_true(piece->first > piece[-1].first + piece[-1].count);
			for (j = 0; j < piece->count; j++) {
				assert_false(left[piece->first - 0x3c0 + j]);
				left[piece->first - 0x3c0 + j] = true;
			}
		}
		for (i = 0; i < 0x20; i++)
			check(left[i] != trapped[i], "seed %u, port %#x", seed, 0x3c0 + i);
	}
}

static void same_or_not(void **state)
{
	struct vgapt_trap trap = ports(0x3c3, 1);
	struct vgapt_splits a, b;

	(void)state;
	vgapt_split_whole(&a);
	vgapt_split_whole(&b);
	assert_true(vgapt_split_same(&a.range[COLOR], &b.range[COLOR]));
	vgapt_split_trap(&b, &trap);
	assert_false(vgapt_split_same(&a.range[COLOR], &b.range[COLOR]));
	vgapt_split_trap(&a, &trap);
	assert_true(vgapt_split_same(&a.range[COLOR], &b.range[COLOR]));
	trap.first++;
	vgapt_split_trap(&a, &trap);
	assert_false(vgapt_split_same(&a.range[COLOR], &b.range[COLOR]));
}

static void good_and_bad_traps(void **state)
{
	static const struct {
		struct vgapt_trap trap;
		u32 ranges;
		int want;
	} cases[] = {
		{ { 2, 0, 0x3c3, 1 }, 7, 0 },
		{ { 2, 0, 0x3c0, 0x20 }, 2, 0 },
		{ { 2, 0, 0x3df, 1 }, 2, 0 },
		{ { 2, 0, 0x3c3, 1 }, 5, -EINVAL },
		{ { 2, 0, 0x3bf, 1 }, 7, -EINVAL },
		{ { 2, 0, 0x3e0, 1 }, 7, -EINVAL },
		{ { 2, 0, 0x3df, 2 }, 7, -EINVAL },
		{ { 2, 0, 0x3c0, 0x21 }, 7, -EINVAL },
		{ { 2, 0, 0x3c0, 0 }, 7, -EINVAL },
		{ { 2, 0, 0x3c0, ~0ULL }, 7, -EINVAL },
		{ { 2, 0, ~0ULL, 1 }, 7, -EINVAL },
		{ { 2, 1, 0x3c3, 1 }, 7, -EINVAL },
		{ { 3, 0, 0x3c3, 1 }, 7, -EINVAL },
		{ { 0, 0, 0x3c3, 1 }, 7, -EINVAL },
		{ { 8, 0, 0x3c3, 1 }, 15, -EINVAL },
		{ { 1, 0, 0x3bb, 1 }, 7, 0 },
		{ { 1, 0, 0x3bc, 1 }, 7, -EINVAL },
		{ { 4, 0, 0xa0000, 0x1000 }, 7, 0 },
		{ { 4, 0, 0xbf000, 0x1000 }, 7, 0 },
		{ { 4, 0, 0xa0001, 0x1000 }, 7, -EINVAL },
		{ { 4, 0, 0xa0000, 0x800 }, 7, -EINVAL },
		{ { 4, 0, 0xbf000, 0x2000 }, 7, -EINVAL },
		{ { 4, 0, 0x1000a0000, 0x1000 }, 7, -EINVAL },
	};
	struct vgapt_trap traps[VGAPT_MAX_TRAPS];
	size_t i;

	(void)state;
	memset(traps, 0, sizeof(traps));
	assert_int_equal(vgapt_traps_check(traps, 0, 7), 0);
	assert_int_equal(vgapt_traps_check(traps, 9, 7), -EINVAL);
	assert_int_equal(vgapt_traps_check(traps, ~0U, 7), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(traps, 0, sizeof(traps));
		traps[0] = cases[i].trap;
		check(vgapt_traps_check(traps, 1, cases[i].ranges) == cases[i].want, "case %zu", i);
		/* What is not counted has to be zero. */
		assert_int_equal(vgapt_traps_check(traps, 0, cases[i].ranges), -EINVAL);
		assert_int_equal(vgapt_traps_check(traps, 2, cases[i].ranges), -EINVAL);
	}
}

static void others_for_some_ranges(void **state)
{
	struct vgapt_trap traps[VGAPT_MAX_TRAPS], more[VGAPT_MAX_TRAPS];
	u32 num = 0, i;

	(void)state;
	for (i = 0; i < VGAPT_MAX_TRAPS; i++)
		more[i] = ports(0x3c0 + i, 1);
	assert_int_equal(vgapt_traps_replace(traps, &num, 7, more, 8), 0);
	assert_int_equal(num, 8);
	/* A full list, and one of another range. */
	more[0] = (struct vgapt_trap) { VGAPT_RANGE_MEM, 0, 0xa0000, 0x1000 };
	assert_int_equal(vgapt_traps_replace(traps, &num, 4, more, 1), -ENOSPC);
	assert_int_equal(num, 8);
	assert_int_equal(vgapt_traps_replace(traps, &num, 6, more, 1), 0);
	assert_int_equal(num, 1);
	assert_int_equal(traps[0].range, VGAPT_RANGE_MEM);
	assert_int_equal(vgapt_traps_replace(traps, &num, 1, NULL, 0), 0);
	assert_int_equal(num, 1);
	assert_int_equal(vgapt_traps_replace(traps, &num, 4, NULL, 0), 0);
	assert_int_equal(num, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_trapped),
		cmocka_unit_test(one_port),
		cmocka_unit_test(all_of_it),
		cmocka_unit_test(every_port_once),
		cmocka_unit_test(same_or_not),
		cmocka_unit_test(good_and_bad_traps),
		cmocka_unit_test(others_for_some_ranges),
	};

	return cmocka_run_group_tests_name("model_split", tests, NULL, NULL);
}
