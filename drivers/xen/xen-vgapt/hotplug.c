// SPDX-License-Identifier: GPL-2.0-only
/*
 * What follows when display functions come and go, and when xen-pciback takes
 * one or lets go of it.
 */
#include "assign/assign.h"
#include "assign/record.h"
#include "claim.h"
#include "hotplug.h"
#include "legacy/aperture.h"
#include "legacy/owner.h"
#include "legacy/route.h"
#include "life.h"
#include "load.h"
#include "model/news.h"
#include "params.h"
#include "pure/pure.h"
#include "reset/forbid.h"
#include "reset/rounds.h"
#include "reset/saved.h"
#include "rom/bar.h"
#include "rom/capture.h"
#include "rom/serve.h"
#include "uapi/registry.h"
#include "uapi/sysfs.h"
#include "vdev.h"
#include "xen/pciback.h"
#include "xen/store.h"
#include "xen_vgapt.h"

/*
 * It has changed hands: does it still answer?  Not if a guest has it, which may have it
 * not answer for a while; nor while pciback is resetting it, after which it is marked as
 * assigned.  False: somebody is at work on it.
 */
static bool vgapt_dev_look(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_claim claim;

	if (vgapt_pciback_bound(pdev) && !pci_is_dev_assigned(pdev))
		return true;
	if (!vgapt_claim_one(&claim, pdev))
		return false;
	if (!vgapt_assign_guest_has(pdev))
		vgapt_life_look(vdev);
	vgapt_claim_drop(&claim);
	return true;
}

static void vgapt_dev_look_work(struct work_struct *work)
{
	struct vgapt_dev *vdev = container_of(work, struct vgapt_dev,
					      look_work);
	unsigned int woken;

	do
		woken = vgapt_claims_woken();
	while (!READ_ONCE(vdev->gone) && !vgapt_dev_look(vdev) &&
	       vgapt_claims_wait(woken, vdev->pdev, HZ) >= 0);
	vgapt_dev_put(vdev);
}

static void vgapt_dev_queue(struct vgapt_dev *vdev, struct work_struct *work)
{
	/* The work's own reference; one that is queued already has one. */
	vgapt_dev_get(vdev);
	if (!queue_work(vgapt_wq, work))
		vgapt_dev_put(vdev);
}

static void vgapt_dev_keep(struct pci_dev *pdev)
{
	struct vgapt_claim claim;

	/* Not what a guest has made of it; a reset sees to it by itself. */
	if (!vgapt_claim_one(&claim, pdev))
		return;
	device_lock(&pdev->dev);
	if (vgapt_pciback_bound(pdev) && !vgapt_assign_guest_has(pdev))
		vgapt_saved_keep(pdev);
	device_unlock(&pdev->dev);
	vgapt_claim_drop(&claim);
}

/*
 * Of all of the card's functions: if it dies, the reset that brings it back finds all
 * of them blank.
 */
static void vgapt_dev_keep_card(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev, *other;
	int function;

	for (function = 0; function < 8; function++) {
		other = pci_get_slot(pdev->bus, PCI_DEVFN(PCI_SLOT(pdev->devfn), function));
		if (other)
			vgapt_dev_keep(other);
		pci_dev_put(other);
	}
}

static void vgapt_dev_seize_work(struct work_struct *work)
{
	struct vgapt_dev *vdev = container_of(work, struct vgapt_dev,
					      seize_work);

	/* This one is waited for. */
	if (!vgapt_dev_look(vdev))
		vgapt_dev_queue(vdev, &vdev->look_work);
	if (vgapt_dev_is_seized(vdev)) {
		vgapt_aperture_release(vdev->pdev);
		/* A driver in dom0 may have been in the way until now. */
		vgapt_rom_look(vdev, false);
		vgapt_rom_serve(vdev, VGAPT_SERVE_SEIZED);
	}
	if (!vgapt_life_dead(vdev))
		vgapt_dev_keep_card(vdev);
	vgapt_dev_put(vdev);
}

/*
 * There may be a guest that has it, whether pciback still knows that or not.  Asks
 * xenstore, sleeps.
 */
