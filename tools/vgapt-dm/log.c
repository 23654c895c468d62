// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages.  One write each, without stdio's buffers: in the sandbox there is little that
 * a process may still do.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

/* What a guest can bring about is said so often in so many seconds, not more. */
#define LIMIT		20U
#define SECONDS		10

static char name[48] = "vgapt-dm";

/**
 * log_name - say for whom we speak
 * @domid: the domain
 * @slot:  bus << 8 | devfn, the guest's
 */
void log_name(unsigned int domid, unsigned int slot)
{
	snprintf(name, sizeof(name), "vgapt-dm: domain %u %02x:%02x.%u", domid, slot >> 8 & 0xff,
		 slot >> 3 & 0x1f, slot & 7);
}

static void put(const char *format, va_list args)
{
	char line[512];
	int used, more;

	used = snprintf(line, sizeof(line), "%s: ", name);
	more = vsnprintf(line + used, sizeof(line) - used - 1, format, args);
	if (more < 0)
		return;
	used += more;
	if (used > (int)sizeof(line) - 2)
		used = sizeof(line) - 2;
	line[used++] = '\n';
	/* Nobody is left to be told if that fails. */
	if (write(STDERR_FILENO, line, used) < 0)
		return;
}

/**
 * say - a message
 * @format: as printf()
 */
void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put(format, args);
	va_end(args);
}

/**
 * say_often - a message that a guest can cause at will
 * @format: as printf()
 */
void say_often(const char *format, ...)
{
	static unsigned int count;
	static time_t since;
	struct timespec now;
	va_list args;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec - since >= SECONDS) {
		if (count > LIMIT)
			say("%u messages were left out", count - LIMIT);
		since = now.tv_sec;
		count = 0;
	}
	if (count++ >= LIMIT)
		return;
	va_start(args, format);
	put(format, args);
	va_end(args);
}
