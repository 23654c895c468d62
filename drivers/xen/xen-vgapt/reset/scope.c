// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which functions a reset concerns, whose they are, and their locks.
 *
 * Below a bridge that is all there is on its bus, as a bus reset hits all of it;
 * on a root bus, the functions of the same card.  Those that are on xen-pciback,
 * and free or the requester's, are claimed until the request has been served; the
 * others are known, but never touched: no method that would hit them is usable.
 *
 * The device locks are held only while owners are looked at, and while state is
 * saved, restored or judged.  Nothing is waited for meanwhile: see claim.c.
 */
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "reset/presence.h"
#include "reset/scope.h"
#include "vdev.h"
#include "xen/pciback.h"

const struct vgapt_reset_client vgapt_reset_nobody = {
	.domid = VGAPT_NO_DOMAIN,
};

/* PCI Express asks for 100 ms after a reset, and for an answer after a second. */
#define VGAPT_RESET_CLOSED_MS	1000

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
 * @client: for whom it is to be reset; it has to last as long as the scope
 * @assign: whose the function is, if that has been looked at already, or NULL
 *
 * All functions, and the bridge, are in D0 from here on, and the ports above quiet.
 * Asks xenstore, sleeps.
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
	scope->client = client;
	scope->domid = client->domid;
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
	 * sleeps does not answer.  Then the ports: one that does not come back from
	 * D3cold is met when it is woken.
	 */
	if (scope->bridge)
		pm_runtime_get_sync(&scope->bridge->dev);
	rc = vgapt_ports_quiet(&scope->ports, scope->bridge);
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
 *
 * Ends its claims, and lets the ports above report errors again.
 */
void vgapt_reset_scope_put(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	vgapt_ports_restore(&scope->ports);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (fn->claimed)
			vgapt_claim_drop(&fn->claim);
		kfree(fn->state);
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
	fn->seen = vgapt_pciback_owner(fn->pdev);
	vgapt_assign_look(fn->pdev, scope->client->known, &fn->assign);
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
}

/* May the client hit another function?  Does not sleep. */
static bool vgapt_reset_may_hit(const struct vgapt_reset_client *client,
				const struct vgapt_reset_fn *fn)
{
	return !client->may_hit || client->may_hit(fn->pdev, client->data);
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
	const struct vgapt_reset_client *client = scope->client;
	struct vgapt_reset_fn *fn;

	device_lock_assert(&scope->self->pdev->dev);
	vgapt_reset_owner(scope, scope->self);
	if (scope->domid == VGAPT_NO_DOMAIN &&
	    scope->self->reason == VGAPT_REASON_SIBLING_DOMAIN) {
		scope->domid = scope->self->domid;
		vgapt_reset_owner(scope, scope->self);
	}
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (fn == scope->self)
			continue;
		vgapt_reset_owner(scope, fn);
		if (fn->reason == VGAPT_REASON_IN &&
		    !vgapt_reset_may_hit(client, fn))
			fn->reason = VGAPT_REASON_SIBLING_RIGHT;
	}
}

/**
 * vgapt_reset_scope_recheck - may the functions still be hit that were to be?
 * @scope: locked; the functions that will be hit are marked
 *
 * A claim keeps nobody from unbinding a function, nor from giving it to a guest.
 * Xen is asked only about one whose owner has changed.
 *
 * Return: 0; or with @scope->why -ENODEV if the function that is to be reset has left
 * pciback, -EPERM if it is another domain's by now; -EBUSY, -EACCES if that is so of
 * another one that would be hit, or the client may hit it no more.
 */
int vgapt_reset_scope_recheck(struct vgapt_reset_scope *scope)
{
	const struct vgapt_reset_client *client = scope->client;
	struct vgapt_reset_fn *fn;
	int rc = 0;

	device_lock_assert(&scope->self->pdev->dev);
	if (!vgapt_pciback_bound(scope->self->pdev)) {
		scope->why = VGAPT_WHY_LEFT;
		return -ENODEV;
	}
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit)
			continue;
		if (!vgapt_pciback_bound(fn->pdev) ||
		    vgapt_pciback_owner(fn->pdev) != fn->seen)
			vgapt_reset_owner(scope, fn);
		if (fn->reason != VGAPT_REASON_IN) {
			scope->why = fn == scope->self ? VGAPT_WHY_FOREIGN :
							 VGAPT_WHY_SIBLING;
			rc = fn == scope->self ? -EPERM : -EBUSY;
		} else if (!rc && fn != scope->self &&
			   !vgapt_reset_may_hit(client, fn)) {
			scope->why = VGAPT_WHY_SIBLING_RIGHT;
			rc = -EACCES;
		}
	}
	return rc;
}

/**
 * vgapt_reset_scope_reread - ask xenstore anew whose the functions are
 * @scope: not locked; the functions that were hit are marked
 *
 * After somebody has let go of one, or got one.  What can't be read stays as it was
 * known.  Sleeps.
 */
