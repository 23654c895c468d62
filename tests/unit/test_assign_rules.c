// SPDX-License-Identifier: GPL-2.0-only
/*
 * assign_rules.c: what a write to do_flr means, and what becomes of an owner.
 *
 * Two views of each: the moments of a guest's life, as libxl makes them happen,
 * and the whole table, written out by hand.
 */
#include "pure/assign_rules.h"
#include "unit.h"

/* What is said of a function, and what is known of it, all together. */
struct situation {
	bool vga;
	bool primary;
	int named;
	bool named_live;
	int owner;
	bool owner_live;
	int held_by;
	bool confirmed;
	bool served;	/* by our record, who is named, with the same note */
};

static struct vgapt_claims claims_of(int named, int owner)
{
	return (struct vgapt_claims){
		.bound = true,
		.named = named,
		.named_live = named != VGAPT_NO_DOMAIN,
		.owner = owner,
		.owner_live = owner != VGAPT_NO_DOMAIN,
		.given = VGAPT_NO_DOMAIN,
		.holder = VGAPT_NO_DOMAIN,
		.served = VGAPT_NO_DOMAIN,
	};
}

static unsigned int on_flr(const struct situation *s)
{
	struct vgapt_holding held = { s->held_by, s->confirmed };
	struct vgapt_claims claims = claims_of(s->named, s->owner);

	claims.named_live = s->named_live;
	claims.owner_live = s->owner_live;
	if (s->served)
		claims.served = s->named;
	return vgapt_assign_on_flr(&claims, &held, s->vga && s->primary);
}

static bool is_meant(int domid, int named, int owner)
{
	struct vgapt_claims claims = claims_of(named, owner);
	int rc = vgapt_assign_meant_for(&claims, domid);

	assert_true(!rc || rc == -EPERM);
	return !rc;
}

static enum vgapt_fate fate_of(int held_by, int named, int owner, bool confirmed)
{
	struct vgapt_holding held = { held_by, confirmed };
	struct vgapt_claims claims = claims_of(named, owner);

	return vgapt_assign_fate(&claims, &held);
}

#define NOBODY	VGAPT_NO_DOMAIN

#define NOTHING	0U
#define REVOKE	VGAPT_FLR_REVOKE
#define GRANT	VGAPT_FLR_GRANT
#define BOTH	(VGAPT_FLR_REVOKE | VGAPT_FLR_GRANT)

struct moment {
	const char *what;
	struct situation facts;
	unsigned int expected;
};

