// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hot-plug slots: a reset that the slot's driver does not take for an unplug.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pci_hotplug.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "bridges.h"
#include "reset/scope.h"
#include "reset/slot.h"
#include "xen_vgapt.h"

/* By then the slot's driver has asserted the reset and let go again. */
#define VGAPT_SLOT_ASSERT_MS	1000

/**
 * struct vgapt_slot_work - the call into the slot's driver
 * @kref:   the work's, and the one of who waits for it
 * @work:   does it
 * @done:   it has been done
 * @pdev:   the function; referenced
 * @bridge: the port of the slot; referenced
 * @rc:     what the driver returned
 */
struct vgapt_slot_work {
	struct kref kref;
	struct work_struct work;
	struct completion done;
	struct pci_dev *pdev;
	struct pci_dev *bridge;
	int rc;
};

/*
 * The slot of a function, its driver held, or NULL.  Whoever calls holds the lock
 * of the port, which keeps the port's driver, and the slot with it.
 */
static struct hotplug_slot *vgapt_slot_get(struct pci_dev *pdev)
{
	struct pci_slot *slot = READ_ONCE(pdev->slot);
	struct hotplug_slot *hotplug = slot ? slot->hotplug : NULL;

	if (!hotplug || !hotplug->ops->reset_slot ||
	    !try_module_get(hotplug->owner))
		return NULL;
	return hotplug;
}

/**
 * vgapt_slot_can_reset - can a function's slot reset it?
 * @pdev: the function
 *
 * Sleeps.
 *
 * Return: true if so.
 */
bool vgapt_slot_can_reset(struct pci_dev *pdev)
{
	struct pci_dev *bridge = pci_upstream_bridge(pdev);
	struct hotplug_slot *hotplug;
	bool can = false;

	if (!bridge)
		return false;
	device_lock(&bridge->dev);
	hotplug = vgapt_slot_get(pdev);
	if (hotplug) {
		can = !hotplug->ops->reset_slot(hotplug, true);
		module_put(hotplug->owner);
	}
	device_unlock(&bridge->dev);
	return can;
}

static void vgapt_slot_free(struct kref *kref)
{
	struct vgapt_slot_work *own = container_of(kref, struct vgapt_slot_work,
						   kref);

	pci_dev_put(own->pdev);
	pci_dev_put(own->bridge);
	kfree(own);
}

/*
 * Linux's port driver waits for the function to answer, up to a minute.  No lock of a
 * function is held that long; of the port, so that its driver stays, and user space
 * does not write to it.
 */
static void vgapt_slot_work(struct work_struct *work)
{
	struct vgapt_slot_work *own = container_of(work, struct vgapt_slot_work,
						   work);
	struct hotplug_slot *hotplug;

	pci_dev_lock(own->bridge);
	hotplug = vgapt_slot_get(own->pdev);
	if (hotplug) {
		own->rc = hotplug->ops->reset_slot(hotplug, false);
		module_put(hotplug->owner);
	}
	pci_dev_unlock(own->bridge);
	complete_all(&own->done);
	kref_put(&own->kref, vgapt_slot_free);
}

/*
 * Wait until Secondary Bus Reset has been set and cleared, or the driver is done:
 * that long it changes Bridge Control, and the VGA arbiter must not.
 */
static void vgapt_slot_await_release(struct vgapt_slot_work *own)
{
	unsigned long end = jiffies + msecs_to_jiffies(VGAPT_SLOT_ASSERT_MS);
	bool asserted = false, now;
	u16 control;

	while (!completion_done(&own->done) && time_before(jiffies, end)) {
		pci_read_config_word(own->bridge, PCI_BRIDGE_CONTROL,
				     &control);
		now = control & PCI_BRIDGE_CTL_BUS_RESET;
		if (asserted && !now)
			return;
		asserted |= now;
		usleep_range(200, 400);
	}
}

/**
 * vgapt_slot_reset - have the slot of a function reset
 * @scope: claimed, not locked
 *
 * Sleeps, up to a minute.  Not to be interrupted but by an unplug: the slot's driver
 * may be waiting for us to let go of the function's files before it lets the reset
 * begin, so then the rest is left to the work.
 *
 * Return: what the driver answered; -ENOTTY if the slot has gone; -ENODEV if the
 * function goes; -ENOMEM.
 */
int vgapt_slot_reset(struct vgapt_reset_scope *scope)
{
	struct vgapt_slot_work *own;
	int rc;

	own = kzalloc(sizeof(*own), GFP_KERNEL);
	if (!own)
		return -ENOMEM;
	kref_init(&own->kref);
	kref_get(&own->kref);
	init_completion(&own->done);
	INIT_WORK(&own->work, vgapt_slot_work);
	own->pdev = pci_dev_get(scope->self->pdev);
	own->bridge = pci_dev_get(scope->bridge);
	own->rc = -ENOTTY;
	vgapt_reset_scope_open(scope);
	vgapt_bridges_lock();
	queue_work(vgapt_wq, &own->work);
	vgapt_slot_await_release(own);
	vgapt_bridges_unlock();
	do {
		rc = wait_for_completion_timeout(&own->done, HZ / 10) ? own->rc :
		     vgapt_reset_scope_stop(scope) == -ENODEV ? -ENODEV :
		     -EINPROGRESS;
	} while (rc == -EINPROGRESS);
	kref_put(&own->kref, vgapt_slot_free);
	return rc;
}
