// SPDX-License-Identifier: GPL-2.0-only
/*
 * NVIDIA's cards: ROM sources "prom" (the flash, seen through BAR0) and "pramin"
 * (the copy in VRAM that the firmware has run).
 *
 * Registers: envytools' documentation (PBUS, PROM, PRAMIN), nouveau's names.
 */
#include <linux/io.h>
#include <linux/pci.h>

#include "pure/rom/gpu_ids.h"
#include "pure/rom/verdict.h"
#include "rom/buf.h"
#include "rom/regs.h"
#include "rom/source.h"
#include "xen_vgapt.h"

#define NV_PMC_BOOT_0		0x000000
/* Where BAR0 mirrors the function's configuration space. */
#define NV_PCI_MIRROR		0x001800	/* AGP and PCI chips */
#define NV_PCIE_MIRROR		0x088000
/* Bit 0 there: ROM accesses go to a shadow in VRAM instead of the flash. */
#define NV_PCI_ROM_SHADOW	0x50
#define NV_PROM			0x300000
#define NV_PROM_SIZE		SZ_1M
#define NV_PRAMIN		0x700000
#define NV_PRAMIN_SIZE		SZ_1M
/* Window register: which 64 KiB of VRAM PRAMIN begins with. */
#define NV_PBUS_PRAMIN		0x001700
#define NV_PRAMIN_UNIT		SZ_64K
/* The pointer: bit 3: there is a copy; bits 0-1: 1 for VRAM; 8-31: its address, in 64 KiB. */
#define NV_VBIOS_VALID		BIT(3)
#define NV_VBIOS_TARGET		0x3
#define NV_VBIOS_VRAM		0x1

static bool vgapt_rom_nvidia_probe(struct vgapt_dev *vdev)
{
	return vdev->pdev->vendor == PCI_VENDOR_ID_NVIDIA;
}

static int vgapt_rom_prom_read(struct vgapt_dev *vdev,
			       struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	u32 mirror = pci_is_pcie(pdev) ? NV_PCIE_MIRROR : NV_PCI_MIRROR;
	struct vgapt_rom_regs regs;
	u32 shadow;
	int rc;

	rc = vgapt_rom_regs_map(pdev, 0, 0, NV_PROM + NV_PROM_SIZE, &regs);
	if (rc)
		return rc;
	shadow = ioread32(regs.base + mirror + NV_PCI_ROM_SHADOW);
	if (shadow == U32_MAX) {
		rc = -ENODATA;
		goto unmap;
	}
	if (shadow & BIT(0))
		iowrite32(shadow & ~BIT(0),
			  regs.base + mirror + NV_PCI_ROM_SHADOW);
	/* PROM can be read in doublewords only. */
	rc = vgapt_rom_gather_io32(buf, regs.base + NV_PROM, NV_PROM_SIZE);
	if (shadow & BIT(0))
		iowrite32(shadow, regs.base + mirror + NV_PCI_ROM_SHADOW);
unmap:
	vgapt_rom_regs_unmap(pdev, &regs);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_prom = {
	.id = VGAPT_ROM_PROM,
	.name = "prom",
	.describe = "the flash, through NVIDIA's PROM window",
	.rank = VGAPT_ROM_RANK_FLASH,
	.quiet = true,
	.risky = true,
	.probe = vgapt_rom_nvidia_probe,
	.read = vgapt_rom_prom_read,
};

static int vgapt_rom_pramin_read(struct vgapt_dev *vdev,
				 struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom_regs regs;
	u32 pointer, where, window;
	int rc;

	rc = vgapt_rom_regs_map(pdev, 0, 0, NV_PRAMIN + NV_PRAMIN_SIZE, &regs);
	if (rc)
		return rc;
	rc = -ENODATA;
	pointer = vgapt_nvidia_pramin_pointer(ioread32(regs.base +
						       NV_PMC_BOOT_0));
	if (!pointer)
		goto unmap;
	where = ioread32(regs.base + pointer);
	if (where == U32_MAX || !(where & NV_VBIOS_VALID) ||
	    (where & NV_VBIOS_TARGET) != NV_VBIOS_VRAM)
		goto unmap;
	window = ioread32(regs.base + NV_PBUS_PRAMIN);
	/* No address: the last 64 KiB of the window's first MiB. */
	where = where >> 8 ? where >> 8 : window + 0xf;
	iowrite32(where, regs.base + NV_PBUS_PRAMIN);
	rc = vgapt_rom_gather_io32(buf, regs.base + NV_PRAMIN, NV_PRAMIN_SIZE);
	iowrite32(window, regs.base + NV_PBUS_PRAMIN);
unmap:
	vgapt_rom_regs_unmap(pdev, &regs);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_pramin = {
	.id = VGAPT_ROM_PRAMIN,
	.name = "pramin",
	.describe = "the copy in VRAM that the firmware has run",
	.rank = VGAPT_ROM_RANK_RUN,
	.writable = true,
	.quiet = true,
	.risky = true,
	.probe = vgapt_rom_nvidia_probe,
	.read = vgapt_rom_pramin_read,
};
