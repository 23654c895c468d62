// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resetting a function: from the request to the verdict.
 *
 * This is the one place from which functions are reset, whoever asks.  What is in
 * question is decided by pure/reset/plan.c; what was done, and whether it was a
 * reset, is kept for last_reset.
 */
#include <linux/pm_runtime.h>
#include <xen/xen.h>

#include "assign/record.h"
#include "params.h"
#include "pure/reset/link.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "reset/check.h"
#include "reset/engine.h"
#include "reset/facts.h"
#include "reset/guard.h"
#include "reset/last.h"
#include "reset/methods.h"
#include "reset/rounds.h"
#include "reset/scope.h"
#include "rom/bar.h"
#include "xen/pciback.h"
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
		vgapt_reset_tell_xen(pdev);
		pci_restore_state(pdev);
	}
	pci_dev_unlock(pdev);
	if (bridge)
		pci_dev_unlock(bridge);
	pm_runtime_put(&pdev->dev);
	pci_dbg(pdev, "reset by the kernel: %d\n", rc);
	return rc;
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

/* Why a method that could be is out, for the log and the plan. */
static int vgapt_reset_reason_emit(struct vgapt_reset_scope *scope,
				   const struct vgapt_reset_step *step,
				   char *buf, size_t size)
{
	const struct vgapt_reset_fn *fn = NULL;

	if (step->reason == VGAPT_REASON_SIBLING_DRIVER ||
	    step->reason == VGAPT_REASON_SIBLING_DOMAIN)
		fn = vgapt_reset_scope_worst(scope,
					     step->method == VGAPT_RESET_VENDOR);
	else if (step->reason == VGAPT_REASON_FOREIGN)
		fn = scope->self;
	if (!fn)
		return scnprintf(buf, size, "%s",
				 vgapt_reset_reason_text(step->reason));
	if (fn->domid == VGAPT_NO_DOMAIN)
		return scnprintf(buf, size, "%s: %s",
				 vgapt_reset_reason_text(step->reason),
				 pci_name(fn->pdev));
	return scnprintf(buf, size, "%s: %s, d%d",
			 vgapt_reset_reason_text(step->reason),
			 pci_name(fn->pdev), fn->domid);
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

/* Nothing is in question: say why, and give the errno that fits. */
static int vgapt_reset_refuse(struct vgapt_reset_scope *scope,
			      const struct vgapt_reset_facts *facts,
			      const struct vgapt_reset_step *plan)
{
	bool busy = false, starved = false;
	char why[120];
	u32 i;

	if (!facts->seized)
		return -ENODEV;
	/*
	 * Its processor has not been started since the last reset, so there is
	 * nothing that a vendor's reset would have to stop.
	 */
	if (!facts->foreign && facts->vendor == VGAPT_REASON_IDLE &&
	    vgapt_reset_listed(plan, VGAPT_RESET_VENDOR, VGAPT_REASON_IDLE)) {
		scope->why = vgapt_reset_reason_text(VGAPT_REASON_IDLE);
		return 0;
	}
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		if (plan[i].reason == VGAPT_REASON_ABSENT)
			continue;
		busy |= plan[i].reason == VGAPT_REASON_SIBLING_DRIVER ||
			plan[i].reason == VGAPT_REASON_SIBLING_DOMAIN;
		starved |= plan[i].reason == VGAPT_REASON_NO_MEMORY;
		vgapt_reset_reason_emit(scope, &plan[i], why, sizeof(why));
		dev_err_ratelimited(&scope->self->pdev->dev, "reset: not by %s: %s\n",
				    vgapt_reset_method_name(plan[i].method),
				    why);
		if (facts->foreign)
			break;
	}
	if (facts->foreign) {
		scope->why = "it belongs to another domain";
		return -EPERM;
	}
	if (starved) {
		scope->why = "memory is short";
		return -ENOMEM;
	}
	scope->why = busy ? "another function is in the way" :
			    "no method is in question";
	return busy ? -EBUSY : -ENOTTY;
}

/* One method, with all that belongs before and after. */
static int vgapt_reset_by(struct vgapt_reset_scope *scope,
			  const struct vgapt_reset_facts *facts,
			  enum vgapt_reset_method method)
{
	int rc;

