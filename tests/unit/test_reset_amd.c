// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/reset/vendor/amd*.c: what is done to a card, and what is made of it when that fails.
 */
#include <string.h>

#include "card_model.h"
#include "pure/reset/say.h"
#include "unit.h"

enum card_kind {
	CARD_CIK,
	CARD_POLARIS,
	CARD_VEGA10,
	CARD_VEGA20,
	CARD_MI100,
	CARD_NAVI1X,
	CARD_NAVI2X,
};

static const struct card_type types[] = {
	[CARD_CIK] = {
		.name = "CIK", .vendor = &vgapt_amd_cik, .device = 0x67b0,
		.smc = CARD_SMC_CIK,
	},
	[CARD_POLARIS] = {
		.name = "Polaris", .vendor = &vgapt_amd_polaris, .device = 0x67df,
		.smc = CARD_SMC_POLARIS,
	},
	[CARD_VEGA10] = {
		.name = "Vega 10", .vendor = &vgapt_amd_vega10, .device = 0x687f,
		.enter_baco = 0x1e, .messages = { 0x05, 0x06, 0x45 },
		.thm = CARD_THM_VEGA10, .by_registers = true,
	},
	[CARD_VEGA20] = {
		.name = "Vega 20", .vendor = &vgapt_amd_vega20, .device = 0x66af,
		.enter_baco = 0x25, .exit_baco = 0x58, .thm = CARD_THM_VEGA20,
	},
	[CARD_MI100] = {
		.name = "MI100", .vendor = &vgapt_amd_vega20, .device = 0x738c,
		.enter_baco = 0x18, .exit_baco = 0x19, .thm = CARD_THM_VEGA20,
	},
	[CARD_NAVI1X] = {
		.name = "Navi 1x", .vendor = &vgapt_amd_navi1x, .device = 0x731f,
		.messages = { 0x2a, 0x33 },
	},
	[CARD_NAVI2X] = {
		.name = "Navi 2x", .vendor = &vgapt_amd_navi2x, .device = 0x73bf,
	},
};

static struct card card;
static enum vgapt_why why;

static void start(enum card_kind kind)
{
	card_init(&card, &types[kind]);
	card.window = card.type->vendor->window;
	why = VGAPT_WHY_NONE;
}

static void no_faults(void)
{
	check(!card.faults, "card %s: %s", card.type->name, card.fault);
}

static enum vgapt_reset_reason probe(void)
{
	static u32 before[CARD_MMIO / 4], cfg[64];
	enum vgapt_reset_reason reason;

	memcpy(before, card.mmio, sizeof(before));
	memcpy(cfg, card.cfg, sizeof(cfg));
	reason = card.type->vendor->probe(&card.io);
	/* A probe leaves everything as found. */
	check(!memcmp(before, card.mmio, sizeof(before)), "card %s: registers", card.type->name);
	check(!memcmp(cfg, card.cfg, sizeof(cfg)), "card %s: configuration", card.type->name);
	assert_int_equal(card.resets, 0);
	assert_int_equal(card.num_messages, 0);
	no_faults();
	return reason;
}

/* Reset it, and see that it is said why if that fails. */
static int reset(void)
{
	int rc = card.type->vendor->reset(&card.io, &why);

	no_faults();
	if (rc)
		check(why != VGAPT_WHY_NONE, "card %s: %d, but not why", card.type->name, rc);
	return rc;
}

static int alive(void)
{
	int rc;

	why = VGAPT_WHY_NONE;
	rc = card.type->vendor->alive(&card.io, &why);
	no_faults();
	if (rc)
		check(why != VGAPT_WHY_NONE, "card %s: %d, but not why", card.type->name, rc);
	return rc;
}

static u32 elapsed_ms(void)
{
	return (card.now - 1000000) / 1000;
}

static void took(u32 from_ms, u32 to_ms)
{
	check(elapsed_ms() >= from_ms && elapsed_ms() <= to_ms,
	      "card %s: %u ms, not %u to %u", card.type->name, elapsed_ms(), from_ms, to_ms);
}

static void says(enum vgapt_why expected)
{
	check(why == expected, "card %s: %s, not %s", card.type->name, vgapt_why_name(why),
	      vgapt_why_name(expected));
}

static const enum card_kind old[] = { CARD_CIK, CARD_POLARIS };

