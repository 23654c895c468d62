// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dom0's text console on the VGA adapter: vgacon.
 */
#include <linux/console.h>
#include <linux/pci.h>
#include <linux/vgaarb.h>
#include <linux/vt.h>

#include "legacy/console.h"
#include "xen/pciback.h"

/**
 * vgapt_console_suspend - make dom0's vgacon keep its hands off
 *
 * vgacon knows no PCI and asks no arbiter: it reaches for A0000 and 3C0,
 * wherever they lead.  Once they lead to a guest's card it would draw on the
 * guest's screen.  Until vgapt_console_resume() dom0's text goes to the
 * dummy console; what is written meanwhile is kept.  Sleeps.
 *
 * Return: true if vgacon was in use, and is to be resumed.
 */
bool vgapt_console_suspend(void)
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

/*
 * Is the adapter that vgacon is on still there, and dom0's?  The arbiter gives its
 * pointer without a reference, so it is only compared.
 */
static bool vgapt_console_has_adapter(void)
{
	struct pci_dev *pdev = NULL;
	bool there = false;

	for_each_pci_dev(pdev) {
		if (pdev != vga_default_device())
			continue;
		there = !vgapt_pciback_bound(pdev);
		pci_dev_put(pdev);
		break;
	}
	return there;
}

/**
 * vgapt_console_resume - undo vgapt_console_suspend()
 *
 * Not if the adapter that vgacon was on has gone, or to pciback.  Sleeps.
 */
void vgapt_console_resume(void)
{
#ifdef CONFIG_VGA_CONSOLE
	if (!vgapt_console_has_adapter())
		return;
	console_lock();
	/* Unless somebody, fbcon say, has taken over meanwhile. */
	if (con_is_bound(&dummy_con))
		do_take_over_console(&vga_con, 0, MAX_NR_CONSOLES - 1, 1);
	console_unlock();
#endif
}
