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

/* What a read gives if nobody answers.  No register here ever holds it. */
#define VGAPT_AMD_GONE		0xffffffffU

/* From CIK on the registers are in BAR5. */
#define VGAPT_AMD_BAR		5

#define VGAPT_AMD_REG(base, reg)	(((base) + (reg)) * 4)

#define VGAPT_US_PER_MS		1000U

u32 vgapt_amd_read(struct vgapt_io *io, u32 reg);
void vgapt_amd_write(struct vgapt_io *io, u32 reg, u32 val);
bool vgapt_amd_poll(struct vgapt_io *io, u32 reg, u32 mask, u32 want, u32 ms);

/**
 * struct vgapt_amd_pair - an index register and the data register behind it
 * @index: takes the address
 * @data:  is what lies there
 */
struct vgapt_amd_pair {
	u32 index;
	u32 data;
};

u32 vgapt_amd_pair_read(struct vgapt_io *io, const struct vgapt_amd_pair *pair,
			u32 addr);
void vgapt_amd_pair_write(struct vgapt_io *io, const struct vgapt_amd_pair *pair,
			  u32 addr, u32 val);

/* What of configuration space a reset may take, and registers need: 0-3Fh. */
#define VGAPT_AMD_CONFIG	16

/**
 * struct vgapt_amd_config - a copy of it
 * @reg: doublewords
 */
struct vgapt_amd_config {
	u32 reg[VGAPT_AMD_CONFIG];
};

void vgapt_amd_config_save(struct vgapt_io *io, struct vgapt_amd_config *config);
int vgapt_amd_config_restore(struct vgapt_io *io,
			     const struct vgapt_amd_config *config, enum vgapt_why *why);

/* Chips with an SMC that is reached by index registers: Bonaire to Polaris. */

/**
 * struct vgapt_amd_legacy - where these chips differ
 * @smc:      SMC_IND_INDEX_n, SMC_IND_DATA_n
 * @gfx_only: the reset is to spare what is not graphics
 */
struct vgapt_amd_legacy {
	struct vgapt_amd_pair smc;
	bool gfx_only;
};

enum vgapt_reset_reason vgapt_amd_legacy_probe(struct vgapt_io *io,
					       const struct vgapt_amd_legacy *chip);
int vgapt_amd_legacy_reset(struct vgapt_io *io, const struct vgapt_amd_legacy *chip,
			   enum vgapt_why *why);
int vgapt_amd_legacy_alive(struct vgapt_io *io, const struct vgapt_amd_legacy *chip,
			   enum vgapt_why *why);

/* SCRATCH_REG0 is the last that is needed; BAR5 has 256 KiB. */
#define VGAPT_AMD_LEGACY_WINDOW	0x31000

/*
 * Chips made of blocks ("SOC15"): Vega and later.  A block's base is in the
 * discovery table that the firmware leaves in the card's memory, from Navi on;
 * but that memory is what a guest has had.  vega10_ip_offset.h,
 * vega20_ip_offset.h, arct_ip_offset.h, navi10_, navi12_, navi14_ and
 * sienna_cichlid_ip_offset.h agree on the following.
 */
#define AMD_NBIO_BASE0		0x00000000
#define AMD_NBIO_BASE1		0x00000014
#define AMD_NBIO_BASE2		0x00000d20
#define AMD_MP0_BASE		0x00016000
#define AMD_MP1_BASE		0x00016000
#define AMD_THM_BASE		0x00016600

