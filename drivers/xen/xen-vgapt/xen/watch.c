// SPDX-License-Identifier: GPL-2.0-only
/*
 * The watches in xenstore: when it is time to look whose functions are.
 *
 * At boot we are loaded long before xenstored runs, so everything waits for it.
 */
#include <xen/xenbus.h>

#include "legacy/owner.h"
#include "reset/reap.h"
#include "rom/serve.h"
#include "uapi/registry.h"
#include "vdev.h"
#include "xen/pciback.h"
#include "xen/store.h"
#include "xen/watch.h"

/*
 * A guest has it, by pciback's word: not every toolstack writes do_flr.  For its ROM it is
 * noted once, when it is new: while it is dying pciback may still have it for the owner,
 * but what the next one is served then is not for it.
 */
static void vgapt_watch_note_guest(struct vgapt_dev *vdev)
{
	int domid = vgapt_pciback_owner(vdev->pdev);
	bool noted = vdev->noted == domid;

	vdev->noted = domid;
	if (domid == VGAPT_NO_DOMAIN)
		return;
	vgapt_dev_used(vdev);
	if (!noted)
		vgapt_rom_served_to(vdev, domid, true);
}

/*
 * The watches only say that a look around is due: @releaseDomain carries no
 * domid and may be spurious; libxl's notes, and pciback's backends (relative to
 * our own domain's path), may change for any function.  Xenwatch serves
 * everybody, so nothing is done here.
 */
static void vgapt_watch_event(struct xenbus_watch *watch, const char *path,
			      const char *token)
{
	vgapt_store_event(path);
	vgapt_devices_call(vgapt_watch_note_guest);
	vgapt_legacy_reap_later();
	vgapt_reset_reap_later();
	vgapt_rom_serve_later();
	vgapt_registry_domains_later();
}

static struct xenbus_watch vgapt_watches[] = {
	{ .node = "@releaseDomain", .callback = vgapt_watch_event },
	{ .node = "/libxl/pci", .callback = vgapt_watch_event },
	{ .node = "backend/pci", .callback = vgapt_watch_event },
};

static bool vgapt_watching[ARRAY_SIZE(vgapt_watches)];

static int vgapt_watch_begin(struct notifier_block *nb, unsigned long event,
			     void *data)
{
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(vgapt_watches); i++) {
		rc = register_xenbus_watch(&vgapt_watches[i]);
		vgapt_watching[i] = !rc;
		if (rc)
			pr_err("can't watch %s in xenstore: %d; a grant outlives its domain until it is revoked\n",
			       vgapt_watches[i].node, rc);
	}
	vgapt_store_is_up();
	return NOTIFY_DONE;
}

static struct notifier_block vgapt_watch_nb = {
	.notifier_call = vgapt_watch_begin,
};

/**
 * vgapt_watch_init - begin to listen to xenstore, now or when it comes up
 *
 * Return: 0 or a negative error.
 */
int vgapt_watch_init(void)
{
	return register_xenstore_notifier(&vgapt_watch_nb);
}

/**
 * vgapt_watch_exit - stop listening
 */
void vgapt_watch_exit(void)
{
	size_t i;

	unregister_xenstore_notifier(&vgapt_watch_nb);
	for (i = 0; i < ARRAY_SIZE(vgapt_watches); i++)
		if (vgapt_watching[i])
			unregister_xenbus_watch(&vgapt_watches[i]);
}
