// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt-dm - the device model of one function in one domain.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "args.h"
#include "card.h"
#include "guestmem.h"
#include "log.h"
#include "memfd.h"
#include "pure/build.h"
#include "pure/plan.h"
#include "ring.h"
#include "sandbox.h"
#include "server.h"

/* Exit statuses: vgapt-dm.8 has them. */
enum {
	EXIT_DONE,		/* the domain or the function is gone, or we were told to end */
	EXIT_USAGE,
	EXIT_CAPABILITY,
	EXIT_STATE,
	EXIT_XEN,
	EXIT_SANDBOX,
	EXIT_CARD,
	EXIT_LOST,		/* cannot go on; another worker may */
};

#define END_EVENTS	(VGAPT_EVENT_REVOKED | VGAPT_EVENT_DOMAIN_GONE | VGAPT_EVENT_UNPLUG | \
			 VGAPT_EVENT_TAKEN)

/* How long vCPUs may take to fetch their answers at the end. */
#define FETCH_TRIES	200
#define FETCH_WAIT	5000000L	/* ns */

/* All parts of a worker. */
struct worker {
	struct args args;
	struct dm_state *state;
	struct card card;
	struct server server;
	struct ring ring;
	struct guestmem mem;
	struct dm_ops ops;
	int signals;
	bool adopt;
	bool over;	/* the capability is of no use any more: only a server may be left */
};

static int op_config_read(void *ctx, u32 offset, u32 size, u32 *value)
{
	struct worker *w = ctx;

	return card_config_read(&w->card, offset, size, value);
}

static int op_config_write(void *ctx, u32 offset, u32 size, u32 value)
{
	struct worker *w = ctx;

	return card_config_write(&w->card, offset, size, value);
}

static int op_region_read(void *ctx, u32 region, u64 offset, u32 size, u64 *value)
{
	struct worker *w = ctx;

	return card_region_read(&w->card, region, offset, size, value);
}

static int op_region_write(void *ctx, u32 region, u64 offset, u32 size, u64 value)
{
	struct worker *w = ctx;

	return card_region_write(&w->card, region, offset, size, value);
}

static int op_guest_read(void *ctx, u64 address, void *to, u32 size)
{
	struct worker *w = ctx;

	return guestmem_copy(&w->mem, address, to, size, false);
}

static int op_guest_write(void *ctx, u64 address, const void *from, u32 size)
{
	struct worker *w = ctx;
	u8 bytes[8];

	memcpy(bytes, from, size);
	return guestmem_copy(&w->mem, address, bytes, size, true);
}

static bool op_guest_ram(void *ctx, u64 address, u64 length)
{
	struct worker *w = ctx;

	return guestmem_is_ram(&w->mem, address, length);
}

static void op_invalidate(void *ctx)
{
	struct worker *w = ctx;

	guestmem_forget(&w->mem);
}

static const char *verb_name(u32 verb)
{
	static const char * const names[DM_NUM_VERBS] = {
		"nothing", "register", "unregister", "map", "unmap", "command", "reset",
		"bind", "unbind", "enable", "disable",
	};

	return verb < DM_NUM_VERBS ? names[verb] : "?";
}

static int op_act(void *ctx, const struct dm_action *action)
{
	struct worker *w = ctx;
	int rc;

	if (action->verb == DM_REGISTER || action->verb == DM_UNREGISTER)
		rc = server_act(&w->server, action);
	else
		rc = card_act(&w->card, action);
	if (rc)
		say_often("%s%s: region %u, offset %#llx, %#llx of it, at %#llx, vector %u: %s",
			  verb_name(action->verb), action->msix ? " MSI-X" : "", action->region,
			  (unsigned long long)action->offset, (unsigned long long)action->length,
			  (unsigned long long)action->address, action->vector, strerror(-rc));
	return rc;
}

static void set_ops(struct worker *w)
{
	w->ops = (struct dm_ops) {
		.ctx = w,
		.config_read = op_config_read,
		.config_write = op_config_write,
		.region_read = op_region_read,
		.region_write = op_region_write,
		.guest_read = op_guest_read,
		.guest_write = op_guest_write,
		.guest_ram = op_guest_ram,
		.invalidate = op_invalidate,
		.act = op_act,
	};
}

/* SIGTERM comes as a descriptor: it must not cut a request in two. */
static int open_signals(struct worker *w)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	signal(SIGPIPE, SIG_IGN);
	w->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return w->signals < 0 ? -errno : 0;
}

/* A new state, unless there is one; and the legacy ranges, trapped where it says. */
static int make_state(struct worker *w)
{
	struct dm_facts facts = {
		.domid = w->args.sandbox.domid,
		.slot = w->args.slot,
	};
	int rc;

	if (w->over)
		return 0;
	card_facts(&w->card, &facts);
	if (w->adopt) {
		/* The one before may have died before it asked. */
		if (facts.ports)
			card_grant(&w->card, w->state);
		return 0;
	}
	rc = dm_build(w->state, &facts, &w->ops);
	if (!rc && facts.ports && card_grant(&w->card, w->state)) {
		/* Then the guest's VGA ports are QEMU's, all of them. */
		facts.ports = false;
		rc = dm_build(w->state, &facts, &w->ops);
	}
	if (rc)
		say("card: %s", rc == -ENODEV ? "nobody answers" : strerror(-rc));
	return rc;
}

