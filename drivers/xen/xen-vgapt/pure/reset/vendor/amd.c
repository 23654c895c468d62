// SPDX-License-Identifier: GPL-2.0-only
/*
 * What AMD's families share when they are reset by their own registers.
 *
 * What the sequences do has been learned from amdgpu, QEMU's vfio_radeon_reset
 * and vendor-reset; registers are named where they are used.
 */
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

/* How often a register is looked at. */
#define POLL_US			100

/**
 * vgapt_amd_read - read a register
 * @io:  the way to the card
 * @reg: byte in BAR5
 *
 * Return: what it holds, VGAPT_AMD_GONE if nobody answers.
 */
u32 vgapt_amd_read(struct vgapt_io *io, u32 reg)
{
	return io->read(io, VGAPT_AMD_BAR, reg);
}

/**
 * vgapt_amd_write - write a register
 * @io:  the way to the card
 * @reg: byte in BAR5
 * @val: what it is to hold
 */
void vgapt_amd_write(struct vgapt_io *io, u32 reg, u32 val)
{
	io->write(io, VGAPT_AMD_BAR, reg, val);
}

/**
 * vgapt_amd_poll - wait until a register holds something
 * @io:   the way to the card
 * @reg:  byte in BAR5
 * @mask: which of its bits
 * @want: what they have to be
 * @ms:   for how long, at most
 *
 * All ones are no answer, whatever is waited for.
 *
 * Return: true if it does.
 */
bool vgapt_amd_poll(struct vgapt_io *io, u32 reg, u32 mask, u32 want, u32 ms)
{
	u64 end = io->now_us(io) + (u64)ms * VGAPT_US_PER_MS;

	for (;;) {
		/* In this order: having slept too long is no reason to give up. */
		bool late = io->now_us(io) >= end;
		u32 val = vgapt_amd_read(io, reg);

		if (val != VGAPT_AMD_GONE && (val & mask) == want)
			return true;
		if (late)
			return false;
		io->sleep_us(io, POLL_US);
	}
}

/**
 * vgapt_amd_pair_read - read what lies behind an index register
 * @io:   the way to the card
 * @pair: the registers
 * @addr: address there
 *
 * The index register is left as found: the firmware uses some of them, too.
 *
 * Return: what lies there.
 */
u32 vgapt_amd_pair_read(struct vgapt_io *io, const struct vgapt_amd_pair *pair, u32 addr)
{
	u32 index = vgapt_amd_read(io, pair->index);
	u32 val;

	vgapt_amd_write(io, pair->index, addr);
	/* The write has to be there before the data register is read. */
	vgapt_amd_read(io, pair->index);
	val = vgapt_amd_read(io, pair->data);
	vgapt_amd_write(io, pair->index, index);
	return val;
}

/**
 * vgapt_amd_pair_write - write what lies behind an index register
 * @io:   the way to the card
 * @pair: the registers
 * @addr: address there
 * @val:  what it is to hold
 */
void vgapt_amd_pair_write(struct vgapt_io *io, const struct vgapt_amd_pair *pair,
			  u32 addr, u32 val)
{
	u32 index = vgapt_amd_read(io, pair->index);

	vgapt_amd_write(io, pair->index, addr);
	vgapt_amd_read(io, pair->index);
	vgapt_amd_write(io, pair->data, val);
	vgapt_amd_read(io, pair->data);
	vgapt_amd_write(io, pair->index, index);
}

/* Configuration space, in doublewords (PCI Local Bus Specification 3.0, 6.1) */
#define CONFIG_ID		0
#define CONFIG_COMMAND		1
#define CONFIG_COMMAND_MASK	0x0000ffff	/* the rest is cleared by writing */
#define CONFIG_CACHE_LINE	3
#define CONFIG_FIRST_BAR	4
#define CONFIG_LAST_BAR		9
#define CONFIG_ROM		12
#define CONFIG_INTERRUPT	15