static const enum card_kind soc[] = {
	CARD_VEGA10, CARD_VEGA20, CARD_MI100, CARD_NAVI1X, CARD_NAVI2X,
};
/* Those whose PSP is the first to be asked. */
static const enum card_kind psp[] = { CARD_VEGA20, CARD_MI100, CARD_NAVI1X, CARD_NAVI2X };
static const enum card_kind navi[] = { CARD_NAVI1X, CARD_NAVI2X };

#define for_each(kind, kinds)						\
	for (size_t i_ = 0; i_ < ARRAY_SIZE(kinds) && ((kind) = (kinds)[i_], 1); i_++)

/* Each is found by its id: the family, and the vendor's file. */
static void known_by_id(void **state)
{
	const struct vgapt_reset_id *id;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		id = vgapt_reset_id_of(0x1002, types[i].device);
		check(id && vgapt_reset_vendor_of(id->family) == types[i].vendor,
		      "%s is not found", types[i].name);
	}
}

static void fits_bar5(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, old)
		assert_true(types[kind].vendor->window <= 256 * 1024);
	for_each(kind, soc)
		assert_true(types[kind].vendor->window <= 512 * 1024);
	/* It spares what is not graphics; the others do not. */
	assert_false(vgapt_amd_cik.whole_card);
	assert_true(vgapt_amd_polaris.whole_card);
	for_each(kind, soc)
		assert_true(types[kind].vendor->whole_card);
}

/* Bonaire to Polaris */

static void old_probe(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, old) {
		start(kind);
		assert_int_equal(probe(), VGAPT_REASON_IN);
		start(kind);
		card.smc_clock = 1;
		assert_int_equal(probe(), VGAPT_REASON_IDLE);
		start(kind);
		card.smc_reset = 1;
		assert_int_equal(probe(), VGAPT_REASON_IDLE);
		/* Started, and not in its firmware. */
		start(kind);
		card.smc_pc = 0x200ff;
		assert_int_equal(probe(), VGAPT_REASON_HUNG);
		start(kind);
		card.smc_pc = 0x20100;
		assert_int_equal(probe(), VGAPT_REASON_IN);
		start(kind);
		card.smc_hung = true;
		assert_int_equal(probe(), VGAPT_REASON_HUNG);
		start(kind);
		card.away_until = CARD_FOREVER;
		assert_int_equal(probe(), VGAPT_REASON_NO_REGISTERS);
	}
}

static void old_reset(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, old) {
		start(kind);
		assert_int_equal(reset(), 0);
		assert_int_equal(card.resets, 1);
		assert_int_equal(card.whole, kind == CARD_POLARIS);
		/* Stopped, so that a guest's driver can load its own. */
		assert_int_equal(card.smc_clock & 1, 1);
		assert_int_equal(card.smc_reset & 1, 1);
		assert_int_equal(*card_reg(&card, CARD_SCRATCH3_OLD), 0x1234);
		took(1, 4);
		assert_int_equal(alive(), 0);
		assert_int_equal(types[kind].vendor->probe(&card.io), VGAPT_REASON_IDLE);
	}
}

/* Graphics only is what differs from the fuse; else the bit is turned. */
static void cik_scope(void **state)
{
	u32 fuse, misc;

	(void)state;
	for (fuse = 0; fuse < 2; fuse++) {
		for (misc = 0; misc < 2; misc++) {
			start(CARD_CIK);
			card.smc_fuses = fuse * 0x40 | 0x80;
			card.smc_misc = misc * 2 | 0x10;
			assert_int_equal(reset(), 0);
			assert_int_equal(card.resets, 1);
			assert_int_equal(card.whole, 0);
			assert_int_equal(card.smc_misc, !fuse * 2 | 0x10);
		}
	}
	/* What there is on Polaris is left alone. */
	start(CARD_POLARIS);
	card.smc_misc = 2;
	card.smc_fuses = 0x40;
	assert_int_equal(reset(), 0);
	assert_int_equal(card.smc_misc, 2);
}

static void old_slow(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, old) {
		start(kind);
		card.reset_us = 90000;
		card.loses_config = true;
		assert_int_equal(reset(), 0);
		took(90, 93);
		assert_int_equal(card.cfg[9], 0xf0900000);
		assert_int_equal(card.cfg[1] & 0xffff, 2);
		assert_int_equal(alive(), 0);
	}
}