/* vga, primary, named, named_live, owner, owner_live, held_by, confirmed, served */
static const struct moment life[] = {
	{ "boot: nobody has it, an administrator resets it",
	  { true, true, NOBODY, false, NOBODY, false, NOBODY, false, false }, NOTHING },
	{ "add to domain 3: libxl's note is there, pciback knows nothing yet",
	  { true, true, 3, true, NOBODY, false, NOBODY, false, false }, GRANT },
	{ "add, but the administrator has granted it to 3 by hand before",
	  { true, true, 3, true, NOBODY, false, 3, false, false }, NOTHING },
	{ "remove from running domain 3: pciback still has its backend",
	  { true, true, 3, true, 3, true, 3, true, false }, REVOKE },
	{ "remove from domain 3, which holds nothing of it",
	  { true, true, 3, true, 3, true, NOBODY, false, false }, NOTHING },
	{ "remove, after the administrator made it secondary",
	  { true, false, 3, true, 3, true, 3, true, false }, REVOKE },
	{ "destroy: forced removal comes while the domain still runs",
	  { true, true, 3, true, 3, true, 3, true, false }, REVOKE },
	{ "destroy: the second reset, 3 is dying, ranges already withdrawn",
	  { true, true, 3, false, 3, false, NOBODY, false, false }, NOTHING },
	{ "reboot: 3 is gone, note says 4, pciback has forgotten 3",
	  { true, true, 4, true, NOBODY, false, NOBODY, false, false }, GRANT },
	{ "reboot: 3 is dying, pciback has not heard of it, note says 4",
	  { true, true, 4, true, 3, false, NOBODY, false, false }, GRANT },
	{ "reboot: pciback has forgotten 3, we have not",
	  { true, true, 4, true, NOBODY, false, 3, true, false }, BOTH },
	{ "stale owner: pciback's 3 is long dead, nobody holds, note says 7",
	  { true, true, 7, true, 3, false, NOBODY, false, false }, GRANT },
	{ "note left behind: names dead domain 3, nobody owns",
	  { true, true, 3, false, NOBODY, false, NOBODY, false, false }, NOTHING },
	{ "note and backend gone, 3 still holds: what it has is taken",
	  { true, true, NOBODY, false, NOBODY, false, 3, true, false }, REVOKE },
	{ "note gone, backend still to come: 3 is being built, and keeps it",
	  { true, true, NOBODY, false, NOBODY, false, 3, false, false }, NOTHING },
	{ "the same, and pciback still has dead domain 2 in its book",
	  { true, true, NOBODY, false, 2, false, 3, false, false }, NOTHING },
	{ "note gone, but pciback has 3: this write takes it away",
	  { true, true, NOBODY, false, 3, true, 3, false, false }, REVOKE },
	{ "remove from 3 before anybody saw that pciback had it",
	  { true, true, 3, true, 3, true, 3, false, false }, REVOKE },
	{ "granted to 3, which has not come to life, and now meant for 4",
	  { true, true, 4, true, NOBODY, false, 3, false, false }, BOTH },
	{ "note left behind names dead 4, 3 still holds",
	  { true, true, 4, false, NOBODY, false, 3, true, false }, REVOKE },
	{ "primary is off: added as a second card",
	  { true, false, 3, true, NOBODY, false, NOBODY, false, false }, NOTHING },
	{ "primary is off and 3 held it before: only taken",
	  { true, false, 4, true, NOBODY, false, 3, true, false }, REVOKE },
	{ "not VGA compatible (class 0380h)",
	  { false, true, 3, true, NOBODY, false, NOBODY, false, false }, NOTHING },
	{ "neither VGA nor primary",
	  { false, false, 3, true, NOBODY, false, NOBODY, false, false }, NOTHING },
	{ "second domain: live 3 owns and holds, note says 4",
	  { true, true, 4, true, 3, true, 3, true, false }, REVOKE },
	{ "second domain: live 3 owns, holds nothing, note says 4",
	  { true, true, 4, true, 3, true, NOBODY, false, false }, NOTHING },
	{ "toolstack without notes removes from 3",
	  { true, true, NOBODY, false, 3, true, 3, true, false }, REVOKE },
	{ "toolstack without notes, 3 owns and holds nothing",
	  { true, true, NOBODY, false, 3, true, NOBODY, false, false }, NOTHING },
	/* A guest has written 0 to its frontend's state, and pciback has let go. */
	{ "remove from 3, which has made pciback forget it",
	  { true, true, 3, true, NOBODY, false, 3, true, true }, REVOKE },
	{ "the same, nobody had seen pciback know it",
	  { true, true, 3, true, NOBODY, false, 3, false, true }, REVOKE },
	{ "the same, it has been made primary since it was given",
	  { true, true, 3, true, NOBODY, false, NOBODY, false, true }, NOTHING },
	{ "the same, and it is not primary any more",
	  { true, false, 3, true, NOBODY, false, 3, true, true }, REVOKE },
	{ "remove from 3, and both say so",
	  { true, true, 3, true, 3, true, 3, true, true }, REVOKE },
};

static void moments_of_a_life(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(life); i++)
		check(on_flr(&life[i].facts) == life[i].expected,
		      "%s: %#x, not %#x", life[i].what,
		      on_flr(&life[i].facts), life[i].expected);
}

