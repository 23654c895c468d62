// SPDX-License-Identifier: GPL-2.0-only
/*
 * What AMD's families share when they are reset by their own registers.
 *
 * What the sequences do has been learned from amdgpu, QEMU's vfio_radeon_reset and
 * vendor-reset, and from the logs that their users have published; each names its
 * own.
 */
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* GCK_SMC_IND_INDEX, GCK_SMC_IND_DATA (smu_7_1_3_d.h) */
static const struct vgapt_pair gck = {
	.bar = VGAPT_AMD_BAR,
	.index = VGAPT_AMD_REG(0, 0x80),
	.data = VGAPT_AMD_REG(0, 0x81),
};

#define BAR(at_)	.space = VGAPT_IN_BAR, .bar = VGAPT_AMD_BAR, .at = (at_)
#define CONFIG(at_)	.space = VGAPT_IN_CONFIG, .at = (at_)
#define PAIR(at_)	.space = VGAPT_IN_PAIR, .at = (at_)
#define GCK(at_)	.space = VGAPT_IN_PAIR, .at = (at_), .pair = &gck
#define ROW(symbol, name_, space_, at_)					\
	[VGAPT_AMD_##symbol] = { .name = (name_), space_(at_) },

/* Found by REG(). */
const struct vgapt_reg vgapt_amd_regs[VGAPT_AMD_NUM_REGS] = { VGAPT_AMD_REGS(ROW) };

/* Bonaire to Polaris */

/*
 * amdgpu's cik_need_reset_on_init() and vi_need_reset_on_init() have the same test
 * for a driver's firmware: its clock is on, and it is not in the SMC's own ROM.  A
 * card that nobody has started has its clock on as well, and runs in that ROM
 * (vendor-reset, issue 4: "CLOCK_CNTL: 0x0, PC: 0x2c8c"; a driven one: 2055Ch).
 */
static const struct vgapt_step legacy_alive[] = {
	VGAPT_ANSWERS(YET, REG(MEMSIZE), 0, MEMSIZE_UNREADABLE, NULL),
	VGAPT_ANSWERS(YET, REG(SMC_CLOCK), 0, SMC_NO_ANSWER, NULL),
	VGAPT_ANSWERS(YET, REG(SMC_RESET), 0, SMC_NO_ANSWER, NULL),
	VGAPT_ANSWERS(YET, REG(SMC_PC), 0, SMC_NO_ANSWER, NULL),
	VGAPT_EXPECT(REG(SMC_CLOCK), SMC_CLOCK_OFF, IS, 0, NONE, "idle"),
	VGAPT_EXPECT(REG(SMC_RESET), SMC_RESET_ON, IS, 0, NONE, "idle"),
	VGAPT_EXPECT(REG(SMC_PC), 0, BELOW, SMC_FIRMWARE, SMC_NOT_RESET, NULL),
	VGAPT_LABEL("idle"),
};

/* No driver's firmware runs. */
const struct vgapt_seq vgapt_amd_legacy_alive =
	VGAPT_SEQ("sign of life", "amdgpu: cik.c, vi.c: *_need_reset_on_init", legacy_alive);

/*
 * Idle: no driver's firmware runs in the SMC.  Hung: it does, and has not answered
 * the last message.
 */
static const struct vgapt_step legacy_probe[] = {
	VGAPT_ANSWERS(EXPECT, REG(MEMSIZE), 0, NONE, "gone"),
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
	VGAPT_SAY(HUNG),
	VGAPT_LABEL("gone"),
	VGAPT_SAY(NO_REGISTERS),
};

/* Does the SMC run? */
const struct vgapt_seq vgapt_amd_legacy_probe =
	VGAPT_SEQ("does its SMC run?",
		  "amdgpu: cik_need_reset_on_init; QEMU: vfio_radeon_smc_is_running",
		  legacy_probe);

/*
 * A reset of graphics only lets the SMC run, on memory that is no longer its own.
 * One that is still starting must not be stopped: amdgpu waits for that, too.
 */
static const struct vgapt_step legacy_settle[] = {
	VGAPT_EXPECT(REG(SMC_CLOCK), SMC_CLOCK_OFF, IS, 0, NONE, "stopped"),
	VGAPT_EXPECT(REG(SMC_RESET), SMC_RESET_ON, IS, 0, NONE, "stopped"),
	VGAPT_EXPECT(REG(SMC_PC), 0, FROM, SMC_FIRMWARE, NONE, "stopped"),
	VGAPT_POLL(REG(RCU_EVENTS), RCU_BOOT_DONE, IS, RCU_BOOT_DONE, SMC_MS, NONE, VGAPT_ON),
	VGAPT_SET(REG(SMC_RESET), SMC_RESET_ON, SMC_NOT_STOPPED, NULL),
	VGAPT_SET(REG(SMC_CLOCK), SMC_CLOCK_OFF, SMC_NOT_STOPPED, NULL),
	VGAPT_EXPECT(REG(SMC_RESET), SMC_RESET_ON, IS, SMC_RESET_ON, SMC_NOT_STOPPED, NULL),
	VGAPT_LABEL("stopped"),
	VGAPT_ANSWERS(EXPECT, REG(SMC_PC), 0, SMC_NOT_STOPPED, NULL),
	/* Without a VBIOS nobody could POST it: then what the last one did must do. */
	VGAPT_ROM("end"),
	VGAPT_NOTE("S7 says that the card is initialized: the next driver is to do that"),
	VGAPT_WRITE(REG(SCRATCH_6), 0),
	VGAPT_WRITE(REG(SCRATCH_7), 0),
	VGAPT_LABEL("end"),
};

/* The SMC stopped if it runs, and the next driver told to POST the card. */
const struct vgapt_seq vgapt_amd_legacy_settle =
	VGAPT_SEQ("stop the SMC",
		  "QEMU: vfio_radeon_reset; amdgpu: polaris10_smumgr.c, *_baco.c: clean_baco_tbl",
		  legacy_settle);

/*
 * A write that the card ignores must not pass for a reset: a register of the
 * graphics block is given a value that no reset leaves there.  If graphics hang, or
 * their clock is off, it can't be; then either the card has to have been away, or
 * @evidence is what there has to be.
 */
#define CONFIG_RESET(evidence)						\
	VGAPT_SET(REG(SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),	\
	VGAPT_NOTE("a mark, by which a reset is told from a write that is ignored"), \
	VGAPT_KEEP(0, REG(GFX_SCRATCH)),				\
	VGAPT_WRITE(REG(GFX_SCRATCH), GFX_MARKER),			\
	VGAPT_KEEP(1, REG(GFX_SCRATCH)),				\
	VGAPT_WRITE(REG(RESET_7C), ASIC_RESET_DATA),			\
	VGAPT_NOTE("while it begins nothing may be looked at"),		\
	VGAPT_WAIT_US(ASIC_RESET_US),					\
	VGAPT_RESTORE(NULL),						\
	VGAPT_ANSWERS(EXPECT, REG(MEMSIZE), 0, NONE, "away"),		\
	VGAPT_CLEAR(REG(SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),	\
	VGAPT_KEPT(1, 0, IS, GFX_MARKER, NONE, "unmarked"),		\
	VGAPT_EXPECT(REG(GFX_SCRATCH), 0, IS, GFX_MARKER, NONE, "back"), \
	VGAPT_GOTO("ignored"),						\
	VGAPT_LABEL("unmarked"),					\
	evidence,							\
	VGAPT_GOTO("back"),						\
	VGAPT_LABEL("away"),						\
	VGAPT_ANSWERS(POLL, REG(MEMSIZE), LEGACY_BACK_MS, REGISTERS_LOST, NULL), \
	VGAPT_CLEAR(REG(SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),	\
	VGAPT_KEPT(1, 0, IS, GFX_MARKER, NONE, "back"),			\
	VGAPT_EXPECT(REG(GFX_SCRATCH), 0, IS, GFX_MARKER, NONE, "back"), \
	VGAPT_LABEL("ignored"),						\
	VGAPT_PUT(0, REG(GFX_SCRATCH)),					\
	VGAPT_FAIL(IGNORED),						\
	VGAPT_LABEL("back"),						\
	VGAPT_CALL(&vgapt_amd_legacy_settle, NULL)

/* A reset of the whole card stops the SMC. */
static const struct vgapt_step config_reset[] = {
	CONFIG_RESET(VGAPT_EXPECT(REG(SMC_PC), 0, BELOW, SMC_FIRMWARE, NO_EVIDENCE, NULL)),
};

/* What the SMC does when it is told so; configuration space has been saved. */
const struct vgapt_seq vgapt_amd_config_reset =
	VGAPT_SEQ("reset by configuration space",
		  "QEMU: vfio_radeon_reset; amdgpu: cik.c, vi.c: *_gpu_pci_config_reset",
		  config_reset);

/* One of graphics alone does not, and QEMU is content with what has answered already. */
static const struct vgapt_step config_reset_gfx[] = {
	CONFIG_RESET(VGAPT_NOTE("MEMSIZE answers: there is nothing else to be seen")),
};

/* The same, for graphics alone. */
const struct vgapt_seq vgapt_amd_config_reset_gfx =
	VGAPT_SEQ("reset by configuration space",
		  "QEMU: vfio_radeon_reset; amdgpu: cik.c: cik_gpu_pci_config_reset",
		  config_reset_gfx);

/* Vega and later */

/* PCIE_INDEX2, PCIE_DATA2 */
const struct vgapt_pair vgapt_amd_smn = VGAPT_AMD_SMN;

/* psp_gfx_if.h: GFX_CTRL_CMD_ID_MODE1_RST */
#define PSP_MODE1_RESET		0x00070000
#define MODE1_MS		500
#define PSP_ACK_MS		1000
/*
 * The bootloader trains the memory first.  vendor-reset waits for ten seconds
 * (navi10.c), amdgpu for one (psp_v11_0_wait_for_bootloader).
 */
#define SOC_BACK_MS		10000

#define SMU_ASK								\
	VGAPT_POLL(REG(SMU_RESULT), 0, IS_NOT, 0, SMU_MS, NONE, "busy"), \
	VGAPT_WRITE(REG(SMU_RESULT), 0),				\
	VGAPT_WRITE_ARG(REG(SMU_ARGUMENT), 1),				\
	VGAPT_WRITE_ARG(REG(SMU_MESSAGE), 0)

#define SMU_ANSWER							\
	VGAPT_LAST(REG(SMU_RESULT), 0, IS, SMU_RESULT_OK, SMU_REFUSES, NULL), \
	VGAPT_DONE,							\
	VGAPT_LABEL("busy"),						\
	VGAPT_FAIL(SMU_BUSY)

static const struct vgapt_step smu_send[] = {
	SMU_ASK,
	VGAPT_POLL(REG(SMU_RESULT), 0, IS_NOT, 0, SMU_MS, SMU_NO_ANSWER, NULL),
	SMU_ANSWER,
};

/* Give the SMU a message and an argument, and wait for its answer. */
const struct vgapt_seq vgapt_amd_smu_send =
	VGAPT_SEQ("a message to the SMU", "amdgpu: smu_cmn.c", smu_send);

/*
 * That of Vega 10 to 20.  amdgpu waits for the answer to the message before this one as
 * well, and goes on if there is none.
 */
static const struct vgapt_step old_smu_send[] = {
	VGAPT_POLL(REG(SMU_RESULT), 0, IS_NOT, 0, OLD_SMU_MS, NONE, VGAPT_ON),
	VGAPT_WRITE(REG(SMU_RESULT), 0),
	VGAPT_WRITE_ARG(REG(SMU_ARGUMENT), 1),
	VGAPT_WRITE_ARG(REG(SMU_MESSAGE), 0),
	VGAPT_POLL(REG(SMU_RESULT), 0, IS_NOT, 0, OLD_SMU_MS, SMU_NO_ANSWER, NULL),
	VGAPT_EXPECT(REG(SMU_RESULT), 0, IS, SMU_RESULT_OK, SMU_REFUSES, NULL),
};

/* The same, to the SMU of Vega 10 to 20. */
const struct vgapt_seq vgapt_amd_old_smu_send =
	VGAPT_SEQ("a message to the SMU", "amdgpu: smu9_smumgr.c, vega20_smumgr.c", old_smu_send);

/*
 * The reset begins when it has answered: the answer is read once, as amdgpu does, and
 * all ones are the reset, which has been quicker.
 */
static const struct vgapt_step smu_last[] = {
	SMU_ASK,
	VGAPT_THERE(REG(SMU_RESULT), 0, IS_NOT, 0, SMU_MS, SMU_NO_ANSWER, NULL),
	SMU_ANSWER,
};

/* The same, where the message resets the whole card. */
const struct vgapt_seq vgapt_amd_smu_last =
	VGAPT_SEQ("the SMU's last message", "amdgpu: smu_cmn.c: __smu_cmn_poll_stat", smu_last);

/* amdgpu waits neither before nor after, and clears the result last. */
static const struct vgapt_step smu_debug[] = {
	VGAPT_WRITE_ARG(REG(SMU_DEBUG_ARGUMENT), 1),
	VGAPT_WRITE_ARG(REG(SMU_DEBUG_MESSAGE), 0),
	VGAPT_WRITE(REG(SMU_DEBUG_RESULT), 0),
};

/* The same, by the mailbox for debugging. */
const struct vgapt_seq vgapt_amd_smu_debug =
	VGAPT_SEQ("a message to the SMU's other mailbox",
		  "amdgpu: smu_cmn.c: __smu_cmn_send_debug_msg", smu_debug);

/*
 * The bootloader waits for a driver from power-on until one has started the secure
 * OS.  If neither is there, the card is stuck in between: vendor-reset looks for both,
 * amdgpu for the OS alone.  Nothing but the bus interface answers while the power is
 * off (BACO): then neither can be asked.
 */
static const struct vgapt_step soc_probe[] = {
	VGAPT_ANSWERS(EXPECT, REG(SOC_BACO), 0, NONE, "gone"),
	VGAPT_EXPECT(REG(SOC_BACO), BACO_MODE, IS, 0, NONE, "in"),
	VGAPT_ANSWERS(EXPECT, REG(PSP_SOS), 0, NONE, "gone"),
	VGAPT_ANSWERS(EXPECT, REG(PSP_BOOT), 0, NONE, "gone"),
	VGAPT_ANSWERS(EXPECT, REG(SOC_MEMSIZE), 0, NONE, "gone"),
	VGAPT_EXPECT(REG(PSP_SOS), 0, IS, 0, NONE, "in"),
	VGAPT_EXPECT(REG(PSP_BOOT), PSP_DONE, IS, PSP_DONE, NONE, "in"),
	VGAPT_SAY(IDLE),
	VGAPT_LABEL("in"),
	VGAPT_SAY(IN),
	VGAPT_LABEL("gone"),
	VGAPT_SAY(NO_REGISTERS),
};

/* Is there anything to be reset? */
const struct vgapt_seq vgapt_amd_soc_probe =
	VGAPT_SEQ("is there anything to reset?",
		  "vendor-reset: navi10.c; amdgpu: soc15.c, nv.c: *_need_reset_on_init (C2PMSG_81)",
		  soc_probe);

static const struct vgapt_step soc_alive[] = {
	VGAPT_ANSWERS(YET, REG(SOC_MEMSIZE), 0, MEMSIZE_UNREADABLE, NULL),
	VGAPT_ANSWERS(YET, REG(PSP_SOS), 0, PSP_UNREADABLE, NULL),
	VGAPT_ANSWERS(YET, REG(PSP_BOOT), 0, PSP_UNREADABLE, NULL),
	VGAPT_EXPECT(REG(PSP_SOS), 0, IS, 0, PSP_NOT_RESET, NULL),
	VGAPT_YET(REG(PSP_BOOT), PSP_DONE, IS, PSP_DONE, PSP_NOT_READY),
};

/* The secure OS is gone, and the bootloader waits. */
const struct vgapt_seq vgapt_amd_soc_alive =
	VGAPT_SEQ("sign of life", "amdgpu: psp_v11_0.c: wait_for_bootloader", soc_alive);

/* What a reset was asked for, but late, may still be under way: it has until then. */
static const struct vgapt_step soc_back[] = {
	VGAPT_LIMIT_MS(SOC_BACK_MS),
	VGAPT_ANSWERS(POLL, REG(SOC_MEMSIZE), 0, MEMSIZE_UNREADABLE, NULL),
	VGAPT_ANSWERS(POLL, REG(PSP_SOS), 0, PSP_UNREADABLE, NULL),
	VGAPT_POLL(REG(PSP_SOS), 0, IS, 0, 0, PSP_NOT_RESET, NULL),
	VGAPT_POLL(REG(PSP_BOOT), PSP_DONE, IS, PSP_DONE, 0, PSP_NOT_READY, NULL),
};

/* Wait until the card is back after a reset. */
const struct vgapt_seq vgapt_amd_soc_back =
	VGAPT_SEQ("wait for the bootloader", "amdgpu: amdgpu_device_mode1_reset", soc_back);

static const struct vgapt_step soc_settle[] = {
	VGAPT_NOTE("the VBIOS notes there what it has done; power off does not clear them"),
	VGAPT_WRITE(REG(SOC_SCRATCH_6), 0),
	VGAPT_WRITE(REG(SOC_SCRATCH_7), 0),
	VGAPT_CALL(&vgapt_amd_soc_back, NULL),
};

/* The same after BACO, and have the next driver start the card from nothing. */
const struct vgapt_seq vgapt_amd_soc_settle =
	VGAPT_SEQ("have the next driver POST the card", "amdgpu: clean_baco_tbl", soc_settle);

static const struct vgapt_step forget[] = {
	VGAPT_NOTE("the VBIOS notes there what it has done; the reset does not clear them"),
	VGAPT_WRITE(REG(SOC_SCRATCH_6), 0),
	VGAPT_WRITE(REG(SOC_SCRATCH_7), 0),
	VGAPT_SET(REG(SOC_SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),
};

/* Before a mode 1 reset. */
const struct vgapt_seq vgapt_amd_forget =
	VGAPT_SEQ("have the next driver POST the card",
		  "vendor-reset: navi10.c; amdgpu_atombios_scratch_regs_engine_hung", forget);

/*
 * The acknowledgment may come late (vendor-reset, issue 5: not within 0.2 s after
 * the half second), or never be seen: before configuration space has been put back
 * every read gives ones, and vendor-reset takes these for it.  What decides is the
 * bootloader.
 */
static const struct vgapt_step mode1[] = {
	VGAPT_CALL(&vgapt_amd_forget, NULL),
	VGAPT_WRITE(REG(PSP_COMMAND), PSP_MODE1_RESET),
	VGAPT_NOTE("the fabric is reset, too: a read may hang, or raise an NMI (7edb503fe4b6)"),
	VGAPT_WAIT_MS(MODE1_MS),
	VGAPT_RESTORE("failed"),
	VGAPT_POLL(REG(PSP_ACK), PSP_DONE, IS, PSP_DONE, PSP_ACK_MS, PSP_NO_ACK, VGAPT_ON),
	VGAPT_NOTE("a reset that came late has taken it again"),
	VGAPT_RESTORE("failed"),
	VGAPT_CALL(&vgapt_amd_soc_back, "late"),
	VGAPT_CLEAR(REG(SOC_SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),
	VGAPT_DONE,
	VGAPT_LABEL("late"),
	VGAPT_CLEAR(REG(SOC_SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),
	VGAPT_ANSWERS(EXPECT, REG(SOC_MEMSIZE), 0, NONE, "failed"),
	VGAPT_EXPECT(REG(PSP_ACK), PSP_DONE, IS, PSP_DONE, PSP_NO_ACK, NULL),
	VGAPT_LABEL("failed"),
	VGAPT_FAILED,
};

/* Have the PSP reset the whole card; its configuration space has been saved. */
const struct vgapt_seq vgapt_amd_mode1 =
	VGAPT_SEQ("mode 1, by the PSP",
		  "amdgpu: psp_v3_1.c, psp_v11_0.c: *_mode1_reset; amdgpu_device_mode1_reset",
		  mode1);

/*
 * Where the SMU is told to, it tells the PSP.  It answers first; one that does not
 * may have been quick.
 */
static const struct vgapt_step mode1_back[] = {
	VGAPT_RESTORE("failed"),
	VGAPT_CALL(&vgapt_amd_soc_back, "late"),
	VGAPT_CLEAR(REG(SOC_SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),
	VGAPT_DONE,
	VGAPT_LABEL("late"),
	VGAPT_CLEAR(REG(SOC_SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),
	VGAPT_LABEL("failed"),
	VGAPT_FAILED,
};

/* What follows the SMU's message. */
const struct vgapt_seq vgapt_amd_mode1_back =
	VGAPT_SEQ("wait for the card",
		  "amdgpu: smu_v13_0.c, smu_v14_0_2_ppt.c: *_mode1_reset; amdgpu_device_mode1_reset",
		  mode1_back);
