/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device models, as vgaptd tells of them.
 */
#ifndef VGAPT_MODEL_H
#define VGAPT_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

struct card;
struct sbdf;

#define DEVICE_MODEL	"/sys/bus/pci/devices/%s/xen_vgapt/device_model"

int model_wanted(const struct sbdf *at);
bool model_daemon_runs(void);
struct json_object *model_functions(void);
const char *model_state(const struct card *card);
const char *model_text(struct json_object *function, const char *key);
void json_add_model(struct json_object *obj, const struct card *card);

#endif /* VGAPT_MODEL_H */
