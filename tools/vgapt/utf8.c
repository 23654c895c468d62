// SPDX-License-Identifier: GPL-2.0-only
/*
 * UTF-8, which JSON has to be.  Names of files and domains are bytes, whatever they mean.
 */
#include <stdlib.h>
#include <string.h>

#include "msg.h"
#include "utf8.h"

#define REPLACEMENT	"\xef\xbf\xbd"	/* U+FFFD */

/* Bytes of the character that @text begins with; 0 if it begins with none (RFC 3629). */
static size_t character(const unsigned char *text)
{
	unsigned char low = 0x80, high = 0xbf;	/* of the second byte */
	size_t i, len;

	if (*text < 0x80)
		return 1;
	if (*text < 0xc2 || *text > 0xf4)
		return 0;
	len = *text < 0xe0 ? 2 : *text < 0xf0 ? 3 : 4;
	switch (*text) {
	case 0xe0:		/* a shorter one would do */
		low = 0xa0;
		break;
	case 0xed:		/* half of a UTF-16 pair */
		high = 0x9f;
		break;
	case 0xf0:
		low = 0x90;
		break;
	case 0xf4:		/* beyond U+10FFFF */
		high = 0x8f;
		break;
	}
	if (text[1] < low || text[1] > high)
		return 0;
	for (i = 2; i < len; i++)
		if (text[i] < 0x80 || text[i] > 0xbf)
			return 0;
	return len;
}

/**
 * utf8_mended - a text in which each byte that is no UTF-8 has become U+FFFD
 * @text: the text
 *
 * Return: the text, to be freed.
 */
char *utf8_mended(const char *text)
{
	char *buf = must(malloc(strlen(text) * strlen(REPLACEMENT) + 1)), *to = buf;
	size_t len;

	while (*text) {
		len = character((const unsigned char *)text);
		if (len)
			to = mempcpy(to, text, len);
		else
			to = stpcpy(to, REPLACEMENT);
		text += len ? len : 1;
	}
	*to = '\0';
	return buf;
}
