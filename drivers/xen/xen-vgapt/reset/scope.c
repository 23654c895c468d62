// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which functions a reset concerns, whose they are, and their locks.
 *
 * Below a bridge that is all there is on its bus, as a bus reset hits all of it;
 * on a root bus, the functions of the same card.  Those that are not on
 * xen-pciback are known but neither locked for long nor ever touched: no method
 * that would hit them is usable.
 */
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "reset/scope.h"
#include "vdev.h"

const struct vgapt_reset_client vgapt_reset_nobody = {
	.domid = VGAPT_NO_DOMAIN,
};

struct vgapt_reset_gather {
	struct vgapt_reset_scope *scope;
	struct pci_dev *self;
};

static int vgapt_reset_scope_add(struct pci_dev *pdev, void *data)
{
	struct vgapt_reset_gather *gather = data;
	struct vgapt_reset_scope *scope = gather->scope;
	bool card = vgapt_reset_same_card(pdev, gather->self);
	struct vgapt_reset_fn *fn;

	/* On a root bus others are only the same card's. */
	if (!scope->bridge && !card)
		return 0;
	/* Places are kept for all eight functions that the card may have. */
	if (scope->num >= VGAPT_RESET_MAX_FNS - 8 && !card) {
		scope->too_many = true;
		return 0;
	}
	fn = &scope->fns[scope->num++];
	fn->pdev = pci_dev_get(pdev);
	if (pdev == gather->self)
		scope->self = fn;
	return 0;
}

/**
 * vgapt_reset_scope_get - find out what a reset of a function concerns
 * @pdev:  the function
 * @client: for whom it is to be reset
 * @assign: whose the function is, if that has been looked at already, or NULL
 *
 * All functions, and the bridge, are in D0 from here on.  Asks xenstore, sleeps.
 *
 * Return: the scope, to be given to vgapt_reset_scope_put(); or an ERR_PTR():
 * -ENODEV if the function has been unplugged, -ENOMEM, or why xenstore can't be
 * read.
 */
struct vgapt_reset_scope *
vgapt_reset_scope_get(struct pci_dev *pdev,
		      const struct vgapt_reset_client *client,
		      const struct vgapt_assign *assign)
{
	struct vgapt_reset_gather gather = { .self = pdev };
	struct vgapt_reset_scope *scope;
	struct vgapt_reset_fn *fn;
	int rc = 0;

	scope = kzalloc(sizeof(*scope), GFP_KERNEL);
	if (!scope)
		return ERR_PTR(-ENOMEM);
	scope->domid = client->domid;
	scope->known = client->known;
	scope->client = client;
	scope->generation = vgapt_devices_generation();
	scope->bridge = pci_dev_get(pci_upstream_bridge(pdev));
	/* Walks below nested bridges too: their functions are hit as well. */
	gather.scope = scope;
	pci_walk_bus(pdev->bus, vgapt_reset_scope_add, &gather);
	if (!scope->self) {
		/* Unplugged. */
		while (scope->num)
			pci_dev_put(scope->fns[--scope->num].pdev);
		pci_dev_put(scope->bridge);
		kfree(scope);
		return ERR_PTR(-ENODEV);
	}

	/*
	 * Runtime PM goes for the bridge first: a function of a bridge that
	 * sleeps does not answer.
	 */
	if (scope->bridge)
		pm_runtime_get_sync(&scope->bridge->dev);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		pm_runtime_get_sync(&fn->pdev->dev);
		fn->vdev = vgapt_dev_find(fn->pdev);
		if (fn == scope->self && assign)
			fn->assign = *assign;
		else
			vgapt_assign_read(fn->pdev, &fn->assign);
		if (fn->assign.is.note_error)
			rc = fn->assign.is.note_error;
	}
	/* Whose they are can't be told. */
	if (rc) {
		vgapt_reset_scope_put(scope);
		return ERR_PTR(rc);
	}
	return scope;
}

/**
 * vgapt_reset_scope_put - be done with a scope
 * @scope: it; not locked
 */
void vgapt_reset_scope_put(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (fn->vdev)
			vgapt_dev_put(fn->vdev);
		pm_runtime_put(&fn->pdev->dev);
		pci_dev_put(fn->pdev);
	}
	if (scope->bridge) {
		pm_runtime_put(&scope->bridge->dev);
		pci_dev_put(scope->bridge);
	}
	kfree(scope);
}

