// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is to be done for one function of one domain: the table.
 *
 * What the table does not name changes nothing: events may come late, twice, or for a
 * function that nothing is known of.
 */
#include "pure/flow.h"

/**
 * struct row - a field of the table
 * @next:    the state then
 * @actions: FLOW_*
 * @say:     what is told
 * @known:   the table has this field
 */
struct row {
	enum flow_state next;
	unsigned int actions;
	enum flow_say say;
	bool known;
};

#define GO(state, actions, say)	{ FLOW_ ## state, actions, FLOW_SAY_ ## say, true }

/* Nothing of ours is left; whoever waits need not any more. */
#define OVER	(FLOW_CLOSE | FLOW_ANSWER_TAKEN)

static const struct row table[FLOW_NUM_STATES][FLOW_NUM_COLUMNS] = {
	[FLOW_NONE] = {
		[FLOW_EV_GIVEN] = GO(GIVEN, FLOW_ATTACH, NOTHING),
		[FLOW_EV_FOUND] = GO(SERVING, 0, FOUND),
		[FLOW_EV_HIDDEN] = GO(UNWATCHED, 0, UNWATCHED),
		[FLOW_EV_ORPHANED] = GO(ORPHAN, FLOW_ATTACH, ORPHAN),
		[FLOW_EV_TAKEN] = GO(NONE, FLOW_ANSWER_TAKEN, NOTHING),
		[FLOW_EV_GONE] = GO(NONE, FLOW_ANSWER_TAKEN, NOTHING),
	},
	[FLOW_GIVEN] = {
		[FLOW_EV_ATTACHED] = GO(HELD, FLOW_ANSWER_GIVEN, HELD),
		[FLOW_EV_REFUSED] = GO(NONE, OVER | FLOW_ANSWER_GIVEN, REFUSED),
		[FLOW_EV_TAKEN] = GO(NONE, OVER | FLOW_ANSWER_GIVEN, OVER),
		[FLOW_EV_GONE] = GO(NONE, OVER | FLOW_ANSWER_GIVEN, OVER),
		[FLOW_EV_QUIT] = GO(NONE, OVER | FLOW_ANSWER_GIVEN, QUIT),
	},
	[FLOW_HELD] = {
		[FLOW_EV_GIVEN] = GO(HELD, FLOW_ANSWER_GIVEN, NOTHING),
		[FLOW_EV_SLOT] = GO(STARTING, FLOW_START, NOTHING),
		[FLOW_EV_TIMEOUT] = GO(NONE, OVER | FLOW_RELEASE, NO_SLOT),
		[FLOW_EV_TAKEN] = GO(NONE, OVER, OVER),
		[FLOW_EV_GONE] = GO(NONE, OVER, OVER),
		[FLOW_EV_QUIT] = GO(NONE, OVER | FLOW_RELEASE, QUIT),
	},
	/* A worker may have left a server behind, at which the guest would stop. */
	[FLOW_PLACED] = {
		[FLOW_EV_GIVEN] = GO(PLACED, FLOW_ANSWER_GIVEN, NOTHING),
		[FLOW_EV_TIMEOUT] = GO(STARTING, FLOW_START, NOTHING),
		[FLOW_EV_TAKEN] = GO(LEAVING, FLOW_LEAVE, NOTHING),
		[FLOW_EV_GONE] = GO(NONE, OVER, OVER),
	},
	[FLOW_STARTING] = {
		[FLOW_EV_GIVEN] = GO(STARTING, FLOW_ANSWER_GIVEN, NOTHING),
		[FLOW_EV_READY] = GO(SERVING, FLOW_RELEASE, SERVING),
		[FLOW_EV_ENDED] = GO(PLACED, 0, DIED),
		[FLOW_EV_DIED] = GO(PLACED, 0, DIED),
		[FLOW_EV_SPENT] = GO(FAILED, FLOW_HOLD, FAILED),
		[FLOW_EV_TIMEOUT] = GO(STARTING, FLOW_KILL, SLOW),
		[FLOW_EV_STUCK] = GO(FAILED, FLOW_HOLD, UNKILLABLE),
		[FLOW_EV_TAKEN] = GO(LEAVING, FLOW_STOP, NOTHING),
		[FLOW_EV_GONE] = GO(DYING, FLOW_STOP, NOTHING),
	},
	[FLOW_SERVING] = {
		[FLOW_EV_GIVEN] = GO(SERVING, FLOW_ANSWER_GIVEN, NOTHING),
		[FLOW_EV_ENDED] = GO(PLACED, 0, DIED),
		[FLOW_EV_DIED] = GO(PLACED, 0, DIED),
		[FLOW_EV_SPENT] = GO(FAILED, FLOW_HOLD, FAILED),
		[FLOW_EV_TIMEOUT] = GO(SERVING, 0, NOTHING),
		[FLOW_EV_TAKEN] = GO(LEAVING, FLOW_STOP, NOTHING),
		[FLOW_EV_GONE] = GO(DYING, FLOW_STOP, NOTHING),
	},
	[FLOW_LEAVING] = {
		[FLOW_EV_GIVEN] = GO(LEAVING, 0, NOTHING),
		[FLOW_EV_READY] = GO(LEAVING, FLOW_STOP, NOTHING),
		[FLOW_EV_ENDED] = GO(NONE, OVER, OVER),
		[FLOW_EV_DIED] = GO(LEAVING, FLOW_LEAVE, DIED),
		[FLOW_EV_SPENT] = GO(NONE, OVER, LEFT_BADLY),
		[FLOW_EV_TIMEOUT] = GO(LEAVING, FLOW_KILL, SLOW),
		[FLOW_EV_STUCK] = GO(NONE, OVER, STUCK),
		[FLOW_EV_GONE] = GO(DYING, FLOW_STOP, NOTHING),
	},
	[FLOW_DYING] = {
		[FLOW_EV_GIVEN] = GO(DYING, FLOW_ANSWER_GIVEN, NOTHING),
		[FLOW_EV_ENDED] = GO(NONE, OVER, OVER),
		[FLOW_EV_DIED] = GO(NONE, OVER, OVER),
		[FLOW_EV_TIMEOUT] = GO(DYING, FLOW_KILL, SLOW),
		[FLOW_EV_STUCK] = GO(NONE, OVER, STUCK),
	},
	[FLOW_FAILED] = {
		[FLOW_EV_GIVEN] = GO(FAILED, FLOW_ANSWER_GIVEN, NOTHING),
		[FLOW_EV_TAKEN] = GO(LEAVING, FLOW_LEAVE, NOTHING),
		[FLOW_EV_GONE] = GO(NONE, OVER, OVER),
		[FLOW_EV_RETRY] = GO(STARTING, FLOW_START, RETRY),
	},
	[FLOW_ORPHAN] = {
		[FLOW_EV_GIVEN] = GO(ORPHAN, FLOW_ANSWER_GIVEN, NOTHING),
		[FLOW_EV_REFUSED] = GO(NONE, OVER, REFUSED),
		[FLOW_EV_TAKEN] = GO(NONE, OVER, OVER),
		[FLOW_EV_GONE] = GO(NONE, OVER, OVER),
	},
	/* Nobody knows for certain whose process that is: no signal is sent to it. */
	[FLOW_UNWATCHED] = {
		[FLOW_EV_GIVEN] = GO(UNWATCHED, FLOW_ANSWER_GIVEN, NOTHING),
		[FLOW_EV_ENDED] = GO(NONE, OVER, ENDED),
		[FLOW_EV_DIED] = GO(ORPHAN, FLOW_ATTACH, ORPHAN),
		[FLOW_EV_TAKEN] = GO(NONE, OVER, OVER),
		[FLOW_EV_GONE] = GO(NONE, OVER, OVER),
	},
};

