// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Xen itself has to say of the domain.  As the program xen_says, but often:
 * without a process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/**
 * xen_covered - how much of a range is in a set, which is written "{ 0-1f, 22, 44-60 }"
 * @set:   what is behind the brace
 * @first: of the range
 * @last:  likewise
 *
 * Return: how many numbers.
 */
unsigned long xen_covered(const char *set, unsigned long first, unsigned long last)
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
		has = xen_covered(set, wanted[i].first, wanted[i].last);
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

/* How many there are in a set of interrupts, whose numbers are decimal. */
static unsigned int count(const char *set)
{
	unsigned int from, to, sum = 0;
	int fields;

	for (;;) {
		fields = sscanf(set, " %u-%u", &from, &to);
		if (fields > 0)
			sum += fields == 2 ? to - from + 1 : 1;
		set += strcspn(set, ",}");
		if (*set != ',')
			return sum;
		set++;
	}
}

static void keep(char *to, size_t size, const char *domain, const char *name)
{
	const char *set = xenlog_set(domain, name);
	size_t len = set ? strcspn(set, "}") : 0;

	if (!set || len >= size)
		die(name);
	memcpy(to, set, len);
	to[len] = 0;
}

/* The domain's pauses, and what it may reach. */
static void look_at_domain(struct xen_sight *sight)
{
	const char *domain = xenlog_domain(card_domid), *pauses, *irqs;

	pauses = domain ? strstr(domain, "pause_count=") : NULL;
	irqs = domain ? xenlog_set(domain, "Interrupts") : NULL;
	if (!pauses || sscanf(pauses, "pause_count=%u", &sight->pauses) != 1 || !irqs)
		die("Xen says nothing of the domain");
	sight->irqs = count(irqs);
	keep(sight->ports, sizeof(sight->ports), domain, "I/O Ports");
	keep(sight->memory, sizeof(sight->memory), domain, "I/O Memory");
}

/* What of devices' memory is mapped into it, and which interrupts are led to it. */
static void look_at_devices(struct xen_sight *sight)
{
	const char *text = xenlog_devices(card_domid), *at, *end;
	unsigned long gfn, mfn;
	char name[24];

	if (!text)
		die("Xen says nothing of the domain's devices");
	/* Another domain's tables may follow. */
	end = strstr(text + strcspn(text, "\n"), "table has");
	sight->num_pages = 0;
	for (at = text; (at = strstr(at, "dfn:")) && (!end || at < end); at++) {
		if (sight->num_pages == XEN_MAX_PAGES || sscanf(at, "dfn: %lx mfn: %lx", &gfn, &mfn) != 2)
			die("pages in Xen's answer");
		sight->gfn[sight->num_pages] = gfn;
		sight->mfn[sight->num_pages++] = mfn;
	}
	snprintf(name, sizeof(name), " d%u:", card_domid);
	sight->bound = 0;
	for (at = text; (at = strstr(at, name)); at++)
		sight->bound++;
}

/**
 * xen_look - ask Xen what it has of the domain
 * @sight: result
 *
 * Only of a domain of our own: others have tables of more pages than there is room for.
 */
void xen_look(struct xen_sight *sight)
{
	look_at_domain(sight);
	look_at_devices(sight);
}

/**
 * xen_mapped - how many of some pages are mapped where they are to be
 * @sight: what Xen has
 * @gfn:   the domain's first page
 * @mfn:   the machine's
 * @nr:    how many, side by side
 *
 * Return: so many.
 */
unsigned int xen_mapped(const struct xen_sight *sight, unsigned long gfn, unsigned long mfn, unsigned int nr)
{
	unsigned int i, sum = 0;
	unsigned long at;

	for (i = 0; i < sight->num_pages; i++) {
		at = sight->gfn[i] - gfn;
		sum += at < nr && sight->mfn[i] == mfn + at;
	}
	return sum;
}
