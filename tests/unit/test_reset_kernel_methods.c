// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/reset/kernel_methods.c: may the kernel's own list of methods be used?
 */
#include "unit.h"
#include "pure/reset/kernel_methods.h"
#include "pure/reset/method.h"

/* The numbers of drivers/pci/pci.c */
enum { END, SPECIFIC, ACPI, FLR, AF_FLR, PM, BUS, CXL_BUS };

#define FORBID(method)	((u32)BIT(VGAPT_RESET_##method))

static const struct {
	const char *what;
	u8 list[8];
	u32 forbidden;
	bool usable;
} rows[] = {
	{ "no method at all", { END }, 0, false },
	{ "made for the device", { SPECIFIC }, 0, true },
	{ "the firmware's", { ACPI }, 0, true },
	{ "both", { SPECIFIC, ACPI }, 0, true },
	{ "neither", { FLR, BUS }, 0, false },
	{ "not first", { FLR, SPECIFIC }, 0, false },
	{ "all", { SPECIFIC, ACPI, FLR, AF_FLR, PM, BUS, CXL_BUS }, 0, true },
	{ "FLR forbidden", { SPECIFIC, FLR, BUS }, FORBID(FLR), false },
	{ "AF FLR forbidden", { ACPI, AF_FLR }, FORBID(AF_FLR), false },
	{ "PM forbidden", { ACPI, PM }, FORBID(PM), false },
	{ "bus forbidden", { ACPI, FLR, BUS }, FORBID(BUS), false },
	{ "CXL's bus is a bus", { ACPI, CXL_BUS }, FORBID(BUS), false },
	{ "CXL's bus alone", { ACPI, CXL_BUS }, FORBID(FLR) | FORBID(PM), true },
	{ "forbidden, but not in the list", { ACPI, FLR }, FORBID(BUS) | FORBID(PM), true },
	{ "behind the end nothing counts", { ACPI, END, BUS }, FORBID(BUS), true },
	{ "kernel itself is for the plan to judge", { ACPI, FLR }, FORBID(KERNEL), true },
	/* what the kernel may learn one day */
	{ "unknown, nothing forbidden", { ACPI, 8 }, 0, false },
	{ "unknown, last", { SPECIFIC, FLR, 9 }, 0, false },
	{ "unknown, first", { 8, ACPI }, 0, false },
};

static void table(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(vgapt_kernel_methods_usable(rows[i].list, ARRAY_SIZE(rows[i].list),
						  rows[i].forbidden) == rows[i].usable,
		      "%s: not %d", rows[i].what, rows[i].usable);
}

/* Each number that no kernel has yet: never, whatever is forbidden. */
static void unknown_numbers(void **state)
{
	u32 forbidden;
	int number;

	(void)state;
	for (number = CXL_BUS + 1; number < 256; number++) {
		u8 list[] = { ACPI, (u8)number, END };

		for (forbidden = 0; forbidden < BIT(VGAPT_RESET_NUM_METHODS); forbidden++)
			assert_false(vgapt_kernel_methods_usable(list, sizeof(list),
								 forbidden));
	}
}

/* A list without an end: as long as the array. */
static void whole_array(void **state)
{
	static const u8 list[] = { SPECIFIC, FLR, PM, BUS };

	(void)state;
	assert_false(vgapt_kernel_methods_usable(list, 4, FORBID(BUS)));
	assert_true(vgapt_kernel_methods_usable(list, 3, FORBID(BUS)));
	assert_true(vgapt_kernel_methods_usable(list, 1, ~0U));
	assert_false(vgapt_kernel_methods_usable(list, 0, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(unknown_numbers),
		cmocka_unit_test(whole_array),
	};

	return cmocka_run_group_tests_name("reset_kernel_methods", tests, NULL, NULL);
}
