/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that domains have, and what is done for them.
 */
#ifndef VGAPTD_DOMAINS_H
#define VGAPTD_DOMAINS_H

#include <stdbool.h>
#include <stdint.h>

#include "capability.h"
#include "loop.h"
#include "pure/flow.h"
#include "worker.h"

#define MAX_WAITS	8
#define HOW_TEXT	48

/**
 * struct waits - somebody waits for an answer
 * @id:    of the news
 * @taken: that the function was taken; else that it was given
 */
struct waits {
	uint64_t id;
	bool taken;
};

/**
 * struct function - one function of one domain
 * @next:      another one
 * @place:     where it is, and whose
 * @text:      where it is, for people
 * @flow:      where it stands
 * @soon:      an event that came of an action, FLOW_NUM_EVENTS for none
 * @error:     why it could not be attached, or its worker not be taken over
 * @slot:      where the guest sees it, or -1
 * @server:    its workers' ioreq server, or -1 if that is not known
 * @asked:     its worker was asked to end
 * @restarts:  how often a worker was started anew
 * @how:       how the last worker that died has ended, or ""
 * @hold:      the capability that pauses the domain, or -1
 * @model:     the worker's capability; heard when it is of no use any more
 * @timer:     of the state
 * @worker:    its worker, or none
 * @waits:     who waits for an answer
 * @num_waits: how many they are
 */
struct function {
	struct function *next;
	struct place place;
	char text[PLACE_TEXT];
	struct flow flow;
	enum flow_event soon;
	int error;
	int slot;
	int server;
	bool asked;
	unsigned int restarts;
	char how[HOW_TEXT];
	int hold;
	struct source model;
	struct source timer;
	struct worker worker;
	struct waits waits[MAX_WAITS];
	int num_waits;
};

/**
 * struct patience - milliseconds
 * @slot:    until it is known where the guest sees the function
 * @ready:   until a worker serves
 * @stop:    until a worker that was asked to end does so
 * @settled: for which a worker must serve for its predecessors' deaths to be forgotten
 */
struct patience {
	unsigned int slot, ready, stop, settled;
};

/**
 * struct past - what an earlier daemon has noted of a function
 * @place:  where it is, and whose
 * @slot:   where the guest sees it
 * @server: its workers' ioreq server, or -1
 * @pid:    its worker, 0 if there was none
 */
struct past {
	struct place place;
	int slot;
	int server;
	pid_t pid;
};

extern struct patience patience;

void domains_use(int dev);
void domains_on_start(void (*heard)(void));
void domains_news(const struct vgapt_news *news);
bool domains_take_over(const struct past *past);
void domains_note_orphan(const struct past *past);
void domains_forget_orphans(void);
void domains_retry(void);
void domains_quit(void);
bool domains_may_quit(void);
bool domains_changed(void);
const struct function *domains_first(void);
const char *function_advice(const struct function *fn);

#endif /* VGAPTD_DOMAINS_H */
