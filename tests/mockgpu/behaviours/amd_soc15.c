// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vega and Navi from the side of their processors; the behaviours are in
 * amd_vega10_reset.c, amd_vega20_reset.c and amd_navi_reset.c.
 *
 * Register facts, from the kernel's drivers/gpu/drm/amd.  Registers are dwords of
 * BAR5, at an offset in a block that has its base by the ASIC:
 * include/vega10_ip_offset.h, vega20_ip_offset.h and navi10_ip_offset.h give the
 * same for what is used here: NBIO 0, 14h, D20h (segments 0 to 2), MP0 and MP1
 * 16000h, THM 16600h.  (The MP1_BASE__INST0_SEG0 of vega10_ip_offset.h says 16200h;
 * it is the table MP1_BASE, with 16000h, that amdgpu uses.)
 *
 * - PCIE_INDEX2, PCIE_DATA2: dwords Eh, Fh, segment 0 (nbio_6_1, nbio_7_4,
 *   nbio_2_3_offset.h).  Behind them is SMN, by bytes: registers again, at their
 *   offset in BAR5, and MP1_FIRMWARE_FLAGS, 3B00000h | 3010028h (Vega 10,
 *   smu9_smumgr.c), | 3010024h (Vega 20, Navi): bit 0, the SMU's firmware runs.
 * - RCC_CONFIG_MEMSIZE: C3h, segment 2 (nbio_*_offset.h): MiB of video memory.
 * - BACO_CNTL: 10Bh, segment 2 (nbio_*_offset.h): BACO_EN 0, BACO_POWER_OFF 3; for
 *   reads BACO_MODE 8 (vega10_baco.c waits for 100h).
 * - THM_BACO_CNTL: 7Ch (thm_9_0_offset.h), 81h (thm_11_0_2_offset.h):
 *   BACO_RESET_EN 3, BACO_EXIT 8, which clears itself; for reads SOC_DOMAIN_IDLE
 *   31 (thm_*_sh_mask.h).
 * - C2PMSG_n of MP0, the PSP: 40h + n, of MP1, the SMU: 240h + n
 *   (mp_9_0_offset.h, mp_11_0_offset.h).
 *
 * The PSP (amdgpu/psp_v3_1.c, psp_v11_0.c, psp_gfx_if.h): C2PMSG_81 is not 0 once
 * its operating system runs.  That takes commands in C2PMSG_64, which then reads
 * 80000000h under 8000FFFFh; 70000h is the mode 1 reset, done when C2PMSG_33 has
 * bit 31.  C2PMSG_35 has bit 31 while the boot loader takes commands; 20000h
 * (PSP_BL__LOAD_SOSDRV, amdgpu_psp.h) starts the operating system.
 *
 * The SMU (pm/powerplay/smumgr, pm/swsmu): 0 to C2PMSG_90, argument to C2PMSG_82,
 * message to C2PMSG_66; C2PMSG_90 then gives 1, or FEh for no message of it.
 *
 * A driver starts both by 20000h in C2PMSG_35: the operating system loads the SMU's
 * firmware.  While registers are away C2PMSG_33 is all ones, too, as in hardware.
 *
 * "smc-hung" is a SMU that answers nothing, with a PSP that does.
 */
#include "amd.h"

#define NBIO0(reg)	((reg) * 4)
#define NBIO2(reg)	((0xd20 + (reg)) * 4)
#define MP0(msg)	((0x16000 + 0x40 + (msg)) * 4)
#define MP1(msg)	((0x16000 + 0x240 + (msg)) * 4)

