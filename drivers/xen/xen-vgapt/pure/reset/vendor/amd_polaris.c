// SPDX-License-Identifier: GPL-2.0-only
/*
 * Polaris 10, 11 and 12; Vega M.
 *
 * amdgpu turns their power off and on (BACO) where the board is strapped for that,
 * and resets by configuration space where it is not.  Registers: smu_7_1_3_d.h,
 * bif_5_0_d.h; what is written to those of PLLs and pads, some of which no header
 * names: polaris_baco.c.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* bif_5_0_sh_mask.h: CC_BIF_BX_FUSESTRAP0 */
#define STRAP_PX_CAPABLE	0x00000002
/* the same: BACO_CNTL */
#define BACO_EN			0x00000001
#define BACO_BCLK_OFF		0x00000002
#define BACO_ISO_DIS		0x00000004
#define BACO_POWER_OFF		0x00000008
#define BACO_RESET_EN		0x00000010
#define BACO_ANA_ISO_DIS	0x00000080
#define BACO_CONFIG_DONE	0x00000100
#define BACO_PWRGOOD_BF		0x00000200
#define BACO_PWRGOOD		0x00001c00	/* GPIO, MEM, DVO */
#define BACO_SCLK_SWITCH	0x00040000

#define SET(r, bits)		VGAPT_SET(REG(r), bits, BACO_UNREADABLE, NULL)
#define CLEAR(r, bits)		VGAPT_CLEAR(REG(r), bits, BACO_UNREADABLE, NULL)
#define CHANGE(r, bits, val)	VGAPT_CHANGE(REG(r), bits, val, BACO_UNREADABLE, NULL)
/* PLLs lock, and regulators switch, without our being able to do anything for it. */
#define AWAIT(r, bits, val, y)						\
	VGAPT_POLL(REG(r), bits, IS, val, BACO_MODE_MS, y, NULL)

/*
 * Idle: no driver's firmware runs in the SMC.  Hung: it does, and has not answered
 * the last message, or it can't be reached at all.  BACO does without it.
 */
static const struct vgapt_step probe[] = {
	VGAPT_ANSWERS(EXPECT, REG(MEMSIZE), 0, NONE, "gone"),
	VGAPT_EXPECT(REG(BACO), BACO_LEGACY_MODE, IS, 0, NONE, "hung"),
	VGAPT_ANSWERS(EXPECT, REG(SMC_CLOCK), 0, NONE, "hung"),
	VGAPT_ANSWERS(EXPECT, REG(SMC_RESET), 0, NONE, "hung"),
	VGAPT_ANSWERS(EXPECT, REG(SMC_PC), 0, NONE, "hung"),
	VGAPT_EXPECT(REG(SMC_CLOCK), SMC_CLOCK_OFF, IS, 0, NONE, "idle"),
	VGAPT_EXPECT(REG(SMC_RESET), SMC_RESET_ON, IS, 0, NONE, "idle"),
	VGAPT_EXPECT(REG(SMC_PC), 0, FROM, SMC_FIRMWARE, NONE, "idle"),
	VGAPT_EXPECT(REG(SMC_MESSAGE), 0, IS_NOT, 0, NONE, "in"),
	VGAPT_POLL(REG(SMC_RESP), 0, IS_NOT, 0, SMC_MS, NONE, "hung"),
	VGAPT_LABEL("in"),
	VGAPT_SAY(IN),
	VGAPT_LABEL("idle"),
	VGAPT_SAY(IDLE),
	VGAPT_LABEL("hung"),
	VGAPT_EXPECT(REG(STRAPS), STRAP_PX_CAPABLE, IS, STRAP_PX_CAPABLE, NONE, "lost"),
	VGAPT_SAY(IN),
	VGAPT_LABEL("lost"),
	VGAPT_SAY(HUNG),
	VGAPT_LABEL("gone"),
	VGAPT_SAY(NO_REGISTERS),
};

static const struct vgapt_seq probe_seq =
	VGAPT_SEQ("does its SMC run?",
		  "amdgpu: vi_need_reset_on_init, smu7_baco.c; vendor-reset: issue 4", probe);

