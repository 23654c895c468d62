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
/* How often all who wait were told to look again. */
static atomic_t vgapt_claims_count = ATOMIC_INIT(0);
/* Who must not be kept waiting by those who have time; vgapt_claim_lock. */
static LIST_HEAD(vgapt_urgents);

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
 * vgapt_claims_woken - how often were all who wait told to look again?
 *
 * Return: a number for vgapt_claims_wait().
 */
unsigned int vgapt_claims_woken(void)
{
	return atomic_read(&vgapt_claims_count);
}

/**
 * vgapt_claim_all - claim functions, all or none
 * @claims: a claim for each, with its function
 * @num:    how many, at most VGAPT_CLAIM_MAX
 * @urgent: from vgapt_claims_urge(), or NULL: where one is claimed already, these functions
 *          are what it waits for from now on
 *
 * Does not sleep.
 *
 * Return: NULL; or the one that is claimed already, to be compared only.
 */
const struct pci_dev *vgapt_claim_all(struct vgapt_claim *const claims[], u32 num,
				      struct vgapt_urgent *urgent)
{
	const struct pci_dev *by = NULL;
	u32 i;

	spin_lock(&vgapt_claim_lock);
	for (i = 0; i < num && !by; i++)
		if (vgapt_claim_find(claims[i]->pdev))
			by = claims[i]->pdev;
	for (i = 0; i < num && !by; i++)
		list_add_tail(&claims[i]->node, &vgapt_claims);
	if (by && urgent)
		for (urgent->num = 0; urgent->num < num; urgent->num++)
			urgent->pdev[urgent->num] = claims[urgent->num]->pdev;
	spin_unlock(&vgapt_claim_lock);
	return by;
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
	return !vgapt_claim_all(&claim, 1, NULL);
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
	/* Not all: who waits for another function has nothing to look for. */
	wake_up_all(&vgapt_claims_changed);
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
 * vgapt_claims_wait - wait until there is reason to try again
 * @woken:   vgapt_claims_woken() before the caller tried
 * @by:      the function that it found claimed, or NULL; only compared
 * @timeout: for how long, in jiffies
 *
 * Return: what is left of @timeout, at least 1, if there is: the function is free, or all
 * have been told to look; 0 if not; -ERESTARTSYS if the caller has been killed.
 */
long vgapt_claims_wait(unsigned int woken, const struct pci_dev *by, long timeout)
{
	return wait_event_killable_timeout(vgapt_claims_changed,
					   vgapt_claims_woken() != woken ||
					   (by && !vgapt_claim_taken(by)),
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
	unsigned int woken;

	for (;;) {
		woken = vgapt_claims_woken();
		if (vgapt_claim_one(claim, pdev))
			return true;
		if (READ_ONCE(*gone) || vgapt_claims_wait(woken, pdev, HZ) < 0)
			return false;
	}
}

/**
 * vgapt_claims_urge - the toolstack wants to claim functions
 * @urgent: result, for vgapt_claim_all()
 *
 * Does not sleep.
 */
void vgapt_claims_urge(struct vgapt_urgent *urgent)
{
	urgent->num = 0;
	spin_lock(&vgapt_claim_lock);
	list_add(&urgent->node, &vgapt_urgents);
	spin_unlock(&vgapt_claim_lock);
}

/**
 * vgapt_claims_calm - undo vgapt_claims_urge()
 * @urgent: what that gave
 *
 * Does not sleep.
 */
void vgapt_claims_calm(struct vgapt_urgent *urgent)
{
	spin_lock(&vgapt_claim_lock);
	list_del(&urgent->node);
	spin_unlock(&vgapt_claim_lock);
	if (urgent->num)
		vgapt_claims_wake();
}

/**
 * vgapt_claims_urgent - does the toolstack wait for a function?
 * @pdev: the function
 *
 * Then whoever has time steps back.  Does not sleep.
 *
 * Return: true if so.
 */
bool vgapt_claims_urgent(const struct pci_dev *pdev)
{
	const struct vgapt_urgent *urgent;
	bool found = false;
	u32 i;

	spin_lock(&vgapt_claim_lock);
	list_for_each_entry(urgent, &vgapt_urgents, node)
		for (i = 0; i < urgent->num; i++)
			found |= urgent->pdev[i] == pdev;
	spin_unlock(&vgapt_claim_lock);
	return found;
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
