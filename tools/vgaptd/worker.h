/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A worker: the process that is a function's device model.
 */
#ifndef VGAPTD_WORKER_H
#define VGAPTD_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "capability.h"
#include "loop.h"
#include "voice.h"

/* What a worker finds under which number, see vgaptd(8), "The worker". */
#define WORKER_CAPABILITY	3
#define WORKER_STATE		4
#define WORKER_READY		5

/* How large its memory is.  vgapt-dm has the same. */
#define WORKER_STATE_BYTES	0x40000

/**
 * struct worker_kind - what all workers have in common
 * @program: vgapt-dm
 * @root:    an empty folder, which becomes its root
 * @uid:     whom it becomes
 * @gid:     likewise
 */
struct worker_kind {
	const char *program;
	const char *root;
	uid_t uid;
	gid_t gid;
};

/**
 * struct worker - a worker, or none
 * @pid:     its process, 0 if there is none
 * @ours:    it is a child of this process
 * @state:   memory that outlives it, or -1
 * @go:      it waits for a word from here, or -1
 * @process: heard when it ends
 * @ready:   heard when it serves
 * @voice:   what it says
 */
struct worker {
	pid_t pid;
	bool ours;
	int state;
	int go;
	struct source process;
	struct source ready;
	struct voice voice;
};

extern struct worker_kind worker_kind;

void worker_init(struct worker *worker, const struct place *place, void *owner,
		 void (*process)(struct source *source), void (*ready)(struct source *source));
int worker_start(struct worker *worker, const struct place *place, int slot, int cap);
void worker_go(struct worker *worker);
int worker_signal(struct worker *worker, int signal);
bool worker_ended_well(struct worker *worker, bool asked, char *how, size_t len);
bool worker_is_ready(struct worker *worker, int *server);
int worker_find(struct worker *worker, const struct place *place, pid_t pid);
void worker_forget(struct worker *worker);
void worker_leave(struct worker *worker);

#endif /* VGAPTD_WORKER_H */
