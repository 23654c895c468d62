// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Xen itself has to say of the domain.  As the program xen_says, but often:
 * without a process.
 */
#include <stdio.h>
#include <stdlib.h>

#include <xen/xen_vgapt.h>

#include "../xenlog.h"
#include "faults.h"

static const struct {
	uint32_t bit;
	unsigned long first, last;
	const char *set;
} wanted[] = {
	{ VGAPT_RANGE_IO_MONO, 0x3b0, 0x3bb, "I/O Ports" },
	{ VGAPT_RANGE_IO_COLOR, 0x3c0, 0x3df, "I/O Ports" },
	{ VGAPT_RANGE_MEM, 0xa0, 0xbf, "I/O Memory" },
};

/* How much of a range is in a set, which is written "{ 0-1f, 22, 44-60 }". */
static unsigned long covered(const char *set, unsigned long first, unsigned long last)
{
	unsigned long from, to, sum = 0;
	char *end;

	for (; *set && *set != '}'; set = end) {
		from = strtoul(set, &end, 16);
		if (end == set) {
			end++;
			continue;
		}
		to = *end == '-' ? strtoul(end + 1, &end, 16) : from;
		if (from < first)
			from = first;
		if (to > last)
			to = last;
		if (from <= to)
			sum += to - from + 1;
	}
	return sum;
}

static int read_dump(const char *domain)
{
	unsigned long count, has;
	const char *set;
	int ranges = 0;
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		count = wanted[i].last - wanted[i].first + 1;
		set = xenlog_set(domain, wanted[i].set);
		if (!set)
			die("a set in Xen's answer");
		has = covered(set, wanted[i].first, wanted[i].last);
		if (has && has != count)
			return XEN_IN_PART;
		if (has)
			ranges |= wanted[i].bit;
	}
	return ranges;
}

/**
 * xen_says - what Xen lets the domain reach
 *
 * Return: VGAPT_RANGE_*; XEN_IN_PART if it is less than a whole range of one.
 */
int xen_says(void)
{
	const char *domain = xenlog_domain(card_domid);

	if (!domain)
		die("Xen says nothing of the domain");
	return read_dump(domain);
}
