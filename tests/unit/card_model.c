// SPDX-License-Identifier: GPL-2.0-only
/*
 * A model of AMD's cards.  See card_model.h.
 */
#include <stdarg.h>
#include <stdio.h>

#include "card_model.h"

#define GONE		0xffffffffU

#define PSP_READY	0x80000000U
#define MODE1_RESET	0x00070000
#define FW_FLAGS	0x03b10024
#define INDEX2		CARD_INDEX2
#define DATA2		(CARD_INDEX2 + 4)

#define BACO_EN		0x001
#define BACO_POWER_OFF	0x008
#define BACO_MODE	0x100
#define THM_PWROKRAW	0x004
#define THM_RESET_EN	0x008
#define THM_EXIT	0x100
#define THM_IDLE	0x80000000U

static struct card *card_of(struct vgapt_io *io)
{
	return (struct card *)((char *)io - offsetof(struct card, io));
}

static void fault(struct card *card, const char *format, ...)
{
	va_list args;

	if (!card->faults++) {
		va_start(args, format);
		vsnprintf(card->fault, sizeof(card->fault), format, args);
		va_end(args);
	}
}

/* A register, whatever it takes to get at it. */
u32 *card_reg(struct card *card, u32 off)
{
	assert(off < CARD_MMIO && !(off & 3));
	return &card->mmio[off / 4];
}

static bool legacy(const struct card *card)
{
	return card->type->smc;
}

static u32 *smc_reg(struct card *card, u32 addr)
{
	switch (addr) {
	case 0x80000000: return &card->smc_reset;
	case 0x80000004: return &card->smc_clock;
	case 0x80000370:
		return card->smc_stale && card->now < card->smc_boot_us ? &card->smc_stale :
									  &card->smc_pc;
	case 0xc0000004:
		card->smc_events = card->now >= card->smc_boot_us ? 0x80 : 0;
		return &card->smc_events;
	case 0xc0000010: return &card->smc_misc;
	case 0xc00c0000: return &card->smc_fuses;
	}
	fault(card, "SMC address %08x", addr);
	return &card->smc_misc;
}

/* Polaris: clocks and PLLs, by whatever address; two bits there clear themselves. */
static u32 *gck_reg(struct card *card, u32 addr)
{
	u32 i;

	for (i = 0; i < card->gck_num; i++)
		if (card->gck_at[i] == addr)
			return &card->gck[i];
	if (addr >> 16 != 0xc050 && addr != 0xc0300024)
		fault(card, "GCK address %08x", addr);
	assert(card->gck_num < ARRAY_SIZE(card->gck));
	card->gck_at[card->gck_num] = addr;
	return &card->gck[card->gck_num++];
}

static void go_away(struct card *card, u64 us, bool baco)
{
	card->away_until = card->never_back ? CARD_FOREVER : card->now + us;
	card->resets++;
	if (card->config_dead) {
		memset(card->cfg, 0xff, sizeof(card->cfg));
	} else if (card->loses_config && !baco) {
		card->cfg_lost = true;
		memset(&card->cfg[4], 0, 6 * sizeof(card->cfg[0]));
		card->cfg[1] = 0x00100000;
		card->cfg[12] = 0;
	}
}

static void legacy_reset(struct card *card)
{
	card->alone_until = card->now + 100;
	if (card->ignores)
		return;
	*card_reg(card, CARD_GFX_SCRATCH) = 0;
	go_away(card, card->reset_us, false);
	if (!(card->smc_misc & 2) == !(card->smc_fuses & 0x40)) {
		card->whole++;
		if (!card->smc_stuck)
			card->smc_pc = 0x2c8c;
	}
}

