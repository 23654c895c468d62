/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What AMD's families share when they are reset by their own registers.
 *
 * Numbers: AMD's public headers in the kernel tree (drivers/gpu/drm/amd/include,
 * as of 6.12).  These count registers in doublewords from a block's base; here
 * they are bytes from BAR5's beginning.
 */
#ifndef XEN_VGAPT_RESET_AMD_H
#define XEN_VGAPT_RESET_AMD_H

#include "pure/reset/method.h"
#include "pure/reset/vendor.h"

/* From CIK on the registers are in BAR5. */
#define VGAPT_AMD_BAR		5

#define VGAPT_AMD_REG(base, reg)	(((base) + (reg)) * 4)

/*
 * Chips made of blocks ("SOC15"): Vega and later.  A block's base is in the
 * discovery table that the firmware leaves in the card's memory, from Navi on;
 * but that memory is what a guest has had.  The tables in vega10_ip_offset.h,
 * vega20_ip_offset.h, arct_ip_offset.h, navi10_, navi12_, navi14_, sienna_cichlid_ and
 * beige_goby_ip_offset.h agree on the following (macros in some of them do not, which
 * nothing uses).  dimgrey_cavefish_ip_offset.h (Navi 23) has MP1 at 16200h.  For Navi
 * 22, 3x and 4x there is no such file.
 */
#define AMD_NBIO_BASE0		0x00000000
#define AMD_NBIO_BASE1		0x00000014
#define AMD_NBIO_BASE2		0x00000d20
#define AMD_MP0_BASE		0x00016000
#define AMD_MP1_BASE		0x00016000
#define AMD_THM_BASE		0x00016600

/* mp_9_0_offset.h, mp_11_0_offset.h: MP0 is the PSP, MP1 the SMU. */
#define AMD_PSP_C2PMSG(n)	VGAPT_AMD_REG(AMD_MP0_BASE, 0x0040 + (n))
#define AMD_SMU_C2PMSG(n)	VGAPT_AMD_REG(AMD_MP1_BASE, 0x0240 + (n))

#define AMD_NBIO0(reg)		VGAPT_AMD_REG(AMD_NBIO_BASE0, reg)
#define AMD_NBIO1(reg)		VGAPT_AMD_REG(AMD_NBIO_BASE1, reg)
#define AMD_NBIO2(reg)		VGAPT_AMD_REG(AMD_NBIO_BASE2, reg)
#define AMD_THM(reg)		VGAPT_AMD_REG(AMD_THM_BASE, reg)

/*
 * X(SYMBOL, "name", BAR, byte in BAR5), or PAIR and the address behind the family's
 * pair of registers, or GCK and that behind GCK_SMC_IND.
 */
