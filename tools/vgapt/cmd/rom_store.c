// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom store: the best copy of each card's ROM that was ever seen is kept, with
 * its provenance.  shelf.c has the files, here are the rules.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "cmd/rom_store.h"
#include "hint.h"
#include "msg.h"
#include "pure/rom/verdict.h"
#include "rom/given.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "rom/shelf.h"
#include "sbdf.h"
#include "words.h"

/**
 * struct capture - what xen_vgapt has for a card now
 * @card:   the card
 * @name:   under which it is stored
 * @data:   the copy, or NULL
 * @len:    bytes of it
 * @sha256: SHA-256 of it
 * @given:  an image that the administrator gave takes its place
 */
struct capture {
	const struct card *card;
	char name[64];
	unsigned char *data;
	size_t len;
	char sha256[SHA256_HEX + 1];
	bool given;
};

#define RANK_INVALID	0	/* it can't be used */

/* The higher, the better; below 0 there is none. */
static int rank(const char *status)
{
	static const int order[] = {
		VGAPT_ROM_INVALID, VGAPT_ROM_MODIFIED, VGAPT_ROM_UNVERIFIED,
		VGAPT_ROM_PRISTINE,
	};
	int i, value = status ? word_value(&words_statuses, status) : WORD_UNKNOWN;

	for (i = sizeof(order) / sizeof(order[0]) - 1; i >= 0; i--)
		if (value == order[i])
			break;
	return i;
}