/*
 * A holder that pciback has registered and that is dead: whoever calls has
 * reaped it, so it is seen only if it dies in between, and then what is granted
 * next reaps it.  Whether it is told to be withdrawn from does not matter.
 */
static bool just_died(const struct situation *facts)
{
	return facts->held_by != NOBODY && facts->owner == facts->held_by &&
	       !facts->owner_live && facts->named != facts->held_by;
}

/*
 * The whole table.  Who is named, who owns (alive), who holds, each of nobody,
 * domain 1 and domain 2; what is to be done if the card is a VGA card, to be
 * primary, and the named domain is alive.
 *   . nothing   R revoke   G grant   B both
 *   c revoke if pciback has known the holder, else nothing
 */
static const char table[3][3][4] = {
	/* by owner, by named: held by nobody, 1, 2 */
	[0] = {		/* nobody owns: it is being added, or lies idle */
		".cc",	/* nobody named: given up, if it was ever taken up */
		"G.B",	/* 1 named: it gets what it does not have */
		"GB.",	/* 2 named */
	},
	[1] = {		/* 1 owns it: this write takes it away */
		".Rc",
		".RR",	/* from 1; and 2 has lost it before */
		".R.",	/* note and book disagree: 2 is named, leave it */
	},
	[2] = {		/* 2 owns it */
		".cR",
		"..R",
		".RR",
	},
};

