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

/*
 * Graphics in AMD's processors and chipsets, as runs of ids that contain nothing
 * else of graphics.  A new one is missing here until somebody adds it: then its
 * memory is not read, which is the safe side.
 *
 * To Stoney and Renoir: those with AMD_IS_APU in amdgpu's table (amdgpu_drv.c),
 * before them those with RADEON_IS_IGP in radeon's (drm_pciids.h), from RS690 on:
 * older chipsets have no IOMMU.  Later ones amdgpu knows by the version of their
 * graphics core (amdgpu_discovery_set_ip_blocks(): GC 10.1.3, 10.1.4, 10.3.1,
 * 10.3.3, 10.3.6, 10.3.7, 11.0.1, 11.0.4, 11.5.x); which ids those have is from
 * pci.ids of 2026-08-22, by their names.
 */
static const struct {
	u16 first, last;
} vgapt_amd_apus[] = {
	{ 0x1114, 0x1114 },	/* Krackan */
	{ 0x1304, 0x131d },	/* Kaveri */
	{ 0x13c0, 0x13c0 },	/* Granite Ridge */
	{ 0x13db, 0x13db },	/* Cyan Skillfish */
	{ 0x13f9, 0x13fc },	/* Cyan Skillfish */
	{ 0x13fe, 0x13fe },	/* Cyan Skillfish */
	{ 0x1435, 0x1435 },	/* Van Gogh (Sephiroth) */
	{ 0x143f, 0x143f },	/* Cyan Skillfish */
	{ 0x1506, 0x1506 },	/* Mendocino */
	{ 0x150e, 0x150e },	/* Strix */
	{ 0x1586, 0x1586 },	/* Strix Halo */
	{ 0x15bf, 0x15bf },	/* Phoenix1 */
	{ 0x15c8, 0x15c8 },	/* Phoenix2 */
	{ 0x15d8, 0x15d8 },	/* Picasso, Raven 2 */
	{ 0x15dd, 0x15dd },	/* Raven */
	{ 0x15e7, 0x15e7 },	/* Barcelo */
	{ 0x1636, 0x1636 },	/* Renoir */
	{ 0x1638, 0x1638 },	/* Cezanne */
	{ 0x163f, 0x163f },	/* Van Gogh */
	{ 0x164c, 0x164f },	/* Lucienne, Rembrandt, Raphael, Phoenix */
	{ 0x1681, 0x1681 },	/* Rembrandt */
	{ 0x1900, 0x1902 },	/* Hawk Point 1 and 2, Krackan 2 */
	{ 0x791e, 0x791f },	/* RS690 */
	{ 0x793f, 0x7942 },	/* RS600 */
	{ 0x796c, 0x796f },	/* RS740 */
	{ 0x9610, 0x9616 },	/* RS780 */
	{ 0x9640, 0x964f },	/* Sumo */
	{ 0x9710, 0x9715 },	/* RS880 */
	{ 0x9802, 0x980a },	/* Wrestler */
	{ 0x9830, 0x983f },	/* Kabini */
	{ 0x9850, 0x985f },	/* Mullins */
	{ 0x9870, 0x9877 },	/* Carrizo */
	{ 0x98e4, 0x98e4 },	/* Stoney */
	{ 0x9900, 0x9919 },	/* Trinity, Richland */
	{ 0x9990, 0x99a4 },	/* Trinity 2, Richland */
};

/**
 * vgapt_amd_is_apu - is one of AMD's functions a part of the processor?
 * @device: PCI device id
 *
 * Such a function has no flash of its own.
 *
 * Return: true if so; false also if it is not known.
 */
bool vgapt_amd_is_apu(u16 device)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_amd_apus); i++)
		if (device >= vgapt_amd_apus[i].first &&
		    device <= vgapt_amd_apus[i].last)
			return true;
	return false;
}

