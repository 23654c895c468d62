// SPDX-License-Identifier: GPL-2.0-only
/*
 * The functions that domains have, and what is done for them: pure/flow.c decides.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains.h"
#include "log.h"
#include "sayings.h"
#include "servers.h"
#include "slots.h"

#define NO_EVENT	FLOW_NUM_EVENTS

/* A worker that dies again and again is not started anew at once. */
#define RESTART_MS	100

struct patience patience = { 30000, 5000, 3000, 60000 };

/**
 * struct orphan - a function whose worker has ended while no daemon was there
 * @next: another one
 * @past: what was noted of it
 */
struct orphan {
	struct orphan *next;
	struct past past;
};

static struct function *functions;
static struct orphan *orphans;
static int device = -1;
static bool changed = true;
static void (*on_start)(void);

static void feed(struct function *fn, enum flow_event event);

static void answer(uint64_t id, int error)
{
	int ret = device < 0 ? 0 : device_answer(device, id, error);

	if (ret == -ENOENT)
		tell(LOG_WARNING, "an answer came too late: raise xen_vgapt's model_wait");
	else if (ret)
		tell(LOG_ERR, "cannot answer xen_vgapt: %s", strerror(-ret));
}

static void answer_all(struct function *fn, bool taken, int error)
{
	int i, left = 0;

	for (i = 0; i < fn->num_waits; i++) {
		if (fn->waits[i].taken == taken)
			answer(fn->waits[i].id, error);
		else
			fn->waits[left++] = fn->waits[i];
	}
	fn->num_waits = left;
}

static void look_for_slots(void)
{
	struct function *fn, *next;

	for (fn = functions; fn; fn = next) {
		next = fn->next;
		if (fn->flow.state != FLOW_HELD)
			continue;
		fn->slot = slots_find(&fn->place);
		if (fn->slot >= 0)
			feed(fn, FLOW_EV_SLOT);
	}
}

/* The capability is of no use any more: why? */
static void model_heard(struct source *source)
{
	struct function *fn = source->owner;
	int state = capability_state(source->fd);

	feed(fn, state > 0 && state & VGAPT_EVENT_DOMAIN_GONE ? FLOW_EV_GONE : FLOW_EV_TAKEN);
}

static bool claimed(unsigned int domid, int server)
{
	const struct function *fn = functions;
	const struct orphan *orphan = orphans;

	while (fn && (fn->place.domid != domid || fn->server != server))
		fn = fn->next;
	while (orphan && (orphan->past.place.domid != domid || orphan->past.server != server))
		orphan = orphan->next;
	return fn || orphan;
}

/*
 * Has a worker that is gone left its ioreq server behind?  Who ends in an orderly way does
 * not, and QEMU serves then.  If its number was never learned, it is one that nobody else has.
 */
static bool left_server(const struct place *place, int server)
{
	int id, ret = 0;

	if (server >= 0)
		ret = servers_have(place->domid, server);
	for (id = QEMUS_SERVER + 1; server < 0 && !ret && id < MAX_SERVERS; id++)
		if (!claimed(place->domid, id))
			ret = servers_have(place->domid, id);
	if (ret < 0)
		tell(LOG_ERR, "cannot ask Xen for ioreq servers of domain %u: %s. If a worker has "
		     "died, the guest stops when it looks at its card: 'xl destroy' ends it",
		     place->domid, strerror(-ret));
	return ret > 0;
}

/* If the domain is gone, too, that is to be known first. */
static void process_heard(struct source *source)
{
	struct function *fn = source->owner;
	struct pollfd model = { .fd = fn->model.fd };
	bool running = fn->flow.state == FLOW_STARTING || fn->flow.state == FLOW_SERVING;
	bool well;

	well = worker_ended_well(&fn->worker, fn->asked, fn->how, sizeof(fn->how));
	if (fn->flow.state == FLOW_UNWATCHED)
		well = !left_server(&fn->place, fn->server);
	if (running && poll(&model, 1, 0) > 0)
		model_heard(&fn->model);
	feed(fn, well ? FLOW_EV_ENDED : FLOW_EV_DIED);
}

static void ready_heard(struct source *source)
{
	struct function *fn = source->owner;

	if (worker_is_ready(&fn->worker, &fn->server))
		feed(fn, FLOW_EV_READY);
}

