// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapping parts of the function's BARs into the domain.
 *
 * Permission on them is libxl's to give: it does so before the domain runs, and takes it
 * before it writes do_flr.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "model/model.h"
#include "xen_vgapt.h"

/**
 * struct vgapt_book - what of a function's BARs is mapped into a domain
 * @node:  in the list of all
 * @dom:   the domain
 * @maps:  what
 * @pdev:  the function, referenced
 * @left:  its device model is no more, and Xen has not taken all of it, which is tried
 *         again until it does, or the domain is no more
 * @start: with @left: where its BARs are
 */
struct vgapt_book {
	struct list_head node;
	struct vgapt_xen_domain dom;
	struct vgapt_maps maps;
	struct pci_dev *pdev;
	bool left;
	u64 start[PCI_STD_NUM_BARS];
};

static void vgapt_books_work(struct work_struct *work);

/*
 * A guest's functions are served by a program each, which knows nothing of the others.
 * If they were mapped over each other Xen would crash the domain (p2m.c,
 * set_typed_p2m_entry()); so all books of a domain are looked at.  Taken inside the
 * model's lock.
 */
static DEFINE_MUTEX(vgapt_maps_lock);
static LIST_HEAD(vgapt_books);		/* vgapt_maps_lock; so is what is in them */
static DECLARE_DELAYED_WORK(vgapt_books_again, vgapt_books_work);

/* In one go; then others may have the processor.  As large as Xen's largest pages. */
#define VGAPT_MAP_CHUNK	(1ULL << (30 - 12))

static int vgapt_unmap_pages(const struct vgapt_xen_domain *dom, u64 gfn, u64 mfn, u64 nr)
{
	int rc, first = 0;
	u64 now;

	for (; nr; nr -= now, gfn += now, mfn += now) {
		now = min(nr, VGAPT_MAP_CHUNK);
		rc = vgapt_xen_unmap_memory(dom, gfn, mfn, now);
		if (!first)
			first = rc;
		cond_resched();
	}
	return first;
}

/* Clears @clean if it fails, and something stays. */
static int vgapt_map_pages(const struct vgapt_xen_domain *dom, u64 gfn, u64 mfn, u64 nr,
			   bool *clean)
{
	u64 done, now;
	int rc;

	for (done = 0; done < nr; done += now) {
		now = min(nr - done, VGAPT_MAP_CHUNK);
		rc = vgapt_xen_map_memory(dom, gfn + done, mfn + done, now, clean);
		if (rc) {
			if (vgapt_unmap_pages(dom, gfn, mfn, done))
				*clean = false;
			return rc;
		}
		cond_resched();
	}
	return 0;
}

/* @start: where the BAR is.  As vgapt_map_pages(). */
static int vgapt_map_add(const struct vgapt_xen_domain *dom, u64 start,
			 const struct vgapt_map_record *map, bool *clean)
{
	u64 machine = start + map->offset;

	lockdep_assert_held(&vgapt_maps_lock);
	if (map->io)
		return vgapt_xen_map_ports(dom, map->address, machine, map->length,
					   VGAPT_PORTS_ADD);
	return vgapt_map_pages(dom, map->address >> 12, machine >> 12, map->length >> 12, clean);
}

static int vgapt_map_undo(const struct vgapt_xen_domain *dom, u64 start,
			  const struct vgapt_map_record *map, enum vgapt_ports_change what)
{
	u64 machine = start + map->offset;

	lockdep_assert_held(&vgapt_maps_lock);
	if (map->io)
		return vgapt_xen_map_ports(dom, map->address, machine, map->length, what);
	return vgapt_unmap_pages(dom, map->address >> 12, machine >> 12, map->length >> 12);
}

/* Take all out of the domain that Xen takes.  Returns the last of its refusals. */
static int vgapt_book_undo(struct vgapt_book *book)
{
	struct vgapt_maps *maps = &book->maps;
	struct vgapt_map_record *map;
	int rc, refused = 0;
	u32 i = 0;

	lockdep_assert_held(&vgapt_maps_lock);
	while (i < maps->num) {
		map = &maps->record[i];
		rc = vgapt_map_undo(&book->dom, book->start[map->region - VGAPT_REGION_BAR0], map,
				    VGAPT_PORTS_TAKE);
		if (rc) {
			refused = rc;
			i++;
		} else {
			*map = maps->record[--maps->num];
		}
	}
	return refused;
}

static struct vgapt_book *vgapt_book_new(struct vgapt_model *model)
{
	struct vgapt_book *book = kzalloc(sizeof(*book), GFP_KERNEL_ACCOUNT);

	lockdep_assert_held(&vgapt_maps_lock);
	if (!book)
		return NULL;
	book->dom = model->dom;
	book->pdev = pci_dev_get(model->pdev);
	list_add(&book->node, &vgapt_books);
	return book;
}

static void vgapt_book_free(struct vgapt_book *book)
{
	lockdep_assert_held(&vgapt_maps_lock);
	list_del(&book->node);
	pci_dev_put(book->pdev);
	kfree(book);
}

