// SPDX-License-Identifier: GPL-2.0-only
/*
 * Images that the administrator gave ('vgapt rom load'), kept on the shelf.
 *
 * The module forgets them when it is unloaded.  'vgapt rom store', which runs at
 * boot, gives them to it again.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "card.h"
#include "fs.h"
#include "hint.h"
#include "json.h"
#include "msg.h"
#include "progress.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "rom/given.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "rom/shelf.h"
#include "sbdf.h"
#include "vgapt.h"

static int put(int dir, const char *name, const unsigned char *data, size_t len,
	       struct json_object *provenance)
{
	struct shelf_item old;
	int ret = 0;

	/* The administrator has just said what is to be there. */
	shelf_get(dir, name, &old);
	if (old.state == SHELF_DAMAGED)
		ret = shelf_remove(dir, name);
	shelf_drop(&old);
	return ret ? ret : shelf_put(dir, name, data, len, provenance);
}

/**
 * given_keep - keep an image for the card that it was given for
 * @card:    the card
 * @data:    the image
 * @len:     bytes of it
 * @files:   what it was made from; the caller's
 * @adapted: the card's device id was written into it
 *
 * Return: the exit status, after a message if it is not 0.
 */
int given_keep(const struct card *card, const unsigned char *data, size_t len,
	       struct json_object *files, bool adapted)
{
	char name[64], hex[SHA256_HEX + 1];
	struct json_object *obj;
	int dir, ret;

	rom_shelf_name(card, true, name, sizeof(name));
	rom_sha256(data, len, hex);
	obj = rom_provenance(card, "user", "given", len, hex);
	json_object_object_add(obj, "files", json_object_get(files));
	json_add_bool(obj, "adapted", adapted);
	dir = shelf_open(true);
	progress_begin("keeping %s's ROM in %s", card->at.text, shelf_path());
	ret = dir < 0 ? dir : put(dir, name, data, len, obj);
	progress_end();
	if (dir >= 0)
		shelf_close(dir);
	json_object_put(obj);
	return ret ? fail(hint_for_folder(-ret), "%s's ROM is loaded, but not kept: cannot "
			  "store it in %s: %s", card->at.text, shelf_path(), strerror(-ret)) :
		     EXIT_SUCCESS;
}

static int take_off(const char *name, bool *was)
{
	struct shelf_item item;
	int dir = shelf_open(false), ret;

	if (dir < 0)
		return dir == -ENOENT ? 0 : dir;
	shelf_get(dir, name, &item);
	*was = item.state != SHELF_NONE;
	shelf_drop(&item);
	shelf_close(dir);
	if (!*was)
		return 0;
	dir = shelf_open(true);
	if (dir < 0)
		return dir;
	ret = shelf_remove(dir, name);
	shelf_close(dir);
	return ret;
}

/**
 * given_take_off - keep a card's image no longer
 * @card: the card
 * @was:  set if there was one
 *
 * Return: the exit status, after a message if it is not 0.
 */
int given_take_off(const struct card *card, bool *was)
{
	char name[64];
	int ret;

	*was = false;
	rom_shelf_name(card, true, name, sizeof(name));
	ret = take_off(name, was);
	return ret ? fail(hint_for_folder(-ret), "cannot remove %s.rom from %s, and it is "
			  "used again at the next boot: %s", name, shelf_path(),
			  strerror(-ret)) : EXIT_SUCCESS;
}

/**
 * given_is_kept - is a card's present ROM the one that is kept for it?
 * @card: the card
 *
 * Return: 1 or 0; UNKNOWN if that may not be known.
 */
int given_is_kept(const struct card *card)
{
	struct shelf_item item;
	const char *sha256;
	char name[64];
	int ret;

	rom_shelf_name(card, true, name, sizeof(name));
	ret = shelf_glance(name, &item);
	if (ret)
		return ret == -EACCES || ret == -EPERM ? UNKNOWN : 0;
	sha256 = shelf_text(&item, "sha256");
	ret = sha256 && !strcmp(sha256, card->rom_sha256);
	shelf_drop(&item);
	return ret;
}

/**
 * given_is_there - is something kept for a card, as far as may be known?
 * @card: the card
 *
 * Return: true if so.
 */
