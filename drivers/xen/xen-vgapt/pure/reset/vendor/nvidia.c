// SPDX-License-Identifier: GPL-2.0-only
/*
 * NVIDIA's cards have no documented reset of their own: what is here says when
 * one of them has come back from another.
 *
 * Registers: envytools' documentation (PMC); nouveau (nvkm/subdev/devinit/
 * tu102.c) for the firmware's progress.
 */
#include "pure/reset/ids.h"
#include "pure/reset/vendor.h"

#define NV_BAR			0
/* PMC_BOOT_0: bits 20-28 are the chip, from NV10 on. */
#define NV_PMC_BOOT_0		0x000000
#define NV_CHIPSET(boot0)	((boot0) >> 20 & 0x1ff)

/*
 * Turing and later: a processor on the card starts it from the flash.  Bit 0 of
 * the first: the second may be read; its low byte: FFh when it is through.
 */
#define NV_GFW_BOOT_ACCESS	0x118128
#define NV_GFW_BOOT		0x118234
#define NV_GFW_BOOT_DONE	0xff
#define NV_FIRST_GFW		0x160	/* TU100 */
#define NV_HOPPER		0x180	/* GH100: another processor, elsewhere */
#define NV_ADA			0x190	/* AD100 */
#define NV_BLACKWELL		0x1a0	/* GB100, as GH100 */

static bool nvidia_has_gfw(u32 chipset)
{
	return (chipset >= NV_FIRST_GFW && chipset < NV_HOPPER) ||
	       (chipset >= NV_ADA && chipset < NV_BLACKWELL);
}

static int vgapt_nvidia_alive(struct vgapt_io *io, enum vgapt_why *why)
{
	u32 boot0 = io->read(io, NV_BAR, NV_PMC_BOOT_0);
	u32 access;

	/* Not there, not yet; BAD....: nobody answers behind the host interface. */
	if (boot0 == 0xffffffff || !boot0 || boot0 >> 20 == 0xbad) {
		*why = VGAPT_WHY_BOOT0_UNREADABLE;
		return -EAGAIN;
	}
	if (!NV_CHIPSET(boot0)) {
		*why = VGAPT_WHY_BOOT0_NO_CHIP;
		return -EIO;
	}
	if (!nvidia_has_gfw(NV_CHIPSET(boot0)))
		return 0;
	access = io->read(io, NV_BAR, NV_GFW_BOOT_ACCESS);
	if (access == 0xffffffff || !(access & BIT(0)) ||
	    (io->read(io, NV_BAR, NV_GFW_BOOT) & 0xff) != NV_GFW_BOOT_DONE) {
		*why = VGAPT_WHY_NOT_POSTED;
		return -EAGAIN;
	}
	return 0;
}

/* Its firmware trains the memory: that takes seconds on the largest cards. */
const struct vgapt_reset_vendor vgapt_nvidia = {
	.bars = BIT(NV_BAR),
	.window = 0x119000,
	.alive = vgapt_nvidia_alive,
	.deadline_ms = 10000,
};
