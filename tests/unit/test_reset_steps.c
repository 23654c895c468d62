// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/reset/steps.c and steps_text.c: the interpreter, step by step, and whether all
 * vendors' tables are such that it can run them.
 */
#include <string.h>

#include "pure/reset/steps.h"
#include "pure/reset/vendor.h"
#include "unit.h"

/* A card of four registers, each of which is what a test makes of it. */
static struct {
	struct vgapt_io io;
	u32 reg[4];
	u32 cfg[64];
	u64 now;
	u32 reads;
	u32 writes;
	u32 becomes_at;		/* after so many reads register 0 is 1 */
} card;

static u32 card_read(struct vgapt_io *io, int bar, u32 off)
{
	(void)io;
	assert_int_equal(bar, 2);
	assert_in_range(off / 4, 0, 3);
	if (++card.reads == card.becomes_at)
		card.reg[0] = 1;
	return card.reg[off / 4];
}

static void card_write(struct vgapt_io *io, int bar, u32 off, u32 val)
{
	(void)io;
	assert_int_equal(bar, 2);
	card.writes++;
	card.reg[off / 4] = val;
}

static u32 card_cfg_read(struct vgapt_io *io, u32 off)
{
	(void)io;
	return card.cfg[off / 4];
}

static void card_cfg_write(struct vgapt_io *io, u32 off, u32 val)
{
	(void)io;
	card.cfg[off / 4] = val;
}

static void card_sleep(struct vgapt_io *io, u32 us)
{
	(void)io;
	card.now += us;
}

static u64 card_now(struct vgapt_io *io)
{
	(void)io;
	return card.now;
}

static const struct vgapt_reg regs[] = {
	{ .name = "R0", .bar = 2, .at = 0 },
	{ .name = "R1", .bar = 2, .at = 4 },
	{ .name = "BEHIND", .space = VGAPT_IN_PAIR, .at = 0x1000 },
	{ .name = "config 4h", .space = VGAPT_IN_CONFIG, .at = 4 },
};

static const struct vgapt_reset_vendor vendor = {
	.pair = { .bar = 2, .index = 8, .data = 12 },
};

static struct vgapt_run run;

static void begin(const struct vgapt_seq *seq)
{
	memset(&card, 0, sizeof(card));
	card.io = (struct vgapt_io){
		.read = card_read, .write = card_write, .cfg_read = card_cfg_read,
		.cfg_write = card_cfg_write, .sleep_us = card_sleep, .now_us = card_now,
	};
	vgapt_run_begin(&run, &card.io, &vendor, seq);
}

static int go(void)
{
	u32 steps = 0;

	while (vgapt_run_step(&run))
		check(++steps < 1000, "it does not end");
	/* and then it is over */
	assert_false(vgapt_run_step(&run));
	assert_null(vgapt_run_next(&run));
	return run.rc;
}

/* An answer that can be read once only, and a card that may be gone before it comes. */
static void read_once(void **state)
{
	static const struct vgapt_step steps[] = {
		VGAPT_THERE(&regs[0], 0, IS_NOT, 0, 10, SMU_NO_ANSWER, NULL),
		VGAPT_LAST(&regs[0], 0, IS, 1, SMU_REFUSES, NULL),
	};
	static const struct vgapt_seq seq = VGAPT_SEQ("", "", steps);

	(void)state;
	begin(&seq);
	card.becomes_at = 5;
	assert_int_equal(go(), 0);
	assert_int_equal(card.reads, 5);

	begin(&seq);
	card.reg[0] = 2;
	assert_int_equal(go(), -EIO);
	assert_int_equal(run.why, VGAPT_WHY_SMU_REFUSES);
	assert_int_equal(run.miss.val, 2);
	assert_int_equal(card.reads, 1);

	begin(&seq);
	card.reg[0] = VGAPT_GONE;
	card.becomes_at = 5;
	assert_int_equal(go(), -ETIMEDOUT);
	assert_int_equal(run.why, VGAPT_WHY_SMU_NO_ANSWER);
	assert_int_equal(card.reads, 1);
	assert_int_equal(card.now, 0);

	/* not yet, for as long as it has */
	begin(&seq);
	assert_int_equal(go(), -ETIMEDOUT);
	assert_in_range(card.now, 10000, 10200);
}

