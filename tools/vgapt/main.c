// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt - the command for xen-vgapt: words of the command line, and messages.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store.h"
#include "vgapt.h"

static const struct command * const commands[] = {
	&cmd_list, &cmd_show, &cmd_rom, &cmd_attach,
	&cmd_grant, &cmd_revoke, &cmd_reset, &cmd_doctor,
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
		printf("  %-8s %s\n", commands[i]->name, commands[i]->what);
	puts("\nSBDF is dddd:bb:dd.f or bb:dd.f; DOMAIN is a domid or a name.\n"
	     "See vgapt(8).");
}

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
 * fail - report a failure
 * @hint: what to do next, or NULL
 * @fmt:  what failed
 *
 * Return: EXIT_FAIL.
 */
int fail(const char *hint, const char *fmt, ...)
{
	va_list ap;

	fputs("vgapt: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	if (hint && *hint)
		fprintf(stderr, "vgapt: what to do: %s\n", hint);
	return EXIT_FAIL;
}

void note(const char *fmt, ...)
{
	va_list ap;

	fputs("vgapt: note: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

/* Ends the program if an allocation failed. */
void *must(void *ptr)
{
	if (!ptr) {
		fputs("vgapt: out of memory\n", stderr);
		exit(EXIT_FAIL);
	}
	return ptr;
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

static int run(int argc, char **argv)
{
	static char self[32];
	size_t i;

	if (argc < 2)
		return usage(NULL, "which command?");
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
	int status = run(argc, argv);

	names_close();
	store_close();
	if (fflush(stdout) || ferror(stdout))
		status = fail(NULL, "cannot write to standard output");
	return status;
}
