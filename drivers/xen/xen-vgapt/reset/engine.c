// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resetting a function: from the request to the verdict.
 *
 * This is the one place from which functions are reset, whoever asks.  Which methods
 * are usable is decided by pure/reset/plan.c; what was done, and whether it was a
 * reset, is kept for last_reset.
 *
 * A request claims the functions that it may hit, and locks them only for moments:
 * to look whose they are, to save, and to restore and judge.  After each wait it
 * looks again.
 */
#include <linux/pm_runtime.h>
#include <xen/xen.h>

#include "claim.h"
#include "life.h"
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
#include "vdev.h"
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

/* How often a method is tried again that was disturbed. */
#define VGAPT_RESET_DISTURBED	2

/* How long to wait at a time for somebody else's reset. */
#define VGAPT_RESET_STEP	(HZ / 10)
/* And how often, for a look. */
#define VGAPT_RESET_PEEKS	5

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

/* For all that may be hit: what is under way, or came of it. */
static void vgapt_reset_record(struct vgapt_reset_scope *scope,
			       const struct vgapt_reset_last *last,
			       unsigned long start)
{
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->vdev || !(fn->hit || fn == scope->self))
			continue;
		spin_lock(&fn->vdev->reset.lock);
		fn->vdev->reset.last = *last;
		fn->vdev->reset.since = start;
		spin_unlock(&fn->vdev->reset.lock);
	}
}

static void vgapt_reset_record_running(struct vgapt_reset_scope *scope,
				       enum vgapt_reset_method method,
				       unsigned long start)
{
	const struct vgapt_reset_last last = {
		.done = true,
		.running = true,
		.method = method,
	};

	vgapt_reset_record(scope, &last, start);
}

