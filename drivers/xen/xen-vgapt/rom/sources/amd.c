// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD's cards: ROM sources "smc" (the flash, through index and data registers)
 * and "vram" (an APU's copy in its memory).
 *
 * Registers and their numbers: AMD's public headers in the kernel tree
 * (drivers/gpu/drm/amd/include/asic_reg: smu/smu_7_1_3_d.h, smu/smu_7_0_1_d.h;
 * radeon's sid.h).
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/pci.h>

#include "pure/rom/gpu_ids.h"
#include "pure/rom/verdict.h"
#include "rom/bar.h"
#include "rom/buf.h"
#include "rom/regs.h"
#include "rom/source.h"
#include "xen_vgapt.h"

/* SI: in BAR2, ROM_INDEX is doubleword 2Ah, ROM_DATA 2Bh. */
#define SI_ROM_INDEX		0xa8
#define SI_ROM_DATA		0xac
/* CI: in BAR5, SMC_IND_INDEX_0 is doubleword 80h; VI: SMC_IND_INDEX_11, 1ACh. */
#define CI_SMC_IND_INDEX	0x200
#define VI_SMC_IND_INDEX	0x6b0
/* The data register follows its index register. */
#define SMC_IND_DATA		4
/* In the space behind them */
#define SMC_ROM_INDEX		0xc0600010
#define SMC_ROM_DATA		0xc0600014

/* No card of these families has more flash. */
#define VGAPT_SMC_MAX		SZ_1M

/* What is mapped: enough for the registers above. */
#define VGAPT_SMC_MMIO		SZ_4K

/* The VBIOS lies at the beginning of an APU's memory (see radeon, amdgpu). */
#define VGAPT_VRAM_MAX		SZ_256K

/**
 * struct vgapt_smc - how to reach a family's ROM registers
 * @pdev:  the function
 * @base:  BAR that has them, mapped
 * @index: offset of the indirect index register; 0 if the BAR has ROM_INDEX and
 *         ROM_DATA themselves (SI)
 */
struct vgapt_smc {
	struct pci_dev *pdev;
	void __iomem *base;
	u32 index;
};

static u32 vgapt_smc_read(struct vgapt_smc *smc, u32 reg)
{
	if (!smc->index)
		return ioread32(smc->base + (reg == SMC_ROM_INDEX ?
					     SI_ROM_INDEX : SI_ROM_DATA));
	iowrite32(reg, smc->base + smc->index);
	return ioread32(smc->base + smc->index + SMC_IND_DATA);
}

static void vgapt_smc_write_index(struct vgapt_smc *smc, u32 value)
{
	if (!smc->index) {
		iowrite32(value, smc->base + SI_ROM_INDEX);
		return;
	}
	iowrite32(SMC_ROM_INDEX, smc->base + smc->index);
	iowrite32(value, smc->base + smc->index + SMC_IND_DATA);
}

/* ROM_INDEX is a byte address; each read of ROM_DATA advances it. */
static int vgapt_smc_fetch(void *ctx, u32 offset, u8 *to, u32 len)
{
	struct vgapt_smc *smc = ctx;
	u32 data = smc->index ? smc->index + SMC_IND_DATA : SI_ROM_DATA;
	u32 i, word;

	vgapt_smc_write_index(smc, offset);
	if (smc->index)
		iowrite32(SMC_ROM_DATA, smc->base + smc->index);
	for (i = 0; i < len; i += 4) {
		word = ioread32(smc->base + data);
		memcpy(to + i, &word, 4);
	}
	return vgapt_rom_gone(smc->pdev, to, len);
}

static int vgapt_smc_bar(enum vgapt_amd_family family)
{
	return family == VGAPT_AMD_SI ? 2 : 5;
}

static bool vgapt_rom_smc_probe(struct vgapt_dev *vdev)
{
	return vdev->pdev->vendor == PCI_VENDOR_ID_ATI &&
	       vgapt_amd_family_of(vdev->pdev->device) != VGAPT_AMD_OTHER;
}

static int vgapt_rom_smc_read(struct vgapt_dev *vdev, struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	enum vgapt_amd_family family = vgapt_amd_family_of(pdev->device);
	struct vgapt_rom_regs regs;
	struct vgapt_smc smc = { 0 };
	u32 index = 0, rom_index;
	int rc;

	rc = vgapt_rom_regs_map(pdev, vgapt_smc_bar(family), 0, VGAPT_SMC_MMIO,
				&regs);
	if (rc)
		return rc;
	smc.pdev = pdev;
	smc.base = regs.base;
	smc.index = family == VGAPT_AMD_SI ? 0 :
		    family == VGAPT_AMD_CI ? CI_SMC_IND_INDEX :
					     VI_SMC_IND_INDEX;
	if (smc.index)
		index = ioread32(smc.base + smc.index);
	rom_index = vgapt_smc_read(&smc, SMC_ROM_INDEX);
	if (rom_index == U32_MAX) {
		/* No answer.  Nothing but the index has been changed. */
		rc = pci_device_is_present(pdev) ? -ENODATA : -ENXIO;
	} else {
		rc = vgapt_rom_gather(buf, VGAPT_SMC_MAX, vgapt_smc_fetch,
				      &smc);
		if (rc != -ENXIO)
			vgapt_smc_write_index(&smc, rom_index);
	}
	if (smc.index && rc != -ENXIO)
		iowrite32(index, smc.base + smc.index);
	vgapt_rom_regs_unmap(pdev, &regs);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_smc = {
	.id = VGAPT_ROM_SMC,
	.name = "smc",
	.describe = "the flash, through AMD's ROM registers",
	.rank = VGAPT_ROM_RANK_FLASH,
	.quiet = true,
	.risky = true,
	.probe = vgapt_rom_smc_probe,
	.read = vgapt_rom_smc_read,
};

/*
 * APUs have no flash of their own: the firmware leaves their VBIOS at the beginning
 * of their memory (amdgpu_bios.c, igp_read_bios_from_vram(), which asks for no ROM
 * BAR: what an APU has of that leads nowhere).  Nobody puts a discrete card's there;
 * what such a card's memory holds, ROM BAR or not, is the last guest's or driver's.
 */
static bool vgapt_rom_vram_probe(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev;

	return pdev->vendor == PCI_VENDOR_ID_ATI &&
	       vgapt_amd_is_apu(pdev->device);
}

static int vgapt_rom_vram_read(struct vgapt_dev *vdev,
			       struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom_regs regs;
	int rc;

	rc = vgapt_rom_regs_map(pdev, 0, 0, VGAPT_VRAM_MAX, &regs);
	if (rc)
		return rc;
	rc = vgapt_rom_gather_io(buf, pdev, regs.base,
				 VGAPT_VRAM_MAX);
	vgapt_rom_regs_unmap(pdev, &regs);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_vram = {
	.id = VGAPT_ROM_VRAM,
	.name = "vram",
	.describe = "the firmware's copy in the APU's memory",
	.rank = VGAPT_ROM_RANK_RUN,
	.writable = true,
	.quiet = true,
	.probe = vgapt_rom_vram_probe,
	.read = vgapt_rom_vram_read,
};
