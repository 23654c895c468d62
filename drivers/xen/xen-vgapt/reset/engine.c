// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resetting a function: from the request to the verdict.
 *
 * This is the one place from which functions are reset, whoever asks.  Which methods
 * are usable is decided by pure/reset/plan.c; what was done, and whether it was a
 * reset, is kept for last_reset.
 */
#include <linux/pm_runtime.h>
#include <xen/xen.h>

#include "assign/record.h"
#include "params.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/reset/say.h"
#include "pure/sbdf.h"
#include "reset/check.h"
#include "reset/engine.h"
#include "reset/facts.h"
#include "reset/guard.h"
#include "reset/last.h"
#include "reset/methods.h"
#include "reset/presence.h"
#include "reset/probe.h"
#include "reset/rounds.h"
#include "reset/scope.h"
#include "rom/bar.h"
#include "xen/pciback.h"
#include "xen/physdev.h"
#include "xen_vgapt.h"

/* A function that has nothing to do with display: as its own "reset" does it. */
static int vgapt_reset_plain(struct pci_dev *pdev)
{
	struct pci_dev *bridge = pci_upstream_bridge(pdev);
	int rc;

	rc = pm_runtime_resume_and_get(&pdev->dev);
	if (rc)
		return rc;
	if (bridge)
		pci_dev_lock(bridge);
	pci_dev_lock(pdev);
	if (!vgapt_pciback_bound(pdev)) {
		rc = -ENODEV;
	} else if (xen_pv_domain()) {
		rc = pci_reset_function_locked(pdev);
	} else {
		/* The same, with a word to Xen in between. */
		pci_save_state(pdev);
		rc = __pci_reset_function_locked(pdev);
		vgapt_xen_tell_reset(pdev);
		pci_restore_state(pdev);
	}
	pci_dev_unlock(pdev);
	if (bridge)
		pci_dev_unlock(bridge);
	pm_runtime_put(&pdev->dev);
	pci_dbg(pdev, "reset by the kernel: %d\n", rc);
	return rc;
}

static void vgapt_reset_release(struct vgapt_reset_scope *scope)
{
	vgapt_reset_scope_unlock(scope);
	vgapt_reset_scope_put(scope);
}

/* Does it sit on a card that has a display function? */
static bool vgapt_reset_ours(struct vgapt_reset_scope *scope)
{
	const struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		if (fn->vdev &&
		    vgapt_reset_same_card(fn->pdev, scope->self->pdev))
			return true;
	return false;
}

static void vgapt_reset_record(struct vgapt_reset_scope *scope,
			       enum vgapt_reset_method method, int rc,
			       unsigned long start)
{
	struct vgapt_reset_last last = {
		.done = true,
		.method = method,
		.rc = rc,
		.ms = jiffies_to_msecs(jiffies - start),
		.why = scope->why,
		.link_was = scope->link_was,
		.link_is = scope->link_is,
	};
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->vdev || !(fn->hit || fn == scope->self))
			continue;
		spin_lock(&fn->vdev->reset.lock);
		fn->vdev->reset.last = last;
		spin_unlock(&fn->vdev->reset.lock);
	}
}

/* Facts and plan; @probe: the card's registers may be looked at. */
static void vgapt_reset_plan_for(struct vgapt_reset_scope *scope, bool probe,
				 struct vgapt_reset_facts *facts,
				 struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS])
{
	vgapt_reset_collect_facts(scope, facts);
	vgapt_reset_make_plan(facts, plan);
	if (!probe || !vgapt_reset_wants_probe(facts, plan))
		return;
	vgapt_reset_probe(scope, facts);
	vgapt_reset_make_plan(facts, plan);
}

/* The function that a reason is about, or NULL. */
static const struct vgapt_reset_fn *vgapt_reset_culprit(struct vgapt_reset_scope *scope,
							const struct vgapt_reset_step *step)
{
	switch (step->reason) {
	case VGAPT_REASON_SIBLING_DRIVER:
	case VGAPT_REASON_SIBLING_DOMAIN:
		return vgapt_reset_scope_worst(scope,
					       step->method == VGAPT_RESET_VENDOR);
	case VGAPT_REASON_FOREIGN:
		return scope->self;
	default:
		return NULL;
	}
}

