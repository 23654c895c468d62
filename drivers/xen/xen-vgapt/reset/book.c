// SPDX-License-Identifier: GPL-2.0-only
/*
 * The book of resets: for whom a function was reset last, and whether it still
 * is as that reset left it.
 *
 * libxl resets function by function.  Where one reset has done all functions of
 * a card, the later calls of the same round find here that theirs is done.  And
 * a function that a domain had is reset once more when that domain is really
 * dead: libxl's own reset on destruction comes while the guest still runs.
 *
 * Not only display functions are in it: also what shares a card with them.
 */
#include <linux/list.h>
#include <linux/slab.h>

#include "reset/book.h"
#include "reset/check.h"
#include "reset/engine.h"
#include "reset/guard.h"
#include "reset/scope.h"
#include "xen/calls.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

/**
 * struct vgapt_reset_entry - what is noted of a function
 * @node:  in the book
 * @pdev:  the function; referenced
 * @user:  the domain that it was given to last, if @used
 * @used:  it was, and has not been reset after the end of that domain
 * @claim: until then (jiffies) it counts as that domain's, if @claimed
 * @claimed: it is just being given to it
 * @saved: configuration space as it was when the function was seized, or first
 *         seen after that; or NULL
 * @clean: another function's reset has reset this one as well, for @clean_for
 * @clean_for: domid, or VGAPT_NO_DOMAIN
 * @clean_owner: who had it then
 * @clean_until: for that long that is of the same round, in jiffies
 */
struct vgapt_reset_entry {
	struct list_head node;
	struct pci_dev *pdev;
	struct vgapt_xen_domain user;
	bool used;
	bool claimed;
	unsigned long claim;
	struct pci_saved_state *saved;
	bool clean;
	int clean_for;
	int clean_owner;
	unsigned long clean_until;
};

/*
 * From the reset that comes before the assignment until libxl's note, which is
 * older, and pciback's owner, a second or so later, can be relied on by whoever
 * looks.
 */
#define VGAPT_CLAIM_SECONDS	30

/* From one function's reset to the next one's, in a round of libxl's. */
#define VGAPT_ROUND_SECONDS	30

static LIST_HEAD(vgapt_reset_book);
static DEFINE_SPINLOCK(vgapt_reset_book_lock);

/* What could not even be looked at is tried again after that time. */
#define VGAPT_REAP_SECONDS	1

static void vgapt_reset_book_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(vgapt_reset_reap, vgapt_reset_book_work);

static struct vgapt_reset_entry *vgapt_reset_entry(struct pci_dev *pdev)
	__must_hold(&vgapt_reset_book_lock)
{
	struct vgapt_reset_entry *e;

	lockdep_assert_held(&vgapt_reset_book_lock);
	list_for_each_entry(e, &vgapt_reset_book, node)
		if (e->pdev == pdev)
			return e;
	return NULL;
}

/* It is off the list. */
static void vgapt_reset_entry_free(struct vgapt_reset_entry *e)
{
	pci_dev_put(e->pdev);
	kfree(e->saved);
	kfree(e);
}

/* The entry of a function, made if there is none; NULL without memory. */
static struct vgapt_reset_entry *vgapt_reset_entry_make(struct pci_dev *pdev)
	__must_hold(&vgapt_reset_book_lock)
{
	struct vgapt_reset_entry *e;

	lockdep_assert_held(&vgapt_reset_book_lock);
	e = vgapt_reset_entry(pdev);
	if (e)
		return e;
	e = kzalloc(sizeof(*e), GFP_ATOMIC);
	if (!e)
		return NULL;
	e->pdev = pci_dev_get(pdev);
	e->clean_for = VGAPT_NO_DOMAIN;
	list_add_tail(&e->node, &vgapt_reset_book);
	return e;
}

/**
 * vgapt_reset_book_remember - keep a function's state for bad days
 * @pdev: the function; its device lock is held
 *
 * Only the first time: later, a guest may have changed it.  And only once pciback is
 * done with it: from the kernel's boot on it saves, resets and restores what it has
 * seized, without the device lock, and marks it as assigned after that.  Overwrites
 * what the PCI core has saved.  Sleeps.
 */
