// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a worker says: told by the daemon, as the worker's words, and not without end.
 *
 * A guest may have driven it mad, so it does not get the daemon's own log: it could write
 * what looks like the daemon's, or fill it.  Its end of the pipe never blocks: what does not
 * fit, or comes while no daemon is there, is lost to it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "voice.h"

/* Lines at once, and for each second; a sanitizer's report has a hundred. */
#define MOST		200U
#define PER_SECOND	2U

#define PAUSE_MS	10000

#define CHUNK		4096
#define MAX_CHUNKS	16	/* a pipe's size */

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void reckon(struct voice *voice)
{
	time_t time = now(), gone = time - voice->since;

	voice->since = time;
	if (gone > MOST || voice->credit + gone * PER_SECOND > MOST)
		voice->credit = MOST;
	else
		voice->credit += gone * PER_SECOND;
}

static void tell_line(struct voice *voice)
{
	char text[PLACE_TEXT];

	voice->line[voice->used] = '\0';
	if (voice->used && voice->credit) {
		voice->credit--;
		place_text(&voice->place, text, sizeof(text));
		tell(LOG_NOTICE, "%s of domain %u: worker says: %s", text, voice->place.domid,
		     voice->line);
	}
	voice->used = 0;
}

/* Returns whether there may be more. */
static bool read_some(struct voice *voice)
{
	char chunk[CHUNK];
	ssize_t i, n = read(voice->pipe.fd, chunk, sizeof(chunk));

	for (i = 0; i < n; i++) {
		if (chunk[i] != '\n')
			voice->line[voice->used++] = chunk[i] >= ' ' && chunk[i] <= '~' ?
						     chunk[i] : '?';
		if (chunk[i] == '\n' || voice->used == VOICE_LINE)
			tell_line(voice);
	}
	if (!n)
		loop_drop(&voice->pipe);
	return n > 0;
}

/* Not even read: so it costs no more than that. */
static void pause_it(struct voice *voice)
{
	char text[PLACE_TEXT];

	if (voice->timer.fd < 0 && timer_add(&voice->timer)) {
		loop_drop(&voice->timer);
		loop_drop(&voice->pipe);
		return;
	}
	loop_forget(&voice->pipe);
	timer_set(&voice->timer, PAUSE_MS);
	place_text(&voice->place, text, sizeof(text));
	tell(LOG_WARNING, "%s of domain %u: worker says too much, some of it is left out", text,
	     voice->place.domid);
}

static void pipe_heard(struct source *source)
{
	struct voice *voice = source->owner;

	reckon(voice);
	if (read_some(voice) && !voice->credit)
		pause_it(voice);
}

static void pause_is_over(struct source *source)
{
	struct voice *voice = source->owner;

	timer_heard(source);
	if (voice->pipe.fd >= 0)
		loop_add(&voice->pipe, voice->pipe.fd);
}

/**
 * voice_init - nobody is there yet
 * @voice: the voice
 * @place: the function, and its domain
 */
void voice_init(struct voice *voice, const struct place *place)
{
	*voice = (struct voice){
		.pipe = { .fd = -1, .heard = pipe_heard, .owner = voice },
		.timer = { .fd = -1, .heard = pause_is_over, .owner = voice },
		.place = *place,
		.credit = MOST,
		.since = now(),
	};
}

/**
 * voice_open - hear a worker that is about to be started
 * @voice: the voice
 *
 * Return: what is to be its standard error, or -errno.
 */
int voice_open(struct voice *voice)
{
	int ends[2], ret;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	ret = loop_add(&voice->pipe, ends[0]);
	if (!ret)
		return ends[1];
	close(ends[1]);
	voice_close(voice);
	return ret;
}

/**
 * voice_find - hear a worker that an earlier daemon has started
 * @voice: the voice
 * @fd:    a copy of its standard error, which is closed; -1: it is not heard
 *
 * A pipe that nobody reads any more is opened anew by any of its ends.
 */
void voice_find(struct voice *voice, int fd)
{
	char path[32];
	struct stat st;

	if (fd < 0)
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!fstat(fd, &st) && S_ISFIFO(st.st_mode) &&
	    loop_add(&voice->pipe, open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)))
		loop_drop(&voice->pipe);
	close(fd);
}

/**
 * voice_close - tell what was said at last, and hear no more
 * @voice: the voice
 */
void voice_close(struct voice *voice)
{
	int chunks = 0;

	reckon(voice);
	while (voice->pipe.fd >= 0 && chunks++ < MAX_CHUNKS && read_some(voice))
		;
	tell_line(voice);
	loop_drop(&voice->pipe);
	loop_drop(&voice->timer);
}
