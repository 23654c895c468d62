// SPDX-License-Identifier: GPL-2.0-only
/*
 * store.c on a real libxenstore, which the made-up trees leave out.  Prints what
 * it learns from the store that "run" has set up.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "store.h"
#include "sysfs.h"

/* What main.c would give */
int usage(const struct command *cmd, const char *fmt, ...)
{
	(void)cmd;
	(void)fmt;
	return EXIT_USAGE;
}

int fail(const char *hint, const char *fmt, ...)
{
	(void)hint;
	(void)fmt;
	return EXIT_FAIL;
}

void *must(void *ptr)
{
	if (!ptr)
		abort();
	return ptr;
}

static void resolve(const char *arg)
{
	int domid = UNKNOWN, status = store_resolve(NULL, arg, &domid);

	printf("%s: %d %d\n", arg, status, domid);
}

int main(void)
{
	static const char * const functions[] = { "01:00.0", "02:00.0", "03:00.0" };
	char name[64] = "";
	struct sbdf at;
	size_t i;

	printf("reachable %d\n", store_reachable());
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (sbdf_parse(functions[i], &at))
			printf("%s: %d\n", functions[i], store_pci_domid(&at));
	printf("name %d ", store_domain_name(3, name, sizeof(name)));
	puts(name);
	resolve("web");
	resolve("nobody");
	resolve("3");
	store_close();
	names_close();
	return 0;
}
