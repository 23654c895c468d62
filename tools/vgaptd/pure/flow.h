/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is to be done for one function of one domain: states, events, actions.
 */
#ifndef VGAPTD_PURE_FLOW_H
#define VGAPTD_PURE_FLOW_H

#include <stdbool.h>

/* Who dies this often, without having served well in between, is not started again. */
#define FLOW_MAX_DEATHS	5
/* Who has been killed this often and is still there will stay. */
#define FLOW_MAX_KILLS	2

/**
 * enum flow_state - where a function stands
 * @FLOW_NONE:     nothing is known of it, and it is QEMU's
 * @FLOW_GIVEN:    it is being attached
 * @FLOW_HELD:     its domain is held; where the guest sees it is not known yet
 * @FLOW_PLACED:   that is known; its worker has died and is about to be started anew
 * @FLOW_STARTING: its worker runs and has not said that it is ready
 * @FLOW_SERVING:  its worker serves
 * @FLOW_LEAVING:  the function is no longer the domain's, which lives on: the worker is to end
 * @FLOW_DYING:    the domain is gone: the worker is to end
 * @FLOW_FAILED:   its worker has died too often; the domain is held
 * @FLOW_ORPHAN:   its worker has died while no daemon was there, and its state with it; the
 *                 domain is held
 * @FLOW_UNWATCHED: a worker of an earlier daemon seems to serve it, and cannot be had: it is
 *                 left alone
 */
enum flow_state {
	FLOW_NONE,
	FLOW_GIVEN,
	FLOW_HELD,
	FLOW_PLACED,
	FLOW_STARTING,
	FLOW_SERVING,
	FLOW_LEAVING,
	FLOW_DYING,
	FLOW_FAILED,
	FLOW_ORPHAN,
	FLOW_UNWATCHED,
	FLOW_NUM_STATES
};

/**
 * enum flow_event - what may happen
 * @FLOW_EV_GIVEN:    news: it was given to the domain
 * @FLOW_EV_ATTACHED: what ATTACH wanted was done
 * @FLOW_EV_REFUSED:  it was not
 * @FLOW_EV_FOUND:    a worker of an earlier daemon serves it
 * @FLOW_EV_HIDDEN:   likewise, it seems; but it cannot be looked after
 * @FLOW_EV_ORPHANED: a worker of an earlier daemon has served it, and is gone
 * @FLOW_EV_SLOT:     it is known where the guest sees it
 * @FLOW_EV_READY:    the worker says that it serves
 * @FLOW_EV_ENDED:    the worker has ended, and has left nothing behind
 * @FLOW_EV_DIED:     the worker has ended otherwise, or could not be started
 * @FLOW_EV_TIMEOUT:  the state's time is over
 * @FLOW_EV_TAKEN:    the function is no longer the domain's
 * @FLOW_EV_GONE:     the domain is gone
 * @FLOW_EV_RETRY:    the administrator wants what has failed to be tried again
 * @FLOW_EV_QUIT:     the daemon is about to end
 * @FLOW_EV_SPENT:    within the table: DIED or ENDED, once too often
 * @FLOW_EV_STUCK:    within the table: TIMEOUT, and killing has not helped
 */
enum flow_event {
	FLOW_EV_GIVEN,
	FLOW_EV_ATTACHED,
	FLOW_EV_REFUSED,
	FLOW_EV_FOUND,
	FLOW_EV_HIDDEN,
	FLOW_EV_ORPHANED,
	FLOW_EV_SLOT,
	FLOW_EV_READY,
	FLOW_EV_ENDED,
	FLOW_EV_DIED,
	FLOW_EV_TIMEOUT,
	FLOW_EV_TAKEN,
	FLOW_EV_GONE,
	FLOW_EV_RETRY,
	FLOW_EV_QUIT,
	FLOW_NUM_EVENTS,
	FLOW_EV_SPENT = FLOW_NUM_EVENTS,
	FLOW_EV_STUCK,
	FLOW_NUM_COLUMNS
};

/* What is to be done, in this order. */
#define FLOW_STOP		0x001	/* ask the worker to end */
#define FLOW_KILL		0x002	/* end it */
#define FLOW_HOLD		0x004	/* pause the domain again */
#define FLOW_RELEASE		0x008	/* let it go */
#define FLOW_ANSWER_GIVEN	0x010	/* whoever gave it need not wait any more */
#define FLOW_CLOSE		0x020	/* let go of all that there is of it */
#define FLOW_ANSWER_TAKEN	0x040	/* whoever took it need not wait any more */
#define FLOW_ATTACH		0x080	/* get the capabilities, and pause the domain */
#define FLOW_START		0x100	/* start a worker */
#define FLOW_LEAVE		0x200	/* start one that is to end as soon as it can */
#define FLOW_TIMER		0x400	/* the time of the state begins */

/* What is to be told, by those who have the words. */
enum flow_say {
	FLOW_SAY_NOTHING,
	FLOW_SAY_HELD,
	FLOW_SAY_REFUSED,
	FLOW_SAY_NO_SLOT,
	FLOW_SAY_SERVING,
	FLOW_SAY_FOUND,
	FLOW_SAY_UNWATCHED,
	FLOW_SAY_ENDED,
	FLOW_SAY_SLOW,
	FLOW_SAY_DIED,
	FLOW_SAY_FAILED,
	FLOW_SAY_UNKILLABLE,
	FLOW_SAY_STUCK,
	FLOW_SAY_ORPHAN,
	FLOW_SAY_OVER,
	FLOW_SAY_LEFT_BADLY,
	FLOW_SAY_RETRY,
	FLOW_SAY_QUIT,
	FLOW_NUM_SAYS
};

/**
 * struct flow - one function of one domain
 * @state:  where it stands
 * @deaths: of its workers, since one has served well
 * @kills:  of its present worker
 * @again:  it was given anew before all was over
 */
struct flow {
	enum flow_state state;
	unsigned int deaths;
	unsigned int kills;
	bool again;
};

/**
 * struct flow_step - what comes of an event
 * @actions: FLOW_*, what is to be done
 * @say:     what is to be told
 */
struct flow_step {
	unsigned int actions;
	enum flow_say say;
};

struct flow_step flow_step(struct flow *flow, enum flow_event event);
bool flow_may_quit(enum flow_state state);
const char *flow_state_name(enum flow_state state);

#endif /* VGAPTD_PURE_FLOW_H */
