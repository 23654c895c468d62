// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/window.c: a card's word on its ROM BAR.
 */
#include "pure/rom/window.h"
#include "unit.h"

static void every_size(void **state)
{
	u32 bit;

	(void)state;
	for (bit = 11; bit < 32; bit++) {
		u32 mask = ~(BIT(bit) - 1);

		assert_int_equal(vgapt_rom_window_size(mask), BIT(bit));
		/* the enable bit, and those reserved, say nothing */
		assert_int_equal(vgapt_rom_window_size(mask | 1), BIT(bit));
		if (bit > 11)
			assert_int_equal(vgapt_rom_window_size(mask | 0x7fe), BIT(bit));
	}
}

static void none(void **state)
{
	(void)state;
	assert_int_equal(vgapt_rom_window_size(0), 0);
	assert_int_equal(vgapt_rom_window_size(1), 0);
	assert_int_equal(vgapt_rom_window_size(0x7ff), 0);
	/* nobody answers */
	assert_int_equal(vgapt_rom_window_size(0xffffffff), 0);
}

/* Each bit that is missing from a good mask, and each that is too much. */
static void no_power_of_two(void **state)
{
	u32 bit, wrong;

	(void)state;
	for (bit = 11; bit < 31; bit++) {
		u32 mask = ~(BIT(bit) - 1);

		for (wrong = bit + 1; wrong < 32; wrong++)
			assert_int_equal(vgapt_rom_window_size(mask & ~BIT(wrong)), 0);
		for (wrong = 11; wrong + 1 < bit; wrong++)
			assert_int_equal(vgapt_rom_window_size(mask | BIT(wrong)), 0);
	}
}

/* A card of 64 KiB that says 4 MiB since a guest has had it. */
static void no_more_than_is_reserved(void **state)
{
	(void)state;
	assert_int_equal(vgapt_rom_window_readable(0x10000, 0x10000), 0x10000);
	assert_int_equal(vgapt_rom_window_readable(0x400000, 0x10000), 0x10000);
	assert_int_equal(vgapt_rom_window_readable(0x10000, 0x400000), 0x10000);
	assert_int_equal(vgapt_rom_window_readable(0x10000, 1ULL << 32), 0x10000);
	assert_int_equal(vgapt_rom_window_readable(0, 0x10000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size),
		cmocka_unit_test(none),
		cmocka_unit_test(no_power_of_two),
		cmocka_unit_test(no_more_than_is_reserved),
	};

	return cmocka_run_group_tests_name("rom_window", tests, NULL, NULL);
}
