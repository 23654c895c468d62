// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenstore: where a guest sees a function.
 *
 * It is connected to only while that is waited for: xl has just spoken with xenstored then,
 * so it answers, and nothing need be done when xenstored is started anew at other times.
 *
 * When it dies meanwhile the library says so to whoever asks, and to nobody who waits for the
 * watch.  So it is asked every second.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xenstore.h>

#include "capability.h"
#include "log.h"
#include "loop.h"
#include "slots.h"

#define BACKENDS	"/local/domain/0/backend/pci"
#define TOKEN		"vgaptd"
#define MAX_FUNCTIONS	256

/* Seconds that one question may take */
#define PATIENCE	10

#define TICK_MS		1000

static struct xs_handle *xs;
static void (*on_change)(void);
static struct source watch = { .fd = -1 };
static struct source tick = { .fd = -1 };
static bool broken, told;

/*
 * The library waits for an answer without end.  Rather than to hang, the daemon dies: what is
 * held is let go then, what serves goes on serving, and the next daemon takes it over.
 */
static void impatient(int signal)
{
	static const char text[] = "vgaptd: xenstored does not answer, giving up\n";

	(void)signal;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(3);
	_exit(3);
}

static void begin(void)
{
	signal(SIGALRM, impatient);
	alarm(PATIENCE);
}

static void end(void)
{
	alarm(0);
}

static void disconnect(void)
{
	/* The descriptor is the library's. */
	loop_forget(&watch);
	watch.fd = -1;
	begin();
	xs_close(xs);
	end();
	xs = NULL;
	broken = false;
}

/* Takes note of all changes that there were, so that they are heard once. */
static void watch_heard(struct source *source)
{
	char **what;
	int err;

	(void)source;
	begin();
	do {
		what = xs_check_watch(xs);
		err = errno;
		free(what);
	} while (what);
	end();
	if (err == EAGAIN)
		on_change();
	else
		disconnect();
}

static void connect_to_store(void)
{
	bool ok;

	begin();
	xs = xs_open(0);
	ok = xs && xs_watch(xs, BACKENDS, TOKEN);
	end();
	if (ok) {
		fcntl(xs_fileno(xs), F_SETFD, FD_CLOEXEC);
		watch.heard = watch_heard;
		ok = !loop_add(&watch, xs_fileno(xs));
	}
	if (ok)
		return;
	if (!told)
		tell(LOG_ERR, "xenstore is not reachable (%m): is xenstored running?");
	told = true;
	if (xs)
		disconnect();
}

/* As long as somebody is held, which has an end. */
static void tick_heard(struct source *source)
{
	timer_heard(source);
	timer_set(source, TICK_MS);
	if (broken)
		disconnect();
	if (!xs)
		connect_to_store();
	on_change();
}

/**
 * slots_want - is anybody waiting for a slot?
 * @wanted:  whether
 * @changed: called when it is worth while to look again
 */
void slots_want(bool wanted, void (*changed)(void))
{
	on_change = changed;
	if (!wanted) {
		if (xs)
			disconnect();
		loop_drop(&tick);
		told = false;
		return;
	}
	if (!xs)
		connect_to_store();
	if (tick.fd >= 0)
		return;
	tick.heard = tick_heard;
	if (!timer_add(&tick))
		timer_set(&tick, TICK_MS);
}

static bool read_node(char *buf, size_t len, unsigned int domid, const char *name, int i)
{
	char path[96], *value;
	unsigned int got;

	if (i < 0)
		snprintf(path, sizeof(path), BACKENDS "/%u/0/%s", domid, name);
	else
		snprintf(path, sizeof(path), BACKENDS "/%u/0/%s-%d", domid, name, i);
	begin();
	value = xs_read(xs, XBT_NULL, path, &got);
	end();
	if (!value) {
		broken |= errno != ENOENT;
		return false;
	}
	snprintf(buf, len, "%s", value);
	free(value);
	return true;
}

/**
 * slots_find - where does the guest see the function?
 * @place: the function, and its domain
 *
 * libxl notes it once QEMU has chosen: "vdevfn-K", hexadecimal, beside "dev-K", the function.
 * "vdev-K" is something else.
 *
 * Return: device number << 3 | function number; -1 if that is not known.
 */
int slots_find(const struct place *place)
{
	char text[PLACE_TEXT], buf[32], *rest;
	int i, count;
	long slot;

	if (!xs || !read_node(buf, sizeof(buf), place->domid, "num_devs", -1))
		return -1;
	count = atoi(buf);
	place_text(place, text, sizeof(text));
	for (i = 0; i < count && i < MAX_FUNCTIONS; i++) {
		if (!read_node(buf, sizeof(buf), place->domid, "dev", i) || strcmp(buf, text))
			continue;
		if (!read_node(buf, sizeof(buf), place->domid, "vdevfn", i))
			continue;
		slot = strtol(buf, &rest, 16);
		if (rest != buf && !*rest && slot > 0 && slot <= 0xff)
			return slot;
	}
	return -1;
}