/* Polaris' BACO: what the bits add up to (polaris_baco.c waits for these). */
static void polaris_power(struct card *card)
{
	u32 *baco = card_reg(card, CARD_BACO_OLD), val = *baco & 0x000400bf;

	val |= *baco & 0x40;
	if ((val & 0x4008b) == 0x4000b && !(val & 0x4) && !card->stays_on &&
	    !*card_reg(card, CARD_FB_EN_OLD))
		val |= 0x40;
	if (!(val & 0x8) && !card->stays_off)
		val |= 0x1e00;
	if (!(val & 0x18) && val & 0x4)
		val |= 0x100;
	if (val & 0x40 && !(val & 0x1) && (val & 0x184) == 0x184) {
		val &= ~0x40U;
		card->whole++;
		card->smc_clock = 0;
		card->smc_reset = 0;
		card->smc_pc = 0x2c8c;
		*card_reg(card, CARD_GFX_SCRATCH) = 0;
		go_away(card, card->reset_us, true);
	}
	*baco = val;
}

static void soc_reset(struct card *card, u64 us, bool baco)
{
	*card_reg(card, CARD_SECURE_OS) = 0;
	card->fw_flags = 0;
	go_away(card, us, baco);
	card->whole++;
	card->boot_at = card->boot_us == CARD_FOREVER ? CARD_FOREVER :
						     card->now + us + card->boot_us;
}

/* Vega 10's BACO: what the bits add up to. */
static void vega10_power(struct card *card)
{
	u32 *baco = card_reg(card, CARD_BACO), *thm = card_reg(card, CARD_THM_VEGA10);

	if (*baco & BACO_POWER_OFF && *thm & THM_RESET_EN && !(*thm & THM_PWROKRAW) &&
	    !card->stays_on)
		*baco |= BACO_MODE;
	if (*thm & THM_EXIT && !(*thm & THM_RESET_EN) && !card->stays_off)
		*thm &= ~THM_EXIT;
	if (*baco & BACO_MODE && !(*baco & (BACO_EN | BACO_POWER_OFF)) &&
	    !(*thm & (THM_EXIT | THM_RESET_EN)) && *thm & THM_PWROKRAW) {
		*baco &= ~BACO_MODE;
		soc_reset(card, card->reset_us, true);
	}
}

static bool smu_knows(const struct card_type *type, u32 msg)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(type->messages); i++)
		if (msg && msg == type->messages[i])
			return true;
	return msg && (msg == type->enter_baco || msg == type->exit_baco ||
		       msg == type->smu_mode1 || msg == type->mode2);
}

static void smu_message(struct card *card, u32 msg)
{
	const struct card_type *type = card->type;
	u32 *arg = card_reg(card, CARD_SMU_ARGUMENT);

	if (card->num_messages < CARD_MESSAGES) {
		card->arguments[card->num_messages] = *arg;
		card->messages[card->num_messages++] = msg;
	}
	if (!smu_knows(type, msg))
		fault(card, "message %02x", msg);
	if (*card_reg(card, CARD_SMU_RESULT))
		fault(card, "message %02x with the last result still there", msg);
	if (card->smu_hung || card->smu_hangs_at == msg) {
		card->smu_at = CARD_FOREVER;
		return;
	}
	card->smu_at = card->now + card->smu_us;
	card->smu_result = card->smu_refuses == GONE || card->smu_refuses == msg ? 0xff : 1;
	if (msg == type->enter_baco && *arg == 1 && card->no_ras)
		card->smu_result = 0xff;
	if (card->smu_result != 1)
		return;
	if (msg == 0x02)
		*arg = card->smu_version;
	if (msg && msg == type->mode2 && *arg == 2)
		card->mode2_at = card->now + card->smu_us + 2000;
	if (msg && msg == type->smu_mode1)
		card->mode1_at = card->now + card->smu_us + 2000;
	if (type->by_registers && msg == 0x06)
		*arg = card->features;
	if (type->by_registers && msg == 0x05)
		card->features &= ~*arg;
	if (msg == type->enter_baco) {
		if (type->by_registers)
			*card_reg(card, CARD_THM_VEGA10) |= THM_IDLE;
		else if (!card->stays_on)
			*card_reg(card, CARD_BACO) |= BACO_MODE;
	} else if (msg == type->exit_baco && !card->stays_off &&
		   *card_reg(card, CARD_BACO) & BACO_MODE) {
		card->exit_until = card->now + card->exit_us;
		*card_reg(card, CARD_BACO) &= ~BACO_MODE;
		soc_reset(card, card->reset_us, true);
	}
}

