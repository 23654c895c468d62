// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vega 10, Vega 12, Vega 20 and MI100.
 *
 * The PSP resets the whole card ("mode 1").  BACO ("bus active, chip off") takes the
 * power from all of the card but its bus interface: on Vega 10 register by
 * register, on Vega 20 and MI100 by the SMU.  BACO needs an SMU that answers, which
 * a driver that has shut down properly has halted (vendor-reset: issue 3, pull
 * request 109): so it comes second.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/*
 * Vega 10
 */

/* thm_9_0_sh_mask.h: THM_BACO_CNTL */
#define THM_ISO_EN		0x00000002
#define THM_PWROKRAW_CNTL	0x00000004
#define THM_RESET_EN		0x00000008
#define THM_SOC_VDCI_RESET	0x00000010
#define THM_SMNCLK_MUX		0x00000020
#define THM_SOC_REFCLK_OFF	0x00000040
#define THM_AEB_ISO_EN		0x00000080
#define THM_ANA_ISO_EN		0x00000200
#define THM_SB_AXI_FENCE	0x40000000
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

#define SET(r, bits, y)		VGAPT_SET(REG(r), bits, y, NULL)
#define CLEAR(r, bits, y)	VGAPT_CLEAR(REG(r), bits, y, NULL)
/*
 * Features of the SMU that have to be off before, in that order: turning all of
 * them off leaves a card that Windows has had dead (vendor-reset).  Names: smu9.h
 * (FEATURE_*_BIT).  One that it refuses, power's being off will have to do; when it
 * does not answer, it is not asked for the others.  None of that keeps amdgpu or
 * vendor-reset from BACO.
 */
#define FEATURE(n)							\
	VGAPT_SEND_IF(0, BIT(n), &vgapt_amd_old_smu_send, VEGA10_DISABLE_FEATURES, \
		      BIT(n), VGAPT_ON, "reset")

static const struct vgapt_step vega10_quiet[] = {
	OLD_SMU_SEND(VEGA10_GET_FEATURES, 0, "end", "end"),
	VGAPT_KEEP(0, REG(SMU_ARGUMENT)),
	FEATURE(23),	/* FW_CTF */
	FEATURE(16),	/* THERMAL */
	FEATURE(14),	/* PPT */
	FEATURE(15),	/* TDC */
	FEATURE(27),	/* GFX_EDC */
	FEATURE(4),	/* DPM_UVD */
	FEATURE(11),	/* DS_GFXCLK */
	FEATURE(12),	/* DS_SOCCLK */
	FEATURE(13),	/* DS_LCLK */
	FEATURE(19),	/* DS_DCEFCLK */
	VGAPT_LABEL("reset"),
	OLD_SMU_SEND(VEGA10_DRIVER_RESET, VEGA10_RESET_KIND, VGAPT_ON, VGAPT_ON),
	VGAPT_WAIT_MS(VEGA10_DRIVER_RESET_MS),
	VGAPT_LABEL("end"),
};

static const struct vgapt_seq vega10_quiet_seq =
	VGAPT_SEQ("features of the SMU off", "vendor-reset: vega10.c", vega10_quiet);

/*
 * No doorbells, no memory; D-states and interrupts of a reset do not count.  Then
 * clocks to the bus's own, isolation around the rest, and power off.  The pauses
 * are amdgpu's: for the regulators, which nothing shows.
 */
