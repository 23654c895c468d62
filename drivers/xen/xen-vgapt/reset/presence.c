// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a function there, and is it as Linux has set it up?  Configuration space
 * tells.
 */
#include <linux/delay.h>
#include <linux/pci.h>

#include "reset/presence.h"

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
 * vgapt_reset_silent - does a function not answer, though it has been waited for?
 * @pdev: the function
 *
 * xen-pciback may just have reset it, and then it has a second (PCI Express Base
 * 6.0, 6.6.1).  Sleeps.
 *
 * Return: true if so; false also if it has been unplugged, and need not answer.
 */
bool vgapt_reset_silent(struct pci_dev *pdev)
{
	unsigned long end = jiffies + HZ;

	while (!vgapt_reset_answers(pdev)) {
		if (vgapt_reset_lost(pdev))
			return false;
		if (time_after(jiffies, end))
			return true;
		usleep_range(10000, 12000);
	}
	return false;
}

/* Has Linux given it a place on its bus, and which? */
static bool vgapt_reset_bar_place(struct pci_dev *pdev, int bar, struct pci_bus_region *region)
{
	struct resource *res = &pdev->resource[bar];

	if (!res->start || (res->flags & IORESOURCE_UNSET))
		return false;
	pcibios_resource_to_bus(pdev->bus, region, res);
	return true;
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
		if (!vgapt_reset_bar_place(pdev, i, &region))
			continue;
		mask = pci_resource_flags(pdev, i) & IORESOURCE_IO ?
			(u32)PCI_BASE_ADDRESS_IO_MASK : (u32)PCI_BASE_ADDRESS_MEM_MASK;
		pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i, &val);
		if ((val & mask) != ((u32)region.start & mask))
			return false;
	}
	return true;
}

/**
 * vgapt_reset_place_bars - have a function's BARs hold what Linux has given them
 * @pdev: the function; it is blank, and its device lock is held
 *
 * For one of which nothing was saved, as it has not answered since the module was loaded.
 * What decodes is left alone.  Does not sleep.
 */
void vgapt_reset_place_bars(struct pci_dev *pdev)
{
	struct pci_bus_region region;
	u16 command;
	int i;

	device_lock_assert(&pdev->dev);
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (command & (PCI_COMMAND_MEMORY | PCI_COMMAND_IO))
		return;
	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (!vgapt_reset_bar_place(pdev, i, &region))
			continue;
		pci_write_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i,
				       lower_32_bits(region.start));
		if (pci_resource_flags(pdev, i) & IORESOURCE_MEM_64)
			pci_write_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i + 4,
					       upper_32_bits(region.start));
	}
}
