// SPDX-License-Identifier: GPL-2.0-only
/*
 * A capability: one function, one domain, and what may be done.
 *
 * Who has it needs no other privilege, and can do nothing with it to another
 * function or another domain.  Three things end its use before it is closed: root
 * revokes it, its function goes, its domain dies.  A fourth ends what a device model
 * does through it: its function is taken from the domain.
 */
#include <linux/ktime.h>
#include <linux/pci.h>
#include <linux/poll.h>
#include <linux/slab.h>

#include "model/model.h"
#include "pure/rights.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "uapi/capability.h"
#include "vdev.h"

/**
 * vgapt_capability_new - make a capability
 * @pdev:      the function
 * @vdev:      what we know of it, or NULL if it is no display function
 * @dom:       the domain
 * @rights:    VGAPT_RIGHT_*, such as vgapt_rights_check() allows
 * @exclusive: no other one for this function
 *
 * Sleeps.
 *
 * Return: it, with one reference, or an ERR_PTR().
 */
struct vgapt_capability *
vgapt_capability_new(struct pci_dev *pdev, struct vgapt_dev *vdev,
		     const struct vgapt_xen_domain *dom, u32 rights,
		     bool exclusive)
{
	struct vgapt_capability *cap;
	int rc;

	cap = kzalloc(sizeof(*cap), GFP_KERNEL_ACCOUNT);
	if (!cap)
		return ERR_PTR(-ENOMEM);
	if (vdev && (rights & VGAPT_RIGHT_ROM))
		cap->rom = vgapt_rom_get_chosen(vdev);
	if (cap->rom) {
		rc = vgapt_mapping_init(&cap->mapping, cap->rom);
		if (rc) {
			vgapt_rom_put(cap->rom);
			kfree(cap);
			return ERR_PTR(rc);
		}
	}
	if (rights & VGAPT_RIGHTS_MODEL) {
		cap->model = vgapt_model_new(pdev, vdev, dom);
		if (!cap->model) {
			if (cap->rom)
				vgapt_mapping_exit(&cap->mapping);
			vgapt_rom_put(cap->rom);
			kfree(cap);
			return ERR_PTR(-ENOMEM);
		}
	}
	kref_init(&cap->kref);
	INIT_LIST_HEAD(&cap->node);
	cap->pdev = pci_dev_get(pdev);
	if (vdev)
		vgapt_dev_get(vdev);
	cap->vdev = vdev;
	cap->dom = *dom;
	cap->rights = rights;
	cap->exclusive = exclusive;
	vgapt_holder_init(&cap->holder);
	init_waitqueue_head(&cap->wait);
	spin_lock_init(&cap->lock);
	return cap;
}

static void vgapt_request_free(struct kref *kref)
{
	kfree(container_of(kref, struct vgapt_request, kref));
}

/**
 * vgapt_request_put - drop a reference on a reset that was asked for
 * @request: it, or NULL
 */
void vgapt_request_put(struct vgapt_request *request)
{
	if (request)
		kref_put(&request->kref, vgapt_request_free);
}

static void vgapt_capability_free(struct kref *kref)
{
	struct vgapt_capability *cap = container_of(kref,
						    struct vgapt_capability,
						    kref);

	vgapt_request_put(cap->request);
	vgapt_model_free(cap->model);
	if (cap->rom)
		vgapt_mapping_exit(&cap->mapping);
	vgapt_rom_put(cap->rom);
	if (cap->vdev)
		vgapt_dev_put(cap->vdev);
	pci_dev_put(cap->pdev);
	kfree(cap);
}

/**
 * vgapt_capability_get - take one more reference on a capability
 * @cap: it
 */
void vgapt_capability_get(struct vgapt_capability *cap)
{
	kref_get(&cap->kref);
}

/**
 * vgapt_capability_put - drop a reference on a capability
 * @cap: it
 *
 * The last one frees it, which sleeps.
 */
void vgapt_capability_put(struct vgapt_capability *cap)
{
	kref_put(&cap->kref, vgapt_capability_free);
}

/*
 * Note an event.  Returns false if it is one that comes once, and has come.
 */
static bool vgapt_capability_note(struct vgapt_capability *cap, u32 event)
{
	bool news;

	spin_lock(&cap->lock);
	news = !(event & cap->state);
	if (news) {
		cap->events |= event;
		WRITE_ONCE(cap->state, cap->state | (event & VGAPT_STATES));
	}
	spin_unlock(&cap->lock);
	return news;
}

/**
 * vgapt_capability_tell - tell the holder of an event
 * @cap:   it
 * @event: one of VGAPT_EVENT_*
 *
 * Does not sleep.
 */
void vgapt_capability_tell(struct vgapt_capability *cap, u32 event)
{
	if (vgapt_capability_note(cap, event))
		wake_up_poll(&cap->wait, EPOLLIN | EPOLLRDNORM |
			     (event & VGAPT_STATES ? EPOLLHUP : 0));
}

/**
 * vgapt_capability_usable - are calls still served?
 * @cap: it
 *
 * Return: 0; -EIDRM if it has been revoked; -ENODEV if its function has gone.
 */
int vgapt_capability_usable(struct vgapt_capability *cap)
{
	u32 state = READ_ONCE(cap->state);

	if (state & VGAPT_EVENT_REVOKED)
		return -EIDRM;
	return state & VGAPT_EVENT_UNPLUG ? -ENODEV : 0;
}

/**
 * vgapt_capability_valid - is the domain still the one it was made for, too?
 * @cap: it
 *
 * Asks Xen.  Does not sleep.
 *
 * Return: as vgapt_capability_usable(), and -ESRCH if the domain is gone, or is
 * being destroyed.
 */