/* Each step does one thing, and the next one is known. */
static void one_by_one(void **state)
{
	static const struct vgapt_step steps[] = {
		VGAPT_WRITE(&regs[0], 0x12),
		VGAPT_SET(&regs[0], 0xf0, NONE, NULL),
		VGAPT_CLEAR(&regs[0], 0x02, NONE, NULL),
		VGAPT_KEEP(1, &regs[0]),
		VGAPT_WRITE(&regs[2], 0x34),
		VGAPT_PUT(1, &regs[3]),
		VGAPT_WAIT_MS(7),
	};
	static const struct vgapt_seq seq = VGAPT_SEQ("", "", steps);
	static const u32 r0[] = { 0x12, 0xf2, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0 };
	u32 i;

	(void)state;
	begin(&seq);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		assert_ptr_equal(vgapt_run_next(&run), &steps[i]);
		assert_true(vgapt_run_step(&run));
		assert_int_equal(card.reg[0], r0[i]);
		if (i == 3)
			assert_int_equal(run.kept[1], 0xf0);
		if (i == 4) {
			assert_int_equal(card.reg[3], 0x34);
			/* The index register is as it was. */
			assert_int_equal(card.reg[2], 0);
		}
	}
	assert_int_equal(card.cfg[1], 0xf0);
	assert_int_equal(card.now, 7000);
	assert_null(vgapt_run_next(&run));
	assert_false(vgapt_run_step(&run));
	assert_int_equal(run.rc, 0);
}

static void looks(void **state)
{
	static const struct {
		struct vgapt_step step;
		u32 val;
		int rc;
	} rows[] = {
		{ VGAPT_EXPECT(&regs[0], 0, IS, 5, IGNORED, NULL), 5, 0 },
		{ VGAPT_EXPECT(&regs[0], 0, IS, 5, IGNORED, NULL), 6, -EIO },
		{ VGAPT_EXPECT(&regs[0], 0xf, IS, 5, IGNORED, NULL), 0x85, 0 },
		{ VGAPT_EXPECT(&regs[0], 0, IS_NOT, 5, IGNORED, NULL), 6, 0 },
		{ VGAPT_EXPECT(&regs[0], 0, IS_NOT, 5, IGNORED, NULL), 5, -EIO },
		{ VGAPT_EXPECT(&regs[0], 0, FROM, 5, IGNORED, NULL), 5, 0 },
		{ VGAPT_EXPECT(&regs[0], 0, FROM, 5, IGNORED, NULL), 4, -EIO },
		{ VGAPT_EXPECT(&regs[0], 0, BELOW, 5, IGNORED, NULL), 4, 0 },
		{ VGAPT_EXPECT(&regs[0], 0, BELOW, 5, IGNORED, NULL), 5, -EIO },
		{ VGAPT_YET(&regs[0], 0, IS, 5, IGNORED), 6, -EAGAIN },
		{ VGAPT_POLL(&regs[0], 0, IS, 5, 3, IGNORED, NULL), 6, -ETIMEDOUT },
		{ VGAPT_ANSWERS(EXPECT, &regs[0], 0, IGNORED, NULL), 0, 0 },
		/* All ones are no answer to anything. */
		{ VGAPT_ANSWERS(EXPECT, &regs[0], 0, IGNORED, NULL), 0xffffffff, -EIO },
		{ VGAPT_EXPECT(&regs[0], 0xf, IS, 0xf, IGNORED, NULL), 0xffffffff, -EIO },
		{ VGAPT_EXPECT(&regs[0], 0, IS_NOT, 5, IGNORED, NULL), 0xffffffff, -EIO },
		{ VGAPT_EXPECT(&regs[0], 0, FROM, 5, IGNORED, NULL), 0xffffffff, -EIO },
		{ VGAPT_SET(&regs[0], 1, IGNORED, NULL), 0xffffffff, -EIO },
	};
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct vgapt_seq seq = { .steps = &rows[i].step, .num = 1 };

		begin(&seq);
		card.reg[0] = rows[i].val;
		check(go() == rows[i].rc, "row %u: %d", i, run.rc);
		check(run.why == (rows[i].rc ? VGAPT_WHY_IGNORED : VGAPT_WHY_NONE), "row %u", i);
		check(!card.writes, "row %u", i);
	}
}