/* Where BAR0 mirrors the function's configuration space: to NV3x, and from NV4x on. */
#define NV_MIRROR_OLD		0x001800
#define NV_MIRROR		0x088000
/* Bit 0: the chip has no display, or it is fused off. */
#define NV_DISABLED_GF100	0x022500
#define NV_DISABLED_GM107	0x021c04
#define NV_DISABLED_GA100	0x820c04
/* Where the display engine notes the VBIOS' place in VRAM. */
#define NV_POINTER_G80		0x619f04
#define NV_POINTER_GV100	0x625f04

/* PMC_BOOT_0: the chip's number from NV10 on; before that it has another form. */
#define BOOT_0_CHIP(boot0)	((boot0) >> 20 & 0x1ff)
#define BOOT_0_FAMILY		0x1f0
#define BOOT_0_NV04_MASK	0xff00fff0
#define BOOT_0_NV04		0x20004000
/* From C51 on, NV4x are in chipsets, whose flash is the board's. */
#define NV4X_FIRST_CHIPSET	0x04c

/**
 * vgapt_nvidia_layout - where a chip has what the ROM sources need
 * @boot0:  what its register PMC_BOOT_0 (BAR0 + 0) reads
 * @layout: filled; all zero if the chip is not known
 *
 * As nouveau has it: the families in nvkm/engine/device/base.c, the mirror in
 * nvkm/subdev/pci/, the others in nvkm/subdev/bios/shadowrom.c and shadowramin.c.
 *
 * GH100 (180h) and chips from 1a0h on (Blackwell) are not known on purpose: their
 * mirror is at 92000h (nouveau, nvkm/subdev/pci/gh100.c), their window into VRAM is
 * not at 1700h, and nouveau reads no ROM there.  What was never seen is not known
 * either.
 *
 * Return: true if it is known; else nothing but PMC_BOOT_0 is to be touched.
 */
bool vgapt_nvidia_layout(u32 boot0, struct vgapt_nvidia_layout *layout)
{
	u32 chip = BOOT_0_CHIP(boot0);

	memset(layout, 0, sizeof(*layout));
	if (boot0 == 0xffffffff)
		return false;
	if ((boot0 & BOOT_0_NV04_MASK) == BOOT_0_NV04) {
		layout->mirror = NV_MIRROR_OLD;
		layout->prom = true;
		return true;
	}
	/* NV10 and later say so in these bits. */
	if (!(boot0 & 0x1f000000))
		return false;

	switch (chip & BOOT_0_FAMILY) {
	case 0x010:	/* Celsius */
	case 0x020:	/* Kelvin */
	case 0x030:	/* Rankine */
		layout->mirror = NV_MIRROR_OLD;
		layout->prom = true;
		return true;
	case 0x040:	/* Curie */
	case 0x060:
		layout->mirror = NV_MIRROR;
		layout->prom = chip < NV4X_FIRST_CHIPSET;
		return true;
	case 0x050:	/* Tesla */
	case 0x080:
	case 0x090:
	case 0x0a0:
		layout->pointer = NV_POINTER_G80;
		break;
	case 0x0c0:	/* Fermi */
	case 0x0d0:
	case 0x0e0:	/* Kepler */
	case 0x0f0:
	case 0x100:
		layout->disabled = NV_DISABLED_GF100;
		layout->pointer = NV_POINTER_G80;
		break;
	case 0x110:	/* Maxwell */
	case 0x120:
	case 0x130:	/* Pascal */
		layout->disabled = NV_DISABLED_GM107;
		layout->pointer = NV_POINTER_G80;
		break;
	case 0x140:	/* Volta */
	case 0x160:	/* Turing */
		layout->disabled = NV_DISABLED_GM107;
		layout->pointer = NV_POINTER_GV100;
		break;
	case 0x170:	/* Ampere */
	case 0x190:	/* Ada */
		layout->disabled = NV_DISABLED_GA100;
		layout->pointer = NV_POINTER_GV100;
		break;
	default:
		return false;
	}
	layout->mirror = NV_MIRROR;
	layout->prom = true;
	return true;
}
