// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom store: the best copy of each card's ROM that was ever seen is kept, with
 * its provenance.  shelf.c has the files, here are the rules.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "fs.h"
#include "hint.h"
#include "json.h"
#include "msg.h"
#include "progress.h"
#include "pure/rom/verdict.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "rom/shelf.h"
#include "sbdf.h"
#include "table.h"
#include "words.h"

/**
 * struct capture - what xen_vgapt has for a card now
 * @card:   the card
 * @name:   under which it is stored
 * @data:   the copy, or NULL
 * @len:    bytes of it
 * @sha256: SHA-256 of it
 */
struct capture {
	const struct card *card;
	char name[64];
	unsigned char *data;
	size_t len;
	char sha256[SHA256_HEX + 1];
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

static void add_xen(struct json_object *obj)
{
	char major[16], minor[16], extra[32], buf[80];

	if (file_read(major, sizeof(major), "/sys/hypervisor/version/major") <= 0 ||
	    file_read(minor, sizeof(minor), "/sys/hypervisor/version/minor") <= 0) {
		json_add_string(obj, "xen", NULL);
		return;
	}
	file_read(extra, sizeof(extra), "/sys/hypervisor/version/extra");
	snprintf(buf, sizeof(buf), "%s.%s%s", major, minor, extra);
	json_add_string(obj, "xen", buf);
}

static struct json_object *provenance(const struct capture *capture)
{
	struct json_object *obj = json_object_new_object();
	const struct card *card = capture->card;
	time_t now = time(NULL);
	struct utsname uts;
	struct tm tm;
	char buf[32];

	json_add_number(obj, "format", 1);
	json_add_string(obj, "sbdf", card->at.text);
	json_add_string(obj, "name", card->name);
	json_add_hex(obj, "vendor_id", card->vendor, 4);
	json_add_hex(obj, "device_id", card->device, 4);
	json_add_hex(obj, "subvendor_id", card->subvendor, 4);
	json_add_hex(obj, "subdevice_id", card->subdevice, 4);
	json_add_string(obj, "source", card->rom_source);
	json_add_string(obj, "status", card->rom_status);
	json_add_number(obj, "size", capture->len);
	json_add_string(obj, "sha256", capture->sha256);
	json_add_string(obj, "kernel", uname(&uts) ? NULL : uts.release);
	add_xen(obj);
	strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	json_add_string(obj, "date", buf);
	json_add_string(obj, "vgapt", VGAPT_VERSION);
	return obj;
}

static const char *hint_for_folder(int err)
{
	switch (err) {
	case ENOSPC:
	case EDQUOT:
		return "make room; what was stored before is as it was";
	case EACCES:
	case EPERM:
		return "run it as root";
	case EROFS:
		return "it is on a file system that is read-only: mount it to be written to";
	case ENOENT:
		return "make the folder it is in";
	case ENOTDIR:
		return "something else is there: move it away";
	}
	return "the kernel log (dmesg) may say more; what was stored before is as it was";
}

static int put(int dir, const struct capture *capture, const char *what)
{
	struct json_object *obj = provenance(capture);
	int ret = shelf_put(dir, capture->name, capture->data, capture->len, obj);

	json_object_put(obj);
	if (ret)
		return fail(hint_for_folder(-ret), "cannot store %s's ROM in %s: %s",
			    capture->card->at.text, shelf_path(), strerror(-ret));
	say(capture->card, what, "%s, %s, as %s/%s.rom", capture->card->rom_source,
	    capture->card->rom_status, shelf_path(), capture->name);
	return EXIT_SUCCESS;
}

/* This time's is not as good as what was stored. */
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
	if (use && usable) {
		ret = rom_give(card, item->name, item->data, item->len);
		if (!ret)
			say(card, "used", "the stored one is its ROM now (source user)");
		return ret;
	}
	say(card, "kept", "the stored one stays");
	if (usable)
		note("to use the stored one: vgapt rom store --use %s", card->at.text);
	if (equal)
		note("if the card was flashed, store this one: vgapt rom store --replace %s",
		     card->at.text);
	return EXIT_SUCCESS;
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
			    "not stored");
		return EXIT_SUCCESS;
	}
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

static void name_of(const struct card *card, char *buf, size_t len)
{
	snprintf(buf, len, "%04x-%04x-%04x-%04x-%s", card->vendor, card->device,
		 card->subvendor, card->subdevice, card->at.text);
}

static int store_card(int dir, const struct card *card, bool use, bool replace)
{
	struct capture capture = { .card = card };
	struct shelf_item item;
	int status = 0;

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
	name_of(card, capture.name, sizeof(capture.name));
	shelf_get(dir, capture.name, &item);
	status = decide(dir, &capture, &item, use, replace);
	shelf_drop(&item);
	free(capture.data);
	return status;
}

