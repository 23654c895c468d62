// SPDX-License-Identifier: GPL-2.0-only
/*
 * The status: a file for the command, and for the next daemon.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-c/json.h>

#include "domains.h"
#include "log.h"
#include "status.h"

#define FILE_MODE	0644

static void add_text(struct json_object *obj, const char *key, const char *text)
{
	json_object_object_add(obj, key, text && *text ? json_object_new_string(text) : NULL);
}

static struct json_object *json_function(const struct function *fn)
{
	struct json_object *obj = json_object_new_object();
	char slot[16] = "";

	if (fn->slot >= 0)
		snprintf(slot, sizeof(slot), "00:%02x.%x", fn->slot >> 3 & 0x1f, fn->slot & 7);
	add_text(obj, "sbdf", fn->text);
	json_object_object_add(obj, "domain", json_object_new_int(fn->place.domid));
	add_text(obj, "state", flow_state_name(fn->flow.state));
	add_text(obj, "slot", slot);
	json_object_object_add(obj, "server", fn->server >= 0 ?
			       json_object_new_int(fn->server) : NULL);
	json_object_object_add(obj, "worker", fn->worker.pid ?
			       json_object_new_int(fn->worker.pid) : NULL);
	json_object_object_add(obj, "restarts", json_object_new_int(fn->restarts));
	add_text(obj, "last_end", fn->how);
	add_text(obj, "advice", function_advice(fn));
	return obj;
}

static struct json_object *json_all(void)
{
	struct json_object *top = json_object_new_object(), *list = json_object_new_array();
	const struct function *fn;

	json_object_object_add(top, "pid", json_object_new_int(getpid()));
	for (fn = domains_first(); fn; fn = fn->next)
		json_object_array_add(list, json_function(fn));
	json_object_object_add(top, "functions", list);
	return top;
}

/**
 * status_write - write how things are
 * @folder: where to
 *
 * Whoever reads sees the old file or the new one.
 *
 * Return: 0 or -errno.
 */
int status_write(const char *folder)
{
	char path[PATH_MAX], temp[PATH_MAX];
	struct json_object *top = json_all();
	int ret;

	snprintf(path, sizeof(path), "%s/" STATUS_FILE, folder);
	snprintf(temp, sizeof(temp), "%s/." STATUS_FILE, folder);
	ret = json_object_to_file_ext(temp, top, JSON_C_TO_STRING_PRETTY |
				      JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
	json_object_put(top);
	if (ret || chmod(temp, FILE_MODE) || rename(temp, path))
		return errno ? -errno : -EIO;
	return 0;
}

static const char *text_of(struct json_object *obj, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(obj, key, &value) || !value)
		return "";
	return json_object_get_string(value);
}

static int number_of(struct json_object *obj, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(obj, key, &value) ? json_object_get_int(value) : 0;
}

/* States in which a worker has been started */
static bool was_served(const char *state)
{
	static const enum flow_state served[] = {
		FLOW_PLACED, FLOW_STARTING, FLOW_SERVING, FLOW_LEAVING, FLOW_FAILED, FLOW_ORPHAN,
		FLOW_UNWATCHED,
	};
	size_t i;

	for (i = 0; i < sizeof(served) / sizeof(served[0]); i++)
		if (!strcmp(state, flow_state_name(served[i])))
			return true;
	return false;
}

static void read_function(struct json_object *obj)
{
	unsigned int segment, bus, device, function, slot_device, slot_function;
	struct json_object *server;
	struct past past;

	if (sscanf(text_of(obj, "sbdf"), "%x:%x:%x.%x", &segment, &bus, &device, &function) != 4)
		return;
	if (sscanf(text_of(obj, "slot"), "00:%x.%x", &slot_device, &slot_function) != 2)
		return;
	past = (struct past){
		.place = { segment, bus, device << 3 | function, number_of(obj, "domain") },
		.slot = slot_device << 3 | slot_function,
		.server = -1,
		.pid = number_of(obj, "worker"),
	};
	if (json_object_object_get_ex(obj, "server", &server) && server)
		past.server = json_object_get_int(server);
	if (!domains_take_over(&past) && was_served(text_of(obj, "state")))
		domains_note_orphan(&past);
}

/**
 * status_read - learn what an earlier daemon has left
 * @folder: where its file is
 */
void status_read(const char *folder)
{
	struct json_object *top, *list;
	char path[PATH_MAX];
	size_t i;

	snprintf(path, sizeof(path), "%s/" STATUS_FILE, folder);
	if (access(path, F_OK))
		return;
	top = json_object_from_file(path);
	if (!top)
		tell(LOG_ERR, "%s is no JSON: workers of an earlier vgaptd are left alone", path);
	if (top && json_object_object_get_ex(top, "functions", &list) &&
	    json_object_is_type(list, json_type_array))
		for (i = 0; i < json_object_array_length(list); i++)
			read_function(json_object_array_get_idx(list, i));
	json_object_put(top);
}