static void old_never_back(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, old) {
		start(kind);
		card.never_back = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_REGISTERS_LOST);
		took(1000, 1010);
		assert_int_equal(alive(), -EAGAIN);

		start(kind);
		card.config_dead = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_CONFIG_LOST);
		took(1000, 1010);
	}
}

/* A reset that did nothing is a failure. */
static void old_ignored(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, old) {
		start(kind);
		card.ignores = true;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_IGNORED);
		assert_int_equal(*card_reg(&card, CARD_GFX_SCRATCH), 0xcafedead);
		assert_int_equal(*card_reg(&card, CARD_SCRATCH3_OLD), 0x1234);
		assert_int_equal(card.smc_clock, 0);
		assert_int_equal(alive(), -EIO);
		says(VGAPT_WHY_SMC_NOT_RESET);

		start(kind);
		card.ignores = true;
		card.gfx_off = true;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_NO_EVIDENCE);
	}
}

/* Without the mark the card's having been away will do, or the SMC's stop. */
static void old_unmarked(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, old) {
		start(kind);
		card.gfx_off = true;
		assert_int_equal(reset(), 0);
	}
	start(CARD_POLARIS);
	card.gfx_off = true;
	card.reset_us = 0;
	assert_int_equal(reset(), 0);
	assert_int_equal(card.whole, 1);
}

static void old_smc_stuck(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, old) {
		start(kind);
		card.smc_stuck = true;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_SMC_NOT_STOPPED);
		assert_int_equal(alive(), -EIO);

		start(kind);
		card.smc_hung = true;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_SMC_NOT_STOPPED);
		assert_int_equal(alive(), -EAGAIN);
		says(VGAPT_WHY_SMC_NO_ANSWER);
	}
}

/* Vega, Navi */

static void soc_probe(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, soc) {
		start(kind);
		assert_int_equal(probe(), VGAPT_REASON_IN);
		start(kind);
		card.away_until = CARD_FOREVER;
		assert_int_equal(probe(), VGAPT_REASON_NO_REGISTERS);
		start(kind);
		*card_reg(&card, CARD_MEMSIZE) = 0xffffffff;
		assert_int_equal(probe(), VGAPT_REASON_NO_REGISTERS);
		start(kind);
		*card_reg(&card, CARD_SECURE_OS) = 0xffffffff;
		assert_int_equal(probe(), VGAPT_REASON_NO_REGISTERS);
		/* No driver has started it. */
		start(kind);
		*card_reg(&card, CARD_SECURE_OS) = 0;
		card.boot_at = 1;
		assert_int_equal(probe(), VGAPT_REASON_IDLE);
		/* One has, but not to the end. */
		start(kind);
		*card_reg(&card, CARD_SECURE_OS) = 0;
		assert_int_equal(probe(), VGAPT_REASON_IN);
	}
}

static void soc_hung(void **state)
{
	enum card_kind kind;

	(void)state;
	start(CARD_VEGA10);
	*card_reg(&card, CARD_SMU_RESULT) = 0;
	assert_int_equal(probe(), VGAPT_REASON_HUNG);
	took(500, 502);

	for_each(kind, psp) {
		start(kind);
		card.psp_late_us = CARD_FOREVER;
		if (kind == CARD_VEGA20 || kind == CARD_MI100) {
			/* The SMU can do it, too. */
			assert_int_equal(probe(), VGAPT_REASON_IN);
			*card_reg(&card, CARD_SMU_RESULT) = 0;
		}
		assert_int_equal(probe(), VGAPT_REASON_HUNG);
		took(100, 710);

		/* Busy is not hung. */
		start(kind);
		card.psp_late_us = card.now + 80000;
		assert_int_equal(probe(), VGAPT_REASON_IN);
		took(80, 82);

		/* Ready, but the last command failed. */
		start(kind);
		*card_reg(&card, CARD_PSP) = 0x80000005;
		*card_reg(&card, CARD_SMU_RESULT) = 0;
		assert_int_equal(probe(), VGAPT_REASON_HUNG);
	}
}

/* Without power nothing but the bus interface can say anything. */
static void soc_probe_baco(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, soc) {
		start(kind);
		*card_reg(&card, CARD_BACO) = 0x100;
		assert_int_equal(probe(), kind == CARD_NAVI1X || kind == CARD_NAVI2X ?
			VGAPT_REASON_HUNG : VGAPT_REASON_IN);
	}
}

