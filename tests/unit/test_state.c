// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/state.c: when a card is dead, and when it no longer is.
 */
#include "unit.h"
#include "pure/state.h"
#include "pure/tokens.h"

#define TOKEN(symbol, token)	token,
static const char *const tokens[] = { VGAPT_STATE_TOKENS(TOKEN) };

#define NONE	VGAPT_STATE_NONE
#define DEAD	VGAPT_STATE_DEAD

static void next(void **state)
{
	static const struct {
		const char *what;
		enum vgapt_state was;
		bool answers;
		bool reset;
		enum vgapt_state is;
	} rows[] = {
		{ "it is well", NONE, true, false, NONE },
		{ "it has been reset", NONE, true, true, NONE },
		{ "it does not answer any more", NONE, false, false, DEAD },
		{ "a reset has killed it, whatever the method says", NONE, false, true, DEAD },
		{ "it is still dead", DEAD, false, false, DEAD },
		{ "a reset has not helped, whatever the method says", DEAD, false, true, DEAD },
		{ "it answers again, and nobody knows in what state", DEAD, true, false, DEAD },
		{ "a reset has brought it back", DEAD, true, true, NONE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(vgapt_state_next(rows[i].was, rows[i].answers, rows[i].reset) == rows[i].is,
		      "%s", rows[i].what);
}

static void names(void **state)
{
	u32 i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(tokens), VGAPT_NUM_STATES);
	for (i = 0; i < VGAPT_NUM_STATES; i++)
		assert_string_equal(vgapt_state_name(i), tokens[i]);
	assert_string_equal(vgapt_state_name(VGAPT_NUM_STATES), "unknown");
	assert_string_equal(vgapt_state_name(-1), "unknown");
	/* what is zeroed says nothing */
	assert_int_equal(VGAPT_STATE_NONE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