/* PCI Express Base Specification 2.3.1: a second, after any reset */
#define CONFIG_BACK_MS		1000

/**
 * vgapt_amd_config_save - copy what a reset may take of configuration space
 * @io:     the way to the card
 * @config: result
 */
void vgapt_amd_config_save(struct vgapt_io *io, struct vgapt_amd_config *config)
{
	u32 i;

	for (i = 0; i < VGAPT_AMD_CONFIG; i++)
		config->reg[i] = io->cfg_read(io, i * 4);
}

static void config_put(struct vgapt_io *io, const struct vgapt_amd_config *config, u32 i)
{
	if (io->cfg_read(io, i * 4) != config->reg[i])
		io->cfg_write(io, i * 4, config->reg[i]);
}

/**
 * vgapt_amd_config_restore - wait for configuration space, and give it back
 * @io:     the way to the card
 * @config: what there was
 * @why:    what failed
 *
 * Without its BARs none of the card's registers can be looked at.
 *
 * Return: 0, -ETIMEDOUT.
 */
int vgapt_amd_config_restore(struct vgapt_io *io, const struct vgapt_amd_config *config,
			     enum vgapt_why *why)
{
	u64 end = io->now_us(io) + CONFIG_BACK_MS * VGAPT_US_PER_MS;
	u32 i;

	while (io->cfg_read(io, 0) != config->reg[CONFIG_ID]) {
		if (io->now_us(io) >= end) {
			*why = VGAPT_WHY_CONFIG_LOST;
			return -ETIMEDOUT;
		}
		io->sleep_us(io, POLL_US);
	}
	config_put(io, config, CONFIG_CACHE_LINE);
	for (i = CONFIG_FIRST_BAR; i <= CONFIG_LAST_BAR; i++)
		config_put(io, config, i);
	config_put(io, config, CONFIG_ROM);
	config_put(io, config, CONFIG_INTERRUPT);
	/* The decoders last, when the BARs hold addresses again. */
	if ((io->cfg_read(io, CONFIG_COMMAND * 4) ^ config->reg[CONFIG_COMMAND]) &
	    CONFIG_COMMAND_MASK)
		io->cfg_write(io, CONFIG_COMMAND * 4,
			      config->reg[CONFIG_COMMAND] & CONFIG_COMMAND_MASK);
	return 0;
}

/*
 * Bonaire to Polaris.  bif_4_1_d.h, bif_5_0_d.h: the same numbers.
 */
#define LEGACY_CONFIG_MEMSIZE	VGAPT_AMD_REG(0, 0x150a)
#define LEGACY_BIOS_SCRATCH_3	VGAPT_AMD_REG(0, 0x5c9 + 3)
/* gca/gfx_7_2_d.h, gfx_8_0_d.h: SCRATCH_REG0, of the graphics block */
#define LEGACY_SCRATCH_REG0	VGAPT_AMD_REG(0, 0xc040)

/* smu_7_0_1_d.h, smu_7_1_3_d.h: behind SMC_IND_INDEX */
#define SMC_SYSCON_RESET_CNTL	0x80000000
#define SMC_RESET		0x1		/* rst_reg */
#define SMC_SYSCON_CLOCK_CNTL_0	0x80000004
#define SMC_CLOCK_OFF		0x1		/* ck_disable */
#define SMC_PC_C		0x80000370
/* Below lies the SMC's own ROM; a driver's firmware begins there (amdgpu: vi.c). */
#define SMC_FIRMWARE		0x20100
#define RCU_MISC_CTRL		0xc0000010
#define RCU_SCOPE		0x02		/* QEMU; the header has no name for it */
#define CC_RCU_FUSES		0xc00c0000
#define RCU_SCOPE_FUSE		0x40		/* likewise */

/* atombios.h: ATOM_S3_ASIC_GUI_ENGINE_HUNG, a word to the VBIOS */
#define ATOM_S3_HUNG		0x20000000

