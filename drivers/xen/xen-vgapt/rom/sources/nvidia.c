// SPDX-License-Identifier: GPL-2.0-only
/*
 * NVIDIA's cards: ROM sources "prom" (the flash, seen through BAR0) and "pramin"
 * (the copy in VRAM that the firmware has run).
 *
 * Registers: envytools' documentation (PBUS, PROM, PRAMIN), nouveau's names.  Some
 * chips have others in their place: PMC_BOOT_0 is the one that all have, and is
 * read before any other (vgapt_nvidia_layout()).
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/pci.h>

#include "pure/rom/gpu_ids.h"
#include "pure/rom/verdict.h"
#include "rom/buf.h"
#include "rom/regs.h"
#include "rom/source.h"
#include "xen_vgapt.h"

#define NV_PMC_BOOT_0		0x000000
/* In configuration space, bit 0: ROM accesses go to a shadow in VRAM instead of the flash. */
#define NV_PCI_ROM_SHADOW	0x50
#define NV_PROM			0x300000
#define NV_PROM_SIZE		SZ_1M
#define NV_PRAMIN		0x700000
#define NV_PRAMIN_SIZE		SZ_1M
/* All of BAR0: a register that says whether there is a display lies behind PRAMIN. */
#define NV_MMIO_SIZE		SZ_16M
/* Window register: which 64 KiB of VRAM PRAMIN begins with. */
#define NV_PBUS_PRAMIN		0x001700
#define NV_PRAMIN_UNIT		SZ_64K
/* Of the register that says whether the chip has a display. */
#define NV_NO_DISPLAY		BIT(0)
/* The pointer: bit 3: there is a copy; bits 0-1: 1 for VRAM; 8-31: its address, in 64 KiB. */
#define NV_VBIOS_VALID		BIT(3)
#define NV_VBIOS_TARGET		0x3
#define NV_VBIOS_VRAM		0x1

static bool vgapt_rom_nvidia_probe(struct vgapt_dev *vdev)
{
	return vdev->pdev->vendor == PCI_VENDOR_ID_NVIDIA;
}

/* What a register reads as that nobody on the chip's ring of units answers for (yet). */
#define NV_NOBODY(val)		(((val) & 0xfff00000) == 0xbad00000)
/* A card that has just been woken may need a while. */
#define NV_READY_MS		1000
#define NV_READY_STEP_MS	10

/*
 * Returns 0; -ENXIO if the function does not answer, -ETIMEDOUT if its registers don't;
 * -EOPNOTSUPP if the chip is not known.
 */
static int vgapt_rom_nvidia_layout(struct pci_dev *pdev,
				   const struct vgapt_rom_regs *regs,
				   struct vgapt_nvidia_layout *layout)
{
	unsigned int ms;
	u32 boot0;

	for (ms = 0; ms < NV_READY_MS; ms += NV_READY_STEP_MS) {
		boot0 = ioread32(regs->base + NV_PMC_BOOT_0);
		if (boot0 != U32_MAX && !NV_NOBODY(boot0))
			return vgapt_nvidia_layout(boot0, layout) ? 0 : -EOPNOTSUPP;
		if (!pci_device_is_present(pdev))
			return -ENXIO;
		msleep(NV_READY_STEP_MS);
	}
	return -ETIMEDOUT;
}

static int vgapt_rom_prom_read(struct vgapt_dev *vdev,
			       struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_nvidia_layout layout;
	struct vgapt_rom_regs regs;
	void __iomem *reg;
	u32 shadow;
	int rc;

	rc = vgapt_rom_regs_map(pdev, 0, 0, NV_PROM + NV_PROM_SIZE, &regs);
	if (rc)
		return rc;
	rc = vgapt_rom_nvidia_layout(pdev, &regs, &layout);
	if (!rc && !layout.prom)
		rc = -ENODATA;
	if (rc)
		goto unmap;
	reg = regs.base + layout.mirror + NV_PCI_ROM_SHADOW;
	shadow = ioread32(reg);
	if (shadow == U32_MAX) {
		rc = pci_device_is_present(pdev) ? -ENODATA : -ENXIO;
		goto unmap;
	}
	if (shadow & BIT(0))
		iowrite32(shadow & ~BIT(0), reg);
	/* PROM can be read in doublewords only. */
	rc = vgapt_rom_gather_io32(buf, pdev, regs.base + NV_PROM, NV_PROM_SIZE);
	if (rc != -ENXIO && shadow & BIT(0))
		iowrite32(shadow, reg);
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
	struct vgapt_nvidia_layout layout;
	struct vgapt_rom_regs regs;
	u32 where, window;
	int rc;

	rc = vgapt_rom_regs_map(pdev, 0, 0, NV_MMIO_SIZE, &regs);
	if (rc)
		return rc;
	rc = vgapt_rom_nvidia_layout(pdev, &regs, &layout);
	if (rc)
		goto unmap;
	rc = -ENODATA;
	if (!layout.pointer)
		goto unmap;
	/* Without a display engine there is no pointer to be read. */
	if (layout.disabled &&
	    ioread32(regs.base + layout.disabled) & NV_NO_DISPLAY)
		goto unmap;
	where = ioread32(regs.base + layout.pointer);
	if (where == U32_MAX || !(where & NV_VBIOS_VALID) ||
	    (where & NV_VBIOS_TARGET) != NV_VBIOS_VRAM)
		goto unmap;
	window = ioread32(regs.base + NV_PBUS_PRAMIN);
	/* No address: the last 64 KiB of the window's first MiB. */
	where = where >> 8 ? where >> 8 : window + 0xf;
	iowrite32(where, regs.base + NV_PBUS_PRAMIN);
	rc = vgapt_rom_gather_io32(buf, pdev, regs.base + NV_PRAMIN, NV_PRAMIN_SIZE);
	if (rc != -ENXIO)
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
