// SPDX-License-Identifier: GPL-2.0-only
/*
 * Graphics in a processor, from Renoir on: the SMU resets graphics and its DMA, and
 * nothing else ("mode 2").
 *
 * The security processor is the whole processor's and goes on, and so does its SMU.
 * All is from amdgpu's files; of those who tried vendor-reset's sequences for cards
 * on these, some had success (vendor-reset, issue 82).  Registers: renoir_ip_offset.h,
 * yellow_carp_offset.h, nbio_7_0_, nbio_7_2_, nbio_7_7_offset.h: where Vega has them.
 *
 * Of Phoenix and Hawk Point no such file has MP1's bases, and mp_13_0_4_offset.h counts
 * the mailbox's registers from the second of them (BASE_IDX 1).  That this one is where
 * Vega has its first is known from those who read the registers there, and no more.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* smu_v12_0_ppsmc.h; smu_v13_0_1_ppsmc.h, smu_v13_0_4_ppsmc.h: GfxDeviceDriverReset */
#define SMU12_DRIVER_RESET	0x1e
#define SMU13_DRIVER_RESET	0x11
#define RESET_MODE_2		2	/* amdgpu_smu.h: enum smu_reset_mode */

/* amdgpu gives up after 100 ms; waiting longer costs nothing when it works. */
#define BACK_MS			1000
/* An answer that is late may come with the end of the reset. */
#define LATE_MS			1000
/* The SMU answers first; this is for what it does then. */
#define MODE2_MS		10

/* Nobody has started it if the SMU has never been sent a message. */
static const struct vgapt_step probe[] = {
	VGAPT_ANSWERS(EXPECT, REG(SOC_MEMSIZE), 0, NONE, "gone"),
	VGAPT_ANSWERS(EXPECT, REG(SMU_RESULT), 0, NONE, "gone"),
	VGAPT_EXPECT(REG(SMU_RESULT), 0, IS, 0, NONE, "in"),
	VGAPT_EXPECT(REG(SMU_MESSAGE), 0, IS_NOT, 0, NONE, "idle"),
	VGAPT_POLL(REG(SMU_RESULT), 0, IS_NOT, 0, SMU_MS, NONE, "hung"),
	VGAPT_LABEL("in"),
	VGAPT_SAY(IN),
	VGAPT_LABEL("idle"),
	VGAPT_SAY(IDLE),
	VGAPT_LABEL("hung"),
	VGAPT_SAY(HUNG),
	VGAPT_LABEL("gone"),
	VGAPT_SAY(NO_REGISTERS),
};

static const struct vgapt_seq probe_seq =
	VGAPT_SEQ("does its SMU take messages?", "amdgpu: smu_cmn.c", probe);

static const struct vgapt_step alive[] = {
	VGAPT_ANSWERS(YET, REG(SOC_MEMSIZE), 0, MEMSIZE_UNREADABLE, NULL),
};

static const struct vgapt_seq alive_seq =
	VGAPT_SEQ("sign of life", "amdgpu: nv.c: nv_asic_mode2_reset", alive);

static const struct vgapt_step mode2_back[] = {
	VGAPT_WAIT_MS(MODE2_MS),
	VGAPT_RESTORE(NULL),
	VGAPT_ANSWERS(POLL, REG(SOC_MEMSIZE), BACK_MS, MEMSIZE_UNREADABLE, NULL),
	VGAPT_CLEAR(REG(SOC_SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),
};

static const struct vgapt_seq mode2_back_seq =
	VGAPT_SEQ("wait for graphics", "amdgpu: nv.c: nv_asic_mode2_reset", mode2_back);

/*
 * Where the answer does not come in time the reset may be under way all the same:
 * amdgpu puts configuration space back then, too.
 */
#define MODE2(message)							\
	VGAPT_SAVE,							\
	VGAPT_SET(REG(SOC_SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),	\
	VGAPT_SEND(&vgapt_amd_smu_send, message, RESET_MODE_2, "failed", "late"), \
	VGAPT_CALL(&mode2_back_seq, NULL),				\
	VGAPT_DONE,							\
	VGAPT_LABEL("late"),						\
	VGAPT_CALL(&mode2_back_seq, NULL),				\
	VGAPT_POLL(REG(SMU_RESULT), 0, IS_NOT, 0, LATE_MS, SMU_NO_ANSWER, NULL), \
	VGAPT_EXPECT(REG(SMU_RESULT), 0, IS, SMU_RESULT_OK, SMU_REFUSES, NULL), \
	VGAPT_CALL(&mode2_back_seq, NULL),				\
	VGAPT_DONE,							\
	VGAPT_LABEL("failed"),						\
	VGAPT_CLEAR(REG(SOC_SCRATCH_3), ATOM_S3_HUNG, NONE, VGAPT_ON),	\
	VGAPT_FAILED

static const struct vgapt_step renoir_reset[] = {
	MODE2(SMU12_DRIVER_RESET),
};

static const struct vgapt_seq renoir_reset_seq =
	VGAPT_SEQ("mode 2, by the SMU", "amdgpu: soc15.c, smu_v12_0.c", renoir_reset);

const struct vgapt_reset_vendor vgapt_amd_renoir = {
	.name = "Renoir, Lucienne, Cezanne, Barcelo",
	.rests_on = "amdgpu's soc15.c and smu_v12_0.c; nobody's log",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &probe_seq,
	.reset = &renoir_reset_seq,
	.alive = &alive_seq,
	.deadline_ms = 1000,
};

static const struct vgapt_step rembrandt_reset[] = {
	MODE2(SMU13_DRIVER_RESET),
};

static const struct vgapt_seq rembrandt_reset_seq =
	VGAPT_SEQ("mode 2, by the SMU",
		  "amdgpu: nv.c, soc21.c, yellow_carp_ppt.c, smu_v13_0_4_ppt.c", rembrandt_reset);

const struct vgapt_reset_vendor vgapt_amd_rembrandt = {
	.name = "Rembrandt, Phoenix, Hawk Point",
	.rests_on = "amdgpu's smu_v13_0_4_ppt.c; Phoenix's mailbox: users' projects; nobody's log",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_SOC15_WINDOW,
	.pair = VGAPT_AMD_SMN,
	.probe = &probe_seq,
	.reset = &rembrandt_reset_seq,
	.alive = &alive_seq,
	.deadline_ms = 1000,
};