static void soc_reset_works(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, soc) {
		start(kind);
		assert_int_equal(reset(), 0);
		assert_int_equal(card.whole, 1);
		assert_int_equal(*card_reg(&card, CARD_SECURE_OS), 0);
		/* A driver has to POST the card again. */
		assert_int_equal(*card_reg(&card, CARD_SCRATCH6), 0);
		assert_int_equal(*card_reg(&card, CARD_SCRATCH7), 0);
		assert_int_equal(*card_reg(&card, CARD_SCRATCH3), 0x5678);
		assert_int_equal(*card_reg(&card, CARD_INDEX2), 0x1234);
		/* The bootloader took two seconds, and it was not waited for longer. */
		took(2000, 2600);
		assert_int_equal(alive(), 0);
		assert_int_equal(types[kind].vendor->probe(&card.io), VGAPT_REASON_IDLE);
	}
}

static void soc_loses_config(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, soc) {
		start(kind);
		card.loses_config = true;
		assert_int_equal(reset(), 0);
		check(kind == CARD_VEGA10 || card.cfg_lost, "card %d kept it", kind);
		assert_int_equal(card.cfg[4], 0xf0400000);
		assert_int_equal(card.cfg[9], 0xf0900000);
		assert_int_equal(card.cfg[1] & 0xffff, 2);

		start(kind);
		card.config_dead = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_CONFIG_LOST);
	}
}

static void soc_never_back(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, soc) {
		start(kind);
		card.never_back = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		assert_int_equal(card.resets, 1);
		assert_int_equal(alive(), -EAGAIN);
		assert_true(elapsed_ms() < 13000);

		start(kind);
		card.boot_us = CARD_FOREVER;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_PSP_NOT_READY);
		took(10000, 10700);
		assert_int_equal(alive(), -EAGAIN);

		start(kind);
		card.boot_us = 9900000;
		assert_int_equal(reset(), 0);
		took(9900, 10500);
	}
}

static void no_rom(void **state)
{
	static const enum card_kind kinds[] = { CARD_VEGA10, CARD_NAVI1X, CARD_NAVI2X };
	enum card_kind kind;

	(void)state;
	for_each(kind, kinds) {
		start(kind);
		card.io.has_rom = false;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_NO_VBIOS);
		assert_int_equal(card.writes, 0);
	}
}

/* Acknowledged, but the secure OS runs as it did. */
static void pretence(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, psp) {
		start(kind);
		card.pretends = true;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_PSP_NOT_RESET);
		assert_int_equal(card.resets, 0);
		took(500, 502);
	}
	for_each(kind, soc) {
		start(kind);
		/* Later ones are not known well enough to hold it against others. */
		assert_int_equal(alive(), kind == CARD_NAVI2X ? 0 : -EIO);
		*card_reg(&card, CARD_MEMSIZE) = 0xffffffff;
		assert_int_equal(alive(), -EAGAIN);
		*card_reg(&card, CARD_MEMSIZE) = 8192;
		*card_reg(&card, CARD_SECURE_OS) = 0xffffffff;
		assert_int_equal(alive(), -EAGAIN);
	}
}

static void psp_ignores(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, psp) {
		start(kind);
		card.ignores = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_PSP_NO_ACK);
		took(1500, 1510);
		/* It may be at it: the SMU is not set upon it as well. */
		assert_int_equal(card.messages[0] == 0x25 || card.messages[0] == 0x18, 0);
		assert_int_equal(*card_reg(&card, CARD_SCRATCH3), 0x5678);
	}
	for_each(kind, psp) {
		start(kind);
		card.no_ack = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_PSP_NO_ACK);
	}
}

static void navi_psp_dead(void **state)
{
	enum card_kind kind;

	(void)state;
	for_each(kind, navi) {
		start(kind);
		card.psp_late_us = CARD_FOREVER;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_PSP_NO_COMMAND);
		assert_int_equal(card.writes, 0);
	}
}

