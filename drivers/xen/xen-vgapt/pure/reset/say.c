// SPDX-License-Identifier: GPL-2.0-only
/*
 * What reset_plan, last_reset and the kernel's log say of resets, in tokens.
 *
 * No line ends with a newline here.
 */
#include "pure/reset/link.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/reset/say.h"
#include "pure/tokens.h"

#define ONE(symbol, token)	+ 1

#define METHOD(symbol, token)	[VGAPT_RESET_##symbol] = token,
static const char * const vgapt_method_names[] = { VGAPT_METHOD_TOKENS(METHOD) };

static_assert(0 VGAPT_METHOD_TOKENS(ONE) == VGAPT_RESET_NUM_METHODS,
	      "each has a token");

#define REASON(symbol, token)	[VGAPT_REASON_##symbol] = token,
static const char * const vgapt_reason_names[] = { VGAPT_REASON_TOKENS(REASON) };

static_assert(0 VGAPT_REASON_TOKENS(ONE) == VGAPT_REASON_NUM,
	      "each has a token");

#define WHY(symbol, token)	[VGAPT_WHY_##symbol] = token,
static const char * const vgapt_why_names[] = { VGAPT_WHY_TOKENS(WHY) };

/**
 * vgapt_reset_method_name - a method's token
 * @method: the method
 *
 * Return: one word.
 */
const char *vgapt_reset_method_name(enum vgapt_reset_method method)
{
	if ((unsigned int)method >= ARRAY_SIZE(vgapt_method_names))
		return "unknown";
	return vgapt_method_names[method];
}

/**
 * vgapt_reset_reason_name - a reason's token
 * @reason: the reason
 *
 * Return: one word.
 */
const char *vgapt_reset_reason_name(enum vgapt_reset_reason reason)
{
	if ((unsigned int)reason >= ARRAY_SIZE(vgapt_reason_names))
		return "unknown";
	return vgapt_reason_names[reason];
}

/**
 * vgapt_why_name - the token for how a reset ended
 * @why: VGAPT_WHY_*
 *
 * Return: one word.
 */
const char *vgapt_why_name(enum vgapt_why why)
{
	if ((unsigned int)why >= ARRAY_SIZE(vgapt_why_names))
		return "unknown";
	return vgapt_why_names[why];
}

/**
 * vgapt_reset_say_reason - "REASON [SBDF [DOMID]]"
 * @buf:    where
 * @size:   bytes there
 * @reason: why a method is out
 * @sbdf:   the function that the reason is about, or NULL
 * @domid:  the domain that has that function, or VGAPT_NO_DOMAIN
 *
 * Return: as snprintf().
 */
int vgapt_reset_say_reason(char *buf, size_t size, enum vgapt_reset_reason reason,
			   const char *sbdf, int domid)
{
	const char *name = vgapt_reset_reason_name(reason);

	if (!sbdf)
		return snprintf(buf, size, "%s", name);
	if (domid == VGAPT_NO_DOMAIN)
		return snprintf(buf, size, "%s %s", name, sbdf);
	return snprintf(buf, size, "%s %s %d", name, sbdf, domid);
}

/**
 * vgapt_reset_say_step - a line of reset_plan
 * @buf:   where
 * @size:  bytes there
 * @step:  the method, and whether it is usable
 * @sbdf:  the function that the reason is about, or NULL
 * @domid: the domain that has that function, or VGAPT_NO_DOMAIN
 *
 * "METHOD in", or "METHOD out REASON [SBDF [DOMID]]".
 *
 * Return: as snprintf().
 */
int vgapt_reset_say_step(char *buf, size_t size, const struct vgapt_reset_step *step,
			 const char *sbdf, int domid)
{
	const char *name = vgapt_reset_method_name(step->method);
	char reason[VGAPT_SAY_MAX];

	if (step->reason == VGAPT_REASON_IN)
		return snprintf(buf, size, "%s in", name);
	vgapt_reset_say_reason(reason, sizeof(reason), step->reason, sbdf, domid);
	return snprintf(buf, size, "%s out %s", name, reason);
}

/**
 * vgapt_reset_say_last - the line of last_reset
 * @buf:  where
 * @size: bytes there
 * @last: what the last reset came to
 *
 * "none", "METHOD running MS", "METHOD ok MS [idle] [LINK]" or "METHOD failed MS
 * WHY"; METHOD is "none" if no method was usable, LINK is vgapt_link_text()'s.
 *
 * Return: as snprintf().
 */
int vgapt_reset_say_last(char *buf, size_t size, const struct vgapt_reset_last *last)
{
	const char *method = "none";
	char link[VGAPT_SAY_MAX] = "";

	if (!last->done)
		return snprintf(buf, size, "none");
	if (last->method != VGAPT_RESET_NUM_METHODS)
		method = vgapt_reset_method_name(last->method);
	if (last->running)
		return snprintf(buf, size, "%s running %u", method, last->ms);
	if (last->rc)
		return snprintf(buf, size, "%s failed %u %s", method, last->ms,
				vgapt_why_name(last->why));
	if (vgapt_link_worse(last->link_was, last->link_is))
		vgapt_link_text(last->link_was, last->link_is, link, sizeof(link));
	return snprintf(buf, size, "%s ok %u%s%s%s%s", method, last->ms,
			last->why == VGAPT_WHY_NONE ? "" : " ",
			last->why == VGAPT_WHY_NONE ? "" : vgapt_why_name(last->why),
			*link ? " " : "", link);
}
