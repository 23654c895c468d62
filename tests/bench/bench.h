/* SPDX-License-Identifier: GPL-2.0-only */
/* What the programs of `make bench` share: a clock, and one line a figure. */
#ifndef BENCH_H
#define BENCH_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* What tests/bench/report.py reads: NAME SIDE REPETITION VALUE. */
static inline void figure(const char *name, const char *side,
			  unsigned int repetition, uint64_t value)
{
	printf("%s %s %u %" PRIu64 "\n", name, side, repetition, value);
}

__attribute__((noreturn, format(printf, 1, 2)))
static inline void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static inline unsigned int number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!*text || *end || value > 1000000)
		die("no number: %s", text);
	return value;
}

#endif
