// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display functions of this machine: from load or hot-add until they, or
 * the module, go.
 */
#include <linux/slab.h>

#include "legacy/aperture.h"
#include "legacy/owner.h"
#include "legacy/route.h"
#include "params.h"
#include "pure/sbdf.h"
#include "reset/book.h"
#include "rom/bar.h"
#include "rom/capture.h"
#include "uapi/sysfs.h"
#include "vdev.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

static LIST_HEAD(vgapt_devs);
/* Changes when any PCI function is added. */
static atomic_t vgapt_generation = ATOMIC_INIT(0);
static DEFINE_SPINLOCK(vgapt_devs_lock);

static void vgapt_dev_free(struct kref *kref)
{
	struct vgapt_dev *vdev = container_of(kref, struct vgapt_dev, kref);

	vgapt_rom_forget(vdev);
	pci_dev_put(vdev->pdev);
	kfree(vdev);
}

/**
 * vgapt_dev_get - take one more reference on a function
 * @vdev: the function
 */
void vgapt_dev_get(struct vgapt_dev *vdev)
{
	kref_get(&vdev->kref);
}

/**
 * vgapt_dev_put - drop a reference on a function
 * @vdev: the function
 *
 * The last one frees it, which may sleep.
 */
void vgapt_dev_put(struct vgapt_dev *vdev)
{
	kref_put(&vdev->kref, vgapt_dev_free);
}

/* Call with vgapt_devs_lock held. */
static struct vgapt_dev *vgapt_dev_lookup(struct pci_dev *pdev)
	__must_hold(&vgapt_devs_lock)
{
	struct vgapt_dev *vdev;

	lockdep_assert_held(&vgapt_devs_lock);
	list_for_each_entry(vdev, &vgapt_devs, node)
		if (vdev->pdev == pdev)
			return vdev;
	return NULL;
}

/**
 * vgapt_dev_find - find what is known of a PCI function
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: the function with a reference for the caller, or NULL if it is not
 * a display function.
 */
struct vgapt_dev *vgapt_dev_find(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev;

	spin_lock(&vgapt_devs_lock);
	vdev = vgapt_dev_lookup(pdev);
	if (vdev)
		vgapt_dev_get(vdev);
	spin_unlock(&vgapt_devs_lock);
	return vdev;
}

/**
 * vgapt_dev_find_sbdf - find a display function by its place
 * @sbdf: where it sits
 *
 * Return: the function with a reference for the caller, or NULL.
 */
struct vgapt_dev *vgapt_dev_find_sbdf(const struct vgapt_sbdf *sbdf)
{
	struct vgapt_dev *vdev;
	struct pci_dev *pdev;

	pdev = pci_get_domain_bus_and_slot(sbdf->segment, sbdf->bus,
					   sbdf->devfn);
	if (!pdev)
		return NULL;
	vdev = vgapt_dev_find(pdev);
	pci_dev_put(pdev);
	return vdev;
}

/**
 * vgapt_devices_generation - has a PCI function been added?
 *
 * Return: a number that is another one then.
 */
int vgapt_devices_generation(void)
{
	return atomic_read(&vgapt_generation);
}

/**
 * vgapt_dev_settle - wait until a seizure has had all its effects
 * @vdev: the function
 *
 * May sleep; call without the device lock.
 */
void vgapt_dev_settle(struct vgapt_dev *vdev)
{
	flush_work(&vdev->seize_work);
}

static void vgapt_dev_capture(struct vgapt_dev *vdev)
{
	device_lock(&vdev->pdev->dev);
	if (!READ_ONCE(vdev->gone))
		vgapt_rom_capture(vdev);
	device_unlock(&vdev->pdev->dev);
}

static void vgapt_dev_seize_work(struct work_struct *work)
{
	struct vgapt_dev *vdev = container_of(work, struct vgapt_dev,
					      seize_work);

	if (vgapt_legacy_is_seized(vdev)) {
		vgapt_aperture_release(vdev->pdev);
		/* A driver of dom0 may have been in the way until now. */
		vgapt_dev_capture(vdev);
		device_lock(&vdev->pdev->dev);
		/* Not what a guest has made of it. */
		if (vgapt_legacy_is_seized(vdev) &&
		    vgapt_pciback_owner(vdev->pdev) == VGAPT_NO_DOMAIN)
			vgapt_reset_book_remember(vdev->pdev);
		device_unlock(&vdev->pdev->dev);
	}
	vgapt_dev_put(vdev);
}

