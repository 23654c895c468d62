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

/**
 * enum model_news - how far what vgaptd has written of a function holds
 * @MODEL_NOW:  it runs: it is so
 * @MODEL_LAST: it does not; the function is served all the same
 * @MODEL_GONE: it does not, and the worker has ended, too
 * @MODEL_NONE: it does not, and there has been no worker: QEMU serves
 */
enum model_news { MODEL_NOW, MODEL_LAST, MODEL_GONE, MODEL_NONE };

int model_wanted(const struct sbdf *at);
bool model_daemon_runs(void);
struct json_object *model_functions(void);
bool model_worker_runs(struct json_object *function);
bool model_is_dead(const char *state);
const char *model_state(const struct card *card);
enum model_news model_news(const struct card *card);
bool model_is_ours(const struct card *card);
const char *model_text(struct json_object *function, const char *key);
void json_add_model(struct json_object *obj, const struct card *card);

#endif /* VGAPT_MODEL_H */
