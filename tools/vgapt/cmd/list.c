// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt list
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "json.h"
#include "model.h"
#include "msg.h"
#include "pure/rom/mode.h"
#include "rom/given.h"
#include "rom/roms.h"
#include "store.h"
#include "table.h"
#include "vgapt.h"
#include "words.h"

/* The administrator's image, which is there at the next boot, too? */
static bool is_kept(const struct card *card)
{
	return !strcmp(card->rom_source, "user") && given_is_kept(card) == 1;
}

/* Do guests get something else than the copy that the table shows? */
static bool is_unused(const struct card *card)
{
	int served = word_value(&words_rom_served, card->rom_served);

	return on_pciback(card) && served != WORD_UNKNOWN && served != VGAPT_ROM_SERVED_COPY;
}

/* Who has it, and where its device model stands, if that is not QEMU */
static void add_state(struct table *table, const struct card *card)
{
	const char *state = card_state(card), *model = model_state(card);
	enum model_news news = model_news(card);

	if (!*model || news == MODEL_NONE)
		table_add(table, "%s", state);
	else if (news == MODEL_LAST)
		table_add(table, "%s vgapt-dm:%s?", state, model);
	else if (news == MODEL_GONE && !model_is_dead(model))
		table_add(table, "%s vgapt-dm:gone", state);
	else if (!strcmp(model, "serving"))
		table_add(table, "%s vgapt-dm", state);
	else
		table_add(table, "%s vgapt-dm:%s", state, model);
}

/* Is it what vgaptd has told last that the table shows? */
static bool is_old(const struct card *card)
{
	enum model_news news = model_news(card);

	return *model_state(card) && (news == MODEL_LAST || news == MODEL_GONE);
}

static void print_table(const struct card *cards, int count)
{
	static const char * const heads[] = {
		"SBDF", "CLASS", "DRIVER", "PRIMARY", "OWNER", "ROM", "STATE", "NAME",
	};
	struct table table = { .columns = sizeof(heads) / sizeof(heads[0]) };
	const struct card *card;
	size_t i;

	for (i = 0; i < table.columns; i++)
		table_add(&table, "%s", heads[i]);
	for (card = cards; card < cards + count; card++) {
		table_add(&table, "%s", card->at.text);
		table_add(&table, "%s", card_class(card));
		table_add(&table, "%s", card->driver[0] ? card->driver : "-");
		table_add(&table, "%s", card->primary == NONE ? "-" :
			  card->primary ? "yes" : "no");
		if (card->owner >= 0)
			table_add(&table, "%d", card->owner);
		else
			table_add(&table, "%s", card->owner == NONE ? "none" : "-");
		if (card->rom_size > 0)
			table_add(&table, "%s %ldK%s%s", card->rom_source,
				  (card->rom_size + 1023) / 1024,
				  is_kept(card) ? " kept" : "",
				  is_unused(card) ? " unused" : "");
		else
			table_add(&table, "%s",
				  card->rom_source[0] ? card->rom_source : "-");
		add_state(&table, card);
		table_add(&table, "%s", card->name);
	}
	table_print(&table);
}

static void print_json(const struct card *cards, int count)
{
	struct json_object *top = json_object_new_object();
	struct json_object *list = json_object_new_array();
	int i;

	for (i = 0; i < count; i++)
		json_object_array_add(list, json_card(&cards[i]));
	json_object_object_add(top, "module_loaded",
			       json_object_new_boolean(module_loaded()));
	json_object_object_add(top, "xenstore",
			       json_object_new_boolean(store_reachable()));
	json_object_object_add(top, "cards", list);
	json_print(top);
}

static int run(const struct command *cmd, int argc, char **argv)
{
	int status, i, count, unknown = 0, old = 0;
	struct card *cards;
	bool json = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (optind < argc)
		return usage(cmd, "too many arguments: '%s'", argv[optind]);

	count = cards_scan(&cards);
	if (json)
		print_json(cards, count);
	else if (count)
		print_table(cards, count);
	else
		note("there is no display adapter");
	for (i = 0; i < count; i++) {
		unknown += cards[i].domid == UNKNOWN;
		old += is_old(&cards[i]);
		if (card_flash_changed(&cards[i]))
			note("the flash of %s does not hold what it held before its last guest: "
			     "see 'vgapt doctor %s'", cards[i].at.text, cards[i].at.text);
	}
	free(cards);

	if (old)
		note("vgaptd does not run, and what it has told of its device models may not hold "
		     "any more: see 'vgapt dm status'");
	if (!module_loaded())
		note("xen_vgapt is not loaded, so primary, owner and ROM are not known: "
		     "modprobe xen_vgapt");
	if (unknown)
		note("xenstore is not reachable, so a card that a domain has may show "
		     "as 'assignable': run it as root in dom0");
	return EXIT_SUCCESS;
}

const struct command cmd_list = {
	.name = "list",
	.args = "[--json]",
	.what = "List the display adapters and who has them",
	.help = "  -j, --json     print JSON\n",
	.run = run,
};
