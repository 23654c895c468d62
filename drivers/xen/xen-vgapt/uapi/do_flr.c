// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file do_flr in xen-pciback's driver folder, and what a write to it does.
 *
 * The toolstack writes a function's SBDF there when it gives the function to a
 * domain and when it takes it away.
 *
 * pciback may come and go while we are here.  Where it must not go away while it
 * is looked at, that is done from within bus_for_each_drv(): the driver core
 * waits for such an iteration before it takes a driver down.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/wait.h>

#include "assign/assign.h"
#include "assign/record.h"
#include "legacy/owner.h"
#include "load.h"
#include "model/news.h"
#include "pure/sbdf.h"
#include "reset/engine.h"
#include "rom/capture.h"
#include "rom/serve.h"
#include "uapi/do_flr.h"
#include "uapi/registry.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen/pciback.h"
#include "xen/store.h"
#include "xen_vgapt.h"

/*
 * The watch's news may be some milliseconds behind a write to do_flr.  That matters
 * only where a note seems to be the one of which do_flr was written before.
 */
#define VGAPT_NEWS_MS	100

/* Who has the function, and who is to have it. */
static void vgapt_flr_look(struct pci_dev *pdev, struct vgapt_assign *assign)
{
	const struct vgapt_claims *is = &assign->is;

	vgapt_assign_read_flr(pdev, assign);
	vgapt_assign_look(pdev, NULL, assign);
	/*
	 * What the watch has read is about a domain that has ended since; or
	 * somebody has got the function who may stand for another domain.
	 */
	if (assign->outdated ||
	    (is->named != VGAPT_NO_DOMAIN && !is->named_live)) {
		vgapt_assign_read(pdev, assign);
		vgapt_assign_look(pdev, NULL, assign);
	}
	/*
	 * By our record it is being taken, though pciback has no backend: forgotten,
	 * or else the domain did not get it and now tries again, with another note.
	 */
	if (is->owner == VGAPT_NO_DOMAIN && is->served != VGAPT_NO_DOMAIN) {
		msleep(VGAPT_NEWS_MS);
		vgapt_store_catch_up();
		vgapt_assign_look(pdev, NULL, assign);
	}
}

/* To whom it has been given, or from whom it has been taken. */
static void vgapt_flr_record(struct pci_dev *pdev, struct vgapt_dev *vdev,
			     const struct vgapt_assign *assign)
{
	int domid = vgapt_assign_requester(&assign->is);
	const struct vgapt_xen_domain *dom = vgapt_assign_domain(assign, domid);

	if (!dom)
		return;
	/* Whatever the watch still tells is about a later note. */
	vgapt_store_catch_up();
	if (vdev)
		vgapt_dev_used(vdev);
	/* Who looks at what the next guest gets, sees both or neither. */
	device_lock(&pdev->dev);
	if (vgapt_pciback_bound(pdev))
		vgapt_record_flr(pdev, dom,
				 vgapt_assign_is_taking(&assign->is, domid),
				 assign->gone);
	if (vdev) {
		vgapt_rom_served_to(vdev, domid, true);
		vgapt_rom_served_to(vdev, assign->stub, true);
	}
	device_unlock(&pdev->dev);
}

/*
 * The domain that device models are to serve it for, or no longer; @taking: which of the
 * two.  NULL where it can't be told whose it is: then nothing is taken, or given.
 */
static const struct vgapt_xen_domain *vgapt_flr_domain(const struct vgapt_assign *assign,
						       bool *taking)
{
	int domid = vgapt_assign_requester(&assign->is);

	if (assign->is.note_error || assign->is.live_error)
		return NULL;
	*taking = vgapt_assign_is_taking(&assign->is, domid);
	return vgapt_assign_domain(assign, domid);
}

/* Before the reset: device models let go of what is no longer their domain's. */
static void vgapt_flr_take(struct pci_dev *pdev, const struct vgapt_assign *assign)
{
	const struct vgapt_xen_domain *dom;
	bool taking;

	dom = vgapt_flr_domain(assign, &taking);
	if (!dom)
		return;
	vgapt_registry_taken(pdev, dom, taking);
	if (taking)
		vgapt_news_taken(pdev, dom->domid);
}

/* At the end: a device model that is to serve it is told, and waited for. */
static void vgapt_flr_give(struct pci_dev *pdev, const struct vgapt_assign *assign)
{
	const struct vgapt_xen_domain *dom;
	bool taking;

	dom = vgapt_flr_domain(assign, &taking);
	if (dom && !taking && vgapt_dev_modelled(pdev))
		vgapt_news_given(pdev, dom);
}

