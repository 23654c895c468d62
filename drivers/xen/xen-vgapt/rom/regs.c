// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers in a card's BARs, for the ROM sources that need them.
 */
#include <linux/io.h>
#include <linux/pci.h>

#include "rom/regs.h"

/**
 * vgapt_rom_can_decode - may memory decoding be enabled?
 * @pdev:    the function
 * @command: its COMMAND register
 *
 * If a memory BAR has no address, enabling memory decoding would make it answer
 * wherever its register happens to point.
 *
 * Return: true if it is enabled, or may be.
 */
bool vgapt_rom_can_decode(struct pci_dev *pdev, u16 command)
{
	int i;

	if (command & PCI_COMMAND_MEMORY)
		return true;
	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		const struct resource *res = &pdev->resource[i];

		if ((res->flags & IORESOURCE_MEM) &&
		    ((res->flags & IORESOURCE_UNSET) || !res->start))
			return false;
	}
	return true;
}

/**
 * vgapt_rom_regs_map - map a part of a BAR, with the card decoding it
 * @pdev:   the function
 * @bar:    which BAR
 * @offset: byte at which the part begins
 * @len:    bytes
 * @regs:   result
 *
 * To be undone with vgapt_rom_regs_unmap().  Caller holds the device lock;
 * sleeps.
 *
 * Return: 0; -ENODATA if the function has no such BAR, or it has no address;
 * -ENODEV if the function does not answer; -ENOMEM.
 */
int vgapt_rom_regs_map(struct pci_dev *pdev, int bar, u32 offset, u32 len,
		       struct vgapt_rom_regs *regs)
{
	const struct resource *res = &pdev->resource[bar];

	device_lock_assert(&pdev->dev);
	if (!(res->flags & IORESOURCE_MEM) || (res->flags & IORESOURCE_UNSET) ||
	    !res->start || resource_size(res) < (u64)offset + len)
		return -ENODATA;
	pci_read_config_word(pdev, PCI_COMMAND, &regs->command);
	if (PCI_POSSIBLE_ERROR(regs->command))
		return -ENODEV;
	if (!vgapt_rom_can_decode(pdev, regs->command))
		return -ENODATA;
	regs->base = ioremap(res->start + offset, len);
	if (!regs->base)
		return -ENOMEM;
	if (!(regs->command & PCI_COMMAND_MEMORY))
		pci_write_config_word(pdev, PCI_COMMAND,
				      regs->command | PCI_COMMAND_MEMORY);
	return 0;
}

/**
 * vgapt_rom_regs_unmap - undo vgapt_rom_regs_map()
 * @pdev: the function
 * @regs: what that gave
 */
void vgapt_rom_regs_unmap(struct pci_dev *pdev, struct vgapt_rom_regs *regs)
{
	if (!(regs->command & PCI_COMMAND_MEMORY))
		pci_write_config_word(pdev, PCI_COMMAND, regs->command);
	iounmap(regs->base);
}