/* Writing that to that of configuration space starts the reset (amdgpu.h). */
#define ASIC_RESET_REG		0x7c
#define ASIC_RESET_DATA		0x39d5e86b

/* While it begins nothing may be looked at (amdgpu: vi.c). */
#define ASIC_RESET_US		100
/* amdgpu gives up after 100 ms; waiting longer costs nothing when it works. */
#define LEGACY_BACK_MS		1000

/* What SCRATCH_REG0 is not found to hold by chance. */
#define MARKER			0x56474150

/*
 * Is a driver's firmware running in it?  Held in reset, or without a clock, it has
 * not been started.  All ones, or neither of these and yet not in its firmware: it
 * has been, and is lost.
 */
static enum vgapt_reset_reason smc_state(struct vgapt_io *io,
					 const struct vgapt_amd_legacy *chip)
{
	u32 clock = vgapt_amd_pair_read(io, &chip->smc, SMC_SYSCON_CLOCK_CNTL_0);
	u32 held = vgapt_amd_pair_read(io, &chip->smc, SMC_SYSCON_RESET_CNTL);
	u32 pc = vgapt_amd_pair_read(io, &chip->smc, SMC_PC_C);

	if (clock == VGAPT_AMD_GONE || held == VGAPT_AMD_GONE || pc == VGAPT_AMD_GONE)
		return VGAPT_REASON_HUNG;
	if ((clock & SMC_CLOCK_OFF) || (held & SMC_RESET))
		return VGAPT_REASON_IDLE;
	return pc < SMC_FIRMWARE ? VGAPT_REASON_HUNG : VGAPT_REASON_IN;
}

/**
 * vgapt_amd_legacy_probe - is the configuration space reset usable?
 * @io:   the way to the card
 * @chip: which
 *
 * It works only if the SMC runs; and if it does not, no driver has started the
 * card.
 *
 * Return: VGAPT_REASON_IN, _IDLE, _HUNG, _NO_REGISTERS.
 */
enum vgapt_reset_reason vgapt_amd_legacy_probe(struct vgapt_io *io,
					       const struct vgapt_amd_legacy *chip)
{
	if (vgapt_amd_read(io, LEGACY_CONFIG_MEMSIZE) == VGAPT_AMD_GONE)
		return VGAPT_REASON_NO_REGISTERS;
	return smc_state(io, chip);
}

static void legacy_hung(struct vgapt_io *io, bool hung)
{
	u32 val = vgapt_amd_read(io, LEGACY_BIOS_SCRATCH_3);

	if (val != VGAPT_AMD_GONE)
		vgapt_amd_write(io, LEGACY_BIOS_SCRATCH_3,
				hung ? val | ATOM_S3_HUNG : val & ~ATOM_S3_HUNG);
}

/*
 * What is reset: graphics only if the fuse differs from the bit in RCU_MISC_CTRL,
 * the whole card if they are the same (QEMU).
 */
static void legacy_spare_others(struct vgapt_io *io, const struct vgapt_amd_legacy *chip)
{
	u32 fuses = vgapt_amd_pair_read(io, &chip->smc, CC_RCU_FUSES);
	u32 misc = vgapt_amd_pair_read(io, &chip->smc, RCU_MISC_CTRL);

	if (fuses == VGAPT_AMD_GONE || misc == VGAPT_AMD_GONE)
		return;
	if (!(fuses & RCU_SCOPE_FUSE) == !(misc & RCU_SCOPE))
		vgapt_amd_pair_write(io, &chip->smc, RCU_MISC_CTRL, misc ^ RCU_SCOPE);
}