/* Of the reset, or the card: what the words are about. */
static int vgapt_flr_failed(struct pci_dev *pdev, int rc)
{
	dev_err_ratelimited(&pdev->dev, "do_flr: %d%s\n",
			    rc, rc == -ENODEV ? ", it is not bound to xen-pciback" :
				rc == -ENOTTY ? ", there is no way to reset it" :
				rc == -EBUSY ? ", another function is in the way" :
				rc == -EPERM ? ", it belongs to another domain" :
				rc == -ENXIO ? ", it is dead" : "");
	return rc;
}

static int vgapt_flr_reset(struct pci_dev *pdev, const struct vgapt_assign *assign)
{
	int rc = vgapt_reset_round(pdev, assign);

	return rc ? vgapt_flr_failed(pdev, rc) : 0;
}

/* What follows from do_flr for the legacy ranges, once the function has been reset. */
static int vgapt_flr_grant(struct vgapt_dev *vdev, const struct vgapt_assign *assign)
{
	int rc = vgapt_legacy_grant_all(vdev, assign);

	if (rc == -ENXIO)
		return vgapt_flr_failed(vdev->pdev, rc);
	if (rc)
		dev_err_ratelimited(&vdev->pdev->dev, "not primary in d%d: %d\n",
				    assign->is.named, rc);
	return rc;
}

static int vgapt_flr_display(struct vgapt_dev *vdev)
{
	struct vgapt_holding held;
	struct vgapt_assign assign;
	unsigned int todo;
	int rc, error;

	vgapt_dev_await_seizure(vdev);
	/* An owner's number may be another domain's by now: let go of the dead. */
	vgapt_legacy_reap();
	vgapt_flr_look(vdev->pdev, &assign);
	held = vgapt_legacy_holding(vdev);
	todo = vgapt_assign_on_flr(&assign.is, &held,
				   vdev->vga && READ_ONCE(vdev->primary) &&
				   vgapt_xen_version());
	error = assign.is.note_error ? assign.is.note_error :
				       assign.is.live_error;
	if (error)
		dev_err_ratelimited(&vdev->pdev->dev, "can't tell for whom it is: %d\n",
				    error);
	pci_dbg(vdev->pdev, "do_flr: named %d owner %d served %d held by %d: %s%s\n",
		assign.is.named, assign.is.owner, assign.is.served, held.domid,
		todo & VGAPT_FLR_REVOKE ? "revoke " : "",
		todo & VGAPT_FLR_GRANT ? "grant" : "");

	vgapt_flr_take(vdev->pdev, &assign);
	if (todo & VGAPT_FLR_REVOKE)
		vgapt_legacy_revoke(vdev);

	rc = vgapt_flr_reset(vdev->pdev, &assign);
	if (rc == -ENODEV || rc == -EPERM) {
		/* libxl goes on all the same, and its device model maps what it finds. */
		vgapt_rom_served_to(vdev, assign.is.named, false);
		return rc;
	}
	/*
	 * Not before: what a guest has left in the card's memory, or in front of its
	 * flash, has been reset by now.
	 */
	vgapt_rom_look(vdev, true);
	vgapt_rom_serve_guest(vdev, &assign);
	/*
	 * A card that can't be reset is granted all the same, unless it is dead: libxl
	 * too goes on, and the guest may well be able to use it.
	 */
	if (!error && (todo & VGAPT_FLR_GRANT))
		error = vgapt_flr_grant(vdev, &assign);
	vgapt_flr_record(vdev->pdev, vdev, &assign);
	vgapt_flr_give(vdev->pdev, &assign);
	/* It has been reset, but will not be primary. */
	return error ? error : rc;
}

/* Any other function can only be reset. */
static int vgapt_flr_plain(struct pci_dev *pdev)
{
	struct vgapt_assign assign;
	int rc;

	/* Where nothing can be told the reset is refused. */
	vgapt_flr_look(pdev, &assign);
	vgapt_flr_take(pdev, &assign);
	rc = vgapt_flr_reset(pdev, &assign);
	/* Nobody asks us about other cards' functions. */
	if (rc == -ENODEV || rc == -EPERM || !vgapt_dev_on_card(pdev))
		return rc;
	vgapt_flr_record(pdev, NULL, &assign);
	vgapt_flr_give(pdev, &assign);
	return rc;
}

/*
 * Serve a write to do_flr: @sbdf is any kind of function.  Sleeps.  The caller,
 * libxl, ignores the result but logs it.
 *
 * Returns 0; -ENODEV if there is no such function or xen-pciback does not have
 * it; what vgapt_reset_function() answered; or, where it could not be made primary, what
 * vgapt_legacy_grant() answered, or xenstore, or Xen.
 */
