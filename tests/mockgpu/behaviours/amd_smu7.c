// SPDX-License-Identifier: GPL-2.0-only
/*
 * CIK and VI (Bonaire, Hawaii; Polaris) from the side of their SMC; the behaviours
 * are in amd_cik_reset.c and amd_polaris_reset.c.
 *
 * Register facts, from the kernel's drivers/gpu/drm/amd: headers in
 * include/asic_reg, what they do in amdgpu/vi.c, amdgpu/cik.c and
 * pm/powerplay/hwmgr/polaris_baco.c.  All is in BAR5, in dwords.
 *
 * - The SMC's own space is behind an index/data pair.  There
 *   SMC_SYSCON_RESET_CNTL (80000000h) has rst_reg in bit 0, it holds the SMC in
 *   reset; SMC_SYSCON_CLOCK_CNTL_0 (80000004h) has ck_disable in bit 0; SMC_PC_C
 *   (80000370h) is its program counter (smu/smu_7_0_1_d.h, smu_7_1_3_d.h).
 *   Firmware runs if the clock does and the counter is 20100h or above
 *   (cik_need_reset_on_init, vi_need_reset_on_init); below that is boot ROM.
 * - 39D5E86Bh (AMDGPU_ASIC_RESET_DATA, amdgpu/amdgpu.h), written to 7Ch of
 *   configuration space, resets the chip.  It is the SMC that does it: one that is
 *   idle does nothing, and a hung one must not be asked, as the host may hang with
 *   it.  (7Ch is Device Capabilities 2 for reads.)
 * - CONFIG_MEMSIZE (dword 150Ah, bif/bif_5_0_d.h; 5428h in QEMU's radeon reset, too)
 *   is the size of video memory in MiB.
 * - BACO_CNTL (dword 14E5h, bif/bif_5_0_d.h), bits by what polaris_baco.c waits for:
 *   BACO_EN 0, BACO_POWER_OFF 3, BACO_RESET_EN 4; for reads BACO_MODE 6,
 *   RCU_BIF_CONFIG_DONE 8, PWRGOOD_BF 9, other PWRGOODs 12:10.  The chip is off
 *   while EN and POWER_OFF are set; it has been reset when it leaves that state.
 *
 * A driver starts the SMC by clearing rst_reg and ck_disable.
 *
 * What "hung" looks like is not documented.  Here: clock on, not held in reset,
 * the program counter stuck in boot ROM, below 20100h; only a reset of the chip
 * frees it.
 */
#include "amd.h"

#define SMC_RESET_CNTL	0x80000000U
#define SMC_CLOCK_CNTL	0x80000004U
#define SMC_PC		0x80000370U
#define   PC_FIRMWARE		0x20100
#define   PC_STUCK		0x01f3c
#define CONFIG_MEMSIZE	(0x150a * 4)
#define BACO_CNTL	(0x14e5 * 4)
#define   BACO_EN		0x0001
#define   BACO_POWER_OFF	0x0008
#define   BACO_RESET_EN		0x0010
#define   BACO_MODE		0x0040
#define   BACO_CONFIG_DONE	0x0100
#define   BACO_PWRGOOD		0x1e00
#define   BACO_STATUS		(BACO_MODE | BACO_CONFIG_DONE | BACO_PWRGOOD)
#define WINDOW		0x6000
#define CFG_RESET	0x7c
#define RESET_MAGIC	0x39d5e86bU

/* CG_MULT_THERMAL_STATUS (smu_7_0_1_d.h): say, firmware looked at the temperature. */
#define INDEX_FOUND	0xc0300014U

/**
 * amd_smu7_init - take the words of a line
 * @smu:  zeroed state
 * @args: the line
 * @chip: the family
 *
 * Return: 0 or MOCK_BAD.
 */
int amd_smu7_init(struct amd_smu7 *smu, struct mock_args *args,
		  const struct amd_smu7_chip *chip)
{
	int rc = amd_asic_init(&smu->asic, args, false);

	smu->chip = chip;
	amd_index_init(&smu->index, "SMC_IND_INDEX", INDEX_FOUND);
	smu->held = smu->asic.smc == AMD_SMC_IDLE;
	smu->stopped = smu->held;
	return rc;
}

/**
 * amd_smu7_start - has the card what the family needs?
 * @dev:  the function
 * @priv: state
 *
 * Return: 0, or -EINVAL after a message.
 */
int amd_smu7_start(struct mock_device *dev, void *priv)
{
	(void)priv;
	return amd_asic_start(dev, WINDOW);
}

/* A hung one does not heed its reset. */
static void smc_control(struct mock_device *dev, struct amd_smu7 *smu, bool held,
			bool stopped)
{
	enum amd_smc now = held || stopped ? AMD_SMC_IDLE : AMD_SMC_RUNNING;

	if (smu->asic.smc == AMD_SMC_HUNG)
		return;
	smu->held = held;
	smu->stopped = stopped;
	if (now != smu->asic.smc)
		mock_log_line(dev, now == AMD_SMC_RUNNING ? "smc started" : "smc stopped");
	smu->asic.smc = now;
}

static u32 program_counter(struct amd_smu7 *smu)
{
	switch (smu->asic.smc) {
	case AMD_SMC_RUNNING:
		return PC_FIRMWARE + (smu->ticks++ % 64) * 4;
	case AMD_SMC_HUNG:
		return PC_STUCK;
	default:
		return 0;
	}
}

