// SPDX-License-Identifier: GPL-2.0-only
/*
 * CIK and VI (Bonaire, Hawaii; Polaris) from the side of their SMC; the behaviours
 * are in amd_cik_reset.c and amd_polaris_reset.c.
 *
 * Made from: the kernel's drivers/gpu/drm/amd: headers in include/asic_reg, amdgpu/vi.c,
 * amdgpu/cik.c, pm/powerplay/smumgr/smu7_smumgr.c and polaris10_smumgr.c,
 * pm/powerplay/hwmgr/smu7_baco.c and polaris_baco.c; QEMU's hw/vfio/pci-quirks.c
 * (vfio_radeon_reset); gnif/vendor-reset, issue 4.  All is in BAR5, in dwords.
 *
 * - The SMC's own space is behind an index/data pair.  There
 *   SMC_SYSCON_RESET_CNTL (80000000h) has rst_reg in bit 0, it holds the SMC in
 *   reset; SMC_SYSCON_CLOCK_CNTL_0 (80000004h) has ck_disable in bit 0; SMC_PC_C
 *   (80000370h) is its program counter; RCU_UC_EVENTS (C0000004h) has boot_seq_done
 *   in bit 7 (smu/smu_7_0_1_d.h, smu_7_1_3_d.h).
 * - A card that no driver has started has its clock on, and its program counter
 *   below 20100h: issue 4 has "CLOCK_CNTL: 0x0, PC: 0x2c8c" of a healthy one.  With
 *   a driver's firmware the counter is 20100h or above (cik_need_reset_on_init,
 *   vi_need_reset_on_init): 2055Ch, say.
 * - A driver loads that while rst_reg is set, switches the clock on, and clears
 *   rst_reg (polaris10_start_smu_in_protection_mode): so writing 0 to rst_reg with
 *   the clock on starts it.
 * - A driver waits until SMC_RESP_0 (dword 95h) is not 0 before it sends a message
 *   in SMC_MESSAGE_0 (94h), and for its answer (smu7_smumgr.c).  "Hung": the last
 *   message has never been answered.  What it makes of its registers meanwhile no
 *   source says: here it heeds nothing.
 * - 39D5E86Bh (AMDGPU_ASIC_RESET_DATA, amdgpu/amdgpu.h), written to 7Ch of
 *   configuration space, resets the chip, if the SMC runs (QEMU asks first).
 *   amdgpu goes on with the memory decoder enabled after it: configuration space
 *   stays.  (7Ch is Device Capabilities 2 for reads.)
 * - CIK: it resets graphics only where bit 1 of RCU_MISC_CTRL (C0000010h) differs
 *   from bit 6 of CC_RCU_FUSES (C00C0000h), and then the SMC goes on (QEMU stops
 *   it afterwards, for that).
 * - CONFIG_MEMSIZE (dword 150Ah, bif/bif_5_0_d.h; 5428h in QEMU's radeon reset, too)
 *   is the size of video memory in MiB.
 * - CC_BIF_BX_FUSESTRAP0 (dword 14D7h), bit 1: the board can do BACO (smu7_baco.c).
 * - BACO_CNTL (dword 14E5h, bif/bif_5_0_d.h), bits by what polaris_baco.c waits for:
 *   BACO_EN 0, BACO_POWER_OFF 3, BACO_RESET_EN 4; for reads BACO_MODE 6,
 *   RCU_BIF_CONFIG_DONE 8, PWRGOOD_BF 9, other PWRGOODs 12:10.  The chip is off
 *   while EN and POWER_OFF are set; it has been reset when it leaves that state.
 * - BIOS_SCRATCH_0 to _15: dwords 5C9h to 5D8h (bif/bif_4_1_d.h, bif_5_0_d.h).
 * - Clocks and PLLs are behind GCK_SMC_IND_INDEX (dword 80h) and _DATA (81h); bit 4
 *   of C05002B0h and of C050032Ch clears itself (polaris_baco.c waits for it).
 */
