// SPDX-License-Identifier: GPL-2.0-only
/*
 * One at a time changes what bridges do.
 *
 * Bridge Control has the bit that forwards the legacy ranges and the bit that holds
 * the bus below in reset.  The VGA arbiter changes the one, a bus reset the other,
 * and each reads the register, changes it and writes it back.  With nothing between
 * them, a grant within a reset's two milliseconds left two bridges forwarding - one
 * guest reached another's card - or a bus in reset.  So our resets and our calls
 * into the arbiter hold one mutex.
 *
 * The arbiter waits for whoever holds its lock, which may be for minutes, and it
 * can miss being woken (it looks first, and gets into its queue later).  A thread
 * of our own asks it, and a signal takes that out of the queue: when a reset wants
 * the mutex, when nobody wants the ranges any more, and once a second, so that a
 * wake-up that was missed costs no more than that.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/vgaarb.h>
#include <linux/wait.h>

#include "bridges.h"
#include "xen_vgapt.h"

#define VGAPT_LEGACY	(VGA_RSRC_LEGACY_IO | VGA_RSRC_LEGACY_MEM)

/* How often the arbiter is asked anew, and the caller whether that is still right. */
#define VGAPT_ARBITER_STEP	HZ

/**
 * struct vgapt_asking - a call into the arbiter
 * @pdev: the card
 * @stop: nobody wants it any more
 * @done: the thread has the answer
 */
struct vgapt_asking {
	struct pci_dev *pdev;
	bool stop;
	struct completion done;
};

static DEFINE_MUTEX(vgapt_bridges);
/* Resets that want the mutex: the thread lets them go first. */
static atomic_t vgapt_bridges_wanted = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(vgapt_bridges_free);
/* The thread that is asking; referenced, under the lock. */
static struct task_struct *vgapt_asker;
static DEFINE_SPINLOCK(vgapt_asker_lock);

/* Out of the arbiter's queue with it, if it is there. */
static void vgapt_asker_poke(void)
{
	spin_lock(&vgapt_asker_lock);
	if (vgapt_asker)
		send_sig(SIGINT, vgapt_asker, 1);
	spin_unlock(&vgapt_asker_lock);
}

/**
 * vgapt_bridges_lock - keep all others from changing bridges
 *
 * Not to be held for long.  Sleeps.
 */
void vgapt_bridges_lock(void)
{
	atomic_inc(&vgapt_bridges_wanted);
	while (!mutex_trylock(&vgapt_bridges)) {
		/* It may just be on its way there, so not only once. */
		vgapt_asker_poke();
		usleep_range(200, 400);
	}
}

/**
 * vgapt_bridges_unlock - undo vgapt_bridges_lock()
 */
void vgapt_bridges_unlock(void)
{
	mutex_unlock(&vgapt_bridges);
	if (atomic_dec_and_test(&vgapt_bridges_wanted))
		wake_up_all(&vgapt_bridges_free);
}

/*
 * No other bridge may forward the ranges than those above the card.  The arbiter has
 * seen to that by its own book, which may be wrong: what was in its reset when the
 * arbiter wrote, or was written by somebody else, it does not know of.
 */
static void vgapt_bridges_clear_others(struct pci_dev *pdev)
{
	struct pci_dev *bridge = NULL, *up;
	u16 control;

	lockdep_assert_held(&vgapt_bridges);
	for_each_pci_dev(bridge) {
		if (bridge->hdr_type != PCI_HEADER_TYPE_BRIDGE)
			continue;
		for (up = pci_upstream_bridge(pdev); up && up != bridge;
		     up = pci_upstream_bridge(up))
			;
		if (up)
			continue;
		pci_read_config_word(bridge, PCI_BRIDGE_CONTROL, &control);
		if (PCI_POSSIBLE_ERROR(control) ||
		    !(control & PCI_BRIDGE_CTL_VGA))
			continue;
		pci_write_config_word(bridge, PCI_BRIDGE_CONTROL,
				      control & ~PCI_BRIDGE_CTL_VGA);
		pci_info(bridge, "forwarded the legacy ranges beside the bridges of %s, no longer\n",
			 pci_name(pdev));
	}
}

