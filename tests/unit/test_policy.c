// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy.c: what a write to do_flr means.
 *
 * Two views of it: the moments of a guest's life, as libxl makes them happen,
 * and the whole table, written out by hand.
 */
#include "unit.h"

#define NOBODY	VGAPT_NO_DOMAIN

#define NOTHING	0U
#define REVOKE	VGAPT_FLR_REVOKE
#define GRANT	VGAPT_FLR_GRANT
#define BOTH	(VGAPT_FLR_REVOKE | VGAPT_FLR_GRANT)

struct moment {
	const char *what;
	struct vgapt_flr_facts facts;
	unsigned int expected;
};

/* vga, primary, named, named_live, owner, owner_live, held_by */
static const struct moment life[] = {
	{ "boot: nobody has it, an administrator resets it",
	  { true, true, NOBODY, false, NOBODY, false, NOBODY }, NOTHING },
	{ "add to domain 3: libxl's note is there, pciback knows nothing yet",
	  { true, true, 3, true, NOBODY, false, NOBODY }, GRANT },
	{ "add, but the administrator has granted it to 3 by hand before",
	  { true, true, 3, true, NOBODY, false, 3 }, NOTHING },
	{ "remove from running domain 3: pciback still has its backend",
	  { true, true, 3, true, 3, true, 3 }, REVOKE },
	{ "remove from domain 3, which holds nothing of it",
	  { true, true, 3, true, 3, true, NOBODY }, NOTHING },
	{ "remove, after the administrator made it secondary",
	  { true, false, 3, true, 3, true, 3 }, REVOKE },
	{ "destroy: forced removal comes while the domain still runs",
	  { true, true, 3, true, 3, true, 3 }, REVOKE },
	{ "destroy: the second reset, 3 is dying, ranges already withdrawn",
	  { true, true, 3, false, 3, false, NOBODY }, NOTHING },
	{ "reboot: 3 is gone, note says 4, pciback has forgotten 3",
	  { true, true, 4, true, NOBODY, false, NOBODY }, GRANT },
	{ "reboot: 3 is dying, pciback has not heard of it, note says 4",
	  { true, true, 4, true, 3, false, NOBODY }, GRANT },
	{ "reboot: the same, and nobody has withdrawn from 3 yet",
	  { true, true, 4, true, 3, false, 3 }, BOTH },
	{ "reboot: pciback has forgotten 3, we have not",
	  { true, true, 4, true, NOBODY, false, 3 }, BOTH },
	{ "stale owner: pciback's 3 is long dead, nobody holds, note says 7",
	  { true, true, 7, true, 3, false, NOBODY }, GRANT },
	{ "note left behind: names dead domain 3, nobody owns",
	  { true, true, 3, false, NOBODY, false, NOBODY }, NOTHING },
	{ "note gone, 3 still holds: what it has is taken",
	  { true, true, NOBODY, false, NOBODY, false, 3 }, REVOKE },
	{ "note left behind names dead 4, 3 still holds",
	  { true, true, 4, false, NOBODY, false, 3 }, REVOKE },
	{ "primary is off: added as a second card",
	  { true, false, 3, true, NOBODY, false, NOBODY }, NOTHING },
	{ "primary is off and 3 held it before: only taken",
	  { true, false, 4, true, NOBODY, false, 3 }, REVOKE },
	{ "not VGA compatible (class 0380h)",
	  { false, true, 3, true, NOBODY, false, NOBODY }, NOTHING },
	{ "neither VGA nor primary",
	  { false, false, 3, true, NOBODY, false, NOBODY }, NOTHING },
	{ "second domain: live 3 owns and holds, note says 4",
	  { true, true, 4, true, 3, true, 3 }, REVOKE },
	{ "second domain: live 3 owns, holds nothing, note says 4",
	  { true, true, 4, true, 3, true, NOBODY }, NOTHING },
	{ "toolstack without notes removes from 3",
	  { true, true, NOBODY, false, 3, true, 3 }, REVOKE },
	{ "toolstack without notes, 3 owns and holds nothing",
	  { true, true, NOBODY, false, 3, true, NOBODY }, NOTHING },
};

static void moments_of_a_life(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(life); i++)
		check(vgapt_policy_flr(&life[i].facts) == life[i].expected,
		      "%s: %#x, not %#x", life[i].what,
		      vgapt_policy_flr(&life[i].facts), life[i].expected);
}

/*
 * The whole table.  Who is named, who owns (alive), who holds, each of nobody,
 * domain 1 and domain 2; what is to be done if the card is a VGA card, to be
 * primary, and the named domain is alive.
 *   . nothing   R revoke   G grant   B both
 */