static void vgapt_dev_load_work(struct work_struct *work)
{
	vgapt_dev_capture(container_of(work, struct vgapt_dev, load_work));
}

/*
 * A hot-added function has no addresses yet when the bus tells of it.  They are
 * there when whoever adds it lets go of the rescan lock.
 */
static void vgapt_dev_late_work(struct work_struct *work)
{
	struct vgapt_dev *vdev = container_of(work, struct vgapt_dev,
					      late_work);

	pci_lock_rescan_remove();
	vgapt_dev_capture(vdev);
	pci_unlock_rescan_remove();
	vgapt_dev_put(vdev);
}

static void vgapt_dev_queue(struct vgapt_dev *vdev, struct work_struct *work)
{
	/* The work's own reference; one that is queued already has one. */
	vgapt_dev_get(vdev);
	if (!queue_work(vgapt_wq, work))
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

/* The function is leaving pciback.  As above. */
static void vgapt_dev_unseized(struct vgapt_dev *vdev)
{
	device_lock_assert(&vdev->pdev->dev);
	vgapt_legacy_seized(vdev, false);
	vgapt_rom_bar_restore(vdev);
}

/* Make a display function known.  Returns NULL if it is none, or on error. */
static struct vgapt_dev *vgapt_dev_add(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev;
	int rc = -ENOMEM;

	if (pdev->class >> 16 != PCI_BASE_CLASS_DISPLAY)
		return NULL;

	vdev = kzalloc(sizeof(*vdev), GFP_KERNEL);
	if (!vdev)
		goto unknown;
	kref_init(&vdev->kref);
	spin_lock_init(&vdev->rom_lock);
	spin_lock_init(&vdev->reset.lock);
	INIT_WORK(&vdev->seize_work, vgapt_dev_seize_work);
	INIT_WORK(&vdev->late_work, vgapt_dev_late_work);
	INIT_WORK(&vdev->load_work, vgapt_dev_load_work);
	vdev->pdev = pci_dev_get(pdev);
	vdev->vga = pdev->class >> 8 == PCI_CLASS_DISPLAY_VGA;
	vdev->primary = vdev->vga && vgapt_param_primary(pdev);

	spin_lock(&vgapt_devs_lock);
	if (vgapt_dev_lookup(pdev)) {
		spin_unlock(&vgapt_devs_lock);
		vgapt_dev_put(vdev);
		return NULL;
	}
	list_add_tail(&vdev->node, &vgapt_devs);
	spin_unlock(&vgapt_devs_lock);

	rc = device_add_groups(&pdev->dev, vgapt_dev_groups);
	if (rc) {
		spin_lock(&vgapt_devs_lock);
		list_del(&vdev->node);
		spin_unlock(&vgapt_devs_lock);
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
	device_remove_groups(&vdev->pdev->dev, vgapt_dev_groups);
	vgapt_legacy_gone(vdev);
	vgapt_dev_put(vdev);
}

static struct vgapt_dev *vgapt_dev_unlist(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev;

	spin_lock(&vgapt_devs_lock);
	vdev = vgapt_dev_lookup(pdev);
	if (vdev)
		list_del(&vdev->node);
	spin_unlock(&vgapt_devs_lock);
	return vdev;
}

static int vgapt_bus_event(struct notifier_block *nb, unsigned long event,
			   void *data)
{
	struct pci_dev *pdev = to_pci_dev(data);
	struct vgapt_dev *vdev;

	switch (event) {
	case BUS_NOTIFY_ADD_DEVICE:
		atomic_inc(&vgapt_generation);
		vdev = vgapt_dev_add(pdev);
		if (vdev)
			vgapt_dev_queue(vdev, &vdev->late_work);
		return NOTIFY_DONE;
	case BUS_NOTIFY_DEL_DEVICE:
		vgapt_reset_book_forget(pdev);
		vdev = vgapt_dev_unlist(pdev);
		if (vdev) {
			if (vdev->vga)
				vgapt_route_forget(pdev);
			vgapt_dev_drop(vdev);
		}
		return NOTIFY_DONE;
	case BUS_NOTIFY_BOUND_DRIVER:
	case BUS_NOTIFY_UNBIND_DRIVER:
		break;
	default:
		return NOTIFY_DONE;
	}

	/* The driver core holds the device lock here. */
	if (!vgapt_pciback_bound(pdev))
		return NOTIFY_DONE;
	if (event == BUS_NOTIFY_UNBIND_DRIVER)
		vgapt_reset_book_forget(pdev);
	vdev = vgapt_dev_find(pdev);
	if (!vdev)
		return NOTIFY_DONE;
	if (event == BUS_NOTIFY_BOUND_DRIVER)
		vgapt_dev_seized(vdev);
	else
		vgapt_dev_unseized(vdev);
	vgapt_dev_put(vdev);
	return NOTIFY_DONE;
}

static struct notifier_block vgapt_bus_nb = {
	.notifier_call = vgapt_bus_event,
};

/**
 * vgapt_devices_init - get to know the display functions there are
 *
 * Captures their ROMs, and takes note of those xen-pciback has already.
 *
 * Return: 0 or a negative error; then nothing remains.
 */
int vgapt_devices_init(void)
{
	struct workqueue_struct *captures;
	struct pci_dev *pdev = NULL;
	struct vgapt_dev *vdev;
	int rc;

	captures = alloc_workqueue(VGAPT_NAME "_load", WQ_UNBOUND, 0);
	if (!captures)
		return -ENOMEM;
	pci_lock_rescan_remove();
	rc = bus_register_notifier(&pci_bus_type, &vgapt_bus_nb);
	if (rc) {
		pci_unlock_rescan_remove();
		destroy_workqueue(captures);
		return rc;
	}
	/* Flash is slow: all at the same time, it takes as long as one. */
	for_each_pci_dev(pdev) {
		vdev = vgapt_dev_add(pdev);
		if (vdev)
			queue_work(captures, &vdev->load_work);
	}
	/* Waits for them.  Nothing comes or goes meanwhile. */
	destroy_workqueue(captures);
	for_each_pci_dev(pdev) {
		vdev = vgapt_dev_find(pdev);
		if (!vdev)
			continue;
		device_lock(&pdev->dev);
		if (vgapt_pciback_bound(pdev) && !vgapt_legacy_is_seized(vdev))
			vgapt_dev_seized(vdev);
		device_unlock(&pdev->dev);
		vgapt_dev_put(vdev);
	}
	pci_unlock_rescan_remove();
	return 0;
}

/**
 * vgapt_devices_exit - forget all functions
 *
 * Nothing is granted any more when this is called.
 */
void vgapt_devices_exit(void)
{
	struct vgapt_dev *vdev;

	/* What has been seized is done with before it is taken back. */
	flush_workqueue(vgapt_wq);
	/*
	 * Under the lock: a function that goes after the notifier, and before its
	 * files are taken away here, would leave them without their folder.
	 */
	pci_lock_rescan_remove();
	bus_unregister_notifier(&pci_bus_type, &vgapt_bus_nb);
	for (;;) {
		spin_lock(&vgapt_devs_lock);
		vdev = list_first_entry_or_null(&vgapt_devs, struct vgapt_dev,
						node);
		if (vdev)
			list_del(&vdev->node);
		spin_unlock(&vgapt_devs_lock);
		if (!vdev)
			break;
		device_lock(&vdev->pdev->dev);
		vgapt_legacy_seized(vdev, false);
		if (vgapt_pciback_owner(vdev->pdev) == VGAPT_NO_DOMAIN)
			vgapt_rom_bar_restore(vdev);
		else if (vdev->rom_bar.exposed)
			pci_warn(vdev->pdev, "a guest has its ROM mapped, the resource stays as it is\n");
		device_unlock(&vdev->pdev->dev);
		vgapt_dev_drop(vdev);
	}
	pci_unlock_rescan_remove();
	/* Late captures want that lock.  They find that their function is gone. */
	flush_workqueue(vgapt_wq);
}