static void navi_smu(void **state)
{
	(void)state;
	start(CARD_NAVI1X);
	assert_int_equal(reset(), 0);
	assert_int_equal(card.num_messages, 2);
	assert_int_equal(card.messages[0], 0x2a);
	assert_int_equal(card.messages[1], 0x33);

	/* No firmware in it: nobody to talk to. */
	start(CARD_NAVI1X);
	card.fw_flags = 0;
	assert_int_equal(reset(), 0);
	assert_int_equal(card.num_messages, 0);

	start(CARD_NAVI1X);
	card.smu_refuses = ~0U;
	assert_int_equal(reset(), 0);
	assert_int_equal(card.num_messages, 2);

	/* The PSP does without; and it is not asked twice. */
	start(CARD_NAVI1X);
	card.smu_hung = true;
	assert_int_equal(reset(), 0);
	assert_int_equal(card.num_messages, 1);
	took(2500, 2600);

	/* Its messages are others. */
	start(CARD_NAVI2X);
	assert_int_equal(reset(), 0);
	assert_int_equal(card.num_messages, 0);
}

static void vega20_falls_back(void **state)
{
	static const enum card_kind kinds[] = { CARD_VEGA20, CARD_MI100 };
	enum card_kind kind;

	(void)state;
	for_each(kind, kinds) {
		u32 enter = kind == CARD_VEGA20 ? 0x25 : 0x18;
		u32 leave = kind == CARD_VEGA20 ? 0x58 : 0x19;

		start(kind);
		card.psp_late_us = CARD_FOREVER;
		assert_int_equal(reset(), 0);
		assert_int_equal(card.whole, 1);
		assert_int_equal(card.num_messages, 2);
		assert_int_equal(card.messages[0], enter);
		assert_int_equal(card.messages[1], leave);
		assert_int_equal(*card_reg(&card, CARD_SCRATCH6), 0);
		assert_int_equal(*card_reg(&card, CARD_SCRATCH7), 0);
		took(2120, 2140);

		/* Already without power: it only has to be given back. */
		start(kind);
		*card_reg(&card, CARD_BACO) = 0x100;
		assert_int_equal(reset(), 0);
		assert_int_equal(card.num_messages, 1);
		assert_int_equal(card.messages[0], leave);

		start(kind);
		card.psp_late_us = CARD_FOREVER;
		card.smu_refuses = enter;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_SMU_REFUSES);
		assert_int_equal(card.resets, 0);

		start(kind);
		card.psp_late_us = CARD_FOREVER;
		card.smu_hung = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_SMU_NO_ANSWER);

		start(kind);
		card.psp_late_us = CARD_FOREVER;
		*card_reg(&card, CARD_SMU_RESULT) = 0;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_SMU_BUSY);
		assert_int_equal(card.num_messages, 0);

		start(kind);
		card.psp_late_us = CARD_FOREVER;
		*card_reg(&card, CARD_THM_VEGA20) = 0xffffffff;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_BACO_UNREADABLE);
		assert_int_equal(card.num_messages, 0);

		start(kind);
		card.psp_late_us = CARD_FOREVER;
		card.stays_on = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_POWER_STAYS_ON);
		took(1100, 1110);

		start(kind);
		card.psp_late_us = CARD_FOREVER;
		card.smu_refuses = leave;
		assert_int_equal(reset(), -EIO);
		says(VGAPT_WHY_SMU_REFUSES);

		start(kind);
		card.psp_late_us = CARD_FOREVER;
		card.stays_off = true;
		assert_int_equal(reset(), -ETIMEDOUT);
		says(VGAPT_WHY_POWER_STAYS_OFF);
	}
}

static void vega10_features(void **state)
{
	u32 i;

	(void)state;
	start(CARD_VEGA10);
	assert_int_equal(reset(), 0);
	/* Ask, turn off the ten that are on, reset, enter BACO. */
	assert_int_equal(card.messages[0], 0x06);
	for (i = 1; i + 2 < card.num_messages; i++)
		assert_int_equal(card.messages[i], 0x05);
	assert_int_equal(card.messages[card.num_messages - 2], 0x45);
	assert_int_equal(card.messages[card.num_messages - 1], 0x1e);
	/* And what has to stay on does: a card without is dead (vendor-reset). */
	assert_int_equal(card.features, 0x1330070f);
	/* Half a second for the message, 5, 20 and 10 ms for the regulators. */
	took(2535, 2560);

	start(CARD_VEGA10);
	card.features = 0;
	assert_int_equal(reset(), 0);
	assert_int_equal(card.num_messages, 3);
}