bool given_is_there(const struct card *card)
{
	struct shelf_item item;
	char name[64];
	int ret;

	rom_shelf_name(card, true, name, sizeof(name));
	ret = shelf_glance(name, &item);
	shelf_drop(&item);
	return !ret;
}

/**
 * given_state - is something kept for a card, and is it in use?
 * @dir:  the folder
 * @card: the card
 *
 * Return: which of these.
 */
enum given_state given_state(int dir, const struct card *card)
{
	enum given_state state = GIVEN_KEPT;
	struct shelf_item item;
	char name[64];

	rom_shelf_name(card, true, name, sizeof(name));
	shelf_get(dir, name, &item);
	if (item.state != SHELF_INTACT)
		state = GIVEN_NONE;
	else if (!strcmp(card->rom_source, "user") &&
		 !strcmp(item.sha256, card->rom_sha256))
		state = GIVEN_USED;
	shelf_drop(&item);
	return state;
}

/* Is the card's ROM the file that the module finds by itself, and nobody's last word? */
static bool is_firmware_file(const struct card *card)
{
	char name[64], path[PATH_MAX], hex[SHA256_HEX + 1] = "";
	struct vgapt_rom_report report;
	unsigned char *data;
	size_t len;

	rom_firmware_name(card, name, sizeof(name));
	path_of(path, sizeof(path), "/lib/firmware/%s", name);
	if (rom_read_file(path, &data, &len))
		return false;
	vgapt_rom_examine(data, len, NULL, &report);
	if (vgapt_rom_usable(report.fault))
		rom_sha256(data + report.container, report.length, hex);
	free(data);
	return !strcmp(hex, card->rom_sha256);
}

static int use(const struct card *card, const struct shelf_item *item)
{
	const char *date = shelf_text(item, "date");
	int ret;

	if (item->state == SHELF_DAMAGED)
		return fail("give it again: 'vgapt rom load'; or take it off: 'vgapt rom load "
			    "SBDF --clear'", "%s/%s.rom does not match the provenance beside "
			    "it, and is not used", shelf_path(), item->name);
	if (!strcmp(card->rom_source, "user")) {
		if (!strcmp(item->sha256, card->rom_sha256))
			return EXIT_SUCCESS;
		if (!is_firmware_file(card)) {
			note("%s: another image was given since; the kept one is used again "
			     "when xen_vgapt is loaded anew", card->at.text);
			return EXIT_SUCCESS;
		}
	}
	ret = rom_give(card, item->name, item->data, item->len);
	if (!ret)
		printf("%s given: the administrator's image of %s is its ROM now (source user)\n",
		       card->at.text, date ? date : "?");
	return ret;
}

/**
 * given_use - give the module again what is kept for a card
 * @dir:  the folder
 * @card: the card
 *
 * What was given by hand since the module was loaded stays.
 *
 * Return: the exit status, after a message if it is not 0.
 */
int given_use(int dir, const struct card *card)
{
	struct shelf_item item;
	char name[64];
	int ret = EXIT_SUCCESS;

	rom_shelf_name(card, true, name, sizeof(name));
	shelf_get(dir, name, &item);
	if (item.state != SHELF_NONE)
		ret = use(card, &item);
	shelf_drop(&item);
	return ret;
}

/**
 * given_without_card - tell of kept images whose cards are not where they were
 * @dir: the folder
 */
void given_without_card(int dir)
{
	char **names, now[64];
	struct card card;
	struct sbdf at;
	int i, count = shelf_list(dir, &names);
	bool there;

	for (i = 0; i < count; i++) {
		if (strncmp(names[i], GIVEN, strlen(GIVEN)) ||
		    !sbdf_parse(strrchr(names[i], '-') + 1, &at))
			continue;
		there = card_read(&at, &card);
		if (there)
			rom_shelf_name(&card, true, now, sizeof(now));
		if (there && !strcmp(now, names[i]))
			continue;
		note("%s/%s.rom is not used: %s at %s now; if the card was moved, give it "
		     "that file: vgapt rom load SBDF FILE; else remove the file", shelf_path(),
		     names[i], there ? "another card is" : "there is no card", at.text);
	}
	if (count >= 0)
		dir_free(names, count);
}
