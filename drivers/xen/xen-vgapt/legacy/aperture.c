// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dom0's framebuffers on the firmware's display: efifb, vesafb, simpledrm.
 */
#include <linux/aperture.h>
#include <linux/pci.h>

#include "legacy/aperture.h"
#include "xen_vgapt.h"

/**
 * vgapt_aperture_release - take the firmware's display from dom0
 * @pdev: a function that xen-pciback has seized
 *
 * Removes whatever in dom0 still draws on this function without being its
 * driver: such a console would go on writing to a card that is a guest's.
 * Sleeps.
 */
void vgapt_aperture_release(struct pci_dev *pdev)
{
	int rc;

	rc = aperture_remove_conflicting_pci_devices(pdev, VGAPT_NAME);
	if (rc)
		pci_warn(pdev, "dom0's firmware display stays on it: %d\n",
			 rc);
	else
		pci_dbg(pdev, "firmware display released\n");
}