static void polls(void **state)
{
	static const struct vgapt_step steps[] = {
		VGAPT_LIMIT_MS(10),
		VGAPT_POLL(&regs[0], 0, IS, 1, 0, IGNORED, NULL),
		VGAPT_POLL(&regs[1], 0, IS, 1, 0, NO_EVIDENCE, NULL),
	};
	static const struct vgapt_seq seq = VGAPT_SEQ("", "", steps);

	(void)state;
	/* The second has what the first one left. */
	begin(&seq);
	card.becomes_at = 50;
	assert_int_equal(go(), -ETIMEDOUT);
	assert_int_equal(run.why, VGAPT_WHY_NO_EVIDENCE);
	assert_in_range(card.now, 10000, 10200);
	begin(&seq);
	assert_int_equal(go(), -ETIMEDOUT);
	assert_int_equal(run.why, VGAPT_WHY_IGNORED);
	assert_in_range(card.now, 10000, 10200);
}

/* Where it goes on when something fails, in whatever depth. */
static void ways(void **state)
{
	static const struct vgapt_step inner[] = {
		VGAPT_EXPECT(&regs[0], 0, IS_NOT, 1, IGNORED, NULL),
		VGAPT_POLL(&regs[0], 0, IS_NOT, 2, 1, NO_EVIDENCE, NULL),
		VGAPT_WRITE_ARG(&regs[1], 1),
	};
	static const struct vgapt_seq inner_seq = VGAPT_SEQ("inner", "", inner);
	static const struct vgapt_step middle[] = {
		VGAPT_SEND(&inner_seq, 5, 6, NULL, NULL),
	};
	static const struct vgapt_seq middle_seq = VGAPT_SEQ("middle", "", middle);
	static const struct vgapt_step outer[] = {
		VGAPT_SEND(&middle_seq, 0, 0, "refused", "late"),
		VGAPT_SAY(IN),
		VGAPT_LABEL("refused"),
		/* what only chooses the way is not what has failed */
		VGAPT_EXPECT(&regs[1], 0, IS, 77, NONE, "end"),
		VGAPT_LABEL("end"),
		VGAPT_FAILED,
		VGAPT_LABEL("late"),
		VGAPT_CALL(&inner_seq, VGAPT_ON),
		VGAPT_FAILED,
	};
	static const struct vgapt_seq outer_seq = VGAPT_SEQ("outer", "", outer);

	(void)state;
	begin(&outer_seq);
	assert_int_equal(go(), 0);
	assert_int_equal(run.reason, VGAPT_REASON_IN);
	assert_int_equal(card.reg[1], 6);
	begin(&outer_seq);
	card.reg[0] = 1;
	assert_int_equal(go(), -EIO);
	assert_int_equal(run.why, VGAPT_WHY_IGNORED);
	begin(&outer_seq);
	card.reg[0] = 2;
	assert_int_equal(go(), -ETIMEDOUT);
	assert_int_equal(run.why, VGAPT_WHY_NO_EVIDENCE);
}

