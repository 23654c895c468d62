// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of dom0 that a guest has mapped as its card's ROM.
 *
 * Xen maps it into the guest as it maps a BAR (p2m_mmio_direct): it takes no reference
 * on the pages, and does not know that they are RAM.  So nobody but us sees to it that
 * they are not given to anybody else while a domain can still reach them.  They are
 * freed when Xen no longer knows any of the domains to which they may have been mapped:
 * then no processor of theirs runs, and their devices have been taken from them.  Where
 * that can't be told they stay as they are for ever, and the log says so.
 *
 * As long as a domain may have them, the module can't be unloaded.
 */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <asm/cacheflush.h>

#include "rom/copy.h"
#include "rom/pages.h"
#include "xen/calls.h"
#include "xen/machine.h"
#include "xen_vgapt.h"

/* What flash holds where nothing has been written. */
#define VGAPT_ROM_BLANK	0xff

/*
 * Until libxl's note, and pciback's owner, can be relied on by whoever looks: somebody
 * may have read their address of whom nobody has told us yet.
 */
#define VGAPT_PAGES_KEEP_SECONDS	30
/* Xen may take a while to be done with a domain; nobody tells when. */
#define VGAPT_PAGES_AGAIN_SECONDS	1

static LIST_HEAD(vgapt_pages_retired);
static DEFINE_SPINLOCK(vgapt_pages_lock);

static void vgapt_rom_pages_reap_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(vgapt_pages_reap, vgapt_rom_pages_reap_work);

static void vgapt_rom_pages_free(struct vgapt_rom_pages *pages)
{
	pci_dbg(pages->pdev, "rom: %u bytes at %#llx are free\n", pages->size, pages->maddr);
	vgapt_rom_put(pages->rom);
	/* What was in them is nobody's business. */
	memset(pages->data, 0, pages->size);
	dma_free_coherent(&pages->pdev->dev, pages->size, pages->data, pages->dma);
	pci_dev_put(pages->pdev);
	kfree(pages);
}

/**
 * vgapt_rom_pages_new - get memory for a copy that a guest may have
 * @pdev:  the function
 * @size:  bytes, a power of two, whole pages
 * @error: result: why not
 *
 * Contiguous in machine memory: a resource has one address.  Sleeps.
 *
 * Return: the pages, to be filled, with no users; or NULL.
 */
struct vgapt_rom_pages *vgapt_rom_pages_new(struct pci_dev *pdev, u32 size, int *error)
{
	struct vgapt_rom_pages *pages;

