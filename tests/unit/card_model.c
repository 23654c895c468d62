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
	case 0x80000370: return &card->smc_pc;
	case 0xc0000010: return &card->smc_misc;
	case 0xc00c0000: return &card->smc_fuses;
	}
	fault(card, "SMC address %08x", addr);
	return &card->smc_misc;
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
			card->smc_pc = 0x1000;
	}
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
	return msg && (msg == type->enter_baco || msg == type->exit_baco);
}

static void smu_message(struct card *card, u32 msg)
{
	const struct card_type *type = card->type;
	u32 *arg = card_reg(card, CARD_SMU_ARGUMENT);

	if (card->num_messages < CARD_MESSAGES)
		card->messages[card->num_messages++] = msg;
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
	if (card->smu_result != 1)
		return;
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
		*card_reg(card, CARD_BACO) &= ~BACO_MODE;
		soc_reset(card, card->reset_us, true);
	}
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
	if (!legacy(card) && *card_reg(card, CARD_BACO) & BACO_MODE)
		return off < 0x10000 || off == CARD_THM_VEGA10 ||
		       (!card->type->by_registers && off >= CARD_SMU_MESSAGE);
	return true;
}

static u32 model_read(struct vgapt_io *io, int bar, u32 off)
{
	struct card *card = card_of(io);

	card->now++;
	if (bar != 5)
		fault(card, "BAR %d", bar);
	if (!reachable(card, off))
		return GONE;
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
	case CARD_SMU_RESULT:
		if (card->smu_at && card->now >= card->smu_at) {
			*card_reg(card, off) = card->smu_result;
			card->smu_at = 0;
		}
		break;
	case CARD_PSP:
		if (card->now < card->psp_late_us)
			return 0;
		break;
	case CARD_BOOTLOADER:
		return card->boot_at && card->now >= card->boot_at ? 0x80000000 : 0;
	}
	return *card_reg(card, off);
}

static bool may_write(const struct card *card, u32 off)
{
	static const u32 soc[] = {
		INDEX2, CARD_SCRATCH3, CARD_SCRATCH6, CARD_SCRATCH7, CARD_PSP,
		CARD_SMU_MESSAGE, CARD_SMU_ARGUMENT, CARD_SMU_RESULT,
	};
	size_t i;

	if (legacy(card))
		return off == card->type->smc || off == card->type->smc + 4 ||
		       off == CARD_SCRATCH3_OLD || off == CARD_GFX_SCRATCH;
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
	if (!reachable(card, off))
		return;
	if (off == CARD_GFX_SCRATCH && card->gfx_off)
		return;
	if (legacy(card) && off == card->type->smc + 4) {
		u32 addr = *card_reg(card, off - 4);

		if (addr == 0x80000370 || addr == 0xc00c0000)
			fault(card, "write of %08x to SMC address %08x", val, addr);
		else if (!card->smc_stuck)
			*smc_reg(card, addr) = val;
		return;
	}
	*card_reg(card, off) = val;
	if (legacy(card))
		return;
	if (off == CARD_SMU_MESSAGE)
		smu_message(card, val);
	if (off == CARD_PSP) {
		if (val != MODE1_RESET)
			fault(card, "PSP command %08x", val);
		*card_reg(card, off) = PSP_READY;
		card->alone_until = card->now + 400000;
		if (card->ignores)
			return;
		if (!card->no_ack)
			*card_reg(card, CARD_RESET_ACK) = 0x80000000;
		if (!card->pretends)
			soc_reset(card, card->reset_us, false);
	}
	if (card->type->by_registers && (off == CARD_BACO || off == CARD_THM_VEGA10))
		vega10_power(card);
}

static u32 model_cfg_read(struct vgapt_io *io, u32 off)
{
	struct card *card = card_of(io);

	card->now++;
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
		card->smc_pc = 0x20314;
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
	card->fw_flags = 1;
	card->smu_us = 300;
	card->boot_us = 2000000;
	card->features = 0x1bb9ff1f;
}
