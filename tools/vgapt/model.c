// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device models, as vgaptd tells of them: /run/xen-vgapt/vgaptd.json.
 */
#include <limits.h>
#include <string.h>

#include "card.h"
#include "fs.h"
#include "json.h"
#include "model.h"
#include "pure/tokens.h"
#include "vgapt.h"

#define STATUS	"/run/xen-vgapt/vgaptd.json"

static struct json_object *status;
static bool looked;

/* What it has written last, or NULL.  It lasts until the program ends. */
static struct json_object *read_status(void)
{
	char path[PATH_MAX];

	if (!looked && file_exists(STATUS)) {
		path_of(path, sizeof(path), STATUS);
		status = json_object_from_file(path);
	}
	looked = true;
	return json_object_is_type(status, json_type_object) ? status : NULL;
}

/**
 * model_wanted - is a device model of its own wanted for the card?
 * @at: the card
 *
 * Return: 0, 1, or NONE without the attribute.
 */
int model_wanted(const struct sbdf *at)
{
	char buf[16];

	if (file_read(buf, sizeof(buf), DEVICE_MODEL, at->text) <= 0)
		return NONE;
	return !strcmp(buf, "1");
}

/* Is @key a process of that name?  A number may be another's by now. */
static bool runs(struct json_object *obj, const char *key, const char *program)
{
	struct json_object *pid;
	char name[32];

	if (!json_object_object_get_ex(obj, key, &pid))
		return false;
	file_read(name, sizeof(name), "/proc/%d/comm", json_object_get_int(pid));
	return !strcmp(name, program);
}

/**
 * model_daemon_runs - is the one that has written last still there?
 *
 * Return: whether it is.
 */
bool model_daemon_runs(void)
{
	struct json_object *top = read_status();

	return top && runs(top, "pid", "vgaptd");
}

/**
 * model_worker_runs - is the process that serves a function, or served it, still there?
 * @function: one of model_functions()
 *
 * Return: whether it is.
 */
bool model_worker_runs(struct json_object *function)
{
	return runs(function, "worker", "vgapt-dm");
}

/**
 * model_functions - the functions that it serves, or has served when it ended
 *
 * Return: an array, or NULL; it lasts until the program ends.
 */
struct json_object *model_functions(void)
{
	struct json_object *top = read_status(), *list;

	if (!top || !json_object_object_get_ex(top, "functions", &list) ||
	    !json_object_is_type(list, json_type_array))
		return NULL;
	return list;
}

/**
 * model_text - a text that is told of a function
 * @function: one of model_functions()
 * @key:      which text
 *
 * Return: it, or "".
 */
const char *model_text(struct json_object *function, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(function, key, &value) || !value)
		return "";
	return json_object_get_string(value);
}

/**
 * model_is_dead - does a word say that nothing serves the function any more?
 * @state: a word of vgaptd's
 *
 * Return: whether it does; the domain is held then.
 */
bool model_is_dead(const char *state)
{
	return !strcmp(state, "failed") || !strcmp(state, "orphan");
}

/* What is told of the card, if its guest has it still; or NULL */
static struct json_object *find(const struct card *card)
{
	struct json_object *list = model_functions(), *function, *domain;
	int domid = card_guest(card);
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++) {
		function = json_object_array_get_idx(list, i);
		if (!strcmp(model_text(function, "sbdf"), card->at.text) &&
		    json_object_object_get_ex(function, "domain", &domain) &&
		    json_object_get_int(domain) == domid)
			return function;
	}
	return NULL;
}

/**
 * model_state - where its device model stands, or stood when vgaptd ended
 * @card: the card
 *
 * Return: a word of vgaptd's; "" if it has none, or no guest has the card.
 */
const char *model_state(const struct card *card)
{
	struct json_object *function = find(card);

	return function ? model_text(function, "state") : "";
}

/**
 * model_news - does what model_state() says still hold?
 * @card: the card
 *
 * The file outlives the daemon.  The module knows who serves a card; an earlier one did
 * not tell.
 *
 * Return: how far it holds.
 */
enum model_news model_news(const struct card *card)
{
	struct json_object *function = find(card);

	if (model_daemon_runs())
		return MODEL_NOW;
	if (model_is_ours(card) ||
	    (!card->model[0] && function && model_worker_runs(function)))
		return MODEL_LAST;
	/* Whoever waits for a first worker goes on without, when the daemon is gone. */
	if (!function || (!*model_text(function, "worker") &&
			  !model_is_dead(model_text(function, "state"))))
		return MODEL_NONE;
	return MODEL_GONE;
}

/**
 * model_is_ours - does the module say that somebody else than QEMU serves the card?
 * @card: the card
 *
 * Return: whether it does.
 */
bool model_is_ours(const struct card *card)
{
	return !strcmp(card->model, VGAPT_TOKEN_MODEL_VGAPT);
}

/**
 * json_add_model - who serves a card, for programs
 * @obj:  what is known of the card
 * @card: the card
 */
void json_add_model(struct json_object *obj, const struct card *card)
{
	int wanted = model_wanted(&card->at);
	const char *state = model_state(card);

	json_object_object_add(obj, "device_model", wanted == NONE ? NULL :
			       json_object_new_boolean(wanted));
	json_add_string(obj, "model_state", state);
	json_add_bool(obj, "model_daemon", model_daemon_runs());
}
