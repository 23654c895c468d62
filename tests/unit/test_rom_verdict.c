// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/verdict.c: what a copy of a ROM is worth.
 */
#include "pure/rom/verdict.h"
#include "unit.h"

#define NONE	VGAPT_ROM_RANK_NONE
#define RUN	VGAPT_ROM_RANK_RUN
#define KEPT	VGAPT_ROM_RANK_KEPT
#define FLASH	VGAPT_ROM_RANK_FLASH

#define ABSENT		VGAPT_ROM_ABSENT
#define INVALID		VGAPT_ROM_INVALID
#define UNVERIFIED	VGAPT_ROM_UNVERIFIED
#define MODIFIED	VGAPT_ROM_MODIFIED
#define PRISTINE	VGAPT_ROM_PRISTINE

#define GOOD	VGAPT_ROM_GOOD
#define SUM	VGAPT_ROM_BAD_CHECKSUM

/* Copies that agree and that differ, each: run, kept, flash. */
struct situation {
	const char *what;
	enum vgapt_rom_rank rank;
	enum vgapt_rom_fault fault;
	bool ids_match;
	u8 agree[3];
	u8 differ[3];
	enum vgapt_rom_status expected;
};

static const struct situation situations[] = {
	{ "nothing", NONE, GOOD, false, {}, {}, ABSENT },
	{ "nothing, whatever else", NONE, GOOD, true, { 1, 1, 1 }, {}, ABSENT },

	{ "the flash", FLASH, GOOD, true, {}, {}, PRISTINE },
	{ "the flash; POST changed its copies", FLASH, GOOD, true, {},
	  { 2, 2, 0 }, PRISTINE },
	{ "the flash, twice", FLASH, GOOD, true, { 0, 0, 1 }, {}, PRISTINE },
	{ "the flash, read in two ways with two results", FLASH, GOOD, true,
	  {}, { 0, 0, 1 }, UNVERIFIED },
	{ "the flash, sold with a wrong sum", FLASH, SUM, true, {}, {},
	  UNVERIFIED },
	{ "the same, read twice", FLASH, SUM, true, { 0, 0, 1 }, {},
	  UNVERIFIED },
	{ "the flash of another device", FLASH, GOOD, false, {}, {},
	  UNVERIFIED },
	{ "the flash of another vendor", FLASH, VGAPT_ROM_WRONG_IDS, false, {},
	  {}, INVALID },

	{ "a kept copy", KEPT, GOOD, true, {}, {}, UNVERIFIED },
	{ "a kept copy, as it was run", KEPT, GOOD, true, { 2, 0, 0 }, {},
	  UNVERIFIED },
	{ "a kept copy, run and changed", KEPT, GOOD, true, {}, { 1, 0, 0 },
	  UNVERIFIED },
	{ "two kept copies", KEPT, GOOD, true, { 0, 1, 0 }, {}, PRISTINE },
	{ "two kept copies that differ", KEPT, GOOD, true, {}, { 0, 1, 0 },
	  UNVERIFIED },
	{ "two of three kept copies agree", KEPT, GOOD, true, { 0, 1, 0 },
	  { 0, 1, 0 }, UNVERIFIED },
	{ "two kept copies with a wrong sum", KEPT, SUM, true, { 0, 1, 0 }, {},
	  UNVERIFIED },
	{ "two kept copies for another device", KEPT, GOOD, false,
	  { 0, 1, 0 }, {}, UNVERIFIED },
	{ "a kept copy, as in the flash", KEPT, GOOD, true, { 0, 0, 1 }, {},
	  PRISTINE },
	{ "a kept copy, not as in the flash", KEPT, GOOD, true, {},
	  { 0, 0, 1 }, MODIFIED },
	{ "two kept copies, not as in the flash", KEPT, GOOD, true,
	  { 0, 1, 0 }, { 0, 0, 1 }, MODIFIED },
	{ "a kept copy with a wrong sum", KEPT, SUM, true, {}, {}, UNVERIFIED },
	{ "a kept copy with a wrong sum, not as in the flash", KEPT, SUM, true,
	  {}, { 0, 0, 1 }, MODIFIED },

	{ "a run copy", RUN, GOOD, true, {}, {}, UNVERIFIED },
	{ "two run copies", RUN, GOOD, true, { 1, 0, 0 }, {}, UNVERIFIED },
	{ "two run copies that differ", RUN, GOOD, true, {}, { 1, 0, 0 },
	  UNVERIFIED },
	{ "a run copy and a kept one", RUN, GOOD, true, { 0, 1, 0 }, {},
	  UNVERIFIED },
	{ "a run copy and two kept ones", RUN, GOOD, true, { 0, 2, 0 }, {},
	  PRISTINE },
	{ "a run copy, not as kept", RUN, GOOD, true, {}, { 0, 1, 0 },
	  MODIFIED },
	{ "a run copy, as in the flash", RUN, GOOD, true, { 0, 0, 1 }, {},
	  PRISTINE },
	{ "a run copy, not as in the flash", RUN, GOOD, true, {}, { 0, 0, 1 },
	  MODIFIED },
	{ "a run copy with a wrong sum", RUN, SUM, true, {}, {}, MODIFIED },
	{ "a run copy with a wrong sum, kept so", RUN, SUM, true, { 0, 2, 0 },
	  {}, MODIFIED },
	{ "a run copy with the flash's wrong sum", RUN, SUM, true, { 0, 0, 1 },
	  {}, UNVERIFIED },
	{ "a run copy for another device", RUN, GOOD, false, { 0, 0, 1 }, {},
	  UNVERIFIED },
};

