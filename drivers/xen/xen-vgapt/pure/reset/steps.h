/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sequences of register accesses as data, and what runs them.
 *
 * What a vendor's file knows of its cards is tables: registers, waits, polls, and
 * what decides how it goes on.  One interpreter runs them, here and in the unit
 * tests; "vgapt reset-plan --steps" prints them, for who wants to compare them
 * with their card's driver.
 */
#ifndef XEN_VGAPT_PURE_RESET_STEPS_H
#define XEN_VGAPT_PURE_RESET_STEPS_H

#include "pure/reset/method.h"

#define VGAPT_US_PER_MS		1000U

/* What a read gives if nobody answers.  No register that is used here holds it. */
#define VGAPT_GONE		0xffffffffU

/**
 * enum vgapt_space - where a register lies
 * @VGAPT_IN_BAR:    in a BAR
 * @VGAPT_IN_CONFIG: in configuration space
 * @VGAPT_IN_PAIR:   behind an index register and a data register
 */
enum vgapt_space {
	VGAPT_IN_BAR,
	VGAPT_IN_CONFIG,
	VGAPT_IN_PAIR,
};

/**
 * struct vgapt_pair - an index register and the data register behind it
 * @bar:   which BAR they are in
 * @index: takes the address
 * @data:  is what lies there
 */
struct vgapt_pair {
	u8 bar;
	u32 index;
	u32 data;
};

/**
 * struct vgapt_reg - a register
 * @name:  as its vendor's headers have it
 * @space: where it lies
 * @bar:   %VGAPT_IN_BAR: which
 * @at:    its byte there, or its address behind the pair
 * @pair:  %VGAPT_IN_PAIR: which; NULL: the family's own
 */
struct vgapt_reg {
	const char *name;
	enum vgapt_space space;
	u8 bar;
	u32 at;
	const struct vgapt_pair *pair;
};

/**
 * enum vgapt_op - what a step does
 * @VGAPT_OP_WRITE:   the register gets @val, or an argument
 * @VGAPT_OP_CHANGE:  of the register, the bits @mask get @val; all ones: it fails
 * @VGAPT_OP_KEEP:    note what the register holds
 * @VGAPT_OP_PUT:     the register gets what was noted
 * @VGAPT_OP_EXPECT:  fails at once if the register does not hold what it should
 * @VGAPT_OP_YET:     the same, but that is "not yet"
 * @VGAPT_OP_POLL:    the same, but it has some time
 * @VGAPT_OP_THERE:   as POLL, but it fails at once if nobody answers
 * @VGAPT_OP_LAST:    as EXPECT, of what was read last: the register is not read again
 * @VGAPT_OP_KEPT:    as EXPECT, of what was noted
 * @VGAPT_OP_ROM:     fails if the card's VBIOS is not known
 * @VGAPT_OP_WAIT:    look at nothing for some time
 * @VGAPT_OP_LIMIT:   from now on, polls without a time have this one together
 * @VGAPT_OP_SAVE:    copy the header of configuration space
 * @VGAPT_OP_RESTORE: wait until that answers, and put it back
 * @VGAPT_OP_CALL:    go through another sequence
 * @VGAPT_OP_LABEL:   nothing: a place to go to
 * @VGAPT_OP_GOTO:    go there
 * @VGAPT_OP_SAY:     the end, with a reason: a probe's answer
 * @VGAPT_OP_FAIL:    the end, in vain
 * @VGAPT_OP_FAILED:  the end, with what has led here
 * @VGAPT_OP_DONE:    the end, well; so is the end of the table
 */
enum vgapt_op {
	VGAPT_OP_WRITE,
	VGAPT_OP_CHANGE,
	VGAPT_OP_KEEP,
	VGAPT_OP_PUT,
	VGAPT_OP_EXPECT,
	VGAPT_OP_YET,
	VGAPT_OP_POLL,
	VGAPT_OP_THERE,
	VGAPT_OP_LAST,
	VGAPT_OP_KEPT,
	VGAPT_OP_ROM,
	VGAPT_OP_WAIT,
	VGAPT_OP_LIMIT,
	VGAPT_OP_SAVE,
	VGAPT_OP_RESTORE,
	VGAPT_OP_CALL,
	VGAPT_OP_LABEL,
	VGAPT_OP_GOTO,
	VGAPT_OP_SAY,
	VGAPT_OP_FAIL,
	VGAPT_OP_FAILED,
	VGAPT_OP_DONE,
};

/**
 * enum vgapt_cmp - what a register should hold, of the bits that count
 * @VGAPT_IS:     that value
 * @VGAPT_IS_NOT: anything else
 * @VGAPT_FROM:   that value, or more
 * @VGAPT_BELOW:  less
 *
 * All ones are no answer: they are none of these.
 */
