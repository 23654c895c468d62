// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen-pciback: which functions it has, and for which domains.
 *
 * pciback exports nothing: its driver is known by its name.
 */
#include <linux/pci.h>
#include <xen/pci.h>

#include "pure/pure.h"
#include "xen/pciback.h"

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
