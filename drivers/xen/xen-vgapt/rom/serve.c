// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which ROM a guest gets.
 *
 * QEMU maps into the guest what the function's ROM resource names, and libxl permits it.
 * By default that is memory of ours with the copy that was chosen, wherever it came from:
 * so a card without a ROM BAR has one, one with rotten flash a good one, and the
 * administrator's image is what the guest's firmware runs.  It need not be slow flash
 * either, nor does a guest get to see what another has left there.
 *
 * The resource has been seen to when the function is seized, for device models that open
 * it before anybody writes do_flr, and again before each guest.
 */
#include <linux/pci.h>

#include "assign/assign.h"
#include "assign/record.h"
#include "claim.h"
#include "pure/rom/image.h"
#include "pure/rom/window.h"
#include "rom/bar.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "rom/pages.h"
#include "rom/serve.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

/* News come in bursts. */
#define VGAPT_SERVE_MS		100
/* Somebody is at work on a function: then another time. */
#define VGAPT_SERVE_BUSY_MS	1000

static void vgapt_rom_serve_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(vgapt_serve_work, vgapt_rom_serve_work);

static void vgapt_rom_serve_after(unsigned int ms)
{
	mod_delayed_work(vgapt_wq, &vgapt_serve_work, msecs_to_jiffies(ms));
}

/*
 * Caller holds the device lock, as all who change the pointer.  Before pages go, all are
 * noted who may have mapped them, by pciback's word and by our record.
 */
static void vgapt_rom_serve_pages(struct vgapt_dev *vdev, struct vgapt_rom_pages *pages)
{
	struct vgapt_rom_pages *before = vdev->rom_pages;
	struct pci_dev *pdev = vdev->pdev;

	device_lock_assert(&pdev->dev);
	if (before) {
		vgapt_rom_served_to(vdev, vgapt_pciback_owner(pdev), false);
		vgapt_rom_served_to(vdev, vgapt_record_last(pdev), false);
	}
	spin_lock(&vdev->rom_lock);
	vdev->rom_pages = pages;
	spin_unlock(&vdev->rom_lock);
	if (before)
		vgapt_rom_pages_retire(before);
}

/* Pages that are as good as new, or NULL.  @assign: as for the other ones. */
static struct vgapt_rom_pages *vgapt_rom_serve_again(struct vgapt_dev *vdev, struct vgapt_rom *rom,
						     u32 size, const struct vgapt_assign *assign)
{
	struct vgapt_rom_pages *pages = vdev->rom_pages;
	bool in_use;

	if (!pages)
		return NULL;
	in_use = vgapt_rom_pages_in_use(pages);
	if (vgapt_rom_pages_given(pages) && vgapt_rom_pages_changed(pages))
		dev_warn_ratelimited(&vdev->pdev->dev, "its last guest has written to its copy of the ROM; the next one gets a new one\n");
	/* Somebody may still write to them. */
	if (in_use || pages->size != size)
		return NULL;
	/* For each guest; news alone change nothing. */
	if (assign || pages->rom != rom || vgapt_rom_pages_given(pages))
		vgapt_rom_pages_fill(pages, rom);
	return pages;
}

/* Other ones: @assign is of the guest that they are for, or NULL. */
static struct vgapt_rom_pages *vgapt_rom_serve_other(struct vgapt_dev *vdev, struct vgapt_rom *rom,
						     u32 size, const struct vgapt_assign *assign,
						     int *error)
{
	struct vgapt_rom_pages *pages = NULL;

	if (assign && assign->is.named != VGAPT_NO_DOMAIN)
		pages = vgapt_rom_pages_reclaim(vdev->pdev, size, assign->is.named, assign->stub);
	if (!pages)
		pages = vgapt_rom_pages_new(vdev->pdev, size, error);
	if (pages)
		vgapt_rom_pages_fill(pages, rom);
	return pages;
}

