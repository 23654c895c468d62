/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event loop: descriptors and who hears of them.
 */
#ifndef VGAPTD_LOOP_H
#define VGAPTD_LOOP_H

#include <stdint.h>

/**
 * struct source - a descriptor that is waited for
 * @fd:    the descriptor, or -1
 * @heard: called when something can be read, or the other end has hung up
 * @owner: for @heard
 */
struct source {
	int fd;
	void (*heard)(struct source *source);
	void *owner;
};

int loop_open(void);
int loop_add(struct source *source, int fd);
int loop_add_hangup(struct source *source, int fd);
void loop_forget(struct source *source);
void loop_drop(struct source *source);
int loop_turn(void);

int timer_add(struct source *source);
void timer_set(struct source *source, unsigned int ms);
void timer_heard(struct source *source);

#endif /* VGAPTD_LOOP_H */