#include "amd.h"

#define SMC_RESET_CNTL	0x80000000U
#define SMC_CLOCK_CNTL	0x80000004U
#define SMC_PC		0x80000370U
#define   PC_BOOT_ROM		0x02c8c
#define   PC_FIRMWARE		0x20540
#define   PC_STUCK		0x2055c
#define RCU_EVENTS	0xc0000004U
#define   RCU_BOOT_DONE		0x80
#define RCU_MISC	0xc0000010U
#define   RCU_SCOPE		0x02
#define RCU_FUSES	0xc00c0000U
#define   RCU_FUSED		0x40
#define SMC_MESSAGE	(0x94 * 4)
#define SMC_RESP	(0x95 * 4)
#define STRAPS		(0x14d7 * 4)
#define   STRAP_PX		0x2
#define GCK_INDEX	(0x80 * 4)
#define GCK_DATA	(0x81 * 4)
#define   GCK_CLEARS		0x10
#define CONFIG_MEMSIZE	(0x150a * 4)
#define BACO_CNTL	(0x14e5 * 4)
#define   BACO_EN		0x0001
#define   BACO_POWER_OFF	0x0008
#define   BACO_RESET_EN		0x0010
#define   BACO_MODE		0x0040
#define   BACO_CONFIG_DONE	0x0100
#define   BACO_PWRGOOD		0x1e00
#define   BACO_STATUS		(BACO_MODE | BACO_CONFIG_DONE | BACO_PWRGOOD)
#define BIOS_SCRATCH	(0x5c9 * 4)
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
	smu->clocks.index = INDEX_FOUND;
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
	struct amd_smu7 *smu = priv;

	return amd_asic_start(dev, &smu->asic, WINDOW, BIOS_SCRATCH);
}

/* A hung one heeds nothing. */
static void smc_hold(struct mock_device *dev, struct amd_smu7 *smu, bool held)
{
	if (smu->asic.smc == AMD_SMC_HUNG)
		return;
	smu->held = held;
	if (held && smu->asic.smc == AMD_SMC_RUNNING) {
		smu->asic.smc = AMD_SMC_IDLE;
		mock_log_line(dev, "smc stopped");
	} else if (!held && !smu->stopped && smu->asic.smc != AMD_SMC_RUNNING) {
		smu->asic.smc = AMD_SMC_RUNNING;
		amd_asic_driven(dev, &smu->asic);
		mock_log_line(dev, "smc started");
	}
}

static u32 program_counter(struct amd_smu7 *smu)
{
	switch (smu->asic.smc) {
	case AMD_SMC_RUNNING:
		return PC_FIRMWARE + (smu->ticks++ % 64) * 4;
	case AMD_SMC_HUNG:
		return PC_STUCK;
	default:
		return smu->held || smu->stopped ? 0 : PC_BOOT_ROM;
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
	case RCU_EVENTS:
		*val = RCU_BOOT_DONE;
		break;
	case RCU_MISC:
		*val = smu->misc;
		break;
	case RCU_FUSES:
		*val = smu->chip->scope ? RCU_FUSED : 0;
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
		smc_hold(dev, smu, val & 1);
		return true;
	case SMC_CLOCK_CNTL:
		if (smu->asic.smc != AMD_SMC_HUNG)
			smu->stopped = val & 1;
		return true;
	case RCU_MISC:
		smu->misc = val;
		return true;
	case RCU_EVENTS:
	case RCU_FUSES:
	case SMC_PC:
		return true;
	}
	return false;
}

/* GCK_SMC_IND of Polaris: the place of an address, which may be new */
static u32 *clock_at(struct amd_smu7_clocks *clocks)
{
	u32 i;

	for (i = 0; i < clocks->num; i++)
		if (clocks->at[i] == clocks->index)
			return &clocks->val[i];
	if (clocks->num == AMD_SMU7_CLOCKS)
		clocks->num--;
	clocks->at[clocks->num] = clocks->index;
	clocks->val[clocks->num] = 0;
	return &clocks->val[clocks->num++];
}