enum vgapt_cmp {
	VGAPT_IS,
	VGAPT_IS_NOT,
	VGAPT_FROM,
	VGAPT_BELOW,
};

struct vgapt_seq;

/**
 * struct vgapt_step - one step
 * @op:    what it does
 * @cmp:   what is looked for
 * @slot:  where it is noted; or for WRITE, 1 + number of the argument to write
 * @reg:   the register
 * @mask:  which of its bits count; 0: all.  For CALL: only if one of these has been
 *         noted in @slot; 0: always
 * @val:   what to write, or what is looked for
 * @us:    how long, or how long at most
 * @why:   what it means if it fails
 * @reason: SAY: the answer
 * @to:    where to go on if it fails; VGAPT_ON: as if it had not; NULL: nowhere
 * @late:  CALL: where to go on if something did not come in time
 * @seq:   CALL: which
 * @arg:   CALL: its arguments
 * @note:  why it is done, where that is not plain
 */
struct vgapt_step {
	enum vgapt_op op;
	enum vgapt_cmp cmp;
	u8 slot;
	const struct vgapt_reg *reg;
	u32 mask;
	u32 val;
	u32 us;
	enum vgapt_why why;
	enum vgapt_reset_reason reason;
	const char *to;
	const char *late;
	const struct vgapt_seq *seq;
	u32 arg[2];
	const char *note;
};

/**
 * struct vgapt_seq - a sequence
 * @name:   what it does
 * @source: where that has been learned
 * @steps:  the steps
 * @num:    how many
 */
struct vgapt_seq {
	const char *name;
	const char *source;
	const struct vgapt_step *steps;
	u32 num;
};

#define VGAPT_SEQ(name_, source_, steps_)				\
	{ .name = (name_), .source = (source_), .steps = (steps_),	\
	  .num = ARRAY_SIZE(steps_) }

/* In place of a label: go on with the next step. */
#define VGAPT_ON		"+"

/* What tables are written with.  A register is given by its address. */
#define VGAPT_WRITE(r, v)						\
	{ .op = VGAPT_OP_WRITE, .reg = (r), .val = (v) }
#define VGAPT_WRITE_ARG(r, n)						\
	{ .op = VGAPT_OP_WRITE, .reg = (r), .slot = 1 + (n) }
