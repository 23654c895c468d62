// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a function's configuration space says, without a change to anything.
 */
#include <linux/pci.h>

#include "reset/look.h"

/**
 * vgapt_reset_lost - has a function been unplugged?
 * @pdev: the function
 *
 * Return: true if the PCI core has found out: accesses are in vain.
 */
bool vgapt_reset_lost(struct pci_dev *pdev)
{
	return READ_ONCE(pdev->error_state) == pci_channel_io_perm_failure;
}

/**
 * vgapt_reset_answers - does a function answer for itself?
 * @pdev: the function
 *
 * Vendor id 0001h is what the root complex makes of "not yet" (PCI Express Base
 * 6.0, 2.3.2: Configuration Request Retry Status).  Does not sleep.
 *
 * Return: true if so.
 */
bool vgapt_reset_answers(struct pci_dev *pdev)
{
	u32 id = ~0U;

	if (vgapt_reset_lost(pdev))
		return false;
	pci_read_config_dword(pdev, PCI_VENDOR_ID, &id);
	return !PCI_POSSIBLE_ERROR(id) && (id & 0xffff) != 0x0001 &&
	       (id & 0xffff) != 0;
}

/**
 * vgapt_reset_has_bars - do a function's BARs hold what Linux has given them?
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: true if so.
 */
bool vgapt_reset_has_bars(struct pci_dev *pdev)
{
	struct pci_bus_region region;
	u32 val, mask;
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		struct resource *res = &pdev->resource[i];

		if (!res->start || (res->flags & IORESOURCE_UNSET))
			continue;
		mask = res->flags & IORESOURCE_IO ? (u32)PCI_BASE_ADDRESS_IO_MASK :
						    (u32)PCI_BASE_ADDRESS_MEM_MASK;
		pcibios_resource_to_bus(pdev->bus, &region, res);
		pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i, &val);
		if ((val & mask) != ((u32)region.start & mask))
			return false;
	}
	return true;
}
