// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display functions that are known: a list, and references.
 *
 * What happens to them, and when, is hotplug.c's.
 */
#include <linux/slab.h>

#include "params.h"
#include "pure/sbdf.h"
#include "rom/capture.h"
#include "vdev.h"
#include "xen_vgapt.h"

struct workqueue_struct *vgapt_wq;

/**
 * struct vgapt_place - where a function was that a guest has had
 * @node:    in the list
 * @segment: of its address
 * @bus:     likewise
 * @devfn:   likewise
 *
 * What comes to that place may be the same one, after "remove" and "rescan", or
 * because its link went down and came up again: it need not have lost its power.
 */
struct vgapt_place {
	struct list_head node;
	int segment;
	u8 bus;
	u8 devfn;
};

static LIST_HEAD(vgapt_devs);
/* Under vgapt_devs_lock, too. */
static LIST_HEAD(vgapt_places);
/* Counts PCI functions of any kind that have been added. */
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
 * vgapt_devices_call - call a function for each display function
 * @fn: what to call; must not sleep, nor look for functions
 */
void vgapt_devices_call(void (*fn)(struct vgapt_dev *vdev))
{
	struct vgapt_dev *vdev;

	spin_lock(&vgapt_devs_lock);
	list_for_each_entry(vdev, &vgapt_devs, node)
		fn(vdev);
	spin_unlock(&vgapt_devs_lock);
}

/* The first display function in @pdev's slot.  Call with vgapt_devs_lock held. */
static struct vgapt_dev *vgapt_dev_lookup_card(const struct pci_dev *pdev)
	__must_hold(&vgapt_devs_lock)
{
	struct vgapt_dev *vdev;

	lockdep_assert_held(&vgapt_devs_lock);
	list_for_each_entry(vdev, &vgapt_devs, node)
		if (vdev->pdev->bus == pdev->bus &&
		    PCI_SLOT(vdev->pdev->devfn) == PCI_SLOT(pdev->devfn))
			return vdev;
	return NULL;
}

/**
 * vgapt_dev_on_card - is there a display function in a function's slot?
 * @pdev: the function; it may be the display function itself
 *
 * Return: true if so.
 */
bool vgapt_dev_on_card(struct pci_dev *pdev)
{
	bool found;

	spin_lock(&vgapt_devs_lock);
	found = vgapt_dev_lookup_card(pdev);
	spin_unlock(&vgapt_devs_lock);
	return found;
}

/**
 * vgapt_dev_modelled - is a function to be served by a device model of its own?
 * @pdev: the function
 *
 * What is said of one display function counts for its whole card.  Does not sleep.
 *
 * Return: true if so.
 */
bool vgapt_dev_modelled(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev;
	bool modelled = false;

	spin_lock(&vgapt_devs_lock);
	list_for_each_entry(vdev, &vgapt_devs, node)
		if (vdev->pdev->bus == pdev->bus &&
		    PCI_SLOT(vdev->pdev->devfn) == PCI_SLOT(pdev->devfn))
			modelled |= READ_ONCE(vdev->device_model);
	spin_unlock(&vgapt_devs_lock);
	return modelled;
}

/**
 * vgapt_dev_of_card - find a display function in a function's slot
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: the first, with a reference for the caller, or NULL.
 */
struct vgapt_dev *vgapt_dev_of_card(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev;

	spin_lock(&vgapt_devs_lock);
	vdev = vgapt_dev_lookup_card(pdev);
	if (vdev)
		vgapt_dev_get(vdev);
	spin_unlock(&vgapt_devs_lock);
	return vdev;
}

/**
 * vgapt_devices_generation - tell whether a PCI function has been added since
 *
 * Return: a number that changes with each one that is added.
 */
int vgapt_devices_generation(void)
{
	return atomic_read(&vgapt_generation);
}

/**
 * vgapt_devices_added - take note that a PCI function has been added
 */
void vgapt_devices_added(void)
{
	atomic_inc(&vgapt_generation);
}

/**
 * vgapt_dev_await_seizure - wait until a seizure has had all its effects
 * @vdev: the function
 *
 * May sleep; call without the device lock.
 */
void vgapt_dev_await_seizure(struct vgapt_dev *vdev)
{
	flush_work(&vdev->seize_work);
}