static void vgapt_dev_meet(struct vgapt_dev *vdev)
{
	struct vgapt_assign assign;

	vgapt_assign_read(vdev->pdev, &assign);
	if (assign.is.note_error)
		pci_warn(vdev->pdev, "can't tell whether a guest has it: %d; it is taken for used\n",
			 assign.is.note_error);
	if (vgapt_assign_in_use(&assign.is))
		vgapt_dev_used(vdev);
}

/*
 * A hot-added function has no addresses yet when the bus tells of it.  They are
 * there when whoever adds it lets go of the rescan lock.  User space has heard of
 * the function by then, and may want to keep its ROM: it is told again.
 */
static void vgapt_dev_late_work(struct work_struct *work)
{
	struct vgapt_dev *vdev = container_of(work, struct vgapt_dev,
					      late_work);

	vgapt_dev_meet(vdev);
	pci_lock_rescan_remove();
	vgapt_rom_look(vdev, false);
	pci_unlock_rescan_remove();
	if (!READ_ONCE(vdev->gone))
		kobject_uevent(&vdev->pdev->dev.kobj, KOBJ_CHANGE);
	vgapt_dev_put(vdev);
}

/*
 * The function is bound to pciback.  Called with the device lock held, from the
 * bus's notifier among others: does not sleep.
 */
static void vgapt_dev_seized(struct vgapt_dev *vdev)
{
	device_lock_assert(&vdev->pdev->dev);
	vgapt_legacy_seized(vdev, true);
	vgapt_rom_bar_expose(vdev);
	vgapt_dev_queue(vdev, &vdev->seize_work);
}

/* pciback may have had it before we were there.  Caller holds the device lock. */
static void vgapt_dev_seized_before(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_dev *known = vgapt_dev_find(pdev);

	device_lock_assert(&pdev->dev);
	if (known == vdev && vgapt_pciback_bound(pdev) && !vgapt_dev_is_seized(vdev))
		vgapt_dev_seized(vdev);
	if (known)
		vgapt_dev_put(known);
}

/* It was there before us.  Nobody has it until its ROM has been read. */
static void vgapt_dev_load_work(struct work_struct *work)
{
	struct vgapt_dev *vdev = container_of(work, struct vgapt_dev,
					      load_work);
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_claim claim;
	bool claimed;

	claimed = vgapt_claim_one(&claim, pdev);
	device_lock(&pdev->dev);
	vgapt_load_locked();
	if (claimed && !READ_ONCE(vdev->gone))
		vgapt_rom_capture(vdev);
	vgapt_dev_seized_before(vdev);
	device_unlock(&pdev->dev);
	if (claimed)
		vgapt_claim_drop(&claim);
	vgapt_load_done();
	vgapt_dev_put(vdev);
}

/* The function is leaving pciback.  As above. */
static void vgapt_dev_unseized(struct vgapt_dev *vdev)
{
	device_lock_assert(&vdev->pdev->dev);
	vgapt_legacy_seized(vdev, false);
	vgapt_rom_serve_end(vdev);
	vgapt_dev_queue(vdev, &vdev->look_work);
}

/* It leaves pciback, or the bus.  Whether it was a guest's or not.  Sleeps. */
static void vgapt_dev_lost(struct pci_dev *pdev)
{
	vgapt_registry_taken(pdev, NULL, true);
	vgapt_news_taken(pdev, VGAPT_NO_DOMAIN);
}

/* Make a display function known.  Returns NULL if it is none, or on error. */
static struct vgapt_dev *vgapt_dev_add(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev;
	int rc = -ENOMEM;

	if (pdev->class >> 16 != PCI_BASE_CLASS_DISPLAY)
		return NULL;

	vdev = vgapt_dev_new(pdev);
	if (!vdev)
		goto unknown;
	INIT_WORK(&vdev->seize_work, vgapt_dev_seize_work);
	INIT_WORK(&vdev->late_work, vgapt_dev_late_work);
	INIT_WORK(&vdev->load_work, vgapt_dev_load_work);
	INIT_WORK(&vdev->look_work, vgapt_dev_look_work);
	vdev->primary = vdev->vga && vgapt_param_primary(pdev);

	if (!vgapt_dev_list(vdev)) {
		vgapt_dev_put(vdev);
		return NULL;
	}
	rc = vgapt_sysfs_add(vdev);
	if (rc) {
		vgapt_dev_unlist(pdev);
		vgapt_dev_put(vdev);
		goto unknown;
	}
	pci_dbg(pdev, "known, %s\n",
		vdev->vga ? "VGA compatible" : "no legacy ranges");
	return vdev;

unknown:
	pci_err(pdev, "no sysfs folder: %d\n", rc);
	return NULL;
}

