// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dom0's consoles on the firmware's display: efifb, vesafb, simpledrm, vgacon.
 */
#include <linux/aperture.h>
#include <linux/console.h>
#include <linux/vgaarb.h>

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
		pci_warn(pdev, VGAPT_NAME ": dom0's firmware display stays on it: %d\n",
			 rc);
	else
		pci_dbg(pdev, VGAPT_NAME ": firmware display released\n");
}

/**
 * vgapt_text_console_on - does dom0's vgacon draw on this function?
 * @pdev: a VGA adapter
 *
 * vgacon knows no PCI; it is on whichever adapter has the legacy ranges, the
 * arbiter's default one.  Sleeps.
 *
 * Return: true if so.
 */
bool vgapt_text_console_on(struct pci_dev *pdev)
{
	bool bound = false;

	if (pdev != vga_default_device())
		return false;
#ifdef CONFIG_VGA_CONSOLE
	console_lock();
	bound = con_is_bound(&vga_con);
	console_unlock();
#endif
	return bound;
}
