// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapping parts of the function's BARs into the domain.
 *
 * Permission on them is libxl's to give: it does so before the domain runs, and takes it
 * before it writes do_flr.
 */
#include <linux/pci.h>
#include <linux/slab.h>

#include "model/model.h"

/*
 * A guest's functions are served by a program each, which knows nothing of the others.
 * If they were mapped over each other Xen would crash the domain (p2m.c,
 * set_typed_p2m_entry()); so all books of a domain are looked at.  Taken inside the
 * model's lock.
 */
static DEFINE_MUTEX(vgapt_maps_lock);
static LIST_HEAD(vgapt_mapped);		/* vgapt_maps_lock; vgapt_model.mapped */

/* In one go; then others may have the processor.  As large as Xen's largest pages. */
#define VGAPT_MAP_CHUNK	(1ULL << (30 - 12))

static int vgapt_model_unmap_pages(struct vgapt_model *model, u64 gfn, u64 mfn, u64 nr)
{
	int rc, first = 0;
	u64 now;

	lockdep_assert_held(&model->lock);
	for (; nr; nr -= now, gfn += now, mfn += now) {
		now = min(nr, VGAPT_MAP_CHUNK);
		rc = vgapt_xen_unmap_memory(&model->dom, gfn, mfn, now);
		if (!first)
			first = rc;
		cond_resched();
	}
	return first;
}

static int vgapt_model_map_pages(struct vgapt_model *model, u64 gfn, u64 mfn, u64 nr)
{
	u64 done, now;
	int rc;

	lockdep_assert_held(&model->lock);
	for (done = 0; done < nr; done += now) {
		now = min(nr - done, VGAPT_MAP_CHUNK);
		rc = vgapt_xen_map_memory(&model->dom, gfn + done, mfn + done, now);
		if (rc) {
			vgapt_model_unmap_pages(model, gfn, mfn, done);
			return rc;
		}
		cond_resched();
	}
	return 0;
}

static int vgapt_model_map_do(struct vgapt_model *model, const struct vgapt_bar *bar,
			      const struct vgapt_map_record *map, enum vgapt_ports_change what)
{
	u64 machine = bar->start + map->offset;

	lockdep_assert_held(&model->lock);
	if (map->io)
		return vgapt_xen_map_ports(&model->dom, map->address, machine, map->length, what);
	if (what == VGAPT_PORTS_ADD)
		return vgapt_model_map_pages(model, map->address >> 12, machine >> 12,
					     map->length >> 12);
	return vgapt_model_unmap_pages(model, map->address >> 12, machine >> 12,
				       map->length >> 12);
}

static int vgapt_model_may_map(struct vgapt_model *model, const struct vgapt_map *map, bool io)
{
	const struct vgapt_model *other;

	lockdep_assert_held(&vgapt_maps_lock);
	list_for_each_entry(other, &vgapt_mapped, mapped)
		if (other != model && vgapt_xen_same_domain(&other->dom, &model->dom) &&
		    vgapt_maps_in_way(other->maps, map, io))
			return -EEXIST;
	return vgapt_maps_may_add(model->maps, map, io);
}

static int vgapt_model_map_locked(struct vgapt_model *model, const struct vgapt_map *map)
{
	struct vgapt_map_record record = {
		.region = map->region,
		.offset = map->offset,
		.length = map->length,
		.address = map->address,
	};
	bool add = map->flags & VGAPT_MAP_ADD;
	struct vgapt_bar bar;
	int rc;

	lockdep_assert_held(&model->lock);
	rc = vgapt_model_bar(model, map->region - VGAPT_REGION_BAR0, &bar);
	if (!rc)
		rc = vgapt_map_check(&bar, map);
	if (rc)
		return rc;
	record.io = bar.io;
	mutex_lock(&vgapt_maps_lock);
	if (!model->maps) {
		model->maps = kzalloc(sizeof(*model->maps), GFP_KERNEL_ACCOUNT);
		if (!model->maps) {
			rc = -ENOMEM;
			goto unlock;
		}
		list_add(&model->mapped, &vgapt_mapped);
	}
	rc = add ? vgapt_model_may_map(model, map, bar.io) :
		   vgapt_maps_may_remove(model->maps, map, bar.io);
	if (!rc)
		rc = vgapt_model_map_do(model, &bar, &record,
					add ? VGAPT_PORTS_ADD : VGAPT_PORTS_REMOVE);
	pci_dbg(model->pdev, "d%u %s region %u %#llx+%#llx at %#llx: %d\n", model->dom.domid,
		add ? "map" : "unmap", map->region, map->offset, map->length, map->address, rc);
	if (rc)
		goto unlock;
	if (add)
		vgapt_maps_add(model->maps, map, bar.io);
	else
		vgapt_maps_remove(model->maps, map, bar.io);
unlock:
	mutex_unlock(&vgapt_maps_lock);
	return rc;
}

/**
 * vgapt_model_map - map a part of a BAR into the domain, or take it out
 * @model: it; vgapt_model_ready() has said yes
 * @map:   what; its flags and its region are known
 *
 * All or nothing; but a part that Xen does not take out stays in the book, whole.
 * Sleeps.
 *
 * Return: 0; -EOPNOTSUPP if the domain has no guest-physical address space; as
 * vgapt_model_enter(), vgapt_map_check(), vgapt_maps_may_add(),
 * vgapt_maps_may_remove(); -EIO if the function does not answer; -ENOMEM; or what Xen
 * answered.
 */
int vgapt_model_map(struct vgapt_model *model, const struct vgapt_map *map)
{
	int rc;

	if (!model->dom.hvm)
		return -EOPNOTSUPP;
	rc = vgapt_model_enter(model);
	if (rc)
		return rc;
	rc = vgapt_model_map_locked(model, map);
	vgapt_model_leave(model);
	return rc;
}

/**
 * vgapt_model_map_end - take all out of the domain
 * @model: it; its lock is held
 * @lives: the domain lives
 *
 * Sleeps.
 */
void vgapt_model_map_end(struct vgapt_model *model, bool lives)
{
	const struct vgapt_map_record *map;
	struct vgapt_bar bar;
	int rc;

	lockdep_assert_held(&model->lock);
	mutex_lock(&vgapt_maps_lock);
	while (model->maps && model->maps->num) {
		map = &model->maps->record[--model->maps->num];
		if (!lives)
			continue;
		/* A function that is going may not answer, and still has its addresses. */
		bar.start = pci_resource_start(model->pdev, map->region - VGAPT_REGION_BAR0);
		rc = vgapt_model_map_do(model, &bar, map, VGAPT_PORTS_TAKE);
		if (rc)
			dev_err_ratelimited(&model->pdev->dev, "d%u keeps region %u, %#llx bytes from %#llx: %d\n",
					    model->dom.domid, map->region, map->length,
					    map->offset, rc);
	}
	list_del_init(&model->mapped);
	mutex_unlock(&vgapt_maps_lock);
}
