// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vega and Navi from the side of their processors; the behaviours are in
 * amd_vega10_reset.c, amd_vega20_reset.c and amd_navi_reset.c.
 *
 * Made from: the kernel's drivers/gpu/drm/amd, and logs in gnif/vendor-reset's issues
 * 3, 5, 12, 16, 25, 82 and pull request 109.  Registers are dwords of BAR5, at an
 * offset in a block that has its base by the ASIC:
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
 * - BIOS_SCRATCH_0 to _15: 38h to 47h, segment 1 (nbio_6_1_, nbio_7_4_, nbio_2_3_,
 *   nbio_4_3_0_offset.h and others: the same; issue 12: "bios_scratch_reg_offset
 *   initialized to 4c").
 * - C2PMSG_n of MP0, the PSP: 40h + n, of MP1, the SMU: 240h + n
 *   (mp_9_0_offset.h, mp_11_0_offset.h).
 *
 * The PSP (amdgpu/psp_v3_1.c, psp_v11_0.c, psp_gfx_if.h): C2PMSG_81 is not 0 once
 * its operating system runs.  That takes commands in C2PMSG_64, which then reads
 * 80000000h under 8000FFFFh; 70000h is the mode 1 reset, acknowledged when C2PMSG_33
 * has bit 31.  C2PMSG_35 has bit 31 while the boot loader takes commands; 20000h
 * (PSP_BL__LOAD_SOSDRV, amdgpu_psp.h) starts the operating system.  Issue 16, a Navi
 * 10: before any driver C2PMSG_90 and _81 are 0, and the boot loader is ready; with
 * a driver it says so, too; after mode 1 C2PMSG_90 is still 1.
 *
 * Mode 1 takes BARs and COMMAND, of all functions of the card (issue 12: "restoring
 * config space at offset 0x4 (was 0x100000, writing 0x100402)"; amdgpu puts them back
 * before it looks, amdgpu_device_mode1_reset).  Until then nothing is decoded, and
 * C2PMSG_33 is all ones like the rest.
 *
 * "ack-ms N", "ack-never": the acknowledgment is late (issue 5: not within 0.2 s
 * after the half second that all wait), or does not come.
 * "psp-error": the low half of C2PMSG_64 is not 0, and it does mode 1 all the same
 * (issue 25: "timed out waiting for PSP to reach valid state, but continuing anyway",
 * then "mode1 reset succeeded").
 * "psp-never": it is never ready, and hears nothing (issue 82: "PSP did not
 * acknowledge reset").
 * "boot-ms N": the bootloader is ready N ms after a reset: amdgpu waits for it for up
 * to 10 s (psp_v11_0.c, psp_v13_0.c: wait_for_bootloader).
 *
 * While the chip is in mode 1 nobody may look at it, "or this may raise an NMI"
 * (amdgpu, commit 7edb503fe4b6: the fabric is reset as well): amdgpu sleeps for 500 ms
 * after the command (psp_v3_1.c, psp_v11_0.c; SMU11_MODE1_RESET_WAIT_TIME_IN_MS,
 * SMU13_...; smu_v13_0_0_ppt.c: "disable mmio access while doing mode 1 reset"), 1 s on
 * Navi 48 (smu_v14_0_2_ppt.c).  Before that it reads the SMU's answer once
 * (smu_cmn.c: __smu_cmn_poll_stat), or writes 0 to C2PMSG_54 (__smu_cmn_send_debug_msg).
 * Any other access until then, and any before COMMAND is back, is a violation where
 * the personality has "fatal-when-gone".
 *
 * The SMU (pm/powerplay/smumgr, pm/swsmu): 0 to C2PMSG_90, argument to C2PMSG_82,
 * message to C2PMSG_66, which keeps it (swsmu/smu_cmn.c prints it when there is no
 * answer); C2PMSG_90 then gives 1, or FEh for no message of it.  From
 * Navi 32 on it has a second mailbox, C2PMSG_53, _54 and _75 (smu_v13_0_0_ppt.c,
 * smu_v14_0_2_ppt.c).
 *
 * A driver starts both by 20000h in C2PMSG_35: the operating system loads the SMU's
 * firmware.
 *
 * "smc-hung" is a SMU that answers nothing, with a PSP that does.  "smc-halted" is
 * one that a driver has halted when it went: its last answer is still there (1),
 * MP1's interrupts are off, and no message is answered; the PSP is well (issue 3:
 * "SMU response reg: 1, sol reg: 6b0, mp1 intr enabled? no", then message 6 gets
 * nothing; pull request 109).
 */
#include "amd.h"

#define NBIO0(reg)	((reg) * 4)
#define NBIO1(reg)	((0x14 + (reg)) * 4)
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
#define   PSP_ERROR		0x0000000fU
#define   PSP_MODE1		0x70000
#define PSP_ALIVE	MP0(81)
#define   PSP_VERSION		0x00080023	/* anything but 0 */
#define SMU_MESSAGE	MP1(66)
#define   UNANSWERED		0x6	/* GetFeatureStatusLow, say */
#define SMU_ARGUMENT	MP1(82)
#define SMU_RESPONSE	MP1(90)
#define SMU_DEBUG	MP1(75)
#define SMU_DEBUG_RESP	MP1(54)
#define   SMU_OK		0x01
#define   SMU_UNKNOWN		0xfe
#define BIOS_SCRATCH	NBIO1(0x38)
#define WINDOW		0x5a000
#define MODE1_MS	500

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
	if (soc->asic.smc == AMD_SMC_RUNNING || soc->asic.smc == AMD_SMC_HALTED)
		soc->response = SMU_OK;
	if (soc->asic.smc == AMD_SMC_HUNG)
		soc->message = UNANSWERED;
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
	struct amd_soc15 *soc = priv;

	return amd_asic_start(dev, &soc->asic, WINDOW, BIOS_SCRATCH);
}

