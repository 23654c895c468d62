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

/* As tests/mockgpu/behaviours/rom_veiled.c behaves, and cards that do not. */
static void veiled(void **state)
{
	(void)state;
	assert_true(vgapt_rom_window_veiled(0, 0xffff0001));
	assert_true(vgapt_rom_window_veiled(0x7fe, 0xfffff801));
	/* seen as it should be */
	assert_false(vgapt_rom_window_veiled(0xffff0000, 0xffff0001));
	/* none, with an enable bit or without */
	assert_false(vgapt_rom_window_veiled(0, 0));
	assert_false(vgapt_rom_window_veiled(0, 1));
	/* nobody answers */
	assert_false(vgapt_rom_window_veiled(0xffffffff, 0xffffffff));
	/* a register that keeps what is written to it is a BAR of 2 KiB */
	assert_true(vgapt_rom_window_veiled(0, 0xffffffff));
}

static void large_enough(void **state)
{
	u32 bytes;

	(void)state;
	assert_int_equal(vgapt_rom_window_for(1, 0x1000), 0x1000);
	assert_int_equal(vgapt_rom_window_for(0x1000, 0x1000), 0x1000);
	assert_int_equal(vgapt_rom_window_for(0x1001, 0x1000), 0x2000);
	/* an APU's: 16.5 KiB */
	assert_int_equal(vgapt_rom_window_for(0x4200, 0x1000), 0x8000);
	assert_int_equal(vgapt_rom_window_for(0x80000000, 0x1000), 0x80000000);
	for (bytes = 1; bytes < 0x400000; bytes += 509) {
		u32 size = vgapt_rom_window_for(bytes, 0x800);

		assert_true(size >= bytes);
		assert_int_equal(size & (size - 1), 0);
		assert_true(size == 0x800 || size / 2 < bytes);
		/* and the register of such a BAR says so */
		assert_int_equal(vgapt_rom_window_size(~(size - 1)), size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size),
		cmocka_unit_test(none),
		cmocka_unit_test(no_power_of_two),
		cmocka_unit_test(no_more_than_is_reserved),
		cmocka_unit_test(veiled),
		cmocka_unit_test(large_enough),
	};

	return cmocka_run_group_tests_name("rom_window", tests, NULL, NULL);
}
