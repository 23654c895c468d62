// SPDX-License-Identifier: GPL-2.0-only
/*
 * Navi 10, 12 and 14; Navi 21 to 24.
 *
 * The PSP resets the whole card ("mode 1").  For the later ones amdgpu has the SMU
 * do that if its firmware is new enough, and the PSP if not: what is here is the
 * latter, and has been tried on none of them.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* smu_v11_0_ppsmc.h: PPSMC_MSG_*, for the first three */
#define NAVI1X_DISALLOW_GFXOFF	0x2a
#define NAVI1X_PREPARE_RESET	0x33	/* PrepareMp1ForReset */

/* atombios.h: ATOM_S3_ASIC_GUI_ENGINE_HUNG, a word to the VBIOS */
#define ATOM_S3_HUNG		0x20000000

static enum vgapt_reset_reason vgapt_amd_navi_probe(struct vgapt_io *io)
{
	enum vgapt_reset_reason reason = vgapt_amd_soc_state(io);

	if (reason != VGAPT_REASON_IN)
		return reason;
	return vgapt_amd_psp_ready(io) ? VGAPT_REASON_IN : VGAPT_REASON_HUNG;
}

static void navi_hung(struct vgapt_io *io, bool hung)
{
	u32 val = vgapt_amd_read(io, AMD_BIOS_SCRATCH_3);

	if (val != VGAPT_AMD_GONE)
		vgapt_amd_write(io, AMD_BIOS_SCRATCH_3,
				hung ? val | ATOM_S3_HUNG : val & ~ATOM_S3_HUNG);
}

static int navi_reset(struct vgapt_io *io, bool quiet, enum vgapt_why *why)
{
	struct vgapt_amd_config config;
	int rc;

	/* Afterwards the card is as after power-on: somebody has to POST it. */
	if (!io->has_rom) {
		*why = VGAPT_WHY_NO_VBIOS;
		return -EIO;
	}
	/* Before anything is touched. */
	if (!vgapt_amd_psp_ready(io)) {
		*why = VGAPT_WHY_PSP_NO_COMMAND;
		return -EIO;
	}
	vgapt_amd_config_save(io, &config);
	vgapt_amd_forget_post(io);
	navi_hung(io, true);
	/*
	 * The SMU is to let graphics' power on, and itself be stopped.  The PSP
	 * does without if it won't: that it hangs may be why we are here.
	 */
	if (quiet && vgapt_amd_smu_runs(io)) {
		rc = vgapt_amd_smu_send(io, NAVI1X_DISALLOW_GFXOFF, 0, NULL, why);
		if (rc != -ETIMEDOUT)
			vgapt_amd_smu_send(io, NAVI1X_PREPARE_RESET, 0, NULL, why);
	}
	rc = vgapt_amd_psp_mode1(io, &config, why);
	if (!rc)
		rc = vgapt_amd_soc_back(io, why);
	navi_hung(io, false);
	return rc;
}

static int vgapt_amd_navi1x_reset(struct vgapt_io *io, enum vgapt_why *why)
{
	return navi_reset(io, true, why);
}

const struct vgapt_reset_vendor vgapt_amd_navi1x = {
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.probe = vgapt_amd_navi_probe,
	.reset = vgapt_amd_navi1x_reset,
	.alive = vgapt_amd_soc_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};

/* Its SMU's messages have other numbers: it is left alone. */
static int vgapt_amd_navi2x_reset(struct vgapt_io *io, enum vgapt_why *why)
{
	return navi_reset(io, false, why);
}

/*
 * What a bus reset does to the PSP of these is not known, but that most of them
 * do come back: a secure OS that still runs is held against our own reset only.
 */
static int vgapt_amd_navi2x_alive(struct vgapt_io *io, enum vgapt_why *why)
{
	u32 secure_os = vgapt_amd_read(io, AMD_PSP_SECURE_OS);

	if (secure_os && secure_os != VGAPT_AMD_GONE &&
	    vgapt_amd_read(io, AMD_CONFIG_MEMSIZE) != VGAPT_AMD_GONE)
		return 0;
	return vgapt_amd_soc_alive(io, why);
}

const struct vgapt_reset_vendor vgapt_amd_navi2x = {
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.probe = vgapt_amd_navi_probe,
	.reset = vgapt_amd_navi2x_reset,
	.alive = vgapt_amd_navi2x_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};