	scope->why = NULL;
	vgapt_reset_scope_aim(scope, method, facts);
	vgapt_reset_before(scope);
	rc = vgapt_reset_run(scope, method);
	if (!rc)
		rc = vgapt_reset_wait(scope, method);
	vgapt_reset_after(scope);
	if (!rc)
		rc = vgapt_reset_check(scope);
	if (rc && !scope->why)
		scope->why = "the method failed";
	if (!rc) {
		/* What did not work at first has worked in the end. */
		scope->why = NULL;
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

/* Locked, and the owners are known. */
static int vgapt_reset_locked(struct vgapt_reset_scope *scope, bool round)
{
	struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS];
	struct vgapt_reset_facts facts;
	unsigned long start = jiffies;
	int rc = -ENOTTY;
	bool tried = false;
	u32 i;

	/* Of one that is dead all together, in spite of several methods. */
	scope->end = jiffies + 2 * READ_ONCE(vgapt_param_timeout) * HZ;
	if (scope->self->reason == VGAPT_REASON_IN)
		vgapt_reset_repair(scope->self->pdev);
	scope->link_was = vgapt_reset_link_look(scope->bridge);
	vgapt_reset_facts(scope, true, &facts);
	vgapt_reset_plan(&facts, plan);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		if (plan[i].reason != VGAPT_REASON_IN ||
		    vgapt_reset_lost(scope->self->pdev))
			continue;
		tried = true;
		if (vgapt_reset_reaches(scope->self->pdev, plan[i].method)) {
			rc = vgapt_reset_by(scope, &facts, plan[i].method);
		} else {
			scope->why = "it does not answer";
			rc = -EIO;
		}
		vgapt_reset_record(scope, plan[i].method, rc, start);
		if (!rc) {
			pci_dbg(scope->self->pdev, "reset by %s: done in %u ms\n",
				vgapt_reset_method_name(plan[i].method),
				jiffies_to_msecs(jiffies - start));
			vgapt_rounds_done(scope, round);
			return 0;
		}
		pci_err(scope->self->pdev, "reset by %s failed: %s (%d)\n",
			vgapt_reset_method_name(plan[i].method), scope->why,
			rc);
		/* That is not the method's fault; the next one hits harder. */
		if (rc == -ENOMEM)
			break;
	}
	if (!tried) {
		rc = vgapt_reset_refuse(scope, &facts, plan);
		if (rc != -ENODEV)
			vgapt_reset_record(scope, VGAPT_RESET_NUM_METHODS, rc,
					   start);
	}
	return rc;
}

/**
 * enum vgapt_reset_request - on what occasion a reset is asked for
 * @VGAPT_REQUEST_PLAIN: by somebody who wants this function reset
 * @VGAPT_REQUEST_ROUND: by libxl, for a domain that is just getting the function,
 *                       or losing it: not what this round has done already
 * @VGAPT_REQUEST_DEAD:  whoever had it is dead; likewise, and not if somebody has it
 *                       again
 */
enum vgapt_reset_request {
	VGAPT_REQUEST_PLAIN,
	VGAPT_REQUEST_ROUND,
	VGAPT_REQUEST_DEAD
};

/* @assign: whose the function is, if that has been looked at already, or NULL */
static int vgapt_reset_for(struct pci_dev *pdev,
			   const struct vgapt_reset_client *client,
			   const struct vgapt_assign *assign,
			   enum vgapt_reset_request request)
{
	bool dead = request == VGAPT_REQUEST_DEAD;
	bool once = request != VGAPT_REQUEST_PLAIN;
	struct vgapt_reset_scope *scope;
	int rc;

	/* A virtual function has no ids, BARs or bridge of its own to look at. */
	if (pdev->is_virtfn)
		return dead ? 0 : vgapt_reset_plain(pdev);
again:
	scope = vgapt_reset_scope_get(pdev, client, assign);
	if (IS_ERR(scope)) {
		rc = PTR_ERR(scope);
		/* Nobody waits for the answer: short of memory, say, is no reason to forget it. */
		return dead && rc != -ENODEV ? -EAGAIN : rc;
	}
	if (!vgapt_reset_ours(scope)) {
		vgapt_reset_scope_put(scope);
		return dead ? 0 : vgapt_reset_plain(pdev);
	}
	vgapt_reset_scope_lock(scope);
	if (vgapt_reset_scope_stale(scope)) {
		vgapt_reset_scope_unlock(scope);
		vgapt_reset_scope_put(scope);
		goto again;
	}
	if (dead) {
		/* Another domain may have it by now, freshly reset for it. */
		vgapt_reset_scope_owners(scope);
		if (scope->domid != VGAPT_NO_DOMAIN) {
			rc = -EBUSY;
			goto out;
		}
	} else {
		vgapt_reset_scope_owners(scope);
	}
	if (once && vgapt_rounds_take(pdev, scope->domid)) {
		pci_dbg(pdev, "reset: done in this round already\n");
		rc = 0;
	} else {
		rc = vgapt_reset_locked(scope, once);
	}
	if (request == VGAPT_REQUEST_ROUND && client->known &&
	    scope->self->reason == VGAPT_REASON_IN)
		vgapt_record_flr(pdev, client->known,
				 vgapt_assign_is_taking(scope->self->assign.is.owner,
							client->domid));
	/*
	 * Reset or not: pciback writes the ROM's register as it was when it seized
	 * the function, and a module that was loaded late has its turn only now.
	 */
	if (scope->self->vdev && vgapt_pciback_bound(pdev))
		vgapt_rom_bar_expose(scope->self->vdev);
out:
	vgapt_reset_scope_unlock(scope);
	vgapt_reset_scope_put(scope);
	return rc;
}

