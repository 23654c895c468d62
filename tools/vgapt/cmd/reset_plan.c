// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt reset-plan: how a card would be reset.  Nothing here touches the card.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "json.h"
#include "msg.h"
#include "resets.h"
#include "steps.h"
#include "table.h"
#include "vgapt.h"

static int print_json(const struct card *card, const struct resets *resets)
{
	struct json_object *obj = json_object_new_object();

	json_add_string(obj, "sbdf", card->at.text);
	json_add_bool(obj, "can_reset", resets->in);
	json_object_object_add(obj, "reset_plan", resets_json_plan(resets));
	json_object_object_add(obj, "last_reset", resets_json_last(resets));
	json_print(obj);
	return resets->in ? EXIT_SUCCESS : EXIT_FAIL;
}

static int print_text(const struct card *card, const struct resets *resets)
{
	struct table table = { .columns = 3 };
	const struct reset_line *line;
	char text[400];
	int i;

	table_add(&table, "METHOD");
	table_add(&table, "USABLE");
	table_add(&table, "REASON");
	for (i = 0; i < resets->count; i++) {
		line = &resets->lines[i];
		resets_reason(line, text, sizeof(text));
		table_add(&table, "%s", line->method);
		table_add(&table, "%s", line->in ? "yes" : "no");
		table_add(&table, "%s", line->in ? "-" : text);
	}
	table_print(&table);
	resets_last_text(&resets->last, text, sizeof(text));
	printf("\nlast reset: %s\n", text);
	if (resets->in)
		return EXIT_SUCCESS;
	return fail(resets_hint(resets, card), "nothing can reset %s now", card->at.text);
}

/* The module is not needed for that: its tables are in this program, too. */
static int tell_steps(const struct card *card, bool json)
{
	struct json_object *obj;

	if (!json) {
		if (steps_print(card))
			return EXIT_SUCCESS;
	} else {
		obj = steps_json(card);
		if (obj) {
			json_add_string(obj, "sbdf", card->at.text);
			json_print(obj);
			return EXIT_SUCCESS;
		}
	}
	return fail("see 'vgapt reset-plan' for what PCI has",
		    "nothing is known of the registers of %s (%04x:%04x)", card->at.text,
		    card->vendor, card->device);
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool json = false, steps = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 's', "steps", &steps, NULL },
		{ 0 }
	};
	struct resets resets;
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status == GO_ON)
		status = take_card(cmd, argc, argv, &card);
	if (status != GO_ON)
		return status;
	if (steps)
		return tell_steps(&card, json);
	resets_read(&card, &resets);
	if (resets.error)
		return resets_no_plan(&card, resets.error);
	return json ? print_json(&card, &resets) : print_text(&card, &resets);
}

const struct command cmd_reset_plan = {
	.name = "reset-plan",
	.args = "SBDF [--steps] [--json]",
	.what = "Tell which methods can reset a card, and why others cannot",
	.help = "The card is left alone.  The exit status is 1 if no method is usable.\n\n"
		"  -s, --steps    tell each access to the card's own registers that the\n"
		"                 method \"vendor\" would make, in order, with its source\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
