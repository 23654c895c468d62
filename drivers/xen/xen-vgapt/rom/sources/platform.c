// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "platform": the copy that the boot loader handed to Linux.
 *
 * The kernel's EFI stub takes it from UEFI's PCI driver.  Under Xen the stub
 * does not run, and dom0 has none: see sources/efi.c for where that copy is then.
 */
#include <linux/io.h>
#include <linux/pci.h>

#include "pure/rom/verdict.h"
#include "rom/buf.h"
#include "rom/source.h"
#include "xen_vgapt.h"

static bool vgapt_rom_platform_probe(struct vgapt_dev *vdev)
{
	return vdev->pdev->rom && vdev->pdev->romlen;
}

static int vgapt_rom_platform_read(struct vgapt_dev *vdev,
				   struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	u32 limit = min_t(size_t, pdev->romlen, VGAPT_ROM_MAX);
	void *rom;
	int rc;

	rom = memremap(pdev->rom, limit, MEMREMAP_WB);
	if (!rom)
		return -ENOMEM;
	rc = vgapt_rom_gather_mem(buf, rom, limit);
	memunmap(rom);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_platform = {
	.id = VGAPT_ROM_PLATFORM,
	.name = "platform",
	.describe = "the copy handed over by the boot loader",
	.rank = VGAPT_ROM_RANK_KEPT,
	.probe = vgapt_rom_platform_probe,
	.read = vgapt_rom_platform_read,
};