void vgapt_reset_scope_reread(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;
	struct vgapt_assign now;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit || vgapt_pciback_owner(fn->pdev) == fn->seen)
			continue;
		vgapt_assign_read(fn->pdev, &now);
		if (!now.is.note_error)
			fn->assign = now;
	}
}

/**
 * vgapt_reset_scope_claim - claim the functions that may be hit
 * @scope: locked, its owners are known
 * @by:    result: one of them that somebody is at work on, to be compared only; NULL if
 *         none is, and somebody waits for one who goes first
 *
 * Return: true if they are claimed.
 */
bool vgapt_reset_scope_claim(struct vgapt_reset_scope *scope, const struct pci_dev **by)
{
	const struct vgapt_reset_client *client = scope->client;
	struct vgapt_claim *claims[VGAPT_CLAIM_MAX];
	struct vgapt_reset_fn *fn;
	u32 num = 0;

	device_lock_assert(&scope->self->pdev->dev);
	*by = NULL;
	/* Nothing will be hit. */
	if (scope->self->reason != VGAPT_REASON_IN)
		return true;
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (fn->reason != VGAPT_REASON_IN)
			continue;
		/* Device models may queue one reset after the other; the toolstack is first. */
		if (client->stop && vgapt_claims_urgent(fn->pdev))
			return false;
		fn->claim.pdev = fn->pdev;
		claims[num++] = &fn->claim;
	}
	*by = vgapt_claim_all(claims, num, client->urgent);
	if (*by)
		return false;
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		fn->claimed = fn->reason == VGAPT_REASON_IN;
	return true;
}

/**
 * vgapt_reset_scope_stop - is it in vain to wait any longer?
 * @scope: it
 *
 * Does not sleep.
 *
 * Return: 0 if not; -ENODEV if the function is going, or has been unplugged;
 * -EINTR if whoever asked for the reset wants it no more.
 */
int vgapt_reset_scope_stop(const struct vgapt_reset_scope *scope)
{
	const struct vgapt_reset_client *client = scope->client;
	const struct vgapt_reset_fn *self = scope->self;

	if ((self->vdev && READ_ONCE(self->vdev->gone)) ||
	    vgapt_reset_lost(self->pdev))
		return -ENODEV;
	if (fatal_signal_pending(current) ||
	    (client->stop && client->stop(client->data)))
		return -EINTR;
	return 0;
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
 * vgapt_reset_scope_outdated - has somebody got a function since xenstore was asked?
 * @scope: locked, its owners are known
 *
 * It may be a stub domain, which stands for another one.
 *
 * Return: true if so; then they have to be asked for again.
 */
bool vgapt_reset_scope_outdated(struct vgapt_reset_scope *scope)
{
	const struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		if (fn->assign.outdated)
			return true;
	return false;
}

/**
 * vgapt_reset_scope_lock - keep drivers and user space away, for a moment
 * @scope: it
 *
 * Locks the functions in the order of the bus, as the PCI core does: all of them
 * until some are claimed, then those.  Until vgapt_reset_scope_unlock() none of
 * these is bound or unbound, and user space waits with accesses to their
 * configuration space.
 */
void vgapt_reset_scope_lock(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (scope->self->claimed && !fn->claimed)
			continue;
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

	for (i = scope->num; i--; ) {
		if (!scope->fns[i].locked)
			continue;
		scope->fns[i].locked = false;
		pci_dev_unlock(scope->fns[i].pdev);
	}
}

/**
 * vgapt_reset_scope_unlock_closed - the same, but for configuration space
 * @scope: it; the functions that are hit are marked
 *
 * A guest's device model, or lspci, that looks at a function in the middle of its
 * reset would see ones; it waits instead, as it does for the kernel's own resets.
 * But not for long: nobody can interrupt that.  vgapt_reset_scope_open() has to
 * follow, before anything is locked again: whoever has a device lock may be waiting
 * for configuration space.
 */
void vgapt_reset_scope_unlock_closed(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	scope->open_at = jiffies + msecs_to_jiffies(VGAPT_RESET_CLOSED_MS);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->locked || !fn->hit)
			continue;
		fn->locked = false;
		fn->closed = true;
		device_unlock(&fn->pdev->dev);
	}
	vgapt_reset_scope_unlock(scope);
}

/**
 * vgapt_reset_scope_open - let user space have configuration space again
 * @scope: it; maybe nothing is closed
 */
void vgapt_reset_scope_open(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->closed)
			continue;
		fn->closed = false;
		pci_cfg_access_unlock(fn->pdev);
	}
}

/**
 * vgapt_reset_scope_tick - the same, if it has been closed for long enough
 * @scope: it
 *
 * To be called wherever a reset waits.
 */
void vgapt_reset_scope_tick(struct vgapt_reset_scope *scope)
{
	if (time_after(jiffies, scope->open_at))
		vgapt_reset_scope_open(scope);
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
