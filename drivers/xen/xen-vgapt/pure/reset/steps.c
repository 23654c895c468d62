// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs what is written in tables of steps.
 */
#include "pure/reset/steps.h"
#include "pure/reset/vendor.h"

/* How often a register is looked at. */
#define POLL_US			100

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
#define CONFIG_BACK_US		1000000

/**
 * vgapt_pair_of - the registers that a register is behind
 * @vendor: whose register
 * @reg:    which
 *
 * Return: them.
 */
const struct vgapt_pair *vgapt_pair_of(const struct vgapt_reset_vendor *vendor,
				       const struct vgapt_reg *reg)
{
	return reg->pair ? reg->pair : &vendor->pair;
}

/*
 * The index register is left as found: the firmware uses some of them, too.  What
 * is written has to be there before the next access: hence the reads.
 */
static u32 pair_read(struct vgapt_io *io, const struct vgapt_pair *pair, u32 addr)
{
	u32 index = io->read(io, pair->bar, pair->index);
	u32 val;

	io->write(io, pair->bar, pair->index, addr);
	io->read(io, pair->bar, pair->index);
	val = io->read(io, pair->bar, pair->data);
	io->write(io, pair->bar, pair->index, index);
	return val;
}

static void pair_write(struct vgapt_io *io, const struct vgapt_pair *pair, u32 addr, u32 val)
{
	u32 index = io->read(io, pair->bar, pair->index);

	io->write(io, pair->bar, pair->index, addr);
	io->read(io, pair->bar, pair->index);
	io->write(io, pair->bar, pair->data, val);
	io->read(io, pair->bar, pair->data);
	io->write(io, pair->bar, pair->index, index);
}

static u32 reg_read(struct vgapt_run *run, const struct vgapt_reg *reg)
{
	struct vgapt_io *io = run->io;

	switch (reg->space) {
	case VGAPT_IN_CONFIG:
		run->last = io->cfg_read(io, reg->at);
		break;
	case VGAPT_IN_PAIR:
		run->last = pair_read(io, vgapt_pair_of(run->vendor, reg), reg->at);
		break;
	default:
		run->last = io->read(io, reg->bar, reg->at);
		break;
	}
	return run->last;
}

static void reg_write(struct vgapt_run *run, const struct vgapt_reg *reg, u32 val)
{
	struct vgapt_io *io = run->io;

	switch (reg->space) {
	case VGAPT_IN_CONFIG:
		io->cfg_write(io, reg->at, val);
		break;
	case VGAPT_IN_PAIR:
		pair_write(io, vgapt_pair_of(run->vendor, reg), reg->at, val);
		break;
	default:
		io->write(io, reg->bar, reg->at, val);
		break;
	}
}

/* All ones are no answer, whatever is looked for. */
static bool holds(const struct vgapt_step *step, u32 val)
{
	u32 bits = step->mask ? val & step->mask : val;

	if (val == VGAPT_GONE)
		return false;
	switch (step->cmp) {
	case VGAPT_IS:
		return bits == step->val;
	case VGAPT_IS_NOT:
		return bits != step->val;
	case VGAPT_FROM:
		return bits >= step->val;
	default:
		return bits < step->val;
	}
}

static bool poll(struct vgapt_run *run, const struct vgapt_step *step)
{
	struct vgapt_io *io = run->io;
	u64 end = step->us ? io->now_us(io) + step->us : run->limit;

	for (;;) {
		/* In this order: having slept too long is no reason to give up. */
		bool late = io->now_us(io) >= end;

		if (holds(step, reg_read(run, step->reg)))
			return true;
		if (late || (step->op == VGAPT_OP_THERE && run->last == VGAPT_GONE))
			return false;
		io->sleep_us(io, POLL_US);
	}
}

static bool change(struct vgapt_run *run, const struct vgapt_step *step)
{
	u32 val = reg_read(run, step->reg);

	if (val == VGAPT_GONE)
		return false;
	reg_write(run, step->reg, (val & ~step->mask) | step->val);
	return true;
}

