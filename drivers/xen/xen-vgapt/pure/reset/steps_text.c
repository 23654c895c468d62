// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps in words, for people who compare them with a driver: not in the module.
 */
#include "pure/reset/say.h"
#include "pure/reset/steps.h"
#include "pure/reset/vendor.h"

#define REG_TEXT	80

static void reg_text(char *buf, size_t size, const struct vgapt_reg *reg,
		     const struct vgapt_reset_vendor *vendor)
{
	const struct vgapt_pair *pair;

	switch (reg->space) {
	case VGAPT_IN_CONFIG:
		/* Its name says so. */
		snprintf(buf, size, "%s", reg->name);
		break;
	case VGAPT_IN_PAIR:
		pair = vgapt_pair_of(vendor, reg);
		snprintf(buf, size, "%s (%08xh behind BAR%u+%xh/%xh)", reg->name, reg->at,
			 pair->bar, pair->index, pair->data);
		break;
	default:
		snprintf(buf, size, "%s (BAR%u+%xh)", reg->name, reg->bar, reg->at);
		break;
	}
}

static void time_text(char *buf, size_t size, u32 us)
{
	if (us % VGAPT_US_PER_MS)
		snprintf(buf, size, "%u us", us);
	else
		snprintf(buf, size, "%u ms", us / VGAPT_US_PER_MS);
}

/* What happens if it fails, with a comma or so before it. */
static void else_text(char *buf, size_t size, const struct vgapt_step *step)
{
	const char *why = vgapt_why_name(step->why);

	if (!step->to)
		snprintf(buf, size, "; else %s: %s", step->op == VGAPT_OP_YET ? "not yet" : "fail",
			 why);
	else if (strcmp(step->to, VGAPT_ON))
		snprintf(buf, size, "; else go to \"%s\"", step->to);
	else
		snprintf(buf, size, "; else go on");
}

static void look_text(char *buf, size_t size, const struct vgapt_step *step, const char *what)
{
	static const char * const cmps[] = {
		[VGAPT_IS] = "is", [VGAPT_IS_NOT] = "is not", [VGAPT_FROM] = "is at least",
		[VGAPT_BELOW] = "is below",
	};

	if (step->cmp == VGAPT_IS_NOT && !step->mask && step->val == VGAPT_GONE)
		snprintf(buf, size, "%s answers", what);
	else if (step->mask)
		snprintf(buf, size, "%s & %08xh %s %08xh", what, step->mask, cmps[step->cmp],
			 step->val);
	else
		snprintf(buf, size, "%s %s %08xh", what, cmps[step->cmp], step->val);
}

/**
 * vgapt_step_text - a step in words
 * @buf:    where
 * @size:   bytes there, %VGAPT_STEP_TEXT at least
 * @step:   the step
 * @arg:    its sequence's arguments
 * @vendor: whose it is
 *
 * A label without a name is a remark on the next step.
 *
 * Return: as snprintf().
 */
int vgapt_step_text(char *buf, size_t size, const struct vgapt_step *step, const u32 arg[2],
		    const struct vgapt_reset_vendor *vendor)
{
	char reg[REG_TEXT] = "", other[80], look[REG_TEXT + 40], span[24];

	if (step->reg)
		reg_text(reg, sizeof(reg), step->reg, vendor);
	else_text(other, sizeof(other), step);
	time_text(span, sizeof(span), step->us);
	switch (step->op) {
	case VGAPT_OP_WRITE:
		return snprintf(buf, size, "write %s = %08xh", reg,
				step->slot ? arg[step->slot - 1] : step->val);
	case VGAPT_OP_CHANGE:
		return snprintf(buf, size, "change %s: of %08xh, set %08xh%s", reg, step->mask,
				step->val, other);
	case VGAPT_OP_KEEP:
		return snprintf(buf, size, "note %s, as #%u", reg, step->slot);
	case VGAPT_OP_PUT:
		return snprintf(buf, size, "write %s = #%u", reg, step->slot);
	case VGAPT_OP_EXPECT:
	case VGAPT_OP_YET:
		look_text(look, sizeof(look), step, reg);
		return snprintf(buf, size, "read %s%s", look, other);
	case VGAPT_OP_POLL:
		look_text(look, sizeof(look), step, reg);
		return snprintf(buf, size, "poll %s, for %s%s", look,
				step->us ? span : "what is left", other);
	case VGAPT_OP_THERE:
		look_text(look, sizeof(look), step, reg);
		return snprintf(buf, size, "poll %s, for %s, while it answers%s", look, span,
				other);
	case VGAPT_OP_LAST:
		look_text(look, sizeof(look), step, reg);
		return snprintf(buf, size, "of what was read: %s%s", look, other);
	case VGAPT_OP_KEPT:
		snprintf(reg, sizeof(reg), "#%u", step->slot);
		look_text(look, sizeof(look), step, reg);
		return snprintf(buf, size, "see whether %s%s", look, other);
	case VGAPT_OP_ROM:
		return snprintf(buf, size, "see whether the VBIOS is known%s", other);
	case VGAPT_OP_WAIT:
		return snprintf(buf, size, "wait %s", span);
	case VGAPT_OP_LIMIT:
		return snprintf(buf, size, "from here on, %s are left", span);
	case VGAPT_OP_SAVE:
		return snprintf(buf, size, "copy configuration space 0-3Fh");
	case VGAPT_OP_RESTORE:
		return snprintf(buf, size, "poll configuration space, for 1000 ms, put it back%s",
				other);
	case VGAPT_OP_CALL:
		snprintf(look, sizeof(look), "%s", "");
		if (step->mask)
			snprintf(look, sizeof(look), ", if #%u has %08xh", step->slot, step->mask);
		if (step->to && step->late && !strcmp(step->to, step->late))
			span[0] = '\0';
		else if (!step->to && !step->late)
			span[0] = '\0';
		else if (!step->late)
			snprintf(span, sizeof(span), "; if late, fail");
		else if (!strcmp(step->late, VGAPT_ON))
			snprintf(span, sizeof(span), "; if late, go on");
		else
			snprintf(span, sizeof(span), "; if late, \"%s\"", step->late);
		return snprintf(buf, size, "%s%s%s%s", step->seq->name, look, step->to ? other : "",
				span);
	case VGAPT_OP_LABEL:
		if (step->note)
			return snprintf(buf, size, "(%s)", step->note);
		return snprintf(buf, size, "\"%s\":", step->to);
	case VGAPT_OP_GOTO:
		return snprintf(buf, size, "go to \"%s\"", step->to);
	case VGAPT_OP_SAY:
		return snprintf(buf, size, "say: %s", vgapt_reset_reason_name(step->reason));
	case VGAPT_OP_FAIL:
		return snprintf(buf, size, "fail: %s", vgapt_why_name(step->why));
	case VGAPT_OP_FAILED:
		return snprintf(buf, size, "fail, with what has failed");
	case VGAPT_OP_DONE:
		break;
	}
	return snprintf(buf, size, "done");
}
