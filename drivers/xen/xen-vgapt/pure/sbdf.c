// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading "dddd:bb:dd.f".
 */
#include "pure/sbdf.h"

static int vgapt_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Read between @min and @max hexadecimal digits; returns how many, 0 if none. */
static size_t vgapt_hex_field(const char *text, size_t len, size_t min,
			      size_t max, u32 *value)
{
	size_t n = 0;

	*value = 0;
	while (n < len && n < max && vgapt_hex(text[n]) >= 0)
		*value = *value << 4 | vgapt_hex(text[n++]);
	return n >= min ? n : 0;
}

/* "bb:dd.f", all of @text */
static int vgapt_bdf_parse(const char *text, size_t len,
			   struct vgapt_sbdf *sbdf)
{
	u32 bus, dev, fn;

	if (len != 7 || text[2] != ':' || text[5] != '.')
		return -EINVAL;
	if (!vgapt_hex_field(text, 2, 2, 2, &bus) ||
	    !vgapt_hex_field(text + 3, 2, 2, 2, &dev) ||
	    !vgapt_hex_field(text + 6, 1, 1, 1, &fn))
		return -EINVAL;
	if (dev > 0x1f || fn > 7)
		return -EINVAL;
	sbdf->bus = bus;
	sbdf->devfn = dev << 3 | fn;
	return 0;
}

/**
 * vgapt_sbdf_parse - read a full SBDF
 * @text: characters, not necessarily terminated
 * @len:  how many of them
 * @sbdf: result, untouched on error
 *
 * The form is the one libxl writes and sysfs shows: "dddd:bb:dd.f", all
 * hexadecimal, four to eight digits of segment.  One newline at the end is
 * passed over, as a shell's echo adds it.
 *
 * Return: 0, or -EINVAL for anything else.
 */
int vgapt_sbdf_parse(const char *text, size_t len, struct vgapt_sbdf *sbdf)
{
	struct vgapt_sbdf out;
	size_t n;

	if (len && text[len - 1] == '\n')
		len--;
	n = vgapt_hex_field(text, len, 4, 8, &out.segment);
	if (!n || n == len || text[n] != ':')
		return -EINVAL;
	if (vgapt_bdf_parse(text + n + 1, len - n - 1, &out))
		return -EINVAL;
	*sbdf = out;
	return 0;
}

/**
 * vgapt_sbdf_parse_short - read an SBDF whose segment may be left out
 * @text: characters, not necessarily terminated
 * @len:  how many of them
 * @sbdf: result, untouched on error
 *
 * As vgapt_sbdf_parse(), but "bb:dd.f" means segment 0, as in xl.cfg.
 *
 * Return: 0, or -EINVAL for anything else.
 */
int vgapt_sbdf_parse_short(const char *text, size_t len,
			   struct vgapt_sbdf *sbdf)
{
	size_t n = len && text[len - 1] == '\n' ? len - 1 : len;
	struct vgapt_sbdf out = { 0 };

	if (!vgapt_bdf_parse(text, n, &out)) {
		*sbdf = out;
		return 0;
	}
	return vgapt_sbdf_parse(text, len, sbdf);
}
