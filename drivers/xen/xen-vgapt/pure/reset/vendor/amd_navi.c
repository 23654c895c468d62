// SPDX-License-Identifier: GPL-2.0-only
/*
 * Navi 10, 12 and 14; Navi 21 to 24, 31 to 33, 44 and 48.
 *
 * The whole card is reset ("mode 1"): the first ones' PSP is told to, the later
 * ones' SMU, which tells the PSP.  All but the first are here from amdgpu's files
 * alone.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* smu_v11_0_ppsmc.h: PPSMC_MSG_*, for the first three */
#define NAVI1X_ENTER_BACO	0x18
#define NAVI1X_EXIT_BACO	0x19
#define NAVI1X_DISALLOW_GFXOFF	0x2a
#define NAVI1X_PREPARE_RESET	0x33	/* PrepareMp1ForReset */

/*
 * The SMU is to let graphics' power on, and itself be stopped.  The PSP does without
 * if it won't: that it hangs may be why we are here.
 */
static const struct vgapt_step navi1x_quiet[] = {
	VGAPT_EXPECT(REG(SMU_FLAGS), MP1_INTERRUPTS_ENABLED, IS, MP1_INTERRUPTS_ENABLED, NONE,
		     "end"),
	SMU_SEND(NAVI1X_DISALLOW_GFXOFF, 0, VGAPT_ON, "end"),
	SMU_SEND(NAVI1X_PREPARE_RESET, 0, VGAPT_ON, VGAPT_ON),
	VGAPT_LABEL("end"),
};

static const struct vgapt_seq navi1x_quiet_seq =
	VGAPT_SEQ("the SMU is to keep still", "vendor-reset: navi10.c", navi1x_quiet);

static const struct vgapt_step navi1x_off[] = {
	VGAPT_SET(REG(THM_BACO), THM_SOC_DOMAIN_IDLE, BACO_UNREADABLE, NULL),
	SMU_SEND(NAVI1X_ENTER_BACO, 0, NULL, NULL),
	SMU_OFF(SMU_SEND, NAVI1X_EXIT_BACO),
};

static const struct vgapt_seq navi1x_off_seq =
	VGAPT_SEQ("power off, by the SMU", "amdgpu: smu_v11_0.c: smu_v11_0_baco_set_state",
		  navi1x_off);

static const struct vgapt_step navi1x_on[] = {
	SMU11_ON(NAVI1X_EXIT_BACO),
};

static const struct vgapt_seq navi1x_on_seq =
	VGAPT_SEQ("power on, by the SMU", "amdgpu: smu_v11_0.c: smu_v11_0_baco_exit",
		  navi1x_on);

/*
 * Afterwards the card is as after power-on: somebody has to POST it.
 *
 * A guest's amdgpu that saves power leaves it switched off: then it is switched on.
 * Where the PSP's last command has failed, BACO is what amdgpu uses; where that
 * does not work, the PSP is asked all the same: it has worked (vendor-reset: issue
 * 25, a Navi 14 whose SMU refuses as well), and the card is lost otherwise.
 */