static int store(const struct card *cards, int count, bool use, bool replace)
{
	int i, dir, status = EXIT_SUCCESS;

	if (!count)
		return EXIT_SUCCESS;
	if (!module_loaded())
		return fail(hint_for(ENOENT, NULL), "xen_vgapt is not loaded");
	progress_begin("waiting for another 'vgapt rom store'");
	dir = shelf_open(true);
	progress_end();
	if (dir < 0)
		return fail(hint_for_folder(-dir), "cannot use the folder %s: %s",
			    shelf_path(), strerror(-dir));
	for (i = 0; i < count; i++)
		status |= store_card(dir, &cards[i], use, replace);
	shelf_close(dir);
	return status;
}

/* Is it of one of these cards, or are there none? */
static bool wanted(const char *name, char **args, int count)
{
	struct sbdf at;
	int i;

	for (i = 0; i < count; i++)
		if (sbdf_parse(args[i], &at) && strlen(name) > strlen(at.text) &&
		    !strcmp(name + strlen(name) - strlen(at.text), at.text))
			return true;
	return !count;
}

static struct json_object *describe(const struct shelf_item *item)
{
	static const char * const keys[] = {
		"sbdf", "name", "source", "status", "kernel", "xen", "date",
	};
	struct json_object *obj = json_object_new_object();
	char file[PATH_MAX];
	size_t i;

	snprintf(file, sizeof(file), "%s/%s.rom", shelf_path(), item->name);
	json_add_string(obj, "file", file);
	json_add_bool(obj, "intact", item->state == SHELF_INTACT);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		json_add_string(obj, keys[i], shelf_text(item, keys[i]));
	json_add_number(obj, "size", item->len);
	json_add_string(obj, "sha256", item->sha256);
	return obj;
}

static void add_row(struct table *table, const struct shelf_item *item)
{
	static const char * const keys[] = { "sbdf", "source", "status", "date" };
	const char *text;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		text = shelf_text(item, keys[i]);
		table_add(table, "%s", text ? text : "?");
	}
	table_add(table, "%zu", item->len);
	table_add(table, "%s", item->state == SHELF_INTACT ? "yes" : "no");
	table_add(table, "%s.rom", item->name);
}

static int list(char **args, int num_args, bool json)
{
	static const char * const heads[] = {
		"SBDF", "SOURCE", "STATUS", "DATE", "SIZE", "INTACT", "FILE",
	};
	struct table table = { .columns = sizeof(heads) / sizeof(heads[0]) };
	struct json_object *top, *array = json_object_new_array();
	int i, dir, damaged = 0, count = 0;
	struct shelf_item item;
	char **names = NULL;

	for (i = 0; i < (int)table.columns; i++)
		table_add(&table, "%s", heads[i]);
	dir = shelf_open(false);
	if (dir >= 0)
		count = shelf_list(dir, &names);
	if ((dir < 0 && dir != -ENOENT) || count < 0) {
		table_free(&table);
		json_object_put(array);
		if (dir >= 0)
			shelf_close(dir);
		return fail(hint_for_folder(dir < 0 ? -dir : -count),
			    "cannot read the folder %s: %s", shelf_path(),
			    strerror(dir < 0 ? -dir : -count));
	}
	for (i = 0; i < count; i++) {
		if (!wanted(names[i], args, num_args))
			continue;
		shelf_get(dir, names[i], &item);
		damaged += item.state != SHELF_INTACT;
		json_object_array_add(array, describe(&item));
		add_row(&table, &item);
		shelf_drop(&item);
	}
	if (dir >= 0)
		shelf_close(dir);
	dir_free(names, count);
	i = json_object_array_length(array);
	if (json) {
		top = json_object_new_object();
		json_add_string(top, "folder", shelf_path());
		json_object_object_add(top, "images", array);
		json_print(top);
		table_free(&table);
	} else {
		json_object_put(array);
		if (i)
			table_print(&table);
		else
			table_free(&table);
	}
	if (!i)
		note("nothing is stored in %s: vgapt rom store", shelf_path());
	if (damaged)
		note("an image that is not intact is replaced by the next 'vgapt rom store'");
	return EXIT_SUCCESS;
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
		return list(argv + optind, argc - optind, json);
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
		status = store(cards, count, use, replace);
	free(cards);
	return status;
}

const struct command cmd_rom_store = {
	.name = "rom store",
	.args = "[SBDF...] [--use] [--replace] | --list [SBDF...] [--json]",
	.what = "Keep the best copy of each card's ROM, with its provenance",
	.help = "A stored ROM gives way only to a better one: pristine is better than\n"
		"unverified, unverified than modified, modified than invalid.  If the present\n"
		"one is worse than the stored one, or as good but different, vgapt says so.\n\n"
		"  -u, --use      if it is worse, have xen_vgapt use the stored one\n"
		"  -r, --replace  store the present one if it is as good\n"
		"  -l, --list     show what is stored\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