/* Forget a function; @vdev is off the list already. */
static void vgapt_dev_drop(struct vgapt_dev *vdev)
{
	/*
	 * Gone first, and whoever waits on its behalf woken up: the folder waits
	 * for who is writing to one of its files, which may be a grant that waits
	 * for the arbiter, or a reset that waits for the card.
	 */
	vgapt_legacy_gone(vdev);
	vgapt_claims_wake();
	vgapt_sysfs_remove(vdev);
	/* Not with the last reference: a device model may keep its own for long. */
	vgapt_life_end(vdev);
	vgapt_dev_put(vdev);
}

/* Its past no longer matters.  Does not sleep. */
static void vgapt_forget(struct pci_dev *pdev)
{
	vgapt_record_forget(pdev);
	vgapt_rounds_forget(pdev);
	vgapt_saved_forget(pdev);
}

/* A driver of dom0's has it: it would not, if it did not answer. */
static void vgapt_dev_driven(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev = vgapt_dev_find(pdev);

	if (!vdev)
		return;
	if (vgapt_life_dead(vdev))
		vgapt_dev_queue(vdev, &vdev->look_work);
	vgapt_dev_put(vdev);
}

/* xen-pciback has a function that is no display: one of a card that it has? */
static void vgapt_dev_joined(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev = vgapt_dev_of_card(pdev);

	if (!vdev)
		return;
	if (vgapt_dev_is_seized(vdev))
		vgapt_dev_queue(vdev, &vdev->seize_work);
	vgapt_dev_put(vdev);
}

static int vgapt_bus_event(struct notifier_block *nb, unsigned long event,
			   void *data)
{
	struct pci_dev *pdev = to_pci_dev(data);
	struct vgapt_dev *vdev;

	switch (event) {
	case BUS_NOTIFY_ADD_DEVICE:
		vgapt_devices_added();
		vgapt_reset_forbid(pdev);
		vdev = vgapt_dev_add(pdev);
		if (vdev)
			vgapt_dev_queue(vdev, &vdev->late_work);
		return NOTIFY_DONE;
	case BUS_NOTIFY_DEL_DEVICE:
		vgapt_registry_gone(pdev);
		vgapt_dev_lost(pdev);
		vgapt_reset_forbid_forget(pdev);
		vdev = vgapt_dev_unlist(pdev);
		if (vdev) {
			if (vdev->vga)
				vgapt_route_forget(pdev);
			/* If its driver leaves it later, we no longer know it then. */
			device_lock(&pdev->dev);
			vgapt_rom_serve_end(vdev);
			device_unlock(&pdev->dev);
			vgapt_dev_drop(vdev);
		}
		vgapt_forget(pdev);
		return NOTIFY_DONE;
	case BUS_NOTIFY_REMOVED_DEVICE:
		/* A capability may have been made since. */
		vgapt_registry_gone(pdev);
		vgapt_dev_lost(pdev);
		return NOTIFY_DONE;
	case BUS_NOTIFY_UNBOUND_DRIVER:
		/* From here on pciback is not found to have it; until here it was. */
		vgapt_dev_lost(pdev);
		return NOTIFY_DONE;
	case BUS_NOTIFY_BOUND_DRIVER:
	case BUS_NOTIFY_UNBIND_DRIVER:
		break;
	default:
		return NOTIFY_DONE;
	}

	/* The driver core holds the device lock here. */
	if (!vgapt_pciback_bound(pdev)) {
		if (event == BUS_NOTIFY_BOUND_DRIVER)
			vgapt_dev_driven(pdev);
		return NOTIFY_DONE;
	}
	if (event == BUS_NOTIFY_BOUND_DRIVER)
		vgapt_reset_forbid_again(pdev);
	vdev = vgapt_dev_find(pdev);
	if (vdev && event == BUS_NOTIFY_BOUND_DRIVER)
		vgapt_dev_seized(vdev);
	else if (vdev)
		vgapt_dev_unseized(vdev);
	else if (event == BUS_NOTIFY_BOUND_DRIVER)
		vgapt_dev_joined(pdev);
	/* Who may have what of it is asked until here. */
	if (event == BUS_NOTIFY_UNBIND_DRIVER) {
		vgapt_dev_lost(pdev);
		vgapt_forget(pdev);
	}
	if (vdev)
		vgapt_dev_put(vdev);
	return NOTIFY_DONE;
}

