// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt list
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "store.h"
#include "sysfs.h"
#include "vgapt.h"

#define COLUMNS	8

static const char * const heads[COLUMNS] = {
	"SBDF", "CLASS", "DRIVER", "PRIMARY", "OWNER", "ROM", "STATE", "NAME",
};

struct row {
	char cell[COLUMNS][160];
};

static void fill_row(struct row *row, const struct card *card)
{
	char (*cell)[160] = row->cell;
	const size_t len = sizeof(cell[0]);

	snprintf(cell[0], len, "%s", card->at.text);
	snprintf(cell[1], len, "%s", card_class(card));
	snprintf(cell[2], len, "%s", card->driver[0] ? card->driver : "-");
	snprintf(cell[3], len, "%s", card->primary == NONE ? "-" :
		 card->primary ? "yes" : "no");
	if (card->owner >= 0)
		snprintf(cell[4], len, "%d", card->owner);
	else
		snprintf(cell[4], len, "%s", card->owner == NONE ? "none" : "-");
	if (card->rom_size > 0)
		snprintf(cell[5], len, "%s %ldK", card->rom_source,
			 (card->rom_size + 1023) / 1024);
	else
		snprintf(cell[5], len, "%s",
			 card->rom_source[0] ? card->rom_source : "-");
	snprintf(cell[6], len, "%s", card_state(card));
	snprintf(cell[7], len, "%s", card->name);
}

static void print_table(const struct card *cards, int count)
{
	struct row *rows = must(calloc(count + 1, sizeof(*rows)));
	size_t width[COLUMNS] = { 0 };
	int r, c;

	for (c = 0; c < COLUMNS; c++)
		snprintf(rows[0].cell[c], sizeof(rows[0].cell[c]), "%s", heads[c]);
	for (r = 0; r < count; r++)
		fill_row(&rows[r + 1], &cards[r]);
	for (r = 0; r <= count; r++)
		for (c = 0; c < COLUMNS; c++)
			if (strlen(rows[r].cell[c]) > width[c])
				width[c] = strlen(rows[r].cell[c]);
	for (r = 0; r <= count; r++) {
		for (c = 0; c < COLUMNS - 1; c++)
			printf("%-*s  ", (int)width[c], rows[r].cell[c]);
		puts(rows[r].cell[c]);
	}
	free(rows);
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
	static const struct option longs[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int opt, status, i, count, unknown = 0;
	struct card *cards;
	bool json = false;

	while ((opt = next_option(cmd, argc, argv, "hj", longs, &status)) != -1) {
		if (opt == -2)
			return status;
		json = true;
	}
	if (optind < argc)
		return usage(cmd, "too many arguments: '%s'", argv[optind]);

	count = cards_scan(&cards);
	if (json)
		print_json(cards, count);
	else if (count)
		print_table(cards, count);
	else
		note("there is no display adapter");
	for (i = 0; i < count; i++)
		unknown += cards[i].domid == UNKNOWN;
	free(cards);

	if (!module_loaded())
		note("xen_vgapt is not loaded, so there is nothing to tell of primary, "
		     "owner and ROM: modprobe xen_vgapt");
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
