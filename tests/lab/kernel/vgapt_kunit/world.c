// SPDX-License-Identifier: GPL-2.0-only
/*
 * The world around the files under test.  What is pure, and the lists, are the
 * module's own.
 */
#include "world.h"

#include "legacy/console.h"
#include "legacy/route.h"
#include "model/model.h"
#include "model/news.h"
#include "vdev.h"
#include "xen/store.h"

#include "notes.c"
#include "pure/assign_rules.c"
#include "pure/model/split.c"
#include "pure/ranges.c"

struct world world;
struct workqueue_struct *vgapt_wq;

void world_reset(void)
{
	memset(&world, 0, sizeof(world));
	world.dom.domid = 5;
	world.dom.handle[0] = 0x42;
	world.dom.hvm = true;
	world.lives = true;
	world.named = 5;
	world.owner = VGAPT_NO_DOMAIN;
}

/* Xen */

u32 vgapt_xen_version(void)
{
	return 0x17;
}

int vgapt_xen_live_domain(u16 domid, struct vgapt_xen_domain *dom)
{
	if (!world.lives || domid != world.dom.domid)
		return -ESRCH;
	*dom = world.dom;
	return 0;
}

bool vgapt_xen_same_domain(const struct vgapt_xen_domain *a,
			   const struct vgapt_xen_domain *b)
{
	return a->domid == b->domid &&
	       !memcmp(a->handle, b->handle, sizeof(a->handle));
}

bool vgapt_xen_may_have(const struct vgapt_xen_domain *dom)
{
	return world.lives;
}

bool vgapt_xen_domain_lives(const struct vgapt_xen_domain *dom)
{
	return world.lives && vgapt_xen_same_domain(dom, &world.dom);
}

int vgapt_xen_grant_split(const struct vgapt_xen_domain *dom, u32 ranges,
			  const struct vgapt_splits *splits, u32 *left)
{
	size_t i;

	world.unlocked_call |= !world_owner_locked();
	*left = 0;
	if (ranges && world.grant_rc)
		return world.grant_rc;
	world.granted |= ranges;
	for (i = 0; i < VGAPT_NUM_RANGES; i++)
		if (ranges & vgapt_ranges[i].bit)
			world.splits.range[i] = splits->range[i];
	return 0;
}

int vgapt_xen_revoke_split(const struct vgapt_xen_domain *dom, u32 ranges,
			   const struct vgapt_splits *splits, u32 *left)
{
	size_t i;

	world.unlocked_call |= !world_owner_locked();
	for (i = 0; i < VGAPT_NUM_RANGES; i++)
		if (ranges & world.granted & vgapt_ranges[i].bit)
			world.wrong_pieces |= !vgapt_split_same(&splits->range[i],
								&world.splits.range[i]);
	*left = world.lives ? ranges & world.stuck : 0;
	world.granted &= ~ranges | *left;
	return *left ? -EBUSY : 0;
}

/* Device models: none of the capabilities here is one's */

struct vgapt_model *vgapt_model_new(struct pci_dev *pdev, struct vgapt_dev *vdev,
				    const struct vgapt_xen_domain *dom)
{
	return NULL;
}

void vgapt_model_free(struct vgapt_model *model)
{
}

int vgapt_model_astray(struct vgapt_model *model)
{
	return 0;
}

void vgapt_model_end(struct vgapt_model *model)
{
}

void vgapt_news_look(void)
{
}

/* The VGA arbiter, and dom0's console */

int vgapt_route_check(struct pci_dev *pdev)
{
	return 0;
}

struct pci_dev *vgapt_route_holder(struct pci_dev *pdev)
{
	return pci_dev_get(world.before);
}

int vgapt_route_take(struct pci_dev *pdev, int (*still)(void *data), void *data)
{
	if (world.during_route)
		world.during_route();
	world.still_rc = still(data);
	if (!world.route_rc)
		world.routes++;
	return world.route_rc;
}

void vgapt_route_drop(struct pci_dev *pdev)
{
	world.drops++;
}

int vgapt_route_return(struct pci_dev *pdev)
{
	return world.return_rc;
}

bool vgapt_console_suspend(void)
{
	bool suspended = world.console;

	world.console = false;
	return suspended;
}

void vgapt_console_resume(void)
{
	world.console = true;
}

/* The list of functions */

void vgapt_dev_get(struct vgapt_dev *vdev)
{
	atomic_inc(&world.refs);
}

void vgapt_dev_put(struct vgapt_dev *vdev)
{
	world.atomic_put |= !preemptible();
	atomic_dec(&world.refs);
}

/* Whose a function is */

unsigned int vgapt_store_events(void)
{
	return 0;
}

void vgapt_store_catch_up(void)
{
}

bool vgapt_store_confirms(struct pci_dev *pdev, int domid)
{
	return world.named == domid;
}

void vgapt_assign_read(struct pci_dev *pdev, struct vgapt_assign *assign)
{
	memset(assign, 0, sizeof(*assign));
	assign->is.bound = true;
	assign->is.named = world.named;
	assign->is.owner = world.owner;
	assign->is.given = VGAPT_NO_DOMAIN;
	assign->is.holder = VGAPT_NO_DOMAIN;
	assign->is.served = VGAPT_NO_DOMAIN;
}

int vgapt_assign_meant(struct pci_dev *pdev, const struct vgapt_xen_domain *dom)
{
	struct vgapt_assign assign;

	vgapt_assign_read(pdev, &assign);
	return vgapt_assign_meant_for(&assign.is, dom->domid);
}

const struct vgapt_xen_domain *
vgapt_assign_domain(const struct vgapt_assign *assign, int domid)
{
	return domid == assign->named.domid ? &assign->named : NULL;
}

int vgapt_assign_holder(struct pci_dev *pdev)
{
	return world.owner;
}