/* Its other mailbox knows one message, and nobody looks for an answer there. */
static void smu_debug(struct card *card, u32 msg)
{
	if (!card->type->debug || msg != card->type->debug)
		fault(card, "debug message %02x", msg);
	card->num_debug++;
	if (!card->smu_hung && card->smu_refuses != GONE)
		card->mode1_at = card->now + card->smu_us + 2000;
}

/* What has been asked for some time ago, and is about to happen now */
static void catch_up(struct card *card)
{
	if (card->mode2_at && card->now >= card->mode2_at) {
		card->mode2_at = 0;
		go_away(card, card->reset_us, false);
	}
	if (!card->mode1_at || card->now < card->mode1_at)
		return;
	card->mode1_at = 0;
	if (!card->no_ack)
		*card_reg(card, CARD_RESET_ACK) = 0x80000000;
	if (!card->pretends)
		soc_reset(card, card->reset_us, false);
}

static bool reachable(struct card *card, u32 off)
{
	if (off > card->window - 4)
		fault(card, "access to %05x, which is not mapped", off);
	if (card->now < card->alone_until)
		fault(card, "access to %05x while the reset begins", off);
	if (card->now < card->away_until || !(card->cfg[1] & 2) || !card->cfg[9])
		return false;
	/* In BACO there is nothing but the bus interface, and what wakes it. */
	if (legacy(card) && *card_reg(card, CARD_BACO_OLD) & 0x40)
		return (off >= 0x1700 && off < 0x1800) || (off >= 0x5000 && off < 0x6000);
	if (!legacy(card) && *card_reg(card, CARD_BACO) & BACO_MODE)
		return off < 0x10000 || off == CARD_THM_VEGA10 ||
		       (!card->type->by_registers && off >= CARD_SMU_MESSAGE);
	return true;
}

static u32 model_read(struct vgapt_io *io, int bar, u32 off)
{
	struct card *card = card_of(io);

	card->now++;
	catch_up(card);
	if (bar != 5)
		fault(card, "BAR %d", bar);
	if (!reachable(card, off))
		return GONE;
	if (legacy(card) && off == CARD_GCK + 4 && card->type->smc != CARD_GCK)
		return *gck_reg(card, *card_reg(card, off - 4));
	if (legacy(card)) {
		if (off == card->type->smc + 4)
			return card->smc_hung ? GONE :
						*smc_reg(card, *card_reg(card, off - 4));
		return *card_reg(card, off);
	}
	switch (off) {
	case DATA2:
		if (*card_reg(card, INDEX2) != FW_FLAGS)
			fault(card, "SMN address %08x", *card_reg(card, INDEX2));
		return card->fw_flags;
	case CARD_THM_VEGA20:
		return *card_reg(card, off) | (card->now < card->exit_until ? THM_EXIT : 0);
	case CARD_RESET_ACK:
		if (card->ack_ones)
			return GONE;
		break;
	case CARD_SMU_RESULT:
		if (card->smu_at && card->now >= card->smu_at) {
			*card_reg(card, off) = card->smu_result;
			card->smu_at = 0;
		}
		break;
	case CARD_PSP:
		if (card->now < card->psp_late_us)
			return 0;
		return *card_reg(card, off) | card->psp_error;
	case CARD_BOOTLOADER:
		/* On Navi it has that with the secure OS running, too (issue 16). */
		return (card->boot_at && card->now >= card->boot_at) ||
		       (*card_reg(card, CARD_SECURE_OS) && card->boot_ready) ? 0x80000000 : 0;
	}
	return *card_reg(card, off);
}

