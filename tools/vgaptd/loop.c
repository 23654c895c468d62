// SPDX-License-Identifier: GPL-2.0-only
/*
 * The event loop: descriptors and who hears of them.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "loop.h"

static int epoll = -1;

/**
 * loop_open - make the loop
 *
 * Return: 0 or -errno.
 */
int loop_open(void)
{
	epoll = epoll_create1(EPOLL_CLOEXEC);
	return epoll < 0 ? -errno : 0;
}

static int add(struct source *source, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	source->fd = fd;
	if (fd < 0)
		return -EBADF;
	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

/**
 * loop_add - hear of it when something can be read
 * @source: who hears
 * @fd:     the descriptor, which belongs to @source from now on
 *
 * Return: 0 or -errno.
 */
int loop_add(struct source *source, int fd)
{
	return add(source, fd, EPOLLIN);
}

/**
 * loop_add_hangup - hear of it only when it is of no use any more
 * @source: who hears
 * @fd:     the descriptor, which belongs to @source from now on
 *
 * Return: 0 or -errno.
 */
int loop_add_hangup(struct source *source, int fd)
{
	return add(source, fd, 0);
}

/**
 * loop_forget - hear no more; the descriptor stays open
 * @source: who has heard
 */
void loop_forget(struct source *source)
{
	if (source->fd >= 0)
		epoll_ctl(epoll, EPOLL_CTL_DEL, source->fd, NULL);
}

/**
 * loop_drop - hear no more, and close the descriptor
 * @source: who has heard
 *
 * A copy of it in another process would keep it in the set, so it is taken out first.
 */
void loop_drop(struct source *source)
{
	loop_forget(source);
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
}

/**
 * loop_turn - wait for one thing that happens, and let it be heard
 *
 * One at a time, so that whoever hears may drop any other source.
 *
 * Return: 0 or -errno.
 */
int loop_turn(void)
{
	struct epoll_event event;
	struct source *source;
	int n = epoll_wait(epoll, &event, 1, -1);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (n) {
		source = event.data.ptr;
		source->heard(source);
	}
	return 0;
}

/**
 * timer_add - make a timer, which is not set yet
 * @source: who hears of its end
 *
 * Return: 0 or -errno.
 */
int timer_add(struct source *source)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	return fd < 0 ? -errno : loop_add(source, fd);
}

/**
 * timer_set - set a timer, or stop it
 * @source: the timer
 * @ms:     milliseconds from now on; 0: it is stopped
 */
void timer_set(struct source *source, unsigned int ms)
{
	struct itimerspec when = {
		.it_value.tv_sec = ms / 1000,
		.it_value.tv_nsec = ms % 1000 * 1000000L,
	};

	timerfd_settime(source->fd, 0, &when, NULL);
}

/**
 * timer_heard - take note of a timer's end, so that it is heard once
 * @source: the timer
 */
void timer_heard(struct source *source)
{
	uint64_t times;

	if (read(source->fd, &times, sizeof(times)) < 0)
		return;
}