/* Of the SMC's space; false if it is none of the registers known here. */
static bool smc_read(struct amd_smu7 *smu, u32 *val)
{
	switch (smu->index.value) {
	case SMC_RESET_CNTL:
		*val = smu->held;
		break;
	case SMC_CLOCK_CNTL:
		*val = smu->stopped;
		break;
	case SMC_PC:
		*val = program_counter(smu);
		break;
	default:
		return false;
	}
	/* It is off as the chip is. */
	if (smu->in_baco)
		*val = 0xffffffff;
	return true;
}

static bool smc_write(struct mock_device *dev, struct amd_smu7 *smu, u32 val)
{
	switch (smu->index.value) {
	case SMC_RESET_CNTL:
		smc_control(dev, smu, val & 1, smu->stopped);
		return true;
	case SMC_CLOCK_CNTL:
		smc_control(dev, smu, smu->held, val & 1);
		return true;
	case SMC_PC:
		return true;
	}
	return false;
}

static u32 baco_read(const struct amd_smu7 *smu)
{
	u32 val = smu->baco;

	if (smu->in_baco)
		val |= BACO_MODE;
	if (!(val & BACO_POWER_OFF))
		val |= BACO_PWRGOOD;
	if (!(val & (BACO_RESET_EN | BACO_POWER_OFF)))
		val |= BACO_CONFIG_DONE;
	return val;
}

static void baco_write(struct mock_device *dev, struct amd_smu7 *smu, u32 val)
{
	bool was_off = smu->baco & BACO_POWER_OFF;

	smu->baco = val & ~BACO_STATUS;
	if (smu->in_baco) {
		if (was_off && !(val & BACO_POWER_OFF))
			amd_asic_power_on(dev, smu->off_at);
		if (!(val & (BACO_POWER_OFF | BACO_EN))) {
			mock_log_line(dev, "baco off");
			mock_device_reset(dev, MOCK_RESET_VENDOR);
		}
	} else if ((val & (BACO_EN | BACO_POWER_OFF)) == (BACO_EN | BACO_POWER_OFF)) {
		smu->in_baco = true;
		smu->off_at = mock_now();
		mock_log_line(dev, "baco on");
	}
}

/**
 * amd_smu7_config_write - 7Ch
 * @dev:  the function
 * @priv: state
 * @off:  offset
 * @len:  bytes
 * @val:  what was written
 */
void amd_smu7_config_write(struct mock_device *dev, void *priv, u32 off, u32 len,
			   const u8 *val)
{
	struct amd_smu7 *smu = priv;

	if (off != CFG_RESET || len != 4 || mock_get(val, 4) != RESET_MAGIC)
		return;
	switch (smu->asic.smc) {
	case AMD_SMC_RUNNING:
		mock_device_reset(dev, MOCK_RESET_VENDOR);
		break;
	case AMD_SMC_HUNG:
		mock_violation(dev, "config 0x7c: a reset is asked of a hung SMC");
		break;
	default:
		mock_log_line(dev, "config 0x7c without effect: the SMC does not run");
		break;
	}
}

/**
 * amd_smu7_read - registers
 * @dev:    the function
 * @priv:   state
 * @region: which region
 * @off:    offset in it
 * @len:    bytes
 * @val:    result
 *
 * Return: true if answered.
 */
bool amd_smu7_read(struct mock_device *dev, void *priv, u32 region, u64 off,
		   u32 len, u8 *val)
{
	struct amd_smu7 *smu = priv;
	u32 reg;

	(void)dev;
	if (region != AMD_BAR)
		return false;
	if (amd_asic_away(&smu->asic)) {
		memset(val, 0xff, len);
		return true;
	}
	if (len != 4)
		return false;
	if (off == smu->chip->index)
		reg = smu->index.value;
	else if (off == CONFIG_MEMSIZE)
		reg = smu->chip->memsize;
	else if (off == BACO_CNTL && smu->chip->baco)
		reg = baco_read(smu);
	else if (off != smu->chip->index + 4 || !smc_read(smu, &reg))
		return false;
	mock_put(val, 4, reg);
	return true;
}

/**
 * amd_smu7_write - registers
 * @dev:    the function
 * @priv:   state
 * @region: which region
 * @off:    offset in it
 * @len:    bytes
 * @val:    what to write
 *
 * The index register is passed on: amd-smc has its ROM behind the same one.
 *
 * Return: true if taken.
 */
bool amd_smu7_write(struct mock_device *dev, void *priv, u32 region, u64 off,
		    u32 len, const u8 *val)
{
	struct amd_smu7 *smu = priv;

	if (region != AMD_BAR)
		return false;
	if (amd_asic_away(&smu->asic) || off == CONFIG_MEMSIZE)
		return true;
	if (len != 4)
		return false;
	if (off == smu->chip->index)
		smu->index.value = mock_get(val, 4);
	else if (off == smu->chip->index + 4)
		return smc_write(dev, smu, mock_get(val, 4));
	else if (off == BACO_CNTL && smu->chip->baco)
		baco_write(dev, smu, mock_get(val, 4));
	else
		return false;
	return off != smu->chip->index;
}

/**
 * amd_smu7_reset - the chip has really been reset
 * @dev:  the function
 * @priv: state
 * @kind: by what
 */
void amd_smu7_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct amd_smu7 *smu = priv;

	(void)kind;
	amd_asic_reset(dev, &smu->asic);
	amd_index_reset(&smu->index);
	smu->held = true;
	smu->stopped = true;
	smu->baco = 0;
	smu->in_baco = false;
}

/**
 * amd_smu7_check - what software has left
 * @dev:  the function
 * @priv: state
 */
void amd_smu7_check(struct mock_device *dev, void *priv)
{
	struct amd_smu7 *smu = priv;

	amd_index_check(dev, &smu->index);
	if (smu->in_baco)
		mock_violation(dev, "BACO: left switched off");
}
