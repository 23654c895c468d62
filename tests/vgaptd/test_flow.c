// SPDX-License-Identifier: GPL-2.0-only
/*
 * tools/vgaptd/pure/flow.c: every state with every event, and what may never be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pure/flow.h"

#define check(cond, ...)				\
	do {						\
		if (!(cond)) {				\
			print_error(__VA_ARGS__);	\
			print_error("\n");		\
			fail_msg("%s", #cond);		\
		}					\
	} while (0)

#define NUM(array)	(sizeof(array) / sizeof((array)[0]))

/* Short names, so that the table below can be read. */
#define G	FLOW_ANSWER_GIVEN
#define T	FLOW_ANSWER_TAKEN
#define CLOSE	FLOW_CLOSE
#define TIMER	FLOW_TIMER

/**
 * struct expected - a field of the table, written down by hand
 * @state:   before
 * @event:   what happens
 * @next:    the state then
 * @actions: what is done
 *
 * A combination that is not listed changes nothing, and nothing is done.
 */
static const struct expected {
	enum flow_state state;
	enum flow_event event;
	enum flow_state next;
	unsigned int actions;
} expected[] = {
	{ FLOW_NONE, FLOW_EV_GIVEN, FLOW_GIVEN, FLOW_ATTACH | TIMER },
	{ FLOW_NONE, FLOW_EV_FOUND, FLOW_SERVING, TIMER },
	{ FLOW_NONE, FLOW_EV_HIDDEN, FLOW_UNWATCHED, TIMER },
	{ FLOW_NONE, FLOW_EV_ORPHANED, FLOW_ORPHAN, FLOW_ATTACH | TIMER },
	{ FLOW_NONE, FLOW_EV_TAKEN, FLOW_NONE, T },
	{ FLOW_NONE, FLOW_EV_GONE, FLOW_NONE, T },

	{ FLOW_GIVEN, FLOW_EV_ATTACHED, FLOW_HELD, G | TIMER },
	{ FLOW_GIVEN, FLOW_EV_REFUSED, FLOW_NONE, G | T | CLOSE | TIMER },
	{ FLOW_GIVEN, FLOW_EV_TAKEN, FLOW_NONE, G | T | CLOSE | TIMER },
	{ FLOW_GIVEN, FLOW_EV_GONE, FLOW_NONE, G | T | CLOSE | TIMER },
	{ FLOW_GIVEN, FLOW_EV_QUIT, FLOW_NONE, G | T | CLOSE | TIMER },

	{ FLOW_HELD, FLOW_EV_GIVEN, FLOW_HELD, G },
	{ FLOW_HELD, FLOW_EV_SLOT, FLOW_STARTING, FLOW_START | TIMER },
	{ FLOW_HELD, FLOW_EV_TIMEOUT, FLOW_NONE, FLOW_RELEASE | T | CLOSE | TIMER },
	{ FLOW_HELD, FLOW_EV_TAKEN, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_HELD, FLOW_EV_GONE, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_HELD, FLOW_EV_QUIT, FLOW_NONE, FLOW_RELEASE | T | CLOSE | TIMER },

	{ FLOW_PLACED, FLOW_EV_GIVEN, FLOW_PLACED, G },
	{ FLOW_PLACED, FLOW_EV_TIMEOUT, FLOW_STARTING, FLOW_START | TIMER },
	{ FLOW_PLACED, FLOW_EV_TAKEN, FLOW_LEAVING, FLOW_LEAVE | TIMER },
	{ FLOW_PLACED, FLOW_EV_GONE, FLOW_NONE, T | CLOSE | TIMER },

	{ FLOW_STARTING, FLOW_EV_GIVEN, FLOW_STARTING, G },
	{ FLOW_STARTING, FLOW_EV_READY, FLOW_SERVING, FLOW_RELEASE | TIMER },
	{ FLOW_STARTING, FLOW_EV_ENDED, FLOW_PLACED, TIMER },
	{ FLOW_STARTING, FLOW_EV_DIED, FLOW_PLACED, TIMER },
	{ FLOW_STARTING, FLOW_EV_TIMEOUT, FLOW_STARTING, FLOW_KILL | TIMER },
	{ FLOW_STARTING, FLOW_EV_TAKEN, FLOW_LEAVING, FLOW_STOP | TIMER },
	{ FLOW_STARTING, FLOW_EV_GONE, FLOW_DYING, FLOW_STOP | TIMER },

	{ FLOW_SERVING, FLOW_EV_GIVEN, FLOW_SERVING, G },
	{ FLOW_SERVING, FLOW_EV_ENDED, FLOW_PLACED, TIMER },
	{ FLOW_SERVING, FLOW_EV_DIED, FLOW_PLACED, TIMER },
	{ FLOW_SERVING, FLOW_EV_TIMEOUT, FLOW_SERVING, TIMER },
	{ FLOW_SERVING, FLOW_EV_TAKEN, FLOW_LEAVING, FLOW_STOP | TIMER },
	{ FLOW_SERVING, FLOW_EV_GONE, FLOW_DYING, FLOW_STOP | TIMER },

	{ FLOW_LEAVING, FLOW_EV_GIVEN, FLOW_LEAVING, 0 },
	{ FLOW_LEAVING, FLOW_EV_READY, FLOW_LEAVING, FLOW_STOP | TIMER },
	{ FLOW_LEAVING, FLOW_EV_ENDED, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_LEAVING, FLOW_EV_DIED, FLOW_LEAVING, FLOW_LEAVE | TIMER },
	{ FLOW_LEAVING, FLOW_EV_TIMEOUT, FLOW_LEAVING, FLOW_KILL | TIMER },
	{ FLOW_LEAVING, FLOW_EV_GONE, FLOW_DYING, FLOW_STOP | TIMER },

	{ FLOW_DYING, FLOW_EV_GIVEN, FLOW_DYING, G },
	{ FLOW_DYING, FLOW_EV_ENDED, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_DYING, FLOW_EV_DIED, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_DYING, FLOW_EV_TIMEOUT, FLOW_DYING, FLOW_KILL | TIMER },

	{ FLOW_FAILED, FLOW_EV_GIVEN, FLOW_FAILED, G },
	{ FLOW_FAILED, FLOW_EV_TAKEN, FLOW_LEAVING, FLOW_LEAVE | TIMER },
	{ FLOW_FAILED, FLOW_EV_GONE, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_FAILED, FLOW_EV_RETRY, FLOW_STARTING, FLOW_START | TIMER },

	{ FLOW_ORPHAN, FLOW_EV_GIVEN, FLOW_ORPHAN, G },
	{ FLOW_ORPHAN, FLOW_EV_REFUSED, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_ORPHAN, FLOW_EV_TAKEN, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_ORPHAN, FLOW_EV_GONE, FLOW_NONE, T | CLOSE | TIMER },

	{ FLOW_UNWATCHED, FLOW_EV_GIVEN, FLOW_UNWATCHED, G },
	{ FLOW_UNWATCHED, FLOW_EV_ENDED, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_UNWATCHED, FLOW_EV_DIED, FLOW_ORPHAN, FLOW_ATTACH | TIMER },
	{ FLOW_UNWATCHED, FLOW_EV_TAKEN, FLOW_NONE, T | CLOSE | TIMER },
	{ FLOW_UNWATCHED, FLOW_EV_GONE, FLOW_NONE, T | CLOSE | TIMER },
};

