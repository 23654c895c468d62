// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/choice.c: which copy is offered.
 */
#include "pure/rom/choice.h"
#include "unit.h"

static void usable(void **state)
{
	int fault;

	(void)state;
	for (fault = 0; fault < VGAPT_ROM_NUM_FAULTS; fault++)
		assert_int_equal(vgapt_rom_usable(fault),
				 fault == VGAPT_ROM_GOOD ||
				 fault == VGAPT_ROM_BAD_CHECKSUM);
}

/* What each rank, wanted or not, has to be to do. */
static void suffices(void **state)
{
	static const struct {
		enum vgapt_rom_rank rank;
		bool explicit, good, summed;
	} table[] = {
		{ VGAPT_ROM_RANK_NONE, false, false, false },
		{ VGAPT_ROM_RANK_RUN, false, false, false },
		{ VGAPT_ROM_RANK_KEPT, false, true, false },
		{ VGAPT_ROM_RANK_KEPT, true, true, true },
		{ VGAPT_ROM_RANK_FLASH, false, true, true },
	};
	int fault;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		for (fault = 0; fault < VGAPT_ROM_NUM_FAULTS; fault++) {
			bool want = fault == VGAPT_ROM_GOOD ? table[i].good :
				    fault == VGAPT_ROM_BAD_CHECKSUM ?
				    table[i].summed : false;

			assert_int_equal(vgapt_rom_suffices(table[i].rank,
							    table[i].explicit,
							    fault), want);
		}
	}
}

static void nothing(void **state)
{
	struct vgapt_rom_offer offers[3] = { 0 };

	(void)state;
	assert_int_equal(vgapt_rom_choose(offers, 0), -1);
	assert_int_equal(vgapt_rom_choose(offers, 3), -1);
	/* What is not there has no fault and nobody's word. */
	offers[1].explicit = true;
	assert_int_equal(vgapt_rom_choose(offers, 3), -1);
}

/* What a copy is worth to the choice: higher is better. */
static int worth(const struct vgapt_rom_offer *offer)
{
	if (!offer->there)
		return 0;
	if (!vgapt_rom_usable(offer->fault))
		return 1;
	if (offer->explicit)
		return 4;
	return offer->fault == VGAPT_ROM_GOOD ? 3 : 2;
}

/* Every combination of three offers: the best, and of equals the first. */
static void every_combination(void **state)
{
	static const enum vgapt_rom_fault faults[] = {
		VGAPT_ROM_GOOD, VGAPT_ROM_BAD_CHECKSUM, VGAPT_ROM_WRONG_IDS,
	};
	unsigned int n, chosen_counts[4] = { 0 };

	(void)state;
	for (n = 0; n < 12 * 12 * 12; n++) {
		struct vgapt_rom_offer offers[3];
		unsigned int m = n, i;
		int best = -1, got;

		for (i = 0; i < 3; i++, m /= 12) {
			offers[i].there = m & 1;
			offers[i].explicit = m & 2;
			offers[i].flash = false;
			offers[i].bios = false;
			offers[i].fault = faults[(m % 12) / 4];
		}
		for (i = 0; i < 3; i++)
			if (worth(&offers[i]) &&
			    (best < 0 || worth(&offers[i]) > worth(&offers[best])))
				best = i;
		got = vgapt_rom_choose(offers, 3);
		check(got == best, "combination %u: %d, not %d", n, got, best);
		chosen_counts[got + 1]++;
	}
	for (n = 0; n < 4; n++)
		assert_true(chosen_counts[n]);
}

/* An APU: the firmware has the image for UEFI in one table, and that for a BIOS in another. */
static void the_one_with_a_bios(void **state)
{
	struct vgapt_rom_offer offers[3] = {
		{ .there = true, .fault = VGAPT_ROM_GOOD },
		{ .there = true, .fault = VGAPT_ROM_GOOD, .bios = true },
		{ .there = true, .fault = VGAPT_ROM_GOOD, .bios = true },
	};

	(void)state;
	assert_int_equal(vgapt_rom_choose(offers, 3), 1);
	/* A card whose flash is for UEFI alone is one, whatever else there is. */
	offers[0].flash = true;
	assert_int_equal(vgapt_rom_choose(offers, 3), 0);
	offers[0].flash = false;
	/* One with a fault is no better than a good one for UEFI. */
	offers[1].fault = VGAPT_ROM_BAD_CHECKSUM;
	offers[2].fault = VGAPT_ROM_WRONG_IDS;
	assert_int_equal(vgapt_rom_choose(offers, 3), 0);
	offers[1].explicit = true;
	assert_int_equal(vgapt_rom_choose(offers, 3), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usable),
		cmocka_unit_test(suffices),
		cmocka_unit_test(nothing),
		cmocka_unit_test(every_combination),
		cmocka_unit_test(the_one_with_a_bios),
	};

	return cmocka_run_group_tests_name("rom_choice", tests, NULL, NULL);
}
