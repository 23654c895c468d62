// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Xen itself has to say of the domain: its debug key "q" writes all rangesets
 * into its log.  As xen_says of the jobs' common.sh, but often: without a process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xenctrl.h>
#include <xen/xen_vgapt.h>

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

static char dump[1 << 18];

/* What has come since @index, behind what is in dump already. */
static void hear(xc_interface *xch, uint32_t *index, size_t *have)
{
	unsigned int len;

	do {
		len = sizeof(dump) - 1 - *have;
		if (len > 16384)
			len = 16384;
		if (!len || xc_readconsolering(xch, dump + *have, &len, 0, 1, index))
			die("Xen's log");
		*have += len;
		dump[*have] = 0;
	} while (len == 16384);
}

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

static const char *set_of(const char *domain, const char *name)
{
	const char *set = strstr(domain, name);

	set = set ? strchr(set, '{') : NULL;
	return set && strchr(set, '}') ? set + 1 : NULL;
}

static int read_dump(const char *domain)
{
	unsigned long count, has;
	const char *set;
	int ranges = 0;
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		count = wanted[i].last - wanted[i].first + 1;
		set = set_of(domain, wanted[i].set);
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
	static xc_interface *xch;
	static uint32_t index;
	char head[64], *domain;
	size_t have = 0;
	int i;

	if (!xch)
		xch = xc_interface_open(NULL, NULL, 0);
	if (!xch)
		die("libxenctrl");
	snprintf(head, sizeof(head), "Rangesets belonging to domain %u:", card_domid);
	hear(xch, &index, &have);
	have = 0;
	dump[0] = 0;
	if (xc_send_debug_keys(xch, "q"))
		die("Xen's debug keys");
	/* It answers when it finds the time. */
	for (i = 0; i < 1000; i++) {
		hear(xch, &index, &have);
		domain = strstr(dump, head);
		if (domain && set_of(domain, "I/O Ports") && set_of(domain, "I/O Memory"))
			return read_dump(domain);
		usleep(10000);
	}
	die("Xen says nothing of the domain");
}