void vgapt_reset_book_remember(struct pci_dev *pdev)
{
	struct pci_saved_state *saved;
	struct vgapt_reset_entry *e;
	bool have;

	device_lock_assert(&pdev->dev);
	spin_lock(&vgapt_reset_book_lock);
	e = vgapt_reset_entry(pdev);
	have = e && e->saved;
	spin_unlock(&vgapt_reset_book_lock);
	if (have || !pci_is_dev_assigned(pdev) || !vgapt_reset_answers(pdev) ||
	    !vgapt_reset_has_bars(pdev) || pci_save_state(pdev))
		return;
	saved = pci_store_saved_state(pdev);
	spin_lock(&vgapt_reset_book_lock);
	e = saved ? vgapt_reset_entry_make(pdev) : NULL;
	if (e && !e->saved) {
		e->saved = saved;
		saved = NULL;
	}
	spin_unlock(&vgapt_reset_book_lock);
	kfree(saved);
}

/**
 * vgapt_reset_book_recall - have the PCI core restore what was kept
 * @pdev: the function; its device lock is held
 *
 * Return: true if there is something; pci_restore_state() then writes it.
 */
bool vgapt_reset_book_recall(struct pci_dev *pdev)
{
	struct vgapt_reset_entry *e;
	bool have;

	device_lock_assert(&pdev->dev);
	spin_lock(&vgapt_reset_book_lock);
	e = vgapt_reset_entry(pdev);
	have = e && e->saved && !pci_load_saved_state(pdev, e->saved);
	spin_unlock(&vgapt_reset_book_lock);
	return have;
}

/**
 * vgapt_reset_book_claim - note that a function is given to a domain, or taken
 * @pdev:  the function; its device lock is held
 * @domid: the domain, or VGAPT_NO_DOMAIN: nothing is noted
 *
 * When pciback knows the domain as the owner already, it is being taken away.
 */
void vgapt_reset_book_claim(struct pci_dev *pdev, int domid)
{
	bool taken = vgapt_pciback_owner(pdev) == domid;
	struct vgapt_reset_entry *e;
	struct vgapt_xen_domain dom;

	device_lock_assert(&pdev->dev);
	if (domid == VGAPT_NO_DOMAIN || vgapt_xen_live_domain(domid, &dom))
		return;
	spin_lock(&vgapt_reset_book_lock);
	e = vgapt_reset_entry_make(pdev);
	if (e) {
		e->used = true;
		e->user = dom;
		e->claimed = !taken;
		e->claim = jiffies + VGAPT_CLAIM_SECONDS * HZ;
	}
	spin_unlock(&vgapt_reset_book_lock);
	if (!e)
		pci_warn(pdev, "no memory: no reset after the end of d%d\n",
			 domid);
}

/**
 * vgapt_reset_book_claimed - who is just being given a function?
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: the domid if that domain still lives, or VGAPT_NO_DOMAIN.
 */
int vgapt_reset_book_claimed(struct pci_dev *pdev)
{
	struct vgapt_reset_entry *e;
	int domid = VGAPT_NO_DOMAIN;

	spin_lock(&vgapt_reset_book_lock);
	e = vgapt_reset_entry(pdev);
	if (e && e->claimed && time_before(jiffies, e->claim) &&
	    vgapt_xen_domain_lives(&e->user))
		domid = e->user.domid;
	spin_unlock(&vgapt_reset_book_lock);
	return domid;
}

/* Who has it, and lives. */
static int vgapt_reset_book_owner(struct pci_dev *pdev)
{
	int domid = vgapt_pciback_owner(pdev);

	return vgapt_reset_lives(domid) ? domid : VGAPT_NO_DOMAIN;
}

/**
 * vgapt_reset_book_done - note a reset that has succeeded
 * @scope: locked; the functions that were hit are marked
 * @round: it was asked for by libxl, or after the end of a domain, where the others
 *         come next
 *
 * In a round the others that were hit are clean: who asks next for one of them, for
 * the same domain, is told that it is done.
 */
void vgapt_reset_book_done(struct vgapt_reset_scope *scope, bool round)
{
	struct vgapt_reset_entry *e;
	struct vgapt_reset_fn *fn;

	spin_lock(&vgapt_reset_book_lock);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit)
			continue;
		e = fn == scope->self ? vgapt_reset_entry(fn->pdev) :
					vgapt_reset_entry_make(fn->pdev);
		if (!e)
			continue;
		e->clean = round && fn != scope->self;
		e->clean_for = scope->domid;
		e->clean_owner = vgapt_reset_book_owner(fn->pdev);
		e->clean_until = jiffies + VGAPT_ROUND_SECONDS * HZ;
	}
	spin_unlock(&vgapt_reset_book_lock);
}