#define VGAPT_AMD_REGS(X)						\
	/* Bonaire to Polaris; bif_4_1_d.h, bif_5_0_d.h: the same */	\
	X(MEMSIZE, "CONFIG_MEMSIZE", BAR, VGAPT_AMD_REG(0, 0x150a))	\
	X(SCRATCH_3, "BIOS_SCRATCH_3", BAR, VGAPT_AMD_REG(0, 0x5cc))	\
	X(SCRATCH_6, "BIOS_SCRATCH_6", BAR, VGAPT_AMD_REG(0, 0x5cf))	\
	X(SCRATCH_7, "BIOS_SCRATCH_7", BAR, VGAPT_AMD_REG(0, 0x5d0))	\
	X(STRAPS, "CC_BIF_BX_FUSESTRAP0", BAR, VGAPT_AMD_REG(0, 0x14d7)) \
	X(BACO, "BACO_CNTL", BAR, VGAPT_AMD_REG(0, 0x14e5))		\
	X(FB_EN, "BIF_FB_EN", BAR, VGAPT_AMD_REG(0, 0x1524))		\
	/* gca/gfx_7_2_d.h, gfx_8_0_d.h */				\
	X(GFX_SCRATCH, "SCRATCH_REG0", BAR, VGAPT_AMD_REG(0, 0xc040))	\
	/* smu_7_0_1_d.h, smu_7_1_3_d.h */				\
	X(SMC_MESSAGE, "SMC_MESSAGE_0", BAR, VGAPT_AMD_REG(0, 0x94))	\
	X(SMC_RESP, "SMC_RESP_0", BAR, VGAPT_AMD_REG(0, 0x95))		\
	X(SMC_RESET, "SMC_SYSCON_RESET_CNTL", PAIR, 0x80000000)		\
	X(SMC_CLOCK, "SMC_SYSCON_CLOCK_CNTL_0", PAIR, 0x80000004)	\
	X(SMC_PC, "SMC_PC_C", PAIR, 0x80000370)				\
	X(RCU_EVENTS, "RCU_UC_EVENTS", PAIR, 0xc0000004)		\
	X(RCU_MISC, "RCU_MISC_CTRL", PAIR, 0xc0000010)			\
	X(RCU_FUSES, "CC_RCU_FUSES", PAIR, 0xc00c0000)			\
	X(RESET_7C, "config 7Ch", CONFIG, 0x7c)				\
	X(CONFIG_ID, "config 0h", CONFIG, 0x0)				\
	/* Polaris' way into BACO; smu_7_1_3_d.h */			\
	X(PAD_MASK, "GPIOPAD_MASK", BAR, VGAPT_AMD_REG(0, 0x182))	\
	X(PAD_EN, "GPIOPAD_EN", BAR, VGAPT_AMD_REG(0, 0x184))		\
	X(PAD_PU_EN, "GPIOPAD_PU_EN", BAR, VGAPT_AMD_REG(0, 0x192))	\
	X(PAD_PD_EN, "GPIOPAD_PD_EN", BAR, VGAPT_AMD_REG(0, 0x193))	\
	X(GCK_DFS_BYPASS, "GCK_DFS_BYPASS_CNTL", GCK, 0xc0500118)	\
	X(CG_SPLL, "CG_SPLL_FUNC_CNTL", GCK, 0xc0500140)		\
	X(MPLL_BYPASS, "MPLL_BYPASSCLK_SEL", GCK, 0xc050019c)		\
	X(CG_CLKPIN, "CG_CLKPIN_CNTL", GCK, 0xc05001a0)			\
	X(CG_CLKPIN_2, "CG_CLKPIN_CNTL_2", GCK, 0xc05001a4)		\
	X(THM_CLK, "THM_CLK_CNTL", GCK, 0xc05001a8)			\
	X(MISC_CLK, "MISC_CLK_CTRL", GCK, 0xc05001ac)			\
	/* no header names these: polaris_baco.c */			\
	X(GCK_C0300024, "C0300024h", GCK, 0xc0300024)			\
	X(GCK_C0500080, "C0500080h", GCK, 0xc0500080)			\
	X(GCK_C0500170, "C0500170h", GCK, 0xc0500170)			\
	X(GCK_C05002B0, "C05002B0h", GCK, 0xc05002b0)			\
	X(GCK_C050032C, "C050032Ch", GCK, 0xc050032c)			\
	X(MC_DA2, "dword DA2h", BAR, VGAPT_AMD_REG(0, 0xda2))		\
	/* dce_11_0_d.h */						\
	X(DC_GENERIC_MASK, "DC_GPIO_GENERIC_MASK", BAR, VGAPT_AMD_REG(0, 0x4860)) \
	X(DC_GENERIC_EN, "DC_GPIO_GENERIC_EN", BAR, VGAPT_AMD_REG(0, 0x4862)) \
	X(DC_DVODATA_MASK, "DC_GPIO_DVODATA_MASK", BAR, VGAPT_AMD_REG(0, 0x4864)) \
	X(DC_DVODATA_EN, "DC_GPIO_DVODATA_EN", BAR, VGAPT_AMD_REG(0, 0x4866)) \
	X(DC_SYNCA_MASK, "DC_GPIO_SYNCA_MASK", BAR, VGAPT_AMD_REG(0, 0x4884)) \
	X(DC_SYNCA_EN, "DC_GPIO_SYNCA_EN", BAR, VGAPT_AMD_REG(0, 0x4886)) \
	X(DC_PAD_STRENGTH, "DC_GPIO_PAD_STRENGTH_1", BAR, VGAPT_AMD_REG(0, 0x4894)) \
	/* gmc_8_1_d.h */						\
	X(MC_SEQ_DRAM, "MC_SEQ_DRAM", BAR, VGAPT_AMD_REG(0, 0xa26))	\
	X(MPLL_MODE, "MPLL_CNTL_MODE", BAR, VGAPT_AMD_REG(0, 0xaec))	\
	X(MPLL_FUNC_2, "MPLL_FUNC_CNTL_2", BAR, VGAPT_AMD_REG(0, 0xaef)) \
									\
	/* Vega and later: nbio_6_1_, nbio_7_4_, nbio_2_3_offset.h */	\
	X(SOC_SCRATCH_3, "BIOS_SCRATCH_3", BAR, AMD_NBIO1(0x3b))	\
	X(SOC_SCRATCH_6, "BIOS_SCRATCH_6", BAR, AMD_NBIO1(0x3e))	\
	X(SOC_SCRATCH_7, "BIOS_SCRATCH_7", BAR, AMD_NBIO1(0x3f))	\
	X(SOC_STRAPS, "RCC_BIF_STRAP0", BAR, AMD_NBIO2(0x0))		\
	X(SOC_MEMSIZE, "RCC_CONFIG_MEMSIZE", BAR, AMD_NBIO2(0xc3))	\
	X(SOC_DOORBELL, "BIF_DOORBELL_CNTL", BAR, AMD_NBIO2(0xfc))	\
	X(SOC_FB_EN, "BIF_FB_EN", BAR, AMD_NBIO2(0xff))			\
	X(SOC_BACO, "BACO_CNTL", BAR, AMD_NBIO2(0x10b))			\
	/* thm_9_0_offset.h, thm_11_0_2_offset.h, smu_v11_0.c */	\
	X(THM_VEGA10, "THM_BACO_CNTL", BAR, AMD_THM(0x7c))		\
	X(THM_BACO, "THM_BACO_CNTL", BAR, AMD_THM(0x81))		\
	X(THM_ARCT, "THM_BACO_CNTL_ARCT", BAR, AMD_THM(0xa7))		\
	/* no header names it: vega20_baco.c */				\
	X(VEGA20_FUSES, "dword 17569h", BAR, VGAPT_AMD_REG(0, 0x17569))	\
	/* The PSP: acknowledged; bootloader waits; commands; secure OS */ \
	X(PSP_ACK, "MP0 C2PMSG_33", BAR, AMD_PSP_C2PMSG(33))		\
	X(PSP_BOOT, "MP0 C2PMSG_35", BAR, AMD_PSP_C2PMSG(35))		\
	X(PSP_COMMAND, "MP0 C2PMSG_64", BAR, AMD_PSP_C2PMSG(64))	\
	X(PSP_SOS, "MP0 C2PMSG_81", BAR, AMD_PSP_C2PMSG(81))		\
	/* The SMU: message, argument and answer, result */		\
	X(SMU_MESSAGE, "MP1 C2PMSG_66", BAR, AMD_SMU_C2PMSG(66))	\
	X(SMU_ARGUMENT, "MP1 C2PMSG_82", BAR, AMD_SMU_C2PMSG(82))	\
	X(SMU_RESULT, "MP1 C2PMSG_90", BAR, AMD_SMU_C2PMSG(90))		\
	/* Its second mailbox, for debugging: the same; smu_v13_0_0_ppt.c */ \
	X(SMU_DEBUG_ARGUMENT, "MP1 C2PMSG_53", BAR, AMD_SMU_C2PMSG(53))	\
	X(SMU_DEBUG_RESULT, "MP1 C2PMSG_54", BAR, AMD_SMU_C2PMSG(54))	\
	X(SMU_DEBUG_MESSAGE, "MP1 C2PMSG_75", BAR, AMD_SMU_C2PMSG(75))	\
	/* behind PCIE_INDEX2; smu_v11_0.h, vega20_smumgr.c */				\
	X(SMU_FLAGS, "MP1_FIRMWARE_FLAGS", PAIR, 0x03b10024)

