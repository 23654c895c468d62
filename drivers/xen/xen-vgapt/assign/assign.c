// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose a function is: one look at all who say so.
 *
 * A request takes one snapshot and every verdict on it is made from that, by
 * pure/assign_rules.c.  The note is read first, as reading it sleeps; the rest is
 * looked at under whatever locks the request has taken by then, and again after
 * each wait.
 */
#include <linux/pci.h>

#include "assign/assign.h"
#include "assign/record.h"
#include "xen/pciback.h"
#include "xen/store.h"

static void vgapt_assign_begin(struct pci_dev *pdev,
			       struct vgapt_assign *assign)
{
	memset(assign, 0, sizeof(*assign));
	assign->events = vgapt_store_events();
	assign->is.owner = vgapt_pciback_owner(pdev);
	assign->is.given = VGAPT_NO_DOMAIN;
	assign->is.holder = VGAPT_NO_DOMAIN;
	assign->is.served = VGAPT_NO_DOMAIN;
	assign->stub = VGAPT_NO_DOMAIN;
	assign->begun = assign->is.owner;
	assign->outdated = false;
}

/*
 * A guest's device model may run in a domain of its own.  Then libxl's note names
 * the guest, and pciback has only a backend for the other one, which stands for
 * the guest.  Only the toolstack can write who serves whom.
 */
static void vgapt_assign_read_stub(struct vgapt_assign *assign)
{
	struct vgapt_claims *is = &assign->is;
	int target;

	if (is->owner == VGAPT_NO_DOMAIN || is->owner == is->named ||
	    is->note_error)
		return;
	is->note_error = vgapt_store_target(is->owner, &target);
	if (is->note_error || target == VGAPT_NO_DOMAIN)
		return;
	assign->stub = is->owner;
	assign->target = target;
	is->owner = target;
}

/**
 * vgapt_assign_read - read who is named as a function's owner
 * @pdev:   the function
 * @assign: the snapshot: libxl's note and xen-pciback's owner; the rest of it is
 *          for vgapt_assign_look()
 *
 * Sleeps.
 */
void vgapt_assign_read(struct pci_dev *pdev, struct vgapt_assign *assign)
{
	vgapt_assign_begin(pdev, assign);
	assign->is.note_error = vgapt_store_named(pdev, &assign->is.named);
	assign->gone = vgapt_store_gone(pdev);
	vgapt_assign_read_stub(assign);
}

/**
 * vgapt_assign_read_flr - the same, for a write to do_flr
 * @pdev:   the function
 * @assign: the snapshot
 *
 * Does not read the note if the watch has read it since the last write to
 * do_flr.  Sleeps.
 */
void vgapt_assign_read_flr(struct pci_dev *pdev, struct vgapt_assign *assign)
{
	vgapt_assign_begin(pdev, assign);
	assign->is.note_error = vgapt_store_named_flr(pdev, &assign->is.named);
	assign->gone = vgapt_store_gone(pdev);
	vgapt_assign_read_stub(assign);
}

/* Does @domid live?  @known is known to. */
static bool vgapt_assign_lives(int domid, const struct vgapt_xen_domain *known,
			       struct vgapt_xen_domain *dom, int *error)
{
	int rc;

	if (domid == VGAPT_NO_DOMAIN)
		return false;
	if (known && known->domid == domid) {
		*dom = *known;
		return true;
	}
	rc = vgapt_xen_live_domain(domid, dom);
	/* Without Xen's control interface nothing can be granted anyway. */
	if (rc && rc != -ESRCH && rc != -EOPNOTSUPP)
		*error = rc;
	return rc != -ESRCH;
}

/**
 * vgapt_assign_look - look at what else is said of a function
 * @pdev:   the function; its device lock is held, or the answer may be stale
 * @known:  a domain that is known to live, or NULL: Xen is not asked about it
 * @assign: the snapshot, with the note read
 *
 * May be called again with the same snapshot, to look again after a wait.  Does
 * not sleep.
 */
void vgapt_assign_look(struct pci_dev *pdev,
		       const struct vgapt_xen_domain *known,
		       struct vgapt_assign *assign)
{
	struct vgapt_claims *is = &assign->is;
	struct vgapt_xen_domain named;

