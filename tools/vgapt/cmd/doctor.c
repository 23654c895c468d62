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
#include "vgapt.h"

static struct json_object *checks;	/* NULL while printing text */
static int totals[FAIL + 1];

/**
 * report - one finding
 * @status: how it is
 * @card:   the card it is about, or NULL for the host
 * @check:  name of the check, one word
 * @action: what to do, unless OK
 * @fmt:    the finding, one line
 */
void report(enum status status, const struct card *card, const char *check,
	    const char *action, const char *fmt, ...)
{
	static const char * const words[] = { "ok", "warn", "fail" };
	struct json_object *obj;
	char finding[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(finding, sizeof(finding), fmt, ap);
	va_end(ap);
	totals[status]++;
	if (!checks) {
		printf("%-4s  %s%s%s: %s\n", words[status], card ? card->at.text : "",
		       card ? " " : "", check, finding);
		if (status != OK)
			printf("      -> %s\n", action);
		return;
	}
	obj = json_object_new_object();
	json_add_string(obj, "check", check);
	json_add_string(obj, "sbdf", card ? card->at.text : NULL);
	json_add_string(obj, "status", words[status]);
	json_add_string(obj, "finding", finding);
	json_add_string(obj, "action", status == OK ? NULL : action);
	json_object_array_add(checks, obj);
}

static void finish(void)
{
	struct json_object *top;

	if (!checks) {
		printf("%d ok, %d warnings, %d failed\n", totals[OK], totals[WARN],
		       totals[FAIL]);
		return;
	}
	top = json_object_new_object();
	json_object_object_add(top, "checks", checks);
	json_object_object_add(top, "ok", json_object_new_int(totals[OK]));
	json_object_object_add(top, "warn", json_object_new_int(totals[WARN]));
	json_object_object_add(top, "fail", json_object_new_int(totals[FAIL]));
	json_print(top);
}

/* Is a card meant for a guest, as far as can be seen? */
static bool set_aside(const struct card *card)
{
	return on_pciback(card) || card->primary == 1;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int opt, status, i, count;
	struct card *cards, named;
	const char *only = NULL;
	bool any = false;

	while ((opt = next_option(cmd, argc, argv, "hj", longs, &status)) != -1) {
		if (opt == -2) {
			json_object_put(checks);
			return status;
		}
		if (!checks)
			checks = json_object_new_array();
	}
	status = 0;
	if (argc - optind > 1)
		status = usage(cmd, "one SBDF at most");
	else if (optind < argc)
		status = find_card(only = argv[optind], &named);
	if (status) {
		json_object_put(checks);
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
	free(cards);
	finish();
	return totals[FAIL] ? EXIT_FAIL : EXIT_SUCCESS;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.args = "[--json] [SBDF]",
	.what = "Check whether passing a card will work, and say what to do",
	.help = "Without SBDF, cards that dom0 keeps are passed over, if others are set\n"
		"aside for guests.  The exit status is 1 if a check fails.\n\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