static struct vgapt_rom_facts facts_of(const struct situation *s)
{
	struct vgapt_rom_facts facts = {
		.rank = s->rank,
		.fault = s->fault,
		.ids_match = s->ids_match,
	};
	int i;

	for (i = 0; i < 3; i++) {
		facts.agree[RUN + i] = s->agree[i];
		facts.differ[RUN + i] = s->differ[i];
	}
	return facts;
}

static void table(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(situations); i++) {
		struct vgapt_rom_facts facts = facts_of(&situations[i]);
		enum vgapt_rom_status status = vgapt_rom_status_of(&facts);

		check(status == situations[i].expected, "%s: %s, not %s",
		      situations[i].what, vgapt_rom_status_name(status),
		      vgapt_rom_status_name(situations[i].expected));
	}
}

/* Everything that can be known, and what must hold then. */
static void all_of_them(void **state)
{
	struct vgapt_rom_facts facts;
	u32 n, seen = 0;
	int fault;

	(void)state;
	for (n = 0; n < 4 * 2 * 729; n++) {
		u32 rest = n;
		int i;

		memset(&facts, 0, sizeof(facts));
		facts.rank = rest % 4;
		rest /= 4;
		facts.ids_match = rest % 2;
		rest /= 2;
		for (i = 0; i < 3; i++) {
			facts.agree[RUN + i] = rest % 3;
			rest /= 3;
			facts.differ[RUN + i] = rest % 3;
			rest /= 3;
		}
		for (fault = 0; fault < VGAPT_ROM_NUM_FAULTS; fault++) {
			enum vgapt_rom_status status;
			bool structure = fault != GOOD && fault != SUM;

			facts.fault = fault;
			status = vgapt_rom_status_of(&facts);
			seen |= 1 << status;
			assert_int_equal(status == ABSENT, facts.rank == NONE);
			if (facts.rank == NONE)
				continue;
			assert_int_equal(status == INVALID, structure);
			if (structure)
				continue;
			if (status == PRISTINE) {
				assert_int_equal(fault, GOOD);
				assert_true(facts.ids_match);
				assert_true(facts.rank == FLASH ||
					    facts.agree[FLASH] ||
					    facts.agree[KEPT]);
			}
			if (facts.rank != FLASH && facts.differ[FLASH])
				assert_int_equal(status, MODIFIED);
			if (facts.rank == FLASH)
				assert_int_not_equal(status, MODIFIED);
			/* a worse source that differs changes nothing */
			if (facts.rank > RUN) {
				u8 was = facts.differ[RUN];

				facts.differ[RUN] = !was;
				assert_int_equal(vgapt_rom_status_of(&facts),
						 status);
				facts.differ[RUN] = was;
			}
		}
	}
	assert_int_equal(seen, (1 << VGAPT_ROM_NUM_STATUS) - 1);

	/* a rank there is not */
	memset(&facts, 0, sizeof(facts));
	facts.rank = VGAPT_ROM_NUM_RANKS;
	assert_int_equal(vgapt_rom_status_of(&facts), ABSENT);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(vgapt_rom_status_name(ABSENT), "absent");
	assert_string_equal(vgapt_rom_status_name(INVALID), "invalid");
	assert_string_equal(vgapt_rom_status_name(UNVERIFIED), "unverified");
	assert_string_equal(vgapt_rom_status_name(MODIFIED), "modified");
	assert_string_equal(vgapt_rom_status_name(PRISTINE), "pristine");
	assert_string_equal(vgapt_rom_status_name(VGAPT_ROM_NUM_STATUS),
			    "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(all_of_them),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("rom_verdict", tests, NULL, NULL);
}
