// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen-pciback: what it has, and the file do_flr in its driver folder.
 *
 * pciback exports nothing and may come and go while we are here.  Its driver is
 * found by name.  Where it must not go away while it is looked at, that is done
 * from within bus_for_each_drv(): the driver core waits for such an iteration
 * before it takes a driver down.
 */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/wait.h>
#include <xen/pci.h>

#include "pure/sbdf.h"
#include "uapi/do_flr.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

#define VGAPT_PCIBACK		"pciback"
#define VGAPT_PCIBACK_MODULE	"xen_pciback"

static DEFINE_MUTEX(vgapt_pciback_lock);
/* pciback's module while our file is in its folder; under the lock. */
static struct module *vgapt_pciback_module;
static bool vgapt_pciback_have_file;
static DECLARE_WAIT_QUEUE_HEAD(vgapt_pciback_left);

/**
 * vgapt_pciback_bound - is a function bound to xen-pciback?
 * @pdev: the function; its device lock is held, or the answer may be stale
 *
 * Return: true if so.
 */
bool vgapt_pciback_bound(struct pci_dev *pdev)
{
	const struct device_driver *drv = READ_ONCE(pdev->dev.driver);

	return drv && !strcmp(drv->name, VGAPT_PCIBACK);
}

/**
 * vgapt_pciback_owner - the domain pciback has registered for a function
 * @pdev: the function
 *
 * It is registered after libxl's reset, when the backend comes to life.
 *
 * Return: the domid, or VGAPT_NO_DOMAIN.
 */
int vgapt_pciback_owner(struct pci_dev *pdev)
{
	int domid = xen_find_device_domain_owner(pdev);

	return domid < 0 ? VGAPT_NO_DOMAIN : domid;
}

static ssize_t do_flr_store(struct device_driver *drv, const char *buf,
			    size_t count)
{
	struct vgapt_sbdf sbdf;
	int rc;

	rc = vgapt_sbdf_parse(buf, count, &sbdf);
	if (rc) {
		pr_err_ratelimited("do_flr: \"%.*s\" is no SBDF (dddd:bb:dd.f)\n",
				   (int)min_t(size_t, count, 32), buf);
		return rc;
	}
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
		pr_err("no do_flr in pciback's folder: %d; libxl will not reset through us and nothing is granted by itself\n",
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

	mutex_lock(&vgapt_pciback_lock);
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
	mutex_unlock(&vgapt_pciback_lock);
	return NOTIFY_DONE;
}

static struct notifier_block vgapt_module_nb = {
	.notifier_call = vgapt_module_event,
};

/**
 * vgapt_pciback_init - put do_flr into pciback's folder, now or when it comes
 *
 * Return: 0 or a negative error.
 */
int vgapt_pciback_init(void)
{
	int rc;

	rc = register_module_notifier(&vgapt_module_nb);
	if (rc)
		return rc;
	mutex_lock(&vgapt_pciback_lock);
	if (!vgapt_pciback_have_file)
		bus_for_each_drv(&pci_bus_type, NULL, NULL,
				 vgapt_pciback_add_file);
	mutex_unlock(&vgapt_pciback_lock);
	return 0;
}

/**
 * vgapt_pciback_exit - take do_flr away
 *
 * Waits for writes under way.
 */
void vgapt_pciback_exit(void)
{
	mutex_lock(&vgapt_pciback_lock);
	if (vgapt_pciback_have_file)
		bus_for_each_drv(&pci_bus_type, NULL, NULL,
				 vgapt_pciback_remove_file);
	mutex_unlock(&vgapt_pciback_lock);
	/*
	 * Not found: pciback is just leaving.  Its folder may still be there,
	 * with a file in it that leads to our code.
	 */
	wait_event(vgapt_pciback_left, !READ_ONCE(vgapt_pciback_have_file));
	unregister_module_notifier(&vgapt_module_nb);
}
