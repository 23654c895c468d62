/* SPDX-License-Identifier: GPL-2.0-only */
/* What AMD's families that can be reset have in common; see amd_asic.c. */
#ifndef MOCK_AMD_H
#define MOCK_AMD_H

#include "behaviours.h"

#define AMD_BAR		5	/* registers, from CIK on */

/**
 * enum amd_smc - the card's own processor when the personality begins
 * @AMD_SMC_IDLE:    nobody has started it
 * @AMD_SMC_RUNNING: a driver has
 * @AMD_SMC_HUNG:    a driver has, and it does not answer
 * @AMD_SMC_HALTED:  a driver has, and has halted it before it went
 */
enum amd_smc {
	AMD_SMC_IDLE,
	AMD_SMC_RUNNING,
	AMD_SMC_HUNG,
	AMD_SMC_HALTED
};

/**
 * struct amd_asic - a chip as a whole
 * @smc:           its processor
 * @psp_never:     its security processor's mailbox never becomes ready
 * @psp_error:     that processor's last command has failed
 * @ack_ms:        how long it takes to acknowledge a mode 1 reset
 * @ack_never:     it does not
 * @strapped:      the board can switch the chip off and on (BACO)
 * @memsize_ms:    how long registers are away in a reset
 * @memsize_never: they do not come back
 * @back_at:       when they do
 * @boot_ms:       how long after a reset its bootloader is ready
 * @scratch:       BIOS_SCRATCH_0 in BAR5
 * @must_post:     the next driver has to find BIOS_SCRATCH_6 and _7 cleared
 */
struct amd_asic {
	enum amd_smc smc;
	bool psp_never;
	bool psp_error;
	u64 ack_ms;
	bool ack_never;
	bool strapped;
	u64 memsize_ms;
	bool memsize_never;
	u64 back_at;
	u64 boot_ms;
	u64 scratch;
	bool must_post;
};

int amd_asic_init(struct amd_asic *asic, struct mock_args *args, bool psp);
int amd_asic_start(struct mock_device *dev, struct amd_asic *asic, u64 window, u64 scratch);
void amd_asic_driven(struct mock_device *dev, struct amd_asic *asic);
void amd_asic_put(struct mock_device *dev, struct amd_asic *asic, enum mock_state state);
void amd_asic_check(struct mock_device *dev, const struct amd_asic *asic);
bool amd_asic_away(const struct amd_asic *asic);
void amd_asic_reset(struct mock_device *dev, struct amd_asic *asic);
void amd_asic_power_on(struct mock_device *dev, u64 off_at);

/**
 * struct amd_index - an index register that software leaves as found
 * @value:     now
 * @allowed:   as found
 * @after:     as the last reset has left it, which will do, too
 * @name:      for messages
 */
struct amd_index {
	u32 value;
	u32 allowed;
	u32 after;
	const char *name;
};

void amd_index_init(struct amd_index *index, const char *name, u32 value);
void amd_index_reset(struct amd_index *index);
void amd_index_check(struct mock_device *dev, const struct amd_index *index);

/* amd_smu7.c: CIK and VI */

/**
 * struct amd_smu7_chip - how families differ
 * @index: offset of the SMC's index register; data follows
 * @memsize: MiB of video memory
 * @baco:  it can be reset by Bus Active, Chip Off
 * @scope: a fuse and a bit tell whether config 7Ch resets graphics only
 */
struct amd_smu7_chip {
	u32 index;
	u32 memsize;
	bool baco;
	bool scope;
};

#define AMD_SMU7_CLOCKS	16

/**
 * struct amd_smu7_clocks - registers of clocks and PLLs, behind an index of their own
 * @index: that
 * @at:    addresses that have been written
 * @val:   what they hold
 * @num:   how many
 */
struct amd_smu7_clocks {
	u32 index;
	u32 at[AMD_SMU7_CLOCKS];
	u32 val[AMD_SMU7_CLOCKS];
	u32 num;
};

/**
 * struct amd_smu7 - state of a CIK or VI chip
 * @asic:     in common
 * @chip:     which
 * @index:    the SMC's index register
 * @held:     the SMC is held in reset
 * @stopped:  its clock is off
 * @ticks:    makes its program counter move
 * @misc:     RCU_MISC_CTRL
 * @clocks:   Polaris: behind GCK_SMC_IND
 * @baco:     BACO_CNTL, the bits that software writes
 * @in_baco:  the chip is off
 * @off_at:   since when
 */
struct amd_smu7 {
	struct amd_asic asic;
	const struct amd_smu7_chip *chip;
	struct amd_index index;
	bool held;
	bool stopped;
	u32 ticks;
	u32 misc;
	struct amd_smu7_clocks clocks;
	u32 baco;
	bool in_baco;
	u64 off_at;
};

int amd_smu7_init(struct amd_smu7 *smu, struct mock_args *args,
		  const struct amd_smu7_chip *chip);
int amd_smu7_start(struct mock_device *dev, void *priv);
void amd_smu7_config_write(struct mock_device *dev, void *priv, u32 off, u32 len,
			   const u8 *val);
bool amd_smu7_read(struct mock_device *dev, void *priv, u32 region, u64 off,
		   u32 len, u8 *val);