static void say(const struct card *card, const char *what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void say(const struct card *card, const char *what, const char *fmt, ...)
{
	va_list ap;

	printf("%s %s: ", card->at.text, what);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static int put(int dir, const struct capture *capture, const char *what)
{
	const struct card *card = capture->card;
	struct json_object *obj = rom_provenance(card, card->rom_source, card->rom_status,
						 capture->len, capture->sha256);
	int ret = shelf_put(dir, capture->name, capture->data, capture->len, obj);

	json_object_put(obj);
	if (ret)
		return fail(hint_for_folder(-ret), "cannot store %s's ROM in %s: %s",
			    card->at.text, shelf_path(), strerror(-ret));
	say(card, what, "%s, %s, as %s/%s.rom", card->rom_source, card->rom_status,
	    shelf_path(), capture->name);
	return EXIT_SUCCESS;
}

/* This time's is no better than what was stored.  Of two that are as good, people choose. */
static int worse(const struct capture *capture, const struct shelf_item *item, bool use)
{
	const struct card *card = capture->card;
	const char *status = shelf_text(item, "status");
	const char *source = shelf_text(item, "source");
	const char *date = shelf_text(item, "date");
	bool equal = capture->data && rank(card->rom_status) == rank(status);
	bool usable = rank(status) > RANK_INVALID;
	char now[64] = "nothing was found";
	int ret;

	if (capture->data)
		snprintf(now, sizeof(now), "it is %s, from %s", card->rom_status,
			 card->rom_source);
	note("%s's ROM %s the stored one: now %s; the stored one is %s, from %s, of %s",
	     card->at.text, equal ? "differs from" : "is worse than", now,
	     status, source ? source : "?", date ? date : "?");
	if (use && usable && !equal && !capture->given) {
		ret = rom_give(card, item->name, item->data, item->len);
		if (!ret)
			say(card, "used", "the stored one is its ROM now (source user)");
		return ret;
	}
	say(card, "kept", "the stored one stays");
	if (usable && !capture->given && equal)
		note("to use the stored one: vgapt rom load %s %s/%s.rom", card->at.text,
		     shelf_path(), item->name);
	else if (usable && !capture->given)
		note("to use the stored one: vgapt rom store --use %s", card->at.text);
	if (equal)
		note("if the card was flashed, store this one: vgapt rom store --replace %s",
		     card->at.text);
	return EXIT_SUCCESS;
}

static int unknown_status(const struct card *card, const struct shelf_item *item)
{
	char todo[PATH_MAX + 96];

	snprintf(todo, sizeof(todo), "use the vgapt that has stored it, or move %s/%s.rom and its "
		 ".json away", shelf_path(), item->name);
	return fail(todo, "the status of the stored ROM of %s is '%s', which this vgapt does not "
		    "know", card->at.text, shelf_text(item, "status"));
}

static int decide(int dir, const struct capture *capture, struct shelf_item *item,
		  bool use, bool replace)
{
	const struct card *card = capture->card;
	bool intact = item->state == SHELF_INTACT;
	int now = capture->data ? rank(card->rom_status) : -1;
	int then = intact ? rank(shelf_text(item, "status")) : -1;
	int ret;

	if (item->state == SHELF_DAMAGED)
		note("%s/%s.rom does not match the provenance beside it",
		     shelf_path(), item->name);
	if (!capture->data && !intact) {
		say(card, "none", "there is no ROM to store");
		return EXIT_SUCCESS;
	}
	/* What was loaded is no capture, and says nothing of how good it is. */
	if (capture->data && !strcmp(card->rom_source, "user")) {
		if (intact && !strcmp(capture->sha256, item->sha256))
			say(card, "unchanged", "the stored one is in use");
		else
			say(card, "skipped", "the administrator's image is in use, which is "
			    "no capture");
		return EXIT_SUCCESS;
	}
	/* It may be better than all that are known here. */
	if (intact && then < 0)
		return unknown_status(card, item);
	if (capture->data && intact && !strcmp(capture->sha256, item->sha256)) {
		if (now > then)
			return put(dir, capture, "updated");
		say(card, "unchanged", "the same is stored");
		return EXIT_SUCCESS;
	}
	if (now < then || (now == then && !replace))
		return worse(capture, item, use);
	if (item->state == SHELF_DAMAGED &&
	    (!item->data || strcmp(capture->sha256, item->sha256))) {
		ret = shelf_set_aside(dir, item->name);
		if (ret)
			return fail(hint_for_folder(-ret), "cannot move %s.rom aside: %s",
				    item->name, strerror(-ret));
		note("it was moved aside, as %s.damaged", item->name);
	}
	return put(dir, capture, intact ? "replaced" : "stored");
}

static int store_card(int dir, const struct card *card, bool use, bool replace)
{
	struct capture capture = { .card = card };
	enum given_state given;
	struct shelf_item item;
	int status = 0;
	char todo[96];

	/* Then there is no capture to replace it with, whether the image is kept or not. */
	if (replace && !strcmp(card->rom_source, "user")) {
		snprintf(todo, sizeof(todo), "let the card have its own again first: vgapt rom "
			 "load %s --clear", card->at.text);
		return fail(todo, "cannot replace the stored ROM of %s: the administrator's image "
			    "is in use", card->at.text);
	}
	if (card->vgapt && rank(card->rom_status) < 0 &&
	    strcmp(card->rom_status, "absent"))
		return fail(hint_for_file(card), "xen_vgapt says that the status of %s's ROM is "
			    "'%s', which this vgapt does not know", card->at.text,
			    card->rom_status);
	if (!card->vgapt || strcmp(card->rom_status, "absent"))
		status = rom_fetch(card, &capture.data, &capture.len);
	if (status)
		return status;
	if (capture.data)
		rom_sha256(capture.data, capture.len, capture.sha256);
	rom_shelf_name(card, false, capture.name, sizeof(capture.name));
	given = given_state(dir, card);
	if (given == GIVEN_USED) {
		say(card, "unchanged", "the administrator's image is in use, and kept");
	} else {
		capture.given = given == GIVEN_KEPT;
		shelf_get(dir, capture.name, &item);
		status = decide(dir, &capture, &item, use, replace);
		shelf_drop(&item);
		status |= given_use(dir, card);
	}
	free(capture.data);
	return status;
}

static int store(const struct card *cards, int count, bool all, bool use, bool replace)
{
	int i, dir, status = EXIT_SUCCESS;

	if (!count)
		return EXIT_SUCCESS;
	if (!module_loaded())
		return fail(hint_for(ENOENT, NULL), "xen_vgapt is not loaded");
	dir = shelf_open(true);
	if (dir < 0)
		return fail(hint_for_folder(-dir), "cannot use the folder %s: %s",
			    shelf_path(), strerror(-dir));
	for (i = 0; i < count; i++)
		status |= store_card(dir, &cards[i], use, replace);
	if (all)
		given_without_card(dir);
	shelf_close(dir);
	return status;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool use = false, replace = false, listing = false, json = false;
	const struct flag flags[] = {
		{ 'u', "use", &use, NULL },
		{ 'r', "replace", &replace, NULL },
		{ 'l', "list", &listing, NULL },
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct card *cards;
	int i, count, status;
	struct sbdf at;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (json && !listing)
		return usage(cmd, "--json goes with --list");
	if (listing && (use || replace))
		return usage(cmd, "--list changes nothing: leave out --use and --replace");
	if (listing) {
		for (i = optind; i < argc; i++)
			if (!sbdf_parse(argv[i], &at))
				return usage(cmd, "'%s' is not the address of a PCI "
					     "function", argv[i]);
		return rom_store_list(argv + optind, argc - optind, json);
	}
	status = EXIT_SUCCESS;
	if (optind == argc) {
		count = cards_scan(&cards);
	} else {
		count = argc - optind;
		cards = must(calloc(count, sizeof(*cards)));
		for (i = 0; i < count && !status; i++)
			status = find_card(argv[optind + i], &cards[i]);
	}
	if (!status)
		status = store(cards, count, optind == argc, use, replace);
	free(cards);
	return status;
}

const struct command cmd_rom_store = {
	.name = "rom store",
	.args = "[SBDF...] [--use] [--replace] | --list [SBDF...] [--json]",
	.what = "Keep the best copy of each card's ROM, with its provenance",
	.help = "A stored ROM gives way only to a better one: pristine is better than\n"
		"unverified, unverified than modified, modified than invalid.  If the present\n"
		"one is worse than the stored one, or as good but different, vgapt says so.\n"
		"What 'vgapt rom load' has kept is given to xen_vgapt again.\n\n"
		"  -u, --use      if it is worse, have xen_vgapt use the stored one\n"
		"  -r, --replace  store the present one if it is as good and different\n"
		"  -l, --list     show what is stored\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