static unsigned int meaning(char c, bool confirmed)
{
	switch (c) {
	case 'c':
		return confirmed ? REVOKE : NOTHING;
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
	for (flags = 0; flags < 32; flags++) {
		const struct situation facts = {
			.vga = flags & 1,
			.primary = flags & 2,
			.named = who[named],
			.named_live = flags & 4,
			.owner = who[owner],
			.owner_live = flags & 8,
			.held_by = who[held],
			.confirmed = flags & 16,
		};
		unsigned int expected, got, asked = BOTH;

		if (just_died(&facts))
			asked = GRANT;
		/* a dead owner is none */
		expected = meaning(table[facts.owner_live ? owner : 0]
					[named][held], facts.confirmed);
		/* only a grant asks what card it is, and that somebody's there */
		if (!facts.vga || !facts.primary || !facts.named_live)
			expected &= ~GRANT;
		got = on_flr(&facts);
		check((got & asked) == (expected & asked),
		      "vga %d primary %d named %d%s owner %d%s held by %d%s: %#x, not %#x",
		      facts.vga, facts.primary, facts.named,
		      facts.named_live ? " (live)" : "", facts.owner,
		      facts.owner_live ? " (live)" : "", facts.held_by,
		      facts.confirmed ? " (confirmed)" : "", got, expected);
		rows++;
	}
	assert_int_equal(rows, 864);
}

/* Rules that must hold whatever the table says. */
static void never(void **state)
{
	int named, owner, held, served;
	unsigned int flags;

	(void)state;
	for (named = -1; named < 4; named++)
	for (owner = -1; owner < 4; owner++)
	for (held = -1; held < 4; held++)
	for (served = 0; served < 2; served++)
	for (flags = 0; flags < 32; flags++) {
		const struct situation facts = {
			flags & 1, flags & 2, named, flags & 4, owner,
			flags & 8, held, flags & 16, served,
		};
		unsigned int todo = on_flr(&facts);

		assert_int_equal(todo & ~BOTH, 0);
		if (todo & GRANT) {
			/* to a live domain that is meant, and from nobody */
			assert_true(facts.vga && facts.primary);
			assert_true(named != NOBODY && facts.named_live);
			assert_true(held == NOBODY || (todo & REVOKE) ||
				    just_died(&facts));
			assert_true(held != named);
			assert_true(owner == NOBODY || !facts.owner_live);
			/* nor to one that has it: it is being taken from that one */
			assert_false(served);
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
		check(is_meant(rows[i].domid, rows[i].named,
					     rows[i].owner) == rows[i].expected,
		      "domid %d named %d owner %d", rows[i].domid,
		      rows[i].named, rows[i].owner);
}

/*
 * The whole table of fates.  Domain 1 holds; nobody, 1 or 2 is named; nobody, 1
 * or 2 is registered with pciback; pciback has known 1 to be the owner, or not.
 */
static void fate_of_an_owner(void **state)
{
	static const struct {
		int named, owner;
		enum vgapt_fate unconfirmed, confirmed;
	} rows[] = {
		/* nobody says anything: gone, if it was ever there */
		{ NOBODY, NOBODY, VGAPT_WAIT, VGAPT_WITHDRAW },
		/* one of the two says that it is 1's: so it is */
		{ NOBODY, 1, VGAPT_KEEP, VGAPT_KEEP },
		{ 1, NOBODY, VGAPT_KEEP, VGAPT_KEEP },
		{ 1, 1, VGAPT_KEEP, VGAPT_KEEP },
		{ 1, 2, VGAPT_KEEP, VGAPT_KEEP },	/* 2 is a former one */
		{ 2, 1, VGAPT_KEEP, VGAPT_KEEP },	/* 1 is not over yet */
		/* the note names another, and pciback does not object */
		{ 2, NOBODY, VGAPT_WITHDRAW, VGAPT_WITHDRAW },
		{ 2, 2, VGAPT_WITHDRAW, VGAPT_WITHDRAW },
		/* pciback alone names another: a former one, or a next one */
		{ NOBODY, 2, VGAPT_WAIT, VGAPT_WITHDRAW },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		check(fate_of(1, rows[i].named, rows[i].owner,
					false) == rows[i].unconfirmed,
		      "named %d owner %d, not confirmed", rows[i].named,
		      rows[i].owner);
		check(fate_of(1, rows[i].named, rows[i].owner,
					true) == rows[i].confirmed,
		      "named %d owner %d, confirmed", rows[i].named,
		      rows[i].owner);
	}
}

/* Numbers are names, no more: the table holds for any of them. */
static void fate_whatever_the_numbers(void **state)
{
	static const int domids[] = { 1, 2, 3, 0x7fef };
	size_t a, b;
	int confirmed;

	(void)state;
	for (a = 0; a < ARRAY_SIZE(domids); a++)
	for (b = 0; b < ARRAY_SIZE(domids); b++)
	for (confirmed = 0; confirmed < 2; confirmed++) {
		int x = domids[a], y = domids[b];
		enum vgapt_fate other = x == y ? VGAPT_KEEP : VGAPT_WITHDRAW;

		assert_int_equal(fate_of(x, y, NOBODY, confirmed),
				 other);
		assert_int_equal(fate_of(x, y, y, confirmed), other);
		assert_int_equal(fate_of(x, y, x, confirmed),
				 VGAPT_KEEP);
		assert_int_equal(fate_of(x, x, y, confirmed),
				 VGAPT_KEEP);
	}
}

/* Who is meant now is not withdrawn from: else a grant would undo itself. */
static void meant_is_kept(void **state)
{
	int domid, named, owner, confirmed;

	(void)state;
	for (domid = 0; domid < 4; domid++)
	for (named = -1; named < 4; named++)
	for (owner = -1; owner < 4; owner++)
	for (confirmed = 0; confirmed < 2; confirmed++)
		if (is_meant(domid, named, owner))
			assert_int_equal(fate_of(domid, named, owner,
							   confirmed),
					 VGAPT_KEEP);
}

/*
 * Seen with xl 4.20: a guest reboots, 3 becomes 4.  The end of 3 lingers, and
 * removes the note that names 4 while 4 is being built.  What a look around
 * finds, step by step, and what a do_flr of the moment would be.
 */
static void late_end_of_an_earlier_domain(void **state)
{
	struct situation facts = {
		.vga = true, .primary = true,
		.named = 4, .named_live = true,
		.owner = 3, .owner_live = false,	/* pciback is late */
		.held_by = NOBODY,
	};

	(void)state;
	/* 4 is given the card, and holds the ranges */
	assert_int_equal(on_flr(&facts), GRANT);
	facts.held_by = 4;
	assert_int_equal(fate_of(4, 4, 3, false), VGAPT_KEEP);
	assert_int_equal(fate_of(4, 4, NOBODY, false), VGAPT_KEEP);

	/* the note goes, before pciback has forgotten 3, or after */
	facts.named = NOBODY;
	facts.named_live = false;
	assert_int_equal(fate_of(4, NOBODY, 3, false), VGAPT_WAIT);
	assert_int_equal(on_flr(&facts), NOTHING);
	facts.owner = NOBODY;
	assert_int_equal(fate_of(4, NOBODY, NOBODY, false),
			 VGAPT_WAIT);
	assert_int_equal(on_flr(&facts), NOTHING);

	/* 4's backend comes to life: no doubt any more, note or not */
	facts.owner = 4;
	facts.owner_live = true;
	assert_int_equal(fate_of(4, NOBODY, 4, false), VGAPT_KEEP);
	facts.confirmed = true;
	assert_int_equal(fate_of(4, NOBODY, 4, true), VGAPT_KEEP);

	/* it is taken away: by do_flr, or, had that not come, with the backend */
	assert_int_equal(on_flr(&facts), REVOKE);
	assert_int_equal(fate_of(4, NOBODY, NOBODY, true),
			 VGAPT_WITHDRAW);
}

/* Nothing is granted, withdrawn or refused for good because somebody is silent. */
static void silence(void **state)
{
	struct vgapt_holding held = { 3, true };
	struct vgapt_claims claims;
	(void)state;

	claims = claims_of(NOBODY, NOBODY);
	claims.note_error = -EIO;
	assert_int_equal(vgapt_assign_on_flr(&claims, &held, true), NOTHING);
	assert_int_equal(vgapt_assign_fate(&claims, &held), VGAPT_WAIT);
	assert_int_equal(vgapt_assign_meant_for(&claims, 3), -EIO);
	assert_true(vgapt_assign_in_use(&claims));

	/* what pciback says holds all the same */
	claims.owner = 3;
	assert_int_equal(vgapt_assign_fate(&claims, &held), VGAPT_KEEP);

	claims = claims_of(4, NOBODY);
	claims.live_error = -EPERM;
	assert_int_equal(vgapt_assign_on_flr(&claims, &held, true), NOTHING);
}

static void requester(void **state)
{
	struct vgapt_claims claims = claims_of(NOBODY, NOBODY);
	(void)state;

	assert_int_equal(vgapt_assign_requester(&claims), NOBODY);
	claims = claims_of(4, NOBODY);
	assert_int_equal(vgapt_assign_requester(&claims), 4);
	claims.named_live = false;
	assert_int_equal(vgapt_assign_requester(&claims), NOBODY);
	claims = claims_of(4, 3);
	assert_int_equal(vgapt_assign_requester(&claims), 4);
	claims.named_live = false;
	assert_int_equal(vgapt_assign_requester(&claims), 3);
	claims = claims_of(NOBODY, 3);
	assert_int_equal(vgapt_assign_requester(&claims), 3);
}

static void in_use(void **state)
{
	struct vgapt_claims claims = claims_of(NOBODY, NOBODY);
	(void)state;

	assert_false(vgapt_assign_in_use(&claims));
	claims = claims_of(4, NOBODY);
	assert_true(vgapt_assign_in_use(&claims));
	claims = claims_of(NOBODY, 4);
	assert_true(vgapt_assign_in_use(&claims));
	assert_false(vgapt_assign_untouchable(NOBODY, NOBODY));
	assert_true(vgapt_assign_untouchable(4, NOBODY));
	assert_true(vgapt_assign_untouchable(NOBODY, 4));
}

/* Every combination of who names whom, alive or not, for whom. */
static void standing(void **state)
{
	int named, owner, given, holder, domid, alive, other;
	(void)state;

	for (named = NOBODY; named <= 2; named++)
	for (owner = NOBODY; owner <= 2; owner++)
	for (given = NOBODY; given <= 2; given++)
	for (holder = NOBODY; holder <= 2; holder++)
	for (domid = NOBODY; domid <= 2; domid++)
	for (alive = 0; alive < 4; alive++) {
		struct vgapt_claims claims = claims_of(named, owner);
		bool named_lives = named != NOBODY && (alive & 1);
		bool owner_lives = owner != NOBODY && (alive & 2);
		bool another = (named_lives && named != domid) ||
			       (owner_lives && owner != domid) ||
			       (given != NOBODY && given != domid) ||
			       (holder != NOBODY && holder != domid);
		enum vgapt_standing got;

		claims.named_live = named_lives;
		claims.owner_live = owner_lives;
		claims.given = given;
		claims.holder = holder;
		got = vgapt_assign_standing(&claims, domid, &other);
		check(got == (another ? VGAPT_STANDING_ANOTHER : VGAPT_STANDING_OURS),
		      "named %d owner %d given %d holder %d for %d alive %d: %d",
		      named, owner, given, holder, domid, alive, got);
		if (another) {
			assert_int_not_equal(other, domid);
			assert_true((named_lives && other == named) ||
				    (owner_lives && other == owner) ||
				    other == given || other == holder);
		} else {
			assert_int_equal(other, NOBODY);
		}

		claims.bound = false;
		assert_int_equal(vgapt_assign_standing(&claims, domid, &other),
				 VGAPT_STANDING_DOM0);
		assert_int_equal(other, NOBODY);
	}
}

static void same_round(void **state)
{
	struct vgapt_round round = { .domid = 3, .holder = NOBODY };
	(void)state;

	assert_true(vgapt_assign_same_round(&round, 3, NOBODY));
	assert_false(vgapt_assign_same_round(&round, 4, NOBODY));
	assert_false(vgapt_assign_same_round(&round, NOBODY, NOBODY));
	/* somebody got it in between */
	assert_false(vgapt_assign_same_round(&round, 3, 3));
	round.expired = true;
	assert_false(vgapt_assign_same_round(&round, 3, NOBODY));

	/* a guest that runs has it, and may have used it since; or had it then */
	round.expired = false;
	round.holder = 3;
	assert_false(vgapt_assign_same_round(&round, 3, 3));
	assert_false(vgapt_assign_same_round(&round, 3, NOBODY));
}

static void taking(void **state)
{
	struct vgapt_claims claims = claims_of(3, 3);
	(void)state;

	assert_true(vgapt_assign_is_taking(&claims, 3));
	assert_false(vgapt_assign_is_taking(&claims, 4));
	claims = claims_of(3, NOBODY);
	assert_false(vgapt_assign_is_taking(&claims, 3));
	claims.served = 3;
	assert_true(vgapt_assign_is_taking(&claims, 3));
	assert_false(vgapt_assign_is_taking(&claims, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_of_a_life),
		cmocka_unit_test(whole_table),
		cmocka_unit_test(never),
		cmocka_unit_test(meant_for),
		cmocka_unit_test(fate_of_an_owner),
		cmocka_unit_test(fate_whatever_the_numbers),
		cmocka_unit_test(meant_is_kept),
		cmocka_unit_test(late_end_of_an_earlier_domain),
		cmocka_unit_test(silence),
		cmocka_unit_test(requester),
		cmocka_unit_test(in_use),
		cmocka_unit_test(standing),
		cmocka_unit_test(same_round),
		cmocka_unit_test(taking),
	};

	return cmocka_run_group_tests_name("assign_rules", tests, NULL, NULL);
}