static struct notifier_block vgapt_bus_nb = {
	.notifier_call = vgapt_bus_event,
};

/**
 * vgapt_devices_init - get to know the display functions there are
 *
 * Has their ROMs captured, and notes those xen-pciback has already; vgapt_load_wait()
 * waits for that.
 *
 * Return: 0 or a negative error; then nothing remains.
 */
int vgapt_devices_init(void)
{
	struct vgapt_store_notes notes;
	struct pci_dev *pdev = NULL;
	struct vgapt_dev *vdev;
	int rc;

	pci_lock_rescan_remove();
	rc = bus_register_notifier(&pci_bus_type, &vgapt_bus_nb);
	if (rc) {
		pci_unlock_rescan_remove();
		return rc;
	}
	/* xenstored is asked once, not for each function: it takes its time. */
	vgapt_store_list(&notes);
	/* Flash is slow: all at the same time, it takes as long as one. */
	for_each_pci_dev(pdev) {
		vgapt_reset_forbid(pdev);
		vdev = vgapt_dev_add(pdev);
		if (!vdev)
			continue;
		/* Guests there may have been before us, and one may have had it. */
		if (vgapt_pciback_bound(pdev) && vgapt_store_running())
			WRITE_ONCE(vdev->had_guest, true);
		if (vgapt_store_listed(&notes, pdev) ||
		    vgapt_pciback_owner(pdev) != VGAPT_NO_DOMAIN)
			vgapt_dev_meet(vdev);
		vgapt_load_add();
		vgapt_dev_queue(vdev, &vdev->load_work);
	}
	/* Nothing comes or goes meanwhile. */
	vgapt_load_await_locks();
	vgapt_store_unlist(&notes);
	pci_unlock_rescan_remove();
	return 0;
}

/**
 * vgapt_devices_exit - forget all functions
 *
 * Called when nothing is granted.
 */
void vgapt_devices_exit(void)
{
	struct vgapt_dev *vdev;

	/* What was there before us, or has been seized, is done with before it is taken back. */
	vgapt_load_exit();
	flush_workqueue(vgapt_wq);
	/*
	 * Under the lock: a function that goes after the notifier, and before its
	 * files are taken away here, would leave them without their folder.
	 */
	pci_lock_rescan_remove();
	bus_unregister_notifier(&pci_bus_type, &vgapt_bus_nb);
	while ((vdev = vgapt_dev_unlist_any())) {
		device_lock(&vdev->pdev->dev);
		vgapt_legacy_seized(vdev, false);
		if (vdev->rom_bar.hidden || !vgapt_assign_guest_has(vdev->pdev))
			vgapt_rom_serve_end(vdev);
		else if (vdev->rom_bar.exposed)
			pci_warn(vdev->pdev, "a guest has its ROM mapped, the resource stays as it is\n");
		vgapt_life_forget(vdev);
		device_unlock(&vdev->pdev->dev);
		vgapt_dev_drop(vdev);
	}
	vgapt_reset_forbid_exit();
	pci_unlock_rescan_remove();
	/* Late captures want that lock.  They find that their function is gone. */
	flush_workqueue(vgapt_wq);
	vgapt_places_exit();
}
