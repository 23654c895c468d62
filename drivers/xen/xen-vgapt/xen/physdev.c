// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Xen has to be told of a PCI function: that it has been reset.
 */
#include <linux/error-injection.h>
#include <linux/pci.h>
#include <xen/xen.h>
#include <xen/interface/xen.h>
#include <xen/interface/physdev.h>
#include <asm/xen/hypercall.h>

#include "xen/physdev.h"

/* Xen, public/physdev.h: PHYSDEVOP_pci_device_reset and its argument. */
#define VGAPT_PHYSDEVOP_DEVICE_RESET	32
#define VGAPT_XEN_RESET_FLR		3

struct vgapt_physdev_reset {
	u16 seg;
	u8 bus;
	u8 devfn;
	u32 flags;
};

static noinline int vgapt_xen_physdev(struct vgapt_physdev_reset *op)
{
	return HYPERVISOR_physdev_op(VGAPT_PHYSDEVOP_DEVICE_RESET, op);
}
ALLOW_ERROR_INJECTION(vgapt_xen_physdev, ERRNO);

/**
 * vgapt_xen_tell_reset - tell Xen that a function has been reset
 * @pdev: the function, not restored yet
 *
 * For a dom0 that is not PV, Xen keeps state of the function (vPCI), which a
 * reset makes stale.  In a PV dom0 there is nothing to tell.
 */
void vgapt_xen_tell_reset(struct pci_dev *pdev)
{
	struct vgapt_physdev_reset op = {
		.seg = pci_domain_nr(pdev->bus),
		.bus = pdev->bus->number,
		.devfn = pdev->devfn,
		.flags = VGAPT_XEN_RESET_FLR,
	};
	int rc;

	if (xen_pv_domain())
		return;
	rc = vgapt_xen_physdev(&op);
	/* Xen before 4.20 does not know the call, and keeps no such state. */
	if (rc == -EINVAL || rc == -ENODEV || rc == -EPERM)
		pci_warn(pdev, "Xen was told of the reset and answered %d\n", rc);
}