static const struct expected *find(enum flow_state state, enum flow_event event)
{
	size_t i;

	for (i = 0; i < NUM(expected); i++)
		if (expected[i].state == state && expected[i].event == event)
			return &expected[i];
	return NULL;
}

static void every_state_with_every_event(void **test)
{
	int state, event;

	(void)test;
	for (state = 0; state < FLOW_NUM_STATES; state++) {
		for (event = 0; event < FLOW_NUM_EVENTS; event++) {
			const struct expected *row = find(state, event);
			struct flow flow = { .state = state };
			struct flow_step step = flow_step(&flow, event);
			enum flow_state next = row ? row->next : (enum flow_state)state;
			unsigned int actions = row ? row->actions : 0;

			if (event == FLOW_EV_TIMEOUT && !row)
				check(!(step.actions & ~FLOW_TIMER), "%d: %x", state,
				      step.actions);
			else
				check(step.actions == actions, "state %d event %d: %x, not %x",
				      state, event, step.actions, actions);
			check(flow.state == next, "state %d event %d: state %d, not %d", state,
			      event, flow.state, next);
			check(row || step.say == FLOW_SAY_NOTHING, "state %d event %d speaks",
			      state, event);
		}
	}
}

static void the_list_has_nothing_twice(void **test)
{
	size_t i;

	(void)test;
	for (i = 0; i < NUM(expected); i++)
		check(find(expected[i].state, expected[i].event) == &expected[i], "row %zu", i);
}

