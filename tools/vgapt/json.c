// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cards as JSON.  What is not known, or does not exist, is null.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "json.h"
#include "model.h"
#include "rom/given.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "store.h"
#include "utf8.h"
#include "vgapt.h"

void json_add_string(struct json_object *obj, const char *key, const char *value)
{
	struct json_object *text = NULL;
	char *mended;

	if (value && *value) {
		mended = utf8_mended(value);
		text = json_object_new_string(mended);
		free(mended);
	}
	json_object_object_add(obj, key, text);
}

void json_add_hex(struct json_object *obj, const char *key, unsigned int value,
		  int digits)
{
	char buf[16];

	snprintf(buf, sizeof(buf), "%0*x", digits, value);
	json_add_string(obj, key, buf);
}

void json_add_bool(struct json_object *obj, const char *key, bool value)
{
	json_object_object_add(obj, key, json_object_new_boolean(value));
}

void json_add_number(struct json_object *obj, const char *key, long value)
{
	json_object_object_add(obj, key, json_object_new_int64(value));
}

/* Adds @key, the domid, and @key_name, the domain's name. */
void json_add_domain(struct json_object *obj, const char *key, int domid)
{
	char name[256] = "", name_key[32];

	if (domid >= 0)
		store_domain_name(domid, name, sizeof(name));
	snprintf(name_key, sizeof(name_key), "%s_name", key);
	json_object_object_add(obj, key,
			       domid >= 0 ? json_object_new_int(domid) : NULL);
	json_add_string(obj, name_key, name);
}

/* Is it there at the next boot, too? */
static void add_kept(struct json_object *rom, const struct card *card)
{
	int kept = given_is_kept(card);

	json_object_object_add(rom, "kept", kept == UNKNOWN ? NULL :
			       json_object_new_boolean(kept));
}

/* What guests are to get for the ROM, what they get, and what one has left in the flash. */
void json_add_rom_mode(struct json_object *obj, const struct card *card)
{
	json_add_string(obj, "rom_mode", card->rom_mode);
	json_add_string(obj, "rom_served", card->rom_served);
	json_add_string(obj, "rom_flash", card->rom_flash);
}

/* What 'list' and 'show' both tell. */
struct json_object *json_card(const struct card *card)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *rom = NULL;

	json_add_string(obj, "sbdf", card->at.text);
	json_add_string(obj, "name", card->name);
	json_add_string(obj, "class", card_class(card));
	json_add_string(obj, "state", card_state(card));
	json_add_string(obj, "driver", card->driver);
	json_object_object_add(obj, "primary", card->primary == NONE ? NULL :
			       json_object_new_boolean(card->primary));
	json_add_domain(obj, "owner", card->owner);
	json_add_domain(obj, "domain", card->domid);
	json_add_string(obj, "model", card->model);
	if (card->rom_source[0]) {
		rom = json_object_new_object();
		json_add_string(rom, "source", card->rom_source);
		json_object_object_add(rom, "size", card->rom_size == UNKNOWN ? NULL :
				       json_object_new_int64(card->rom_size));
		if (card->rom_sha256[0] && card->rom_size)
			json_add_string(rom, "sha256", card->rom_sha256);
		else
			json_add_string(rom, "sha256", NULL);
		json_add_string(rom, "status", card->rom_status);
		if (!strcmp(card->rom_source, "user"))
			add_kept(rom, card);
	}
	json_object_object_add(obj, "rom", rom);
	json_add_rom_mode(obj, card);
	json_add_model(obj, card);
	return obj;
}

/* Prints and frees it. */
void json_print(struct json_object *top)
{
	puts(json_object_to_json_string_ext(top, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_SPACED |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(top);
}

static void print_value(struct json_object *value)
{
	if (!value)
		putchar('-');
	else if (json_object_is_type(value, json_type_boolean))
		fputs(json_object_get_boolean(value) ? "yes" : "no", stdout);
	else
		fputs(json_object_get_string(value), stdout);
}

/* "key value, key value" of an object; plain words of anything else */
static void print_inline(struct json_object *value)
{
	bool first = true;

	if (!json_object_is_type(value, json_type_object)) {
		print_value(value);
		return;
	}
	json_object_object_foreach(value, key, val) {
		printf("%s%s ", first ? "" : ", ", key);
		print_value(val);
		first = false;
	}
}

/**
 * json_print_text - an object for people, a line for each key
 * @obj: the object; not freed
 */
void json_print_text(struct json_object *obj)
{
	size_t i, count;

	json_object_object_foreach(obj, key, val) {
		if (!json_object_is_type(val, json_type_array)) {
			printf("%-14s ", key);
			print_inline(val);
			putchar('\n');
			continue;
		}
		count = json_object_array_length(val);
		if (!count)
			printf("%-14s none\n", key);
		for (i = 0; i < count; i++) {
			printf("%-14s ", i ? "" : key);
			print_inline(json_object_array_get_idx(val, i));
			putchar('\n');
		}
	}
}