static const char table[3][3][4] = {
	/* by owner, by named: held by nobody, 1, 2 */
	[0] = {		/* nobody owns: it is being added, or lies idle */
		".RR",	/* nobody named: no holder can be right */
		"G.B",	/* 1 named: it gets what it does not have */
		"GB.",	/* 2 named */
	},
	[1] = {		/* 1 owns it: this write takes it away */
		".RR",
		".RR",	/* from 1; and 2 has lost it before */
		".R.",	/* note and book disagree: 2 is named, leave it */
	},
	[2] = {		/* 2 owns it */
		".RR",
		"..R",
		".RR",
	},
};

static unsigned int meaning(char c)
{
	switch (c) {
	case 'R':
		return REVOKE;
	case 'G':
		return GRANT;
	case 'B':
		return BOTH;
	}
	assert_int_equal(c, '.');
	return NOTHING;
}

static void whole_table(void **state)
{
	static const int who[] = { NOBODY, 1, 2 };
	unsigned int named, owner, held, flags, rows = 0;

	(void)state;
	for (named = 0; named < 3; named++)
	for (owner = 0; owner < 3; owner++)
	for (held = 0; held < 3; held++)
	for (flags = 0; flags < 16; flags++) {
		const struct vgapt_flr_facts facts = {
			.vga = flags & 1,
			.primary = flags & 2,
			.named = who[named],
			.named_live = flags & 4,
			.owner = who[owner],
			.owner_live = flags & 8,
			.held_by = who[held],
		};
		unsigned int expected, got;

		/* a dead owner is none */
		expected = meaning(table[facts.owner_live ? owner : 0]
					[named][held]);
		/* only a grant asks what card it is, and that somebody's there */
		if (!facts.vga || !facts.primary || !facts.named_live)
			expected &= ~GRANT;
		got = vgapt_policy_flr(&facts);
		check(got == expected,
		      "vga %d primary %d named %d%s owner %d%s held by %d: %#x, not %#x",
		      facts.vga, facts.primary, facts.named,
		      facts.named_live ? " (live)" : "", facts.owner,
		      facts.owner_live ? " (live)" : "", facts.held_by, got,
		      expected);
		rows++;
	}
	assert_int_equal(rows, 432);
}

/* Rules that must hold whatever the table says. */
static void never(void **state)
{
	int named, owner, held;
	unsigned int flags;

	(void)state;
	for (named = -1; named < 4; named++)
	for (owner = -1; owner < 4; owner++)
	for (held = -1; held < 4; held++)
	for (flags = 0; flags < 16; flags++) {
		const struct vgapt_flr_facts facts = {
			flags & 1, flags & 2, named, flags & 4, owner,
			flags & 8, held,
		};
		unsigned int todo = vgapt_policy_flr(&facts);

		assert_int_equal(todo & ~BOTH, 0);
		if (todo & GRANT) {
			/* to a live domain that is meant, and from nobody */
			assert_true(facts.vga && facts.primary);
			assert_true(named != NOBODY && facts.named_live);
			assert_true(held == NOBODY || (todo & REVOKE));
			assert_true(held != named);
			assert_true(owner == NOBODY || !facts.owner_live);
		}
		if (todo & REVOKE)
			assert_int_not_equal(held, NOBODY);
	}
}

static void meant_for(void **state)
{
	static const struct {
		int domid, named, owner;
		bool expected;
	} rows[] = {
		{ 3, NOBODY, NOBODY, false },
		{ 3, NOBODY, 3, true },
		{ 3, NOBODY, 4, false },
		{ 3, 3, NOBODY, true },
		{ 3, 3, 3, true },
		{ 3, 3, 4, true },	/* the note comes first */
		{ 3, 4, NOBODY, false },
		{ 3, 4, 3, false },	/* ... and goes last */
		{ 3, 4, 4, false },
		{ 0, NOBODY, NOBODY, false },
		{ 0, NOBODY, 0, true },
		{ 0, 0, NOBODY, true },
		{ 0, 3, 0, false },
		/* nobody is not a domain */
		{ NOBODY, NOBODY, NOBODY, false },
		{ NOBODY, NOBODY, 3, false },
		{ NOBODY, 3, NOBODY, false },
		{ NOBODY, 3, 3, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(vgapt_policy_meant_for(rows[i].domid, rows[i].named,
					     rows[i].owner) == rows[i].expected,
		      "domid %d named %d owner %d", rows[i].domid,
		      rows[i].named, rows[i].owner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_of_a_life),
		cmocka_unit_test(whole_table),
		cmocka_unit_test(never),
		cmocka_unit_test(meant_for),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
