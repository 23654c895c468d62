// SPDX-License-Identifier: GPL-2.0-only
/*
 * A word to those who wait.  A thread says it: a signal would end the module's
 * calls.
 */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "progress.h"

#define FIRST	2	/* seconds until the first word */
#define NEXT	10	/* and between others */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended;
static pthread_t thread;
static bool running, done;
static char what[160];

static void *tell(void *unused)
{
	struct timespec begun, at;
	int wait = FIRST;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	at = begun;
	at.tv_sec += FIRST;
	pthread_mutex_lock(&lock);
	while (!done) {
		if (pthread_cond_timedwait(&ended, &lock, &at) != ETIMEDOUT)
			continue;
		fprintf(stderr, "vgapt: still %s (%d s)\n", what, wait);
		wait += NEXT - wait % NEXT;
		at.tv_sec = begun.tv_sec + wait;
	}
	pthread_mutex_unlock(&lock);
	return unused;
}

/**
 * progress_begin - something begins that may take its time
 * @fmt: what, to go on from "still"
 *
 * If it is not over, by progress_end(), after two seconds, this is said.
 */
void progress_begin(const char *fmt, ...)
{
	pthread_condattr_t attr;
	va_list ap;

	progress_end();
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&ended, &attr);
	pthread_condattr_destroy(&attr);
	done = false;
	running = !pthread_create(&thread, NULL, tell, NULL);
}

/**
 * progress_end - it is over
 */
void progress_end(void)
{
	if (!running)
		return;
	pthread_mutex_lock(&lock);
	done = true;
	pthread_cond_signal(&ended);
	pthread_mutex_unlock(&lock);
	pthread_join(thread, NULL);
	pthread_cond_destroy(&ended);
	running = false;
}
