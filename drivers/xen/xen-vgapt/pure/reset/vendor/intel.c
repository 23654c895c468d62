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
static const struct vgapt_reg ack_render = {
	.name = "FORCEWAKE_ACK_RENDER_GEN9", .bar = IGD_BAR, .at = 0x000d84,
};

/* Ivy Bridge */
static const struct vgapt_reg ack_mt = {
	.name = "FORCEWAKE_MT_ACK", .bar = IGD_BAR, .at = 0x130040,
};

/* to Tiger Lake and later */
static const struct vgapt_reg ack_hsw = {
	.name = "FORCEWAKE_ACK_HSW", .bar = IGD_BAR, .at = 0x130044,
};

static const struct vgapt_step alive[] = {
	VGAPT_ANSWERS(EXPECT, &ack_render, 0, NONE, "next"),
	VGAPT_DONE,
	VGAPT_LABEL("next"),
	VGAPT_ANSWERS(EXPECT, &ack_mt, 0, NONE, "last"),
	VGAPT_DONE,
	VGAPT_LABEL("last"),
	VGAPT_ANSWERS(YET, &ack_hsw, 0, FORCEWAKE_UNREADABLE, NULL),
};

static const struct vgapt_seq alive_seq =
	VGAPT_SEQ("sign of life", "i915: intel_gt_regs.h, intel_uncore.c", alive);

const struct vgapt_reset_vendor vgapt_intel_igd = {
	.name = "Intel's graphics in a processor",
	.rests_on = "i915",
	.bars = BIT(IGD_BAR),
	.window = 0x131000,
	.alive = &alive_seq,
	.deadline_ms = 1000,
};