static bool vgapt_reset_listed(const struct vgapt_reset_step *plan,
			       enum vgapt_reset_method method,
			       enum vgapt_reset_reason reason)
{
	u32 i;

	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++)
		if (plan[i].method == method)
			return plan[i].reason == reason;
	return false;
}

/* No method is usable: say why, and give the errno that fits. */
static int vgapt_reset_refuse(struct vgapt_reset_scope *scope,
			      const struct vgapt_reset_facts *facts,
			      const struct vgapt_reset_step *plan)
{
	struct pci_dev *pdev = scope->self->pdev;
	const struct vgapt_reset_fn *fn;
	bool busy = false, starved = false;
	char why[VGAPT_SAY_MAX];
	u32 i;

	if (!facts->seized)
		return -ENODEV;
	/*
	 * Its processor has not been started since the last reset, so there is
	 * nothing that a vendor's reset would have to stop.
	 */
	if (!facts->foreign && facts->vendor == VGAPT_REASON_IDLE &&
	    vgapt_reset_listed(plan, VGAPT_RESET_VENDOR, VGAPT_REASON_IDLE)) {
		scope->why = VGAPT_WHY_IDLE;
		return 0;
	}
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		if (plan[i].reason == VGAPT_REASON_ABSENT)
			continue;
		busy |= plan[i].reason == VGAPT_REASON_SIBLING_DRIVER ||
			plan[i].reason == VGAPT_REASON_SIBLING_DOMAIN;
		starved |= plan[i].reason == VGAPT_REASON_NO_MEMORY;
		fn = vgapt_reset_culprit(scope, &plan[i]);
		vgapt_reset_say_reason(why, sizeof(why), plan[i].reason,
				       fn ? pci_name(fn->pdev) : NULL,
				       fn ? fn->domid : VGAPT_NO_DOMAIN);
		dev_err_ratelimited(&pdev->dev, "reset: not by %s: %s\n",
				    vgapt_reset_method_name(plan[i].method),
				    why);
		if (facts->foreign)
			break;
	}
	if (facts->foreign) {
		scope->why = VGAPT_WHY_FOREIGN;
		return -EPERM;
	}
	if (starved) {
		scope->why = VGAPT_WHY_NO_MEMORY;
		return -ENOMEM;
	}
	scope->why = busy ? VGAPT_WHY_SIBLING : VGAPT_WHY_NO_METHOD;
	return busy ? -EBUSY : -ENOTTY;
}

/* One method, with all that belongs before and after. */
static int vgapt_reset_by(struct vgapt_reset_scope *scope,
			  const struct vgapt_reset_facts *facts,
			  enum vgapt_reset_method method)
{
	int rc;

	scope->why = VGAPT_WHY_NONE;
	vgapt_reset_scope_aim(scope, method, facts);
	vgapt_reset_before(scope);
	rc = vgapt_reset_run(scope, method);
	if (!rc)
		rc = vgapt_reset_wait(scope, method);
	vgapt_reset_after(scope);
	if (!rc)
		rc = vgapt_reset_check(scope);
	if (rc && scope->why == VGAPT_WHY_NONE)
		scope->why = VGAPT_WHY_METHOD_FAILED;
	if (!rc) {
		/* What did not work at first has worked in the end. */
		scope->why = VGAPT_WHY_NONE;
		vgapt_reset_link_check(scope);
	}
	return rc;
}

/* What goes through a function's own configuration space needs it to answer. */
static bool vgapt_reset_reaches(struct pci_dev *pdev,
				enum vgapt_reset_method method)
{
	return method == VGAPT_RESET_SLOT || method == VGAPT_RESET_BUS ||
	       method == VGAPT_RESET_LINK || vgapt_reset_answers(pdev);
}

