// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which family a card is of, as far as it matters for where its ROM can be read.
 */
#include "pure/rom/gpu_ids.h"

/*
 * AMD's device ids by family, from the kernel's table of amdgpu and radeon
 * (pciidlist), as ranges that contain no other family.
 */
static const struct {
	u16 first, last;
	enum vgapt_amd_family family;
} vgapt_amd_ids[] = {
	{ 0x6600, 0x6631, VGAPT_AMD_SI },	/* Oland */
	{ 0x6640, 0x665f, VGAPT_AMD_CI },	/* Bonaire */
	{ 0x6660, 0x666f, VGAPT_AMD_SI },	/* Hainan */
	{ 0x6780, 0x679f, VGAPT_AMD_SI },	/* Tahiti */
	{ 0x67a0, 0x67be, VGAPT_AMD_CI },	/* Hawaii */
	{ 0x67c0, 0x67df, VGAPT_AMD_VI },	/* Polaris 10 */
	{ 0x67e0, 0x67ff, VGAPT_AMD_VI },	/* Polaris 11 */
	{ 0x6800, 0x6819, VGAPT_AMD_SI },	/* Pitcairn */
	{ 0x6820, 0x683f, VGAPT_AMD_SI },	/* Cape Verde */
	{ 0x6900, 0x6907, VGAPT_AMD_VI },	/* Topaz */
	{ 0x6920, 0x693f, VGAPT_AMD_VI },	/* Tonga */
	{ 0x6980, 0x699f, VGAPT_AMD_VI },	/* Polaris 12 */
	{ 0x6fdf, 0x6fdf, VGAPT_AMD_VI },	/* Polaris 20 */
	{ 0x7300, 0x730f, VGAPT_AMD_VI },	/* Fiji */
};

/**
 * vgapt_amd_family_of - the family of one of AMD's cards
 * @device: PCI device id
 *
 * Return: the family, VGAPT_AMD_OTHER if its ROM registers are not known here.
 */
enum vgapt_amd_family vgapt_amd_family_of(u16 device)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_amd_ids); i++)
		if (device >= vgapt_amd_ids[i].first &&
		    device <= vgapt_amd_ids[i].last)
			return vgapt_amd_ids[i].family;
	return VGAPT_AMD_OTHER;
}

/* PMC_BOOT_0 of NVIDIA's cards: the chip's number from G80 on. */
#define PMC_BOOT_0_CHIPSET(boot0)	((boot0) >> 20 & 0x1ff)
#define NVIDIA_FIRST_TESLA		0x050	/* G80 */
#define NVIDIA_FIRST_VOLTA		0x140	/* GV100 */

/**
 * vgapt_nvidia_pramin_pointer - where the address of the VBIOS in VRAM is noted
 * @boot0: what the register PMC_BOOT_0 (BAR0 + 0) reads
 *
 * Return: offset of that register in BAR0, 0 if this card has none.
 */
u32 vgapt_nvidia_pramin_pointer(u32 boot0)
{
	u32 chipset = PMC_BOOT_0_CHIPSET(boot0);

	if (boot0 == 0xffffffff || chipset < NVIDIA_FIRST_TESLA)
		return 0;
	/* The display engine's registers moved with GV100. */
	return chipset >= NVIDIA_FIRST_VOLTA ? 0x625f04 : 0x619f04;
}