#define PCIE_INDEX2	NBIO0(0xe)
#define PCIE_DATA2	NBIO0(0xf)
#define CONFIG_MEMSIZE	NBIO2(0xc3)
#define BACO_CNTL	NBIO2(0x10b)
#define   BACO_EN		0x0001
#define   BACO_POWER_OFF	0x0008
#define   BACO_MODE		0x0100
#define   THM_RESET_EN		0x00000008U
#define   THM_EXIT		0x00000100U
#define   THM_DOMAIN_IDLE	0x80000000U
#define PSP_RESET_DONE	MP0(33)
#define PSP_BOOTLOADER	MP0(35)
#define   PSP_START		0x20000
#define PSP_MAILBOX	MP0(64)
#define   PSP_READY		0x80000000U
#define   PSP_MODE1		0x70000
#define PSP_ALIVE	MP0(81)
#define   PSP_VERSION		0x00080023	/* anything but 0 */
#define SMU_MESSAGE	MP1(66)
#define SMU_ARGUMENT	MP1(82)
#define SMU_RESPONSE	MP1(90)
#define   SMU_OK		0x01
#define   SMU_UNKNOWN		0xfe
#define WINDOW		0x5a000

/* MP1_FIRMWARE_FLAGS: say, firmware looked whether the SMU runs. */
#define INDEX_FOUND	0x03b10024U

/**
 * amd_soc15_init - take the words of a line
 * @soc:  zeroed state
 * @args: the line
 * @chip: the family
 *
 * Return: 0 or MOCK_BAD.
 */
int amd_soc15_init(struct amd_soc15 *soc, struct mock_args *args,
		   const struct amd_soc15_chip *chip)
{
	int rc = amd_asic_init(&soc->asic, args, true);

	soc->chip = chip;
	amd_index_init(&soc->index, "PCIE_INDEX2", INDEX_FOUND);
	/* Drivers wait for an answer before they ask (smu9_smumgr.c): it begins with one. */
	if (soc->asic.smc == AMD_SMC_RUNNING)
		soc->response = SMU_OK;
	return rc;
}

/**
 * amd_soc15_start - has the card what the family needs?
 * @dev:  the function
 * @priv: state
 *
 * Return: 0, or -EINVAL after a message.
 */
int amd_soc15_start(struct mock_device *dev, void *priv)
{
	(void)priv;
	return amd_asic_start(dev, WINDOW);
}

static bool psp_alive(const struct amd_soc15 *soc)
{
	return soc->asic.smc != AMD_SMC_IDLE;
}

static bool psp_ready(const struct amd_soc15 *soc)
{
	return psp_alive(soc) && !soc->asic.psp_never;
}

static void psp_command(struct mock_device *dev, struct amd_soc15 *soc, u32 val)
{
	if (!psp_ready(soc)) {
		mock_violation(dev, "PSP: command 0x%x while it is not ready", val);
		return;
	}
	mock_log_line(dev, "psp command 0x%x", val);
	if (val != PSP_MODE1)
		return;
	mock_device_reset(dev, MOCK_RESET_VENDOR);
	soc->mode1 = true;
}

static void psp_bootloader(struct mock_device *dev, struct amd_soc15 *soc, u32 val)
{
	if (val != PSP_START || soc->asic.psp_never || psp_alive(soc))
		return;
	soc->asic.smc = AMD_SMC_RUNNING;
	soc->response = SMU_OK;
	mock_log_line(dev, "smc started");
}

/* While the domain is idle; or without a driver it has never been anything else. */
static bool may_be_off(const struct amd_soc15 *soc)
{
	return soc->asic.smc == AMD_SMC_IDLE || soc->idle;
}

static void baco_enter(struct mock_device *dev, struct amd_soc15 *soc)
{
	if (soc->in_baco)
		return;
	soc->in_baco = true;
	soc->off_at = mock_now();
	mock_log_line(dev, "baco on");
}

static void baco_leave(struct mock_device *dev)
{
	mock_log_line(dev, "baco off");
	mock_device_reset(dev, MOCK_RESET_VENDOR);
}

