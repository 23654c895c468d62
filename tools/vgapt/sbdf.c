// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a PCI function sits: dddd:bb:dd.f.
 */
#include <ctype.h>
#include <stdio.h>

#include "sbdf.h"

/* One hexadecimal number of exactly @digits digits, followed by @end. */
static const char *hex_field(const char *text, int digits, char end,
			     unsigned int *value)
{
	int i;

	*value = 0;
	for (i = 0; i < digits; i++) {
		if (!isxdigit((unsigned char)text[i]))
			return NULL;
		*value = *value * 16 + (isdigit((unsigned char)text[i]) ?
					text[i] - '0' :
					tolower((unsigned char)text[i]) - 'a' + 10);
	}
	return text[i] == end ? text + i + 1 : NULL;
}

static void write_text(struct sbdf *at)
{
	snprintf(at->text, sizeof(at->text), "%04x:%02x:%02x.%x",
		 at->seg & 0xffff, at->bus & 0xff, at->dev & 0x1f, at->fn & 7);
}

/* Takes dddd:bb:dd.f, and bb:dd.f as a function of segment 0. */
bool sbdf_parse(const char *text, struct sbdf *at)
{
	const char *rest = hex_field(text, 4, ':', &at->seg);

	if (!rest) {
		at->seg = 0;
		rest = text;
	}
	rest = hex_field(rest, 2, ':', &at->bus);
	if (rest)
		rest = hex_field(rest, 2, '.', &at->dev);
	if (rest)
		rest = hex_field(rest, 1, '\0', &at->fn);
	if (!rest || at->dev > 0x1f || at->fn > 7)
		return false;
	write_text(at);
	return true;
}

/**
 * sbdf_sibling - where another function of the slot sits
 * @at:      one function
 * @fn:      number of the other one, below SLOT_FUNCTIONS
 * @sibling: filled
 */
void sbdf_sibling(const struct sbdf *at, unsigned int fn, struct sbdf *sibling)
{
	*sibling = *at;
	sibling->fn = fn;
	write_text(sibling);
}