static bool psp_alive(const struct amd_soc15 *soc)
{
	return soc->asic.smc != AMD_SMC_IDLE;
}

static bool psp_ready(const struct amd_soc15 *soc)
{
	return psp_alive(soc) && !soc->asic.psp_never && !soc->psp_hung;
}

static bool boots(const struct amd_soc15 *soc)
{
	return !soc->asic.psp_never && !soc->psp_hung && mock_now() >= soc->boot_at;
}

/* The whole card, its configuration space as well */
static void mode1(struct mock_device *dev, struct amd_soc15 *soc)
{
	u32 response = soc->response;
	u32 ms = soc->chip->mode1_ms ? soc->chip->mode1_ms : MODE1_MS;

	dev->loses_config = true;
	mock_device_reset(dev, MOCK_RESET_VENDOR);
	dev->loses_config = false;
	soc->lost = true;
	soc->quiet_to = mock_now() + ms * 1000ULL;
	soc->last_read = false;
	soc->last_write = false;
	soc->told = false;
	if (soc->chip->keeps_response)
		soc->response = response;
	soc->mode1_at = soc->asic.ack_never ? MOCK_NEVER : mock_now() + soc->asic.ack_ms * 1000;
}

/* Graphics alone: the processors go on. */
static void mode2(struct mock_device *dev, struct amd_soc15 *soc)
{
	struct amd_soc15 before = *soc;

	mock_device_reset(dev, MOCK_RESET_VENDOR);
	soc->asic.smc = before.asic.smc;
	soc->index = before.index;
	soc->response = before.response;
	soc->message = before.message;
	soc->argument = before.argument;
}

static void psp_command(struct mock_device *dev, struct amd_soc15 *soc, u32 val)
{
	if (!psp_ready(soc)) {
		mock_log_line(dev, "psp command 0x%x, unheard", val);
		return;
	}
	mock_log_line(dev, "psp command 0x%x", val);
	if (val == PSP_MODE1)
		mode1(dev, soc);
}