#define VGAPT_CHANGE(r, m, v, y, go)					\
	{ .op = VGAPT_OP_CHANGE, .reg = (r), .mask = (m), .val = (v),	\
	  .why = VGAPT_WHY_##y, .to = (go) }
#define VGAPT_SET(r, m, y, go)		VGAPT_CHANGE(r, m, m, y, go)
#define VGAPT_CLEAR(r, m, y, go)	VGAPT_CHANGE(r, m, 0, y, go)
#define VGAPT_KEEP(n, r)						\
	{ .op = VGAPT_OP_KEEP, .slot = (n), .reg = (r) }
#define VGAPT_PUT(n, r)							\
	{ .op = VGAPT_OP_PUT, .slot = (n), .reg = (r) }
#define VGAPT_LOOK(o, r, m, c, v, time, y, go)				\
	{ .op = VGAPT_OP_##o, .reg = (r), .mask = (m), .cmp = VGAPT_##c,	\
	  .val = (v), .us = (time), .why = VGAPT_WHY_##y, .to = (go) }
#define VGAPT_EXPECT(r, m, c, v, y, go)	VGAPT_LOOK(EXPECT, r, m, c, v, 0, y, go)
#define VGAPT_YET(r, m, c, v, y)	VGAPT_LOOK(YET, r, m, c, v, 0, y, NULL)
#define VGAPT_POLL(r, m, c, v, ms, y, go)				\
	VGAPT_LOOK(POLL, r, m, c, v, (ms) * VGAPT_US_PER_MS, y, go)
#define VGAPT_THERE(r, m, c, v, ms, y, go)				\
	VGAPT_LOOK(THERE, r, m, c, v, (ms) * VGAPT_US_PER_MS, y, go)
#define VGAPT_LAST(r, m, c, v, y, go)	VGAPT_LOOK(LAST, r, m, c, v, 0, y, go)
/* Anything but all ones */
#define VGAPT_ANSWERS(o, r, ms, y, go)					\
	VGAPT_LOOK(o, r, 0, IS_NOT, VGAPT_GONE, (ms) * VGAPT_US_PER_MS, y, go)
#define VGAPT_KEPT(n, m, c, v, y, go)					\
	{ .op = VGAPT_OP_KEPT, .slot = (n), .mask = (m), .cmp = VGAPT_##c, \
	  .val = (v), .why = VGAPT_WHY_##y, .to = (go) }
#define VGAPT_ROM(go)							\
	{ .op = VGAPT_OP_ROM, .why = VGAPT_WHY_NO_VBIOS, .to = (go) }
#define VGAPT_WAIT_US(n)	{ .op = VGAPT_OP_WAIT, .us = (n) }
#define VGAPT_WAIT_MS(n)	VGAPT_WAIT_US((n) * VGAPT_US_PER_MS)
#define VGAPT_LIMIT_MS(n)						\
	{ .op = VGAPT_OP_LIMIT, .us = (n) * VGAPT_US_PER_MS }
#define VGAPT_SAVE		{ .op = VGAPT_OP_SAVE }
#define VGAPT_RESTORE(go)						\
	{ .op = VGAPT_OP_RESTORE, .why = VGAPT_WHY_CONFIG_LOST, .to = (go) }
#define VGAPT_CALL(s, go)						\
	{ .op = VGAPT_OP_CALL, .seq = (s), .to = (go), .late = (go) }
#define VGAPT_SEND(s, a0, a1, refused, none)				\
	{ .op = VGAPT_OP_CALL, .seq = (s), .arg = { (a0), (a1) },	\
	  .to = (refused), .late = (none) }
#define VGAPT_SEND_IF(n, m, s, a0, a1, refused, none)			\
	{ .op = VGAPT_OP_CALL, .slot = (n), .mask = (m), .seq = (s),	\
	  .arg = { (a0), (a1) }, .to = (refused), .late = (none) }
#define VGAPT_LABEL(l)		{ .op = VGAPT_OP_LABEL, .to = (l) }
#define VGAPT_GOTO(l)		{ .op = VGAPT_OP_GOTO, .to = (l) }
#define VGAPT_SAY(r)		{ .op = VGAPT_OP_SAY, .reason = VGAPT_REASON_##r }
#define VGAPT_FAIL(y)		{ .op = VGAPT_OP_FAIL, .why = VGAPT_WHY_##y }
#define VGAPT_FAILED		{ .op = VGAPT_OP_FAILED }
#define VGAPT_DONE		{ .op = VGAPT_OP_DONE }
/* A remark on the step after it */
#define VGAPT_NOTE(text)	{ .op = VGAPT_OP_LABEL, .note = (text) }

struct vgapt_io;
struct vgapt_reset_vendor;

#define VGAPT_RUN_DEPTH		4
#define VGAPT_RUN_SLOTS		4
/* Of configuration space, what a reset may take and registers need: 0-3Fh */
#define VGAPT_RUN_CONFIG	16

/**
 * struct vgapt_frame - how far a sequence has got
 * @seq: which
 * @at:  the next step
 * @arg: its arguments
 */
struct vgapt_frame {
	const struct vgapt_seq *seq;
	u32 at;
	u32 arg[2];
};

/**
 * struct vgapt_misstep - where a run has gone wrong first
 * @seq: in which sequence, or NULL: nowhere
 * @reg: what was looked at, or NULL
 * @val: what it held
 * @why: what that means
 */
struct vgapt_misstep {
	const struct vgapt_seq *seq;
	const struct vgapt_reg *reg;
	u32 val;
	enum vgapt_why why;
};

/**
 * struct vgapt_run - a run through a sequence
 * @io:     the way to the card
 * @vendor: whose sequence
 * @frame:  it, and those called from it
 * @depth:  how many
 * @kept:   what was noted
 * @config: the copy of configuration space
 * @last:   what the last register that was read held
 * @miss:   where it has gone wrong first, for who looks into that
 * @limit:  when polls without a time of their own give up
 * @rc:     how it ended, or what has failed last
 * @why:    the same
 * @reason: what it said
 */
struct vgapt_run {
	struct vgapt_io *io;
	const struct vgapt_reset_vendor *vendor;
	struct vgapt_frame frame[VGAPT_RUN_DEPTH];
	u32 depth;
	u32 kept[VGAPT_RUN_SLOTS];
	u32 config[VGAPT_RUN_CONFIG];
	u32 last;
	struct vgapt_misstep miss;
	u64 limit;
	int rc;
	enum vgapt_why why;
	enum vgapt_reset_reason reason;
};

void vgapt_run_begin(struct vgapt_run *run, struct vgapt_io *io,
		     const struct vgapt_reset_vendor *vendor, const struct vgapt_seq *seq);
const struct vgapt_step *vgapt_run_next(const struct vgapt_run *run);
bool vgapt_run_step(struct vgapt_run *run);

const struct vgapt_pair *vgapt_pair_of(const struct vgapt_reset_vendor *vendor,
				       const struct vgapt_reg *reg);

/* Longest line of vgapt_step_text() */
#define VGAPT_STEP_TEXT		200

int vgapt_step_text(char *buf, size_t size, const struct vgapt_step *step, const u32 arg[2],
		    const struct vgapt_reset_vendor *vendor);

#endif /* XEN_VGAPT_PURE_RESET_STEPS_H */