static int vgapt_rom_serve_copy(struct vgapt_dev *vdev, struct vgapt_rom *rom,
				const struct vgapt_assign *assign)
{
	u32 size = vgapt_rom_window_for(rom->size, PAGE_SIZE);
	struct vgapt_rom_pages *pages = vgapt_rom_serve_again(vdev, rom, size, assign);
	int rc = 0;

	if (!pages)
		pages = vgapt_rom_serve_other(vdev, rom, size, assign, &rc);
	if (!pages)
		return rc;
	rc = vgapt_rom_bar_hide(vdev, pages->maddr, pages->size);
	if (rc && pages != vdev->rom_pages)
		vgapt_rom_pages_retire(pages);
	else if (!rc && pages != vdev->rom_pages)
		vgapt_rom_serve_pages(vdev, pages);
	return rc;
}

static const char *vgapt_rom_serve_why(int error)
{
	switch (error) {
	case -ENOSPC:
		return ", there is no address range for its ROM BAR";
	case -ENOTTY:
		return ", its ROM BAR can't be seen while it is off";
	case -EADDRNOTAVAIL:
		return ", a PVH dom0 does not know where its memory lies";
	case -EBADMSG:
		return ", nothing can be made of that";
	case -ESTALE:
		return ", that has been run by the host's firmware";
	case -EFAULT:
		return ", Xen can't map it with shadow paging (hap = 0)";
	case -EOPNOTSUPP:
		return ", Xen does not tell when it has gone";
	}
	return "";
}

/* What stands in the way of the copy is told once, until something else does. */
static void vgapt_rom_serve_tell(struct vgapt_dev *vdev, int error)
{
	if (error && error != vdev->rom_serve_error)
		pci_warn(vdev->pdev, "the guest gets the ROM from the card itself and not the copy: %d%s\n",
			 error, vgapt_rom_serve_why(error));
	vdev->rom_serve_error = error;
}

/* Is it for a guest whose paging is Xen's?  That is told when it is given to it. */
static bool vgapt_rom_serve_shadow(const struct vgapt_assign *assign)
{
	const struct vgapt_xen_domain *dom;

	dom = assign ? vgapt_assign_domain(assign, assign->is.named) : NULL;
	return dom && dom->hvm && !dom->hap;
}

/* Has it been run, and is there a flash that has not? */
static bool vgapt_rom_serve_worn(struct vgapt_dev *vdev, const struct vgapt_rom *rom)
{
	if (!rom || !vgapt_rom_source_run(rom->source))
		return false;
	return vdev->rom_bar.exposed || vdev->rom_bar.park || vgapt_rom_bar_exists(vdev->pdev);
}

static int vgapt_rom_serve_hindrance(const struct vgapt_rom_facts_for *facts)
{
	return !facts->known ? -EOPNOTSUPP : !facts->usable ? -EBADMSG :
	       facts->shadow ? -EFAULT : -ESTALE;
}

static void vgapt_rom_serve_now(struct vgapt_dev *vdev, const struct vgapt_assign *assign)
{
	struct vgapt_rom *rom = vgapt_rom_get_chosen(vdev);
	const struct vgapt_rom_facts_for facts = {
		.mode = READ_ONCE(vdev->rom_mode),
		.usable = rom && vgapt_rom_usable(rom->fault),
		.known = vgapt_xen_version(),
		.worn = vgapt_rom_serve_worn(vdev, rom),
		.shadow = vgapt_rom_serve_shadow(assign),
	};
	enum vgapt_rom_mode mode = vgapt_rom_mode_for(&facts);
	int error = 0;

	vdev->rom_serve_failed = false;
	if (rom && facts.mode == VGAPT_ROM_MODE_COPY && mode != facts.mode)
		error = vgapt_rom_serve_hindrance(&facts);
	if (mode == VGAPT_ROM_MODE_COPY) {
		error = vgapt_rom_serve_copy(vdev, rom, assign);
		vdev->rom_serve_failed = error;
		if (error)
			mode = VGAPT_ROM_MODE_FLASH;
	}
	vgapt_rom_serve_tell(vdev, error);
	if (mode == VGAPT_ROM_MODE_NONE)
		vgapt_rom_bar_hide(vdev, 0, 0);
	if (mode == VGAPT_ROM_MODE_FLASH) {
		if (vdev->rom_bar.hidden)
			vgapt_rom_bar_restore(vdev);
		vgapt_rom_bar_expose(vdev);
	}
	if (mode != VGAPT_ROM_MODE_COPY)
		vgapt_rom_serve_pages(vdev, NULL);
	vgapt_rom_put(rom);
}

