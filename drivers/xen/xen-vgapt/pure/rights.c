// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a capability may be for, and which may be beside which.
 */
#include "pure/rights.h"
#include "pure/tokens.h"

struct vgapt_bit {
	u32 bit;
	const char *token;
};

static const struct vgapt_bit vgapt_rights[] = {
#define X(symbol, token)	{ VGAPT_RIGHT_##symbol, token },
	VGAPT_RIGHT_TOKENS(X)
#undef X
};

static const struct vgapt_bit vgapt_states[] = {
#define X(symbol, token)	{ VGAPT_CAPABILITY_##symbol, token },
	VGAPT_CAPABILITY_TOKENS(X)
#undef X
};

/* Bits that have no token are written as a number: nothing is left out. */
static void vgapt_say_bits(char *buf, size_t len, const struct vgapt_bit *list,
			   size_t count, u32 bits, const char *between)
{
	size_t i, at = 0;

	buf[0] = '\0';
	for (i = 0; i < count && at < len; i++) {
		if (!(bits & list[i].bit))
			continue;
		at += snprintf(buf + at, len - at, "%s%s", at ? between : "",
			       list[i].token);
		bits &= ~list[i].bit;
	}
	if (bits && at < len)
		snprintf(buf + at, len - at, "%s%#x", at ? between : "", bits);
}

/**
 * vgapt_rights_check - can there be a capability with these rights?
 * @rights:  VGAPT_RIGHT_*
 * @display: the function is a display adapter; if not, it is on the card of one
 * @vga:     it is VGA compatible
 *
 * Return: 0; -EINVAL for none, or unknown ones; -EOPNOTSUPP for such as this
 * function has no use for.
 */
int vgapt_rights_check(u32 rights, bool display, bool vga)
{
	if (!rights || (rights & ~VGAPT_RIGHT_ALL))
		return -EINVAL;
	if ((rights & VGAPT_RIGHT_ROM) && !display)
		return -EOPNOTSUPP;
	if ((rights & VGAPT_RIGHT_LEGACY) && !vga)
		return -EOPNOTSUPP;
	return 0;
}

/**
 * vgapt_rights_beside - may there be another capability beside this one?
 * @have:      one for the same function
 * @exclusive: the new one is to be the only one
 *
 * One function serves one domain.  What has ended, or was for a dead domain, can
 * do nothing any more and is in nobody's way.
 *
 * Return: 0 or -EBUSY.
 */
int vgapt_rights_beside(const struct vgapt_beside *have, bool exclusive)
{
	if (have->ended || !have->domain_lives)
		return 0;
	return have->exclusive || exclusive || !have->same_domain ? -EBUSY : 0;
}

/**
 * vgapt_rights_say - write rights as tokens
 * @buf:     where to; VGAPT_RIGHTS_MAX bytes are enough
 * @len:     its size, above 0
 * @rights:  VGAPT_RIGHT_*
 * @between: what to write between two of them
 */
void vgapt_rights_say(char *buf, size_t len, u32 rights, const char *between)
{
	vgapt_say_bits(buf, len, vgapt_rights, ARRAY_SIZE(vgapt_rights), rights,
		       between);
	if (!rights)
		snprintf(buf, len, "none");
}

/**
 * vgapt_capability_say - write the state of a capability as tokens
 * @buf:   where to; VGAPT_RIGHTS_MAX bytes are enough
 * @len:   its size, above 0
 * @flags: VGAPT_CAPABILITY_*
 */
void vgapt_capability_say(char *buf, size_t len, u32 flags)
{
	vgapt_say_bits(buf, len, vgapt_states, ARRAY_SIZE(vgapt_states), flags,
		       " ");
	if (!flags)
		snprintf(buf, len, VGAPT_TOKEN_LIVE);
}

/**
 * vgapt_rights_parse - read rights from tokens
 * @text:   tokens with commas between them, or "all"
 * @rights: VGAPT_RIGHT_*
 *
 * Return: 0 or -EINVAL.
 */
int vgapt_rights_parse(const char *text, u32 *rights)
{
	size_t i, len;

	*rights = 0;
	if (!strcmp(text, VGAPT_TOKEN_ALL_RIGHTS)) {
		*rights = VGAPT_RIGHT_ALL;
		return 0;
	}
	for (;; text += len + 1) {
		len = strcspn(text, ",");
		for (i = 0; i < ARRAY_SIZE(vgapt_rights); i++)
			if (strlen(vgapt_rights[i].token) == len &&
			    !memcmp(text, vgapt_rights[i].token, len))
				break;
		if (i == ARRAY_SIZE(vgapt_rights))
			return -EINVAL;
		*rights |= vgapt_rights[i].bit;
		if (!text[len])
			return 0;
	}
}
