// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt attach: run a command that holds the capability for a card.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
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

static int attach(const struct card *card, int domid, bool grant, int number,
		  char **command)
{
	int cap, ret;

	/* Its descriptor may be the one that is asked for. */
	store_close();
	cap = dev_attach(&card->at, domid);
	if (cap == -ENODEV)
		return fail(hint_for(ENOENT, &card->at),
			    "xen_vgapt knows no display adapter %s", card->at.text);
	if (cap < 0)
		return fail(hint_for(-cap, &card->at), "cannot attach %s for domain %d: %s",
			    card->at.text, domid, strerror(-cap));
	if (grant) {
		ret = dev_grant_all(cap);
		if (ret < 0) {
			close(cap);
			return fail(hint_for(-ret, &card->at),
				    "cannot grant the VGA ranges of %s to domain %d: %s",
				    card->at.text, domid, strerror(-ret));
		}
	}
	ret = hand_over(cap, number);
	if (ret < 0)
		return fail(NULL, "cannot make it file descriptor %d: %s", number,
			    strerror(-ret));

	execvp(command[0], command);
	ret = errno;
	fail(NULL, "cannot run %s: %s", command[0], strerror(ret));
	return ret == ENOENT ? EXIT_NO_COMMAND : EXIT_NO_EXEC;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "grant", no_argument, NULL, 'g' },
		{ "fd", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int opt, status, domid, split, number = -1;
	bool grant = false;
	struct card card;
	char *end;

	/* What is behind the -- is not ours to read. */
	for (split = 1; split < argc && strcmp(argv[split], "--"); split++)
		;
	while ((opt = next_option(cmd, split, argv, "hgf:", longs, &status)) != -1) {
		if (opt == -2)
			return status;
		if (opt == 'g') {
			grant = true;
			continue;
		}
		errno = 0;
		number = strspn(optarg, "0123456789") ? strtol(optarg, &end, 10) : -1;
		if (number < 3 || errno || *end || number > 1 << 20)
			return usage(cmd, "'%s' is not a file descriptor number of 3 or "
				     "more", optarg);
	}
	if (split - optind != 2)
		return usage(cmd, "an SBDF and a DOMAIN are needed before the --");
	if (split + 1 >= argc)
		return usage(cmd, "no command: give it after --");

	status = find_card(argv[optind], &card);
	if (!status)
		status = find_domain(cmd, argv[optind + 1], &domid);
	return status ? status : attach(&card, domid, grant, number, argv + split + 1);
}

const struct command cmd_attach = {
	.name = "attach",
	.args = "SBDF DOMAIN [--grant] [--fd N] -- COMMAND [ARG...]",
	.what = "Run a command that holds the capability for a card",
	.help = "The capability is the file descriptor named by VGAPT_FD in the command's\n"
		"environment.\n\n"
		"  -g, --grant    grant all legacy VGA ranges first\n"
		"  -f, --fd N     make it file descriptor N\n",
	.run = run,
};