#define VGAPT_AMD_ENUM(symbol, name, space, at)	VGAPT_AMD_##symbol,
enum vgapt_amd_reg {
	VGAPT_AMD_REGS(VGAPT_AMD_ENUM)
	VGAPT_AMD_NUM_REGS
};

#undef VGAPT_AMD_ENUM

extern const struct vgapt_reg vgapt_amd_regs[VGAPT_AMD_NUM_REGS];

/* In tables of steps: the address of a register */
#define REG(symbol)		(&vgapt_amd_regs[VGAPT_AMD_##symbol])

/* Bonaire to Polaris */

/* atombios.h: ATOM_S3_ASIC_GUI_ENGINE_HUNG, a word to the VBIOS */
#define ATOM_S3_HUNG		0x20000000

#define SMC_RESET_ON		0x1		/* rst_reg */
#define SMC_CLOCK_OFF		0x1		/* ck_disable */
/* Below lies the SMC's own ROM; a driver's firmware begins there (amdgpu: vi.c). */
#define SMC_FIRMWARE		0x20100
#define RCU_BOOT_DONE		0x80		/* boot_seq_done */

/* Writing that to 7Ch of configuration space starts the reset (amdgpu.h). */
#define ASIC_RESET_DATA		0x39d5e86b
/* While it begins nothing may be looked at (amdgpu: vi.c). */
#define ASIC_RESET_US		100
/* amdgpu gives up after 100 ms; waiting longer costs nothing when it works. */
#define LEGACY_BACK_MS		1000
/* smu7_smumgr.c, polaris10_smumgr.c: a message, and the start (AMD_MAX_USEC_TIMEOUT) */
#define SMC_MS			1000

