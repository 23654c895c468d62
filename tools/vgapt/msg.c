// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages, and what ends the program.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "msg.h"
#include "vgapt.h"

/**
 * fail - report a failure
 * @hint: what to do next, or NULL
 * @fmt:  what failed
 *
 * Return: EXIT_FAIL.
 */
int fail(const char *hint, const char *fmt, ...)
{
	va_list ap;

	fputs("vgapt: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	if (hint && *hint)
		fprintf(stderr, "vgapt: what to do: %s\n", hint);
	return EXIT_FAIL;
}

void note(const char *fmt, ...)
{
	va_list ap;

	fputs("vgapt: note: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

/* Ends the program if an allocation failed. */
void *must(void *ptr)
{
	if (!ptr) {
		fputs("vgapt: out of memory\n", stderr);
		exit(EXIT_FAIL);
	}
	return ptr;
}
