// SPDX-License-Identifier: GPL-2.0-only
/*
 * All capabilities there are: which may be beside which, how root finds one, and
 * how they hear of what happens to functions and domains.
 *
 * A capability is on the list as long as its file is open, so there is always a
 * reference to take another one from.
 */
#include <linux/list.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

#include "model/model.h"
#include "model/news.h"
#include "pure/rights.h"
#include "uapi/capability.h"
#include "uapi/registry.h"
#include "xen/calls.h"
#include "xen_vgapt.h"

static void vgapt_registry_domains_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(vgapt_registry_domains, vgapt_registry_domains_work);

static DEFINE_SPINLOCK(vgapt_registry_lock);
static LIST_HEAD(vgapt_registry);	/* in the order of their ids */
static u64 vgapt_registry_id;		/* the last one; none is used twice */

/**
 * vgapt_registry_add - make a capability known
 * @cap: it; gets its id
 *
 * Does not sleep.
 *
 * Return: 0; -EBUSY if there must not be one beside another that there is.
 */
int vgapt_registry_add(struct vgapt_capability *cap)
{
	struct vgapt_capability *other;
	struct vgapt_beside have;
	int rc = 0;

	spin_lock(&vgapt_registry_lock);
	list_for_each_entry(other, &vgapt_registry, node) {
		if (other->pdev != cap->pdev)
			continue;
		have.ended = READ_ONCE(other->state) & ~VGAPT_EVENT_DOMAIN_GONE;
		have.exclusive = other->exclusive;
		have.same_domain = vgapt_xen_same_domain(&other->dom,
							 &cap->dom);
		have.domain_lives = vgapt_xen_domain_lives(&other->dom);
		rc = vgapt_rights_beside(&have, cap->exclusive);
		if (rc)
			break;
	}
	if (!rc) {
		cap->id = ++vgapt_registry_id;
		list_add_tail(&cap->node, &vgapt_registry);
	}
	spin_unlock(&vgapt_registry_lock);
	return rc;
}

/**
 * vgapt_registry_remove - take a capability off the list
 * @cap: it
 */
void vgapt_registry_remove(struct vgapt_capability *cap)
{
	spin_lock(&vgapt_registry_lock);
	list_del_init(&cap->node);
	spin_unlock(&vgapt_registry_lock);
}

/*
 * As vgapt_registry_next(); with @pdev only what is a device model's, of that function:
 * whoever drops the last reference frees it, and notifiers want nothing of the others.
 */
static struct vgapt_capability *vgapt_registry_next_of(const struct pci_dev *pdev, u64 id)
{
	struct vgapt_capability *cap, *found = NULL;

	spin_lock(&vgapt_registry_lock);
	list_for_each_entry(cap, &vgapt_registry, node) {
		if (cap->id < id || (pdev && (cap->pdev != pdev || !cap->model)))
			continue;
		vgapt_capability_get(cap);
		found = cap;
		break;
	}
	spin_unlock(&vgapt_registry_lock);
	return found;
}

/**
 * vgapt_registry_next - find a capability by its id
 * @id: the least one that is wanted
 *
 * Does not sleep.
 *
 * Return: the open one with the least id that is not below @id, with a reference
 * for the caller, or NULL.
 */
struct vgapt_capability *vgapt_registry_next(u64 id)
{
	return vgapt_registry_next_of(NULL, id);
}

/**
 * vgapt_registry_gone - a function goes
 * @pdev: the function, display or not
 *
 * Tells the holders of its capabilities.  Called when it begins to go, and again
 * when nobody finds it on the bus any more.  Does not sleep.
 */
void vgapt_registry_gone(struct pci_dev *pdev)
{
	struct vgapt_capability *cap;

	spin_lock(&vgapt_registry_lock);
	list_for_each_entry(cap, &vgapt_registry, node)
		if (cap->pdev == pdev)
			vgapt_capability_tell(cap, VGAPT_EVENT_UNPLUG);
	spin_unlock(&vgapt_registry_lock);
}

/**
 * vgapt_registry_taken - a function has changed hands
 * @pdev: the function
 * @dom:  the domain from which it is taken, or to which it is given; NULL: it is nobody's
 * @from: the former
 *
 * What device models of those who do not have it now have done to it is undone, and they
 * are told.  One of another domain that has never done anything may be waiting for its
 * turn.  Sleeps; may be called with the device lock held.
 */
void vgapt_registry_taken(struct pci_dev *pdev, const struct vgapt_xen_domain *dom, bool from)
{
	struct vgapt_capability *cap;
	u64 id = 0;

	while ((cap = vgapt_registry_next_of(pdev, id))) {
		if (dom && vgapt_xen_same_domain(&cap->dom, dom) ?
		    from : READ_ONCE(cap->model->asked))
			vgapt_capability_take(cap);
		id = cap->id + 1;
		vgapt_capability_put(cap);
	}
}

/**
 * vgapt_registry_modelled - has somebody a capability to be a function's device model?
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: true if so, and it is of use.
 */
bool vgapt_registry_modelled(struct pci_dev *pdev)
{
	struct vgapt_capability *cap;
	bool modelled = false;

	spin_lock(&vgapt_registry_lock);
	list_for_each_entry(cap, &vgapt_registry, node)
		modelled |= cap->pdev == pdev && (cap->rights & VGAPT_RIGHT_MODEL) &&
			    !READ_ONCE(cap->state);
	spin_unlock(&vgapt_registry_lock);
	return modelled;
}

/* Whose domain lives no more is told. */
static void vgapt_registry_domains_work(struct work_struct *work)
{
	struct vgapt_capability *cap;
	bool again = false;
	u64 id = 0;
	int rc;

	while ((cap = vgapt_registry_next(id))) {
		if (!vgapt_xen_domain_lives(&cap->dom)) {
			vgapt_capability_tell(cap, VGAPT_EVENT_DOMAIN_GONE);
			vgapt_model_end(cap->model);
		} else if (cap->model) {
			rc = vgapt_model_astray(cap->model);
			if (rc > 0)
				vgapt_capability_take(cap);
			again |= rc < 0;
		}
		id = cap->id + 1;
		vgapt_capability_put(cap);
	}
	vgapt_news_look();
	/* The next event in xenstore may be long in coming. */
	if (again)
		queue_delayed_work(vgapt_wq, &vgapt_registry_domains, HZ);
}

/**
 * vgapt_registry_domains_later - a domain may have died: have a look, soon
 *
 * Does not sleep.
 */
void vgapt_registry_domains_later(void)
{
	mod_delayed_work(vgapt_wq, &vgapt_registry_domains, 0);
}

/**
 * vgapt_registry_exit - stop looking
 *
 * Nobody asks for it any more, and no capability is open.  Sleeps.
 */
void vgapt_registry_exit(void)
{
	cancel_delayed_work_sync(&vgapt_registry_domains);
}