/* One method of the plan; what came of it is kept, and in the log. */
static int vgapt_reset_try(struct vgapt_reset_scope *scope,
			   const struct vgapt_reset_facts *facts,
			   enum vgapt_reset_method method, unsigned long start)
{
	struct pci_dev *pdev = scope->self->pdev;
	int rc;

	if (vgapt_reset_reaches(pdev, method)) {
		rc = vgapt_reset_by(scope, facts, method);
	} else {
		scope->why = VGAPT_WHY_NO_ANSWER;
		rc = -EIO;
	}
	vgapt_reset_record(scope, method, rc, start);
	if (rc)
		pci_err(pdev, "reset by %s failed: %s (%d)\n",
			vgapt_reset_method_name(method),
			vgapt_why_name(scope->why), rc);
	else
		pci_dbg(pdev, "reset by %s: done in %u ms\n",
			vgapt_reset_method_name(method),
			jiffies_to_msecs(jiffies - start));
	return rc;
}

/*
 * The usable methods, one after the other, until one has worked.  @round: it is one
 * of a round of resets, see vgapt_rounds_done().
 */
static int vgapt_reset_by_plan(struct vgapt_reset_scope *scope, bool round)
{
	struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS];
	struct vgapt_reset_facts facts;
	unsigned long start = jiffies;
	bool tried = false;
	int rc = -ENOTTY;
	u32 i;

	/* Of one that is dead all together, in spite of several methods. */
	scope->end = jiffies + 2 * READ_ONCE(vgapt_param_timeout) * HZ;
	if (scope->self->reason == VGAPT_REASON_IN)
		vgapt_reset_repair(scope->self->pdev);
	scope->link_was = vgapt_reset_link_look(scope->bridge);
	vgapt_reset_plan_for(scope, true, &facts, plan);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		if (plan[i].reason != VGAPT_REASON_IN ||
		    vgapt_reset_lost(scope->self->pdev))
			continue;
		tried = true;
		rc = vgapt_reset_try(scope, &facts, plan[i].method, start);
		if (!rc) {
			vgapt_rounds_done(scope, round);
			return 0;
		}
		/* That is not the method's fault; the next one hits harder. */
		if (rc == -ENOMEM || rc == -EINTR)
			return rc;
	}
	if (!tried) {
		rc = vgapt_reset_refuse(scope, &facts, plan);
		if (rc != -ENODEV)
			vgapt_reset_record(scope, VGAPT_RESET_NUM_METHODS, rc,
					   start);
	}
	return rc;
}

/*
 * What a reset of this function concerns, locked, and its owners known.  NULL if it
 * does not share a card with a display function: the kernel resets it then.
 * @assign is whose the function is, if that has been looked at already, or NULL.
 */
static struct vgapt_reset_scope *vgapt_reset_prepare(struct pci_dev *pdev,
						     const struct vgapt_reset_client *client,
						     const struct vgapt_assign *assign)
{
	struct vgapt_reset_scope *scope;

	/* A virtual function has no ids, BARs or bridge of its own to look at. */
	if (pdev->is_virtfn)
		return NULL;
	for (;;) {
		scope = vgapt_reset_scope_get(pdev, client, assign);
		if (IS_ERR(scope))
			return scope;
		if (!vgapt_reset_ours(scope)) {
			vgapt_reset_scope_put(scope);
			return NULL;
		}
		vgapt_reset_scope_lock(scope);
		if (!vgapt_reset_scope_stale(scope))
			break;
		vgapt_reset_release(scope);
	}
	vgapt_reset_scope_look(scope);
	vgapt_reset_scope_spare(scope);
	return scope;
}

/* Undo vgapt_reset_prepare(), the function having been reset, or not. */
static void vgapt_reset_finish(struct vgapt_reset_scope *scope)
{
	/*
	 * pciback writes the ROM's register as it was when it seized the function,
	 * and a module that was loaded late has its turn only now.
	 */
	if (scope->self->vdev && vgapt_pciback_bound(scope->self->pdev))
		vgapt_rom_bar_expose(scope->self->vdev);
	vgapt_reset_release(scope);
}

