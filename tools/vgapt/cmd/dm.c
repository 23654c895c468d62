// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt dm: which of its commands?
 */
#include <string.h>

#include "args.h"
#include "cmd/commands.h"

static const struct command * const subs[] = {
	&cmd_dm_status, &cmd_dm_on, &cmd_dm_off, NULL
};

static int run(const struct command *cmd, int argc, char **argv)
{
	static const struct flag none[] = { { 0 } };
	const struct command * const *sub;
	int status;

	if (argc < 2)
		return usage(cmd, "missing subcommand");
	for (sub = subs; *sub; sub++)
		if (!strcmp(argv[1], strchr((*sub)->name, ' ') + 1))
			return run_sub(*sub, argc - 1, argv + 1);
	if (argv[1][0] != '-')
		return usage(cmd, "'%s' is not a subcommand", argv[1]);
	status = parse_flags(cmd, argc, argv, none);
	return status == GO_ON ? usage(cmd, "missing subcommand") : status;
}

const struct command cmd_dm = {
	.name = "dm",
	.args = "COMMAND [ARGUMENT...]",
	.what = "Look at and choose device models of our own (experimental)",
	.help = "A device model of its own serves a card in QEMU's stead: vgaptd(8).\n\n"
		"Subcommands:\n",
	.run = run,
	.subs = subs,
};
