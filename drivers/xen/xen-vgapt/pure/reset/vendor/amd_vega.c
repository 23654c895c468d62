// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vega 10, Vega 20 and MI100.
 *
 * BACO ("bus active, chip off") takes the power from all of the card but its bus
 * interface.  On Vega 10 that is done register by register, on the later two by
 * the SMU.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* HW wants that long between the regulators' off and on (amdgpu: vega10_baco.c). */
#define BACO_OFF_MS		20
/* The regulators need a few milliseconds; this is for when they don't. */
#define BACO_MODE_MS		1000

/*
 * Vega 10
 */

/* thm_9_0_offset.h */
#define VEGA10_THM_BACO_CNTL	VGAPT_AMD_REG(AMD_THM_BASE, 0x007c)
/* thm_9_0_sh_mask.h: THM_BACO_CNTL */
#define THM_ISO_EN		0x00000002
#define THM_PWROKRAW_CNTL	0x00000004
#define THM_RESET_EN		0x00000008
#define THM_SOC_VDCI_RESET	0x00000010
#define THM_SMNCLK_MUX		0x00000020
#define THM_SOC_REFCLK_OFF	0x00000040
#define THM_AEB_ISO_EN		0x00000080
#define THM_EXIT		0x00000100
#define THM_ANA_ISO_EN		0x00000200
#define THM_SB_AXI_FENCE	0x40000000
#define THM_SOC_DOMAIN_IDLE	0x80000000
/* nbio_6_1_sh_mask.h: BACO_CNTL, BIF_DOORBELL_CNTL, BIF_FB_EN */
#define BACO_EN			0x00000001
#define BACO_BIF_LCLK_SWITCH	0x00000002
#define BACO_DUMMY_EN		0x00000004
#define BACO_POWER_OFF		0x00000008
#define BACO_DSTATE_BYPASS	0x00000020
#define BACO_RST_INTR_MASK	0x00000040
#define DOORBELL_MONITOR_EN	0x00000010
#define FB_READ_WRITE_EN	0x00000003

/* vega10_ppsmc.h: PPSMC_MSG_* */
#define VEGA10_DISABLE_FEATURES	0x05
#define VEGA10_GET_FEATURES	0x06
#define VEGA10_ENTER_BACO	0x1e
#define VEGA10_DRIVER_RESET	0x45	/* GfxDeviceDriverReset */
#define VEGA10_RESET_KIND	2	/* as drivers give it (vendor-reset) */
/*
 * The SMU answers that one before it has done it, and has no register that says
 * when it has; half a second is what was observed (vendor-reset).
 */
#define VEGA10_DRIVER_RESET_MS	500

#define NBIF(bit, on)	{ AMD_BACO_CNTL, (bit), (on), 0 }
#define THM(bit, on)	{ VEGA10_THM_BACO_CNTL, (bit), (on), 0 }
/* The pauses are amdgpu's: for the regulators, which nothing shows. */
#define PAUSE(time)	{ 0, 0, false, (time) }

/* No doorbells, no memory; D-states and interrupts of a reset do not count. */
static const struct vgapt_amd_step vega10_prepare[] = {
	{ AMD_BIF_DOORBELL_CNTL, DOORBELL_MONITOR_EN, true, 0 },
	{ AMD_BIF_FB_EN, FB_READ_WRITE_EN, false, 0 },
	NBIF(BACO_DSTATE_BYPASS, true),
	NBIF(BACO_RST_INTR_MASK, true),
};

/* Clocks to the bus's own, isolation around the rest, and power off. */
static const struct vgapt_amd_step vega10_off[] = {
	{ VEGA10_THM_BACO_CNTL, THM_SOC_DOMAIN_IDLE, true, BACO_MODE_MS },
	NBIF(BACO_EN, true),
	NBIF(BACO_BIF_LCLK_SWITCH, true),
	NBIF(BACO_DUMMY_EN, true),
	THM(THM_SOC_VDCI_RESET, true),
	THM(THM_SMNCLK_MUX, true),
	THM(THM_ISO_EN, true),
	THM(THM_AEB_ISO_EN, true),
	THM(THM_ANA_ISO_EN, true),
	THM(THM_SOC_REFCLK_OFF, true),
	NBIF(BACO_POWER_OFF, true),
	PAUSE(5),
	THM(THM_RESET_EN, true),
	THM(THM_PWROKRAW_CNTL, false),
	{ AMD_BACO_CNTL, AMD_BACO_MODE, true, BACO_MODE_MS },
};