static void time_is_over(struct source *source)
{
	timer_heard(source);
	feed(source->owner, FLOW_EV_TIMEOUT);
}

static struct function *find(const struct place *place)
{
	struct function *fn = functions;

	while (fn && !place_same(&fn->place, place))
		fn = fn->next;
	return fn;
}

static struct function *add(const struct place *place)
{
	struct function *fn = calloc(1, sizeof(*fn));

	if (!fn)
		return NULL;
	fn->place = *place;
	place_text(place, fn->text, sizeof(fn->text));
	fn->soon = NO_EVENT;
	fn->slot = -1;
	fn->server = -1;
	fn->hold = -1;
	fn->model = (struct source){ .fd = -1, .heard = model_heard, .owner = fn };
	fn->timer = (struct source){ .fd = -1, .heard = time_is_over, .owner = fn };
	worker_init(&fn->worker, place, fn, process_heard, ready_heard);
	if (timer_add(&fn->timer)) {
		loop_drop(&fn->timer);
		free(fn);
		return NULL;
	}
	fn->next = functions;
	functions = fn;
	return fn;
}

static void let_go(struct function *fn)
{
	worker_leave(&fn->worker);
	if (fn->worker.state >= 0)
		close(fn->worker.state);
	fn->worker.state = -1;
	loop_drop(&fn->model);
	if (fn->hold >= 0)
		close(fn->hold);
	fn->hold = -1;
	fn->slot = -1;
	fn->server = -1;
	fn->restarts = 0;
	fn->how[0] = '\0';
}

static void drop(struct function *fn)
{
	struct function **at = &functions;

	while (*at != fn)
		at = &(*at)->next;
	*at = fn->next;
	let_go(fn);
	answer_all(fn, false, ECANCELED);
	answer_all(fn, true, 0);
	loop_drop(&fn->timer);
	free(fn);
}

/* Capabilities, and the pause.  What there is when it fails, CLOSE takes away. */
static int attach(struct function *fn)
{
	int ret;

	fn->hold = attach_hold(device, &fn->place);
	if (fn->hold < 0)
		return fn->hold;
	ret = capability_hold(fn->hold);
	if (ret)
		return ret;
	ret = attach_model(device, &fn->place);
	return ret < 0 ? ret : loop_add_hangup(&fn->model, ret);
}

static void start(struct function *fn)
{
	int ret = worker_start(&fn->worker, &fn->place, fn->slot, fn->model.fd);

	fn->asked = false;
	if (fn->how[0])
		fn->restarts++;
	if (!ret) {
		if (on_start)
			on_start();
		worker_go(&fn->worker);
		return;
	}
	snprintf(fn->how, sizeof(fn->how), "not started: %s", strerror(-ret));
	fn->soon = FLOW_EV_DIED;
}

/* How long it may stay as it is, in milliseconds; 0: for ever */
static unsigned int time_of(const struct function *fn)
{
	switch (fn->flow.state) {
	case FLOW_HELD:
		return patience.slot;
	case FLOW_PLACED:
		return fn->flow.deaths > 1 ? (fn->flow.deaths - 1) * RESTART_MS : 1;
	case FLOW_STARTING:
		return patience.ready;
	case FLOW_SERVING:
		return fn->flow.deaths ? patience.settled : 0;
	case FLOW_LEAVING:
	case FLOW_DYING:
		return patience.stop;
	default:
		return 0;
	}
}

static void pause_or_not(struct function *fn, bool paused)
{
	int ret = paused ? capability_hold(fn->hold) : capability_release(fn->hold);

	/* The domain or the function may be gone, which is about to be heard. */
	if (ret && ret != -ESRCH && ret != -ENODEV)
		tell(LOG_ERR, "%s: cannot %s domain %u: %s", fn->text,
		     paused ? "hold" : "release", fn->place.domid, strerror(-ret));
}

static void act_on_worker(struct function *fn, unsigned int actions)
{
	if (actions & FLOW_STOP) {
		fn->asked = true;
		worker_signal(&fn->worker, SIGTERM);
	}
	if (actions & FLOW_KILL) {
		fn->asked = false;
		worker_signal(&fn->worker, SIGKILL);
	}
	if (actions & (FLOW_START | FLOW_LEAVE))
		start(fn);
}

