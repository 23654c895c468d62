// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module parameter reset_off: methods that are not to be used on cards with
 * some id.
 */
#include "pure/reset/method.h"
#include "pure/reset/off.h"
#include "pure/reset/plan.h"

static int vgapt_reset_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hexadecimal digits, neither more nor less. */
static int vgapt_reset_hex4(const char *text, size_t len, u16 *val)
{
	u16 sum = 0;
	int i, digit;

	if (len < 4)
		return -EINVAL;
	for (i = 0; i < 4; i++) {
		digit = vgapt_reset_hex_digit(text[i]);
		if (digit < 0)
			return -EINVAL;
		sum = sum << 4 | digit;
	}
	*val = sum;
	return 0;
}

/**
 * vgapt_reset_parse_off - read one entry of the parameter
 * @text: VVVV:DDDD, or VVVV:DDDD+METHOD[+METHOD...]; a newline may follow
 * @len:  bytes in it
 * @off:  result, untouched on error
 *
 * Without a method it is the vendor's that is meant.
 *
 * Return: 0, or -EINVAL.
 */
int vgapt_reset_parse_off(const char *text, size_t len,
			  struct vgapt_reset_off *off)
{
	struct vgapt_reset_off got = { 0 };
	u8 order[VGAPT_RESET_NUM_METHODS];
	size_t pos = 9, end;
	u32 num;

	if (len && text[len - 1] == '\n')
		len--;
	if (len < 9 || vgapt_reset_hex4(text, len, &got.vendor) ||
	    text[4] != ':' || vgapt_reset_hex4(text + 5, len - 5, &got.device))
		return -EINVAL;
	if (pos == len)
		got.methods = BIT(VGAPT_RESET_VENDOR);
	while (pos < len) {
		if (text[pos] != '+')
			return -EINVAL;
		for (end = ++pos; end < len && text[end] != '+'; end++)
			;
		/* One name; "default" is none. */
		if (vgapt_reset_parse_order(text + pos, end - pos, order, &num) ||
		    num != 1)
			return -EINVAL;
		got.methods |= BIT(order[0]);
		pos = end;
	}
	*off = got;
	return 0;
}