/* What SCRATCH_REG0 is not found to hold by chance */
#define GFX_MARKER		0x56474150

extern const struct vgapt_seq vgapt_amd_legacy_probe;
extern const struct vgapt_seq vgapt_amd_legacy_alive;
extern const struct vgapt_seq vgapt_amd_legacy_settle;
extern const struct vgapt_seq vgapt_amd_config_reset;
extern const struct vgapt_seq vgapt_amd_config_reset_gfx;

/* bif_5_0_sh_mask.h: BACO_CNTL of Polaris */
#define BACO_LEGACY_MODE	0x00000040

/* SCRATCH_REG0, or DC_GPIO_PAD_STRENGTH_1, is the last needed; BAR5 has 256 KiB. */
#define VGAPT_AMD_LEGACY_WINDOW	0x31000

/* Vega and later */

/* nbio_6_1_sh_mask.h: BACO_CNTL */
#define BACO_MODE		0x00000100

/* smu_v11_0_ppsmc.h, vega10_ppsmc.h: PPSMC_Result_OK */
#define SMU_RESULT_OK		0x1
/* How long its answer may take: smu_cmn.c, twenty times 100 ms */
#define SMU_MS			2000
/* That of Vega 10 to 20, by amdgpu's older driver: smu_helper.c, AMD_MAX_USEC_TIMEOUT */
#define OLD_SMU_MS		1000

/* Ready for a command, and the last one went well (amdgpu: psp_v11_0.c) */
#define PSP_READY_MASK		0x8000ffff
#define PSP_READY		0x80000000
#define PSP_DONE		0x80000000
#define PSP_MS			100

/* HW wants that long between the regulators' off and on (amdgpu: vega10_baco.c). */
#define BACO_OFF_MS		20
/* The regulators need a few milliseconds; this is amdgpu's (common_baco.c). */
#define BACO_MODE_MS		5000

/* thm_9_0_sh_mask.h, thm_14_0_2_sh_mask.h: THM_BACO_CNTL; smu_v11_0.c: the same */
#define THM_SOC_DOMAIN_IDLE	0x80000000
#define THM_EXIT		0x00000100	/* BACO_EXIT */
/* How long it may be seen after a message: smu_v11_0.c, 100 times a millisecond */
#define BACO_EXIT_MS		100