/* And those above the card have to: a bus reset clears Bridge Control below. */
static int vgapt_bridges_forward(struct pci_dev *pdev)
{
	struct pci_dev *bridge;
	u16 control;

	lockdep_assert_held(&vgapt_bridges);
	for (bridge = pci_upstream_bridge(pdev); bridge;
	     bridge = pci_upstream_bridge(bridge)) {
		pci_read_config_word(bridge, PCI_BRIDGE_CONTROL, &control);
		if (!(control & PCI_BRIDGE_CTL_VGA)) {
			pci_write_config_word(bridge, PCI_BRIDGE_CONTROL,
					      control | PCI_BRIDGE_CTL_VGA);
			pci_read_config_word(bridge, PCI_BRIDGE_CONTROL,
					     &control);
		}
		if (PCI_POSSIBLE_ERROR(control) ||
		    !(control & PCI_BRIDGE_CTL_VGA)) {
			dev_err_ratelimited(&pdev->dev, "bridge %s does not forward the legacy ranges\n",
					    pci_name(bridge));
			return -EIO;
		}
	}
	return 0;
}

/* Returns 0 with the arbiter's lock held, or why not. */
static int vgapt_asking_once(struct vgapt_asking *asking)
{
	int rc;

	mutex_lock(&vgapt_bridges);
	rc = vga_get_interruptible(asking->pdev, VGAPT_LEGACY);
	if (!rc) {
		rc = vgapt_bridges_forward(asking->pdev);
		if (rc)
			vga_put(asking->pdev, VGAPT_LEGACY);
		else
			vgapt_bridges_clear_others(asking->pdev);
	}
	mutex_unlock(&vgapt_bridges);
	return rc;
}

static int vgapt_asking_thread(void *data)
{
	struct vgapt_asking *asking = data;
	int rc = -EINTR;

	allow_signal(SIGINT);
	while (!READ_ONCE(asking->stop)) {
		rc = vgapt_asking_once(asking);
		if (rc != -ERESTARTSYS)
			break;
		rc = -EINTR;
		flush_signals(current);
		wait_event(vgapt_bridges_free,
			   !atomic_read(&vgapt_bridges_wanted));
	}
	complete(&asking->done);
	return rc;
}

static void vgapt_asker_set(struct task_struct *task)
{
	spin_lock(&vgapt_asker_lock);
	vgapt_asker = task;
	spin_unlock(&vgapt_asker_lock);
}

/**
 * vgapt_arbiter_get - route the legacy ranges to a card, and keep them there
 * @pdev:  the card
 * @still: is that still right?  Asked once a second, may sleep: 0, or the error that
 *         is to be returned.
 * @data:  for @still
 *
 * One call at a time: the caller sees to that.  Sleeps, as long as somebody else has
 * the arbiter's lock.
 *
 * Return: 0; -EINTR if a signal came; -ENODEV if the arbiter does not know the card;
 * -EIO if a bridge does not take the setting; -ENOMEM; or what @still said.
 */
int vgapt_arbiter_get(struct pci_dev *pdev, int (*still)(void *data), void *data)
{
	struct vgapt_asking asking = { .pdev = pdev };
	struct task_struct *task;
	int rc = 0, answer;
	long left;

	init_completion(&asking.done);
	task = kthread_create(vgapt_asking_thread, &asking, VGAPT_NAME "_arbiter");
	if (IS_ERR(task))
		return PTR_ERR(task) == -EINTR ? -EINTR : -ENOMEM;
	get_task_struct(task);
	vgapt_asker_set(task);
	wake_up_process(task);
	for (;;) {
		left = wait_for_completion_interruptible_timeout(&asking.done,
								 VGAPT_ARBITER_STEP);
		if (left > 0)
			break;
		rc = left ? -EINTR : still(data);
		if (rc)
			break;
		vgapt_asker_poke();
	}
	if (rc) {
		WRITE_ONCE(asking.stop, true);
		while (!completion_done(&asking.done)) {
			vgapt_asker_poke();
			usleep_range(200, 400);
		}
	}
	vgapt_asker_set(NULL);
	/* It has ended, or is about to: this fetches what it returned. */
	answer = kthread_stop(task);
	put_task_struct(task);
	/* It may have come after we had given up. */
	if (rc && !answer)
		vgapt_arbiter_put(pdev);
	return rc ? rc : answer;
}

/**
 * vgapt_arbiter_put - let go of the legacy ranges
 * @pdev: the card they are routed to
 *
 * They stay routed to it until somebody else wants them.  Does not sleep.
 */
void vgapt_arbiter_put(struct pci_dev *pdev)
{
	vga_put(pdev, VGAPT_LEGACY);
}
