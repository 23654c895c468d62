// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rounds of resets.
 *
 * libxl resets function by function.  Where one reset has hit all functions of a
 * card, the later calls of the same round find here that theirs is done.
 */
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

#include "assign/assign.h"
#include "notes.h"
#include "reset/rounds.h"
#include "reset/scope.h"

/**
 * struct vgapt_clean - a function that another one's reset has reset
 * @note:  in the list
 * @valid: it was, and nobody has asked since
 * @round: for whom, and whose it was
 * @until: for that long that is of the same round, in jiffies
 */
struct vgapt_clean {
	struct vgapt_note note;
	bool valid;
	struct vgapt_round round;
	unsigned long until;
};

/* From one function's reset to the next one's, in a round of libxl's. */
#define VGAPT_ROUND_SECONDS	30

static LIST_HEAD(vgapt_rounds);
static DEFINE_SPINLOCK(vgapt_rounds_lock);

static struct vgapt_clean *vgapt_clean_of(struct vgapt_note *note)
{
	return note ? container_of(note, struct vgapt_clean, note) : NULL;
}

/**
 * vgapt_rounds_done - note a reset that has succeeded
 * @scope: claimed; the functions that were hit are marked
 * @round: it was asked for by libxl, or after the end of a domain, where the others
 *         come next
 *
 * In a round the others that were hit are clean: who asks next for one of them, for
 * the same domain, is told that it is done.  But not those that a guest still has:
 * it may have used them again by then.
 */
void vgapt_rounds_done(struct vgapt_reset_scope *scope, bool round)
{
	struct vgapt_reset_fn *fn;
	struct vgapt_clean *clean;
	struct vgapt_note *note;

	spin_lock(&vgapt_rounds_lock);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit)
			continue;
		note = fn == scope->self ?
		       vgapt_note_find(&vgapt_rounds, fn->pdev) :
		       vgapt_note_make(&vgapt_rounds, fn->pdev, sizeof(*clean));
		clean = vgapt_clean_of(note);
		if (!clean)
			continue;
		clean->valid = round && fn != scope->self && !fn->held;
		clean->round.domid = scope->domid;
		clean->round.holder = vgapt_assign_holder(fn->pdev);
		clean->until = jiffies + VGAPT_ROUND_SECONDS * HZ;
	}
	spin_unlock(&vgapt_rounds_lock);
}

/**
 * vgapt_rounds_take - has this round reset the function already?
 * @pdev:  the function; claimed
 * @domid: for whom it is to be reset
 *
 * The answer can be had once: the next round is another one.
 *
 * Return: true if so.
 */
bool vgapt_rounds_take(struct pci_dev *pdev, int domid)
{
	struct vgapt_clean *clean;
	bool done = false;

	spin_lock(&vgapt_rounds_lock);
	clean = vgapt_clean_of(vgapt_note_find(&vgapt_rounds, pdev));
	if (clean && clean->valid) {
		clean->valid = false;
		clean->round.expired = !time_before(jiffies, clean->until);
		done = vgapt_assign_same_round(&clean->round, domid,
					       vgapt_assign_holder(pdev));
	}
	spin_unlock(&vgapt_rounds_lock);
	return done;
}

/**
 * vgapt_rounds_forget - strike a function out
 * @pdev: the function; it goes, or has left xen-pciback
 *
 * Does not sleep.
 */
void vgapt_rounds_forget(struct pci_dev *pdev)
{
	struct vgapt_note *note;

	spin_lock(&vgapt_rounds_lock);
	note = vgapt_note_take(&vgapt_rounds, pdev);
	spin_unlock(&vgapt_rounds_lock);
	vgapt_note_free(note);
}

/**
 * vgapt_rounds_exit - throw everything away
 *
 * Nobody resets any more.
 */
void vgapt_rounds_exit(void)
{
	vgapt_notes_clear(&vgapt_rounds);
}