/*
 * Is it a guest's, or may it be?  Then what the resource names stays.  @assign is of the
 * guest that it is being given to: it has been reset for that one, so nobody who lives
 * has it.  Without that, our record counts, whatever has become of libxl's note.
 *
 * One that is dying no longer counts, though it may still be pciback's owner.
 */
static bool vgapt_rom_serve_must_stay(struct vgapt_dev *vdev, const struct vgapt_assign *assign)
{
	return assign ? vgapt_assign_holder(vdev->pdev) != VGAPT_NO_DOMAIN :
			vgapt_assign_maybe_has(vdev->pdev);
}

/* Not worth another try: a card stays as it is, and news alone make no memory. */
static bool vgapt_rom_serve_in_vain(struct vgapt_dev *vdev, enum vgapt_serve why)
{
	if (vdev->rom_serve_error == -ENOTTY && vdev->rom_mode == VGAPT_ROM_MODE_COPY)
		return true;
	if (why == VGAPT_SERVE_NEWS && vdev->rom_serve_failed)
		return true;
	/* News say nothing of its paging: that was settled when it was given to it. */
	if (why == VGAPT_SERVE_NEWS && vdev->rom_serve_error == -EFAULT)
		return true;
	/* A guest may have it, from before we were there.  The next reset settles that. */
	return why != VGAPT_SERVE_CHANGED && READ_ONCE(vdev->dirty) && !vdev->rom_bar.hidden;
}

/* Caller has claimed the function. */
static void vgapt_rom_serve_claimed(struct vgapt_dev *vdev, enum vgapt_serve why,
				    const struct vgapt_assign *assign)
{
	struct pci_dev *pdev = vdev->pdev;

	device_lock(&pdev->dev);
	if (!vgapt_dev_is_seized(vdev) || !vgapt_pciback_bound(pdev))
		goto unlock;
	if (!vgapt_rom_serve_must_stay(vdev, assign)) {
		if (!vgapt_rom_serve_in_vain(vdev, why))
			vgapt_rom_serve_now(vdev, assign);
	} else if (vdev->rom_pages) {
		vgapt_rom_bar_cover(vdev);
	}
unlock:
	device_unlock(&pdev->dev);
}

/**
 * vgapt_rom_serve - see to what the next guest gets for a function's ROM
 * @vdev: the function
 * @why:  what has happened
 *
 * Nothing is changed while a guest that lives may have it.  If it is being reset it is
 * left for later.  Takes the device lock; sleeps.
 */
void vgapt_rom_serve(struct vgapt_dev *vdev, enum vgapt_serve why)
{
	struct vgapt_claim claim;

	if (!vgapt_claim_one(&claim, vdev->pdev)) {
		vgapt_rom_serve_after(VGAPT_SERVE_BUSY_MS);
		return;
	}
	vgapt_rom_serve_claimed(vdev, why, NULL);
	vgapt_claim_drop(&claim);
}

/**
 * vgapt_rom_serve_guest - the same, for the guest that it is being given to
 * @vdev:   the function, which has been reset for it
 * @assign: whose it is, and is to be
 *
 * Waits until nobody else is at work on it.  Takes the device lock; sleeps.
 */
void vgapt_rom_serve_guest(struct vgapt_dev *vdev, const struct vgapt_assign *assign)
{
	struct vgapt_claim claim;

	if (!vgapt_claim_await(&claim, vdev->pdev, &vdev->gone))
		return;
	vgapt_rom_serve_claimed(vdev, VGAPT_SERVE_CHANGED, assign);
	vgapt_claim_drop(&claim);
}

