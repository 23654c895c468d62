// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom store --list: what is on the shelf, captures and what the administrator
 * gave.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/rom_store.h"
#include "fs.h"
#include "hint.h"
#include "json.h"
#include "msg.h"
#include "rom/roms.h"
#include "rom/shelf.h"
#include "sbdf.h"
#include "table.h"

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

static bool is_given(const struct shelf_item *item)
{
	return !strncmp(item->name, GIVEN, strlen(GIVEN));
}

static struct json_object *describe(const struct shelf_item *item)
{
	static const char * const keys[] = {
		"sbdf", "name", "source", "status", "kernel", "xen", "date",
	};
	struct json_object *obj = json_object_new_object(), *files = NULL, *adapted = NULL;
	char file[PATH_MAX];
	size_t i;

	snprintf(file, sizeof(file), "%s/%s.rom", shelf_path(), item->name);
	json_add_string(obj, "file", file);
	json_add_bool(obj, "intact", item->state == SHELF_INTACT);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		json_add_string(obj, keys[i], shelf_text(item, keys[i]));
	json_add_number(obj, "size", item->len);
	json_add_string(obj, "sha256", item->sha256);
	json_add_bool(obj, "given", is_given(item));
	if (item->provenance && is_given(item)) {
		json_object_object_get_ex(item->provenance, "files", &files);
		json_object_object_get_ex(item->provenance, "adapted", &adapted);
	}
	json_object_object_add(obj, "files", json_object_get(files));
	json_object_object_add(obj, "adapted", json_object_get(adapted));
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

/**
 * rom_store_list - show what is stored
 * @args:     addresses of the cards that are wanted
 * @num_args: how many they are; without any, all are
 * @json:     as JSON
 *
 * Return: the exit status, after a message if it is not 0.
 */
int rom_store_list(char **args, int num_args, bool json)
{
	static const char * const heads[] = {
		"SBDF", "SOURCE", "STATUS", "DATE", "SIZE", "INTACT", "FILE",
	};
	struct table table = { .columns = sizeof(heads) / sizeof(heads[0]) };
	struct json_object *top, *array = json_object_new_array();
	int i, dir, damaged = 0, unused = 0, count = 0;
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
		if (item.state != SHELF_INTACT)
			*(is_given(&item) ? &unused : &damaged) += 1;
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
		note("an image that is not intact is replaced by the next 'vgapt rom store' that "
		     "finds a ROM of the card's own; while an image of yours is in use: 'vgapt rom "
		     "load SBDF --clear'");
	if (unused)
		note("an image of the administrator's that is not intact is not used: give it "
		     "again with 'vgapt rom load'");
	return EXIT_SUCCESS;
}