/* mp_11_0_sh_mask.h: MP1_FIRMWARE_FLAGS */
#define MP1_INTERRUPTS_ENABLED	0x1

/* In tables of steps: a message to the SMU, or to that of Vega 10 to 20 */
#define SMU_SEND(message, argument, refused, none)			\
	VGAPT_SEND(&vgapt_amd_smu_send, message, argument, refused, none)
#define OLD_SMU_SEND(message, argument, refused, none)			\
	VGAPT_SEND(&vgapt_amd_old_smu_send, message, argument, refused, none)

/*
 * The SMU has taken the message that leads into BACO: the end of a sequence.  amdgpu
 * does not wait to see it, and on SMU 11 asks for the way back 10 ms later, whatever has
 * come of it.
 * @send: SMU_SEND or OLD_SMU_SEND, @leave: the message that leads out
 */
#define SMU_OFF(send, leave)						\
	VGAPT_POLL(REG(SOC_BACO), BACO_MODE, IS, BACO_MODE, BACO_MODE_MS, \
		   POWER_STAYS_ON, "stuck"),				\
	VGAPT_WAIT_MS(BACO_OFF_MS),					\
	VGAPT_DONE,							\
	VGAPT_LABEL("stuck"),						\
	VGAPT_NOTE("what it has begun is to end before anything else does"), \
	send(leave, 0, VGAPT_ON, VGAPT_ON),				\
	VGAPT_FAILED

/* And out of it, for SMU 11: amdgpu waits until its firmware is through with that. */
#define SMU11_ON(leave)							\
	SMU_SEND(leave, 0, NULL, NULL),					\
	VGAPT_WAIT_MS(1),						\
	VGAPT_POLL(REG(THM_BACO), THM_EXIT, IS, 0, BACO_EXIT_MS, NONE, VGAPT_ON), \
	VGAPT_POLL(REG(SOC_BACO), BACO_MODE, IS, 0, BACO_MODE_MS, POWER_STAYS_OFF, NULL)

/* Before the PSP resets the card: the SMU is not to do anything meanwhile. */
#define SMU_STILL(send, message)					\
	VGAPT_EXPECT(REG(SMU_FLAGS), MP1_INTERRUPTS_ENABLED, IS,	\
		     MP1_INTERRUPTS_ENABLED, NONE, "end"),		\
	send(message, 0, VGAPT_ON, VGAPT_ON),				\
	VGAPT_LABEL("end")

extern const struct vgapt_pair vgapt_amd_smn;
extern const struct vgapt_seq vgapt_amd_soc_probe;
extern const struct vgapt_seq vgapt_amd_soc_alive;
extern const struct vgapt_seq vgapt_amd_soc_back;
extern const struct vgapt_seq vgapt_amd_soc_settle;
extern const struct vgapt_seq vgapt_amd_forget;
extern const struct vgapt_seq vgapt_amd_mode1;
extern const struct vgapt_seq vgapt_amd_mode1_back;
extern const struct vgapt_seq vgapt_amd_smu_send;
extern const struct vgapt_seq vgapt_amd_old_smu_send;
extern const struct vgapt_seq vgapt_amd_smu_last;
extern const struct vgapt_seq vgapt_amd_smu_debug;

/* MI100's THM_BACO_CNTL_ARCT is the last that is needed; BAR5 has 512 KiB. */
#define VGAPT_AMD_SOC15_WINDOW	0x5a000
/* Vega 20's fuses are behind that. */
#define VGAPT_AMD_VEGA20_WINDOW	0x5e000

/* A PCIE_INDEX2 and PCIE_DATA2: nbio_6_1_offset.h, nbio_7_4_, nbio_2_3_ */
#define VGAPT_AMD_SMN							\
	{ .bar = VGAPT_AMD_BAR, .index = AMD_NBIO0(0xe), .data = AMD_NBIO0(0xf) }

#endif /* XEN_VGAPT_RESET_AMD_H */
