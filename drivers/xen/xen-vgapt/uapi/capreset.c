// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resets through a capability: started, waited for, given up.
 *
 * A reset may take minutes, part of them waiting for locks that somebody else's
 * reset holds.  It is done by a work item, so that its caller can always leave:
 * by a signal, or at once.  It holds the module, and all that it uses, until it is
 * over.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/poll.h>
#include <linux/slab.h>

#include "assign/assign.h"
#include "pure/reset/plan.h"
#include "pure/reset/say.h"
#include "pure/sbdf.h"
#include "reset/engine.h"
#include "reset/last.h"
#include "reset/scope.h"
#include "uapi/argsz.h"
#include "uapi/capability.h"
#include "uapi/capreset.h"
#include "vdev.h"
#include "xen_vgapt.h"

/* Asked by the engine: may that function be hit, too? */
static bool vgapt_request_may_hit(struct pci_dev *pdev, void *data)
{
	struct vgapt_request *request = data;
	u32 i;

	if (request->cap->rights & VGAPT_RIGHT_RESET_OTHERS)
		return true;
	for (i = 0; i < request->num_proofs; i++)
		if (request->proofs[i]->pdev == pdev)
			return !vgapt_capability_usable(request->proofs[i]);
	return false;
}

/* Asked by the engine: is it to stop? */
static bool vgapt_request_stop(void *data)
{
	struct vgapt_request *request = data;

	return READ_ONCE(request->stop) ||
	       vgapt_capability_usable(request->cap);
}

/* What was tried, in the engine's tokens. */
static void vgapt_request_words(struct vgapt_request *request)
{
	struct vgapt_dev *vdev = request->cap->vdev;
	struct vgapt_reset_last last;

	if (!vdev)
		return;
	spin_lock(&vdev->reset.lock);
	last = vdev->reset.last;
	spin_unlock(&vdev->reset.lock);
	/* Unless another one has come in between. */
	if (!last.done || last.rc != request->rc)
		return;
	if (last.method < VGAPT_RESET_NUM_METHODS)
		request->method = vgapt_reset_method_name(last.method);
	if (last.why != VGAPT_WHY_NONE)
		request->why = vgapt_why_name(last.why);
}

static void vgapt_request_drop_proofs(struct vgapt_request *request)
{
	while (request->num_proofs)
		vgapt_capability_put(request->proofs[--request->num_proofs]);
}

static void vgapt_request_work(struct work_struct *work)
{
	struct vgapt_request *request = container_of(work,
						     struct vgapt_request,
						     work);
	struct vgapt_capability *cap = request->cap;
	const struct vgapt_reset_client client = {
		.domid = cap->dom.domid,
		.known = &cap->dom,
		.may_hit = vgapt_request_may_hit,
		.stop = vgapt_request_stop,
		.data = request,
	};
	unsigned long start = jiffies;
	bool tell = request->tell;
	int rc;

	rc = READ_ONCE(request->stop) ? -EINTR : vgapt_capability_valid(cap);
	request->method = "";
	request->why = "";
	request->rc = rc;
	if (!rc) {
		request->rc = vgapt_reset_function(cap->pdev, &client);
		vgapt_request_words(request);
		/* Nobody has given it up: the capability has been revoked. */
		if (request->rc == -EINTR && !READ_ONCE(request->stop))
			request->rc = vgapt_capability_usable(cap) ?: -EINTR;
	}
	request->ms = jiffies_to_msecs(jiffies - start);
	vgapt_request_drop_proofs(request);
	/* What was written before is for those who load it with acquire. */
	smp_store_release(&request->done, true);
	if (tell)
		vgapt_capability_tell(cap, VGAPT_EVENT_RESET_DONE);
	wake_up_all(&cap->wait);
	vgapt_request_put(request);
	vgapt_capability_put(cap);
	module_put(THIS_MODULE);
}

/*
 * The capability behind a descriptor that is shown to prove that a function may be
 * hit.  Returns it with a reference, or an ERR_PTR().
 */