static void act(struct function *fn, unsigned int actions)
{
	act_on_worker(fn, actions & (FLOW_STOP | FLOW_KILL));
	if (actions & (FLOW_HOLD | FLOW_RELEASE))
		pause_or_not(fn, actions & FLOW_HOLD);
	if (actions & FLOW_ANSWER_GIVEN)
		answer_all(fn, false, fn->error);
	if (actions & FLOW_CLOSE)
		let_go(fn);
	if (actions & FLOW_ANSWER_TAKEN)
		answer_all(fn, true, 0);
	if (actions & FLOW_ATTACH) {
		fn->error = -attach(fn);
		fn->soon = fn->error ? FLOW_EV_REFUSED : FLOW_EV_ATTACHED;
	}
	act_on_worker(fn, actions & (FLOW_START | FLOW_LEAVE));
	if (actions & FLOW_TIMER)
		timer_set(&fn->timer, time_of(fn));
}

static bool any_held(void)
{
	struct function *fn = functions;

	while (fn && fn->flow.state != FLOW_HELD)
		fn = fn->next;
	return fn;
}

/* An action may lead to another event, which comes next. */
static void feed(struct function *fn, enum flow_event event)
{
	enum flow_state before;
	struct flow_step step;

	/* Known from here on: by what the capability tells later, no more is to be done. */
	if (event == FLOW_EV_TAKEN || event == FLOW_EV_GONE)
		loop_forget(&fn->model);
	do {
		before = fn->flow.state;
		fn->soon = NO_EVENT;
		step = flow_step(&fn->flow, event);
		sayings_tell(fn, step.say);
		act(fn, step.actions);
		if (fn->flow.state == FLOW_HELD && before != FLOW_HELD) {
			slots_want(true, look_for_slots);
			fn->slot = slots_find(&fn->place);
			if (fn->slot >= 0)
				fn->soon = FLOW_EV_SLOT;
		}
		event = fn->soon;
	} while (event != NO_EVENT);
	changed = true;
	if (fn->flow.state == FLOW_NONE)
		drop(fn);
	if (!any_held())
		slots_want(false, NULL);
}

static struct orphan **find_orphan(const struct place *place)
{
	struct orphan **at = &orphans;

	while (*at && !place_same(&(*at)->past.place, place))
		at = &(*at)->next;
	return at;
}

/* What is so already is QEMU's, unless a worker of an earlier daemon has died of it. */
static void standing(const struct place *place)
{
	struct orphan **at = find_orphan(place), *orphan = *at;
	struct function *fn = find(place);
	char text[PLACE_TEXT];

	if (fn)
		return;
	place_text(place, text, sizeof(text));
	if (!orphan) {
		tell(LOG_NOTICE, "%s was given to domain %u before vgaptd ran: QEMU serves it",
		     text, place->domid);
		return;
	}
	if (!left_server(place, orphan->past.server)) {
		tell(LOG_NOTICE, "%s of domain %u: its worker has ended while vgaptd did not run: "
		     "QEMU serves it", text, place->domid);
		return;
	}
	fn = add(place);
	if (!fn)
		return;
	fn->slot = orphan->past.slot;
	fn->server = orphan->past.server;
	*at = orphan->next;
	free(orphan);
	feed(fn, FLOW_EV_ORPHANED);
}

static void given(const struct place *place, const struct vgapt_news *news)
{
	bool waits = news->flags & VGAPT_NEWS_WAITS;
	struct function *fn = find(place);

	if (!fn)
		fn = add(place);
	if (!fn || (waits && fn->num_waits == MAX_WAITS)) {
		if (waits)
			answer(news->id, ENOMEM);
		return;
	}
	if (waits)
		fn->waits[fn->num_waits++] = (struct waits){ news->id, false };
	feed(fn, FLOW_EV_GIVEN);
}

static void taken(const struct place *place, const struct vgapt_news *news)
{
	bool waits = news->flags & VGAPT_NEWS_WAITS;
	struct function *fn = find(place);

	if (waits && (!fn || fn->num_waits == MAX_WAITS))
		answer(news->id, 0);
	else if (waits)
		fn->waits[fn->num_waits++] = (struct waits){ news->id, true };
	if (fn)
		feed(fn, FLOW_EV_TAKEN);
}

