/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a worker says: told by the daemon, as the worker's words, and not without end.
 */
#ifndef VGAPTD_VOICE_H
#define VGAPTD_VOICE_H

#include <stddef.h>
#include <time.h>

#include "capability.h"
#include "loop.h"

#define VOICE_LINE	400

/**
 * struct voice - what a worker says
 * @pipe:   its standard error is the other end
 * @timer:  of a pause
 * @place:  the function, and its domain
 * @line:   what there is of a line
 * @used:   how much that is
 * @credit: so many lines are told yet
 * @since:  when that was reckoned last
 */
struct voice {
	struct source pipe;
	struct source timer;
	struct place place;
	char line[VOICE_LINE + 1];
	size_t used;
	unsigned int credit;
	time_t since;
};

void voice_init(struct voice *voice, const struct place *place);
int voice_open(struct voice *voice);
void voice_find(struct voice *voice, int fd);
void voice_close(struct voice *voice);

#endif /* VGAPTD_VOICE_H */