static bool may_write(struct card *card, u32 off)
{
	static const u32 soc[] = {
		INDEX2, CARD_SCRATCH3, CARD_SCRATCH6, CARD_SCRATCH7, CARD_PSP,
		CARD_SMU_MESSAGE, CARD_SMU_ARGUMENT, CARD_SMU_RESULT,
	};
	static const u32 polaris[] = {
		CARD_GCK, CARD_GCK + 4, CARD_BACO_OLD, CARD_FB_EN_OLD,
		/* pads, memory, displays: polaris_baco.c */
		0x608, 0x610, 0x648, 0x64c, 0x12180, 0x12188, 0x12190, 0x12198, 0x12210,
		0x12218, 0x12250, 0x2898, 0x2bb0, 0x2bbc, 0x3688,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(polaris) && legacy(card) && *card_reg(card, CARD_STRAPS); i++)
		if (off == polaris[i])
			return true;
	if (legacy(card))
		return off == card->type->smc || off == card->type->smc + 4 ||
		       off == CARD_SCRATCH3_OLD || off == CARD_GFX_SCRATCH ||
		       off == CARD_SCRATCH6_OLD || off == CARD_SCRATCH7_OLD;
	if (card->type->debug && (off == CARD_DEBUG_ARGUMENT || off == CARD_DEBUG_RESULT ||
				  off == CARD_DEBUG_MESSAGE))
		return true;
	for (i = 0; i < ARRAY_SIZE(soc); i++)
		if (off == soc[i])
			return true;
	if (card->type->by_registers &&
	    (off == CARD_DOORBELL || off == CARD_FB_EN || off == CARD_BACO))
		return true;
	return card->type->thm && off == card->type->thm;
}

static void model_write(struct vgapt_io *io, int bar, u32 off, u32 val)
{
	struct card *card = card_of(io);

	card->now++;
	card->writes++;
	if (bar != 5 || !may_write(card, off)) {
		fault(card, "write of %08x to BAR%d %05x", val, bar, off);
		return;
	}
	catch_up(card);
	if (!reachable(card, off))
		return;
	if (off == CARD_GFX_SCRATCH && card->gfx_off)
		return;
	/* amdgpu leaves BACO only where it is in it, and touches that on the way alone. */
	if (card->type->by_registers && off == CARD_THM_VEGA10 &&
	    !(*card_reg(card, CARD_BACO) & (BACO_EN | BACO_MODE)))
		fault(card, "%08x to THM_BACO_CNTL with the power on", val);
	if (legacy(card) && off == CARD_GCK + 4 && card->type->smc != CARD_GCK) {
		u32 addr = *card_reg(card, off - 4);

		*gck_reg(card, addr) = addr == 0xc05002b0 || addr == 0xc050032c ? val & ~0x10U :
										 val;
		return;
	}
	if (legacy(card) && off == card->type->smc + 4) {
		u32 addr = *card_reg(card, off - 4);

		if (addr == 0x80000370 || addr == 0xc00c0000)
			fault(card, "write of %08x to SMC address %08x", val, addr);
		else if (!card->smc_stuck)
			*smc_reg(card, addr) = val;
		return;
	}
	*card_reg(card, off) = val;
	if (legacy(card) && off == CARD_BACO_OLD)
		polaris_power(card);
	if (legacy(card))
		return;
	if (off == CARD_SMU_MESSAGE)
		smu_message(card, val);
	if (off == CARD_DEBUG_MESSAGE)
		smu_debug(card, val);
	if (off == CARD_PSP) {
		if (val != MODE1_RESET)
			fault(card, "PSP command %08x", val);
		*card_reg(card, off) = PSP_READY;
		card->alone_until = card->now + 400000;
		card->psp_asked++;
		if (card->ignores || card->psp_deaf)
			return;
		card->mode1_at = card->now + card->psp_slow_us;
		catch_up(card);
	}
	if (card->type->by_registers && (off == CARD_BACO || off == CARD_THM_VEGA10))
		vega10_power(card);
}