/* Vega 10: software does what the SMU does later. */
static void baco_write(struct mock_device *dev, struct amd_soc15 *soc, u32 baco, u32 thm)
{
	bool was_off = soc->baco & BACO_POWER_OFF;
	u32 both = BACO_EN | BACO_POWER_OFF;

	soc->baco = baco & ~BACO_MODE;
	soc->thm = thm & ~(THM_EXIT | THM_DOMAIN_IDLE);
	if (soc->chip->exit_baco)
		return;
	if (soc->in_baco) {
		if (was_off && !(baco & BACO_POWER_OFF))
			amd_asic_power_on(dev, soc->off_at);
		if (!(baco & both))
			baco_leave(dev);
	} else if ((baco & both) == both && thm & THM_RESET_EN && may_be_off(soc)) {
		baco_enter(dev, soc);
	}
}

static void smu_message(struct mock_device *dev, struct amd_soc15 *soc, u32 message)
{
	const struct amd_soc15_chip *chip = soc->chip;
	u32 i;

	if (soc->asic.smc != AMD_SMC_RUNNING || soc->silent) {
		mock_log_line(dev, "smu message 0x%x, unheard", message);
		return;
	}
	mock_log_line(dev, "smu message 0x%x argument 0x%x", message, soc->argument);
	soc->response = message && message < chip->messages ? SMU_OK : SMU_UNKNOWN;
	if (message == chip->enter_baco) {
		soc->idle = true;
		if (chip->exit_baco)
			baco_enter(dev, soc);
	} else if (chip->exit_baco && message == chip->exit_baco && soc->in_baco) {
		/* the SMU sees to the time between off and on */
		baco_leave(dev);
		soc->response = SMU_OK;
	}
	for (i = 0; i < ARRAY_SIZE(chip->last) && chip->last[i]; i++) {
		if (message == chip->last[i]) {
			soc->silent = true;
			soc->idle = true;
		}
	}
}

/* false if it is none of the registers known here */
static bool reg_read(const struct amd_soc15 *soc, u64 off, u32 *val)
{
	if (off == soc->chip->thm_baco) {
		*val = soc->thm | (may_be_off(soc) ? THM_DOMAIN_IDLE : 0);
		return true;
	}
	switch (off) {
	case CONFIG_MEMSIZE:
		*val = soc->chip->memsize;
		return true;
	case BACO_CNTL:
		*val = soc->baco | (soc->in_baco ? BACO_MODE : 0);
		return true;
	case PSP_RESET_DONE:
		*val = soc->mode1 ? PSP_READY : 0;
		return true;
	case PSP_BOOTLOADER:
		*val = soc->asic.psp_never ? 0 : PSP_READY;
		return true;
	case PSP_MAILBOX:
		*val = psp_ready(soc) ? PSP_READY : 0;
		return true;
	case PSP_ALIVE:
		*val = psp_alive(soc) ? PSP_VERSION : 0;
		return true;
	case SMU_MESSAGE:
		*val = 0;
		return true;
	case SMU_ARGUMENT:
		*val = soc->argument;
		return true;
	case SMU_RESPONSE:
		*val = soc->response;
		return true;
	}
	return false;
}

static bool reg_write(struct mock_device *dev, struct amd_soc15 *soc, u64 off, u32 val)
{
	if (off == soc->chip->thm_baco) {
		baco_write(dev, soc, soc->baco, val);
		return true;
	}
	switch (off) {
	case BACO_CNTL:
		baco_write(dev, soc, val, soc->thm);
		return true;
	case PSP_BOOTLOADER:
		psp_bootloader(dev, soc, val);
		return true;
	case PSP_MAILBOX:
		psp_command(dev, soc, val);
		return true;
	case SMU_MESSAGE:
		smu_message(dev, soc, val);
		return true;
	case SMU_ARGUMENT:
		soc->argument = val;
		return true;
	case SMU_RESPONSE:
		soc->response = val;
		return true;
	case CONFIG_MEMSIZE:
	case PSP_RESET_DONE:
	case PSP_ALIVE:
		return true;
	}
	return false;
}