static int vgapt_flr(const struct vgapt_sbdf *sbdf)
{
	struct vgapt_dev *vdev;
	struct pci_dev *pdev;
	bool bound;
	int rc;

	pdev = pci_get_domain_bus_and_slot(sbdf->segment, sbdf->bus,
					   sbdf->devfn);
	if (!pdev)
		return -ENODEV;
	vdev = vgapt_dev_find(pdev);
	device_lock(&pdev->dev);
	bound = vgapt_pciback_bound(pdev);
	device_unlock(&pdev->dev);
	if (!bound)
		rc = vgapt_flr_failed(pdev, -ENODEV);
	else if (vdev)
		rc = vgapt_flr_display(vdev);
	else
		rc = vgapt_flr_plain(pdev);
	if (vdev)
		vgapt_dev_put(vdev);
	pci_dev_put(pdev);
	return rc;
}

static DEFINE_MUTEX(vgapt_do_flr_lock);
/* pciback's module while our file is in its folder; under the lock. */
static struct module *vgapt_pciback_module;
static bool vgapt_pciback_have_file;
static DECLARE_WAIT_QUEUE_HEAD(vgapt_pciback_left);

static ssize_t do_flr_store(struct device_driver *drv, const char *buf,
			    size_t count)
{
	struct vgapt_sbdf sbdf;
	int rc;

	rc = vgapt_sbdf_parse(buf, count, &sbdf);
	if (rc) {
		pr_err_ratelimited("do_flr: \"%.*s\" is not an SBDF (dddd:bb:dd.f)\n",
				   (int)min_t(size_t, count, 32), buf);
		return rc;
	}
	rc = vgapt_load_wait();
	if (!rc)
		rc = vgapt_flr(&sbdf);
	return rc ? rc : count;
}

static DRIVER_ATTR_WO(do_flr);

static int vgapt_pciback_add_file(struct device_driver *drv, void *data)
{
	int rc;

	if (strcmp(drv->name, VGAPT_PCIBACK))
		return 0;
	rc = driver_create_file(drv, &driver_attr_do_flr);
	if (rc) {
		pr_err("no do_flr in pciback's folder: %d; libxl will not reset through this module, and nothing is granted automatically\n",
		       rc);
		return 1;
	}
	vgapt_pciback_module = drv->owner;
	vgapt_pciback_have_file = true;
	pr_debug("do_flr is there\n");
	return 1;
}

static int vgapt_pciback_remove_file(struct device_driver *drv, void *data)
{
	if (strcmp(drv->name, VGAPT_PCIBACK))
		return 0;
	driver_remove_file(drv, &driver_attr_do_flr);
	vgapt_pciback_module = NULL;
	vgapt_pciback_have_file = false;
	return 1;
}

static int vgapt_module_event(struct notifier_block *nb, unsigned long event,
			      void *data)
{
	struct module *mod = data;

	if (strcmp(mod->name, VGAPT_PCIBACK_MODULE))
		return NOTIFY_DONE;

	mutex_lock(&vgapt_do_flr_lock);
	if (event == MODULE_STATE_LIVE && !vgapt_pciback_have_file) {
		bus_for_each_drv(&pci_bus_type, NULL, NULL,
				 vgapt_pciback_add_file);
	} else if (event == MODULE_STATE_GOING &&
		   mod == vgapt_pciback_module) {
		/* Its folder has gone already, and our file with it. */
		vgapt_pciback_module = NULL;
		vgapt_pciback_have_file = false;
		wake_up_all(&vgapt_pciback_left);
	}
	mutex_unlock(&vgapt_do_flr_lock);
	return NOTIFY_DONE;
}

static struct notifier_block vgapt_module_nb = {
	.notifier_call = vgapt_module_event,
};

/**
 * vgapt_do_flr_init - put do_flr into pciback's folder, now or when it comes
 *
 * Return: 0 or a negative error.
 */
int vgapt_do_flr_init(void)
{
	int rc;

	rc = register_module_notifier(&vgapt_module_nb);
	if (rc)
		return rc;
	mutex_lock(&vgapt_do_flr_lock);
	if (!vgapt_pciback_have_file)
		bus_for_each_drv(&pci_bus_type, NULL, NULL,
				 vgapt_pciback_add_file);
	mutex_unlock(&vgapt_do_flr_lock);
	return 0;
}

/**
 * vgapt_do_flr_exit - take do_flr away
 *
 * Waits for writes under way.
 */
void vgapt_do_flr_exit(void)
{
	mutex_lock(&vgapt_do_flr_lock);
	if (vgapt_pciback_have_file)
		bus_for_each_drv(&pci_bus_type, NULL, NULL,
				 vgapt_pciback_remove_file);
	mutex_unlock(&vgapt_do_flr_lock);
	/*
	 * Not found: pciback is just leaving.  Its folder may still be there,
	 * with a file in it that leads to our code.
	 */
	wait_event(vgapt_pciback_left, !READ_ONCE(vgapt_pciback_have_file));
	unregister_module_notifier(&vgapt_module_nb);
}
