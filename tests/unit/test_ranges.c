// SPDX-License-Identifier: GPL-2.0-only
/*
 * ranges.c: the legacy ranges are those of a VGA adapter, all of them, and
 * nothing else.
 */
#include "pure/ranges.h"
#include "unit.h"

static void the_three_ranges(void **state)
{
	const struct vgapt_range *range;

	(void)state;
	assert_int_equal(VGAPT_NUM_RANGES, 3);

	range = vgapt_range_of(VGAPT_RANGE_IO_MONO);
	assert_non_null(range);
	assert_true(range->io);
	assert_int_equal(range->first, 0x3b0);
	assert_int_equal(range->first + range->count - 1, 0x3bb);

	range = vgapt_range_of(VGAPT_RANGE_IO_COLOR);
	assert_non_null(range);
	assert_true(range->io);
	assert_int_equal(range->first, 0x3c0);
	assert_int_equal(range->first + range->count - 1, 0x3df);

	range = vgapt_range_of(VGAPT_RANGE_MEM);
	assert_non_null(range);
	assert_false(range->io);
	assert_int_equal(range->first, 0xa0000);
	assert_int_equal(range->first + range->count - 1, 0xbffff);
}

/* The numbers are part of the published interface. */
static void bits_as_published(void **state)
{
	(void)state;
	assert_int_equal(VGAPT_RANGE_IO_MONO, 1);
	assert_int_equal(VGAPT_RANGE_IO_COLOR, 2);
	assert_int_equal(VGAPT_RANGE_MEM, 4);
	assert_int_equal(VGAPT_RANGE_ALL, 7);
}

static void each_bit_once(void **state)
{
	u32 seen = 0;
	size_t i;

	(void)state;
	for (i = 0; i < VGAPT_NUM_RANGES; i++) {
		u32 bit = vgapt_ranges[i].bit;

		check(bit && !(bit & (bit - 1)), "%#x is not one bit", bit);
		check(!(seen & bit), "%#x is there twice", bit);
		seen |= bit;
		assert_ptr_equal(vgapt_range_of(bit), &vgapt_ranges[i]);
	}
	assert_int_equal(seen, VGAPT_RANGE_ALL);
}

static void nothing_else_is_a_range(void **state)
{
	u32 bits;
	int shift;

	(void)state;
	for (bits = 0; bits < 256; bits++)
		if (bits != 1 && bits != 2 && bits != 4)
			check(!vgapt_range_of(bits), "%#x is a range", bits);
	for (shift = 3; shift < 32; shift++)
		check(!vgapt_range_of(1U << shift), "bit %d is a range", shift);
	assert_null(vgapt_range_of(0xffffffff));
}

/* The parallel port at 3BC is somebody else's; pages are whole. */
static void no_strangers(void **state)
{
	size_t i;
	u32 port;

	(void)state;
	for (i = 0; i < VGAPT_NUM_RANGES; i++) {
		const struct vgapt_range *range = &vgapt_ranges[i];

		if (!range->io) {
			assert_int_equal(range->first % 4096, 0);
			assert_int_equal(range->count % 4096, 0);
			continue;
		}
		for (port = 0x3bc; port <= 0x3bf; port++)
			check(port < range->first ||
			      port >= range->first + range->count,
			      "port %#x is in range %zu", port, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_three_ranges),
		cmocka_unit_test(bits_as_published),
		cmocka_unit_test(each_bit_once),
		cmocka_unit_test(nothing_else_is_a_range),
		cmocka_unit_test(no_strangers),
	};

	return cmocka_run_group_tests_name("ranges", tests, NULL, NULL);
}
