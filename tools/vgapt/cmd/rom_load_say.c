// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom load: what was done.
 */
#include <limits.h>
#include <stdio.h>

#include "card.h"
#include "cmd/rom_load.h"
#include "json.h"
#include "msg.h"
#include "pure/rom/adapt.h"
#include "rom/files.h"
#include "rom/roms.h"
#include "rom/shelf.h"

static void print_change(const char *file, const struct card *card, const struct change *change)
{
	const struct vgapt_rom_adapted *it;

	if (!change->count)
		note("%s: there was nothing to adapt", file);
	for (it = change->images; it < change->images + change->count; it++) {
		if (it->device != card->device)
			printf("Image at %#x: device id %04x became %04x.\n", it->offset,
			       it->device, card->device);
		if (it->sum_before != it->sum_after)
			printf("Image at %#x: checksum byte at %#x: %02x became %02x.\n",
			       it->offset, it->sum_at, it->sum_before, it->sum_after);
		if (it->sum_bad)
			note("%s: the checksum of the image at %#x was wrong before: is the "
			     "file as it should be?", file, it->offset);
	}
}

static struct json_object *describe_change(const struct card *card, const struct change *change)
{
	struct json_object *list = json_object_new_array(), *item, *sum;
	const struct vgapt_rom_adapted *it;

	for (it = change->images; it < change->images + change->count; it++) {
		item = json_object_new_object();
		json_add_number(item, "offset", it->offset);
		json_add_hex(item, "device_before", it->device, 4);
		json_add_hex(item, "device", card->device, 4);
		sum = NULL;
		if (it->sum_before != it->sum_after) {
			sum = json_object_new_object();
			json_add_number(sum, "at", it->sum_at);
			json_add_hex(sum, "before", it->sum_before, 2);
			json_add_hex(sum, "after", it->sum_after, 2);
		}
		json_object_object_add(item, "checksum", sum);
		json_add_bool(item, "checksum_was_wrong", it->sum_bad);
		json_object_array_add(list, item);
	}
	return list;
}

/**
 * rom_load_print - say it to people
 * @it: what was loaded
 */
void rom_load_print(const struct loading *it)
{
	const struct rom_files *files = it->files;
	const char *at = it->card->at.text;
	char name[64];
	int i;

	for (i = 0; i < it->count; i++)
		if (it->findings[i].status != OK)
			note("%s: %s", files->text, it->findings[i].text);
	rom_files_print(files);
	if (it->change)
		print_change(files->text, it->card, it->change);
	if (files->made || (it->change && it->change->count))
		printf("%s as %s.\n", files->count > 1 ? "The files are" : "The file is",
		       files->count > 1 ? "they were" : "it was");
	if (!it->kept) {
		printf("%s is %s's ROM now, until xen_vgapt is unloaded.\n", files->text, at);
		return;
	}
	rom_shelf_name(it->card, true, name, sizeof(name));
	printf("%s is %s's ROM now and after each boot.\n"
	       "It is kept as %s/%s.rom;\n'vgapt rom load %s --clear' takes it back.\n",
	       files->text, at, shelf_path(), name, at);
}

/**
 * rom_load_json - say it to programs
 * @it: what was loaded
 */
void rom_load_json(const struct loading *it)
{
	const struct rom_files *files = it->files;
	struct json_object *obj = rom_describe(files->text, it->card, files->data, files->len);
	char name[64], path[PATH_MAX];

	json_object_object_add(obj, "files", rom_files_list(files));
	json_object_object_add(obj, "assembled", rom_files_describe(files));
	json_object_object_add(obj, "adapted", it->change ?
			       describe_change(it->card, it->change) : NULL);
	rom_shelf_name(it->card, true, name, sizeof(name));
	snprintf(path, sizeof(path), "%s/%s.rom", shelf_path(), name);
	json_add_string(obj, "kept", it->kept ? path : NULL);
	rom_firmware_name(it->card, name, sizeof(name));
	json_add_string(obj, "firmware_file", name);
	rom_add_findings(obj, it->findings, it->count);
	json_print(obj);
}
