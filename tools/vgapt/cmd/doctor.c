// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt doctor: will it work, and if not, why?  The checks are in
 * cmd/doctor_host.c and cmd/doctor_card.c.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "cmd/doctor.h"
#include "json.h"
#include "msg.h"
#include "vgapt.h"

/**
 * struct item - a finding
 * @card:   the card it is about; NULL for the host
 * @check:  name of the check, one word
 * @status: how it is
 * @text:   the finding, one line
 * @action: what to do, or NULL
 */
struct item {
	const struct card *card;
	const char *check;
	enum status status;
	char *text;
	char *action;
};

static struct item *items;
static int num_items;
static int totals[FAIL + 1];

static const char * const status_words[] = { "ok", "warn", "fail" };

/**
 * report - one finding
 * @status: how it is
 * @card:   the card it is about, which lasts until the end; NULL for the host
 * @check:  name of the check, one word
 * @action: what to do, unless OK
 * @fmt:    the finding, one line
 */
void report(enum status status, const struct card *card, const char *check,
	    const char *action, const char *fmt, ...)
{
	struct item *item;
	va_list ap;

	items = must(realloc(items, (num_items + 1) * sizeof(*items)));
	item = &items[num_items++];
	item->card = card;
	item->check = check;
	item->status = status;
	item->action = status == OK ? NULL : must(strdup(action));
	va_start(ap, fmt);
	if (vasprintf(&item->text, fmt, ap) < 0)
		item->text = NULL;
	va_end(ap);
	must(item->text);
	totals[status]++;
}

static enum status worst_of(const struct card *card)
{
	enum status worst = OK;
	int i;

	for (i = 0; i < num_items; i++)
		if (items[i].card == card && items[i].status > worst)
			worst = items[i].status;
	return worst;
}

static void print_item(const struct item *item)
{
	const char *at = item->card ? item->card->at.text : "";

	printf("%-4s  %s%s%s: %s\n", status_words[item->status], at, *at ? " " : "",
	       item->check, item->text);
	if (item->action)
		printf("      -> %s\n", item->action);
}

static struct json_object *json_item(const struct item *item)
{
	struct json_object *obj = json_object_new_object();

	json_add_string(obj, "check", item->check);
	json_add_string(obj, "sbdf", item->card ? item->card->at.text : NULL);
	json_add_string(obj, "status", status_words[item->status]);
	json_add_string(obj, "finding", item->text);
	json_add_string(obj, "action", item->action);
	return obj;
}

/* What there is to say of a card, or of the host: the worst first. */
static void tell_group(const struct card *card, struct json_object *checks)
{
	static bool begun;
	bool first = true;
	int status, i;

	for (status = FAIL; status >= OK; status--) {
		for (i = 0; i < num_items; i++) {
			if (items[i].card != card || (int)items[i].status != status)
				continue;
			if (checks) {
				json_object_array_add(checks, json_item(&items[i]));
				continue;
			}
			if (first && begun)
				putchar('\n');
			first = false;
			begun = true;
			print_item(&items[i]);
		}
	}
}

/* First the host, without which no card works; then the cards, the worst first. */
static void tell_all(const struct card *cards, int count, struct json_object *checks)
{
	int status, i;

	tell_group(NULL, checks);
	for (status = FAIL; status >= OK; status--)
		for (i = 0; i < count; i++)
			if ((int)worst_of(&cards[i]) == status)
				tell_group(&cards[i], checks);
}

static void tell(const struct card *cards, int count, bool json)
{
	struct json_object *checks, *top;

	if (!json) {
		tell_all(cards, count, NULL);
		printf("\n%d ok, %d warnings, %d failed\n", totals[OK], totals[WARN],
		       totals[FAIL]);
		return;
	}
	checks = json_object_new_array();
	tell_all(cards, count, checks);
	top = json_object_new_object();
	json_object_object_add(top, "checks", checks);
	json_add_number(top, "ok", totals[OK]);
	json_add_number(top, "warn", totals[WARN]);
	json_add_number(top, "fail", totals[FAIL]);
	json_print(top);
}

static void forget(void)
{
	while (num_items--) {
		free(items[num_items].text);
		free(items[num_items].action);
	}
	free(items);
}

/* Is a card meant for a guest, as far as can be seen? */
static bool set_aside(const struct card *card)
{
	return on_pciback(card) || card->primary == 1;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool json = false, any = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct card *cards, named;
	const char *only = NULL;
	int status, i, count;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind > 1)
		return usage(cmd, "one SBDF at most");
	if (optind < argc) {
		only = argv[optind];
		status = find_card(only, &named);
		if (status)
			return status;
	}

	check_host();
	count = cards_scan(&cards);
	for (i = 0; i < count; i++)
		any |= set_aside(&cards[i]);
	for (i = 0; i < count; i++)
		if (!only || !strcmp(cards[i].at.text, named.at.text))
			check_card(&cards[i], cards, count,
				   only || !any || set_aside(&cards[i]));
	if (!count)
		report(FAIL, NULL, "cards", "look at 'lspci': is the card seated, powered "
		       "and enabled in the firmware's setup?",
		       "there is no display adapter");
	tell(cards, count, json);
	forget();
	free(cards);
	return totals[FAIL] ? EXIT_FAIL : EXIT_SUCCESS;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.args = "[--json] [SBDF]",
	.what = "Check whether passing a card will work, and say what to do",
	.help = "Without SBDF, cards that dom0 keeps are passed over if others are set aside for\n"
		"guests.  The exit status is 1 if a check fails.\n\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
