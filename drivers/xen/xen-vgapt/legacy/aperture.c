// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dom0's consoles on the firmware's display: efifb, vesafb, simpledrm, vgacon.
 */
#include <linux/aperture.h>
#include <linux/console.h>
#include <linux/vgaarb.h>
#include <linux/vt.h>

#include "legacy/aperture.h"
#include "xen/pciback.h"
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

/**
 * vgapt_text_console_suspend - make dom0's vgacon keep its hands off
 *
 * vgacon knows no PCI and asks no arbiter: it reaches for A0000 and 3C0,
 * wherever they lead.  Once they lead to a guest's card it would draw on the
 * guest's screen.  Until vgapt_text_console_resume() dom0's text goes to the
 * dummy console; what is written meanwhile is kept.  Sleeps.
 *
 * Return: true if vgacon was in use, and is to be resumed.
 */
bool vgapt_text_console_suspend(void)
{
	bool suspended = false;

#ifdef CONFIG_VGA_CONSOLE
	console_lock();
	if (con_is_bound(&vga_con))
		suspended = !do_take_over_console(&dummy_con, 0,
						  MAX_NR_CONSOLES - 1, 1);
	console_unlock();
#endif
	return suspended;
}

/**
 * vgapt_text_console_resume - undo vgapt_text_console_suspend()
 *
 * Not if the adapter that vgacon was on has gone, or to pciback.  Sleeps.
 */
void vgapt_text_console_resume(void)
{
#ifdef CONFIG_VGA_CONSOLE
	struct pci_dev *pdev = vga_default_device();

	if (!pdev || vgapt_pciback_bound(pdev))
		return;
	console_lock();
	/* Unless somebody, fbcon say, has taken over meanwhile. */
	if (con_is_bound(&dummy_con))
		do_take_over_console(&vga_con, 0, MAX_NR_CONSOLES - 1, 1);
	console_unlock();
#endif
}