/**
 * vgapt_reset - reset a function that is bound to xen-pciback
 * @pdev:  the function
 * @dom:  the live domain for which it is asked, or NULL: for whoever has it
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
 * reset it; -EIO or -ETIMEDOUT if it was tried and failed; -ENOMEM.
 */
int vgapt_reset(struct pci_dev *pdev, const struct vgapt_xen_domain *dom)
{
	const struct vgapt_reset_client client = {
		.domid = dom ? dom->domid : VGAPT_NO_DOMAIN,
		.known = dom,
	};

	return vgapt_reset_for(pdev, &client, NULL, VGAPT_REQUEST_PLAIN);
}

/**
 * vgapt_reset_round - the same, as one of a round of libxl's
 * @pdev:   the function
 * @assign: whose it is, seen in the course of this request
 *
 * It is reset for the domain to which it is being given, or which has it.  libxl asks function by function.  What another function's reset has done in
 * this round is not done again.
 *
 * Return: as vgapt_reset().
 */
int vgapt_reset_round(struct pci_dev *pdev, const struct vgapt_assign *assign)
{
	int domid = vgapt_assign_requester(&assign->is);
	const struct vgapt_reset_client client = {
		.domid = domid,
		.known = vgapt_assign_domain(assign, domid),
	};

	return vgapt_reset_for(pdev, &client, assign, VGAPT_REQUEST_ROUND);
}

/**
 * vgapt_reset_dead - reset what a domain had that is dead
 * @pdev: the function
 *
 * Nothing is done if somebody has it again, or it has left pciback.
 *
 * Return: as vgapt_reset(), and -EBUSY if somebody has it; -EAGAIN if nothing has
 * been tried: memory is short, or xenstore can't say whose the functions are.
 */
int vgapt_reset_dead(struct pci_dev *pdev)
{
	return vgapt_reset_for(pdev, &vgapt_reset_nobody, NULL,
			       VGAPT_REQUEST_DEAD);
}

/**
 * vgapt_reset_show_plan - write a function's plan
 * @vdev: the function
 * @buf:  a page
 *
 * A line for each method: its name, "in", or "out" and the reason.  Sleeps.
 *
 * Return: bytes written, or a negative error.
 */
ssize_t vgapt_reset_show_plan(struct vgapt_dev *vdev, char *buf)
{
	struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS];
	struct vgapt_reset_scope *scope;
	struct vgapt_reset_facts facts;
	ssize_t len = 0;
	u32 i;

	scope = vgapt_reset_scope_get(vdev->pdev, &vgapt_reset_nobody, NULL);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	vgapt_reset_scope_lock(scope);
	vgapt_reset_scope_owners(scope);
	/* Not into the index registers of a card that a guest is using. */
	vgapt_reset_facts(scope, scope->domid == VGAPT_NO_DOMAIN, &facts);
	vgapt_reset_plan(&facts, plan);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		len += sysfs_emit_at(buf, len, "%s %s",
				     vgapt_reset_method_name(plan[i].method),
				     plan[i].reason == VGAPT_REASON_IN ?
				     "in" : "out ");
		if (plan[i].reason != VGAPT_REASON_IN)
			len += vgapt_reset_reason_emit(scope, &plan[i],
						       buf + len,
						       PAGE_SIZE - len);
		len += sysfs_emit_at(buf, len, "\n");
	}
	vgapt_reset_scope_unlock(scope);
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
	const char *method = "none";
	char link[80] = "";

	spin_lock(&vdev->reset.lock);
	last = vdev->reset.last;
	spin_unlock(&vdev->reset.lock);
	if (!last.done)
		return sysfs_emit(buf, "none\n");
	if (last.method < VGAPT_RESET_NUM_METHODS)
		method = vgapt_reset_method_name(last.method);
	if (!last.why && vgapt_link_worse(last.link_was, last.link_is)) {
		vgapt_link_text(last.link_was, last.link_is, link, sizeof(link));
		last.why = link;
	}
	return sysfs_emit(buf, "%s %s %u%s%s\n", method,
			  last.rc ? "failed" : "ok", last.ms,
			  last.why ? " " : "", last.why ? last.why : "");
}
