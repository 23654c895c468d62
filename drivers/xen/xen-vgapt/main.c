// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen_vgapt: VGA passthrough for Xen.  Load and unload.
 */
#include <linux/module.h>
#include <xen/xen.h>

#include "assign/record.h"
#include "hotplug.h"
#include "legacy/owner.h"
#include "load.h"
#include "model/model.h"
#include "model/news.h"
#include "params.h"
#include "pure/sbdf.h"
#include "reset/reap.h"
#include "reset/rounds.h"
#include "reset/saved.h"
#include "rom/serve.h"
#include "uapi/chardev.h"
#include "uapi/do_flr.h"
#include "uapi/registry.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen/store.h"
#include "xen/watch.h"
#include "xen_vgapt.h"

static void __init vgapt_check_primary(void)
{
	const struct vgapt_sbdf *at;
	struct vgapt_dev *vdev;
	int i;

	for (i = 0; (at = vgapt_param_primary_at(i)); i++) {
		vdev = vgapt_dev_find_sbdf(at);
		if (!vdev)
			pr_warn("parameter primary: no display adapter at %04x:%02x:%02x.%d (yet)\n",
				at->segment, at->bus, PCI_SLOT(at->devfn),
				PCI_FUNC(at->devfn));
		else if (!vdev->vga)
			pci_warn(vdev->pdev, "parameter primary: it is not VGA compatible and can't be primary\n");
		if (vdev)
			vgapt_dev_put(vdev);
	}
}

/* What is noted of functions.  The sysfs folders and the bus's notifier used it last. */
static void vgapt_notes_exit(void)
{
	vgapt_reset_reap_exit();
	vgapt_rom_serve_exit();
	vgapt_news_exit();
	vgapt_record_exit();
	vgapt_rounds_exit();
	vgapt_saved_exit();
	vgapt_store_exit();
}

static int __init vgapt_init(void)
{
	int rc;

	if (!xen_initial_domain()) {
		/* No error: softdeps bring us along on every boot without Xen. */
		pr_notice("this is not a Xen dom0, nothing to do here\n");
		return -ENODEV;
	}
	rc = vgapt_params_parse();
	if (rc)
		return rc;

	rc = vgapt_xen_probe(vgapt_param_domctl_version());
	if (rc)
		pr_err("no usable domctl interface (%d): a Xen that is not 4.11 to 4.22, or one whose security policy forbids it; ROM and reset work, nothing can be granted\n",
		       rc);
	else
		pr_info("domctl interface %#x, Xen %s\n",
			vgapt_xen_version(), vgapt_xen_release());

	vgapt_wq = alloc_workqueue(VGAPT_NAME, WQ_UNBOUND, 0);
	if (!vgapt_wq)
		return -ENOMEM;
	/* First: a function that is seized already may have had a guest. */
	rc = vgapt_watch_init();
	if (rc)
		goto wq;
	rc = vgapt_devices_init();
	if (rc)
		goto watch;
	vgapt_check_primary();
	rc = vgapt_chardev_init();
	if (rc)
		goto devices;
	rc = vgapt_do_flr_init();
	if (rc)
		goto chardev;
	vgapt_load_end();
	return 0;

chardev:
	vgapt_chardev_exit();
devices:
	vgapt_devices_exit();
watch:
	vgapt_watch_exit();
	vgapt_registry_exit();
	vgapt_model_map_exit();
	vgapt_notes_exit();
	vgapt_legacy_exit();
wq:
	destroy_workqueue(vgapt_wq);
	return rc;
}

/* Not called while anything is granted: a grant holds the module. */
static void __exit vgapt_exit(void)
{
	vgapt_do_flr_exit();
	vgapt_chardev_exit();
	vgapt_watch_exit();
	vgapt_registry_exit();
	vgapt_model_map_exit();
	vgapt_devices_exit();
	vgapt_notes_exit();
	vgapt_legacy_exit();
	destroy_workqueue(vgapt_wq);
}

module_init(vgapt_init);
module_exit(vgapt_exit);

MODULE_DESCRIPTION("VGA passthrough for Xen");
MODULE_VERSION(VGAPT_MODULE_VERSION);
MODULE_AUTHOR("xen-vgapt");
MODULE_LICENSE("GPL");