/* By the plan, unless another function's reset has done it in this round. */
static int vgapt_reset_in_round(struct vgapt_reset_scope *scope)
{
	struct pci_dev *pdev = scope->self->pdev;

	if (!vgapt_rounds_take(pdev, scope->domid))
		return vgapt_reset_by_plan(scope, true);
	pci_dbg(pdev, "reset: done in this round already\n");
	return 0;
}

/**
 * vgapt_reset_function - reset a function that is bound to xen-pciback
 * @pdev:   the function
 * @client: for whom it is asked
 *
 * A function of a card with a display function is reset by the plan, with those
 * that the method hits as well: all of them have to be on pciback, and free or
 * that domain's.  Any other function is reset as the kernel does it.
 *
 * Locks bridge and functions, as the PCI core does.  Sleeps, up to minutes.
 *
 * Return: 0: it has been reset, and that has been seen; -ENODEV if it is not
 * bound to pciback; -EPERM if it belongs to another domain; -EBUSY if all that is
 * left would hit a function that must not be hit; -ENOTTY if there is no way to
 * reset it; -EIO or -ETIMEDOUT if it was tried and failed; -ENOMEM; -EINTR if
 * @client has given it up.
 */
int vgapt_reset_function(struct pci_dev *pdev,
			 const struct vgapt_reset_client *client)
{
	struct vgapt_reset_scope *scope;
	int rc;

	scope = vgapt_reset_prepare(pdev, client, NULL);
	if (!scope)
		return vgapt_reset_plain(pdev);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	rc = vgapt_reset_by_plan(scope, false);
	vgapt_reset_finish(scope);
	return rc;
}

/* The functions that the first usable method of the plan hits. */
static int vgapt_reset_list_hits(struct vgapt_reset_scope *scope,
				 struct vgapt_sbdf *hits, u32 max, u32 *num)
{
	struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS];
	struct vgapt_reset_facts facts;
	struct vgapt_reset_fn *fn;
	u32 i;

	vgapt_reset_plan_for(scope, false, &facts, plan);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++)
		if (plan[i].reason == VGAPT_REASON_IN)
			break;
	if (i == VGAPT_RESET_NUM_METHODS)
		return vgapt_reset_refuse(scope, &facts, plan);
	vgapt_reset_scope_aim(scope, plan[i].method, &facts);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit)
			continue;
		if (*num < max)
			hits[*num] = (struct vgapt_sbdf) {
				.segment = pci_domain_nr(fn->pdev->bus),
				.bus = fn->pdev->bus->number,
				.devfn = fn->pdev->devfn,
			};
		++*num;
	}
	return 0;
}

/**
 * vgapt_reset_would_hit - which functions would vgapt_reset_function() hit?
 * @pdev:   the function
 * @client: for whom it is asked
 * @hits:   result: at least @pdev itself
 * @max:    how many there is room for, at least one
 * @num:    how many there are
 *
 * By the method that would be tried first.  Nothing is reset.  Sleeps.
 *
 * Return: as vgapt_reset_function().
 */
int vgapt_reset_would_hit(struct pci_dev *pdev,
			  const struct vgapt_reset_client *client,
			  struct vgapt_sbdf *hits, u32 max, u32 *num)
{
	struct vgapt_reset_scope *scope;
	int rc;

	*num = 0;
	scope = vgapt_reset_prepare(pdev, client, NULL);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	if (!scope) {
		hits[(*num)++] = (struct vgapt_sbdf) {
			.segment = pci_domain_nr(pdev->bus),
			.bus = pdev->bus->number,
			.devfn = pdev->devfn,
		};
		return 0;
	}
	rc = vgapt_reset_list_hits(scope, hits, max, num);
	vgapt_reset_release(scope);
	return rc;
}

/**
 * vgapt_reset_round - vgapt_reset_function(), as one of a round of libxl's
 * @pdev:   the function
 * @assign: whose it is, seen in the course of this request
 *
 * It is reset for the domain to which it is being given, or which has it.  libxl
 * asks function by function.  What another function's reset has done in this
 * round is not done again.
 *
 * Return: as vgapt_reset_function().
 */