static void vgapt_rom_serve_work(struct work_struct *work)
{
	struct pci_dev *pdev = NULL;
	struct vgapt_dev *vdev;

	for_each_pci_dev(pdev) {
		vdev = vgapt_dev_find(pdev);
		if (!vdev)
			continue;
		if (vgapt_dev_is_seized(vdev)) {
			/* What the guest has left in the flash. */
			if (READ_ONCE(vdev->rom_flash_due) && !READ_ONCE(vdev->dirty))
				vgapt_rom_look(vdev, false);
			vgapt_rom_serve(vdev, VGAPT_SERVE_NEWS);
		}
		vgapt_dev_put(vdev);
	}
	vgapt_rom_pages_look();
}

/**
 * vgapt_rom_serve_later - a guest may have come or gone: see to what the next one gets
 *
 * Does not sleep.
 */
void vgapt_rom_serve_later(void)
{
	vgapt_rom_serve_after(VGAPT_SERVE_MS);
}

/**
 * vgapt_rom_serve_end - a function is leaving xen-pciback, or has gone
 * @vdev: the function
 *
 * Its resource is as Linux had made it.  Caller holds the device lock; does not sleep.
 */
void vgapt_rom_serve_end(struct vgapt_dev *vdev)
{
	device_lock_assert(&vdev->pdev->dev);
	vgapt_rom_bar_restore(vdev);
	vgapt_rom_serve_pages(vdev, NULL);
	vdev->rom_serve_error = 0;
	vdev->rom_serve_failed = false;
}

/**
 * vgapt_rom_serve_exit - be done with all of it
 *
 * Nobody asks for it any more.  Sleeps.
 */
void vgapt_rom_serve_exit(void)
{
	cancel_delayed_work_sync(&vgapt_serve_work);
	vgapt_rom_pages_exit();
}

/**
 * vgapt_rom_served_to - a domain gets a function, and may map its ROM
 * @vdev:  the function
 * @domid: the domain, or the one that serves it, or VGAPT_NO_DOMAIN
 * @lives: it is known to be there: Xen is not asked
 *
 * Does not sleep.
 */
void vgapt_rom_served_to(struct vgapt_dev *vdev, int domid, bool lives)
{
	if (domid == VGAPT_NO_DOMAIN)
		return;
	if (!lives && !vgapt_xen_domain_exists(domid))
		return;
	spin_lock(&vdev->rom_lock);
	if (vdev->rom_pages)
		vgapt_rom_pages_used(vdev->rom_pages, domid);
	spin_unlock(&vdev->rom_lock);
	vgapt_rom_pages_note(vdev->pdev, domid);
}

/**
 * vgapt_rom_set_mode - say what guests are to get for a function's ROM
 * @vdev: the function
 * @mode: what
 *
 * From the next guest on.  Sleeps.
 */
void vgapt_rom_set_mode(struct vgapt_dev *vdev, enum vgapt_rom_mode mode)
{
	WRITE_ONCE(vdev->rom_mode, mode);
	vgapt_rom_serve(vdev, VGAPT_SERVE_CHANGED);
}

/**
 * vgapt_rom_served - what a guest gets for a function's ROM
 * @vdev: the function
 *
 * The one that has it now, or else the next.  Takes no lock: while that changes the
 * answer may be what it was, or will be.
 *
 * Return: what.
 */
enum vgapt_rom_served vgapt_rom_served(struct vgapt_dev *vdev)
{
	const struct resource *res = &vdev->pdev->resource[PCI_ROM_RESOURCE];

	if (!(res->flags & IORESOURCE_MEM) || !res->start)
		return VGAPT_ROM_SERVED_NONE;
	if (READ_ONCE(vdev->rom_bar.hidden))
		return VGAPT_ROM_SERVED_COPY;
	return res->flags & IORESOURCE_ROM_SHADOW ? VGAPT_ROM_SERVED_SHADOW :
						    VGAPT_ROM_SERVED_FLASH;
}
