/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder of stored ROMs.
 */
#ifndef VGAPT_SHELF_H
#define VGAPT_SHELF_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "rom/read.h"

struct json_object;

/**
 * enum shelf_state - what is in the folder under a name
 * @SHELF_NONE:    nothing
 * @SHELF_INTACT:  an image, and the provenance of that image
 * @SHELF_DAMAGED: something else
 */
enum shelf_state { SHELF_NONE, SHELF_INTACT, SHELF_DAMAGED };

/**
 * struct shelf_item - a stored ROM
 * @name:       without .rom and .json
 * @state:      what is there
 * @data:       the image, or NULL
 * @len:        bytes of it
 * @sha256:     SHA-256 of @data
 * @provenance: what was written beside it, or NULL
 */
struct shelf_item {
	char name[64];
	enum shelf_state state;
	unsigned char *data;
	size_t len;
	char sha256[SHA256_HEX + 1];
	struct json_object *provenance;
};

const char *shelf_path(void);
int shelf_open(bool make);
void shelf_close(int dir);
int shelf_list(int dir, char ***names);
void shelf_get(int dir, const char *name, struct shelf_item *item);
int shelf_glance(const char *name, struct shelf_item *item);
void shelf_drop(struct shelf_item *item);
const char *shelf_text(const struct shelf_item *item, const char *key);
int shelf_set_aside(int dir, const char *name);
int shelf_put(int dir, const char *name, const unsigned char *data, size_t len,
	      struct json_object *provenance);
int shelf_remove(int dir, const char *name);

#endif /* VGAPT_SHELF_H */
