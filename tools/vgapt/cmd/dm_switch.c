// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt dm on, vgapt dm off: who is to serve a card from the next guest on.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "fs.h"
#include "hint.h"
#include "model.h"
#include "msg.h"
#include "sbdf.h"
#include "vgapt.h"

/* The module serves the whole slot if any display function has it set, so set or clear all. */
static int switch_slot(const struct card *card, const char *value)
{
	struct sbdf at;
	unsigned int fn;
	int ret;

	for (fn = 0; fn < SLOT_FUNCTIONS; fn++) {
		sbdf_sibling(&card->at, fn, &at);
		if (model_wanted(&at) == NONE)
			continue;
		ret = file_write(value, DEVICE_MODEL, at.text);
		if (ret)
			return fail(hint_for(-ret, &at), "cannot switch device_model of %s: %s",
				    at.text, strerror(-ret));
	}
	return EXIT_SUCCESS;
}

static int choose(const struct command *cmd, int argc, char **argv, bool on)
{
	static const struct flag none[] = { { 0 } };
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, none);
	if (status == GO_ON)
		status = take_card(cmd, argc, argv, &card);
	if (status != GO_ON)
		return status;
	if (model_wanted(&card.at) == NONE)
		return fail(hint_for_file(&card), "xen_vgapt does not offer device_model for %s",
			    card.at.text);
	status = switch_slot(&card, on ? "1" : "0");
	if (status)
		return status;
	if (card_is_with_guest(&card))
		note("the guest that has %s now keeps what serves it", card.at.text);
	if (on && !model_daemon_runs())
		note("vgaptd does not run, so QEMU serves all the same: systemctl enable --now "
		     "vgaptd, or service vgaptd start");
	return EXIT_SUCCESS;
}

static int run_on(const struct command *cmd, int argc, char **argv)
{
	return choose(cmd, argc, argv, true);
}

static int run_off(const struct command *cmd, int argc, char **argv)
{
	return choose(cmd, argc, argv, false);
}

const struct command cmd_dm_on = {
	.name = "dm on",
	.args = "SBDF",
	.what = "Have a device model of our own serve a card",
	.help = "For all functions of the card, from the next guest on, until xen_vgapt is\n"
		"unloaded.  Experimental.\n\n",
	.run = run_on,
};

const struct command cmd_dm_off = {
	.name = "dm off",
	.args = "SBDF",
	.what = "Have QEMU serve a card, which is the default",
	.help = "For all functions of the card, from the next guest on.\n\n",
	.run = run_off,
};
