/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of AMD's cards, as far as their resets touch them: what stands behind
 * struct vgapt_io in the unit tests.  Time is its own: it goes on when somebody
 * sleeps, and by a microsecond with each access.
 *
 * It knows registers by their byte in BAR5, with no header of the module's.  A
 * write to a register that no reset has any business with, and an access while the
 * card must be left alone, are faults; a test that ends with faults has failed.
 */
#ifndef VGAPT_CARD_MODEL_H
#define VGAPT_CARD_MODEL_H

#include "pure/reset/vendor.h"

#define CARD_TYPE_MESSAGES	4

/**
 * struct card_type - what the cards of a family have in common
 * @name:       for messages
 * @vendor:     what is tested
 * @device:     a device id of theirs
 * @smc:        SMC_IND_INDEX, by its byte in BAR5; 0: made of blocks, Vega or later
 * @enter_baco: the SMU's message that leads into BACO, 0: none
 * @exit_baco:  and out of it
 * @messages:   what the SMU knows besides
 * @thm:        THM_BACO_CNTL, if a reset has business with it
 * @by_registers: BACO goes register by register
 */
struct card_type {
	const char *name;
	const struct vgapt_reset_vendor *vendor;
	u16 device;
	u32 smc;
	u32 enter_baco;
	u32 exit_baco;
	u32 messages[CARD_TYPE_MESSAGES];
	u32 thm;
	bool by_registers;
};

/* By their byte in BAR5: CIK, Polaris */
#define CARD_MEMSIZE_OLD	0x5428
#define CARD_SCRATCH3_OLD	0x1730
#define CARD_GFX_SCRATCH	0x30100
#define CARD_SMC_CIK		0x200
#define CARD_SMC_POLARIS	0x6b0
/* Vega, Navi */
#define CARD_INDEX2		0x38
#define CARD_SCRATCH3		0x13c
#define CARD_SCRATCH6		0x148
#define CARD_SCRATCH7		0x14c
#define CARD_MEMSIZE		0x378c
#define CARD_DOORBELL		0x3870
#define CARD_FB_EN		0x387c
#define CARD_BACO		0x38ac
#define CARD_RESET_ACK		0x58184
#define CARD_BOOTLOADER		0x5818c
#define CARD_PSP		0x58200
#define CARD_SECURE_OS		0x58244
#define CARD_SMU_MESSAGE	0x58a08
#define CARD_SMU_ARGUMENT	0x58a48
#define CARD_SMU_RESULT		0x58a68
#define CARD_THM_VEGA10		0x599f0
#define CARD_THM_VEGA20		0x59a04

#define CARD_MMIO		0x80000
#define CARD_MESSAGES		32
#define CARD_FOREVER		(~0ULL)

/**
 * struct card - one
 * @io:           the way to it
 * @type:         which
 * @mmio:         registers
 * @cfg:          configuration space
 * @now:          its clock, in microseconds
 * @window:       bytes of BAR5 that are mapped
 * @reset_us:     how long it is away
 * @never_back:   it stays away
 * @ignores:      what starts a reset is ignored
 * @loses_config: a reset takes BARs and COMMAND; BACO does not
 * @config_dead:  after a reset configuration space does not answer
 * @gfx_off:      registers of the graphics block hold nothing
 * @smc_clock:    CIK, Polaris: SMC_SYSCON_CLOCK_CNTL_0
 * @smc_reset:    SMC_SYSCON_RESET_CNTL
 * @smc_pc:       SMC_PC_C
 * @smc_misc:     RCU_MISC_CTRL
 * @smc_fuses:    CC_RCU_FUSES
 * @smc_hung:     these don't answer
 * @smc_stuck:    the SMC can't be stopped
 * @smu_hung:     it never answers
 * @smu_hangs_at: message that it does not answer
 * @smu_refuses:  message that it refuses; ~0: all
 * @smu_us:       how long it takes
 * @features:     of the SMU, that are on
 * @fw_flags:     MP1_FIRMWARE_FLAGS
 * @psp_late_us:  when the PSP is ready for a command
 * @no_ack:       it does not acknowledge the reset
 * @pretends:     it does, without having done it
 * @boot_us:      how long the bootloader takes; CARD_FOREVER: for ever
 * @stays_on:     BACO does not take the power
 * @stays_off:    and does not give it back
 * @messages:     what the SMU has been sent
 * @num_messages: how many
 * @cfg_lost:     BARs and COMMAND have been taken
 * @resets:       how often graphics were reset
 * @whole:        how often the whole card was
 * @writes:       to registers and configuration space
 * @faults:       see above
 * @fault:        the first of them
 */
struct card {
	struct vgapt_io io;
	const struct card_type *type;
	u32 mmio[CARD_MMIO / 4];
	u32 cfg[64];
	u64 now;
	u32 window;

	u32 reset_us;
	bool never_back;
	bool ignores;
	bool loses_config;
	bool config_dead;
	bool gfx_off;
	u32 smc_clock;
	u32 smc_reset;
	u32 smc_pc;
	u32 smc_misc;
	u32 smc_fuses;
	bool smc_hung;
	bool smc_stuck;
	bool smu_hung;
	u32 smu_hangs_at;
	u32 smu_refuses;
	u32 smu_us;
	u32 features;
	u32 fw_flags;
	u64 psp_late_us;
	bool no_ack;
	bool pretends;
	u64 boot_us;
	bool stays_on;
	bool stays_off;

	u32 messages[CARD_MESSAGES];
	u32 num_messages;
	bool cfg_lost;
	u32 resets;
	u32 whole;
	u32 writes;
	u32 faults;
	char fault[96];

	/* the model's own */
	u64 away_until;
	u64 alone_until;
	u64 boot_at;
	u64 smu_at;
	u32 smu_result;
};

void card_init(struct card *card, const struct card_type *type);
u32 *card_reg(struct card *card, u32 off);

#endif /* VGAPT_CARD_MODEL_H */