/* Pads, memory and PLLs made ready for the power to go */
static const struct vgapt_step prepare[] = {
	VGAPT_NOTE("pads"),
	VGAPT_WRITE(REG(PAD_EN), 0),
	VGAPT_WRITE(REG(PAD_PD_EN), 0),
	VGAPT_WRITE(REG(PAD_PU_EN), 0),
	VGAPT_WRITE(REG(PAD_MASK), 0xff77ffff),
	VGAPT_WRITE(REG(DC_DVODATA_EN), 0),
	VGAPT_WRITE(REG(DC_DVODATA_MASK), 0xffffffff),
	VGAPT_WRITE(REG(DC_GENERIC_EN), 0),
	SET(DC_GENERIC_MASK, 0x03333333),
	VGAPT_WRITE(REG(DC_SYNCA_EN), 0),
	SET(DC_SYNCA_MASK, 0x00001111),
	VGAPT_NOTE("no more requests to memory"),
	SET(GCK_C0300024, 0x1),
	VGAPT_WRITE(REG(FB_EN), 0),
	VGAPT_NOTE("clocks from the bus, not from PLLs"),
	SET(CG_SPLL, 0x8),		/* SPLL_BYPASS_EN */
	SET(GCK_C0500170, 0x4000000),
	SET(GCK_DFS_BYPASS, 0x80),	/* BYPASSACLK */
	CHANGE(MPLL_BYPASS, 0xff00, 0x200),	/* MPLL_CLKOUT_SEL */
	SET(MPLL_MODE, 0x100),		/* MPLL_SW_DIR_CONTROL */
	CLEAR(MPLL_MODE, 0x800),	/* MPLL_MCLK_SEL */
	VGAPT_NOTE("PLLs off"),
	CHANGE(DC_PAD_STRENGTH, 0xf0, 0x10),	/* GENLK_STRENGTH_SP */
	VGAPT_WAIT_US(1),
	SET(MC_SEQ_DRAM, 0x10000000),	/* RST_CTL */
	SET(GCK_C05002B0, 0x10),
	AWAIT(GCK_C05002B0, 0x10, 0, POWER_STAYS_ON),
	SET(GCK_C050032C, 0x10),
	AWAIT(GCK_C050032C, 0x10, 0, POWER_STAYS_ON),
	SET(GCK_C0500080, 0x1),
	CLEAR(MC_DA2, 0x40),
	VGAPT_WAIT_US(3),
	CLEAR(MC_DA2, 0x8),
	CHANGE(MC_DA2, 0x3fff00, 0x3200),
	VGAPT_WAIT_US(3),
	CLEAR(MPLL_FUNC_2, 0x10000),	/* ISO_DIS_P */
	VGAPT_WAIT_US(5),
	VGAPT_NOTE("no clock is asked for"),
	CHANGE(THM_CLK, 0xff, 0x1),	/* CMON_CLK_SEL */
	CHANGE(THM_CLK, 0xff00, 0x100),	/* TMON_CLK_SEL */
	CHANGE(MISC_CLK, 0xff, 0x1),	/* DEEP_SLEEP_CLK_SEL */
	CHANGE(MISC_CLK, 0xff00, 0x100),	/* ZCLK_SEL */
	CLEAR(CG_CLKPIN, 0x4),		/* BCLK_AS_XCLK */
	CLEAR(CG_CLKPIN_2, 0x8),	/* FORCE_BIF_REFCLK_EN */
	CHANGE(MPLL_BYPASS, 0xff00, 0x400),
};

static const struct vgapt_seq prepare_seq =
	VGAPT_SEQ("ready for the power to go", "amdgpu: polaris_baco.c", prepare);

static const struct vgapt_step off[] = {
	SET(BACO, BACO_EN),
	SET(BACO, BACO_SCLK_SWITCH),
	AWAIT(BACO, BACO_SCLK_SWITCH, BACO_SCLK_SWITCH, POWER_STAYS_ON),
	SET(BACO, BACO_BCLK_OFF),
	AWAIT(BACO, BACO_BCLK_OFF, BACO_BCLK_OFF, POWER_STAYS_ON),
	CLEAR(BACO, BACO_ISO_DIS),
	AWAIT(BACO, BACO_ISO_DIS, 0, POWER_STAYS_ON),
	CLEAR(BACO, BACO_ANA_ISO_DIS),
	AWAIT(BACO, BACO_ANA_ISO_DIS, 0, POWER_STAYS_ON),
	SET(BACO, BACO_POWER_OFF),
	AWAIT(BACO, BACO_POWER_OFF, BACO_POWER_OFF, POWER_STAYS_ON),
	AWAIT(BACO, BACO_LEGACY_MODE, BACO_LEGACY_MODE, POWER_STAYS_ON),
};

static const struct vgapt_seq off_seq =
	VGAPT_SEQ("power off", "amdgpu: polaris_baco.c: enter_baco_tbl", off);