static void legacy_stop_smc(struct vgapt_io *io, const struct vgapt_amd_legacy *chip)
{
	u32 val = vgapt_amd_pair_read(io, &chip->smc, SMC_SYSCON_RESET_CNTL);

	vgapt_amd_pair_write(io, &chip->smc, SMC_SYSCON_RESET_CNTL, val | SMC_RESET);
	val = vgapt_amd_pair_read(io, &chip->smc, SMC_SYSCON_CLOCK_CNTL_0);
	vgapt_amd_pair_write(io, &chip->smc, SMC_SYSCON_CLOCK_CNTL_0, val | SMC_CLOCK_OFF);
}

/* Wait for the memory's size.  @away: it was not there at first. */
static bool legacy_back(struct vgapt_io *io, bool *away)
{
	*away = vgapt_amd_read(io, LEGACY_CONFIG_MEMSIZE) == VGAPT_AMD_GONE;
	return vgapt_amd_poll(io, LEGACY_CONFIG_MEMSIZE, 0, 0, LEGACY_BACK_MS);
}

/**
 * vgapt_amd_legacy_reset - reset by configuration space
 * @io:   the way to the card
 * @chip: which
 * @why:  what failed
 *
 * A write that the card ignores must not pass for a reset: a register of the
 * graphics block is given a value that no reset leaves there.  If graphics' clock
 * is off it can't be; then either the card has to have been away, or its SMC has
 * to have stopped.
 *
 * Return: 0, -EIO, -ETIMEDOUT.
 */
int vgapt_amd_legacy_reset(struct vgapt_io *io, const struct vgapt_amd_legacy *chip,
			   enum vgapt_why *why)
{
	struct vgapt_amd_config config;
	bool marked, away = false;
	u32 scratch;
	int rc;

	vgapt_amd_config_save(io, &config);
	if (chip->gfx_only)
		legacy_spare_others(io, chip);
	legacy_hung(io, true);
	scratch = vgapt_amd_read(io, LEGACY_SCRATCH_REG0);
	vgapt_amd_write(io, LEGACY_SCRATCH_REG0, MARKER);
	marked = vgapt_amd_read(io, LEGACY_SCRATCH_REG0) == MARKER;

	io->cfg_write(io, ASIC_RESET_REG, ASIC_RESET_DATA);
	io->sleep_us(io, ASIC_RESET_US);

	rc = vgapt_amd_config_restore(io, &config, why);
	if (rc)
		return rc;
	if (!legacy_back(io, &away)) {
		*why = VGAPT_WHY_REGISTERS_LOST;
		return -ETIMEDOUT;
	}
	legacy_hung(io, false);
	if (marked && vgapt_amd_read(io, LEGACY_SCRATCH_REG0) == MARKER) {
		vgapt_amd_write(io, LEGACY_SCRATCH_REG0, scratch);
		*why = VGAPT_WHY_IGNORED;
		return -EIO;
	}
	if (!marked && !away && smc_state(io, chip) == VGAPT_REASON_IN) {
		*why = VGAPT_WHY_NO_EVIDENCE;
		return -EIO;
	}
	/* A reset of graphics only lets it run, on memory that is no longer its own. */
	legacy_stop_smc(io, chip);
	if (smc_state(io, chip) != VGAPT_REASON_IDLE) {
		*why = VGAPT_WHY_SMC_NOT_STOPPED;
		return -EIO;
	}
	return 0;
}

/**
 * vgapt_amd_legacy_alive - sign of life
 * @io:   the way to the card
 * @chip: which
 * @why:  what failed
 *
 * Return: 0; -EAGAIN, not yet; -EIO: a driver's firmware goes on as before.
 */
int vgapt_amd_legacy_alive(struct vgapt_io *io, const struct vgapt_amd_legacy *chip,
			   enum vgapt_why *why)
{
	if (vgapt_amd_read(io, LEGACY_CONFIG_MEMSIZE) == VGAPT_AMD_GONE) {
		*why = VGAPT_WHY_MEMSIZE_UNREADABLE;
		return -EAGAIN;
	}
	switch (smc_state(io, chip)) {
	case VGAPT_REASON_IDLE:
		return 0;
	case VGAPT_REASON_IN:
		*why = VGAPT_WHY_SMC_NOT_RESET;
		return -EIO;
	default:
		*why = VGAPT_WHY_SMC_NO_ANSWER;
		return -EAGAIN;
	}
}