	is->live_error = 0;
	is->bound = vgapt_pciback_bound(pdev);
	is->owner = vgapt_pciback_owner(pdev);
	assign->outdated = is->owner != VGAPT_NO_DOMAIN &&
			   is->owner != assign->begun &&
			   is->owner != is->named;
	if (is->owner != VGAPT_NO_DOMAIN && is->owner == assign->stub)
		is->owner = assign->target;
	is->named_live = vgapt_assign_lives(is->named, known, &assign->named,
					    &is->live_error);
	/* Mostly they are one and the same. */
	named = assign->named;
	if (is->named_live && !known && named.domid == is->named)
		known = &named;
	is->owner_live = vgapt_assign_lives(is->owner, known, &assign->owner,
					    &is->live_error);
	is->given = vgapt_record_given(pdev, known);
	is->holder = vgapt_record_holder(pdev, known);
	is->served = vgapt_record_served(pdev, known);
}

/**
 * vgapt_assign_meant - has the toolstack given a function to a domain?
 * @pdev: the function
 * @dom:  the domain, which is known to live
 *
 * Sleeps, if that is not known already.
 *
 * Return: 0 if so; -EPERM if not; or why that can't be told.
 */
int vgapt_assign_meant(struct pci_dev *pdev, const struct vgapt_xen_domain *dom)
{
	struct vgapt_assign assign;

	if (vgapt_store_confirms(pdev, dom->domid))
		return 0;
	vgapt_assign_read(pdev, &assign);
	return vgapt_assign_meant_for(&assign.is, dom->domid);
}

/**
 * vgapt_assign_domain - a domain of which a snapshot knows that it lives
 * @assign: the snapshot
 * @domid:  the domain, or VGAPT_NO_DOMAIN
 *
 * Return: the domain, or NULL if Xen has not been asked about it or it is dead.
 */
const struct vgapt_xen_domain *
vgapt_assign_domain(const struct vgapt_assign *assign, int domid)
{
	if (domid == VGAPT_NO_DOMAIN)
		return NULL;
	if (assign->is.named_live && assign->is.named == domid &&
	    assign->named.domid == domid)
		return &assign->named;
	if (assign->is.owner_live && assign->is.owner == domid &&
	    assign->owner.domid == domid)
		return &assign->owner;
	return NULL;
}

/**
 * vgapt_assign_holder - does a living guest have a function?
 * @pdev: the function
 *
 * By what xen-pciback has registered, which may be a stub domain, or by our own
 * record.  Does not sleep.
 *
 * Return: the domid, or VGAPT_NO_DOMAIN.
 */
int vgapt_assign_holder(struct pci_dev *pdev)
{
	int domid = vgapt_pciback_owner(pdev), error;
	struct vgapt_xen_domain dom;

	return vgapt_assign_lives(domid, NULL, &dom, &error) ?
	       domid : vgapt_record_holder(pdev, NULL);
}

/**
 * vgapt_assign_has - does a guest have a function?
 * @pdev:  the function
 * @known: a domain that is known to live, or NULL: Xen is not asked about it
 *
 * By xen-pciback's word, whether that domain lives or not, or by our own record.  Does
 * not sleep.
 *
 * Return: true if so.
 */
bool vgapt_assign_has(struct pci_dev *pdev, const struct vgapt_xen_domain *known)
{
	return vgapt_assign_untouchable(vgapt_pciback_owner(pdev),
					vgapt_record_holder(pdev, known));
}

/**
 * vgapt_assign_maybe_has - may a guest have a function?
 * @pdev: the function
 *
 * As vgapt_assign_has(); but that libxl's note has gone is no proof that the function
 * was taken from a guest to which it had been given.  Does not sleep.
 *
 * Return: true if so.
 */
bool vgapt_assign_maybe_has(struct pci_dev *pdev)
{
	return vgapt_assign_holder(pdev) != VGAPT_NO_DOMAIN ||
	       vgapt_record_lingers(pdev);
}

/**
 * vgapt_assign_guest_has - are a function's registers a guest's?
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: true if so.
 */
bool vgapt_assign_guest_has(struct pci_dev *pdev)
{
	return vgapt_assign_has(pdev, NULL);
}