	*error = -ENOMEM;
	pages = kzalloc(sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return NULL;
	pages->size = size;
	pages->data = dma_alloc_coherent(&pdev->dev, pages->size, &pages->dma,
					 GFP_KERNEL | __GFP_NOWARN);
	if (!pages->data) {
		kfree(pages);
		return NULL;
	}
	pages->pdev = pci_dev_get(pdev);
	*error = vgapt_xen_machine_address(pages->dma, &pages->maddr);
	if (*error) {
		vgapt_rom_pages_free(pages);
		return NULL;
	}
	return pages;
}

/**
 * vgapt_rom_pages_fill - put a copy into pages
 * @pages: the pages; nobody has them mapped
 * @rom:   the copy, not above their size
 *
 * All of them is written: nothing of what was there before remains.  Does not sleep.
 */
void vgapt_rom_pages_fill(struct vgapt_rom_pages *pages, struct vgapt_rom *rom)
{
	struct vgapt_rom *before = pages->rom;

	memcpy(pages->data, rom->data, rom->size);
	memset(pages->data + rom->size, VGAPT_ROM_BLANK, pages->size - rom->size);
	/* The guest's accesses are not cached (Xen maps it as a BAR, UC). */
	clflush_cache_range(pages->data, pages->size);
	pages->rom = vgapt_rom_get(rom);
	vgapt_rom_put(before);
	spin_lock(&vgapt_pages_lock);
	pages->given = pages->num || pages->lost;
	spin_unlock(&vgapt_pages_lock);
}

/**
 * vgapt_rom_pages_changed - has somebody written to pages since they were filled?
 * @pages: the pages
 *
 * Return: true if so.
 */
bool vgapt_rom_pages_changed(struct vgapt_rom_pages *pages)
{
	const struct vgapt_rom *rom = pages->rom;

	if (!rom)
		return false;
	clflush_cache_range(pages->data, pages->size);
	return memcmp(pages->data, rom->data, rom->size) ||
	       memchr_inv(pages->data + rom->size, VGAPT_ROM_BLANK, pages->size - rom->size);
}

static void vgapt_rom_pages_add(struct vgapt_rom_pages *pages, u16 domid)
	__must_hold(&vgapt_pages_lock)
{
	u32 i;

	lockdep_assert_held(&vgapt_pages_lock);
	pages->given = true;
	for (i = 0; i < pages->num; i++)
		if (pages->users[i] == domid)
			return;
	if (pages->lost)
		return;
	if (i == ARRAY_SIZE(pages->users) ||
	    (!i && !try_module_get(THIS_MODULE))) {
		pages->lost = true;
		pci_warn(pages->pdev, "can't keep account of who has its copy of the ROM: that is never freed\n");
		return;
	}
	pages->users[pages->num++] = domid;
}

/**
 * vgapt_rom_pages_used - take note that a domain may have pages mapped from now on
 * @pages: the pages
 * @domid: the domain
 *
 * Does not sleep.
 */
void vgapt_rom_pages_used(struct vgapt_rom_pages *pages, u16 domid)
{
	spin_lock(&vgapt_pages_lock);
	vgapt_rom_pages_add(pages, domid);
	spin_unlock(&vgapt_pages_lock);
}

/**
 * vgapt_rom_pages_note - a domain has a function, and may have read where its ROM was
 * @pdev:  the function
 * @domid: the domain
 *
 * Pages of it that have been retired lately may be what it has mapped.  Does not sleep.
 */
void vgapt_rom_pages_note(struct pci_dev *pdev, u16 domid)
{
	struct vgapt_rom_pages *pages;

	spin_lock(&vgapt_pages_lock);
	list_for_each_entry(pages, &vgapt_pages_retired, node)
		if (pages->pdev == pdev && time_before(jiffies, pages->until))
			vgapt_rom_pages_add(pages, domid);
	spin_unlock(&vgapt_pages_lock);
}

/**
 * vgapt_rom_pages_given - may anybody have had pages since they were filled?
 * @pages: the pages
 *
 * Return: true if so.
 */
bool vgapt_rom_pages_given(struct vgapt_rom_pages *pages)
{
	bool given;

	spin_lock(&vgapt_pages_lock);
	given = pages->given;
	spin_unlock(&vgapt_pages_lock);
	return given;
}

/* Strikes out those that Xen no longer knows. */
static bool vgapt_rom_pages_left(struct vgapt_rom_pages *pages)
	__must_hold(&vgapt_pages_lock)
{
	u32 i = 0;

	lockdep_assert_held(&vgapt_pages_lock);
	while (i < pages->num) {
		if (vgapt_xen_domain_exists(pages->users[i])) {
			i++;
			continue;
		}
		pages->users[i] = pages->users[--pages->num];
		if (!pages->num)
			module_put(THIS_MODULE);
	}
	return pages->num || pages->lost;
}

/**
 * vgapt_rom_pages_in_use - may a domain still reach pages?
 * @pages: the pages
 *
 * Asks Xen; does not sleep.
 *
 * Return: true if so, or if that can't be told.
 */
bool vgapt_rom_pages_in_use(struct vgapt_rom_pages *pages)
{
	bool left;

	spin_lock(&vgapt_pages_lock);
	left = vgapt_rom_pages_left(pages);
	spin_unlock(&vgapt_pages_lock);
	return left;
}

/**
 * vgapt_rom_pages_retire - be done with pages
 * @pages: the pages; whoever had them knows them no more
 *
 * They are freed as soon as no domain has them, but not at once.  Does not sleep.
 */
void vgapt_rom_pages_retire(struct vgapt_rom_pages *pages)
{
	spin_lock(&vgapt_pages_lock);
	pages->until = jiffies + VGAPT_PAGES_KEEP_SECONDS * HZ;
	list_add_tail(&pages->node, &vgapt_pages_retired);
	spin_unlock(&vgapt_pages_lock);
	queue_delayed_work(vgapt_wq, &vgapt_pages_reap, VGAPT_PAGES_AGAIN_SECONDS * HZ);
}

/* Has nobody them but these two? */
static bool vgapt_rom_pages_only(struct vgapt_rom_pages *pages, int domid, int stub)
	__must_hold(&vgapt_pages_lock)
{
	u32 i;

	lockdep_assert_held(&vgapt_pages_lock);
	for (i = 0; i < pages->num; i++)
		if (pages->users[i] != domid && pages->users[i] != stub)
			return false;
	return pages->num && !pages->lost;
}

/**
 * vgapt_rom_pages_reclaim - take retired pages for a guest that has had them before
 * @pdev:  the function
 * @size:  of the pages
 * @domid: the guest
 * @stub:  its stub domain, or VGAPT_NO_DOMAIN
 *
 * So a guest to which a function is given again and again has one set of pages only.
 * Does not sleep.
 *
 * Return: pages that nobody else has, or NULL.
 */
struct vgapt_rom_pages *vgapt_rom_pages_reclaim(struct pci_dev *pdev, u32 size, int domid,
						int stub)
{
	struct vgapt_rom_pages *pages, *found = NULL;

	spin_lock(&vgapt_pages_lock);
	list_for_each_entry(pages, &vgapt_pages_retired, node) {
		if (pages->pdev != pdev || pages->size != size ||
		    !vgapt_rom_pages_only(pages, domid, stub))
			continue;
		list_del_init(&pages->node);
		found = pages;
		break;
	}
	spin_unlock(&vgapt_pages_lock);
	return found;
}

/* Free what no domain has any more, @now or in time.  Returns whether some are left. */
static bool vgapt_rom_pages_reap(bool now)
{
	struct vgapt_rom_pages *pages, *next;
	bool waiting = false, left;
	LIST_HEAD(free);

	spin_lock(&vgapt_pages_lock);
	list_for_each_entry_safe(pages, next, &vgapt_pages_retired, node) {
		left = vgapt_rom_pages_left(pages);
		if (!left && (now || !time_before(jiffies, pages->until)))
			list_move(&pages->node, &free);
		else if (!pages->lost)
			waiting = true;
	}
	spin_unlock(&vgapt_pages_lock);
	list_for_each_entry_safe(pages, next, &free, node) {
		list_del(&pages->node);
		vgapt_rom_pages_free(pages);
	}
	return waiting;
}

static void vgapt_rom_pages_reap_work(struct work_struct *work)
{
	if (vgapt_rom_pages_reap(false))
		queue_delayed_work(vgapt_wq, &vgapt_pages_reap,
				   VGAPT_PAGES_AGAIN_SECONDS * HZ);
}

/**
 * vgapt_rom_pages_look - a domain may have ended: have a look, soon
 *
 * Does not sleep.
 */
void vgapt_rom_pages_look(void)
{
	mod_delayed_work(vgapt_wq, &vgapt_pages_reap, 0);
}

/**
 * vgapt_rom_pages_exit - free what no domain has any more, for the last time
 *
 * Who might have the others held the module; what is left has been told of already.
 * Sleeps.
 */
void vgapt_rom_pages_exit(void)
{
	struct vgapt_rom_pages *pages, *next;

	cancel_delayed_work_sync(&vgapt_pages_reap);
	vgapt_rom_pages_reap(true);
	list_for_each_entry_safe(pages, next, &vgapt_pages_retired, node) {
		pci_warn(pages->pdev, "%u bytes at %#llx are never freed: a domain may have them for a ROM\n",
			 pages->size, pages->maddr);
		vgapt_rom_put(pages->rom);
		list_del(&pages->node);
		pci_dev_put(pages->pdev);
		kfree(pages);
	}
}
