// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt reset-method: which methods reset a card, in which order.  Nothing here
 * touches the card.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "fs.h"
#include "hint.h"
#include "msg.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "resets.h"
#include "table.h"
#include "words.h"

#define ATTRIBUTE	PCI_DEVICES "/%s/xen_vgapt/reset_method"

static int no_methods(const struct card *card, const char *doing, int err)
{
	return fail(err == -ENOENT ? hint_for_file(card) : hint_for(-err, &card->at),
		    "cannot %s the methods of %s: %s", doing, card->at.text, strerror(-err));
}

static int show(const struct card *card)
{
	struct table table = { .columns = 2 };
	char buf[256], unknown[128], *name, *save;
	ssize_t len;

	len = file_read(buf, sizeof(buf), ATTRIBUTE, card->at.text);
	if (len < 0)
		return no_methods(card, "read", len);
	for (name = strtok_r(buf, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
		table_add(&table, "%s", name);
		table_add(&table, "%s", word_text(&words_methods, name, unknown,
						  sizeof(unknown)));
	}
	table_print(&table);
	return EXIT_SUCCESS;
}

static int choose(const struct command *cmd, const struct card *card, const char *names)
{
	u8 order[VGAPT_RESET_NUM_METHODS];
	struct resets resets;
	char text[96] = "";
	size_t used = 0;
	u32 i, num;
	int ret;

	if (vgapt_reset_parse_order(names, strlen(names), order, &num)) {
		for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++)
			used += snprintf(text + used, sizeof(text) - used, " %s",
					 word_token(&words_methods, i));
		return usage(cmd, "'%s' is no list of methods: give some of%s, each once, "
			     "or only 'default'", names, text);
	}
	for (i = 0; i < num; i++)
		used += snprintf(text + used, sizeof(text) - used, "%s%s", i ? " " : "",
				 word_token(&words_methods, order[i]));
	/* Which methods those are, the module knows. */
	if (strstr(names, "default"))
		snprintf(text, sizeof(text), "default");
	ret = file_write(text, ATTRIBUTE, card->at.text);
	if (ret == -EINVAL)
		return fail(hint_for_file(card), "this xen_vgapt does not accept '%s'", text);
	if (ret)
		return no_methods(card, "set", ret);
	resets_read(card, &resets);
	if (!resets.error && !resets.in)
		note("nothing can reset %s now: see 'vgapt reset-plan %s'",
		     card->at.text, card->at.text);
	return EXIT_SUCCESS;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	static const struct flag none[] = { { 0 } };
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, none);
	if (status != GO_ON)
		return status;
	if (argc - optind < 1 || argc - optind > 2)
		return usage(cmd, "an SBDF is needed, and methods may follow as NAME,NAME...");
	status = find_card(argv[optind], &card);
	if (status)
		return status;
	return argc - optind == 1 ? show(&card) : choose(cmd, &card, argv[optind + 1]);
}

const struct command cmd_reset_method = {
	.name = "reset-method",
	.args = "SBDF [NAME[,NAME...] | default]",
	.what = "Show or choose the methods that reset a card",
	.help = "Only the named methods are tried from now on, in this order; 'default' restores\n"
		"the module's own order.  Without names, the present order is shown.  The card is\n"
		"left alone.\n\n",
	.run = run,
};
