// SPDX-License-Identifier: GPL-2.0-only
/*
 * Polaris 10, 11 and 12.
 *
 * amdgpu turns their power off and on (BACO) where the board can, and resets by
 * configuration space where it can't.  The former goes through the pads of
 * memory, PLLs and displays, by numbers that no header names; the latter works on
 * all boards, and is done here.  Registers: smu_7_1_3_d.h.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* SMC_IND_INDEX_11, SMC_IND_DATA_11: _0 is the firmware's. */
static const struct vgapt_amd_legacy polaris = {
	.smc = { VGAPT_AMD_REG(0, 0x1ac), VGAPT_AMD_REG(0, 0x1ad) },
};

static enum vgapt_reset_reason vgapt_amd_polaris_probe(struct vgapt_io *io)
{
	return vgapt_amd_legacy_probe(io, &polaris);
}

static int vgapt_amd_polaris_reset(struct vgapt_io *io, enum vgapt_why *why)
{
	return vgapt_amd_legacy_reset(io, &polaris, why);
}

static int vgapt_amd_polaris_alive(struct vgapt_io *io, enum vgapt_why *why)
{
	return vgapt_amd_legacy_alive(io, &polaris, why);
}

const struct vgapt_reset_vendor vgapt_amd_polaris = {
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_LEGACY_WINDOW,
	.probe = vgapt_amd_polaris_probe,
	.reset = vgapt_amd_polaris_reset,
	.alive = vgapt_amd_polaris_alive,
	.deadline_ms = 1000,
	.whole_card = true,
};