/* Vega and later. */

/*
 * MP1's aperture in the SMN's address space, and what its firmware says of itself
 * (amdgpu: smu_v11_0.h: MP1_Public, smnMP1_FIRMWARE_FLAGS).  On Vega 10 it is
 * elsewhere.
 */
#define SMN_MP1_FIRMWARE_FLAGS	(0x03b00000 | 0x03010024)
#define MP1_INTERRUPTS_ENABLED	0x1	/* mp_11_0_sh_mask.h */

/* smu_v11_0_ppsmc.h, vega10_ppsmc.h: PPSMC_Result_OK */
#define SMU_RESULT_OK		0x1
/* amdgpu gives it 100 ms. */
#define SMU_MS			500

/* psp_gfx_if.h: GFX_CTRL_CMD_ID_MODE1_RST */
#define PSP_MODE1_RESET		0x00070000
/* Ready for a command, and the last one went well (amdgpu: psp_v11_0.c). */
#define PSP_READY_MASK		0x8000ffff
#define PSP_READY		0x80000000
#define PSP_DONE		0x80000000
#define PSP_MS			100
/*
 * While the PSP resets the card it resets the fabric between it and us, too: a
 * read then may hang instead of failing.  There is nothing to look at.
 */
#define PSP_RESET_MS		500
#define PSP_ACK_MS		1000
/* The bootloader trains the memory first; amdgpu waits for ten seconds, too. */
#define SOC_BACK_MS		10000

/**
 * vgapt_amd_soc_read - read in the address space behind the registers (SMN)
 * @io:   the way to the card
 * @addr: address there
 *
 * Return: what lies there.
 */
u32 vgapt_amd_soc_read(struct vgapt_io *io, u32 addr)
{
	static const struct vgapt_amd_pair pair = { AMD_PCIE_INDEX2, AMD_PCIE_DATA2 };

	return vgapt_amd_pair_read(io, &pair, addr);
}

/**
 * vgapt_amd_smu_runs - does the SMU of a Navi take messages?
 * @io: the way to the card
 *
 * Return: true if it has firmware, and that takes them.
 */
bool vgapt_amd_smu_runs(struct vgapt_io *io)
{
	u32 flags = vgapt_amd_soc_read(io, SMN_MP1_FIRMWARE_FLAGS);

	return flags != VGAPT_AMD_GONE && flags & MP1_INTERRUPTS_ENABLED;
}

/* Any result will do; 0 means that it is still at it. */
static bool smu_wait(struct vgapt_io *io, u32 *result)
{
	u64 end = io->now_us(io) + SMU_MS * VGAPT_US_PER_MS;

	for (;;) {
		bool late = io->now_us(io) >= end;

		*result = vgapt_amd_read(io, AMD_SMU_RESULT);
		if (*result && *result != VGAPT_AMD_GONE)
			return true;
		if (late)
			return false;
		io->sleep_us(io, POLL_US);
	}
}

/**
 * vgapt_amd_smu_idle - is the SMU done with the last message?
 * @io: the way to the card
 *
 * Return: true if so, false if it has not been after some time.
 */
bool vgapt_amd_smu_idle(struct vgapt_io *io)
{
	u32 result;

	return smu_wait(io, &result);
}

/**
 * vgapt_amd_smu_send - give the SMU a message, and wait for its answer
 * @io:     the way to the card
 * @msg:    PPSMC_MSG_*
 * @arg:    argument
 * @answer: what it answers; may be NULL
 * @why:    what failed
 *
 * Return: 0; -EIO, it refuses; -ETIMEDOUT.
 */
