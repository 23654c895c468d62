// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt - the command for xen-vgapt: words of the command line, and messages.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"
#include "command.h"
#include "msg.h"
#include "names.h"
#include "store.h"

static const struct command * const commands[] = {
	&cmd_list, &cmd_show, &cmd_rom, &cmd_acpi_tables, &cmd_attach,
	&cmd_capabilities, &cmd_capability_revoke,
	&cmd_grant, &cmd_revoke, &cmd_reset, &cmd_reset_plan,
	&cmd_reset_method, &cmd_dm, &cmd_doctor,
};

#define NUM_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static void help(void)
{
	size_t i;

	puts("Usage: vgapt COMMAND [ARGUMENT...]\n"
	     "       vgapt COMMAND --help | --help | --version\n\n"
	     "Passes graphics cards to Xen guests as their primary display.\n\n"
	     "Commands:");
	for (i = 0; i < NUM_COMMANDS; i++)
		printf("  %-18s %s\n", commands[i]->name, commands[i]->what);
	puts("\nSBDF is dddd:bb:dd.f or bb:dd.f; DOMAIN is a domid or a name.\n"
	     "See vgapt(8).");
}

static int run(int argc, char **argv)
{
	static char self[32];
	size_t i;

	if (argc < 2)
		return usage(NULL, "missing command");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		help();
		return EXIT_SUCCESS;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("vgapt " VGAPT_VERSION);
		return EXIT_SUCCESS;
	}
	for (i = 0; i < NUM_COMMANDS; i++) {
		if (strcmp(argv[1], commands[i]->name))
			continue;
		snprintf(self, sizeof(self), "vgapt %s", argv[1]);
		argv[1] = self;
		return commands[i]->run(commands[i], argc - 1, argv + 1);
	}
	return usage(NULL, "unknown %s '%s'",
		     argv[1][0] == '-' ? "option" : "command", argv[1]);
}

int main(int argc, char **argv)
{
	int status = run(argc, argv), ret;

	names_close();
	store_close();
	if (fflush(stdout) || ferror(stdout)) {
		ret = fail("make room, or write it elsewhere", "cannot write to standard output");
		status = status ? status : ret;
	}
	return status;
}
