// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xenstore: for which domain a function is meant, and when that may have
 * changed.
 *
 * At boot we are loaded long before xenstored runs, so everything waits for it.
 */
#include <xen/xenbus.h>

#include "legacy/owner.h"
#include "reset/book.h"
#include "xen/store.h"
#include "xen_vgapt.h"

static bool vgapt_store_up;

/*
 * The watches only say that a look around is due: @releaseDomain carries no
 * domid and may be spurious; libxl's notes, and pciback's backends (relative to
 * our own domain's path), may change for any function.  Xenwatch serves
 * everybody, so nothing is done here.
 */
static void vgapt_store_event(struct xenbus_watch *watch, const char *path,
			      const char *token)
{
	vgapt_legacy_reap_later();
	vgapt_reset_book_reap_later();
}

static struct xenbus_watch vgapt_store_watches[] = {
	{ .node = "@releaseDomain", .callback = vgapt_store_event },
	{ .node = "/libxl/pci", .callback = vgapt_store_event },
	{ .node = "backend/pci", .callback = vgapt_store_event },
};

static bool vgapt_store_watching[ARRAY_SIZE(vgapt_store_watches)];

static int vgapt_store_ready(struct notifier_block *nb, unsigned long event,
			     void *data)
{
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(vgapt_store_watches); i++) {
		rc = register_xenbus_watch(&vgapt_store_watches[i]);
		vgapt_store_watching[i] = !rc;
		if (rc)
			pr_err("can't watch %s in xenstore: %d; a grant outlives its domain until it is revoked\n",
			       vgapt_store_watches[i].node, rc);
	}
	WRITE_ONCE(vgapt_store_up, true);
	return NOTIFY_DONE;
}

static struct notifier_block vgapt_store_nb = {
	.notifier_call = vgapt_store_ready,
};

/**
 * vgapt_store_init - begin to listen to xenstore, now or when it comes up
 *
 * Return: 0 or a negative error.
 */
int vgapt_store_init(void)
{
	return register_xenstore_notifier(&vgapt_store_nb);
}

/**
 * vgapt_store_exit - stop listening
 */
void vgapt_store_exit(void)
{
	size_t i;

	unregister_xenstore_notifier(&vgapt_store_nb);
	for (i = 0; i < ARRAY_SIZE(vgapt_store_watches); i++)
		if (vgapt_store_watching[i])
			unregister_xenbus_watch(&vgapt_store_watches[i]);
}

/**
 * vgapt_store_named - read libxl's note on a function
 * @pdev:  the function
 * @named: result: the domid, or VGAPT_NO_DOMAIN
 *
 * libxl (since 4.15) keeps /libxl/pci/dddd-bb-dd-f/domid from before the reset
 * that precedes the assignment until after the function has been taken away.
 * Sleeps.
 *
 * Return: 0; or a negative error if the note, if there is one, can't be read.
 */
int vgapt_store_named(struct pci_dev *pdev, int *named)
{
	unsigned int domid;
	char path[40];
	int rc;

	*named = VGAPT_NO_DOMAIN;
	if (!READ_ONCE(vgapt_store_up))
		return 0;
	snprintf(path, sizeof(path), "/libxl/pci/%04x-%02x-%02x-%x",
		 pci_domain_nr(pdev->bus), pdev->bus->number,
		 PCI_SLOT(pdev->devfn), PCI_FUNC(pdev->devfn));
	rc = xenbus_scanf(XBT_NIL, path, "domid", "%u", &domid);
	/* None, or one that is no number. */
	if (rc == -ENOENT || rc == -ERANGE)
		return 0;
	if (rc < 0)
		return rc;
	if (rc == 1 && domid < DOMID_FIRST_RESERVED)
		*named = domid;
	return 0;
}