static void restore(void **state)
{
	static const struct vgapt_step steps[] = {
		VGAPT_SAVE,
		VGAPT_RESTORE(NULL),
	};
	static const struct vgapt_seq seq = VGAPT_SEQ("", "", steps);

	(void)state;
	begin(&seq);
	card.cfg[0] = 0x12345678;
	card.cfg[1] = 0x00100006;
	card.cfg[4] = 0xf0000000;
	card.cfg[12] = 0xe0000001;
	assert_true(vgapt_run_step(&run));
	card.cfg[1] = 0x00100000;
	card.cfg[4] = 0;
	card.cfg[12] = 0;
	assert_int_equal(go(), 0);
	assert_int_equal(card.cfg[1], 6);
	assert_int_equal(card.cfg[4], 0xf0000000);
	assert_int_equal(card.cfg[12], 0xe0000001);

	begin(&seq);
	card.cfg[0] = 0x12345678;
	assert_true(vgapt_run_step(&run));
	card.cfg[0] = 0xffff0001;
	assert_int_equal(go(), -ETIMEDOUT);
	assert_int_equal(run.why, VGAPT_WHY_CONFIG_LOST);
	assert_in_range(card.now, 1000000, 1000200);
}

static bool has_label(const struct vgapt_seq *seq, const char *label)
{
	u32 i, found = 0;

	for (i = 0; i < seq->num; i++)
		found += seq->steps[i].op == VGAPT_OP_LABEL && seq->steps[i].to &&
			 !strcmp(seq->steps[i].to, label);
	return found == 1;
}

/* Could the interpreter run it, whatever the card says?  And can it be told? */
static void sound(const struct vgapt_reset_vendor *of, const struct vgapt_seq *seq, u32 depth,
		  bool config_only)
{
	static const u32 arg[2];
	char text[VGAPT_STEP_TEXT + 1];
	u32 i;
	int len;

	check(depth <= VGAPT_RUN_DEPTH, "%s: %s", of->name, seq->name);
	check(seq->name && *seq->name && seq->source && *seq->source && seq->num, "%s: %s",
	      of->name, seq->name);
	for (i = 0; i < seq->num; i++) {
		const struct vgapt_step *step = &seq->steps[i];
		const struct vgapt_pair *pair;

		len = vgapt_step_text(text, sizeof(text), step, arg, of);
		check(len > 0 && len < VGAPT_STEP_TEXT && !strstr(text, "(null)"), "%s: %s",
		      seq->name, text);
		check(step->op == VGAPT_OP_WRITE ? step->slot <= 2 : step->slot < VGAPT_RUN_SLOTS,
		      "%s: %s", seq->name, text);
		if (step->to && step->op != VGAPT_OP_LABEL && strcmp(step->to, VGAPT_ON))
			check(has_label(seq, step->to), "%s: %s", seq->name, text);
		if (step->late && strcmp(step->late, VGAPT_ON))
			check(has_label(seq, step->late), "%s: %s", seq->name, text);
		if (step->op == VGAPT_OP_LABEL && step->to)
			check(has_label(seq, step->to), "%s: %s", seq->name, text);
		/* Who fails says why. */
		if (!step->to && (step->op == VGAPT_OP_CHANGE || step->op == VGAPT_OP_EXPECT ||
				  step->op == VGAPT_OP_YET || step->op == VGAPT_OP_POLL ||
				  step->op == VGAPT_OP_THERE || step->op == VGAPT_OP_LAST ||
				  step->op == VGAPT_OP_KEPT || step->op == VGAPT_OP_FAIL))
			check(step->why != VGAPT_WHY_NONE, "%s: %s", seq->name, text);
		if (step->op == VGAPT_OP_CALL)
			sound(of, step->seq, depth + 1, config_only);
		if (!step->reg)
			continue;
		check(step->op != VGAPT_OP_CHANGE || !(step->val & ~step->mask), "%s: %s",
		      seq->name, text);
		if (config_only)
			check(step->reg->space == VGAPT_IN_CONFIG, "%s: %s", seq->name, text);
		if (step->reg->space == VGAPT_IN_BAR)
			check(of->bars & BIT(step->reg->bar) && step->reg->at + 4 <= of->window,
			      "%s: %s", seq->name, text);
		pair = step->reg->space == VGAPT_IN_PAIR ? vgapt_pair_of(of, step->reg) : NULL;
		if (pair)
			check(pair->index != pair->data && pair->data + 4 <= of->window &&
			      of->bars & BIT(pair->bar), "%s: %s", seq->name, text);
	}
}