static void vgapt_reset_record_end(struct vgapt_reset_scope *scope,
				   enum vgapt_reset_method method, int rc,
				   unsigned long start)
{
	const struct vgapt_reset_last last = {
		.done = true,
		.method = method,
		.rc = rc,
		.ms = jiffies_to_msecs(jiffies - start),
		.why = scope->why,
		.link_was = scope->link_was,
		.link_is = scope->link_is,
	};

	vgapt_reset_record(scope, &last, start);
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
	case VGAPT_REASON_SIBLING_RIGHT:
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

/*
 * No method is usable: say why, unless the client has been told before, and give the
 * errno that fits.
 */
static int vgapt_reset_refuse(struct vgapt_reset_scope *scope,
			      const struct vgapt_reset_facts *facts,
			      const struct vgapt_reset_step *plan)
{
	struct pci_dev *pdev = scope->self->pdev;
	const struct vgapt_reset_fn *fn;
	bool busy = false, starved = false, barred = false;
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
		barred |= plan[i].reason == VGAPT_REASON_SIBLING_RIGHT;
		starved |= plan[i].reason == VGAPT_REASON_NO_MEMORY;
		fn = vgapt_reset_culprit(scope, &plan[i]);
		vgapt_reset_say_reason(why, sizeof(why), plan[i].reason,
				       fn ? pci_name(fn->pdev) : NULL,
				       fn ? fn->domid : VGAPT_NO_DOMAIN);
		if (!scope->client->again)
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
	if (barred) {
		scope->why = VGAPT_WHY_SIBLING_RIGHT;
		return -EACCES;
	}
	scope->why = busy ? VGAPT_WHY_SIBLING : VGAPT_WHY_NO_METHOD;
	return busy ? -EBUSY : -ENOTTY;
}

/* The functions quiet, their state saved. */
static int vgapt_reset_enter(struct vgapt_reset_scope *scope)
{
	int rc;

	vgapt_reset_scope_lock(scope);
	rc = vgapt_reset_scope_recheck(scope);
	if (rc) {
		vgapt_reset_scope_unlock(scope);
		return rc;
	}
	vgapt_reset_before(scope);
	vgapt_reset_scope_unlock_closed(scope);
	return 0;
}

/* What is disturbed says nothing: to be done again. */
static int vgapt_reset_undisturbed(struct vgapt_reset_scope *scope, int rc)
{
	if (rc || !scope->disturbed)
		return rc;
	scope->why = VGAPT_WHY_DISTURBED;
	return -EAGAIN;
}

/* @rc is how it went so far.  State put back, and looked at. */
static int vgapt_reset_leave(struct vgapt_reset_scope *scope,
			     enum vgapt_reset_method method, int rc)
{
	int left;

	vgapt_reset_scope_open(scope);
	vgapt_reset_scope_lock(scope);
	left = vgapt_reset_look_again(scope);
	if (!rc && !scope->disturbed)
		rc = vgapt_reset_happened(scope, method);
	vgapt_reset_after(scope);
	if (!rc)
		rc = vgapt_reset_check(scope);
	vgapt_reset_scope_unlock(scope);
	return left ? left : vgapt_reset_undisturbed(scope, rc);
}

/* Nothing was locked meanwhile. */
static int vgapt_reset_live(struct vgapt_reset_scope *scope)
{
	int left, rc;

	rc = vgapt_reset_await_life(scope);
	vgapt_reset_scope_lock(scope);
	left = vgapt_reset_look_again(scope);
	vgapt_reset_scope_unlock(scope);
	return left ? left : vgapt_reset_undisturbed(scope, rc);
}

/* One method, with all that belongs before and after.  -EAGAIN: it was disturbed. */
static int vgapt_reset_by(struct vgapt_reset_scope *scope,
			  enum vgapt_reset_method method)
{
	int rc;

	scope->why = VGAPT_WHY_NONE;
	scope->until = jiffies + READ_ONCE(vgapt_param_timeout) * HZ;
	if (time_after(scope->until, scope->end))
		scope->until = scope->end;
	rc = vgapt_reset_enter(scope);
	if (rc)
		return rc;
	vgapt_reset_drain(scope);
	rc = vgapt_reset_run(scope, method);
	if (!rc)
		rc = vgapt_reset_wait(scope);
	rc = vgapt_reset_leave(scope, method, rc);
	if (!rc)
		rc = vgapt_reset_live(scope);
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
	unsigned int tries = 0;
	int rc;

	vgapt_reset_scope_aim(scope, method, facts);
	vgapt_reset_record_running(scope, method, start);
	for (;;) {
		/* What has disturbed it may have left it without an answer. */
		if (!vgapt_reset_reaches(pdev, method)) {
			scope->why = VGAPT_WHY_NO_ANSWER;
			rc = -EIO;
			break;
		}
		rc = vgapt_reset_by(scope, method);
		if (rc != -EAGAIN || tries++ == VGAPT_RESET_DISTURBED)
			break;
		vgapt_reset_scope_reread(scope);
	}
	if (rc == -EAGAIN)
		rc = -EIO;
	vgapt_reset_record_end(scope, method, rc, start);
	if (rc)
		dev_err_ratelimited(&pdev->dev, "reset by %s failed: %s (%d)\n",
				    vgapt_reset_method_name(method),
				    vgapt_why_name(scope->why), rc);
	else
		pci_dbg(pdev, "reset by %s: done in %u ms\n",
			vgapt_reset_method_name(method),
			jiffies_to_msecs(jiffies - start));
	return rc;
}

/* Is there no use in another method?  It would hit harder, and fail likewise. */
static bool vgapt_reset_final(int rc)
{
	return !rc || rc == -ENOMEM || rc == -EINTR || rc == -ENODEV ||
	       rc == -EPERM;
}

/* What was left asleep, or blank, would be taken for dead. */
static void vgapt_reset_wake_self(struct vgapt_reset_scope *scope)
{
	vgapt_reset_scope_lock(scope);
	if (vgapt_pciback_bound(scope->self->pdev))
		vgapt_reset_repair(scope->self->pdev);
	vgapt_reset_scope_unlock(scope);
}

/* The usable methods, one after the other, until one has worked. */
static int vgapt_reset_carry_out(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS];
	struct vgapt_reset_facts facts;
	unsigned long start = jiffies;
	bool tried = false;
	int rc = -ENOTTY;
	u32 i;

	/* Of one that is dead all together, in spite of several methods. */
	scope->end = jiffies + 2 * READ_ONCE(vgapt_param_timeout) * HZ;
	if (scope->self->claimed)
		vgapt_reset_wake_self(scope);
	scope->link_was = vgapt_reset_link_look(scope->bridge);
	vgapt_reset_plan_for(scope, scope->self->claimed, &facts, plan);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		if (plan[i].reason != VGAPT_REASON_IN ||
		    vgapt_reset_lost(scope->self->pdev))
			continue;
		tried = true;
		rc = vgapt_reset_try(scope, &facts, plan[i].method, start);
		if (vgapt_reset_final(rc))
			return rc;
	}
	if (tried)
		return rc;
	rc = vgapt_reset_refuse(scope, &facts, plan);
	if (rc != -ENODEV)
		vgapt_reset_record_end(scope, VGAPT_RESET_NUM_METHODS, rc, start);
	return rc;
}

