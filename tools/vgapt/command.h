/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A word of the command line.
 */
#ifndef VGAPT_COMMAND_H
#define VGAPT_COMMAND_H

#include <stdbool.h>

#include "vgapt.h"

/**
 * struct command - one word of the command line
 * @name: the word
 * @args: its arguments, for the usage line
 * @what: one line on what it does
 * @help: its options and whatever else there is to say
 * @run:  argv[0] is "vgapt NAME"; returns the exit status
 * @subs: words that may follow it, ended by NULL; or NULL
 */
struct command {
	const char *name;
	const char *args;
	const char *what;
	const char *help;
	int (*run)(const struct command *cmd, int argc, char **argv);
	const struct command * const *subs;
};

struct option;

int next_option(const struct command *cmd, int argc, char **argv,
		const char *shorts, const struct option *longs, int *status);
int run_sub(const struct command *sub, int argc, char **argv);
int usage(const struct command *cmd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* VGAPT_COMMAND_H */
