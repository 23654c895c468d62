// SPDX-License-Identifier: GPL-2.0-only
/*
 * The functions that are there when the module is loaded: who waits for what.
 *
 * Flash is slow, and nobody needs a ROM to go on with booting.  What must not happen is that
 * a driver, or a guest, has the card before its ROM has been read.  So loading waits until
 * each function's device lock has been taken; the ROMs are read when the module is there.
 * Whoever wants to know something of the module, or something done, waits for that.
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "load.h"
#include "xen_vgapt.h"

/*
 * Where there is one processor, reading would take it from who is loading us, and has some
 * milliseconds to go.
 */
#define VGAPT_LOAD_PAUSE	(HZ / 50)

static void vgapt_load_read_work(struct work_struct *work);

static DECLARE_DELAYED_WORK(vgapt_load_read, vgapt_load_read_work);
static DECLARE_WAIT_QUEUE_HEAD(vgapt_load_queue);
/* Functions that somebody else can have: their locks have not been taken. */
static atomic_t vgapt_load_free = ATOMIC_INIT(0);
/* Functions that are not done with; and one until they are read. */
static atomic_t vgapt_load_left = ATOMIC_INIT(1);
/* The module is there; once set it stays. */
static bool vgapt_load_over;
/* And ROMs are read; likewise. */
static bool vgapt_load_reads;

/* At most one at a time. */
static void vgapt_load_read_work(struct work_struct *work)
{
	if (vgapt_load_reads)
		return;
	WRITE_ONCE(vgapt_load_reads, true);
	wake_up_all(&vgapt_load_queue);
	vgapt_load_done();
}

/**
 * vgapt_load_add - there is one more function to be done with
 *
 * Does not sleep.
 */
void vgapt_load_add(void)
{
	atomic_inc(&vgapt_load_free);
	atomic_inc(&vgapt_load_left);
}

/**
 * vgapt_load_locked - a function's locks have been taken; wait until it may be read
 *
 * Sleeps, for some milliseconds after the module is there.
 */
void vgapt_load_locked(void)
{
	if (atomic_dec_and_test(&vgapt_load_free))
		wake_up_all(&vgapt_load_queue);
	wait_event(vgapt_load_queue, READ_ONCE(vgapt_load_reads));
}

/**
 * vgapt_load_done - a function is done with
 *
 * Does not sleep.
 */
void vgapt_load_done(void)
{
	if (atomic_dec_and_test(&vgapt_load_left))
		wake_up_all(&vgapt_load_queue);
}

/**
 * vgapt_load_await_locks - wait until all functions' locks have been taken
 *
 * Sleeps, as long as drivers that are probing some of them take.
 */
void vgapt_load_await_locks(void)
{
	wait_event(vgapt_load_queue, !atomic_read(&vgapt_load_free));
}

/**
 * vgapt_load_end - the module is there
 *
 * Does not sleep.
 */
void vgapt_load_end(void)
{
	WRITE_ONCE(vgapt_load_over, true);
	queue_delayed_work(vgapt_wq, &vgapt_load_read, VGAPT_LOAD_PAUSE);
}

/**
 * vgapt_load_exit - the module is going, or is not going to be there
 *
 * Sleeps; afterwards no function waits here any more.
 */
void vgapt_load_exit(void)
{
	mod_delayed_work(vgapt_wq, &vgapt_load_read, 0);
	flush_delayed_work(&vgapt_load_read);
}

/**
 * vgapt_load_wait - wait until all functions that were there at load are done with
 *
 * Sleeps, as long as reading their ROMs takes.
 *
 * Return: 0; -ERESTARTSYS if the caller has been killed.
 */
int vgapt_load_wait(void)
{
	if (READ_ONCE(vgapt_load_over) && !READ_ONCE(vgapt_load_reads))
		mod_delayed_work(vgapt_wq, &vgapt_load_read, 0);
	return wait_event_killable(vgapt_load_queue, !atomic_read(&vgapt_load_left));
}
