// SPDX-License-Identifier: GPL-2.0-only
/*
 * store.c on a real libxenstore, which the made-up trees leave out.  Prints what
 * it learns from the store that "run" has set up.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "msg.h"
#include "sbdf.h"
#include "store.h"

/* As msg.c has it */
void *must(void *ptr)
{
	if (!ptr)
		abort();
	return ptr;
}

static void find(const char *name)
{
	printf("%s: %d\n", name, store_find_domain(name));
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
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (sbdf_parse(functions[i], &at))
			printf("%s at %d\n", functions[i], store_pci_place(&at, 3));
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (sbdf_parse(functions[i], &at))
			printf("%s behind %d\n", functions[i], store_pci_backend(&at));
	printf("name %d ", store_domain_name(3, name, sizeof(name)));
	puts(name);
	find("web");
	find("nobody");
	store_close();
	return 0;
}
