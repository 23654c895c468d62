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
 */
enum amd_smc {
	AMD_SMC_IDLE,
	AMD_SMC_RUNNING,
	AMD_SMC_HUNG
};

/**
 * struct amd_asic - a chip as a whole
 * @smc:           its processor
 * @psp_never:     its security processor's mailbox never becomes ready
 * @memsize_ms:    how long registers are away in a reset
 * @memsize_never: they do not come back
 * @back_at:       when they do
 */
struct amd_asic {
	enum amd_smc smc;
	bool psp_never;
	u64 memsize_ms;
	bool memsize_never;
	u64 back_at;
};

int amd_asic_init(struct amd_asic *asic, struct mock_args *args, bool psp);
int amd_asic_start(struct mock_device *dev, u64 window);
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
 */
struct amd_smu7_chip {
	u32 index;
	u32 memsize;
	bool baco;
};

/**
 * struct amd_smu7 - state of a CIK or VI chip
 * @asic:     in common
 * @chip:     which
 * @index:    the SMC's index register
 * @held:     the SMC is held in reset
 * @stopped:  its clock is off
 * @ticks:    makes its program counter move
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
 */
struct amd_soc15_chip {
	u32 memsize;
	u32 firmware_flags;
	u32 thm_baco;
	u32 enter_baco;
	u32 exit_baco;
	u32 messages;
	u32 last[4];
};

/**
 * struct amd_soc15 - state of a Vega or Navi chip
 * @asic:      in common
 * @chip:      which
 * @index:     PCIE_INDEX2
 * @silent:    the SMU has been told that a reset comes: no more answers
 * @argument:  C2PMSG_82
 * @response:  C2PMSG_90
 * @mode1:     C2PMSG_33: a mode 1 reset has been done
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
	bool silent;
	u32 argument;
	u32 response;
	bool mode1;
	u32 baco;
	u32 thm;
	bool idle;
	bool in_baco;
	u64 off_at;
};

int amd_soc15_init(struct amd_soc15 *soc, struct mock_args *args,
		   const struct amd_soc15_chip *chip);
int amd_soc15_start(struct mock_device *dev, void *priv);
bool amd_soc15_read(struct mock_device *dev, void *priv, u32 region, u64 off,
		    u32 len, u8 *val);
bool amd_soc15_write(struct mock_device *dev, void *priv, u32 region, u64 off,
		     u32 len, const u8 *val);
void amd_soc15_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind);
void amd_soc15_check(struct mock_device *dev, void *priv);

#endif /* MOCK_AMD_H */
