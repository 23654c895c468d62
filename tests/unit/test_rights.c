// SPDX-License-Identifier: GPL-2.0-only
/*
 * rights.c: what a capability may be for, and which may be beside which.
 */
#include "pure/rights.h"
#include "unit.h"

static void rights_that_there_are(void **state)
{
	u32 rights;
	int bit;

	(void)state;
	assert_int_equal(vgapt_rights_check(0, true, true), -EINVAL);
	assert_int_equal(vgapt_rights_check(0, false, false), -EINVAL);
	for (rights = 1; rights <= VGAPT_RIGHT_ALL; rights++)
		check(!vgapt_rights_check(rights, true, true), "rights %#x", rights);
	for (bit = 7; bit < 32; bit++) {
		assert_int_equal(vgapt_rights_check(1U << bit, true, true), -EINVAL);
		assert_int_equal(vgapt_rights_check(VGAPT_RIGHT_ALL | 1U << bit, true, true),
				 -EINVAL);
	}
}

/* There is nothing that they could be used for: better no than a silent nothing. */
static void rights_that_the_function_has_no_use_for(void **state)
{
	u32 rights;

	(void)state;
	for (rights = 1; rights <= VGAPT_RIGHT_ALL; rights++) {
		int neighbour = rights & (VGAPT_RIGHT_ROM | VGAPT_RIGHT_LEGACY) ? -EOPNOTSUPP : 0;
		int display = rights & VGAPT_RIGHT_LEGACY ? -EOPNOTSUPP : 0;

		check(vgapt_rights_check(rights, false, false) == neighbour,
		      "rights %#x of what is no display", rights);
		check(vgapt_rights_check(rights, true, false) == display,
		      "rights %#x of a display without VGA", rights);
	}
}


static void one_beside_another(void **state)
{
	u32 bits;

	(void)state;
	for (bits = 0; bits < 32; bits++) {
		const struct vgapt_beside have = {
			.ended = bits & 1,
			.exclusive = bits & 2,
			.same_domain = bits & 4,
			.domain_lives = bits & 8,
		};
		bool exclusive = bits & 16;
		bool live = !have.ended && have.domain_lives;
		int want = live && (have.exclusive || exclusive || !have.same_domain) ? -EBUSY : 0;

		check(vgapt_rights_beside(&have, exclusive) == want,
		      "beside one that is%s%s, of %s domain that is %s; %s",
		      have.ended ? " over" : "", have.exclusive ? " exclusive" : "",
		      have.same_domain ? "the same" : "another",
		      have.domain_lives ? "alive" : "dead", exclusive ? "exclusive" : "not");
	}
}

static void said_in_tokens(void **state)
{
	char buf[VGAPT_RIGHTS_MAX], tiny[8];
	u32 rights, parsed;

	(void)state;
	vgapt_rights_say(buf, sizeof(buf), VGAPT_RIGHT_ALL, " ");
	assert_string_equal(buf, "rom legacy reset reset-others addresses hold model");
	vgapt_rights_say(buf, sizeof(buf), VGAPT_RIGHT_LEGACY | VGAPT_RIGHT_RESET_OTHERS, ",");
	assert_string_equal(buf, "legacy,reset-others");
	vgapt_rights_say(buf, sizeof(buf), 0, " ");
	assert_string_equal(buf, "none");
	/* One that is not known yet is not left out in silence. */
	vgapt_rights_say(buf, sizeof(buf), VGAPT_RIGHT_ROM | 1U << 20, " ");
	assert_string_equal(buf, "rom 0x100000");
	vgapt_rights_say(tiny, sizeof(tiny), VGAPT_RIGHT_ALL, " ");
	assert_int_equal(tiny[sizeof(tiny) - 1], 0);
	assert_true(strlen(tiny) < sizeof(tiny));
	for (rights = 1; rights <= VGAPT_RIGHT_ALL; rights++) {
		vgapt_rights_say(buf, sizeof(buf), rights, ",");
		assert_int_equal(vgapt_rights_parse(buf, &parsed), 0);
		assert_int_equal(parsed, rights);
	}
}

static void states_in_tokens(void **state)
{
	char buf[VGAPT_RIGHTS_MAX];

	(void)state;
	vgapt_capability_say(buf, sizeof(buf), 0);
	assert_string_equal(buf, "live");
	vgapt_capability_say(buf, sizeof(buf), VGAPT_CAPABILITY_EXCLUSIVE);
	assert_string_equal(buf, "exclusive");
	vgapt_capability_say(buf, sizeof(buf), 0x3f);
	assert_string_equal(buf, "exclusive revoked domain-gone unplugged resetting taken");
}

static void read_from_tokens(void **state)
{
	static const char *const bad[] = {
		"", ",", "rom,", ",rom", "rom,,reset", "ROM", "rom reset", "rom,all", "resetx", "rese",
		"none", " rom",
	};
	u32 rights;
	size_t i;

	(void)state;
	assert_int_equal(vgapt_rights_parse("all", &rights), 0);
	assert_int_equal(rights, VGAPT_RIGHT_ALL);
	assert_int_equal(vgapt_rights_parse("reset,rom,reset", &rights), 0);
	assert_int_equal(rights, VGAPT_RIGHT_ROM | VGAPT_RIGHT_RESET);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		check(vgapt_rights_parse(bad[i], &rights) == -EINVAL, "'%s' is taken", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rights_that_there_are),
		cmocka_unit_test(rights_that_the_function_has_no_use_for),
		cmocka_unit_test(one_beside_another),
		cmocka_unit_test(said_in_tokens),
		cmocka_unit_test(states_in_tokens),
		cmocka_unit_test(read_from_tokens),
	};

	return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