static void vega10_refusals(void **state)
{
	(void)state;
	/* Power off does without these. */
	start(CARD_VEGA10);
	card.smu_refuses = 0x06;
	assert_int_equal(reset(), 0);
	assert_int_equal(card.num_messages, 2);
	took(2035, 2060);
	start(CARD_VEGA10);
	card.smu_refuses = 0x05;
	assert_int_equal(reset(), 0);
	start(CARD_VEGA10);
	card.smu_refuses = 0x45;
	assert_int_equal(reset(), 0);
	took(2035, 2060);

	/* Not without that; and the card is left as it was. */
	start(CARD_VEGA10);
	card.smu_refuses = 0x1e;
	assert_int_equal(reset(), -EIO);
	says(VGAPT_WHY_SMU_REFUSES);
	assert_int_equal(card.resets, 0);
	assert_int_equal(*card_reg(&card, CARD_FB_EN), 3);
	assert_int_equal(*card_reg(&card, CARD_DOORBELL), 0);
	assert_int_equal(*card_reg(&card, CARD_BACO), 0);

	start(CARD_VEGA10);
	card.smu_hung = true;
	assert_int_equal(reset(), -ETIMEDOUT);
	says(VGAPT_WHY_SMU_NO_ANSWER);
	assert_int_equal(card.num_messages, 1);
	assert_int_equal(*card_reg(&card, CARD_FB_EN), 3);

	/* Once it hangs it is not asked on. */
	start(CARD_VEGA10);
	card.smu_hangs_at = 0x05;
	assert_int_equal(reset(), -ETIMEDOUT);
	assert_int_equal(card.num_messages, 2);
	took(500, 502);
	start(CARD_VEGA10);
	card.smu_hangs_at = 0x45;
	assert_int_equal(reset(), -ETIMEDOUT);
	assert_int_equal(card.messages[card.num_messages - 1], 0x45);
	assert_int_equal(*card_reg(&card, CARD_FB_EN), 3);
	start(CARD_VEGA10);
	card.smu_hangs_at = 0x1e;
	assert_int_equal(reset(), -ETIMEDOUT);
	assert_int_equal(*card_reg(&card, CARD_FB_EN), 3);
	assert_int_equal(card.resets, 0);

	start(CARD_VEGA10);
	*card_reg(&card, CARD_DOORBELL) = 0xffffffff;
	assert_int_equal(reset(), -EIO);
	says(VGAPT_WHY_BIF_NO_ANSWER);
}

static void vega10_power(void **state)
{
	(void)state;
	start(CARD_VEGA10);
	*card_reg(&card, CARD_BACO) = 0x109;
	*card_reg(&card, CARD_THM_VEGA10) = 0x8;
	assert_int_equal(reset(), 0);
	assert_int_equal(card.num_messages, 0);
	assert_int_equal(card.whole, 1);

	/* It is not left half way. */
	start(CARD_VEGA10);
	card.stays_on = true;
	assert_int_equal(reset(), -ETIMEDOUT);
	says(VGAPT_WHY_POWER_STAYS_ON);
	assert_int_equal(*card_reg(&card, CARD_BACO) & 0xf, 0);
	assert_int_equal(*card_reg(&card, CARD_THM_VEGA10) & 0x3fe, 0x4);

	start(CARD_VEGA10);
	card.stays_off = true;
	assert_int_equal(reset(), -ETIMEDOUT);
	says(VGAPT_WHY_POWER_STAYS_OFF);
	assert_int_equal(card.resets, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_by_id),
		cmocka_unit_test(fits_bar5),
		cmocka_unit_test(old_probe),
		cmocka_unit_test(old_reset),
		cmocka_unit_test(cik_scope),
		cmocka_unit_test(old_slow),
		cmocka_unit_test(old_never_back),
		cmocka_unit_test(old_ignored),
		cmocka_unit_test(old_unmarked),
		cmocka_unit_test(old_smc_stuck),
		cmocka_unit_test(soc_probe),
		cmocka_unit_test(soc_hung),
		cmocka_unit_test(soc_probe_baco),
		cmocka_unit_test(soc_reset_works),
		cmocka_unit_test(soc_loses_config),
		cmocka_unit_test(soc_never_back),
		cmocka_unit_test(no_rom),
		cmocka_unit_test(pretence),
		cmocka_unit_test(psp_ignores),
		cmocka_unit_test(navi_psp_dead),
		cmocka_unit_test(navi_smu),
		cmocka_unit_test(vega20_falls_back),
		cmocka_unit_test(vega10_features),
		cmocka_unit_test(vega10_refusals),
		cmocka_unit_test(vega10_power),
	};

	return cmocka_run_group_tests_name("reset_amd", tests, NULL, NULL);
}
