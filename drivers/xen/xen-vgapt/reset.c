// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resetting a function.
 *
 * This is the one place from which functions are reset, whoever asks.  What
 * does it, for the time being, is the kernel's own list of methods.
 */
#include <linux/pm_runtime.h>

#include "xen_vgapt.h"

/**
 * vgapt_reset - reset a function that is bound to xen-pciback
 * @pdev: the function
 *
 * Locks as pci_reset_function() does, upstream bridge first, and looks under
 * the lock whether pciback has the function.  Sleeps.
 *
 * Return: 0; -ENODEV if it is not bound to pciback; -ENOTTY if there is no way
 * to reset it; or what the method answered.
 */
int vgapt_reset(struct pci_dev *pdev)
{
	struct pci_dev *bridge = pci_upstream_bridge(pdev);
	struct vgapt_dev *vdev;
	int rc;

	rc = pm_runtime_resume_and_get(&pdev->dev);
	if (rc)
		return rc;
	if (bridge)
		pci_dev_lock(bridge);
	pci_dev_lock(pdev);

	if (vgapt_pciback_bound(pdev))
		rc = pci_reset_function_locked(pdev);
	else
		rc = -ENODEV;
	pci_dbg(pdev, VGAPT_NAME ": reset: %d\n", rc);

	vdev = vgapt_dev_find(pdev);
	if (vdev) {
		if (rc != -ENODEV)
			vgapt_rom_bar_expose(vdev);
		vgapt_dev_put(vdev);
	}

	pci_dev_unlock(pdev);
	if (bridge)
		pci_dev_unlock(bridge);
	pm_runtime_put(&pdev->dev);
	return rc;
}