/* Nobody would be there to try again without the module. */
static void vgapt_book_leave(struct vgapt_book *book)
{
	lockdep_assert_held(&vgapt_maps_lock);
	__module_get(THIS_MODULE);
	book->left = true;
	queue_delayed_work(vgapt_wq, &vgapt_books_again, HZ);
}

static void vgapt_books_work(struct work_struct *work)
{
	struct vgapt_book *book, *next;
	bool again = false;

	mutex_lock(&vgapt_maps_lock);
	list_for_each_entry_safe(book, next, &vgapt_books, node) {
		if (!book->left)
			continue;
		if (vgapt_xen_may_have(&book->dom) && vgapt_book_undo(book)) {
			again = true;
			continue;
		}
		pci_info(book->pdev, "d%u keeps no region any more\n", book->dom.domid);
		vgapt_book_free(book);
		module_put(THIS_MODULE);
	}
	mutex_unlock(&vgapt_maps_lock);
	if (again)
		queue_delayed_work(vgapt_wq, &vgapt_books_again, HZ);
}

static int vgapt_model_may_map(struct vgapt_model *model, const struct vgapt_map *map, bool io)
{
	const struct vgapt_book *other;

	lockdep_assert_held(&vgapt_maps_lock);
	list_for_each_entry(other, &vgapt_books, node) {
		if (other == model->book)
			continue;
		if (!vgapt_xen_same_domain(&other->dom, &model->dom)) {
			if (other->pdev == model->pdev && other->maps.num)
				return -EBUSY;
		} else if (vgapt_maps_in_way(&other->maps, map, io)) {
			return -EEXIST;
		}
	}
	return vgapt_maps_may_add(&model->book->maps, map, io);
}

static int vgapt_model_map_locked(struct vgapt_model *model, const struct vgapt_map *map)
{
	struct vgapt_map_record record = {
		.region = map->region,
		.offset = map->offset,
		.length = map->length,
		.address = map->address,
	};
	bool add = map->flags & VGAPT_MAP_ADD, clean = true;
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
	if (!model->book)
		model->book = vgapt_book_new(model);
	if (!model->book) {
		rc = -ENOMEM;
		goto unlock;
	}
	rc = add ? vgapt_model_may_map(model, map, bar.io) :
		   vgapt_maps_may_remove(&model->book->maps, map, bar.io);
	if (!rc)
		rc = add ? vgapt_map_add(&model->dom, bar.start, &record, &clean) :
			   vgapt_map_undo(&model->dom, bar.start, &record, VGAPT_PORTS_REMOVE);
	pci_dbg(model->pdev, "d%u %s region %u %#llx+%#llx at %#llx: %d\n", model->dom.domid,
		add ? "map" : "unmap", map->region, map->offset, map->length, map->address, rc);
	/* What stays after an error is to be taken out some time, as if it had been none. */
	if (rc && clean)
		goto unlock;
	if (add)
		vgapt_maps_add(&model->book->maps, map, bar.io);
	else
		vgapt_maps_remove(&model->book->maps, map, bar.io);
unlock:
	mutex_unlock(&vgapt_maps_lock);
	return rc;
}

/**
 * vgapt_model_map - map a part of a BAR into the domain, or take it out
 * @model: it; vgapt_model_ready() has said yes
 * @map:   what; its flags and its region are known
 *
 * All or nothing; but a part that Xen does not take out stays in the book, whole: one that
 * was to be removed, and one of which some could be added, and not be taken back.  Sleeps.
 *
 * Return: 0; -EOPNOTSUPP if the domain has no guest-physical address space; as
 * vgapt_model_enter(), vgapt_map_check(), vgapt_maps_may_add(),
 * vgapt_maps_may_remove(); -EBUSY if another domain has BARs of the function yet; -EIO if
 * the function does not answer; -ENOMEM; or what Xen answered.
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
 * @lives: the domain may have what it was given
 *
 * What Xen does not take is tried again every second, and until then the function is mapped
 * into no other domain.  Sleeps.
 */
void vgapt_model_map_end(struct vgapt_model *model, bool lives)
{
	struct vgapt_book *book = model->book;
	int bar, rc = 0;

	lockdep_assert_held(&model->lock);
	if (!book)
		return;
	mutex_lock(&vgapt_maps_lock);
	model->book = NULL;
	/* A function that is going may not answer, and still has its addresses. */
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		book->start[bar] = pci_resource_start(model->pdev, bar);
	if (lives)
		rc = vgapt_book_undo(book);
	if (rc) {
		dev_err_ratelimited(&model->pdev->dev, "d%u keeps region %u, %#llx bytes from %#llx, and %u more such: %d; tried again until it does not, or is gone\n",
				    book->dom.domid, book->maps.record[0].region,
				    book->maps.record[0].length, book->maps.record[0].offset,
				    book->maps.num - 1, rc);
		vgapt_book_leave(book);
	} else {
		vgapt_book_free(book);
	}
	mutex_unlock(&vgapt_maps_lock);
}

/**
 * vgapt_model_map_exit - stop trying
 *
 * Nothing is left: that holds the module.  Sleeps.
 */
void vgapt_model_map_exit(void)
{
	cancel_delayed_work_sync(&vgapt_books_again);
}