/* Does a worker that ends in this state end unasked, so that it counts? */
static bool counts(enum flow_state state, enum flow_event event)
{
	if (state == FLOW_LEAVING)
		return event == FLOW_EV_DIED;
	return (state == FLOW_STARTING || state == FLOW_SERVING) &&
	       (event == FLOW_EV_DIED || event == FLOW_EV_ENDED);
}

/* DIED and TIMEOUT become something else when they have come too often. */
static enum flow_event column(struct flow *flow, enum flow_event event)
{
	if (counts(flow->state, event) && ++flow->deaths >= FLOW_MAX_DEATHS)
		return FLOW_EV_SPENT;
	if (event == FLOW_EV_TIMEOUT && flow->kills >= FLOW_MAX_KILLS)
		return FLOW_EV_STUCK;
	return event;
}

/* What is counted begins anew with some steps. */
static void recount(struct flow *flow, enum flow_state before, enum flow_event event,
		    unsigned int actions)
{
	if (before == FLOW_FAILED || (before == FLOW_SERVING && event == FLOW_EV_TIMEOUT) ||
	    (flow->state == FLOW_LEAVING && before != FLOW_LEAVING))
		flow->deaths = 0;
	if (actions & FLOW_KILL)
		flow->kills++;
	if (actions & (FLOW_START | FLOW_LEAVE | FLOW_STOP))
		flow->kills = 0;
}