static void what_there_is_not_is_passed_over(void **test)
{
	struct flow flow = { .state = FLOW_SERVING };

	(void)test;
	assert_int_equal(flow_step(&flow, FLOW_EV_SPENT).actions, 0);
	assert_int_equal(flow_step(&flow, FLOW_EV_STUCK).actions, 0);
	assert_int_equal(flow_step(&flow, FLOW_NUM_COLUMNS + 3).actions, 0);
	assert_int_equal(flow.state, FLOW_SERVING);
	flow.state = FLOW_NUM_STATES;
	assert_int_equal(flow_step(&flow, FLOW_EV_GONE).actions, 0);
	assert_int_equal(flow.state, FLOW_NUM_STATES);
}

/* Feeds events one after the other; returns what was done all in all. */
static unsigned int feed(struct flow *flow, const enum flow_event *events, size_t num)
{
	unsigned int all = 0;
	size_t i;

	for (i = 0; i < num; i++)
		all |= flow_step(flow, events[i]).actions;
	return all;
}

#define FEED(flow, ...)							\
	feed(flow, (const enum flow_event[]){ __VA_ARGS__ },		\
	     NUM(((const enum flow_event[]){ __VA_ARGS__ })))

static void serve(struct flow *flow)
{
	FEED(flow, FLOW_EV_GIVEN, FLOW_EV_ATTACHED, FLOW_EV_SLOT, FLOW_EV_READY);
	assert_int_equal(flow->state, FLOW_SERVING);
}

static void from_giving_to_taking(void **test)
{
	struct flow flow = { 0 };
	unsigned int done;

	(void)test;
	serve(&flow);
	done = FEED(&flow, FLOW_EV_TAKEN, FLOW_EV_ENDED);
	assert_int_equal(flow.state, FLOW_NONE);
	assert_int_equal(done & (FLOW_STOP | FLOW_CLOSE | FLOW_KILL), FLOW_STOP | FLOW_CLOSE);
}

static void five_deaths_in_a_row_are_enough(void **test)
{
	struct flow flow = { 0 };
	unsigned int i;

	(void)test;
	serve(&flow);
	for (i = 1; i < FLOW_MAX_DEATHS; i++) {
		FEED(&flow, FLOW_EV_DIED);
		assert_int_equal(flow.state, FLOW_PLACED);
		FEED(&flow, FLOW_EV_TIMEOUT, FLOW_EV_READY);
		assert_int_equal(flow.state, FLOW_SERVING);
	}
	assert_int_equal(FEED(&flow, FLOW_EV_DIED) & FLOW_HOLD, FLOW_HOLD);
	assert_int_equal(flow.state, FLOW_FAILED);
	assert_int_equal(FEED(&flow, FLOW_EV_TIMEOUT, FLOW_EV_READY, FLOW_EV_DIED) & FLOW_START, 0);
	assert_int_equal(flow.state, FLOW_FAILED);
	FEED(&flow, FLOW_EV_GONE);
	assert_int_equal(flow.state, FLOW_NONE);
	assert_int_equal(flow.deaths, 0);
}

static void who_serves_well_is_forgiven(void **test)
{
	struct flow flow = { 0 };
	unsigned int i;

	(void)test;
	serve(&flow);
	for (i = 0; i < 10 * FLOW_MAX_DEATHS; i++) {
		FEED(&flow, FLOW_EV_DIED, FLOW_EV_TIMEOUT, FLOW_EV_READY);
		if (i % (FLOW_MAX_DEATHS - 1) == FLOW_MAX_DEATHS - 2)
			FEED(&flow, FLOW_EV_TIMEOUT);
		check(flow.state == FLOW_SERVING, "after %u deaths", i + 1);
	}
}

static void another_try_has_all_its_chances(void **test)
{
	struct flow flow = { .state = FLOW_FAILED, .deaths = FLOW_MAX_DEATHS, .kills = 2 };
	unsigned int i;

	(void)test;
	FEED(&flow, FLOW_EV_RETRY);
	for (i = 1; i < FLOW_MAX_DEATHS; i++)
		FEED(&flow, FLOW_EV_DIED, FLOW_EV_TIMEOUT);
	assert_int_equal(flow.state, FLOW_STARTING);
	FEED(&flow, FLOW_EV_DIED);
	assert_int_equal(flow.state, FLOW_FAILED);
}

