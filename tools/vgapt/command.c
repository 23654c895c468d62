// SPDX-License-Identifier: GPL-2.0-only
/*
 * A word of the command line: its help, and what is wrong with it.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "vgapt.h"

static void command_help(const struct command *cmd)
{
	const struct command * const *sub;

	printf("Usage: vgapt %s %s\n\n%s.\n\n%s", cmd->name, cmd->args,
	       cmd->what, cmd->help);
	for (sub = cmd->subs; sub && *sub; sub++)
		printf("  vgapt %-12s %s\n", (*sub)->name, (*sub)->what);
	if (cmd->subs)
		printf("\n'vgapt %s COMMAND --help' tells more.\n\n", cmd->name);
	puts("  -h, --help     show this help");
}

/**
 * usage - complain of the command line
 * @cmd: the command, or NULL before one is known
 * @fmt: what is wrong with it
 *
 * Return: EXIT_USAGE.
 */
int usage(const struct command *cmd, const char *fmt, ...)
{
	va_list ap;

	fputs("vgapt: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry 'vgapt %s%s--help'.\n", cmd ? cmd->name : "",
		cmd ? " " : "");
	return EXIT_USAGE;
}

/**
 * next_option - getopt_long() with the two answers that every command has
 * @cmd:    the command
 * @argc:   as for getopt_long()
 * @argv:   as for getopt_long()
 * @shorts: as for getopt_long(); must hold "h"
 * @longs:  as for getopt_long(); must hold "help"
 * @status: exit status, where -2 is returned
 *
 * Return: an option's value; -1 after the last; -2 if the command is to end
 * with *@status, all being said.
 */
int next_option(const struct command *cmd, int argc, char **argv,
		const char *shorts, const struct option *longs, int *status)
{
	int opt = getopt_long(argc, argv, shorts, longs, NULL);

	if (opt == 'h') {
		command_help(cmd);
		*status = EXIT_SUCCESS;
		return -2;
	}
	if (opt == '?') {	/* getopt has said what is wrong */
		fprintf(stderr, "Try 'vgapt %s --help'.\n", cmd->name);
		*status = EXIT_USAGE;
		return -2;
	}
	return opt;
}

/**
 * run_sub - run a word that follows another one
 * @sub:  its command, whose name has both
 * @argc: its arguments, and argv[0] is the word
 * @argv: they
 *
 * Return: the exit status.
 */
int run_sub(const struct command *sub, int argc, char **argv)
{
	static char self[32];

	snprintf(self, sizeof(self), "vgapt %s", sub->name);
	argv[0] = self;
	return sub->run(sub, argc, argv);
}