/* A probe is asked when somebody only looks: it changes nothing. */
static void only_looks(const struct vgapt_seq *seq)
{
	u32 i;

	for (i = 0; i < seq->num; i++) {
		check(seq->steps[i].op != VGAPT_OP_WRITE && seq->steps[i].op != VGAPT_OP_CHANGE &&
		      seq->steps[i].op != VGAPT_OP_PUT && seq->steps[i].op != VGAPT_OP_RESTORE,
		      "%s", seq->name);
		if (seq->steps[i].op == VGAPT_OP_CALL)
			only_looks(seq->steps[i].seq);
	}
}

static void all_tables(void **state)
{
	u32 i, seen = 0;

	(void)state;
	for (i = 0; i < VGAPT_FAMILY_NUM; i++) {
		const struct vgapt_reset_vendor *of = vgapt_reset_vendor_of(i);

		if (!of)
			continue;
		seen++;
		check(of->name && *of->name && of->rests_on && *of->rests_on, "%u", i);
		sound(of, of->alive, 1, false);
		only_looks(of->alive);
		if (of->probe) {
			sound(of, of->probe, 1, false);
			only_looks(of->probe);
		}
		if (of->reset)
			sound(of, of->reset, 1, false);
		check(!of->before == !of->after, "%s", of->name);
		if (of->before) {
			sound(of, of->before, 1, true);
			only_looks(of->before);
			sound(of, of->after, 1, true);
		}
	}
	assert_true(seen > 10);
}

/*
 * Linux: quirk_nvidia_hda.  Bit 25 of 488h makes the audio function; a reset takes it.
 * From 08A0h on Linux has set it, whatever its firmware or a guest has made of it since;
 * on an older card it is given back if it was there, and only then.
 */
static u32 hda;
static u32 hda_id;
static u32 hda_writes;

static u32 hda_read(struct vgapt_io *io, u32 off)
{
	(void)io;
	if (!off)
		return hda_id;
	assert_int_equal(off, 0x488);
	return hda;
}

static void hda_write(struct vgapt_io *io, u32 off, u32 val)
{
	(void)io;
	assert_int_equal(off, 0x488);
	hda = val;
	hda_writes++;
}

static void audio(void **state)
{
	static const struct {
		u16 device;
		u32 before;
		u32 after;
		u32 given;
		u32 writes;
	} rows[] = {
		{ 0x089f, 0x0a000010, 0x08000010, 0x0a000010, 1 },
		{ 0x089f, 0x0a000010, 0x0a000010, 0x0a000010, 0 },
		{ 0x089f, 0x08000010, 0x08000010, 0x08000010, 0 },
		{ 0x089f, 0x0a000010, 0xffffffff, 0xffffffff, 0 },
		{ 0x08a0, 0x0a000010, 0x08000010, 0x0a000010, 1 },
		{ 0x08a0, 0x0a000010, 0x0a000010, 0x0a000010, 0 },
		/* A guest has switched it off, or the card was dead. */
		{ 0x08a0, 0x08000010, 0x08000010, 0x0a000010, 1 },
		{ 0x1b80, 0xffffffff, 0x08000010, 0x0a000010, 1 },
		{ 0x1b80, 0x0a000010, 0xffffffff, 0xffffffff, 0 },
		/* Without PCI Express there is no such register. */
		{ 0x0040, 0xffffffff, 0xffffffff, 0xffffffff, 0 },
	};
	struct vgapt_io io = { .cfg_read = hda_read, .cfg_write = hda_write };
	struct vgapt_noted noted;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		hda_id = (u32)rows[i].device << 16 | 0x10de;
		hda = rows[i].before;
		hda_writes = 0;
		vgapt_vendor_before(&vgapt_nvidia, &io, &noted);
		assert_int_equal(hda_writes, 0);
		hda = rows[i].after;
		vgapt_vendor_after(&vgapt_nvidia, &io, &noted);
		check(hda == rows[i].given && hda_writes == rows[i].writes, "row %u: %08x", i, hda);
	}
}

