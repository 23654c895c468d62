// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt grant, vgapt revoke: by hand what "primary" does by itself.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "fs.h"
#include "hint.h"
#include "msg.h"
#include "progress.h"

static const struct flag none[] = { { 0 } };

static int set_owner(const struct card *card, const char *text)
{
	int ret;

	if (card->vgapt && card->class >> 8 != CLASS_VGA)
		return fail("it can only be passed as a secondary display; "
			    "nothing needs to be granted",
			    "%s is not VGA compatible (class %04x)", card->at.text,
			    card->class >> 8);
	progress_begin(strcmp(text, "none") ? "granting the legacy VGA ranges of %s" :
		       "withdrawing what was granted through %s", card->at.text);
	ret = file_write(text, PCI_DEVICES "/%s/xen_vgapt/owner", card->at.text);
	progress_end();
	if (ret)
		return fail(ret == -ENOENT ? hint_for_file(card) : hint_for(-ret, &card->at),
			    "cannot set the owner of %s to %s: %s", card->at.text, text,
			    strerror(-ret));
	return EXIT_SUCCESS;
}

static int run_grant(const struct command *cmd, int argc, char **argv)
{
	struct card card;
	int status, domid;
	char text[16];

	status = parse_flags(cmd, argc, argv, none);
	if (status == GO_ON)
		status = take_card_domain(cmd, argc, argv, &card, &domid);
	if (status != GO_ON)
		return status;
	snprintf(text, sizeof(text), "%d", domid);
	return set_owner(&card, text);
}

static int run_revoke(const struct command *cmd, int argc, char **argv)
{
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, none);
	if (status == GO_ON)
		status = take_card(cmd, argc, argv, &card);
	return status == GO_ON ? set_owner(&card, "none") : status;
}

const struct command cmd_grant = {
	.name = "grant",
	.args = "SBDF DOMAIN",
	.what = "Grant a card's legacy VGA ranges to a domain",
	.help = "The grant lasts until it is revoked, the domain dies, or the card leaves\n"
		"xen-pciback.\n\n",
	.run = run_grant,
};

const struct command cmd_revoke = {
	.name = "revoke",
	.args = "SBDF",
	.what = "Withdraw everything granted through a card",
	.help = "",
	.run = run_revoke,
};