static u32 model_cfg_read(struct vgapt_io *io, u32 off)
{
	struct card *card = card_of(io);

	card->now++;
	catch_up(card);
	assert(off < 256 && !(off & 3));
	return card->cfg[off / 4];
}

static void model_cfg_write(struct vgapt_io *io, u32 off, u32 val)
{
	struct card *card = card_of(io);

	card->now++;
	card->writes++;
	assert(off < 256 && !(off & 3));
	if (off == 0x7c) {
		if (!legacy(card) || val != 0x39d5e86b)
			fault(card, "%08x to 7Ch", val);
		legacy_reset(card);
		return;
	}
	/* Status is cleared by writing ones; identity is not written at all. */
	if (!off || (off == 4 && val >> 16))
		fault(card, "write of %08x to configuration %02x", val, off);
	card->cfg[off / 4] = val;
}

static void model_sleep(struct vgapt_io *io, u32 us)
{
	card_of(io)->now += us;
}

static u64 model_now(struct vgapt_io *io)
{
	return card_of(io)->now;
}

/* A card that a driver has used, and left running. */
void card_init(struct card *card, const struct card_type *type)
{
	u32 i;

	memset(card, 0, sizeof(*card));
	card->type = type;
	card->io = (struct vgapt_io) {
		.read = model_read,
		.write = model_write,
		.cfg_read = model_cfg_read,
		.cfg_write = model_cfg_write,
		.sleep_us = model_sleep,
		.now_us = model_now,
		.has_rom = true,
	};
	card->now = 1000000;
	card->window = CARD_MMIO;
	card->cfg[0] = (u32)type->device << 16 | 0x1002;
	card->cfg[1] = 0x00100002;
	for (i = 4; i < 10; i++)
		card->cfg[i] = 0xf0000000 + i * 0x100000;
	card->reset_us = 1500;
	if (legacy(card)) {
		*card_reg(card, CARD_MEMSIZE_OLD) = 8192;
		*card_reg(card, CARD_SCRATCH3_OLD) = 0x1234;
		*card_reg(card, CARD_GFX_SCRATCH) = 0xcafedead;
		*card_reg(card, card->type->smc) = 0x80000004;
		*card_reg(card, CARD_SCRATCH6_OLD) = 0x11;
		*card_reg(card, CARD_SCRATCH7_OLD) = 0x200;
		*card_reg(card, CARD_SMC_MESSAGE) = 0x100;
		*card_reg(card, CARD_SMC_RESP) = 1;
		*card_reg(card, CARD_BACO_OLD) = 0x1f84;
		*card_reg(card, CARD_FB_EN_OLD) = 3;
		*card_reg(card, CARD_GCK) = type->smc == CARD_GCK ? 0x80000004 : 0xc0300014;
		card->smc_pc = 0x2055c;
		return;
	}
	*card_reg(card, INDEX2) = 0x1234;
	*card_reg(card, CARD_MEMSIZE) = 8176;
	*card_reg(card, CARD_SCRATCH3) = 0x5678;
	*card_reg(card, CARD_SCRATCH6) = 0x11;
	*card_reg(card, CARD_SCRATCH7) = 0x22;
	*card_reg(card, CARD_FB_EN) = 3;
	*card_reg(card, CARD_PSP) = PSP_READY;
	*card_reg(card, CARD_SECURE_OS) = 0x00110029;
	*card_reg(card, CARD_SMU_RESULT) = 1;
	*card_reg(card, CARD_THM_VEGA10) = THM_PWROKRAW;
	*card_reg(card, CARD_SOC_STRAPS) = 0x80;
	*card_reg(card, CARD_FUSES) = 0x20000000;
	card->loses_config = true;
	card->boot_ready = type->by_registers ? 0 : 1;
	card->smu_us = 300;
	card->smu_version = 0x00500000;
	card->boot_us = 2000000;
	card->features = 0x1bb9ff1f;
}