/* Nothing is left of earlier guests, unless one has the function, or had it just now. */
static void vgapt_reset_cleaned(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		if (fn->hit && fn->vdev && !fn->held &&
		    !vgapt_assign_maybe_has(fn->pdev))
			WRITE_ONCE(fn->vdev->dirty, false);
}

/*
 * Which of the functions are dead?  @reset: those that were hit have been reset.
 * @wait: they have their second; else it is taken for dead that does not answer now.
 */
static void vgapt_reset_note_life(struct vgapt_reset_scope *scope, bool reset,
				  bool wait)
{
	struct vgapt_reset_fn *fn;
	bool silent;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->claimed || !fn->vdev)
			continue;
		silent = wait ? vgapt_reset_silent(fn->pdev) :
				!vgapt_reset_answers(fn->pdev);
		vgapt_life_note(fn->vdev, !silent, reset && fn->hit);
	}
}

/* By the plan.  @round: it is one of a round of resets, see vgapt_rounds_done(). */
static int vgapt_reset_by_plan(struct vgapt_reset_scope *scope, bool round)
{
	int rc = vgapt_reset_carry_out(scope);
	/* An idle card has not been hit, nor has any other function. */
	bool done = !rc && scope->why == VGAPT_WHY_NONE;

	if (done) {
		vgapt_reset_cleaned(scope);
		vgapt_rounds_done(scope, round);
	}
	/*
	 * One that was given up in the middle may never come back.  If it does, the
	 * next reset clears what is noted here.
	 */
	if (rc != -ENODEV)
		vgapt_reset_note_life(scope, done, rc != -EINTR);
	return rc;
}

/* One attempt at vgapt_reset_prepare(): -EAGAIN if somebody is at work there, on @by. */
static struct vgapt_reset_scope *vgapt_reset_claim(struct pci_dev *pdev,
						   const struct vgapt_reset_client *client,
						   const struct vgapt_assign *assign,
						   const struct pci_dev **by)
{
	struct vgapt_reset_scope *scope;
	bool stale, claimed = false;

	*by = NULL;
	/* Not even a look is worth while then. */
	if (client->stop && vgapt_claims_urgent(pdev))
		return ERR_PTR(-EAGAIN);
	do {
		scope = vgapt_reset_scope_get(pdev, client, assign);
		if (IS_ERR(scope))
			return scope;
		if (!vgapt_reset_ours(scope)) {
			vgapt_reset_scope_put(scope);
			return NULL;
		}
		vgapt_reset_scope_lock(scope);
		stale = vgapt_reset_scope_stale(scope);
		if (!stale) {
			vgapt_reset_scope_look(scope);
			stale = vgapt_reset_scope_outdated(scope);
		}
		if (!stale)
			claimed = vgapt_reset_scope_claim(scope, by);
		vgapt_reset_scope_unlock(scope);
		if (!claimed)
			vgapt_reset_scope_put(scope);
		/* What was looked at before may be what is stale. */
		assign = NULL;
	} while (stale);
	return claimed ? scope : ERR_PTR(-EAGAIN);
}