int vgapt_amd_smu_send(struct vgapt_io *io, u32 msg, u32 arg, u32 *answer, enum vgapt_why *why)
{
	u32 result;

	if (!smu_wait(io, &result)) {
		*why = VGAPT_WHY_SMU_BUSY;
		return -ETIMEDOUT;
	}
	vgapt_amd_write(io, AMD_SMU_RESULT, 0);
	vgapt_amd_write(io, AMD_SMU_ARGUMENT, arg);
	vgapt_amd_write(io, AMD_SMU_MESSAGE, msg);
	if (!smu_wait(io, &result)) {
		*why = VGAPT_WHY_SMU_NO_ANSWER;
		return -ETIMEDOUT;
	}
	if (result != SMU_RESULT_OK) {
		*why = VGAPT_WHY_SMU_REFUSES;
		return -EIO;
	}
	if (answer)
		*answer = vgapt_amd_read(io, AMD_SMU_ARGUMENT);
	return 0;
}

/**
 * vgapt_amd_psp_ready - does the PSP take commands?
 * @io: the way to the card
 *
 * Return: true if so, false if it has not for some time.
 */
bool vgapt_amd_psp_ready(struct vgapt_io *io)
{
	return vgapt_amd_poll(io, AMD_PSP_COMMAND, PSP_READY_MASK, PSP_READY, PSP_MS);
}

/**
 * vgapt_amd_psp_mode1 - have the PSP reset the whole card ("mode 1")
 * @io:     the way to the card
 * @config: its configuration space, which the reset takes
 * @why:    what failed
 *
 * Return: 0; -EIO, nothing has been done; -ETIMEDOUT.
 */
int vgapt_amd_psp_mode1(struct vgapt_io *io, const struct vgapt_amd_config *config,
			enum vgapt_why *why)
{
	int rc;

	if (!vgapt_amd_psp_ready(io)) {
		*why = VGAPT_WHY_PSP_NO_COMMAND;
		return -EIO;
	}
	vgapt_amd_write(io, AMD_PSP_COMMAND, PSP_MODE1_RESET);
	io->sleep_us(io, PSP_RESET_MS * VGAPT_US_PER_MS);
	rc = vgapt_amd_config_restore(io, config, why);
	if (rc)
		return rc;
	if (!vgapt_amd_poll(io, AMD_PSP_RESET_ACK, PSP_DONE, PSP_DONE, PSP_ACK_MS)) {
		*why = VGAPT_WHY_PSP_NO_ACK;
		return -ETIMEDOUT;
	}
	return 0;
}

/**
 * vgapt_amd_soc_state - is there anything to be reset?
 * @io: the way to the card
 *
 * The bootloader waits for a driver from power-on until one has started the
 * secure OS.  If neither is there, the card is stuck in between.
 *
 * Return: VGAPT_REASON_IN; _IDLE, if no driver has started the card;
 * _NO_REGISTERS.
 */
enum vgapt_reset_reason vgapt_amd_soc_state(struct vgapt_io *io)
{
	u32 secure_os, bootloader;

	if (vgapt_amd_read(io, AMD_BACO_CNTL) == VGAPT_AMD_GONE)
		return VGAPT_REASON_NO_REGISTERS;
	/* Nothing but the bus interface answers then. */
	if (vgapt_amd_in_baco(io))
		return VGAPT_REASON_IN;
	secure_os = vgapt_amd_read(io, AMD_PSP_SECURE_OS);
	bootloader = vgapt_amd_read(io, AMD_PSP_BOOTLOADER);
	if (secure_os == VGAPT_AMD_GONE || bootloader == VGAPT_AMD_GONE ||
	    vgapt_amd_read(io, AMD_CONFIG_MEMSIZE) == VGAPT_AMD_GONE)
		return VGAPT_REASON_NO_REGISTERS;
	return secure_os || !(bootloader & PSP_DONE) ? VGAPT_REASON_IN : VGAPT_REASON_IDLE;
}

/**
 * vgapt_amd_in_baco - is all but the bus interface without power (BACO)?
 * @io: the way to the card
 *
 * Return: true if so.
 */