static void a_worker_that_cannot_be_killed_does_not_keep_us(void **test)
{
	static const enum flow_state ends[][2] = {
		{ FLOW_STARTING, FLOW_FAILED },
		{ FLOW_LEAVING, FLOW_NONE },
		{ FLOW_DYING, FLOW_NONE },
	};
	size_t i;

	(void)test;
	for (i = 0; i < NUM(ends); i++) {
		struct flow flow = { .state = ends[i][0] };

		FEED(&flow, FLOW_EV_TIMEOUT, FLOW_EV_TIMEOUT);
		assert_int_equal(flow.state, ends[i][0]);
		FEED(&flow, FLOW_EV_TIMEOUT);
		check(flow.state == ends[i][1], "from %d: %d", ends[i][0], flow.state);
	}
}

/* The guest lives on: what a dead worker has left must be taken away, but not for ever. */
static void leaving_is_tried_again_but_not_for_ever(void **test)
{
	struct flow flow = { .state = FLOW_LEAVING };
	int i;

	(void)test;
	for (i = 1; i < FLOW_MAX_DEATHS; i++)
		assert_int_equal(FEED(&flow, FLOW_EV_DIED) & FLOW_LEAVE, FLOW_LEAVE);
	assert_int_equal(FEED(&flow, FLOW_EV_DIED) & (FLOW_LEAVE | FLOW_CLOSE), FLOW_CLOSE);
	assert_int_equal(flow.state, FLOW_NONE);
}

static void given_again_before_it_was_over(void **test)
{
	struct flow flow = { 0 };
	unsigned int done;

	(void)test;
	serve(&flow);
	done = FEED(&flow, FLOW_EV_TAKEN, FLOW_EV_GIVEN);
	assert_int_equal(done & (FLOW_ATTACH | FLOW_ANSWER_GIVEN), 0);
	done = FEED(&flow, FLOW_EV_ENDED);
	assert_int_equal(done & (FLOW_CLOSE | FLOW_ATTACH), FLOW_CLOSE | FLOW_ATTACH);
	assert_int_equal(flow.state, FLOW_GIVEN);

	/* and taken again before that */
	flow = (struct flow){ 0 };
	serve(&flow);
	FEED(&flow, FLOW_EV_TAKEN, FLOW_EV_GIVEN, FLOW_EV_TAKEN, FLOW_EV_ENDED);
	assert_int_equal(flow.state, FLOW_NONE);

	/* or the daemon ends */
	flow = (struct flow){ 0 };
	serve(&flow);
	FEED(&flow, FLOW_EV_TAKEN, FLOW_EV_GIVEN, FLOW_EV_QUIT, FLOW_EV_ENDED);
	assert_int_equal(flow.state, FLOW_NONE);
}

static void every_event_twice_is_as_good_as_once(void **test)
{
	static const enum flow_event twice[] = {
		FLOW_EV_GIVEN, FLOW_EV_ATTACHED, FLOW_EV_SLOT, FLOW_EV_READY, FLOW_EV_TAKEN,
		FLOW_EV_GONE,
	};
	int state;
	size_t i;

	(void)test;
	for (state = 0; state < FLOW_NUM_STATES; state++) {
		for (i = 0; i < NUM(twice); i++) {
			struct flow once = { .state = state }, two;

			flow_step(&once, twice[i]);
			two = once;
			flow_step(&two, twice[i]);
			check(once.state == two.state, "state %d event %d", state, twice[i]);
		}
	}
}

/*
 * Whatever happens in whatever order: a worker is never started beside another, an end is
 * reached when the domain is gone and time goes by, and who gave the function is answered.
 */
