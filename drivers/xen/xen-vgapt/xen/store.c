// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xenstore: for which domain the toolstack means a function.
 */
#include <linux/pci.h>
#include <xen/xenbus.h>

#include "pure/pure.h"
#include "xen/store.h"

static bool vgapt_store_up;

/**
 * vgapt_store_is_up - take note that xenstored answers
 */
void vgapt_store_is_up(void)
{
	WRITE_ONCE(vgapt_store_up, true);
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