static void save(struct vgapt_run *run)
{
	u32 i;

	for (i = 0; i < VGAPT_RUN_CONFIG; i++)
		run->config[i] = run->io->cfg_read(run->io, i * 4);
}

static void config_put(struct vgapt_run *run, u32 i)
{
	if (run->io->cfg_read(run->io, i * 4) != run->config[i])
		run->io->cfg_write(run->io, i * 4, run->config[i]);
}

/* Without its BARs none of the card's registers can be looked at. */
static bool restore(struct vgapt_run *run)
{
	struct vgapt_io *io = run->io;
	u64 end = io->now_us(io) + CONFIG_BACK_US;
	u32 i, command = run->config[CONFIG_COMMAND];

	while (io->cfg_read(io, 0) != run->config[CONFIG_ID]) {
		if (io->now_us(io) >= end)
			return false;
		io->sleep_us(io, POLL_US);
	}
	config_put(run, CONFIG_CACHE_LINE);
	for (i = CONFIG_FIRST_BAR; i <= CONFIG_LAST_BAR; i++)
		config_put(run, i);
	config_put(run, CONFIG_ROM);
	config_put(run, CONFIG_INTERRUPT);
	/* The decoders last, when the BARs hold addresses again. */
	if ((io->cfg_read(io, CONFIG_COMMAND * 4) ^ command) & CONFIG_COMMAND_MASK)
		io->cfg_write(io, CONFIG_COMMAND * 4, command & CONFIG_COMMAND_MASK);
	return true;
}

static void go_to(struct vgapt_frame *frame, const char *label)
{
	const struct vgapt_seq *seq = frame->seq;
	u32 i;

	for (i = 0; i < seq->num; i++)
		if (seq->steps[i].op == VGAPT_OP_LABEL && seq->steps[i].to &&
		    !strcmp(seq->steps[i].to, label))
			break;
	/* None: the unit tests see to it that there is. */
	frame->at = i;
}

/*
 * The sequence under way has come to its end, and with it those that called it, up
 * to one that has something to say to that.
 */
static void end(struct vgapt_run *run, int rc, enum vgapt_why why)
{
	const struct vgapt_step *step;
	const char *to;

	while (--run->depth) {
		struct vgapt_frame *frame = &run->frame[run->depth - 1];

		if (!rc)
			return;
		step = &frame->seq->steps[frame->at - 1];
		to = rc == -ETIMEDOUT ? step->late : step->to;
		if (to && !strcmp(to, VGAPT_ON))
			return;
		if (to) {
			run->rc = rc;
			run->why = why;
			go_to(frame, to);
			return;
		}
	}
	run->rc = rc;
	run->why = why;
}

/* A step that says not what it means if it fails only chooses the way. */
static void fails(struct vgapt_run *run, const struct vgapt_step *step, int rc)
{
	struct vgapt_frame *frame = &run->frame[run->depth - 1];

	if (step->why != VGAPT_WHY_NONE && !run->miss.seq)
		run->miss = (struct vgapt_misstep){
			.seq = frame->seq, .reg = step->reg, .val = run->last, .why = step->why,
		};
	if (!step->to) {
		end(run, rc, step->why);
	} else if (strcmp(step->to, VGAPT_ON)) {
		if (step->why != VGAPT_WHY_NONE) {
			run->rc = rc;
			run->why = step->why;
		}
		go_to(frame, step->to);
	}
}

static void call(struct vgapt_run *run, const struct vgapt_step *step)
{
	struct vgapt_frame *frame;

	if (step->mask && !(run->kept[step->slot] & step->mask))
		return;
	/* The unit tests go through all tables. */
	if (run->depth == VGAPT_RUN_DEPTH) {
		end(run, -EIO, VGAPT_WHY_METHOD_FAILED);
		return;
	}
	frame = &run->frame[run->depth++];
	*frame = (struct vgapt_frame){ .seq = step->seq };
	memcpy(frame->arg, step->arg, sizeof(frame->arg));
}