static u32 label_at(const struct vgapt_seq *seq, const char *label)
{
	u32 i;

	for (i = 0; i < seq->num; i++)
		if (seq->steps[i].op == VGAPT_OP_LABEL && seq->steps[i].to &&
		    !strcmp(seq->steps[i].to, label))
			break;
	return i;
}

/*
 * The longest ways through a sequence, in microseconds: those that end well, and those
 * that do not.  What a step waits for comes at once, or not at all.
 */
struct longest {
	long long well;
	long long in_vain;
};

#define NEVER			(-1LL)
#define LONGEST_TABLE		80
/* What RESTORE gives configuration space, as PCI does */
#define RESTORE_US		1000000

static const struct longest vain = { .well = NEVER, .in_vain = 0 };

/* Either the one way, or @us and then the other */
static struct longest either(struct longest one, long long us, struct longest other)
{
	if (us == NEVER)
		return one;
	if (other.well != NEVER && us + other.well > one.well)
		one.well = us + other.well;
	if (other.in_vain != NEVER && us + other.in_vain > one.in_vain)
		one.in_vain = us + other.in_vain;
	return one;
}

/* Where a step goes on that has failed */
static struct longest from_label(const struct vgapt_seq *seq, const struct longest *left, u32 at,
				 const char *label)
{
	u32 to;

	if (!label)
		return vain;
	if (!strcmp(label, VGAPT_ON))
		return left[at + 1];
	to = label_at(seq, label);
	/* Nothing goes back: each table comes to an end. */
	check(to > at, "%s: \"%s\"", seq->name, label);
	return left[to];
}

static struct longest longest(const struct vgapt_seq *seq)
{
	static const struct longest none = { NEVER, NEVER }, end = { 0, NEVER };
	struct longest left[LONGEST_TABLE + 1], called;
	u32 i;

	assert_true(seq->num <= LONGEST_TABLE);
	left[seq->num] = end;
	for (i = seq->num; i--;) {
		const struct vgapt_step *step = &seq->steps[i];
		struct longest fails = from_label(seq, left, i, step->op == VGAPT_OP_LABEL ?
						  VGAPT_ON : step->to);

		left[i] = left[i + 1];
		switch (step->op) {
		case VGAPT_OP_WAIT:
		case VGAPT_OP_LIMIT:
			left[i] = either(none, step->us, left[i + 1]);
			break;
		case VGAPT_OP_CHANGE:
		case VGAPT_OP_EXPECT:
		case VGAPT_OP_YET:
		case VGAPT_OP_POLL:
		case VGAPT_OP_KEPT:
		case VGAPT_OP_ROM:
			left[i] = either(left[i], step->us, fails);
			break;
		case VGAPT_OP_RESTORE:
			left[i] = either(left[i], RESTORE_US, fails);
			break;
		case VGAPT_OP_CALL:
			called = longest(step->seq);
			left[i] = either(step->mask ? left[i] : none, called.well, left[i + 1]);
			left[i] = either(left[i], called.in_vain, fails);
			left[i] = either(left[i], called.in_vain,
					 from_label(seq, left, i, step->late));
			break;
		case VGAPT_OP_GOTO:
			left[i] = fails;
			break;
		case VGAPT_OP_FAIL:
		case VGAPT_OP_FAILED:
			left[i] = vain;
			break;
		case VGAPT_OP_SAY:
		case VGAPT_OP_DONE:
			left[i] = end;
			break;
		default:
			break;
		}
	}
	return left[0];
}