static const struct vgapt_step on[] = {
	VGAPT_NOTE("the least between the regulators' off and on"),
	VGAPT_WAIT_MS(BACO_OFF_MS),
	SET(BACO, BACO_RESET_EN),
	CLEAR(BACO, BACO_BCLK_OFF),
	CLEAR(BACO, BACO_POWER_OFF),
	AWAIT(BACO, BACO_PWRGOOD_BF, BACO_PWRGOOD_BF, POWER_STAYS_OFF),
	SET(BACO, BACO_ISO_DIS),
	AWAIT(BACO, BACO_PWRGOOD, BACO_PWRGOOD, POWER_STAYS_OFF),
	SET(BACO, BACO_ANA_ISO_DIS),
	CLEAR(BACO, BACO_SCLK_SWITCH),
	CLEAR(BACO, BACO_RESET_EN),
	AWAIT(BACO, BACO_CONFIG_DONE, BACO_CONFIG_DONE, POWER_STAYS_OFF),
	CLEAR(BACO, BACO_EN),
	AWAIT(BACO, BACO_LEGACY_MODE, 0, POWER_STAYS_OFF),
};

static const struct vgapt_seq on_seq =
	VGAPT_SEQ("power on", "amdgpu: polaris_baco.c: exit_baco_tbl", on);

/*
 * Afterwards the card is as after power-on: somebody has to POST it.  Where the
 * power stays on, the other way is what is left, and resets what was made ready.
 */
static const struct vgapt_step reset[] = {
	VGAPT_ROM(NULL),
	VGAPT_SAVE,
	VGAPT_EXPECT(REG(BACO), BACO_LEGACY_MODE, IS, 0, NONE, "on"),
	VGAPT_EXPECT(REG(STRAPS), STRAP_PX_CAPABLE, IS, STRAP_PX_CAPABLE, NONE, "config"),
	VGAPT_SET(REG(SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),
	VGAPT_CALL(&prepare_seq, "config"),
	VGAPT_CALL(&off_seq, "stays on"),
	VGAPT_LABEL("on"),
	VGAPT_CALL(&on_seq, NULL),
	VGAPT_RESTORE(NULL),
	VGAPT_ANSWERS(POLL, REG(MEMSIZE), LEGACY_BACK_MS, REGISTERS_LOST, NULL),
	VGAPT_CLEAR(REG(SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),
	VGAPT_NOTE("it starts as after power-on: in its own ROM"),
	VGAPT_POLL(REG(RCU_EVENTS), RCU_BOOT_DONE, IS, RCU_BOOT_DONE, SMC_MS, NONE, VGAPT_ON),
	VGAPT_POLL(REG(SMC_PC), 0, BELOW, SMC_FIRMWARE, SMC_MS, SMC_NOT_RESET, NULL),
	VGAPT_CALL(&vgapt_amd_legacy_settle, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("stays on"),
	VGAPT_CALL(&on_seq, VGAPT_ON),
	VGAPT_LABEL("config"),
	VGAPT_CALL(&vgapt_amd_config_reset, NULL),
};

static const struct vgapt_seq reset_seq =
	VGAPT_SEQ("power off and on (BACO), or by configuration space",
		  "amdgpu: vi.c, smu7_baco.c, polaris_baco.c; vendor-reset: polaris10.c", reset);

const struct vgapt_reset_vendor vgapt_amd_polaris = {
	.name = "Polaris",
	.rests_on = "amdgpu's vi.c and polaris_baco.c; vendor-reset, which many have used",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_LEGACY_WINDOW,
	/* SMC_IND_INDEX_11, SMC_IND_DATA_11: _0 is the firmware's. */
	.pair = {
		.bar = VGAPT_AMD_BAR,
		.index = VGAPT_AMD_REG(0, 0x1ac),
		.data = VGAPT_AMD_REG(0, 0x1ad),
	},
	.probe = &probe_seq,
	.reset = &reset_seq,
	.alive = &vgapt_amd_legacy_alive,
	.deadline_ms = 1000,
	.whole_card = true,
};

/*
 * Vega M: of Polaris' generation, in one package with a processor of Intel's.  amdgpu
 * resets it by configuration space alone (vi.c: vi_asic_reset_method), and its way
 * into BACO would be another.
 */
static const struct vgapt_step vegam_reset[] = {
	VGAPT_ROM(NULL),
	VGAPT_SAVE,
	VGAPT_CALL(&vgapt_amd_config_reset, NULL),
};

static const struct vgapt_seq vegam_reset_seq =
	VGAPT_SEQ("reset by configuration space", "amdgpu: vi.c: vi_asic_reset_method",
		  vegam_reset);

const struct vgapt_reset_vendor vgapt_amd_vegam = {
	.name = "Vega M",
	.rests_on = "amdgpu's vi.c; nobody's log",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_LEGACY_WINDOW,
	.pair = {
		.bar = VGAPT_AMD_BAR,
		.index = VGAPT_AMD_REG(0, 0x1ac),
		.data = VGAPT_AMD_REG(0, 0x1ad),
	},
	.probe = &vgapt_amd_legacy_probe,
	.reset = &vegam_reset_seq,
	.alive = &vgapt_amd_legacy_alive,
	.deadline_ms = 1000,
	.whole_card = true,
};