static const struct vgapt_step vega10_off[] = {
	VGAPT_CALL(&vega10_quiet_seq, VGAPT_ON),
	VGAPT_KEEP(1, REG(SOC_DOORBELL)),
	VGAPT_KEEP(2, REG(SOC_FB_EN)),
	VGAPT_KEEP(3, REG(SOC_BACO)),
	SET(SOC_DOORBELL, DOORBELL_MONITOR_EN, BIF_NO_ANSWER),
	CLEAR(SOC_FB_EN, FB_READ_WRITE_EN, BIF_NO_ANSWER),
	SET(SOC_BACO, BACO_DSTATE_BYPASS, BIF_NO_ANSWER),
	SET(SOC_BACO, BACO_RST_INTR_MASK, BIF_NO_ANSWER),
	OLD_SMU_SEND(VEGA10_ENTER_BACO, 0, "undo", VGAPT_ON),
	VGAPT_NOTE("GfxDeviceDriverReset may be the last that it answers"),
	VGAPT_POLL(REG(THM_VEGA10), THM_SOC_DOMAIN_IDLE, IS, THM_SOC_DOMAIN_IDLE,
		   BACO_MODE_MS, POWER_STAYS_ON, "undo"),
	SET(SOC_BACO, BACO_EN, POWER_STAYS_ON),
	SET(SOC_BACO, BACO_BIF_LCLK_SWITCH, POWER_STAYS_ON),
	SET(SOC_BACO, BACO_DUMMY_EN, POWER_STAYS_ON),
	SET(THM_VEGA10, THM_SOC_VDCI_RESET, POWER_STAYS_ON),
	SET(THM_VEGA10, THM_SMNCLK_MUX, POWER_STAYS_ON),
	SET(THM_VEGA10, THM_ISO_EN, POWER_STAYS_ON),
	SET(THM_VEGA10, THM_AEB_ISO_EN, POWER_STAYS_ON),
	SET(THM_VEGA10, THM_ANA_ISO_EN, POWER_STAYS_ON),
	SET(THM_VEGA10, THM_SOC_REFCLK_OFF, POWER_STAYS_ON),
	SET(SOC_BACO, BACO_POWER_OFF, POWER_STAYS_ON),
	VGAPT_WAIT_MS(5),
	SET(THM_VEGA10, THM_RESET_EN, POWER_STAYS_ON),
	CLEAR(THM_VEGA10, THM_PWROKRAW_CNTL, POWER_STAYS_ON),
	VGAPT_POLL(REG(SOC_BACO), BACO_MODE, IS, BACO_MODE, BACO_MODE_MS, POWER_STAYS_ON, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("undo"),
	VGAPT_NOTE("what comes next may want to look at the card's memory"),
	VGAPT_PUT(1, REG(SOC_DOORBELL)),
	VGAPT_PUT(2, REG(SOC_FB_EN)),
	VGAPT_PUT(3, REG(SOC_BACO)),
	VGAPT_FAILED,
};

static const struct vgapt_seq vega10_off_seq =
	VGAPT_SEQ("power off, register by register",
		  "amdgpu: vega10_baco.c; vendor-reset: vega10.c", vega10_off);

/* The same backwards; the hardware clears EXIT when the chip is up. */
static const struct vgapt_step vega10_on[] = {
	VGAPT_NOTE("the least between the regulators' off and on"),
	VGAPT_WAIT_MS(BACO_OFF_MS),
	CLEAR(SOC_BACO, BACO_POWER_OFF, POWER_STAYS_OFF),
	VGAPT_WAIT_MS(10),
	CLEAR(THM_VEGA10, THM_SOC_REFCLK_OFF, POWER_STAYS_OFF),
	CLEAR(THM_VEGA10, THM_ANA_ISO_EN, POWER_STAYS_OFF),
	CLEAR(THM_VEGA10, THM_AEB_ISO_EN, POWER_STAYS_OFF),
	CLEAR(THM_VEGA10, THM_ISO_EN, POWER_STAYS_OFF),
	SET(THM_VEGA10, THM_PWROKRAW_CNTL, POWER_STAYS_OFF),
	CLEAR(THM_VEGA10, THM_SMNCLK_MUX, POWER_STAYS_OFF),
	CLEAR(THM_VEGA10, THM_SOC_VDCI_RESET, POWER_STAYS_OFF),
	SET(THM_VEGA10, THM_EXIT, POWER_STAYS_OFF),
	CLEAR(THM_VEGA10, THM_RESET_EN, POWER_STAYS_OFF),
	VGAPT_POLL(REG(THM_VEGA10), THM_EXIT, IS, 0, BACO_MODE_MS, POWER_STAYS_OFF, NULL),
	CLEAR(THM_VEGA10, THM_SB_AXI_FENCE, POWER_STAYS_OFF),
	CLEAR(SOC_BACO, BACO_DUMMY_EN, POWER_STAYS_OFF),
	CLEAR(SOC_BACO, BACO_BIF_LCLK_SWITCH, POWER_STAYS_OFF),
	CLEAR(SOC_BACO, BACO_EN, POWER_STAYS_OFF),
	VGAPT_POLL(REG(SOC_BACO), BACO_MODE, IS, 0, BACO_MODE_MS, POWER_STAYS_OFF, NULL),
};

static const struct vgapt_seq vega10_on_seq =
	VGAPT_SEQ("power on, register by register", "amdgpu: vega10_baco.c", vega10_on);

/*
 * Afterwards the card is as after power-on: somebody has to POST it.
 *
 * Where mode 1 has been started nothing else is tried: two resets at a time help
 * nobody.  Where the PSP is not ready for it and BACO has not worked, it is asked
 * all the same: that has helped (vendor-reset: issue 25), and the card is lost
 * otherwise.
 */
static const struct vgapt_step vega10_reset[] = {
	VGAPT_ROM(NULL),
	VGAPT_SAVE,
	VGAPT_EXPECT(REG(SOC_BACO), BACO_MODE, IS, 0, NONE, "on"),
	VGAPT_POLL(REG(PSP_COMMAND), PSP_READY_MASK, IS, PSP_READY, PSP_MS, PSP_NO_COMMAND, "baco"),
	VGAPT_CALL(&vgapt_amd_mode1, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("baco"),
	VGAPT_CALL(&vega10_off_seq, "stays on"),
	VGAPT_LABEL("on"),
	VGAPT_CALL(&vega10_on_seq, NULL),
	VGAPT_RESTORE(NULL),
	VGAPT_CALL(&vgapt_amd_soc_settle, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("stays on"),
	VGAPT_NOTE("half way there it is of use to nobody; one that is not is left alone"),
	VGAPT_EXPECT(REG(SOC_BACO), BACO_EN | BACO_MODE, IS_NOT, 0, NONE, "psp"),
	VGAPT_CALL(&vega10_on_seq, VGAPT_ON),
	VGAPT_LABEL("psp"),
	VGAPT_ANSWERS(EXPECT, REG(PSP_COMMAND), 0, PSP_UNREADABLE, NULL),
	VGAPT_CALL(&vgapt_amd_mode1, NULL),
};

static const struct vgapt_seq vega10_reset_seq =
	VGAPT_SEQ("mode 1, or power off and on (BACO)",
		  "amdgpu: soc15.c; vendor-reset: pull request 109", vega10_reset);

const struct vgapt_reset_vendor vgapt_amd_vega10 = {
	.name = "Vega 10",
	.rests_on = "amdgpu's psp_v3_1.c, vega10_baco.c; vendor-reset: issue 3, pull request 109",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &vega10_reset_seq,
	.alive = &vgapt_amd_soc_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};

/*
 * Vega 12: what is Vega 10's without BACO, of which no log is known.
 */

static const struct vgapt_step vega12_reset[] = {
	VGAPT_ROM(NULL),
	VGAPT_SAVE,
	VGAPT_ANSWERS(EXPECT, REG(PSP_COMMAND), 0, PSP_UNREADABLE, NULL),
	VGAPT_POLL(REG(PSP_COMMAND), PSP_READY_MASK, IS, PSP_READY, PSP_MS, NONE, VGAPT_ON),
	VGAPT_CALL(&vgapt_amd_mode1, NULL),
};

static const struct vgapt_seq vega12_reset_seq =
	VGAPT_SEQ("mode 1", "amdgpu: soc15.c, psp_v3_1.c", vega12_reset);

const struct vgapt_reset_vendor vgapt_amd_vega12 = {
	.name = "Vega 12",
	.rests_on = "amdgpu's soc15.c and psp_v3_1.c; nobody's log",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &vega12_reset_seq,
	.alive = &vgapt_amd_soc_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};

/*
 * Vega 20 and MI100: the PSP resets the card, or the SMU turns it off and on.
 */

/* vega20_ppsmc.h: PPSMC_MSG_* */
#define VEGA20_GET_SMU_VERSION	0x02
#define VEGA20_ENTER_BACO	0x25
#define VEGA20_EXIT_BACO	0x58
#define VEGA20_PREPARE		0x5a	/* PrepareMp1ForShutdown */

/* What vega20_baco.c wants to see before it uses BACO */
#define VEGA20_FUSED		0x20000000
/* nbio_7_4_sh_mask.h: RCC_BIF_STRAP0 */
#define SOC_STRAP_PX_CAPABLE	0x00000080
/*
 * 66A0h to 66A7h are accelerators and workstation cards, with ECC: RAS.  66AFh is not.
 * soc15.c leaves BACO alone with RAS and firmware up to 40.52.  (And with a secure OS
 * before 80067h, which it knows from a file; the card does not say.)
 */
#define DEVICE_ID		0xffff0000
#define VEGA20_WITHOUT_RAS	0x66a80000
#define VEGA20_RAS_BACO		0x00283401

static const struct vgapt_step vega20_still[] = {
	SMU_STILL(OLD_SMU_SEND, VEGA20_PREPARE),
};

static const struct vgapt_seq vega20_still_seq =
	VGAPT_SEQ("the SMU is to keep still", "amdgpu: vega20_hwmgr.c: vega20_set_mp1_state",
		  vega20_still);

static const struct vgapt_step vega20_off[] = {
	VGAPT_NOTE("on a board that is not made for that amdgpu does not do it"),
	VGAPT_EXPECT(REG(VEGA20_FUSES), VEGA20_FUSED, IS, VEGA20_FUSED, POWER_STAYS_ON, NULL),
	VGAPT_EXPECT(REG(SOC_STRAPS), SOC_STRAP_PX_CAPABLE, IS, SOC_STRAP_PX_CAPABLE,
		     POWER_STAYS_ON, NULL),
	VGAPT_EXPECT(REG(CONFIG_ID), DEVICE_ID, BELOW, VEGA20_WITHOUT_RAS, NONE, "without RAS"),
	OLD_SMU_SEND(VEGA20_GET_SMU_VERSION, 0, NULL, NULL),
	VGAPT_KEEP(0, REG(SMU_ARGUMENT)),
	VGAPT_KEPT(0, 0, FROM, VEGA20_RAS_BACO, POWER_STAYS_ON, NULL),
	OLD_SMU_SEND(VEGA20_ENTER_BACO, 1, NULL, NULL),
	VGAPT_GOTO("asked"),
	VGAPT_LABEL("without RAS"),
	SET(THM_BACO, THM_SOC_DOMAIN_IDLE, BACO_UNREADABLE),
	OLD_SMU_SEND(VEGA20_ENTER_BACO, 0, NULL, NULL),
	VGAPT_LABEL("asked"),
	SMU_OFF(OLD_SMU_SEND, VEGA20_EXIT_BACO),
};

static const struct vgapt_seq vega20_off_seq =
	VGAPT_SEQ("power off, by the SMU", "amdgpu: vega20_baco.c, soc15.c", vega20_off);

static const struct vgapt_step vega20_on[] = {
	OLD_SMU_SEND(VEGA20_EXIT_BACO, 0, NULL, NULL),
	VGAPT_POLL(REG(SOC_BACO), BACO_MODE, IS, 0, BACO_MODE_MS, POWER_STAYS_OFF, NULL),
};

static const struct vgapt_seq vega20_on_seq =
	VGAPT_SEQ("power on, by the SMU", "amdgpu: vega20_baco.c", vega20_on);

/* arcturus_ppsmc.h */
#define ARCTURUS_ENTER_BACO	0x18
#define ARCTURUS_EXIT_BACO	0x19
#define ARCTURUS_PREPARE	0x2e	/* PrepareMp1ForShutdown */

static const struct vgapt_step mi100_still[] = {
	SMU_STILL(SMU_SEND, ARCTURUS_PREPARE),
};

static const struct vgapt_seq mi100_still_seq =
	VGAPT_SEQ("the SMU is to keep still",
		  "amdgpu: arcturus_ppt.c, smu_cmn.c: smu_cmn_set_mp1_state", mi100_still);

/*
 * With RAS (it has ECC memory, always) amdgpu leaves THM_BACO_CNTL alone and gives
 * the message the argument 1; without, it writes that of Arcturus, and gives 0.
 */
static const struct vgapt_step mi100_off[] = {
	SMU_SEND(ARCTURUS_ENTER_BACO, 1, "without RAS", NULL),
	VGAPT_GOTO("asked"),
	VGAPT_LABEL("without RAS"),
	SET(THM_ARCT, THM_SOC_DOMAIN_IDLE, BACO_UNREADABLE),
	SMU_SEND(ARCTURUS_ENTER_BACO, 0, NULL, NULL),
	VGAPT_LABEL("asked"),
	SMU_OFF(SMU_SEND, ARCTURUS_EXIT_BACO),
};

static const struct vgapt_seq mi100_off_seq =
	VGAPT_SEQ("power off, by the SMU", "amdgpu: smu_v11_0.c: smu_v11_0_baco_set_state",
		  mi100_off);

static const struct vgapt_step mi100_on[] = {
	SMU11_ON(ARCTURUS_EXIT_BACO),
};

static const struct vgapt_seq mi100_on_seq =
	VGAPT_SEQ("power on, by the SMU", "amdgpu: smu_v11_0.c: smu_v11_0_baco_exit", mi100_on);

/* With the power off there is no PSP to ask.  Else as Vega 10. */
#define MODE1_OR_BACO(still_seq, off_seq, on_seq)			\
	VGAPT_ROM(NULL),						\
	VGAPT_SAVE,							\
	VGAPT_EXPECT(REG(SOC_BACO), BACO_MODE, IS, 0, NONE, "on"),	\
	VGAPT_POLL(REG(PSP_COMMAND), PSP_READY_MASK, IS, PSP_READY, PSP_MS, \
		   PSP_NO_COMMAND, "baco"),				\
	VGAPT_CALL(&(still_seq), VGAPT_ON),				\
	VGAPT_CALL(&vgapt_amd_mode1, NULL),				\
	VGAPT_DONE,							\
	VGAPT_LABEL("baco"),						\
	VGAPT_CALL(&(off_seq), "stays on"),				\
	VGAPT_LABEL("on"),						\
	VGAPT_CALL(&(on_seq), NULL),					\
	VGAPT_RESTORE(NULL),						\
	VGAPT_CALL(&vgapt_amd_soc_settle, NULL),			\
	VGAPT_DONE,							\
	VGAPT_LABEL("stays on"),					\
	VGAPT_ANSWERS(EXPECT, REG(PSP_COMMAND), 0, PSP_UNREADABLE, NULL), \
	VGAPT_CALL(&vgapt_amd_mode1, NULL)

static const struct vgapt_step vega20_reset[] = {
	MODE1_OR_BACO(vega20_still_seq, vega20_off_seq, vega20_on_seq),
};

static const struct vgapt_seq vega20_reset_seq =
	VGAPT_SEQ("mode 1, or power off and on (BACO)", "amdgpu: soc15.c; vendor-reset: vega20.c",
		  vega20_reset);

const struct vgapt_reset_vendor vgapt_amd_vega20 = {
	.name = "Vega 20",
	.rests_on = "amdgpu's psp_v11_0.c and vega20_baco.c; vendor-reset: issue 5, not reliable",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_VEGA20_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &vega20_reset_seq,
	.alive = &vgapt_amd_soc_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};

static const struct vgapt_step mi100_reset[] = {
	MODE1_OR_BACO(mi100_still_seq, mi100_off_seq, mi100_on_seq),
};

static const struct vgapt_seq mi100_reset_seq =
	VGAPT_SEQ("mode 1, or power off and on (BACO)", "amdgpu: soc15.c, smu_v11_0.c",
		  mi100_reset);

const struct vgapt_reset_vendor vgapt_amd_mi100 = {
	.name = "MI100",
	.rests_on = "amdgpu's psp_v11_0.c and smu_v11_0.c; vendor-reset: issue 80, which failed",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &mi100_reset_seq,
	.alive = &vgapt_amd_soc_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};
