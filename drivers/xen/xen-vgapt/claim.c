// SPDX-License-Identifier: GPL-2.0-only
/*
 * "Being reset" is a state of a function.
 *
 * A reset may wait for minutes, and no lock may be held as long as that: xenwatch,
 * which serves all backends of dom0, takes a function's device lock when its guest
 * closes its frontend, and a guest decides when that is.  So whoever works on
 * functions claims them: a reset all those that it may hit, a look at the ROM the
 * one it looks at.  Claims exclude each other, and nothing else.  The device locks
 * are for the moments in which state is saved, restored and judged.
 */
#include <linux/pci.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "claim.h"

static LIST_HEAD(vgapt_claims);
static DEFINE_SPINLOCK(vgapt_claim_lock);
static DECLARE_WAIT_QUEUE_HEAD(vgapt_claims_changed);
/* Counts claims that have ended, and whatever else is worth another look. */
static atomic_t vgapt_claims_count = ATOMIC_INIT(0);

/* How many wait who must not be kept waiting by those who have time. */
static atomic_t vgapt_claims_urgent_count = ATOMIC_INIT(0);

static bool vgapt_claim_find(const struct pci_dev *pdev)
	__must_hold(&vgapt_claim_lock)
{
	const struct vgapt_claim *claim;

	lockdep_assert_held(&vgapt_claim_lock);
	list_for_each_entry(claim, &vgapt_claims, node)
		if (claim->pdev == pdev)
			return true;
	return false;
}

/**
 * vgapt_claims_dropped - how many claims have ended?
 *
 * Return: a number for vgapt_claims_wait().
 */
unsigned int vgapt_claims_dropped(void)
{
	return atomic_read(&vgapt_claims_count);
}

/**
 * vgapt_claim_all - claim functions, all or none
 * @claims: a claim for each, with its function
 * @num:    how many
 *
 * Does not sleep.
 *
 * Return: true; false if one of them is claimed already.
 */
bool vgapt_claim_all(struct vgapt_claim *const claims[], u32 num)
{
	bool free = true;
	u32 i;

	spin_lock(&vgapt_claim_lock);
	for (i = 0; i < num && free; i++)
		free = !vgapt_claim_find(claims[i]->pdev);
	for (i = 0; i < num && free; i++)
		list_add_tail(&claims[i]->node, &vgapt_claims);
	spin_unlock(&vgapt_claim_lock);
	return free;
}

/**
 * vgapt_claim_one - claim one function
 * @claim: result
 * @pdev:  the function; the caller has a reference
 *
 * Does not sleep.
 *
 * Return: true; false if it is claimed already.
 */
bool vgapt_claim_one(struct vgapt_claim *claim, struct pci_dev *pdev)
{
	claim->pdev = pdev;
	return vgapt_claim_all(&claim, 1);
}

/**
 * vgapt_claim_drop - end a claim
 * @claim: it; taken
 *
 * Does not sleep.
 */
void vgapt_claim_drop(struct vgapt_claim *claim)
{
	spin_lock(&vgapt_claim_lock);
	list_del(&claim->node);
	spin_unlock(&vgapt_claim_lock);
	vgapt_claims_wake();
}

/**
 * vgapt_claim_taken - is somebody at work on a function?
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: true if so.
 */
bool vgapt_claim_taken(const struct pci_dev *pdev)
{
	bool taken;

	spin_lock(&vgapt_claim_lock);
	taken = vgapt_claim_find(pdev);
	spin_unlock(&vgapt_claim_lock);
	return taken;
}

/**
 * vgapt_claims_wait - wait until a claim has ended
 * @dropped: vgapt_claims_dropped() before the caller found what it wants claimed
 * @timeout: for how long, in jiffies
 *
 * Return: what is left of @timeout, at least 1, if one has ended; 0 if not;
 * -ERESTARTSYS if the caller has been killed.
 */
long vgapt_claims_wait(unsigned int dropped, long timeout)
{
	return wait_event_killable_timeout(vgapt_claims_changed,
					   vgapt_claims_dropped() != dropped,
					   timeout);
}

/**
 * vgapt_claim_await - claim one function, when it is free
 * @claim: result
 * @pdev:  the function; the caller has a reference
 * @gone:  set when it is of no use any more; then vgapt_claims_wake() is called
 *
 * Sleeps, as long as a reset may take.
 *
 * Return: true; false if it has gone, or the caller has been killed.
 */
bool vgapt_claim_await(struct vgapt_claim *claim, struct pci_dev *pdev, const bool *gone)
{
	unsigned int dropped;

	for (;;) {
		dropped = vgapt_claims_dropped();
		if (vgapt_claim_one(claim, pdev))
			return true;
		if (READ_ONCE(*gone) || vgapt_claims_wait(dropped, HZ) < 0)
			return false;
	}
}

/**
 * vgapt_claims_urge - the toolstack waits for a claim, or no longer
 * @on: which of the two
 *
 * Does not sleep.
 */
void vgapt_claims_urge(bool on)
{
	atomic_add(on ? 1 : -1, &vgapt_claims_urgent_count);
	if (!on)
		vgapt_claims_wake();
}

/**
 * vgapt_claims_urgent - are others to step back?
 *
 * Return: true if so.
 */
bool vgapt_claims_urgent(void)
{
	return atomic_read(&vgapt_claims_urgent_count);
}

/**
 * vgapt_claims_wake - have all who wait look again
 *
 * A function goes, say.  Does not sleep.
 */
void vgapt_claims_wake(void)
{
	atomic_inc(&vgapt_claims_count);
	wake_up_all(&vgapt_claims_changed);
}
