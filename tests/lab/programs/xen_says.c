// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Xen itself says a domain may reach of the legacy ranges: all, none, or
 * what there is.  Asked from Xen's debug key, not from the module.
 *
 *   xen_says DOMID
 *   xen_says DOMID sets     all ports and all pages, as Xen writes them
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xenlog.h"

/* Is this range one of the set's, as it is, neither more nor less? */
static bool has(const char *set, const char *range)
{
	size_t len = strlen(range);
	const char *end = strchr(set, '}'), *at = set;

	while ((at = strstr(at, range)) && at < end) {
		if ((at == set || strchr(" {,", at[-1])) && !isalnum((unsigned char)at[len]))
			return true;
		at += len;
	}
	return false;
}

int main(int argc, char **argv)
{
	const char *domain, *ports, *memory;
	bool mono, color, mem;

	if (argc != 2 && (argc != 3 || strcmp(argv[2], "sets")))
		errx(2, "usage: xen_says DOMID [sets]");
	domain = xenlog_domain(strtoul(argv[1], NULL, 10));
	if (!domain) {
		puts("no domain");
		return 0;
	}
	ports = xenlog_set(domain, "I/O Ports");
	memory = xenlog_set(domain, "I/O Memory");
	if (argc == 3) {
		printf("ports%.*smemory%.*s\n", (int)strcspn(ports, "}\n"), ports, (int)strcspn(memory, "}\n"), memory);
		return 0;
	}
	mono = has(ports, "3b0-3bb");
	color = has(ports, "3c0-3df");
	mem = has(memory, "a0-bf");
	if (mono && color && mem)
		puts("all");
	else if (!mono && !color && !mem)
		puts("none");
	else
		printf("%s%s%s\n", mono ? "3b0-3bb " : "", color ? "3c0-3df " : "", mem ? "a0-bf" : "");
	return 0;
}