static void psp_bootloader(struct mock_device *dev, struct amd_soc15 *soc, u32 val)
{
	if (val != PSP_START || !boots(soc) || psp_alive(soc))
		return;
	soc->asic.smc = AMD_SMC_RUNNING;
	amd_asic_driven(dev, &soc->asic);
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

static void baco_leave(struct mock_device *dev, struct amd_soc15 *soc)
{
	mock_log_line(dev, "baco off");
	mock_device_reset(dev, MOCK_RESET_VENDOR);
	soc->asic.must_post = true;
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
			baco_leave(dev, soc);
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
	if (message == 2 && chip->version)
		soc->argument = chip->version;
	if (chip->enter_baco && message == chip->enter_baco) {
		soc->idle = true;
		if (chip->exit_baco)
			baco_enter(dev, soc);
	} else if (chip->exit_baco && message == chip->exit_baco && soc->in_baco) {
		/* the SMU sees to the time between off and on */
		baco_leave(dev, soc);
		soc->response = SMU_OK;
	}
	if (message && message == chip->mode2_message && soc->argument == 2)
		mode2(dev, soc);
	if (message && message == chip->mode1_message) {
		mode1(dev, soc);
		soc->last_read = true;
	}
	for (i = 0; i < ARRAY_SIZE(chip->last) && chip->last[i]; i++) {
		if (message == chip->last[i]) {
			soc->silent = true;
			soc->idle = true;
		}
	}
}

static void smu_debug(struct mock_device *dev, struct amd_soc15 *soc, u32 message)
{
	bool heard = soc->asic.smc == AMD_SMC_RUNNING && soc->chip->debug;

	mock_log_line(dev, "smu debug message 0x%x%s", message, heard ? "" : ", unheard");
	if (heard && message == soc->chip->debug) {
		mode1(dev, soc);
		soc->last_write = true;
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
		*val = soc->mode1_at && mock_now() >= soc->mode1_at ? PSP_READY : 0;
		return true;
	case PSP_BOOTLOADER:
		*val = boots(soc) ? PSP_READY : 0;
		return true;
	case PSP_MAILBOX:
		*val = psp_ready(soc) ? PSP_READY | (soc->asic.psp_error ? PSP_ERROR : 0) : 0;
		return true;
	case PSP_ALIVE:
		*val = psp_alive(soc) ? PSP_VERSION : 0;
		return true;
	case SMU_MESSAGE:
		*val = soc->message;
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
		soc->message = val;
		smu_message(dev, soc, val);
		return true;
	case SMU_ARGUMENT:
		soc->argument = val;
		return true;
	case SMU_RESPONSE:
		soc->response = val;
		return true;
	case SMU_DEBUG:
		smu_debug(dev, soc, val);
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
		return soc->asic.smc == AMD_SMC_RUNNING || soc->asic.smc == AMD_SMC_HUNG;
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
 * amd_soc15_config_write - COMMAND: is anything decoded again?
 * @dev:  the function
 * @priv: state
 * @off:  offset
 * @len:  bytes
 * @val:  what was written
 */
void amd_soc15_config_write(struct mock_device *dev, void *priv, u32 off, u32 len,
			    const u8 *val)
{
	struct amd_soc15 *soc = priv;

	(void)off;
	(void)len;
	(void)val;
	if (mock_config_memory(dev))
		soc->lost = false;
}

/* Said once for each reset. */
static void left_alone(struct mock_device *dev, struct amd_soc15 *soc)
{
	if (!dev->fatal || soc->told || (!soc->lost && mock_now() >= soc->quiet_to))
		return;
	soc->told = true;
	mock_violation(dev, "memory was accessed during a mode 1 reset");
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

	if (region > MOCK_BAR5)
		return false;
	if (region == AMD_BAR && off == SMU_RESPONSE && len == 4 && soc->last_read) {
		soc->last_read = false;
		mock_put(val, 4, SMU_OK);
		return true;
	}
	left_alone(dev, soc);
	if (region != AMD_BAR)
		return false;
	if (soc->lost || amd_asic_away(&soc->asic)) {
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

	if (region > MOCK_BAR5)
		return false;
	if (region == AMD_BAR && off == SMU_DEBUG_RESP && soc->last_write) {
		soc->last_write = false;
		return true;
	}
	left_alone(dev, soc);
	if (region != AMD_BAR)
		return false;
	if (soc->lost || amd_asic_away(&soc->asic))
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
	soc->psp_hung = false;
	soc->boot_at = soc->asic.boot_ms ? mock_now() + soc->asic.boot_ms * 1000 : 0;
	soc->silent = false;
	soc->message = 0;
	soc->argument = 0;
	soc->response = 0;
	soc->mode1_at = 0;
	soc->lost = false;
	soc->baco = 0;
	soc->thm = 0;
	soc->idle = false;
	soc->in_baco = false;
}

/**
 * amd_soc15_put - what has become of it since it was switched on
 * @dev:   the function
 * @priv:  state
 * @state: that
 *
 * After a crash the PSP's last command has failed (issue 25); after a good end the SMU
 * has been halted (issue 3); one that hangs is the SMU, or the PSP besides (issue 82).
 */
void amd_soc15_put(struct mock_device *dev, void *priv, enum mock_state state)
{
	struct amd_soc15 *soc = priv;

	amd_asic_put(dev, &soc->asic, state);
	soc->asic.psp_error = state == MOCK_STATE_CRASHED;
	soc->psp_hung = state == MOCK_STATE_HUNG_PSP;
	soc->boot_at = 0;
	soc->quiet_to = 0;
	switch (state) {
	case MOCK_STATE_FRESH:
		soc->asic.smc = AMD_SMC_IDLE;
		return;
	case MOCK_STATE_SHUT_DOWN:
		soc->asic.smc = AMD_SMC_HALTED;
		break;
	case MOCK_STATE_HUNG:
	case MOCK_STATE_HUNG_PSP:
		soc->asic.smc = AMD_SMC_HUNG;
		soc->message = UNANSWERED;
		return;
	default:
		soc->asic.smc = AMD_SMC_RUNNING;
		break;
	}
	soc->response = SMU_OK;
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
	amd_asic_check(dev, &soc->asic);
	if (soc->in_baco)
		mock_violation(dev, "BACO: left switched off");
}