bool amd_smu7_write(struct mock_device *dev, void *priv, u32 region, u64 off,
		    u32 len, const u8 *val);
void amd_smu7_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind);
void amd_smu7_put(struct mock_device *dev, void *priv, enum mock_state state);
void amd_smu7_check(struct mock_device *dev, void *priv);

/* amd_soc15.c: Vega and Navi */

/**
 * struct amd_soc15_chip - how families differ
 * @memsize:        MiB of video memory
 * @firmware_flags: SMN address of MP1_FIRMWARE_FLAGS
 * @thm_baco:       offset of THM_BACO_CNTL
 * @enter_baco:     the SMU's message that lets the chip be switched off
 * @exit_baco:      the one that switches it on; 0: registers do
 * @messages:       the first number that is no message
 * @last:           messages after which the SMU answers no more, up to a 0
 * @keeps_response: mode 1 leaves the SMU's last answer where it is
 * @mode1_message:  the SMU's message that starts mode 1, or 0
 * @mode1_ms:       how long amdgpu leaves the card alone after that, if not for 500 ms
 * @debug:          the same, by its other mailbox
 * @version:        what message 2 tells of its firmware
 * @mode2_message:  the SMU's message that, with the argument 2, resets graphics alone
 */
struct amd_soc15_chip {
	u32 memsize;
	u32 firmware_flags;
	u32 thm_baco;
	u32 enter_baco;
	u32 exit_baco;
	u32 messages;
	u32 last[4];
	bool keeps_response;
	u32 mode1_message;
	u32 mode1_ms;
	u32 debug;
	u32 version;
	u32 mode2_message;
};

/**
 * struct amd_soc15 - state of a Vega or Navi chip
 * @asic:      in common
 * @chip:      which
 * @index:     PCIE_INDEX2
 * @psp_hung:  the security processor hears nothing, up to a reset
 * @silent:    the SMU has been told that a reset comes: no more answers
 * @message:   C2PMSG_66: the last one
 * @argument:  C2PMSG_82
 * @response:  C2PMSG_90
 * @mode1_at:  when a mode 1 reset is acknowledged in C2PMSG_33, 0: none has been done
 * @lost:      it has taken COMMAND: nothing is decoded
 * @quiet_to:  until then it must be left alone
 * @boot_at:   when the bootloader is ready
 * @last_read: the SMU's answer to the message that started mode 1 may still be read
 * @last_write: what amdgpu writes after that message may still be written
 * @told:      that it was not left alone
 * @baco:      BACO_CNTL, the bits that software writes
 * @thm:       THM_BACO_CNTL, likewise
 * @idle:      the SMU has made the chip ready to be switched off
 * @in_baco:   the chip is off
 * @off_at:    since when
 */
struct amd_soc15 {
	struct amd_asic asic;
	const struct amd_soc15_chip *chip;
	struct amd_index index;
	bool psp_hung;
	bool silent;
	u32 message;
	u32 argument;
	u32 response;
	u64 mode1_at;
	bool lost;
	u64 quiet_to;
	u64 boot_at;
	bool last_read;
	bool last_write;
	bool told;
	u32 baco;
	u32 thm;
	bool idle;
	bool in_baco;
	u64 off_at;
};

int amd_soc15_init(struct amd_soc15 *soc, struct mock_args *args,
		   const struct amd_soc15_chip *chip);
int amd_soc15_start(struct mock_device *dev, void *priv);
void amd_soc15_config_write(struct mock_device *dev, void *priv, u32 off, u32 len,
			    const u8 *val);
bool amd_soc15_read(struct mock_device *dev, void *priv, u32 region, u64 off,
		    u32 len, u8 *val);
bool amd_soc15_write(struct mock_device *dev, void *priv, u32 region, u64 off,
		     u32 len, const u8 *val);
void amd_soc15_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind);
void amd_soc15_put(struct mock_device *dev, void *priv, enum mock_state state);
void amd_soc15_check(struct mock_device *dev, void *priv);

/* The behaviour amd-NAME-reset, whose chip is struct amd_soc15_chip CHIP. */
#define AMD_SOC15_BEHAVIOUR(symbol, name_, chip_)				\
static int init_##symbol(struct mock_device *dev, void *priv, struct mock_args *args) \
{										\
	(void)dev;								\
	return amd_soc15_init(priv, args, &(chip_));				\
}										\
										\
const struct mock_behaviour mock_amd_##symbol##_reset = {			\
	.name = "amd-" name_ "-reset",						\
	.usage = "[smc-running|smc-idle|smc-hung|smc-halted] "			\
		 "[psp-ready|psp-never|psp-error] [ack-ms N|ack-never] "	\
		 "[boot-ms N] [memsize-ms N] [memsize-never]",			\
	.priv_size = sizeof(struct amd_soc15),					\
	.init = init_##symbol,							\
	.start = amd_soc15_start,						\
	.config_write = amd_soc15_config_write,					\
	.region_read = amd_soc15_read,						\
	.region_write = amd_soc15_write,					\
	.reset = amd_soc15_reset,						\
	.put = amd_soc15_put,							\
	.check = amd_soc15_check,						\
}

#endif /* MOCK_AMD_H */
