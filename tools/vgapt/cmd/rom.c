// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom: which of its commands?
 */
#include <string.h>

#include "cmd/commands.h"
#include "sbdf.h"

static const struct command * const subs[] = {
	&cmd_rom_show, &cmd_rom_sources, &cmd_rom_save, &cmd_rom_verify,
	&cmd_rom_diff, &cmd_rom_load, &cmd_rom_mode, &cmd_rom_strip, &cmd_rom_store, NULL
};

static int run(const struct command *cmd, int argc, char **argv)
{
	const struct command * const *sub;
	struct sbdf at;

	if (argc < 2)
		return usage(cmd, "missing subcommand");
	for (sub = subs; *sub; sub++)
		if (!strcmp(argv[1], strchr((*sub)->name, ' ') + 1))
			return run_sub(*sub, argc - 1, argv + 1);
	if (argv[1][0] != '-' && !sbdf_parse(argv[1], &at))
		return usage(cmd, "'%s' is neither a subcommand nor the address of a "
			     "PCI function", argv[1]);
	return cmd_rom_save.run(cmd, argc, argv);
}

const struct command cmd_rom = {
	.name = "rom",
	.args = "COMMAND [ARGUMENT...] | SBDF -o FILE",
	.what = "Look at, save, compare and replace copies of cards' ROMs",
	.help = "Nothing here writes to a card.  'vgapt rom SBDF -o FILE' is 'vgapt rom save'.\n\n"
		"Subcommands:\n",
	.run = run,
	.subs = subs,
};