/**
 * vgapt_reset_book_take - has this round reset the function already?
 * @pdev:  the function; its device lock is held
 * @domid: for whom it is to be reset
 *
 * The answer can be had once: the next round is another one.
 *
 * Return: true if so.
 */
bool vgapt_reset_book_take(struct pci_dev *pdev, int domid)
{
	struct vgapt_reset_entry *e;
	bool clean = false;

	device_lock_assert(&pdev->dev);
	spin_lock(&vgapt_reset_book_lock);
	e = vgapt_reset_entry(pdev);
	if (e) {
		clean = e->clean && e->clean_for == domid &&
			time_before(jiffies, e->clean_until) &&
			e->clean_owner == vgapt_reset_book_owner(pdev);
		e->clean = false;
	}
	spin_unlock(&vgapt_reset_book_lock);
	return clean;
}

/**
 * vgapt_reset_book_forget - strike a function out
 * @pdev: the function; it goes, or has left xen-pciback
 *
 * Does not sleep.
 */
void vgapt_reset_book_forget(struct pci_dev *pdev)
{
	struct vgapt_reset_entry *e;

	spin_lock(&vgapt_reset_book_lock);
	e = vgapt_reset_entry(pdev);
	if (e)
		list_del(&e->node);
	spin_unlock(&vgapt_reset_book_lock);
	if (e)
		vgapt_reset_entry_free(e);
}

/* A function whose last domain is dead, and is noted no more; or NULL. */
static struct pci_dev *vgapt_reset_book_orphan(struct vgapt_xen_domain *dom)
{
	struct vgapt_reset_entry *e;
	struct pci_dev *pdev = NULL;

	spin_lock(&vgapt_reset_book_lock);
	list_for_each_entry(e, &vgapt_reset_book, node) {
		if (!e->used || vgapt_xen_domain_lives(&e->user))
			continue;
		e->used = false;
		*dom = e->user;
		pdev = pci_dev_get(e->pdev);
		break;
	}
	spin_unlock(&vgapt_reset_book_lock);
	return pdev;
}

/* It has not been reset after all, unless somebody has it again. */
static void vgapt_reset_book_still(struct pci_dev *pdev,
				   const struct vgapt_xen_domain *dom)
{
	struct vgapt_reset_entry *e;

	spin_lock(&vgapt_reset_book_lock);
	e = vgapt_reset_entry(pdev);
	if (e && vgapt_xen_same_domain(&e->user, dom))
		e->used = true;
	spin_unlock(&vgapt_reset_book_lock);
}

static void vgapt_reset_book_work(struct work_struct *work)
{
	struct vgapt_xen_domain dom;
	struct pci_dev *pdev;
	int rc = 0;

	while (rc != -EAGAIN && (pdev = vgapt_reset_book_orphan(&dom))) {
		rc = vgapt_reset_dead(pdev);
		pci_dbg(pdev, "reset after the end of d%d: %d\n",
			dom.domid, rc);
		if (rc == -EAGAIN) {
			vgapt_reset_book_still(pdev, &dom);
			queue_delayed_work(vgapt_wq, &vgapt_reset_reap,
					   VGAPT_REAP_SECONDS * HZ);
		}
		pci_dev_put(pdev);
	}
}

/**
 * vgapt_reset_book_reap_later - a domain may have died: have a look, soon
 *
 * Does not sleep.
 */
void vgapt_reset_book_reap_later(void)
{
	mod_delayed_work(vgapt_wq, &vgapt_reset_reap, 0);
}

/**
 * vgapt_reset_book_exit - throw the book away
 *
 * Nobody asks for resets any more.  Sleeps.
 */
void vgapt_reset_book_exit(void)
{
	struct vgapt_reset_entry *e, *next;

	cancel_delayed_work_sync(&vgapt_reset_reap);
	list_for_each_entry_safe(e, next, &vgapt_reset_book, node) {
		list_del(&e->node);
		vgapt_reset_entry_free(e);
	}
}
