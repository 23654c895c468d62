// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom save: the copy of a card's ROM into a file.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "msg.h"
#include "out.h"
#include "rom/roms.h"

static int run_save(const struct command *cmd, int argc, char **argv)
{
	const char *file = NULL;
	const struct flag flags[] = {
		{ 'o', "output", NULL, &file },
		{ 0 }
	};
	unsigned char *data;
	struct card card;
	size_t len;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind != 1)
		return usage(cmd, "one SBDF is needed");
	status = output_check(cmd, file);
	if (!status)
		status = find_card(argv[optind], &card);
	if (!status)
		status = rom_fetch(&card, &data, &len);
	if (status)
		return status;
	status = output(file, data, len);
	free(data);
	if (!status && !strcmp(card.rom_source, "shadow"))
		note("this is the firmware's copy at C0000h, which the card's own "
		     "start-up code may have changed");
	return status;
}

const struct command cmd_rom_save = {
	.name = "rom save",
	.args = "SBDF -o FILE",
	.what = "Save the copy of a card's ROM",
	.help = "'vgapt rom SBDF -o FILE' is the same.\n\n"
		"  -o, --output FILE\n"
		"                 where to; - is standard output\n",
	.run = run_save,
};