/* Somebody else is at it: until a claim ends, or there is no use in waiting. */
static int vgapt_reset_queue(struct pci_dev *pdev, const struct vgapt_dev *vdev,
			     const struct vgapt_reset_client *client,
			     unsigned int woken, const struct pci_dev *by)
{
	if ((vdev && READ_ONCE(vdev->gone)) || vgapt_reset_lost(pdev))
		return -ENODEV;
	if ((client->stop && client->stop(client->data)) ||
	    vgapt_claims_wait(woken, by, VGAPT_RESET_STEP) < 0)
		return -EINTR;
	if (vdev && READ_ONCE(vdev->gone))
		return -ENODEV;
	if (client->known && !vgapt_xen_domain_lives(client->known))
		return -ESRCH;
	return 0;
}

static struct vgapt_reset_scope *vgapt_reset_await_claim(struct pci_dev *pdev,
							 const struct vgapt_reset_client *client,
							 const struct vgapt_assign *assign)
{
	/* Once it has left the list it would be taken for nobody's card. */
	struct vgapt_dev *vdev = vgapt_dev_find(pdev);
	struct vgapt_reset_scope *scope;
	const struct pci_dev *by;
	unsigned int woken;
	int rc;

	for (;;) {
		woken = vgapt_claims_woken();
		scope = vgapt_reset_claim(pdev, client, assign, &by);
		if (scope != ERR_PTR(-EAGAIN))
			break;
		rc = vgapt_reset_queue(pdev, vdev, client, woken, by);
		if (rc) {
			scope = ERR_PTR(rc);
			break;
		}
		/* That was before the wait. */
		assign = NULL;
	}
	if (vdev)
		vgapt_dev_put(vdev);
	return scope;
}

/*
 * What a reset of this function concerns, claimed, and its owners known.  NULL if it
 * does not share a card with a display function: the kernel resets it then.
 * @assign is whose the function is, if that has been looked at already, or NULL.
 * Waits for other resets, if it @may_wait, as long as these take.
 */
static struct vgapt_reset_scope *vgapt_reset_prepare(struct pci_dev *pdev,
						     const struct vgapt_reset_client *client,
						     const struct vgapt_assign *assign,
						     bool may_wait)
{
	const struct pci_dev *by;

	/* A virtual function has no ids, BARs or bridge of its own to look at. */
	if (pdev->is_virtfn)
		return NULL;
	return may_wait ? vgapt_reset_await_claim(pdev, client, assign) :
			  vgapt_reset_claim(pdev, client, assign, &by);
}