static void clock_write(struct amd_smu7_clocks *clocks, u32 val)
{
	if (clocks->index == 0xc05002b0 || clocks->index == 0xc050032c)
		val &= ~GCK_CLEARS;
	*clock_at(clocks) = val;
}

/* false if it is none of the registers known here */
static bool direct_read(struct amd_smu7 *smu, u64 off, u32 *val)
{
	bool clocks = smu->chip->baco;

	switch (off) {
	case CONFIG_MEMSIZE:
		*val = smu->chip->memsize;
		return true;
	case SMC_MESSAGE:
		*val = smu->asic.smc == AMD_SMC_IDLE ? 0 : 0x100;
		return true;
	case SMC_RESP:
		*val = smu->asic.smc == AMD_SMC_RUNNING;
		return true;
	case STRAPS:
		*val = smu->asic.strapped ? STRAP_PX : 0;
		return true;
	case GCK_INDEX:
		*val = smu->clocks.index;
		return clocks;
	case GCK_DATA:
		if (clocks)
			*val = *clock_at(&smu->clocks);
		return clocks;
	}
	return false;
}

/* The same, of writes */
static bool direct_write(struct amd_smu7 *smu, u64 off, u32 val)
{
	bool clocks = smu->chip->baco;

	switch (off) {
	case CONFIG_MEMSIZE:
	case SMC_MESSAGE:
	case SMC_RESP:
	case STRAPS:
		return true;
	case GCK_INDEX:
		if (clocks)
			smu->clocks.index = val;
		return clocks;
	case GCK_DATA:
		if (clocks)
			clock_write(&smu->clocks, val);
		return clocks;
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
			smu->asic.must_post = true;
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
		mock_log_line(dev, "config 0x7c without effect: the SMC hangs");
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
	else if (off == BACO_CNTL && smu->chip->baco)
		reg = baco_read(smu);
	else if ((off != smu->chip->index + 4 || !smc_read(smu, &reg)) &&
		 !direct_read(smu, off, &reg))
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
	if (amd_asic_away(&smu->asic))
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
		return direct_write(smu, off, mock_get(val, 4));
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
	bool whole = !(smu->misc & RCU_SCOPE) == !smu->chip->scope;
	bool goes_on = kind == MOCK_RESET_VENDOR && !smu->in_baco && !whole &&
		       smu->asic.smc == AMD_SMC_RUNNING;

	amd_asic_reset(dev, &smu->asic);
	amd_index_reset(&smu->index);
	memset(&smu->clocks, 0, sizeof(smu->clocks));
	if (goes_on)
		smu->asic.smc = AMD_SMC_RUNNING;
	smu->held = false;
	smu->stopped = false;
	if (!goes_on)
		smu->misc = 0;
	smu->baco = 0;
	smu->in_baco = false;
}

/**
 * amd_smu7_put - what has become of it since it was switched on
 * @dev:   the function
 * @priv:  state
 * @state: that
 *
 * No source tells what a driver's end, good or bad, changes here: the SMC's firmware
 * goes on.  There is no security processor that could hang.
 */
void amd_smu7_put(struct mock_device *dev, void *priv, enum mock_state state)
{
	struct amd_smu7 *smu = priv;

	smu->asic.smc = state == MOCK_STATE_FRESH ? AMD_SMC_IDLE :
			state == MOCK_STATE_HUNG || state == MOCK_STATE_HUNG_PSP ?
			AMD_SMC_HUNG : AMD_SMC_RUNNING;
	amd_asic_put(dev, &smu->asic, state);
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
	amd_asic_check(dev, &smu->asic);
	if (smu->in_baco)
		mock_violation(dev, "BACO: left switched off");
}
