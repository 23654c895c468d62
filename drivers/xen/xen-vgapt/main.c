// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen_vgapt: VGA passthrough for Xen.
 *
 * Load, unload, parameters.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <xen/xen.h>

#include "legacy/owner.h"
#include "params.h"
#include "pure/reset/off.h"
#include "pure/sbdf.h"
#include "reset/book.h"
#include "uapi/chardev.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen/pciback.h"
#include "xen/store.h"
#include "xen_vgapt.h"

/* More display adapters than any machine has. */
#define VGAPT_PRIMARY_MAX	16

static char *primary[VGAPT_PRIMARY_MAX];
static int primary_count;
module_param_array(primary, charp, &primary_count, 0444);
MODULE_PARM_DESC(primary, "Cards that are to be primary displays: SBDF[,SBDF...]");

/* Ids whose methods may be switched off one by one. */
#define VGAPT_RESET_OFF_MAX	32

static char *reset_off[VGAPT_RESET_OFF_MAX];
static int reset_off_count;
module_param_array(reset_off, charp, &reset_off_count, 0444);
MODULE_PARM_DESC(reset_off, "Reset methods not to be used: VVVV:DDDD[+METHOD...][,...]; without a method, the vendor's");

bool vgapt_param_experimental;
module_param_named(reset_experimental, vgapt_param_experimental, bool, 0444);
MODULE_PARM_DESC(reset_experimental, "Use vendors' reset methods that have not been proved");

/* PCI Express asks for a second; some cards load their firmware anew. */
uint vgapt_param_timeout = 60;

/* None at all would fail what works, and while it lasts locks are held. */
static int vgapt_param_timeout_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, 3600);
}

static const struct kernel_param_ops vgapt_param_timeout_ops = {
	.set = vgapt_param_timeout_set,
	.get = param_get_uint,
};

module_param_cb(reset_timeout, &vgapt_param_timeout_ops, &vgapt_param_timeout, 0644);
__MODULE_PARM_TYPE(reset_timeout, "uint");
MODULE_PARM_DESC(reset_timeout, "Seconds that a function may take to answer after a reset, 1 to 3600 (60)");

static uint domctl_version;
module_param(domctl_version, uint, 0444);
MODULE_PARM_DESC(domctl_version, "Xen domctl interface version to use, for a Xen newer than this module; default: found out");

static struct vgapt_reset_off vgapt_reset_off[VGAPT_RESET_OFF_MAX];
static struct vgapt_sbdf vgapt_primary[VGAPT_PRIMARY_MAX];

struct workqueue_struct *vgapt_wq;

/**
 * vgapt_param_primary - does the module parameter name a function?
 * @pdev: the function
 *
 * Return: true if so.
 */
bool vgapt_param_primary(struct pci_dev *pdev)
{
	int i;

	for (i = 0; i < primary_count; i++)
		if (vgapt_primary[i].segment == pci_domain_nr(pdev->bus) &&
		    vgapt_primary[i].bus == pdev->bus->number &&
		    vgapt_primary[i].devfn == pdev->devfn)
			return true;
	return false;
}

/**
 * vgapt_param_reset_off - methods that the module parameter forbids
 * @pdev: for this function
 *
 * Return: BIT(method) of each.
 */
u32 vgapt_param_reset_off(struct pci_dev *pdev)
{
	u32 off = 0;
	int i;

	for (i = 0; i < reset_off_count; i++)
		if (vgapt_reset_off[i].vendor == pdev->vendor &&
		    vgapt_reset_off[i].device == pdev->device)
			off |= vgapt_reset_off[i].methods;
	return off;
}

static int __init vgapt_parse_reset_off(void)
{
	int i, rc;

	for (i = 0; i < reset_off_count; i++) {
		rc = vgapt_reset_parse_off(reset_off[i], strlen(reset_off[i]),
					   &vgapt_reset_off[i]);
		if (rc) {
			pr_err("parameter reset_off: \"%s\" is not VVVV:DDDD[+METHOD...]\n",
			       reset_off[i]);
			return rc;
		}
	}
	return 0;
}

static int __init vgapt_parse_primary(void)
{
	int i, rc;

	for (i = 0; i < primary_count; i++) {
		rc = vgapt_sbdf_parse_short(primary[i], strlen(primary[i]),
					    &vgapt_primary[i]);
		if (rc) {
			pr_err("parameter primary: \"%s\" is no SBDF (dddd:bb:dd.f)\n",
			       primary[i]);
			return rc;
		}
	}
	return 0;
}

static void __init vgapt_check_primary(void)
{
	struct vgapt_dev *vdev;
	int i;

	for (i = 0; i < primary_count; i++) {
		vdev = vgapt_dev_find_sbdf(&vgapt_primary[i]);
		if (!vdev)
			pr_warn("parameter primary: no display adapter at %s (yet)\n",
				primary[i]);
		else if (!vdev->vga)
			pci_warn(vdev->pdev, "parameter primary: it is not VGA compatible and can't be primary\n");
		if (vdev)
			vgapt_dev_put(vdev);
	}
}

static int __init vgapt_init(void)
{
	int rc;

	if (!xen_initial_domain()) {
		/* No error: softdeps bring us along on every boot without Xen. */
		pr_notice("this is not a Xen dom0, nothing to do here\n");
		return -ENODEV;
	}
	rc = vgapt_parse_primary();
	if (!rc)
		rc = vgapt_parse_reset_off();
	if (rc)
		return rc;

	rc = vgapt_xen_probe(domctl_version);
	if (rc)
		pr_err("no usable domctl interface (%d): a Xen that is not 4.11 to 4.22, or one whose security policy forbids it; ROM and reset work, nothing can be granted\n",
		       rc);
	else
		pr_info("domctl interface %#x, Xen %s\n",
			vgapt_xen_version(), vgapt_xen_release());

	vgapt_wq = alloc_workqueue(VGAPT_NAME, WQ_UNBOUND, 0);
	if (!vgapt_wq)
		return -ENOMEM;
	rc = vgapt_devices_init();
	if (rc)
		goto wq;
	vgapt_check_primary();
	rc = vgapt_store_init();
	if (rc)
		goto devices;
	rc = vgapt_chardev_init();
	if (rc)
		goto store;
	rc = vgapt_pciback_init();
	if (rc)
		goto chardev;
	return 0;

chardev:
	vgapt_chardev_exit();
store:
	vgapt_store_exit();
devices:
	vgapt_devices_exit();
	vgapt_reset_book_exit();
	vgapt_legacy_exit();
wq:
	destroy_workqueue(vgapt_wq);
	return rc;
}

/* Not called while anything is granted: a grant holds the module. */
static void __exit vgapt_exit(void)
{
	vgapt_pciback_exit();
	vgapt_chardev_exit();
	vgapt_store_exit();
	vgapt_devices_exit();
	/* Its last users were the sysfs folders and the bus's notifier. */
	vgapt_reset_book_exit();
	vgapt_legacy_exit();
	destroy_workqueue(vgapt_wq);
}

module_init(vgapt_init);
module_exit(vgapt_exit);

MODULE_DESCRIPTION("VGA passthrough for Xen");
MODULE_VERSION(VGAPT_MODULE_VERSION);
MODULE_AUTHOR("xen-vgapt");
MODULE_LICENSE("GPL");