int vgapt_capability_valid(struct vgapt_capability *cap)
{
	int rc = vgapt_capability_usable(cap);

	if (rc || vgapt_xen_domain_lives(&cap->dom))
		return rc;
	/* The watch may be late, or xenstore not there at all. */
	vgapt_capability_tell(cap, VGAPT_EVENT_DOMAIN_GONE);
	return -ESRCH;
}

/**
 * vgapt_capability_may - may its holder do that?
 * @cap:   it
 * @right: one of VGAPT_RIGHT_*
 *
 * Return: 0; -EIDRM if it has been revoked; -EACCES if not.
 */
int vgapt_capability_may(struct vgapt_capability *cap, u32 right)
{
	if (READ_ONCE(cap->state) & VGAPT_EVENT_REVOKED)
		return -EIDRM;
	return cap->rights & right ? 0 : -EACCES;
}

/**
 * vgapt_capability_spend - pay for something expensive
 * @cap:    it
 * @budget: which of its budgets
 * @rate:   that one's rate
 * @wait:   wait until there is enough, if there is not
 *
 * Sleeps if @wait, until a signal comes at the latest.
 *
 * Return: 0; -EAGAIN if there is not enough and it is not to wait; -EINTR; or the
 * capability is of no use any more for that: -EIDRM, -ENODEV, -ESRCH.
 */
int vgapt_capability_spend(struct vgapt_capability *cap,
			   struct vgapt_budget *budget,
			   const struct vgapt_budget_rate *rate, bool wait)
{
	/* Who is not its device model may want the same of a function that has been taken. */
	u32 over = budget == &cap->models ? ~0U : ~VGAPT_EVENT_TAKEN;
	u64 us;

	for (;;) {
		spin_lock(&cap->lock);
		us = vgapt_budget_take(budget, rate, ktime_to_us(ktime_get()));
		spin_unlock(&cap->lock);
		if (!us)
			return 0;
		if (!wait)
			return -EAGAIN;
		if (wait_event_interruptible_timeout(cap->wait,
						     READ_ONCE(cap->state) & over,
						     usecs_to_jiffies(us) + 1) < 0)
			return -EINTR;
		if (READ_ONCE(cap->state) & over)
			return vgapt_capability_usable(cap) ?:
			       READ_ONCE(cap->state) & over & VGAPT_EVENT_TAKEN ? -ENODEV :
										  -ESRCH;
	}
}

/**
 * vgapt_capability_flags - what is to be said of a capability
 * @cap: it
 *
 * Return: VGAPT_CAPABILITY_*.
 */
u32 vgapt_capability_flags(struct vgapt_capability *cap)
{
	u32 flags = cap->exclusive ? VGAPT_CAPABILITY_EXCLUSIVE : 0;

	spin_lock(&cap->lock);
	if (cap->state & VGAPT_EVENT_REVOKED)
		flags |= VGAPT_CAPABILITY_REVOKED;
	if (cap->state & VGAPT_EVENT_DOMAIN_GONE)
		flags |= VGAPT_CAPABILITY_DOMAIN_GONE;
	if (cap->state & VGAPT_EVENT_UNPLUG)
		flags |= VGAPT_CAPABILITY_UNPLUGGED;
	if (cap->request && !READ_ONCE(cap->request->done))
		flags |= VGAPT_CAPABILITY_RESETTING;
	if (cap->state & VGAPT_EVENT_TAKEN)
		flags |= VGAPT_CAPABILITY_TAKEN;
	spin_unlock(&cap->lock);
	return flags;
}

/* Withdraw what is granted through it. */
static int vgapt_capability_withdraw(struct vgapt_capability *cap)
{
	return cap->vdev ? vgapt_legacy_release(cap->vdev, &cap->holder,
						VGAPT_RANGE_ALL) : 0;
}

/**
 * vgapt_capability_revoke - take a capability back from whoever has it
 * @cap: it
 *
 * A grant that waits gives up, one that is being made is withdrawn by who makes it.
 * A reset is told to stop, and not waited for.  Sleeps.
 *
 * Return: 0; -EIDRM if it has been revoked before; or why something could not be
 * withdrawn: then it has been revoked all the same.
 */
int vgapt_capability_revoke(struct vgapt_capability *cap)
{
	/* First that, so that nothing is granted or mapped behind our back. */
	if (!vgapt_capability_note(cap, VGAPT_EVENT_REVOKED))
		return -EIDRM;
	vgapt_holder_close(&cap->holder);
	if (cap->rom)
		vgapt_mapping_close(&cap->mapping);
	/* Who hears of it finds the mapping gone. */
	wake_up_poll(&cap->wait, EPOLLIN | EPOLLRDNORM | EPOLLHUP);
	vgapt_model_end(cap->model);
	return vgapt_capability_withdraw(cap);
}

/**
 * vgapt_capability_take - its function is no longer its domain's
 * @cap: it
 *
 * Nothing happens to one that is no device model's.  Sleeps; may be called with the
 * device lock held.
 */
void vgapt_capability_take(struct vgapt_capability *cap)
{
	if (!cap->model)
		return;
	/* Who hears of it finds all undone. */
	vgapt_model_end(cap->model);
	vgapt_capability_tell(cap, VGAPT_EVENT_TAKEN);
}

/**
 * vgapt_capability_closed - nobody has its descriptor any more
 * @cap: it; the caller's reference is dropped
 *
 * Its model has ended.  What was granted through it is withdrawn.  A reset goes on: a card
 * that is half reset is of no use to the next one.  Sleeps.
 */
void vgapt_capability_closed(struct vgapt_capability *cap)
{
	vgapt_capability_withdraw(cap);
	vgapt_capability_put(cap);
}
