// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which ways to reset a function are usable, in which order, and what speaks
 * against the others.
 */
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/reset/say.h"

/* Both go through the port above the card, and past its slot's driver. */
static bool vgapt_reset_by_port(enum vgapt_reset_method method)
{
	return method == VGAPT_RESET_BUS || method == VGAPT_RESET_LINK;
}

/**
 * vgapt_reset_hits_others - are other functions reset along with this one?
 * @method: the method
 * @facts:  of this function
 *
 * What goes by the bridge or the slot reaches all that is below.  A vendor's own
 * method may be one of the whole card, its HDMI audio included.
 *
 * Return: true if so.
 */
bool vgapt_reset_hits_others(enum vgapt_reset_method method,
			     const struct vgapt_reset_facts *facts)
{
	switch (method) {
	case VGAPT_RESET_VENDOR:
		return facts->vendor_whole;
	case VGAPT_RESET_SLOT:
	case VGAPT_RESET_BUS:
	case VGAPT_RESET_LINK:
		return true;
	default:
		return false;
	}
}

/* What the other functions that would be hit have against it */
static enum vgapt_reset_reason vgapt_reset_siblings(const struct vgapt_reset_facts *facts,
						    enum vgapt_reset_method method)
{
	if (!vgapt_reset_hits_others(method, facts))
		return VGAPT_REASON_IN;
	return method == VGAPT_RESET_VENDOR ? facts->card : facts->bus;
}

/*
 * The first reason is told that the user can do least about: what is not there
 * comes before what was switched off, and that before what harms.  The other
 * functions come last, since giving them to xen-pciback helps only where nothing
 * else is in the way.
 */
static enum vgapt_reset_reason vgapt_reset_reason_of(const struct vgapt_reset_facts *facts,
						     enum vgapt_reset_method method,
						     bool listed)
{
	bool slot = facts->present & BIT(VGAPT_RESET_SLOT);

	if (!facts->seized)
		return VGAPT_REASON_NOT_SEIZED;
	if (facts->foreign)
		return VGAPT_REASON_FOREIGN;
	if (facts->being_reset)
		return VGAPT_REASON_BEING_RESET;
	if (!(facts->present & BIT(method)))
		return VGAPT_REASON_ABSENT;
	/* The slot's driver has to know of it, or it removes the card. */
	if (vgapt_reset_by_port(method) && slot)
		return VGAPT_REASON_SAFER;
	if (facts->opted_out & BIT(method))
		return VGAPT_REASON_OPTED_OUT;
	if (!listed)
		return VGAPT_REASON_NOT_LISTED;
	if (facts->quirk & BIT(method))
		return VGAPT_REASON_QUIRK;
	if (facts->useless & BIT(method))
		return VGAPT_REASON_USELESS;
	/* No_Soft_Reset: D3hot and back leaves all registers as they were. */
	if (method == VGAPT_RESET_PM && facts->no_soft_reset)
		return VGAPT_REASON_NO_SOFT_RESET;
	if (vgapt_reset_by_port(method) && facts->hotplug)
		return VGAPT_REASON_HOTPLUG;
	if (method == VGAPT_RESET_VENDOR) {
		if (facts->experimental)
			return VGAPT_REASON_EXPERIMENTAL;
		if (facts->vendor != VGAPT_REASON_IN)
			return facts->vendor;
	}
	return vgapt_reset_siblings(facts, method);
}

/**
 * vgapt_reset_make_plan - say of each method whether it is usable, and why not
 * @facts: what is known of the function
 * @plan:  a line for each method: first those in the function's order, in that
 *         order, then the others, in the default one
 */
void vgapt_reset_make_plan(const struct vgapt_reset_facts *facts,
			   struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS])
{
	u32 i, method, lines = 0, told = 0;

	for (i = 0; i < facts->num_order && i < VGAPT_RESET_NUM_METHODS; i++) {
		method = facts->order[i];
		if (method >= VGAPT_RESET_NUM_METHODS || told & BIT(method))
			continue;
		told |= BIT(method);
		plan[lines].method = method;
		plan[lines++].reason = vgapt_reset_reason_of(facts, method, true);
	}
	for (method = 0; method < VGAPT_RESET_NUM_METHODS; method++) {
		if (told & BIT(method))
			continue;
		plan[lines].method = method;
		plan[lines++].reason = vgapt_reset_reason_of(facts, method, false);
	}
}

/**
 * vgapt_reset_wants_probe - does a plan depend on the vendor's probe?
 * @facts: what is known of the function
 * @plan:  the plan made of that
 *
 * The probe reads the card's registers, so it is asked only where nothing else
 * speaks against the vendor's method.  With its answer the plan is made again.
 *
 * Return: true if it should be asked.
 */
bool vgapt_reset_wants_probe(const struct vgapt_reset_facts *facts,
			     const struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS])
{
	u32 i;

	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++)
		if (plan[i].method == VGAPT_RESET_VENDOR)
			return facts->unprobed && plan[i].reason == VGAPT_REASON_IN;
	return false;
}

/**
 * vgapt_reset_default_order - the order of a function nobody has chosen one for
 * @order: all methods, in their order
 * @num:   how many
 */
void vgapt_reset_default_order(u8 order[VGAPT_RESET_NUM_METHODS], u32 *num)
{
	u32 i;

	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++)
		order[i] = i;
	*num = VGAPT_RESET_NUM_METHODS;
}

static bool vgapt_is_word(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && !memcmp(text, word, len);
}

/* Return the method of that name, or VGAPT_RESET_NUM_METHODS. */
static u32 vgapt_reset_method_named(const char *text, size_t len)
{
	u32 i;

	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++)
		if (vgapt_is_word(text, len, vgapt_reset_method_name(i)))
			break;
	return i;
}

static bool vgapt_is_separator(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '\n';
}

/**
 * vgapt_reset_parse_order - read an order of methods
 * @text:  characters, not necessarily terminated
 * @len:   how many of them
 * @order: methods in that order, untouched on error
 * @num:   how many, untouched on error; 0 for the default
 *
 * Names are separated by blanks, commas or newlines.  The word "default", which
 * has to be the only one, stands for none: nobody has chosen.
 *
 * Return: 0, or -EINVAL if there is no name, an unknown one, or one twice.
 */
int vgapt_reset_parse_order(const char *text, size_t len,
			    u8 order[VGAPT_RESET_NUM_METHODS], u32 *num)
{
	u8 found[VGAPT_RESET_NUM_METHODS];
	u32 method, count = 0, told = 0;
	bool restore = false;
	size_t at = 0, end;

	for (;;) {
		while (at < len && vgapt_is_separator(text[at]))
			at++;
		if (at == len)
			break;
		for (end = at; end < len && !vgapt_is_separator(text[end]); end++)
			;
		if (restore)
			return -EINVAL;
		method = vgapt_reset_method_named(text + at, end - at);
		if (method < VGAPT_RESET_NUM_METHODS) {
			if (told & BIT(method))
				return -EINVAL;
			told |= BIT(method);
			found[count++] = method;
		} else if (!count && vgapt_is_word(text + at, end - at, "default")) {
			restore = true;
		} else {
			return -EINVAL;
		}
		at = end;
	}
	if (restore) {
		*num = 0;
		return 0;
	}
	if (!count)
		return -EINVAL;
	memcpy(order, found, count);
	*num = count;
	return 0;
}