/* The same backwards; the hardware clears EXIT when the chip is up. */
static const struct vgapt_amd_step vega10_on[] = {
	PAUSE(BACO_OFF_MS),
	NBIF(BACO_POWER_OFF, false),
	PAUSE(10),
	THM(THM_SOC_REFCLK_OFF, false),
	THM(THM_ANA_ISO_EN, false),
	THM(THM_AEB_ISO_EN, false),
	THM(THM_ISO_EN, false),
	THM(THM_PWROKRAW_CNTL, true),
	THM(THM_SMNCLK_MUX, false),
	THM(THM_SOC_VDCI_RESET, false),
	THM(THM_EXIT, true),
	THM(THM_RESET_EN, false),
	{ VEGA10_THM_BACO_CNTL, THM_EXIT, false, BACO_MODE_MS },
	THM(THM_SB_AXI_FENCE, false),
	NBIF(BACO_DUMMY_EN, false),
	NBIF(BACO_BIF_LCLK_SWITCH, false),
	NBIF(BACO_EN, false),
	{ AMD_BACO_CNTL, AMD_BACO_MODE, false, BACO_MODE_MS },
};

/*
 * Features of the SMU that have to be off before, in that order: turning all of
 * them off leaves a card that Windows has had dead (vendor-reset).  Names: smu9.h
 * (FEATURE_*_BIT).
 */
static const u32 vega10_features[] = {
	BIT(23),	/* FW_CTF */
	BIT(16),	/* THERMAL */
	BIT(14),	/* PPT */
	BIT(15),	/* TDC */
	BIT(27),	/* GFX_EDC */
	BIT(4),		/* DPM_UVD */
	BIT(11),	/* DS_GFXCLK */
	BIT(12),	/* DS_SOCCLK */
	BIT(13),	/* DS_LCLK */
	BIT(19),	/* DS_DCEFCLK */
};

static enum vgapt_reset_reason vgapt_amd_vega10_probe(struct vgapt_io *io)
{
	enum vgapt_reset_reason reason = vgapt_amd_soc_state(io);

	if (reason != VGAPT_REASON_IN || vgapt_amd_in_baco(io))
		return reason;
	/* The way into BACO leads through the SMU. */
	return vgapt_amd_smu_idle(io) ? VGAPT_REASON_IN : VGAPT_REASON_HUNG;
}

/*
 * What the SMU refuses here, power's being off will have to do; what it does not
 * answer, there is no use in asking on.
 */
static int vega10_quiet(struct vgapt_io *io, enum vgapt_why *why)
{
	u32 features;
	size_t i;
	int rc;

	rc = vgapt_amd_smu_send(io, VEGA10_GET_FEATURES, 0, &features, why);
	if (rc)
		return rc;
	for (i = 0; i < ARRAY_SIZE(vega10_features); i++) {
		if (!(features & vega10_features[i]))
			continue;
		rc = vgapt_amd_smu_send(io, VEGA10_DISABLE_FEATURES, vega10_features[i],
					NULL, why);
		if (rc == -ETIMEDOUT)
			return rc;
	}
	rc = vgapt_amd_smu_send(io, VEGA10_DRIVER_RESET, VEGA10_RESET_KIND, NULL, why);
	if (!rc)
		io->sleep_us(io, VEGA10_DRIVER_RESET_MS * VGAPT_US_PER_MS);
	return rc;
}

static int vega10_power_off(struct vgapt_io *io, enum vgapt_why *why)
{
	static const u32 prepared[] = {
		AMD_BIF_DOORBELL_CNTL, AMD_BIF_FB_EN, AMD_BACO_CNTL,
	};
	u32 before[ARRAY_SIZE(prepared)];
	size_t i;
	int rc, quiet;

	quiet = vega10_quiet(io, why);
	if (quiet == -ETIMEDOUT)
		return quiet;
	for (i = 0; i < ARRAY_SIZE(prepared); i++)
		before[i] = vgapt_amd_read(io, prepared[i]);
	rc = vgapt_amd_run(io, vega10_prepare, ARRAY_SIZE(vega10_prepare));
	if (rc) {
		*why = VGAPT_WHY_BIF_NO_ANSWER;
		return rc;
	}
	rc = vgapt_amd_smu_send(io, VEGA10_ENTER_BACO, 0, NULL, why);
	/*
	 * GfxDeviceDriverReset may be the last that it answers: what counts is
	 * whether the chip is ready to lose its power.
	 */
	if (rc == -ETIMEDOUT && !quiet &&
	    vgapt_amd_poll(io, VEGA10_THM_BACO_CNTL, THM_SOC_DOMAIN_IDLE,
			   THM_SOC_DOMAIN_IDLE, BACO_MODE_MS))
		rc = 0;
	if (rc) {
		/* What comes next may want to look at the card's memory. */
		for (i = 0; i < ARRAY_SIZE(prepared); i++)
			vgapt_amd_write(io, prepared[i], before[i]);
		return rc;
	}
	rc = vgapt_amd_run(io, vega10_off, ARRAY_SIZE(vega10_off));
	if (rc) {
		*why = VGAPT_WHY_POWER_STAYS_ON;
		/* Half way there it is of use to nobody. */
		vgapt_amd_run(io, vega10_on, ARRAY_SIZE(vega10_on));
	}
	return rc;
}