static bool direct(const struct mock_device *dev, const struct amd_soc15 *soc)
{
	u32 at = soc->index.value;

	return !(at & 3) && at != PCIE_INDEX2 && at != PCIE_DATA2 &&
	       (u64)at + 4 <= dev->region[AMD_BAR].size;
}

/* What SMN has, and nobody here knows, is 0. */
static u32 smn_read(struct mock_device *dev, struct amd_soc15 *soc)
{
	u32 val = 0;
	u8 bytes[4];

	if (soc->index.value == soc->chip->firmware_flags)
		return soc->asic.smc != AMD_SMC_IDLE;
	if (direct(dev, soc) && !reg_read(soc, soc->index.value, &val)) {
		mock_region_read(&dev->region[AMD_BAR], soc->index.value, 4, bytes);
		val = mock_get(bytes, 4);
	}
	return val;
}

static void smn_write(struct mock_device *dev, struct amd_soc15 *soc, const u8 *val)
{
	if (direct(dev, soc) && !reg_write(dev, soc, soc->index.value, mock_get(val, 4)))
		mock_region_write(&dev->region[AMD_BAR], soc->index.value, 4, val);
}

/**
 * amd_soc15_read - registers
 * @dev:    the function
 * @priv:   state
 * @region: which region
 * @off:    offset in it
 * @len:    bytes
 * @val:    result
 *
 * Return: true if answered.
 */
bool amd_soc15_read(struct mock_device *dev, void *priv, u32 region, u64 off,
		    u32 len, u8 *val)
{
	struct amd_soc15 *soc = priv;
	u32 reg;

	if (region != AMD_BAR)
		return false;
	if (amd_asic_away(&soc->asic)) {
		memset(val, 0xff, len);
		return true;
	}
	if (len != 4)
		return false;
	if (off == PCIE_INDEX2)
		reg = soc->index.value;
	else if (off == PCIE_DATA2)
		reg = smn_read(dev, soc);
	else if (!reg_read(soc, off, &reg))
		return false;
	mock_put(val, 4, reg);
	return true;
}

/**
 * amd_soc15_write - registers
 * @dev:    the function
 * @priv:   state
 * @region: which region
 * @off:    offset in it
 * @len:    bytes
 * @val:    what to write
 *
 * Return: true if taken.
 */
bool amd_soc15_write(struct mock_device *dev, void *priv, u32 region, u64 off,
		     u32 len, const u8 *val)
{
	struct amd_soc15 *soc = priv;

	if (region != AMD_BAR)
		return false;
	if (amd_asic_away(&soc->asic))
		return true;
	if (len != 4)
		return false;
	if (off == PCIE_INDEX2) {
		soc->index.value = mock_get(val, 4);
		return true;
	}
	if (off == PCIE_DATA2) {
		smn_write(dev, soc, val);
		return true;
	}
	return reg_write(dev, soc, off, mock_get(val, 4));
}

/**
 * amd_soc15_reset - the chip has really been reset
 * @dev:  the function
 * @priv: state
 * @kind: by what
 */
void amd_soc15_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct amd_soc15 *soc = priv;

	(void)kind;
	amd_asic_reset(dev, &soc->asic);
	amd_index_reset(&soc->index);
	soc->silent = false;
	soc->argument = 0;
	soc->response = 0;
	soc->mode1 = false;
	soc->baco = 0;
	soc->thm = 0;
	soc->idle = false;
	soc->in_baco = false;
}

/**
 * amd_soc15_check - what software has left
 * @dev:  the function
 * @priv: state
 */
void amd_soc15_check(struct mock_device *dev, void *priv)
{
	struct amd_soc15 *soc = priv;

	amd_index_check(dev, &soc->index);
	if (soc->in_baco)
		mock_violation(dev, "BACO: left switched off");
}
