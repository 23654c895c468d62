// SPDX-License-Identifier: GPL-2.0-only
/*
 * What most commands take from the command line: a few options, a card, a domain.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "store.h"
#include "sysfs.h"

/**
 * parse_flags - options, all of them, in whatever place
 * @cmd:   the command
 * @argc:  as main() has it
 * @argv:  as main() has it
 * @flags: its options but for --help; ended by one without name
 *
 * Arguments are from argv[optind] on.
 *
 * Return: GO_ON, or the exit status if the command is to end, all being said.
 */
int parse_flags(const struct command *cmd, int argc, char **argv,
		const struct flag *flags)
{
	struct option longs[MAX_FLAGS + 2] = { { "help", no_argument, NULL, 'h' } };
	char shorts[2 * MAX_FLAGS + 2] = "h";
	int opt, i, count, status;

	for (count = 0; count < MAX_FLAGS && flags[count].name; count++) {
		longs[count + 1].name = flags[count].name;
		longs[count + 1].has_arg = flags[count].value ? required_argument :
								no_argument;
		longs[count + 1].val = flags[count].letter;
		sprintf(shorts + strlen(shorts), "%c%s", flags[count].letter,
			flags[count].value ? ":" : "");
	}
	while ((opt = next_option(cmd, argc, argv, shorts, longs, &status)) != -1) {
		if (opt == -2)
			return status;
		for (i = 0; i < count; i++) {
			if (flags[i].letter != opt)
				continue;
			if (flags[i].value)
				*flags[i].value = optarg;
			else
				*flags[i].set = true;
		}
	}
	return GO_ON;
}

/**
 * take_card - the one argument is an SBDF
 * @cmd:  the command
 * @argc: as main() has it, after parse_flags()
 * @argv: as main() has it
 * @card: that card
 *
 * Return: GO_ON, or the exit status after a message.
 */
int take_card(const struct command *cmd, int argc, char **argv, struct card *card)
{
	int status;

	if (argc - optind != 1)
		return usage(cmd, "one SBDF is needed");
	status = find_card(argv[optind], card);
	return status ? status : GO_ON;
}

/**
 * take_card_domain - the arguments are an SBDF and a domain
 * @cmd:   the command
 * @argc:  as main() has it, after parse_flags()
 * @argv:  as main() has it
 * @card:  that card
 * @domid: that domain
 *
 * Return: GO_ON, or the exit status after a message.
 */
int take_card_domain(const struct command *cmd, int argc, char **argv,
		     struct card *card, int *domid)
{
	int status;

	if (argc - optind != 2)
		return usage(cmd, "an SBDF and a DOMAIN are needed");
	status = find_card(argv[optind], card);
	if (!status)
		status = store_resolve(cmd, argv[optind + 1], domid);
	return status ? status : GO_ON;
}