bool vgapt_amd_in_baco(struct vgapt_io *io)
{
	u32 val = vgapt_amd_read(io, AMD_BACO_CNTL);

	return val != VGAPT_AMD_GONE && val & AMD_BACO_MODE;
}

/**
 * vgapt_amd_soc_alive - sign of life
 * @io:  the way to the card
 * @why: what failed
 *
 * Return: 0; -EAGAIN, not yet; -EIO: what a driver started goes on as before.
 */
int vgapt_amd_soc_alive(struct vgapt_io *io, enum vgapt_why *why)
{
	u32 secure_os, bootloader;

	if (vgapt_amd_read(io, AMD_CONFIG_MEMSIZE) == VGAPT_AMD_GONE) {
		*why = VGAPT_WHY_MEMSIZE_UNREADABLE;
		return -EAGAIN;
	}
	secure_os = vgapt_amd_read(io, AMD_PSP_SECURE_OS);
	bootloader = vgapt_amd_read(io, AMD_PSP_BOOTLOADER);
	if (secure_os == VGAPT_AMD_GONE || bootloader == VGAPT_AMD_GONE) {
		*why = VGAPT_WHY_PSP_UNREADABLE;
		return -EAGAIN;
	}
	if (secure_os) {
		*why = VGAPT_WHY_PSP_NOT_RESET;
		return -EIO;
	}
	if (!(bootloader & PSP_DONE)) {
		*why = VGAPT_WHY_PSP_NOT_READY;
		return -EAGAIN;
	}
	return 0;
}

/**
 * vgapt_amd_soc_back - wait until the card is back after a reset
 * @io:  the way to the card
 * @why: what failed
 *
 * Return: 0, -EIO, -ETIMEDOUT.
 */
int vgapt_amd_soc_back(struct vgapt_io *io, enum vgapt_why *why)
{
	u64 end = io->now_us(io) + SOC_BACK_MS * VGAPT_US_PER_MS;

	for (;;) {
		bool late = io->now_us(io) >= end;
		int rc = vgapt_amd_soc_alive(io, why);

		if (rc != -EAGAIN)
			return rc;
		if (late)
			return -ETIMEDOUT;
		io->sleep_us(io, VGAPT_US_PER_MS);
	}
}

/**
 * vgapt_amd_forget_post - have the next driver start the card from nothing
 * @io: the way to the card
 *
 * The VBIOS notes in BIOS_SCRATCH_6 and _7 what it has done; neither a reset by
 * the PSP nor BACO clears them (amdgpu: clean_baco_tbl).
 */
void vgapt_amd_forget_post(struct vgapt_io *io)
{
	vgapt_amd_write(io, AMD_BIOS_SCRATCH_6, 0);
	vgapt_amd_write(io, AMD_BIOS_SCRATCH_7, 0);
}

/**
 * vgapt_amd_run - go through a sequence
 * @io:    the way to the card
 * @steps: the steps
 * @count: how many
 *
 * Return: 0; -EIO, a register can't be read; -ETIMEDOUT.
 */
int vgapt_amd_run(struct vgapt_io *io, const struct vgapt_amd_step *steps, size_t count)
{
	size_t i;
	u32 val;

	for (i = 0; i < count; i++) {
		const struct vgapt_amd_step *step = &steps[i];

		u32 want = step->set ? step->bits : 0;

		if (!step->bits) {
			io->sleep_us(io, step->ms * VGAPT_US_PER_MS);
		} else if (step->ms) {
			if (!vgapt_amd_poll(io, step->reg, step->bits, want, step->ms))
				return -ETIMEDOUT;
		} else {
			val = vgapt_amd_read(io, step->reg);
			if (val == VGAPT_AMD_GONE)
				return -EIO;
			vgapt_amd_write(io, step->reg, (val & ~step->bits) | want);
		}
	}
	return 0;
}