static const struct vgapt_step navi1x_reset[] = {
	VGAPT_ROM(NULL),
	VGAPT_SAVE,
	VGAPT_EXPECT(REG(SOC_BACO), BACO_MODE, IS, 0, NONE, "on"),
	VGAPT_POLL(REG(PSP_COMMAND), PSP_READY_MASK, IS, PSP_READY, PSP_MS, PSP_NO_COMMAND, "baco"),
	VGAPT_CALL(&navi1x_quiet_seq, VGAPT_ON),
	VGAPT_CALL(&vgapt_amd_mode1, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("baco"),
	VGAPT_CALL(&navi1x_off_seq, "stays on"),
	VGAPT_LABEL("on"),
	VGAPT_CALL(&navi1x_on_seq, NULL),
	VGAPT_RESTORE(NULL),
	VGAPT_CALL(&vgapt_amd_soc_settle, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("stays on"),
	VGAPT_ANSWERS(EXPECT, REG(PSP_COMMAND), 0, PSP_UNREADABLE, NULL),
	VGAPT_CALL(&vgapt_amd_mode1, NULL),
};

static const struct vgapt_seq navi1x_reset_seq =
	VGAPT_SEQ("mode 1, or power off and on (BACO)", "amdgpu: nv.c; vendor-reset: navi10.c",
		  navi1x_reset);

const struct vgapt_reset_vendor vgapt_amd_navi1x = {
	.name = "Navi 10, 12, 14",
	.rests_on = "vendor-reset, which many have used (issues 12, 16, 25); amdgpu's psp_v11_0.c",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &navi1x_reset_seq,
	.alive = &vgapt_amd_soc_alive,
	.deadline_ms = 10000,
	.whole_card = true,
};

/* smu_v11_0_7_ppsmc.h, smu_v13_0_0_ppsmc.h, smu_v13_0_7_ppsmc.h: PPSMC_MSG_* */
#define GET_SMU_VERSION		0x02
#define NAVI2X_EXIT_BACO	0x16	/* smu_v14_0_2_ppsmc.h: as well */
#define NAVI2X_MODE1_RESET	0x30
#define NAVI3X_MODE1_RESET	0x2f
/* smu_v13_0_0_ppt.c, smu_v14_0_2_ppt.c: DEBUGSMC_MSG_Mode1Reset */
#define DEBUG_MODE1_RESET	0x02
/* The first firmware that has it: sienna_cichlid_ppt.c (58.26), smu_v13_0_0_ppt.c */
#define NAVI2X_HAS_MODE1	0x003a1a00
#define NAVI31_HAS_MODE1	0x004e2900

/* SMU11_MODE1_RESET_WAIT_TIME_IN_MS, SMU13_...; smu_v14_0_2_ppt.c: twice that */
#define MODE1_WAIT(ms)							\
	VGAPT_NOTE("the fabric is reset, too: a read may hang, or raise an NMI (7edb503fe4b6)"), \
	VGAPT_WAIT_MS(ms)

/*
 * What a bus reset does to the PSP of these is not known, but that most of them do
 * come back: a secure OS that still runs is held against our own reset only.
 */
static const struct vgapt_step later_alive[] = {
	VGAPT_ANSWERS(YET, REG(SOC_MEMSIZE), 0, MEMSIZE_UNREADABLE, NULL),
	VGAPT_ANSWERS(YET, REG(PSP_SOS), 0, PSP_UNREADABLE, NULL),
	VGAPT_EXPECT(REG(PSP_SOS), 0, IS, 0, NONE, "runs"),
	VGAPT_YET(REG(PSP_BOOT), PSP_DONE, IS, PSP_DONE, PSP_NOT_READY),
	VGAPT_LABEL("runs"),
};

static const struct vgapt_seq later_alive_seq =
	VGAPT_SEQ("sign of life", "amdgpu: psp_v11_0.c, psp_v13_0.c: wait_for_bootloader",
		  later_alive);

/*
 * A guest's amdgpu that saves power may have left the card switched off (BACO).  Where
 * the audio function's driver is loaded the SMU switches it on when it goes to D0; where
 * not it wants to be told to.  Afterwards there is nothing left to reset.
 */
static const struct vgapt_step navi2x_on[] = {
	SMU11_ON(NAVI2X_EXIT_BACO),
};

static const struct vgapt_seq navi2x_on_seq =
	VGAPT_SEQ("power on, by the SMU", "amdgpu: smu_v11_0.c: smu_v11_0_baco_exit", navi2x_on);

static const struct vgapt_step later_on[] = {
	SMU_SEND(NAVI2X_EXIT_BACO, 0, NULL, NULL),
	VGAPT_POLL(REG(SOC_BACO), BACO_MODE, IS, 0, BACO_MODE_MS, POWER_STAYS_OFF, NULL),
};

static const struct vgapt_seq later_on_seq =
	VGAPT_SEQ("power on, by the SMU", "amdgpu: smu_v13_0.c, smu_v14_0.c: *_baco_set_state",
		  later_on);

/* The first and the last that their tables have in common */
#define LATER_BEGIN							\
	VGAPT_ROM(NULL),						\
	VGAPT_SAVE,							\
	VGAPT_EXPECT(REG(SOC_BACO), BACO_MODE, IS, 0, NONE, "off")

#define LATER_END(on_seq)						\
	VGAPT_CALL(&(on_seq), NULL),					\
	VGAPT_RESTORE(NULL),						\
	VGAPT_CALL(&vgapt_amd_soc_settle, NULL)

/*
 * dimgrey_cavefish_ip_offset.h has Navi 23's MP1 at 16200h, not 16000h; amdgpu does not
 * use that table, but has the base from the card's memory.  So the SMU is left alone.
 */
#define NAVI23_MASK		0xffe00000
#define NAVI23			0x73e00000
#define NOT_NAVI23(y, go)						\
	VGAPT_EXPECT(REG(CONFIG_ID), NAVI23_MASK, IS_NOT, NAVI23, y, go)

static const struct vgapt_step navi2x_reset[] = {
	LATER_BEGIN,
	VGAPT_NOTE("where the SMU of Navi 23 is, is in doubt"),
	NOT_NAVI23(NONE, "psp"),
	VGAPT_NOTE("the SMU does it if its firmware is new enough, and needs the secure OS"),
	VGAPT_EXPECT(REG(PSP_SOS), 0, IS_NOT, 0, NONE, "psp"),
	SMU_SEND(GET_SMU_VERSION, 0, "psp", "psp"),
	VGAPT_KEEP(0, REG(SMU_ARGUMENT)),
	VGAPT_KEPT(0, 0, FROM, NAVI2X_HAS_MODE1, NONE, "psp"),
	VGAPT_CALL(&vgapt_amd_forget, NULL),
	VGAPT_SEND(&vgapt_amd_smu_last, NAVI2X_MODE1_RESET, 0, "psp", VGAPT_ON),
	MODE1_WAIT(500),
	VGAPT_CALL(&vgapt_amd_mode1_back, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("psp"),
	VGAPT_ANSWERS(EXPECT, REG(PSP_COMMAND), 0, PSP_UNREADABLE, NULL),
	VGAPT_POLL(REG(PSP_COMMAND), PSP_READY_MASK, IS, PSP_READY, PSP_MS, NONE, VGAPT_ON),
	VGAPT_CALL(&vgapt_amd_mode1, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("off"),
	NOT_NAVI23(POWER_STAYS_OFF, NULL),
	LATER_END(navi2x_on_seq),
};

static const struct vgapt_seq navi2x_reset_seq =
	VGAPT_SEQ("mode 1", "amdgpu: nv.c, sienna_cichlid_ppt.c, psp_v11_0.c", navi2x_reset);

const struct vgapt_reset_vendor vgapt_amd_navi2x = {
	.name = "Navi 21 to 24",
	.rests_on = "amdgpu's sienna_cichlid_ppt.c, for Navi 23 psp_v11_0.c; nobody's log",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &navi2x_reset_seq,
	.alive = &later_alive_seq,
	.deadline_ms = 10000,
	.whole_card = true,
};

static const struct vgapt_step navi31_reset[] = {
	LATER_BEGIN,
	SMU_SEND(GET_SMU_VERSION, 0, NULL, NULL),
	VGAPT_KEEP(0, REG(SMU_ARGUMENT)),
	VGAPT_KEPT(0, 0, FROM, NAVI31_HAS_MODE1, SMU_REFUSES, NULL),
	VGAPT_CALL(&vgapt_amd_forget, NULL),
	VGAPT_SEND(&vgapt_amd_smu_last, NAVI3X_MODE1_RESET, 0, NULL, VGAPT_ON),
	MODE1_WAIT(500),
	VGAPT_CALL(&vgapt_amd_mode1_back, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("off"),
	LATER_END(later_on_seq),
};

static const struct vgapt_seq navi31_reset_seq =
	VGAPT_SEQ("mode 1, by the SMU", "amdgpu: soc21.c, smu_v13_0_0_ppt.c", navi31_reset);

const struct vgapt_reset_vendor vgapt_amd_navi31 = {
	.name = "Navi 31",
	.rests_on = "amdgpu's smu_v13_0_0_ppt.c; nobody's log",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &navi31_reset_seq,
	.alive = &later_alive_seq,
	.deadline_ms = 10000,
	.whole_card = true,
};

static const struct vgapt_step navi33_reset[] = {
	LATER_BEGIN,
	VGAPT_CALL(&vgapt_amd_forget, NULL),
	VGAPT_SEND(&vgapt_amd_smu_last, NAVI3X_MODE1_RESET, 0, NULL, VGAPT_ON),
	MODE1_WAIT(500),
	VGAPT_CALL(&vgapt_amd_mode1_back, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("off"),
	LATER_END(later_on_seq),
};

static const struct vgapt_seq navi33_reset_seq =
	VGAPT_SEQ("mode 1, by the SMU", "amdgpu: soc21.c, smu_v13_0_7_ppt.c, smu_v13_0.c",
		  navi33_reset);

const struct vgapt_reset_vendor vgapt_amd_navi33 = {
	.name = "Navi 33",
	.rests_on = "amdgpu's smu_v13_0_7_ppt.c; nobody's log",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &navi33_reset_seq,
	.alive = &later_alive_seq,
	.deadline_ms = 10000,
	.whole_card = true,
};

/* By the SMU's other mailbox. */
static const struct vgapt_step navi32_reset[] = {
	LATER_BEGIN,
	VGAPT_CALL(&vgapt_amd_forget, NULL),
	VGAPT_SEND(&vgapt_amd_smu_debug, DEBUG_MODE1_RESET, 0, NULL, NULL),
	MODE1_WAIT(500),
	VGAPT_CALL(&vgapt_amd_mode1_back, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("off"),
	LATER_END(later_on_seq),
};

static const struct vgapt_seq navi32_reset_seq =
	VGAPT_SEQ("mode 1, by the SMU", "amdgpu: soc21.c, smu_v13_0_0_ppt.c (13.0.10)",
		  navi32_reset);

const struct vgapt_reset_vendor vgapt_amd_navi32 = {
	.name = "Navi 32",
	.rests_on = "amdgpu's smu_v13_0_0_ppt.c; a branch of vendor-reset works (issue 97)",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &navi32_reset_seq,
	.alive = &later_alive_seq,
	.deadline_ms = 10000,
	.whole_card = true,
};

static const struct vgapt_step navi4x_reset[] = {
	LATER_BEGIN,
	VGAPT_CALL(&vgapt_amd_forget, NULL),
	VGAPT_SEND(&vgapt_amd_smu_debug, DEBUG_MODE1_RESET, 0, NULL, NULL),
	MODE1_WAIT(1000),
	VGAPT_CALL(&vgapt_amd_mode1_back, NULL),
	VGAPT_DONE,
	VGAPT_LABEL("off"),
	LATER_END(later_on_seq),
};

static const struct vgapt_seq navi4x_reset_seq =
	VGAPT_SEQ("mode 1, by the SMU", "amdgpu: soc24.c, smu_v14_0_2_ppt.c", navi4x_reset);

const struct vgapt_reset_vendor vgapt_amd_navi4x = {
	.name = "Navi 44, 48",
	.rests_on = "amdgpu's smu_v14_0_2_ppt.c and mp_14_0_2_offset.h; nobody's log",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &vgapt_amd_soc_probe,
	.reset = &navi4x_reset_seq,
	.alive = &later_alive_seq,
	.deadline_ms = 10000,
	.whole_card = true,
};