static int open_all(struct worker *w)
{
	const struct sandbox *sandbox = &w->args.sandbox;
	int rc;

	set_ops(w);
	if (open_signals(w) || server_open(&w->server) || ring_open(&w->ring))
		return EXIT_XEN;
	guestmem_init(&w->mem, w->ring.xfm, sandbox->domid);
	rc = card_open(&w->card, w->args.capability, sandbox->domid);
	w->over = card_is_over(rc);
	if (rc && !w->over)
		return EXIT_CAPABILITY;
	w->state = state_map(w->args.state, &w->adopt);
	if (!w->state)
		return EXIT_STATE;
	if (w->adopt && (w->state->domid != sandbox->domid || w->state->slot != w->args.slot)) {
		say("state: of domain %u, slot %04x", w->state->domid, w->state->slot);
		return EXIT_STATE;
	}
	return EXIT_DONE;
}

static int begin(struct worker *w)
{
	const struct sandbox *sandbox = &w->args.sandbox;

	if (make_state(w))
		return EXIT_CARD;
	/* Xen writes event channels into the page when the server is enabled. */
	if (server_make(&w->server, w->state) || ring_map(&w->ring, w->state) ||
	    server_enable(&w->server, true) || ring_bind(&w->ring, w->state))
		return EXIT_XEN;
	if (sandbox_enter(sandbox))
		return EXIT_SANDBOX;
	return EXIT_DONE;
}

static void say_ready(struct worker *w)
{
	char line[32];
	int length = snprintf(line, sizeof(line), "ready id=%u\n", w->state->server);

	say("%s %04x:%02x:%02x.%u, ioreq server %u, %u vCPUs, %u windows",
	    w->adopt ? "goes on with" : "serves", w->card.info.segment, w->card.info.bus,
	    w->card.info.devfn >> 3, w->card.info.devfn & 7, w->state->server, w->ring.num,
	    w->state->num_windows);
	if (write(w->args.ready, line, length) != length)
		say("ready: %s", strerror(errno));
	close(w->args.ready);
}

/* What we did to the domain is undone; where the capability is dead, the module has. */
static void take_back(struct worker *w)
{
	u32 i;

	/* Ranges have gone with the server. */
	for (i = 0; i < DM_NUM_RANGES; i++)
		w->state->range[i].state = DM_FREE;
	dm_leave(w->state);
	dm_settle(w->state, &w->ops);
}

/*
 * The end while the domain lives: stop to be asked, answer what is pending, and let all
 * answers be fetched.  A server that is destroyed with a request pending hangs the vCPU
 * for good: rather it stays, disabled, until the domain ends.
 */
static void give_back(struct worker *w)
{
	const struct timespec wait = { .tv_nsec = FETCH_WAIT };
	int tries;

	ring_serve(&w->ring, w->state, &w->ops);
	if (server_enable(&w->server, false))
		return;
	for (tries = 0; tries < FETCH_TRIES; tries++) {
		ring_serve(&w->ring, w->state, &w->ops);
		if (ring_idle(&w->ring))
			break;
		nanosleep(&wait, NULL);
	}
	if (ring_idle(&w->ring))
		server_destroy(&w->server);
	else
		say("a vCPU has not fetched its answer: the ioreq server stays, disabled");
}

static int end(struct worker *w, u32 events)
{
	say("ends:%s%s%s%s%s", events & VGAPT_EVENT_DOMAIN_GONE ? " the domain is gone" : "",
	    events & VGAPT_EVENT_TAKEN ? " the function is taken away" : "",
	    events & VGAPT_EVENT_UNPLUG ? " the function is unplugged" : "",
	    events & VGAPT_EVENT_REVOKED ? " the capability is revoked" : "",
	    events ? "" : " as it was told");
	if (!(events & VGAPT_EVENT_DOMAIN_GONE))
		give_back(w);
	if (!events)
		take_back(w);
	guestmem_forget(&w->mem);
	ring_unmap(&w->ring);
	return EXIT_DONE;
}

static int loop(struct worker *w)
{
	struct pollfd fds[] = {
		{ .fd = ring_fd(&w->ring), .events = POLLIN },
		{ .fd = w->card.fd, .events = POLLIN },
		{ .fd = w->signals, .events = POLLIN },
	};

	for (;;) {
		if (poll(fds, 3, -1) < 0) {
			if (errno == EINTR)
				continue;
			say("poll: %s", strerror(errno));
			return EXIT_LOST;
		}
		if (fds[1].revents) {
			u32 events = card_events(&w->card);

			if (events & END_EVENTS)
				return end(w, events & END_EVENTS);
			if (fds[1].revents & (POLLHUP | POLLERR | POLLNVAL))
				return end(w, VGAPT_EVENT_REVOKED);
		}
		if (fds[2].revents)
			return end(w, 0);
		if (fds[0].revents & (POLLERR | POLLHUP | POLLNVAL)) {
			say("event channels: lost");
			return EXIT_LOST;
		}
		if (fds[0].revents) {
			ring_rung(&w->ring);
			ring_serve(&w->ring, w->state, &w->ops);
		}
	}
}

int main(int argc, char **argv)
{
	static struct worker worker;
	int status;

	if (args_parse(&worker.args, argc, argv))
		return EXIT_USAGE;
	log_name(worker.args.sandbox.domid, worker.args.slot);
	status = open_all(&worker);
	if (status)
		return status;
	if (worker.over && !(worker.adopt && server_found(&worker.server, worker.state))) {
		say("there is nothing to take away");
		return EXIT_DONE;
	}
	status = begin(&worker);
	if (status)
		return status;
	/* What was stored of a request that was cut is whole only after that. */
	ring_adopt(&worker.ring, worker.state, &worker.ops);
	if (!worker.over) {
		worker.state->dirty = 1;
		dm_settle(worker.state, &worker.ops);
	}
	say_ready(&worker);
	return loop(&worker);
}