/**
 * flow_step - what comes of an event
 * @flow:  the function; changed
 * @event: what has happened, not SPENT or STUCK
 *
 * Return: what is to be done and to be told.
 */
struct flow_step flow_step(struct flow *flow, enum flow_event event)
{
	struct flow_step step = { 0, FLOW_SAY_NOTHING };
	enum flow_state before = flow->state;
	enum flow_event reached;
	const struct row *row;

	if (before >= FLOW_NUM_STATES || event >= FLOW_NUM_EVENTS)
		return step;
	if (before == FLOW_LEAVING && event == FLOW_EV_GIVEN)
		flow->again = true;
	if (event == FLOW_EV_TAKEN || event == FLOW_EV_GONE || event == FLOW_EV_QUIT)
		flow->again = false;
	reached = column(flow, event);
	row = &table[before][reached];
	if (!row->known)
		return step;
	flow->state = row->next;
	step.actions = row->actions;
	step.say = row->say;
	recount(flow, before, event, step.actions);

	if (flow->state == FLOW_NONE && before != FLOW_NONE) {
		flow->deaths = 0;
		flow->kills = 0;
		if (flow->again) {
			flow->again = false;
			flow->state = FLOW_GIVEN;
			step.actions |= FLOW_ATTACH;
		}
	}
	if (flow->state != before || event == FLOW_EV_TIMEOUT ||
	    step.actions & (FLOW_START | FLOW_LEAVE | FLOW_STOP | FLOW_KILL))
		step.actions |= FLOW_TIMER;
	return step;
}

/**
 * flow_may_quit - does nothing hang on the daemon?
 * @state: of a function
 *
 * A worker that serves does so without the daemon, too.
 *
 * Return: whether the daemon may end while a function is in this state.
 */
bool flow_may_quit(enum flow_state state)
{
	return state == FLOW_NONE || state == FLOW_SERVING || state == FLOW_FAILED ||
	       state == FLOW_ORPHAN || state == FLOW_UNWATCHED;
}

/**
 * flow_state_name - a state's name, for programs and people
 * @state: the state
 *
 * Return: a word.
 */
const char *flow_state_name(enum flow_state state)
{
	static const char * const names[FLOW_NUM_STATES] = {
		[FLOW_NONE] = "none",
		[FLOW_GIVEN] = "given",
		[FLOW_HELD] = "held",
		[FLOW_PLACED] = "restarting",
		[FLOW_STARTING] = "starting",
		[FLOW_SERVING] = "serving",
		[FLOW_LEAVING] = "leaving",
		[FLOW_DYING] = "dying",
		[FLOW_FAILED] = "failed",
		[FLOW_ORPHAN] = "orphan",
		[FLOW_UNWATCHED] = "unwatched",
	};

	return state < FLOW_NUM_STATES ? names[state] : "unknown";
}