static void any_order(void **test)
{
	unsigned int seed = 1, round, i;

	(void)test;
	for (round = 0; round < 20000; round++) {
		struct flow flow = { 0 };
		bool worker = false, given = false;

		for (i = 0; i < 60; i++) {
			enum flow_event event = rand_r(&seed) % FLOW_NUM_EVENTS;
			struct flow_step step;

			/* Only a worker that there is ends. */
			if ((event == FLOW_EV_ENDED || event == FLOW_EV_DIED ||
			     event == FLOW_EV_READY) && !worker)
				continue;
			if ((event == FLOW_EV_FOUND || event == FLOW_EV_HIDDEN) && worker)
				continue;
			given |= event == FLOW_EV_GIVEN;
			worker &= event != FLOW_EV_ENDED && event != FLOW_EV_DIED;
			worker |= (event == FLOW_EV_FOUND || event == FLOW_EV_HIDDEN) &&
				  flow.state == FLOW_NONE;
			step = flow_step(&flow, event);
			if (step.actions & (FLOW_ANSWER_GIVEN | FLOW_CLOSE))
				given = false;
			if (step.actions & FLOW_CLOSE)
				worker = false;
			if (step.actions & (FLOW_START | FLOW_LEAVE)) {
				check(!worker || flow.state == FLOW_STARTING ||
				      flow.state == FLOW_LEAVING, "round %u", round);
				worker = true;
			}
			check(flow.state < FLOW_NUM_STATES, "round %u", round);
		}
		flow_step(&flow, FLOW_EV_GONE);
		for (i = 0; i < 2 * FLOW_MAX_KILLS + 2; i++)
			flow_step(&flow, FLOW_EV_TIMEOUT);
		if (flow.state == FLOW_GIVEN)
			flow_step(&flow, FLOW_EV_REFUSED);
		check(flow.state == FLOW_NONE, "round %u ends in %d", round, flow.state);
	}
}

/* Two functions of one domain: each pause is its own, so the domain runs with the last one. */
static void a_domain_runs_when_all_of_its_functions_are_served(void **test)
{
	struct flow gpu = { 0 }, audio = { 0 };
	int pauses = 2;

	(void)test;
	FEED(&gpu, FLOW_EV_GIVEN, FLOW_EV_ATTACHED, FLOW_EV_SLOT);
	FEED(&audio, FLOW_EV_GIVEN, FLOW_EV_ATTACHED, FLOW_EV_SLOT);
	pauses -= !!(FEED(&gpu, FLOW_EV_READY) & FLOW_RELEASE);
	assert_int_equal(pauses, 1);
	pauses -= !!(FEED(&gpu, FLOW_EV_READY) & FLOW_RELEASE);
	assert_int_equal(pauses, 1);
	pauses -= !!(FEED(&audio, FLOW_EV_READY) & FLOW_RELEASE);
	assert_int_equal(pauses, 0);
}

static void quitting_leaves_nobody_held(void **test)
{
	int state;

	(void)test;
	for (state = 0; state < FLOW_NUM_STATES; state++) {
		struct flow flow = { .state = state };

		flow_step(&flow, FLOW_EV_QUIT);
		check(flow.state != FLOW_HELD && flow.state != FLOW_GIVEN, "state %d", state);
		/* What is not over yet ends within the timers of its state. */
		check(flow_may_quit(flow.state) || flow.state == FLOW_PLACED ||
		      flow.state == FLOW_STARTING || flow.state == FLOW_LEAVING ||
		      flow.state == FLOW_DYING, "state %d", state);
	}
}

static void every_state_has_a_name(void **test)
{
	int a, b;

	(void)test;
	for (a = 0; a < FLOW_NUM_STATES; a++) {
		assert_non_null(flow_state_name(a));
		for (b = 0; b < a; b++)
			assert_string_not_equal(flow_state_name(a), flow_state_name(b));
	}
	assert_string_equal(flow_state_name(FLOW_NUM_STATES), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_with_every_event),
		cmocka_unit_test(the_list_has_nothing_twice),
		cmocka_unit_test(what_there_is_not_is_passed_over),
		cmocka_unit_test(from_giving_to_taking),
		cmocka_unit_test(five_deaths_in_a_row_are_enough),
		cmocka_unit_test(who_serves_well_is_forgiven),
		cmocka_unit_test(another_try_has_all_its_chances),
		cmocka_unit_test(a_worker_that_cannot_be_killed_does_not_keep_us),
		cmocka_unit_test(leaving_is_tried_again_but_not_for_ever),
		cmocka_unit_test(given_again_before_it_was_over),
		cmocka_unit_test(every_event_twice_is_as_good_as_once),
		cmocka_unit_test(any_order),
		cmocka_unit_test(a_domain_runs_when_all_of_its_functions_are_served),
		cmocka_unit_test(quitting_leaves_nobody_held),
		cmocka_unit_test(every_state_has_a_name),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