/**
 * vgapt_run_begin - get ready to run through a sequence
 * @run:    result
 * @io:     the way to the card
 * @vendor: whose sequence
 * @seq:    the sequence
 */
void vgapt_run_begin(struct vgapt_run *run, struct vgapt_io *io,
		     const struct vgapt_reset_vendor *vendor, const struct vgapt_seq *seq)
{
	memset(run, 0, sizeof(*run));
	run->io = io;
	run->vendor = vendor;
	run->frame[0].seq = seq;
	run->depth = 1;
}

/**
 * vgapt_run_next - which step comes next?
 * @run: the run
 *
 * Return: that, NULL at the end of a sequence.
 */
const struct vgapt_step *vgapt_run_next(const struct vgapt_run *run)
{
	const struct vgapt_frame *frame;

	if (!run->depth)
		return NULL;
	frame = &run->frame[run->depth - 1];
	return frame->at < frame->seq->num ? &frame->seq->steps[frame->at] : NULL;
}

/**
 * vgapt_run_step - do the next step
 * @run: the run
 *
 * Sleeps, as long as the step says.
 *
 * Return: true if there may be another one; false: it is over, and how is in @run.
 */
bool vgapt_run_step(struct vgapt_run *run)
{
	const struct vgapt_step *step = vgapt_run_next(run);
	struct vgapt_frame *frame;
	u32 val;

	if (!run->depth)
		return false;
	if (!step) {
		end(run, 0, VGAPT_WHY_NONE);
		return run->depth;
	}
	frame = &run->frame[run->depth - 1];
	frame->at++;
	switch (step->op) {
	case VGAPT_OP_WRITE:
		val = step->slot ? frame->arg[step->slot - 1] : step->val;
		reg_write(run, step->reg, val);
		break;
	case VGAPT_OP_CHANGE:
		if (!change(run, step))
			fails(run, step, -EIO);
		break;
	case VGAPT_OP_KEEP:
		run->kept[step->slot] = reg_read(run, step->reg);
		break;
	case VGAPT_OP_PUT:
		reg_write(run, step->reg, run->kept[step->slot]);
		break;
	case VGAPT_OP_EXPECT:
		if (!holds(step, reg_read(run, step->reg)))
			fails(run, step, -EIO);
		break;
	case VGAPT_OP_YET:
		if (!holds(step, reg_read(run, step->reg)))
			fails(run, step, -EAGAIN);
		break;
	case VGAPT_OP_POLL:
	case VGAPT_OP_THERE:
		if (!poll(run, step))
			fails(run, step, -ETIMEDOUT);
		break;
	case VGAPT_OP_LAST:
		if (!holds(step, run->last))
			fails(run, step, -EIO);
		break;
	case VGAPT_OP_KEPT:
		if (!holds(step, run->kept[step->slot]))
			fails(run, step, -EIO);
		break;
	case VGAPT_OP_ROM:
		if (!run->io->has_rom)
			fails(run, step, -EIO);
		break;
	case VGAPT_OP_WAIT:
		run->io->sleep_us(run->io, step->us);
		break;
	case VGAPT_OP_LIMIT:
		run->limit = run->io->now_us(run->io) + step->us;
		break;
	case VGAPT_OP_SAVE:
		save(run);
		break;
	case VGAPT_OP_RESTORE:
		if (!restore(run))
			fails(run, step, -ETIMEDOUT);
		break;
	case VGAPT_OP_CALL:
		call(run, step);
		break;
	case VGAPT_OP_LABEL:
		break;
	case VGAPT_OP_GOTO:
		go_to(frame, step->to);
		break;
	case VGAPT_OP_SAY:
		run->reason = step->reason;
		end(run, 0, VGAPT_WHY_NONE);
		break;
	case VGAPT_OP_FAIL:
		end(run, -EIO, step->why);
		break;
	case VGAPT_OP_FAILED:
		end(run, run->rc, run->why);
		break;
	case VGAPT_OP_DONE:
		end(run, 0, VGAPT_WHY_NONE);
		break;
	}
	return run->depth;
}