int vgapt_reset_round(struct pci_dev *pdev, const struct vgapt_assign *assign)
{
	int domid = vgapt_assign_requester(&assign->is);
	const struct vgapt_reset_client client = {
		.domid = domid,
		.known = vgapt_assign_domain(assign, domid),
	};
	struct vgapt_reset_scope *scope;
	int rc;

	scope = vgapt_reset_prepare(pdev, &client, assign);
	if (!scope)
		return vgapt_reset_plain(pdev);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	rc = vgapt_reset_in_round(scope);
	if (client.known && scope->self->reason == VGAPT_REASON_IN)
		vgapt_record_flr(pdev, client.known,
				 vgapt_assign_is_taking(scope->self->assign.is.owner,
							domid));
	vgapt_reset_finish(scope);
	return rc;
}

/**
 * vgapt_reset_dead - reset what a domain had that is dead
 * @pdev: the function
 *
 * Nothing is done if somebody has it again, freshly reset for them, or if it has
 * left pciback.
 *
 * Return: as vgapt_reset_function(), and -EBUSY if somebody has it; -EAGAIN if
 * nothing has been tried: memory is short, or xenstore can't say whose the
 * functions are.
 */
int vgapt_reset_dead(struct pci_dev *pdev)
{
	struct vgapt_reset_scope *scope;
	int rc;

	scope = vgapt_reset_prepare(pdev, &vgapt_reset_nobody, NULL);
	if (!scope)
		return 0;
	/* Nobody waits for the answer: short of memory, say, is no reason to forget it. */
	if (IS_ERR(scope))
		return PTR_ERR(scope) == -ENODEV ? -ENODEV : -EAGAIN;
	if (scope->domid != VGAPT_NO_DOMAIN) {
		vgapt_reset_release(scope);
		return -EBUSY;
	}
	rc = vgapt_reset_in_round(scope);
	vgapt_reset_finish(scope);
	return rc;
}

/**
 * vgapt_reset_show_plan - write a function's plan
 * @vdev: the function
 * @buf:  a page
 *
 * A line for each method, as vgapt_reset_say_step() has it.  Sleeps.
 *
 * Return: bytes written, or a negative error.
 */
ssize_t vgapt_reset_show_plan(struct vgapt_dev *vdev, char *buf)
{
	struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS];
	const struct vgapt_reset_fn *fn;
	struct vgapt_reset_scope *scope;
	struct vgapt_reset_facts facts;
	char line[VGAPT_SAY_MAX];
	ssize_t len = 0;
	u32 i;

	scope = vgapt_reset_scope_get(vdev->pdev, &vgapt_reset_nobody, NULL);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	vgapt_reset_scope_lock(scope);
	vgapt_reset_scope_look(scope);
	vgapt_reset_scope_spare(scope);
	/* Not into the index registers of a card that a guest is using. */
	vgapt_reset_plan_for(scope, scope->domid == VGAPT_NO_DOMAIN, &facts, plan);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		fn = vgapt_reset_culprit(scope, &plan[i]);
		vgapt_reset_say_step(line, sizeof(line), &plan[i],
				     fn ? pci_name(fn->pdev) : NULL,
				     fn ? fn->domid : VGAPT_NO_DOMAIN);
		len += sysfs_emit_at(buf, len, "%s\n", line);
	}
	vgapt_reset_release(scope);
	return len;
}

/**
 * vgapt_reset_show_last - write what was done last
 * @vdev: the function
 * @buf:  a page
 *
 * Return: bytes written.
 */
ssize_t vgapt_reset_show_last(struct vgapt_dev *vdev, char *buf)
{
	struct vgapt_reset_last last;
	char line[VGAPT_SAY_MAX];

	spin_lock(&vdev->reset.lock);
	last = vdev->reset.last;
	spin_unlock(&vdev->reset.lock);
	vgapt_reset_say_last(line, sizeof(line), &last);
	return sysfs_emit(buf, "%s\n", line);
}