/* Documentation/reset.rst says how long a family's own reset takes at worst. */
static void at_worst(void **state)
{
	static const struct {
		enum vgapt_reset_family family;
		u32 seconds;
	} rows[] = {
		{ VGAPT_FAMILY_AMD_CIK, 2 },
		{ VGAPT_FAMILY_AMD_POLARIS, 12 },
		{ VGAPT_FAMILY_AMD_VEGAM, 2 },
		{ VGAPT_FAMILY_AMD_VEGA10, 48 },
		{ VGAPT_FAMILY_AMD_VEGA12, 12 },
		{ VGAPT_FAMILY_AMD_VEGA20, 21 },
		{ VGAPT_FAMILY_AMD_MI100, 21 },
		{ VGAPT_FAMILY_AMD_NAVI1X, 19 },
		{ VGAPT_FAMILY_AMD_NAVI2X, 14 },
		{ VGAPT_FAMILY_AMD_NAVI31, 13 },
		{ VGAPT_FAMILY_AMD_NAVI32, 11 },
		{ VGAPT_FAMILY_AMD_NAVI33, 13 },
		{ VGAPT_FAMILY_AMD_NAVI4X, 11 },
		{ VGAPT_FAMILY_AMD_RENOIR, 4 },
		{ VGAPT_FAMILY_AMD_REMBRANDT, 4 },
	};
	u32 i, seen = 0;

	(void)state;
	for (i = 0; i < VGAPT_FAMILY_NUM; i++) {
		const struct vgapt_reset_vendor *of = vgapt_reset_vendor_of(i);

		seen += of && of->reset;
	}
	assert_int_equal(seen, ARRAY_SIZE(rows));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct vgapt_reset_vendor *of = vgapt_reset_vendor_of(rows[i].family);
		struct longest way = longest(of->reset);
		long long us = way.well > way.in_vain ? way.well : way.in_vain;

		check((us + 999999) / 1000000 == rows[i].seconds, "%s: %lld ms", of->name,
		      us / 1000);
	}
}

static void texts(void **state)
{
	static const struct {
		struct vgapt_step step;
		const char *text;
	} rows[] = {
		{ VGAPT_WRITE(&regs[1], 0x70000), "write R1 (BAR2+4h) = 00070000h" },
		{ VGAPT_WRITE_ARG(&regs[2], 1),
		  "write BEHIND (00001000h behind BAR2+8h/ch) = 00000009h" },
		{ VGAPT_POLL(&regs[0], 0xf, IS, 1, 100, PSP_NO_ACK, "x"),
		  "poll R0 (BAR2+0h) & 0000000fh is 00000001h, for 100 ms; else go to \"x\"" },
		{ VGAPT_THERE(&regs[0], 0, IS_NOT, 0, 100, SMU_NO_ANSWER, NULL),
		  "poll R0 (BAR2+0h) is not 00000000h, for 100 ms, while it answers; "
		  "else fail: smu-no-answer" },
		{ VGAPT_LAST(&regs[0], 0, IS, 1, SMU_REFUSES, NULL),
		  "of what was read: R0 (BAR2+0h) is 00000001h; else fail: smu-refuses" },
		{ VGAPT_EXPECT(&regs[3], 0, BELOW, 7, IGNORED, NULL),
		  "read config 4h is below 00000007h; else fail: ignored" },
		{ VGAPT_ANSWERS(YET, &regs[0], 0, NO_ANSWER, NULL),
		  "read R0 (BAR2+0h) answers; else not yet: no-answer" },
		{ VGAPT_SET(&regs[0], 8, NONE, VGAPT_ON),
		  "change R0 (BAR2+0h): of 00000008h, set 00000008h; else go on" },
		{ VGAPT_WAIT_US(5), "wait 5 us" },
		{ VGAPT_WAIT_MS(500), "wait 500 ms" },
		{ VGAPT_SAY(IDLE), "say: idle" },
		{ VGAPT_NOTE("why"), "(why)" },
		{ VGAPT_LABEL("x"), "\"x\":" },
	};
	static const u32 arg[2] = { 8, 9 };
	char text[VGAPT_STEP_TEXT];
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		vgapt_step_text(text, sizeof(text), &rows[i].step, arg, &vendor);
		assert_string_equal(text, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_by_one),
		cmocka_unit_test(read_once),
		cmocka_unit_test(looks),
		cmocka_unit_test(polls),
		cmocka_unit_test(ways),
		cmocka_unit_test(restore),
		cmocka_unit_test(all_tables),
		cmocka_unit_test(audio),
		cmocka_unit_test(at_worst),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests_name("reset_steps", tests, NULL, NULL);
}