static int vgapt_amd_vega10_reset(struct vgapt_io *io, enum vgapt_why *why)
{
	struct vgapt_amd_config config;
	int rc;

	/* Afterwards the card is as after power-on: somebody has to POST it. */
	if (!io->has_rom) {
		*why = VGAPT_WHY_NO_VBIOS;
		return -EIO;
	}
	vgapt_amd_config_save(io, &config);
	if (!vgapt_amd_in_baco(io)) {
		rc = vega10_power_off(io, why);
		if (rc)
			return rc;
	}
	rc = vgapt_amd_run(io, vega10_on, ARRAY_SIZE(vega10_on));
	if (rc) {
		*why = VGAPT_WHY_POWER_STAYS_OFF;
		return rc;
	}
	rc = vgapt_amd_config_restore(io, &config, why);
	if (rc)
		return rc;
	vgapt_amd_forget_post(io);
	return vgapt_amd_soc_back(io, why);
}

const struct vgapt_reset_vendor vgapt_amd_vega10 = {
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.probe = vgapt_amd_vega10_probe,
	.reset = vgapt_amd_vega10_reset,
	.alive = vgapt_amd_soc_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};

/*
 * Vega 20 and MI100: the PSP resets the card, or the SMU turns it off and on.
 */

/* thm_11_0_2_offset.h */
#define VEGA20_THM_BACO_CNTL	VGAPT_AMD_REG(AMD_THM_BASE, 0x0081)

/* The two firmwares number their messages differently. */
struct vega20_messages {
	u32 enter_baco;
	u32 exit_baco;
};

/* vega20_ppsmc.h: PPSMC_MSG_EnterBaco, PPSMC_MSG_ExitBaco */
static const struct vega20_messages vega20_messages = { 0x25, 0x58 };
/* arcturus_ppsmc.h */
static const struct vega20_messages arcturus_messages = { 0x18, 0x19 };

#define VEGA20_FIRST_ID		0x66a0
#define VEGA20_LAST_ID		0x66af

static const struct vega20_messages *vega20_messages_of(struct vgapt_io *io)
{
	u32 device = io->cfg_read(io, 0) >> 16;

	return device >= VEGA20_FIRST_ID && device <= VEGA20_LAST_ID ?
		&vega20_messages : &arcturus_messages;
}

static enum vgapt_reset_reason vgapt_amd_vega20_probe(struct vgapt_io *io)
{
	enum vgapt_reset_reason reason = vgapt_amd_soc_state(io);

	if (reason != VGAPT_REASON_IN || vgapt_amd_in_baco(io))
		return reason;
	return vgapt_amd_psp_ready(io) || vgapt_amd_smu_idle(io) ? VGAPT_REASON_IN :
								   VGAPT_REASON_HUNG;
}

static int vega20_baco(struct vgapt_io *io, enum vgapt_why *why)
{
	static const struct vgapt_amd_step idle[] = {
		{ VEGA20_THM_BACO_CNTL, THM_SOC_DOMAIN_IDLE, true, 0 },
	};
	const struct vega20_messages *messages = vega20_messages_of(io);
	int rc;

	if (!vgapt_amd_in_baco(io)) {
		rc = vgapt_amd_run(io, idle, ARRAY_SIZE(idle));
		if (rc) {
			*why = VGAPT_WHY_BACO_UNREADABLE;
			return rc;
		}
		rc = vgapt_amd_smu_send(io, messages->enter_baco, 0, NULL, why);
		if (rc)
			return rc;
		if (!vgapt_amd_poll(io, AMD_BACO_CNTL, AMD_BACO_MODE, AMD_BACO_MODE,
				    BACO_MODE_MS)) {
			*why = VGAPT_WHY_POWER_STAYS_ON;
			return -ETIMEDOUT;
		}
		io->sleep_us(io, BACO_OFF_MS * VGAPT_US_PER_MS);
	}
	rc = vgapt_amd_smu_send(io, messages->exit_baco, 0, NULL, why);
	if (rc)
		return rc;
	if (!vgapt_amd_poll(io, AMD_BACO_CNTL, AMD_BACO_MODE, 0, BACO_MODE_MS)) {
		*why = VGAPT_WHY_POWER_STAYS_OFF;
		return -ETIMEDOUT;
	}
	return 0;
}

static int vgapt_amd_vega20_reset(struct vgapt_io *io, enum vgapt_why *why)
{
	struct vgapt_amd_config config;
	int rc = -EIO;

	vgapt_amd_config_save(io, &config);
	/* With the power off there is no PSP to ask. */
	if (!vgapt_amd_in_baco(io))
		rc = vgapt_amd_psp_mode1(io, &config, why);
	/* Only if it has not been started: two resets at a time help nobody. */
	if (rc == -EIO) {
		rc = vega20_baco(io, why);
		if (!rc)
			rc = vgapt_amd_config_restore(io, &config, why);
	}
	if (rc)
		return rc;
	vgapt_amd_forget_post(io);
	return vgapt_amd_soc_back(io, why);
}

const struct vgapt_reset_vendor vgapt_amd_vega20 = {
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.probe = vgapt_amd_vega20_probe,
	.reset = vgapt_amd_vega20_reset,
	.alive = vgapt_amd_soc_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};