/* Undo vgapt_reset_prepare(), the function having been reset, or not. */
static void vgapt_reset_finish(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *self = scope->self;

	/*
	 * pciback writes the ROM's register as it was when it seized the function,
	 * and a module that was loaded late has its turn only now.
	 */
	if (self->vdev) {
		device_lock(&self->pdev->dev);
		if (vgapt_pciback_bound(self->pdev) && !READ_ONCE(self->vdev->gone))
			vgapt_rom_bar_expose(self->vdev);
		device_unlock(&self->pdev->dev);
	}
	vgapt_reset_scope_put(scope);
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
 * @client: for whom
 *
 * A function of a card with a display function is reset by the plan, with those
 * that the method hits as well: all of them have to be on pciback, and free or
 * that domain's.  Any other function is reset as the kernel does it.
 *
 * Sleeps, up to minutes; can be killed.  No lock is held that long.
 *
 * Return: 0: it has been reset, and that has been seen; -ENODEV if it is not
 * bound to pciback, or goes; -EPERM if it belongs to another domain; -EBUSY if all
 * that is left would hit a function that must not be hit; -EACCES if the client may
 * not hit it; -ENOTTY if there is no way to reset it; -EIO or -ETIMEDOUT if it was
 * tried and failed; -EINTR if it was stopped; -ESRCH if the domain has died; -ENOMEM.
 */
int vgapt_reset_function(struct pci_dev *pdev,
			 const struct vgapt_reset_client *client)
{
	struct vgapt_reset_scope *scope;
	int rc;

	scope = vgapt_reset_prepare(pdev, client, NULL, true);
	if (!scope)
		return vgapt_reset_plain(pdev);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	rc = vgapt_reset_by_plan(scope, false);
	vgapt_reset_finish(scope);
	return rc;
}

/**
 * vgapt_reset_round - the same, as one of a round of libxl's
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
	struct vgapt_urgent urgent;
	const struct vgapt_reset_client client = {
		.domid = domid,
		.known = vgapt_assign_domain(assign, domid),
		.urgent = &urgent,
	};
	struct vgapt_reset_scope *scope;
	int rc;

	vgapt_claims_urge(&urgent);
	scope = vgapt_reset_prepare(pdev, &client, assign, true);
	vgapt_claims_calm(&urgent);
	if (!scope)
		return vgapt_reset_plain(pdev);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	rc = vgapt_reset_in_round(scope);
	vgapt_reset_finish(scope);
	return rc;
}

/**
 * vgapt_reset_dead - reset what a domain had that is dead
 * @pdev:  the function
 * @again: it was tried before: what is in the way is in the log already
 *
 * Nothing is done if somebody has it again, freshly reset for them, or if it has
 * left pciback.
 *
 * Return: as vgapt_reset_function(), and -EEXIST if somebody has it; -EAGAIN if
 * nothing has been tried: memory is short, xenstore can't say whose the functions
 * are, or another reset is under way.
 */
int vgapt_reset_dead(struct pci_dev *pdev, bool again)
{
	const struct vgapt_reset_client client = {
		.domid = VGAPT_NO_DOMAIN,
		.again = again,
	};
	struct vgapt_reset_scope *scope;
	int rc;

	scope = vgapt_reset_prepare(pdev, &client, NULL, false);
	if (!scope)
		return 0;
	/* Nobody waits for the answer: short of memory, say, is no reason to forget it. */
	if (IS_ERR(scope))
		return PTR_ERR(scope) == -ENODEV ? -ENODEV : -EAGAIN;
	if (scope->domid != VGAPT_NO_DOMAIN) {
		vgapt_reset_scope_put(scope);
		return -EEXIST;
	}
	rc = vgapt_reset_in_round(scope);
	vgapt_reset_finish(scope);
	return rc == -ENOMEM ? -EAGAIN : rc;
}

static void vgapt_sbdf_of(struct pci_dev *pdev, struct vgapt_sbdf *sbdf)
{
	sbdf->segment = pci_domain_nr(pdev->bus);
	sbdf->bus = pdev->bus->number;
	sbdf->devfn = pdev->devfn;
}

/*
 * Whose the functions are, for who only wants to know.  Nothing is claimed, but the
 * ports are quiet: a dead card must not take the host with it for a look.
 */
static struct vgapt_reset_scope *vgapt_reset_peek(struct pci_dev *pdev,
						  const struct vgapt_reset_client *client)
{
	struct vgapt_reset_scope *scope;

	scope = vgapt_reset_scope_get(pdev, client, NULL);
	if (IS_ERR(scope))
		return scope;
	vgapt_reset_scope_lock(scope);
	vgapt_reset_scope_look(scope);
	vgapt_reset_scope_unlock(scope);
	return scope;
}

/*
 * Claim for a look.  Another one who only looks is done in a moment; a reset that is
 * about to end is worth waiting for, too.
 */
static bool vgapt_reset_peek_claim(struct vgapt_reset_scope *scope)
{
	const struct pci_dev *by;
	unsigned int tries, woken;
	bool claimed = false;

	for (tries = 0; tries < VGAPT_RESET_PEEKS && !claimed; tries++) {
		woken = vgapt_claims_woken();
		vgapt_reset_scope_lock(scope);
		claimed = vgapt_reset_scope_claim(scope, &by);
		vgapt_reset_scope_unlock(scope);
		if (!claimed && vgapt_claims_wait(woken, by, VGAPT_RESET_STEP) < 0)
			break;
	}
	return claimed;
}

/*
 * The plan, for who only wants to know.  It reads the card's index registers where
 * nobody else is using them: not a guest's card, nor one that is being reset.
 */
static void vgapt_reset_peek_plan(struct vgapt_reset_scope *scope,
				  struct vgapt_reset_facts *facts,
				  struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS])
{
	bool probe;

	if (vgapt_reset_peek_claim(scope)) {
		probe = scope->self->claimed && scope->domid == VGAPT_NO_DOMAIN;
		vgapt_reset_plan_for(scope, probe, facts, plan);
		/* A guest can have its card not answer for a while, and use it again. */
		if (scope->domid == VGAPT_NO_DOMAIN)
			vgapt_reset_note_life(scope, false, true);
		return;
	}
	memset(facts, 0, sizeof(*facts));
	facts->seized = true;
	facts->being_reset = true;
	vgapt_reset_make_plan(facts, plan);
}