static struct vgapt_capability *vgapt_request_proof(struct vgapt_capability *cap, int fd,
						    const struct file_operations *fops)
{
	struct vgapt_capability *proof;
	struct file *file;
	int rc;

	file = fget(fd);
	if (!file)
		return ERR_PTR(-EBADF);
	if (file->f_op != fops) {
		fput(file);
		return ERR_PTR(-EINVAL);
	}
	proof = file->private_data;
	rc = vgapt_capability_may(proof, VGAPT_RIGHT_RESET);
	if (!rc)
		rc = vgapt_capability_usable(proof);
	if (!rc && !vgapt_xen_same_domain(&proof->dom, &cap->dom))
		rc = -EPERM;
	if (!rc)
		vgapt_capability_get(proof);
	fput(file);
	return rc ? ERR_PTR(rc) : proof;
}

/*
 * One request; not begun.  Returns an ERR_PTR() if memory is short, or a proof is
 * none.
 */
static struct vgapt_request *vgapt_request_new(struct vgapt_capability *cap,
					       const struct vgapt_reset *args,
					       const struct file_operations *fops)
{
	struct vgapt_capability *proof;
	struct vgapt_request *request;
	u32 i;

	request = kzalloc(sizeof(*request), GFP_KERNEL_ACCOUNT);
	if (!request)
		return ERR_PTR(-ENOMEM);
	kref_init(&request->kref);
	INIT_WORK(&request->work, vgapt_request_work);
	request->cap = cap;
	request->tell = args->flags & VGAPT_RESET_START;
	for (i = 0; i < args->num_proofs; i++) {
		proof = vgapt_request_proof(cap, args->proofs[i], fops);
		if (IS_ERR(proof)) {
			vgapt_request_drop_proofs(request);
			vgapt_request_put(request);
			return ERR_CAST(proof);
		}
		request->proofs[request->num_proofs++] = proof;
	}
	return request;
}

static bool vgapt_request_busy(struct vgapt_capability *cap)
	__must_hold(&cap->lock)
{
	lockdep_assert_held(&cap->lock);
	return cap->request && !READ_ONCE(cap->request->done);
}

/*
 * Begin.  The caller keeps its reference.  Returns -EBUSY if one is under way.
 */
static int vgapt_request_begin(struct vgapt_capability *cap,
			       struct vgapt_request *request)
{
	struct vgapt_request *last;

	spin_lock(&cap->lock);
	if (vgapt_request_busy(cap)) {
		spin_unlock(&cap->lock);
		return -EBUSY;
	}
	last = cap->request;
	kref_get(&request->kref);
	cap->request = request;
	spin_unlock(&cap->lock);
	vgapt_request_put(last);

	/* The work's own references. */
	kref_get(&request->kref);
	vgapt_capability_get(cap);
	__module_get(THIS_MODULE);
	queue_work(vgapt_wq, &request->work);
	return 0;
}

/* Until it is over, or a signal comes: then it is told to stop. */
static int vgapt_request_await(struct vgapt_capability *cap,
			       struct vgapt_request *request)
{
	/* Pairs with the release in the work. */
	if (!wait_event_interruptible(cap->wait, smp_load_acquire(&request->done)))
		return request->rc;
	WRITE_ONCE(request->stop, true);
	return -EINTR;
}

/* Is the function this domain's to be reset? */
static int vgapt_reset_allowed(struct vgapt_capability *cap)
{
	int rc;

	rc = vgapt_capability_valid(cap);
	if (rc)
		return rc;
	if (cap->vdev && !vgapt_dev_is_seized(cap->vdev))
		return -ENODEV;
	return vgapt_assign_meant(cap->pdev, &cap->dom);
}

/**
 * vgapt_ioc_reset - VGAPT_IOC_RESET
 * @cap:  the capability
 * @arg:  struct vgapt_reset
 * @wait: wait if there have been too many
 * @fops: of files that are capabilities
 *
 * Sleeps until the reset is over, or a signal comes; with VGAPT_RESET_START no
 * longer than it takes to find out that it may begin.
 *
 * Return: 0 or a negative error.
 */
