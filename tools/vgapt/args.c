// SPDX-License-Identifier: GPL-2.0-only
/*
 * What most commands take from the command line: a few options, a card, a domain.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "card.h"
#include "command.h"
#include "msg.h"
#include "sbdf.h"
#include "store.h"
#include "vgapt.h"

#define DOMID_MAX	0x7fef	/* Xen keeps those from 7FF0h to itself */

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

static int find_function(const char *arg, struct card *card)
{
	struct sbdf at;

	if (!sbdf_parse(arg, &at)) {
		fail("write it as dddd:bb:dd.f or bb:dd.f, as 'vgapt list' does",
		     "'%s' is not the address of a PCI function", arg);
		return EXIT_USAGE;
	}
	if (!card_read(&at, card))
		return fail("see 'vgapt list'", "there is no PCI function %s", at.text);
	return 0;
}

/**
 * find_card - the card that an argument means
 * @arg:  an SBDF
 * @card: that card
 *
 * Return: 0, or the exit status after a message.
 */
int find_card(const char *arg, struct card *card)
{
	int status = find_function(arg, card);

	if (status || card_is_display(card))
		return status;
	return fail("see 'vgapt list'", "%s (%s) is not a display adapter, its class is %04x",
		    card->at.text, card->name, card->class >> 8);
}

static bool is_beside_display(const struct card *card)
{
	struct sbdf at;
	unsigned int fn;

	for (fn = 0; fn < SLOT_FUNCTIONS; fn++) {
		sbdf_sibling(&card->at, fn, &at);
		if (display_is_at(&at))
			return true;
	}
	return false;
}

/**
 * find_in_slot - the function that an argument means, of a card or beside one
 * @arg:  an SBDF
 * @card: that function
 *
 * Return: 0, or the exit status after a message.
 */
int find_in_slot(const char *arg, struct card *card)
{
	int status = find_function(arg, card);

	if (status || card_is_display(card) || is_beside_display(card))
		return status;
	return fail("see 'vgapt list'", "%s (%s) is neither a display adapter nor in the slot of "
		    "one, its class is %04x", card->at.text, card->name, card->class >> 8);
}

/**
 * find_domain - the guest that an argument means
 * @cmd:   the command, for its usage
 * @arg:   a domid or a name
 * @domid: that domain
 *
 * Return: 0, or the exit status after a message.
 */
int find_domain(const struct command *cmd, const char *arg, int *domid)
{
	if (*arg && strspn(arg, "0123456789") == strlen(arg)) {
		unsigned long value = strtoul(arg, NULL, 10);

		if (value > DOMID_MAX)
			return usage(cmd, "no domain can have the domid %s", arg);
		*domid = value;
	} else {
		*domid = store_find_domain(arg);
		if (*domid == UNKNOWN)
			return fail(geteuid() ? "run it as root, or give a domid" :
				    "is xenstored running? Or give a domid",
				    "cannot look up domain '%s': xenstore is not reachable",
				    arg);
		if (*domid == NONE)
			return fail("see 'xl list'", "there is no domain '%s'", arg);
	}
	if (!*domid)
		return usage(cmd, "'%s' is dom0 itself; a guest is needed", arg);
	return 0;
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
		status = find_domain(cmd, argv[optind + 1], domid);
	return status ? status : GO_ON;
}
