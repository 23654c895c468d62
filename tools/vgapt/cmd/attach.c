// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt attach: run a command that holds the capability for a card.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "dev.h"
#include "hint.h"
#include "msg.h"
#include "progress.h"
#include "pure/rights.h"
#include "store.h"

#define EXIT_NO_EXEC	126	/* as shells have it */
#define EXIT_NO_COMMAND	127

/* Gives the capability its number, and to the command.  Returns it or -errno. */
static int hand_over(int cap, int number)
{
	char text[16];

	if (number >= 0 && number != cap) {
		if (dup2(cap, number) < 0)
			return -errno;
		close(cap);
		cap = number;
	} else if (fcntl(cap, F_SETFD, 0) < 0) {
		return -errno;
	}
	snprintf(text, sizeof(text), "%d", cap);
	return setenv("VGAPT_FD", text, 1) ? -errno : cap;
}

/**
 * struct wanted - what kind of capability
 * @rights:    VGAPT_RIGHT_*
 * @exclusive: nobody else is to have one for the card
 * @grant:     grant the legacy ranges first
 * @number:    of its descriptor, or below 0
 */
struct wanted {
	uint32_t rights;
	bool exclusive, grant;
	int number;
};

static int attach(const struct card *card, int domid, const struct wanted *wanted,
		  char **command)
{
	int cap, ret;

	/* Its descriptor may be the one that is asked for. */
	store_close();
	progress_begin("attaching %s", card->at.text);
	cap = dev_attach(&card->at, domid, wanted->rights, wanted->exclusive);
	progress_end();
	if (cap == -ENODEV)
		return fail(hint_for_file(card),
			    "xen_vgapt knows no display adapter %s%s", card->at.text,
			    card_is_display(card) ? "" : ", and none in its slot");
	if (cap == -EBUSY)
		return fail("'vgapt capabilities' shows which; 'vgapt capability-revoke' takes "
			    "it back", "there is a capability for %s already%s", card->at.text,
			    wanted->exclusive ? ", and this one was to be the only one" : "");
	if (cap < 0)
		return fail(hint_for(-cap, &card->at), "cannot attach %s for domain %d: %s",
			    card->at.text, domid, strerror(-cap));
	if (wanted->grant) {
		progress_begin("granting the legacy VGA ranges of %s", card->at.text);
		ret = dev_grant_all(cap);
		progress_end();
		if (ret < 0) {
			close(cap);
			return fail(hint_for(-ret, &card->at),
				    "cannot grant the VGA ranges of %s to domain %d: %s",
				    card->at.text, domid, strerror(-ret));
		}
	}
	ret = hand_over(cap, wanted->number);
	if (ret < 0)
		return fail(NULL, "cannot make it file descriptor %d: %s", wanted->number,
			    strerror(-ret));

	execvp(command[0], command);
	ret = errno;
	fail(NULL, "cannot run %s: %s", command[0], strerror(ret));
	return ret == ENOENT ? EXIT_NO_COMMAND : EXIT_NO_EXEC;
}

/* What the function has a use for */
static uint32_t default_rights(const struct card *card)
{
	uint32_t rights = VGAPT_RIGHT_RESET;

	if (card_is_display(card))
		rights |= VGAPT_RIGHT_ROM;
	if (card->class >> 8 == CLASS_VGA)
		rights |= VGAPT_RIGHT_LEGACY;
	return rights;
}

static bool parse_number(const char *text, int *number)
{
	long value;
	char *end;

	errno = 0;
	value = strspn(text, "0123456789") ? strtol(text, &end, 10) : -1;
	if (value < 3 || errno || *end || value > 1 << 20)
		return false;
	*number = value;
	return true;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "grant", no_argument, NULL, 'g' },
		{ "rights", required_argument, NULL, 'r' },
		{ "exclusive", no_argument, NULL, 'x' },
		{ "fd", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct wanted wanted = { .number = -1 };
	int opt, status, domid, split;
	struct card card;

	/* What is behind the -- is not ours to read. */
	for (split = 1; split < argc && strcmp(argv[split], "--"); split++)
		;
	while ((opt = next_option(cmd, split, argv, "hgxr:f:", longs, &status)) != -1) {
		if (opt == -2)
			return status;
		if (opt == 'g')
			wanted.grant = true;
		else if (opt == 'x')
			wanted.exclusive = true;
		else if (opt == 'r' && vgapt_rights_parse(optarg, &wanted.rights))
			return usage(cmd, "'%s' is not a list of rights: all, or rom, legacy, "
				     "reset, reset-others, addresses, hold, model with "
				     "commas", optarg);
		else if (opt == 'f' && !parse_number(optarg, &wanted.number))
			return usage(cmd, "'%s' is not a file descriptor number of 3 or "
				     "more", optarg);
	}
	if (wanted.grant && wanted.rights && !(wanted.rights & VGAPT_RIGHT_LEGACY))
		return usage(cmd, "--grant needs the right 'legacy'");
	if (split - optind != 2)
		return usage(cmd, "an SBDF and a DOMAIN are needed before the --");
	if (split + 1 >= argc)
		return usage(cmd, "no command: give it after --");

	status = find_in_slot(argv[optind], &card);
	if (!status)
		status = find_domain(cmd, argv[optind + 1], &domid);
	if (status)
		return status;
	if (wanted.grant && card.class >> 8 != CLASS_VGA)
		return fail("nothing needs to be granted: leave out --grant",
			    "%s is not VGA compatible (class %04x)", card.at.text,
			    card.class >> 8);
	if (!wanted.rights)
		wanted.rights = default_rights(&card);
	return attach(&card, domid, &wanted, argv + split + 1);
}

const struct command cmd_attach = {
	.name = "attach",
	.args = "SBDF DOMAIN [--rights LIST] [--exclusive] [--grant] [--fd N] -- COMMAND [ARG...]",
	.what = "Run a command that holds the capability for a card",
	.help = "The capability is the file descriptor named by VGAPT_FD in the command's\n"
		"environment.  SBDF is a display adapter, or another function in its slot, such as\n"
		"its audio.\n\n"
		"  -r, --rights LIST\n"
		"                 what may be done with it: all, or some of rom, legacy, reset,\n"
		"                 reset-others, addresses, hold, model with commas between them;\n"
		"                 without this option rom,legacy,reset: no legacy if the card is\n"
		"                 not VGA compatible, and no rom if it is no display adapter\n"
		"  -x, --exclusive\n"
		"                 nobody else may have a capability for the card meanwhile\n"
		"  -g, --grant    grant all legacy VGA ranges first\n"
		"  -f, --fd N     make it file descriptor N\n",
	.run = run,
};