int vgapt_ioc_reset(struct vgapt_capability *cap, void __user *arg, bool wait,
		    const struct file_operations *fops)
{
	struct vgapt_request *request;
	struct vgapt_reset args;
	bool busy;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_RESET_SIZE_V0);
	if (rc)
		return rc;
	if ((args.flags & ~VGAPT_RESET_START) || args.reserved ||
	    args.num_proofs > VGAPT_RESET_MAX_PROOFS ||
	    memchr_inv(args.proofs + args.num_proofs, 0,
		       sizeof(args.proofs) -
		       args.num_proofs * sizeof(args.proofs[0])))
		return -EINVAL;
	rc = vgapt_capability_may(cap, VGAPT_RIGHT_RESET);
	if (rc)
		return rc;
	/* What is refused for that costs nothing; it is looked at again below. */
	spin_lock(&cap->lock);
	busy = vgapt_request_busy(cap);
	spin_unlock(&cap->lock);
	if (busy)
		return -EBUSY;
	rc = vgapt_capability_spend(cap, &cap->resets, &vgapt_budget_reset,
				    wait);
	if (!rc)
		rc = vgapt_reset_allowed(cap);
	if (rc)
		return rc;
	request = vgapt_request_new(cap, &args, fops);
	if (IS_ERR(request))
		return PTR_ERR(request);
	rc = vgapt_request_begin(cap, request);
	if (rc)
		vgapt_request_drop_proofs(request);
	else if (!request->tell)
		rc = vgapt_request_await(cap, request);
	vgapt_request_put(request);
	return rc ? rc : vgapt_args_out(arg, &args, sizeof(args));
}

/**
 * vgapt_ioc_reset_result - VGAPT_IOC_RESET_RESULT
 * @cap: the capability
 * @arg: struct vgapt_reset_result
 *
 * Return: 0 or a negative error.
 */
int vgapt_ioc_reset_result(struct vgapt_capability *cap, void __user *arg)
{
	struct vgapt_request *request;
	struct vgapt_reset_result args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args),
			   VGAPT_RESET_RESULT_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags)
		return -EINVAL;
	rc = vgapt_capability_may(cap, VGAPT_RIGHT_RESET);
	if (rc)
		return rc;
	spin_lock(&cap->lock);
	request = cap->request;
	if (request)
		kref_get(&request->kref);
	spin_unlock(&cap->lock);
	if (!request)
		return -ENODATA;
	/* Pairs with the release in the work. */
	if (!smp_load_acquire(&request->done)) {
		vgapt_request_put(request);
		return -EAGAIN;
	}
	args.error = -request->rc;
	args.ms = request->ms;
	strscpy_pad((char *)args.method, request->method, sizeof(args.method));
	strscpy_pad((char *)args.why, request->why, sizeof(args.why));
	vgapt_request_put(request);
	return vgapt_args_out(arg, &args, sizeof(args));
}

/**
 * vgapt_ioc_reset_hits - VGAPT_IOC_RESET_HITS
 * @cap:  the capability
 * @arg:  struct vgapt_reset_hits
 * @wait: wait if there have been too many
 *
 * It locks and reads what a reset does, and is paid for as a grant is.  Sleeps.
 *
 * Return: 0 or a negative error.
 */
int vgapt_ioc_reset_hits(struct vgapt_capability *cap, void __user *arg,
			 bool wait)
{
	const struct vgapt_reset_client client = {
		.domid = cap->dom.domid,
		.known = &cap->dom,
	};
	struct vgapt_sbdf hits[VGAPT_RESET_MAX_HITS];
	struct vgapt_reset_hits args;
	u32 i, num;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_RESET_HITS_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags || args.reserved)
		return -EINVAL;
	rc = vgapt_capability_may(cap, VGAPT_RIGHT_RESET);
	if (!rc)
		rc = vgapt_capability_spend(cap, &cap->grants,
					    &vgapt_budget_grant, wait);
	if (!rc)
		rc = vgapt_reset_allowed(cap);
	if (!rc)
		rc = vgapt_reset_would_hit(cap->pdev, &client, hits,
					   ARRAY_SIZE(hits), &num);
	if (rc)
		return rc;
	memset(args.hits, 0, sizeof(args.hits));
	args.num = num;
	for (i = 0; i < min_t(u32, num, ARRAY_SIZE(hits)); i++) {
		args.hits[i].segment = hits[i].segment;
		args.hits[i].bus = hits[i].bus;
		args.hits[i].devfn = hits[i].devfn;
	}
	return vgapt_args_out(arg, &args, sizeof(args));
}
