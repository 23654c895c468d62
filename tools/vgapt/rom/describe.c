// SPDX-License-Identifier: GPL-2.0-only
/*
 * What several commands tell of a ROM.
 */
#include <json-c/json.h>

#include "card.h"
#include "json.h"
#include "pure/rom/report.h"
#include "rom/read.h"
#include "rom/roms.h"

const char * const finding_words[] = { "good", "warning", "bad" };

/**
 * rom_describe - a copy of a ROM, as JSON
 * @file: the file it is from, or NULL
 * @card: the card it is from, or for; or NULL
 * @data: the copy
 * @len:  bytes of it
 *
 * Return: an object.
 */
struct json_object *rom_describe(const char *file, const struct card *card,
				 const unsigned char *data, size_t len)
{
	struct json_object *obj = json_object_new_object();
	char hex[SHA256_HEX + 1];

	rom_sha256(data, len, hex);
	json_add_string(obj, "file", file);
	json_add_string(obj, "sbdf", card ? card->at.text : NULL);
	json_add_string(obj, "source", card && !file ? card->rom_source : NULL);
	json_add_string(obj, "status", card && !file ? card->rom_status : NULL);
	json_add_number(obj, "size", len);
	json_add_string(obj, "sha256", hex);
	return obj;
}

/**
 * rom_match - are a ROM's ids the card's?
 * @card:  the card, or NULL
 * @flags: VGAPT_ROM_IDS_* of the report on the ROM
 *
 * Return: a word, or NULL without a card.
 */
const char *rom_match(const struct card *card, unsigned int flags)
{
	if (!card)
		return NULL;
	if (flags & VGAPT_ROM_IDS_LISTED)
		return "listed";
	if (flags & VGAPT_ROM_IDS_MATCH)
		return "yes";
	if (flags & VGAPT_ROM_OTHER_VENDOR)
		return "other vendor";
	return flags & VGAPT_ROM_OTHER_DEVICE ? "other device" : "no";
}

/**
 * rom_add_findings - add what there is to say of a ROM
 * @obj:      where to
 * @findings: what rom_judge() found
 * @count:    how many they are
 */
void rom_add_findings(struct json_object *obj, const struct finding *findings,
		      int count)
{
	struct json_object *list = json_object_new_array(), *item;
	int i;

	for (i = 0; i < count; i++) {
		item = json_object_new_object();
		json_add_string(item, "result", finding_words[findings[i].status]);
		json_add_string(item, "finding", findings[i].text);
		json_add_string(item, "action", findings[i].action);
		json_object_array_add(list, item);
	}
	json_object_object_add(obj, "findings", list);
}