/**
 * vgapt_dev_new - make an entry for a display function
 * @pdev: the function
 *
 * It is not on the list yet.  Sleeps.
 *
 * Return: the entry, with one reference, or NULL without memory.
 */
struct vgapt_dev *vgapt_dev_new(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev;

	vdev = kzalloc(sizeof(*vdev), GFP_KERNEL);
	if (!vdev)
		return NULL;
	kref_init(&vdev->kref);
	spin_lock_init(&vdev->rom_lock);
	spin_lock_init(&vdev->reset.lock);
	vdev->pdev = pci_dev_get(pdev);
	vdev->noted = VGAPT_NO_DOMAIN;
	vdev->rom_mode = vgapt_param_rom_mode(pdev);
	vdev->device_model = vgapt_param_device_model;
	vdev->vga = pdev->class >> 8 == PCI_CLASS_DISPLAY_VGA;
	return vdev;
}

static struct vgapt_place *vgapt_place_find(const struct pci_dev *pdev)
	__must_hold(&vgapt_devs_lock)
{
	struct vgapt_place *place;

	lockdep_assert_held(&vgapt_devs_lock);
	list_for_each_entry(place, &vgapt_places, node)
		if (place->segment == pci_domain_nr(pdev->bus) &&
		    place->bus == pdev->bus->number &&
		    place->devfn == pdev->devfn)
			return place;
	return NULL;
}

/* Off the list, which is known to all who look for it from here on. */
static void vgapt_dev_strike(struct vgapt_dev *vdev)
	__must_hold(&vgapt_devs_lock)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_place *place;

	lockdep_assert_held(&vgapt_devs_lock);
	list_del(&vdev->node);
	WRITE_ONCE(vdev->gone, true);
	if (!READ_ONCE(vdev->had_guest) || vgapt_place_find(pdev))
		return;
	place = kmalloc(sizeof(*place), GFP_ATOMIC);
	if (!place) {
		pci_warn(pdev, "no memory to remember that a guest has had it\n");
		return;
	}
	place->segment = pci_domain_nr(pdev->bus);
	place->bus = pdev->bus->number;
	place->devfn = pdev->devfn;
	list_add(&place->node, &vgapt_places);
}

/**
 * vgapt_dev_list - put a function on the list
 * @vdev: the function; its reference becomes the list's
 *
 * Return: false if it is on the list already; the reference stays the caller's.
 */
bool vgapt_dev_list(struct vgapt_dev *vdev)
{
	bool known;

	spin_lock(&vgapt_devs_lock);
	known = vgapt_dev_lookup(vdev->pdev);
	if (vgapt_place_find(vdev->pdev))
		WRITE_ONCE(vdev->had_guest, true);
	if (!known)
		list_add_tail(&vdev->node, &vgapt_devs);
	spin_unlock(&vgapt_devs_lock);
	return !known;
}

/**
 * vgapt_dev_unlist - take a function off the list
 * @pdev: the function
 *
 * Return: it, with the list's reference, or NULL if it is not on the list.
 */
struct vgapt_dev *vgapt_dev_unlist(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev;

	spin_lock(&vgapt_devs_lock);
	vdev = vgapt_dev_lookup(pdev);
	if (vdev)
		vgapt_dev_strike(vdev);
	spin_unlock(&vgapt_devs_lock);
	return vdev;
}

/**
 * vgapt_dev_unlist_any - take any function off the list
 *
 * Return: one, with the list's reference, or NULL if the list is empty.
 */
struct vgapt_dev *vgapt_dev_unlist_any(void)
{
	struct vgapt_dev *vdev;

	spin_lock(&vgapt_devs_lock);
	vdev = list_first_entry_or_null(&vgapt_devs, struct vgapt_dev, node);
	if (vdev)
		vgapt_dev_strike(vdev);
	spin_unlock(&vgapt_devs_lock);
	return vdev;
}

/**
 * vgapt_places_exit - forget in which slots there were functions
 */
void vgapt_places_exit(void)
{
	struct vgapt_place *place, *next;

	list_for_each_entry_safe(place, next, &vgapt_places, node) {
		list_del(&place->node);
		kfree(place);
	}
}
