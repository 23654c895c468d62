/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of AMD's cards, as far as their resets touch them: what stands behind
 * struct vgapt_io in the unit tests.
 *
 * Made from amdgpu (psp_v3_1.c, psp_v11_0.c, vi.c, smu7_smumgr.c, polaris_baco.c,
 * vega10_baco.c, smu_v11_0.c), QEMU's vfio_radeon_reset, and logs in vendor-reset's
 * issues: 3 and pull request 109 (Vega 10 after a clean shutdown: C2PMSG_90 is 1,
 * MP1's interrupts are off, message 6 gets no answer), 4 (Polaris that nobody has
 * started: clock on, PC 2C8Ch; started: 2055Ch), 5 (the acknowledgement is late), 12
 * (mode 1 takes BARs and COMMAND), 16 (Navi 10 idle: C2PMSG_81 0, the bootloader
 * ready), 25 (C2PMSG_64 has an error, and the PSP takes mode 1 all the same).
 *  Time is its own: it goes on when somebody
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
 * @debug:      the SMU's message that starts mode 1, by its other mailbox, or 0
 * @smu_mode1:  the same, by the usual one
 * @mode2:      the one that resets graphics alone, with the argument 2
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
	u32 debug;
	u32 smu_mode1;
	u32 mode2;
};

/* By their byte in BAR5: CIK, Polaris */
#define CARD_MEMSIZE_OLD	0x5428
#define CARD_SCRATCH3_OLD	0x1730
#define CARD_SCRATCH6_OLD	0x173c
#define CARD_SCRATCH7_OLD	0x1740
#define CARD_STRAPS		0x535c
#define CARD_BACO_OLD		0x5394
#define CARD_FB_EN_OLD		0x5490
#define CARD_SMC_MESSAGE	0x250
#define CARD_SMC_RESP		0x254
#define CARD_GCK		0x200
#define CARD_GFX_SCRATCH	0x30100
#define CARD_SMC_CIK		0x200
#define CARD_SMC_POLARIS	0x6b0
/* Vega, Navi */
#define CARD_INDEX2		0x38
#define CARD_SCRATCH3		0x13c
#define CARD_SCRATCH6		0x148
#define CARD_SCRATCH7		0x14c
#define CARD_SOC_STRAPS		0x3480
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
#define CARD_THM_ARCT		0x59a9c
#define CARD_FUSES		0x5d5a4
#define CARD_DEBUG_ARGUMENT	0x589d4
#define CARD_DEBUG_RESULT	0x589d8
#define CARD_DEBUG_MESSAGE	0x58a2c

#define CARD_MMIO		0x80000
#define CARD_MESSAGES		64
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
 * @loses_config: a reset takes BARs and COMMAND; BACO does not.  Vega and later: as
 *                it is; CIK and Polaris: not seen, but possible
 * @config_dead:  after a reset configuration space does not answer
 * @gfx_off:      registers of the graphics block hold nothing
 * @smc_clock:    CIK, Polaris: SMC_SYSCON_CLOCK_CNTL_0
 * @smc_reset:    SMC_SYSCON_RESET_CNTL
 * @smc_pc:       SMC_PC_C
 * @smc_misc:     RCU_MISC_CTRL
 * @smc_fuses:    CC_RCU_FUSES
 * @smc_boot_us:  when boot_seq_done comes
 * @smc_events:   RCU_UC_EVENTS
 * @smc_stale:    what SMC_PC_C has until then, if not 0
 * @smc_hung:     these don't answer
 * @smc_stuck:    the SMC can't be stopped
 * @smu_hung:     it never answers
 * @smu_hangs_at: message that it does not answer
 * @smu_refuses:  message that it refuses; ~0: all
 * @smu_us:       how long it takes
 * @features:     of the SMU, that are on
 * @fw_flags:     MP1_FIRMWARE_FLAGS
 * @smu_version:  of its firmware
 * @no_ras:       MI100: it does not enter BACO with the argument 1
 * @boot_ready:   the bootloader says so while the secure OS runs, too
 * @psp_late_us:  when the PSP is ready for a command
 * @psp_error:    its last command has failed: the low half of C2PMSG_64
 * @psp_deaf:     it takes none
 * @psp_slow_us:  it takes that long to begin with the reset
 * @no_ack:       it does not acknowledge the reset
 * @ack_ones:     C2PMSG_33 gives ones instead
 * @pretends:     it does, without having done it
 * @boot_us:      how long the bootloader takes; CARD_FOREVER: for ever
 * @stays_on:     BACO does not take the power
 * @stays_off:    and does not give it back
 * @exit_us:      how long THM_BACO_CNTL has BACO_EXIT after the SMU has left BACO
 * @messages:     what the SMU has been sent
 * @arguments:    with which argument
 * @num_messages: how many
 * @num_debug:    how many by the other mailbox
 * @psp_asked:    how often the PSP was told to reset the card
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
	u64 smc_boot_us;
	u32 smc_events;
	u32 smc_stale;
	bool smc_hung;
	bool smc_stuck;
	bool smu_hung;
	u32 smu_hangs_at;
	u32 smu_refuses;
	u32 smu_us;
	u32 features;
	u32 fw_flags;
	u32 smu_version;
	bool no_ras;
	bool boot_ready;
	u64 psp_late_us;
	u32 psp_error;
	bool psp_deaf;
	u32 psp_slow_us;
	bool no_ack;
	bool ack_ones;
	bool pretends;
	u64 boot_us;
	bool stays_on;
	bool stays_off;
	u32 exit_us;

	u32 messages[CARD_MESSAGES];
	u32 arguments[CARD_MESSAGES];
	u32 num_messages;
	u32 num_debug;
	u32 psp_asked;
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
	u64 mode1_at;
	u64 mode2_at;
	u64 exit_until;
	u32 gck[16];
	u32 gck_num;
	u32 gck_at[16];
};

void card_init(struct card *card, const struct card_type *type);
u32 *card_reg(struct card *card, u32 off);

#endif /* VGAPT_CARD_MODEL_H */
