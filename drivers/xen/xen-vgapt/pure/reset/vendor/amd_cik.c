// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bonaire and Hawaii.
 *
 * A hot reset does not stop their SMC; the guest's next driver then finds it
 * running and can't load its own.  Registers: smu_7_0_1_d.h.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* SMC_IND_INDEX_0, SMC_IND_DATA_0 */
static const struct vgapt_amd_legacy cik = {
	.smc = { VGAPT_AMD_REG(0, 0x80), VGAPT_AMD_REG(0, 0x81) },
	.gfx_only = true,
};

static enum vgapt_reset_reason vgapt_amd_cik_probe(struct vgapt_io *io)
{
	return vgapt_amd_legacy_probe(io, &cik);
}

static int vgapt_amd_cik_reset(struct vgapt_io *io, enum vgapt_why *why)
{
	return vgapt_amd_legacy_reset(io, &cik, why);
}

static int vgapt_amd_cik_alive(struct vgapt_io *io, enum vgapt_why *why)
{
	return vgapt_amd_legacy_alive(io, &cik, why);
}

const struct vgapt_reset_vendor vgapt_amd_cik = {
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_LEGACY_WINDOW,
	.probe = vgapt_amd_cik_probe,
	.reset = vgapt_amd_cik_reset,
	.alive = vgapt_amd_cik_alive,
	.deadline_ms = 1000,
};
