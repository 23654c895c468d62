// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "rombar": the flash behind the ROM BAR.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/pci.h>

#include "pure/rom/verdict.h"
#include "pure/rom/window.h"
#include "rom/bar.h"
#include "rom/buf.h"
#include "rom/regs.h"
#include "rom/source.h"
#include "xen/machine.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

/*
 * Some cards fetch the first bytes only once the decoder is enabled, and answer
 * with ones until they have them.
 */
#define VGAPT_ROM_WAKE_MS	50

/* Returns false if the card has gone: then its memory is not read any further. */
static bool vgapt_rom_rombar_wait(struct pci_dev *pdev, void __iomem *rom)
{
	u32 word;
	int i;

	for (i = 0; i < VGAPT_ROM_WAKE_MS; i++) {
		/* A whole doubleword, as all the reads that follow. */
		word = ioread32(rom);
		if ((word & 0xffff) == 0xaa55)
			return true;
		if (word == U32_MAX && !pci_device_is_present(pdev))
			return false;
		usleep_range(1000, 1100);
	}
	return true;
}

static int vgapt_rom_rombar_read(struct vgapt_dev *vdev,
				 struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	const struct resource *res = &pdev->resource[PCI_ROM_RESOURCE];
	struct resource window = { 0 };
	void __iomem *rom;
	u32 reg, length;
	u16 command;
	int rc, own;

	if (!pdev->rom_base_reg)
		return -ENODATA;
	pci_read_config_dword(pdev, pdev->rom_base_reg, &reg);
	if (PCI_POSSIBLE_ERROR(reg))
		return -ENODEV;
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (!vgapt_rom_can_decode(pdev, command)) {
		pci_warn(pdev, "it has BARs without an address, so its memory can't be enabled to read the ROM\n");
		return -ENODATA;
	}

	/* Some cards decode ROM and a BAR with one decoder: keep others out. */
	pci_cfg_access_lock(pdev);
	length = vgapt_rom_bar_size(pdev, reg);
	if (!length) {
		rc = -ENODATA;
		goto unlock;
	}
	if (vdev->rom_bar.flash.parent) {
		res = &vdev->rom_bar.flash;
	} else if (!vgapt_rom_bar_assigned(pdev)) {
		rc = vgapt_rom_bar_reserve(pdev, reg, length, &window);
		if (rc) {
			pci_warn(pdev, "no address range for a ROM of %u bytes below its bridge\n",
				 length);
			goto unlock;
		}
		res = &window;
	}
	length = vgapt_rom_window_readable(length, resource_size(res));

	/* A PVH dom0 has the ROM of a function that is its own, and no longer. */
	own = vgapt_pciback_bound(pdev) ? vgapt_xen_map_own(res->start, length) : -EOPNOTSUPP;
	rom = ioremap(res->start, length);
	if (!rom) {
		rc = -ENOMEM;
		goto release;
	}
	pci_write_config_dword(pdev, pdev->rom_base_reg,
			       (u32)res->start | PCI_ROM_ADDRESS_ENABLE);
	if (!(command & PCI_COMMAND_MEMORY))
		pci_write_config_word(pdev, PCI_COMMAND,
				      command | PCI_COMMAND_MEMORY);

	rc = -ENXIO;
	if (vgapt_rom_rombar_wait(pdev, rom))
		rc = vgapt_rom_gather_io(buf, pdev, rom, length);

	if (!(command & PCI_COMMAND_MEMORY))
		pci_write_config_word(pdev, PCI_COMMAND, command);
	pci_write_config_dword(pdev, pdev->rom_base_reg, reg);
	iounmap(rom);
release:
	if (!own)
		vgapt_xen_unmap_own(res->start, length);
	if (res == &window)
		release_resource(&window);
unlock:
	pci_cfg_access_unlock(pdev);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_rombar = {
	.id = VGAPT_ROM_ROMBAR,
	.name = "rombar",
	.describe = "the flash behind the ROM BAR",
	.rank = VGAPT_ROM_RANK_FLASH,
	.quiet = true,
	.read = vgapt_rom_rombar_read,
};