/* nbio_6_1_offset.h, nbio_7_4_offset.h, nbio_2_3_offset.h */
#define AMD_PCIE_INDEX2		VGAPT_AMD_REG(AMD_NBIO_BASE0, 0x000e)
#define AMD_PCIE_DATA2		VGAPT_AMD_REG(AMD_NBIO_BASE0, 0x000f)
#define AMD_BIOS_SCRATCH_3	VGAPT_AMD_REG(AMD_NBIO_BASE1, 0x003b)
#define AMD_BIOS_SCRATCH_6	VGAPT_AMD_REG(AMD_NBIO_BASE1, 0x003e)
#define AMD_BIOS_SCRATCH_7	VGAPT_AMD_REG(AMD_NBIO_BASE1, 0x003f)
#define AMD_CONFIG_MEMSIZE	VGAPT_AMD_REG(AMD_NBIO_BASE2, 0x00c3)
#define AMD_BIF_DOORBELL_CNTL	VGAPT_AMD_REG(AMD_NBIO_BASE2, 0x00fc)
#define AMD_BIF_FB_EN		VGAPT_AMD_REG(AMD_NBIO_BASE2, 0x00ff)
#define AMD_BACO_CNTL		VGAPT_AMD_REG(AMD_NBIO_BASE2, 0x010b)
/* nbio_6_1_sh_mask.h: BACO_CNTL */
#define AMD_BACO_MODE		0x00000100

/* mp_9_0_offset.h, mp_11_0_offset.h: MP0 is the PSP, MP1 the SMU. */
#define AMD_PSP_C2PMSG(n)	VGAPT_AMD_REG(AMD_MP0_BASE, 0x0040 + (n))
#define AMD_SMU_C2PMSG(n)	VGAPT_AMD_REG(AMD_MP1_BASE, 0x0240 + (n))
/* Reset acknowledged; bootloader waits; ring and commands; secure OS runs */
#define AMD_PSP_RESET_ACK	AMD_PSP_C2PMSG(33)
#define AMD_PSP_BOOTLOADER	AMD_PSP_C2PMSG(35)
#define AMD_PSP_COMMAND		AMD_PSP_C2PMSG(64)
#define AMD_PSP_SECURE_OS	AMD_PSP_C2PMSG(81)
/* The SMU's mailbox: message, argument and answer, result */
#define AMD_SMU_MESSAGE		AMD_SMU_C2PMSG(66)
#define AMD_SMU_ARGUMENT	AMD_SMU_C2PMSG(82)
#define AMD_SMU_RESULT		AMD_SMU_C2PMSG(90)

/* THM_BACO_CNTL is the last that is needed; BAR5 has 512 KiB. */
#define VGAPT_AMD_SOC15_WINDOW	0x5a000

u32 vgapt_amd_soc_read(struct vgapt_io *io, u32 addr);
bool vgapt_amd_smu_runs(struct vgapt_io *io);
bool vgapt_amd_smu_idle(struct vgapt_io *io);
int vgapt_amd_smu_send(struct vgapt_io *io, u32 msg, u32 arg, u32 *answer,
		       enum vgapt_why *why);
bool vgapt_amd_psp_ready(struct vgapt_io *io);
int vgapt_amd_psp_mode1(struct vgapt_io *io, const struct vgapt_amd_config *config,
			enum vgapt_why *why);
bool vgapt_amd_in_baco(struct vgapt_io *io);
enum vgapt_reset_reason vgapt_amd_soc_state(struct vgapt_io *io);
int vgapt_amd_soc_back(struct vgapt_io *io, enum vgapt_why *why);
int vgapt_amd_soc_alive(struct vgapt_io *io, enum vgapt_why *why);
void vgapt_amd_forget_post(struct vgapt_io *io);

/**
 * struct vgapt_amd_step - one step of a sequence
 * @reg:  which register
 * @bits: which bits of it; 0: only wait
 * @set:  whether they are to be set, or cleared
 * @ms:   0: do that; else for how many milliseconds the hardware may take to
 */
struct vgapt_amd_step {
	u32 reg;
	u32 bits;
	bool set;
	u32 ms;
};

int vgapt_amd_run(struct vgapt_io *io, const struct vgapt_amd_step *steps, size_t count);

#endif /* XEN_VGAPT_RESET_AMD_H */
