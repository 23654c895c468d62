// SPDX-License-Identifier: GPL-2.0-only
/*
 * Intel's graphics inside a processor: a sign of life, no reset.
 *
 * From Sandy Bridge on they have FLR, by the Advanced Features capability, later
 * by PCI Express.  For Ivy Bridge's mobile ones (0156h, 0166h) the kernel has its
 * own (quirks.c: reset_ivb_igd), the method "kernel" here: it turns the panel's
 * power off, waits up to ten seconds until it is, and then writes a register at
 * D0100h.  What that does is in none of Intel's public manuals, and the kernel
 * calls it a success even if the panel stays on; so it is not done here, and
 * what the kernel did is judged by what follows.
 *
 * Registers: i915's intel_gt_regs.h.
 */
#include "pure/reset/ids.h"
#include "pure/reset/vendor.h"

#define IGD_BAR				0
/*
 * The acknowledgments of force-wake can always be read: they are how a driver
 * finds out that the rest can.  i915 calls the registers unreliable when one
 * reads as all ones.  Which one there is differs; the others read as zero.
 */
#define FORCEWAKE_ACK_RENDER_GEN9	0x000d84
#define FORCEWAKE_MT_ACK		0x130040	/* Ivy Bridge */
#define FORCEWAKE_ACK_HSW		0x130044	/* to Tiger Lake and later */

static int vgapt_intel_igd_alive(struct vgapt_io *io, enum vgapt_why *why)
{
	static const u32 regs[] = {
		FORCEWAKE_ACK_RENDER_GEN9, FORCEWAKE_MT_ACK, FORCEWAKE_ACK_HSW,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(regs); i++)
		if (io->read(io, IGD_BAR, regs[i]) != 0xffffffff)
			return 0;
	*why = VGAPT_WHY_FORCEWAKE_UNREADABLE;
	return -EAGAIN;
}

const struct vgapt_reset_vendor vgapt_intel_igd = {
	.bars = BIT(IGD_BAR),
	.window = 0x131000,
	.alive = vgapt_intel_igd_alive,
	.deadline_ms = 1000,
};