/**
 * vgapt_reset_would_hit - which functions would a reset hit, by the plan of now?
 * @pdev:   the function
 * @client: for whom
 * @hits:   result: where they sit, the function itself first
 * @max:    places in @hits, at least one
 * @num:    result: how many there are, maybe more than @max
 *
 * Of the first usable method; if that fails, the next one may hit more.  Sleeps.
 *
 * Return: 0; -ENOTTY if no method is usable; -EBUSY if a reset is under way; else
 * as vgapt_reset_function().
 */
int vgapt_reset_would_hit(struct pci_dev *pdev,
			  const struct vgapt_reset_client *client,
			  struct vgapt_sbdf *hits, u32 max, u32 *num)
{
	struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS];
	const struct vgapt_reset_fn *fn;
	struct vgapt_reset_scope *scope;
	struct vgapt_reset_facts facts;
	int rc = -ENOTTY;
	u32 i;

	*num = 0;
	scope = vgapt_reset_peek(pdev, client);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	vgapt_reset_peek_plan(scope, &facts, plan);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS && rc; i++) {
		if (plan[i].reason == VGAPT_REASON_BEING_RESET)
			rc = -EBUSY;
		if (plan[i].reason != VGAPT_REASON_IN)
			continue;
		vgapt_reset_scope_aim(scope, plan[i].method, &facts);
		rc = 0;
	}
	if (!rc)
		vgapt_sbdf_of(scope->self->pdev, &hits[(*num)++]);
	for (fn = vgapt_reset_next(scope, NULL); !rc && fn;
	     fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit || fn == scope->self)
			continue;
		if (*num < max)
			vgapt_sbdf_of(fn->pdev, &hits[*num]);
		(*num)++;
	}
	vgapt_reset_scope_put(scope);
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

	scope = vgapt_reset_peek(vdev->pdev, &vgapt_reset_nobody);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	vgapt_reset_peek_plan(scope, &facts, plan);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		fn = vgapt_reset_culprit(scope, &plan[i]);
		vgapt_reset_say_step(line, sizeof(line), &plan[i],
				     fn ? pci_name(fn->pdev) : NULL,
				     fn ? fn->domid : VGAPT_NO_DOMAIN);
		len += sysfs_emit_at(buf, len, "%s\n", line);
	}
	vgapt_reset_scope_put(scope);
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
	if (last.running)
		last.ms = jiffies_to_msecs(jiffies - vdev->reset.since);
	spin_unlock(&vdev->reset.lock);
	vgapt_reset_say_last(line, sizeof(line), &last);
	return sysfs_emit(buf, "%s\n", line);
}
