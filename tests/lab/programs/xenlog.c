// SPDX-License-Identifier: GPL-2.0-only
/* See xenlog.h. */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xenctrl.h>

#include "xenlog.h"

#define CHUNK	16384

/* As much as Xen keeps, see conring_size in runner/qemu.py. */
static char dump[1 << 18];

/* What has come since @index, behind what is in dump already; returns how much there is now. */
static size_t hear(xc_interface *xch, uint32_t *index, size_t have)
{
	unsigned int len;

	do {
		len = sizeof(dump) - 1 - have;
		if (len > CHUNK)
			len = CHUNK;
		if (!len || xc_readconsolering(xch, dump + have, &len, 0, 1, index))
			err(2, "Xen's log");
		have += len;
		dump[have] = 0;
	} while (len == CHUNK);
	return have;
}

/* All of what has come until now, away with it. */
static void skip(xc_interface *xch, uint32_t *index)
{
	unsigned int len;

	do {
		len = CHUNK;
		if (xc_readconsolering(xch, dump, &len, 0, 1, index))
			err(2, "Xen's log");
	} while (len == CHUNK);
	dump[0] = 0;
}

/**
 * xenlog_set - one of a domain's sets, which is written "{ 0-1f, 22, 44-60 }"
 *
 * Return: what is behind the brace, or NULL if it is not there, or not in one line.
 */
const char *xenlog_set(const char *domain, const char *name)
{
	const char *set = strstr(domain, name);
	size_t len;

	if (!set)
		return NULL;
	len = strcspn(set, "{\n");
	if (set[len] != '{')
		return NULL;
	set += len + 1;
	return set[strcspn(set, "}\n")] == '}' ? set : NULL;
}

/* Is all of a domain's part there that is asked for? */
static bool whole(const char *domain)
{
	return xenlog_set(domain, "I/O Ports") && xenlog_set(domain, "I/O Memory");
}

/*
 * What Xen writes when these keys are pressed: from @head on, up to @tail.  On a busy machine the
 * answer may take a moment, and other lines may come in between: then it is asked again.
 */
static char *ask(const char *keys, const char *head, const char *tail, bool (*good)(const char *text))
{
	static xc_interface *xch;
	static uint32_t index;
	char *text, *end;
	size_t have;
	int i, j;

	if (!xch)
		xch = xc_interface_open(NULL, NULL, 0);
	if (!xch)
		err(2, "xc_interface_open");
	for (i = 0; i < 5; i++) {
		skip(xch, &index);
		have = 0;
		if (xc_send_debug_keys(xch, keys))
			err(2, "Xen's debug keys");
		for (j = 0; j < 100; j++) {
			have = hear(xch, &index, have);
			text = strstr(dump, head);
			end = text ? strstr(text, tail) : NULL;
			if (end && (!good || good(text))) {
				*end = 0;
				return text;
			}
			usleep(10000);
		}
	}
	return NULL;
}

/**
 * xenlog_domain - what Xen says of a domain
 *
 * Return: the text up to that about its vCPUs; NULL if there is none of that number.
 */
const char *xenlog_domain(unsigned int domid)
{
	char head[64];

	snprintf(head, sizeof(head), "General information for domain %u:", domid);
	return ask("q", head, "VCPU information", whole);
}

/**
 * xenlog_devices - what Xen says of a domain's device memory, and of all interrupts
 *
 * The IOMMU's tables are a domain's own, of what it has memory mapped: xl's domains without a
 * function have none, and where they are shared with the processor's Xen does not show them.
 *
 * Return: lines "dfn: PAGE mfn: PAGE rw" and "IRQ: ... dDOMID:PIRQ(...)", both of them with more
 * around; NULL if the domain has no such tables.
 */
const char *xenlog_devices(unsigned int domid)
{
	char head[64];

	snprintf(head, sizeof(head), "d%u table has", domid);
	return ask("oi", head, "Direct vector information", NULL);
}