/* With a domain, all of its functions go. */
static void gone(uint16_t domid, const struct vgapt_news *news)
{
	struct function *fn, *next;

	for (fn = functions; fn; fn = next) {
		next = fn->next;
		if (fn->place.domid == domid)
			feed(fn, FLOW_EV_GONE);
	}
	if (news->flags & VGAPT_NEWS_WAITS)
		answer(news->id, 0);
}

/**
 * domains_use - where capabilities come from
 * @dev: the device, on which news are heard; -1: it is closed, and with that all is answered
 */
void domains_use(int dev)
{
	device = dev;
}

/**
 * domains_on_start - hear of each worker that is started
 * @heard: called
 */
void domains_on_start(void (*heard)(void))
{
	on_start = heard;
}

/**
 * domains_news - something has happened
 * @news: what
 *
 * What this version does not know is answered, and passed over.
 */
void domains_news(const struct vgapt_news *news)
{
	struct place place = { news->segment, news->bus, news->devfn, news->domid };

	if (news->what == VGAPT_NEWS_GIVEN && news->flags & VGAPT_NEWS_STANDING)
		standing(&place);
	else if (news->what == VGAPT_NEWS_GIVEN)
		given(&place, news);
	else if (news->what == VGAPT_NEWS_TAKEN)
		taken(&place, news);
	else if (news->what == VGAPT_NEWS_DOMAIN_GONE)
		gone(news->domid, news);
	else if (news->flags & VGAPT_NEWS_WAITS)
		answer(news->id, EOPNOTSUPP);
}

/**
 * domains_take_over - take over a worker of an earlier daemon
 * @past: what that has noted
 *
 * One that is there, and cannot be had, serves all the same: it is left alone.
 *
 * Return: whether it is there.
 */
bool domains_take_over(const struct past *past)
{
	struct function *fn = find(&past->place) ? NULL : add(&past->place);
	int cap;

	if (!fn) {
		tell(LOG_ERR, "no memory to look after worker %d", past->pid);
		return true;
	}
	cap = worker_find(&fn->worker, &past->place, past->pid);
	if (cap == -ESRCH) {
		drop(fn);
		return false;
	}
	fn->slot = past->slot;
	fn->server = past->server;
	if (cap < 0) {
		fn->error = -cap;
		feed(fn, FLOW_EV_HIDDEN);
		return true;
	}
	fn->hold = attach_hold(device, &past->place);
	if (loop_add_hangup(&fn->model, cap))
		tell(LOG_ERR, "%s: its end will not be heard of", fn->text);
	feed(fn, FLOW_EV_FOUND);
	return true;
}

/**
 * domains_note_orphan - a worker of an earlier daemon is there no more
 * @past: what that has noted
 */
void domains_note_orphan(const struct past *past)
{
	struct orphan *orphan = *find_orphan(&past->place) ? NULL : malloc(sizeof(*orphan));

	if (!orphan)
		return;
	*orphan = (struct orphan){ .next = orphans, .past = *past };
	orphans = orphan;
}

/**
 * domains_forget_orphans - what stood when the daemon began has been told
 */
void domains_forget_orphans(void)
{
	struct orphan *orphan;

	while ((orphan = orphans)) {
		orphans = orphan->next;
		free(orphan);
	}
}

static void feed_all(enum flow_event event)
{
	struct function *fn, *next;

	for (fn = functions; fn; fn = next) {
		next = fn->next;
		feed(fn, event);
	}
}

/**
 * domains_retry - try again what has failed
 */
void domains_retry(void)
{
	feed_all(FLOW_EV_RETRY);
}

/**
 * domains_quit - the daemon is about to end: begin nothing, finish what has begun
 */
void domains_quit(void)
{
	feed_all(FLOW_EV_QUIT);
}

/**
 * domains_may_quit - can the daemon end now?
 *
 * Return: whether nothing hangs on it.
 */
bool domains_may_quit(void)
{
	struct function *fn = functions;

	while (fn && flow_may_quit(fn->flow.state))
		fn = fn->next;
	return !fn;
}

/**
 * domains_changed - has anything changed since the last time this was asked?
 *
 * Return: whether it has.
 */
bool domains_changed(void)
{
	bool was = changed;

	changed = false;
	return was;
}

/**
 * domains_first - the functions that there are
 *
 * Return: the first one, or NULL.
 */
const struct function *domains_first(void)
{
	return functions;
}
