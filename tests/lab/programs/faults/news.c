// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a daemon does that starts device models: it listens, reads what is given and taken, and
 * lets do_flr go on.
 *
 * The card's "device_model" is 1, and the domain is model.c's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xen/xen_vgapt.h>

#include "faults.h"

static int listener = -1;
static struct vgapt_news news;

static int listen_now(void)
{
	listener = call_listen();
	if (listener < 0)
		return listener;
	fcntl(listener, F_SETFL, O_NONBLOCK);
	return 0;
}

static void stop_listening(void)
{
	if (listener >= 0)
		close(listener);
	listener = -1;
}

static void listening(void)
{
	domain_there();
	must(listen_now(), "listen");
}

static bool nobody_listens(void)
{
	int fd = call_listen();

	if (fd >= 0)
		close(fd);
	return expect(fd >= 0, "another can't listen: %s", strerrorname_np(-fd));
}

static bool we_listen(void)
{
	int fd = call_listen();

	if (fd >= 0)
		close(fd);
	return expect(fd == -EBUSY, "another one can listen");
}

static int read_news(void)
{
	ssize_t got;

	memset(&news, 0, sizeof(news));
	got = read(listener, &news, sizeof(news));
	return got < 0 ? -errno : got == sizeof(news) ? 0 : -EIO;
}

/* The function is the domain's, and was before somebody listened; that is all there is. */
static bool standing_read(void)
{
	struct vgapt_news more;

	return expect(news.what == VGAPT_NEWS_GIVEN && news.flags == VGAPT_NEWS_STANDING &&
		      news.domid == card_domid,
		      "news %u, flags %#x, of d%u", news.what, news.flags, news.domid) &
	       expect(read(listener, &more, sizeof(more)) < 0 && errno == EAGAIN, "there is more");
}

static bool hears_standing(void)
{
	int rc = read_news();

	return we_listen() & expect(!rc, "nothing to read: %s", strerrorname_np(-rc)) && standing_read();
}

/* Nothing has been told of the function, as it could not be; and that is in the log. */
static bool deaf_and_told(void)
{
	return we_listen() & told();
}

static void listen_again(void)
{
	stop_listening();
	must(listen_now(), "listen");
}

/* The daemon itself, for do_flr's time. */
static pthread_t daemon_thread;
static atomic_bool stop;
/* The domain for which it has answered, or 0. */
static atomic_uint answered;

static void *serve(void *unused)
{
	struct pollfd pfd = { .fd = listener, .events = POLLIN };
	struct vgapt_news one;

	(void)unused;
	while (!stop) {
		if (poll(&pfd, 1, 100) != 1 || read(listener, &one, sizeof(one)) != sizeof(one))
			continue;
		if (one.what != VGAPT_NEWS_GIVEN || !(one.flags & VGAPT_NEWS_WAITS))
			continue;
		/* Before do_flr goes on: who waits for that looks at it at once. */
		answered = one.domid;
		if (call_answer(listener, one.id))
			answered = 0;
	}
	return NULL;
}

static void new_note(void)
{
	note_anew();
	answered = 0;
}

static void serving(void)
{
	listening();
	stop = false;
	if (pthread_create(&daemon_thread, NULL, serve, NULL))
		die("a thread");
	new_note();
}

static void stop_serving(void)
{
	stop = true;
	pthread_join(daemon_thread, NULL);
	stop_listening();
}

static bool has_answered(void)
{
	return expect(answered == card_domid, "it has answered for d%u", answered);
}

static bool qemu_serves(void)
{
	return expect(log_wait("QEMU serves it", 0), "the log has no word of it");
}

const struct operation news_operations[] = {
	{
		.name = "model-listen", .faults = ALLOC | XEN,
		.ready = domain_there, .run = listen_now, .before = nobody_listens, .after = hears_standing,
		.degraded = deaf_and_told, .repair = listen_again, .undo = stop_listening,
	}, {
		.name = "model-news", .faults = ALLOC,
		.ready = listening, .run = read_news, .before = always, .after = standing_read,
		.undo = stop_listening,
	}, {
		.name = "model-give", .faults = ALLOC | XEN, .errnos = { EBUSY },
		.ready = serving, .anew = new_note, .run = flr, .before = always, .after = has_answered,
		.degraded = qemu_serves, .undo = stop_serving,
	},
};

const size_t num_news_operations = sizeof(news_operations) / sizeof(news_operations[0]);