/* Whose it is now that nobody can bind or unbind it. */
static void vgapt_reset_owner(struct vgapt_reset_scope *scope,
			      struct vgapt_reset_fn *fn)
{
	vgapt_assign_look(fn->pdev, scope->known,
			  &fn->assign);
	switch (vgapt_assign_standing(&fn->assign.is, scope->domid,
				      &fn->domid)) {
	case VGAPT_STANDING_OURS:
		fn->reason = VGAPT_REASON_IN;
		break;
	case VGAPT_STANDING_DOM0:
		fn->reason = VGAPT_REASON_SIBLING_DRIVER;
		break;
	case VGAPT_STANDING_ANOTHER:
		fn->reason = VGAPT_REASON_SIBLING_DOMAIN;
		break;
	}
	if (fn != scope->self && fn->reason == VGAPT_REASON_IN &&
	    scope->client->may_hit &&
	    !scope->client->may_hit(fn->pdev, scope->client->data))
		fn->reason = VGAPT_REASON_SIBLING_DOMAIN;
}

/**
 * vgapt_reset_scope_look - look whose the functions are
 * @scope: locked
 *
 * Where nobody was named as the one the reset is for, it is for whoever has the
 * function; the others then have to be free or his.
 */
void vgapt_reset_scope_look(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	device_lock_assert(&scope->self->pdev->dev);
	vgapt_reset_owner(scope, scope->self);
	if (scope->domid == VGAPT_NO_DOMAIN &&
	    scope->self->reason == VGAPT_REASON_SIBLING_DOMAIN) {
		scope->domid = scope->self->domid;
		vgapt_reset_owner(scope, scope->self);
	}
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		if (fn != scope->self)
			vgapt_reset_owner(scope, fn);
}

/**
 * vgapt_reset_scope_spare - unlock the functions that must not be hit
 * @scope: locked, its owners are known
 *
 * No method that hits them will be used: they need not wait for us.
 */
void vgapt_reset_scope_spare(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (fn == scope->self || fn->reason == VGAPT_REASON_IN)
			continue;
		pci_dev_unlock(fn->pdev);
		fn->locked = false;
	}
}

/**
 * vgapt_reset_scope_stale - may a function have come since they were collected?
 * @scope: locked
 *
 * Return: true if so; then it has to be collected again.
 */
bool vgapt_reset_scope_stale(const struct vgapt_reset_scope *scope)
{
	return scope->generation != vgapt_devices_generation();
}

/**
 * vgapt_reset_scope_lock - keep drivers and user space away
 * @scope: it
 *
 * Locks the bridge, then the functions in the order of the bus, as the PCI core
 * does.  Until vgapt_reset_scope_unlock() no function is bound or unbound, and
 * user space waits with accesses to their configuration space.
 */
void vgapt_reset_scope_lock(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	if (scope->bridge)
		pci_dev_lock(scope->bridge);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		pci_dev_lock(fn->pdev);
		fn->locked = true;
	}
}

/**
 * vgapt_reset_scope_unlock - undo vgapt_reset_scope_lock()
 * @scope: it
 */
void vgapt_reset_scope_unlock(struct vgapt_reset_scope *scope)
{
	u32 i;

	for (i = scope->num; i--; )
		if (scope->fns[i].locked)
			pci_dev_unlock(scope->fns[i].pdev);
	if (scope->bridge)
		pci_dev_unlock(scope->bridge);
}

/**
 * vgapt_reset_scope_worst - who is in the way of a reset that hits several?
 * @scope: its owners are known
 * @card:  it hits the card only, not all that is on the bus
 *
 * Return: a function that must not be hit, or NULL if there is none.
 */
const struct vgapt_reset_fn *
vgapt_reset_scope_worst(struct vgapt_reset_scope *scope, bool card)
{
	const struct vgapt_reset_fn *fn, *worst = NULL;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (fn == scope->self || fn->reason == VGAPT_REASON_IN ||
		    (card && !vgapt_reset_same_card(fn->pdev, scope->self->pdev)))
			continue;
		/* Another domain's is worse than one that can be unbound. */
		if (!worst || fn->reason == VGAPT_REASON_SIBLING_DOMAIN)
			worst = fn;
	}
	return worst;
}

/**
 * vgapt_reset_scope_aim - mark the functions that a method hits
 * @scope:  it
 * @method: which
 * @facts:  the plan's
 */
void vgapt_reset_scope_aim(struct vgapt_reset_scope *scope,
			   enum vgapt_reset_method method,
			   const struct vgapt_reset_facts *facts)
{
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		fn->hit = fn == scope->self ||
			  (vgapt_reset_hits_others(method, facts) &&
			   (method != VGAPT_RESET_VENDOR ||
			    vgapt_reset_same_card(fn->pdev, scope->self->pdev)));
}
