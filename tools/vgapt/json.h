/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cards as JSON.
 */
#ifndef VGAPT_JSON_H
#define VGAPT_JSON_H

#include <stdbool.h>

#include <json-c/json.h>

struct card;

struct json_object *json_card(const struct card *card);
void json_add_string(struct json_object *obj, const char *key, const char *value);
void json_add_hex(struct json_object *obj, const char *key, unsigned int value,
		  int digits);
void json_add_bool(struct json_object *obj, const char *key, bool value);
void json_add_number(struct json_object *obj, const char *key, long value);
void json_add_domain(struct json_object *obj, const char *key, int domid);
void json_add_rom_mode(struct json_object *obj, const struct card *card);
void json_print(struct json_object *top);
void json_print_text(struct json_object *obj);

#endif /* VGAPT_JSON_H */
