// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt capabilities
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "cmd/commands.h"
#include "dev.h"
#include "hint.h"
#include "holders.h"
#include "json.h"
#include "msg.h"
#include "pure/rights.h"
#include "store.h"
#include "table.h"
#include "vgapt.h"

/**
 * struct found - what there is
 * @caps:    capabilities, in the order of their ids
 * @count:   how many
 * @holders: processes that have one
 * @num_holders: how many
 */
struct found {
	struct vgapt_capability_info *caps;
	int count;
	struct holder *holders;
	int num_holders;
};

static void function_of(const struct vgapt_capability_info *cap, char *buf, size_t len)
{
	snprintf(buf, len, "%04x:%02x:%02x.%x", cap->segment, cap->bus, cap->devfn >> 3,
		 cap->devfn & 7);
}

/* The numbers of the processes that have it, with commas; or "-" */
static void pids_of(const struct found *found, uint64_t id, char *buf, size_t len)
{
	size_t at = 0;
	int i;

	snprintf(buf, len, "-");
	for (i = 0; i < found->num_holders && at < len; i++)
		if (found->holders[i].id == id)
			at += snprintf(buf + at, len - at, "%s%d", at ? "," : "",
				       found->holders[i].pid);
}

static void print_table(const struct found *found)
{
	static const char * const heads[] = {
		"ID", "FUNCTION", "DOMAIN", "RIGHTS", "STATE", "PIDS",
	};
	struct table table = { .columns = sizeof(heads) / sizeof(heads[0]) };
	char text[256];
	size_t i;
	int n;

	for (i = 0; i < table.columns; i++)
		table_add(&table, "%s", heads[i]);
	for (n = 0; n < found->count; n++) {
		const struct vgapt_capability_info *cap = &found->caps[n];

		table_add(&table, "%" PRIu64, (uint64_t)cap->id);
		function_of(cap, text, sizeof(text));
		table_add(&table, "%s", text);
		table_add(&table, "%u", cap->domid);
		vgapt_rights_say(text, sizeof(text), cap->rights, ",");
		table_add(&table, "%s", text);
		vgapt_capability_say(text, sizeof(text), cap->flags);
		table_add(&table, "%s", text);
		pids_of(found, cap->id, text, sizeof(text));
		table_add(&table, "%s", text);
	}
	table_print(&table);
}

/* The words of a text as an array */
static struct json_object *words(char *text)
{
	struct json_object *list = json_object_new_array();
	char *word, *next;

	for (word = strtok_r(text, " ", &next); word; word = strtok_r(NULL, " ", &next))
		json_object_array_add(list, json_object_new_string(word));
	return list;
}

static struct json_object *json_capability(const struct found *found,
					   const struct vgapt_capability_info *cap)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *pids = json_object_new_array();
	char text[256];
	int i;

	json_object_object_add(obj, "id", json_object_new_int64(cap->id));
	function_of(cap, text, sizeof(text));
	json_add_string(obj, "function", text);
	json_add_domain(obj, "domain", cap->domid);
	vgapt_rights_say(text, sizeof(text), cap->rights, " ");
	json_object_object_add(obj, "rights", words(text));
	json_add_bool(obj, "exclusive", cap->flags & VGAPT_CAPABILITY_EXCLUSIVE);
	vgapt_capability_say(text, sizeof(text), cap->flags & ~VGAPT_CAPABILITY_EXCLUSIVE);
	json_object_object_add(obj, "state", words(text));
	json_add_bool(obj, "granted", cap->held);
	for (i = 0; i < found->num_holders; i++)
		if (found->holders[i].id == cap->id)
			json_object_array_add(pids, json_object_new_int(found->holders[i].pid));
	json_object_object_add(obj, "pids", pids);
	return obj;
}

static void print_json(const struct found *found)
{
	struct json_object *top = json_object_new_object();
	struct json_object *list = json_object_new_array();
	int i;

	for (i = 0; i < found->count; i++)
		json_object_array_add(list, json_capability(found, &found->caps[i]));
	json_object_object_add(top, "capabilities", list);
	json_print(top);
}

static int run(const struct command *cmd, int argc, char **argv)
{
	struct vgapt_capability_info cap;
	struct found found = { 0 };
	bool json = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	int status, ret;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (optind < argc)
		return usage(cmd, "too many arguments: '%s'", argv[optind]);

	for (cap.id = 0; (ret = dev_capability(cap.id, &cap)) > 0; cap.id++) {
		found.caps = must(realloc(found.caps, (found.count + 1) * sizeof(cap)));
		found.caps[found.count++] = cap;
	}
	if (ret < 0) {
		free(found.caps);
		return fail(hint_for_device(-ret), "cannot ask for capabilities: %s",
			    strerror(-ret));
	}
	found.num_holders = found.count ? holders_find(&found.holders) : 0;
	if (json)
		print_json(&found);
	else if (found.count)
		print_table(&found);
	else
		note("nobody has a capability");
	free(found.holders);
	free(found.caps);
	return EXIT_SUCCESS;
}

const struct command cmd_capabilities = {
	.name = "capabilities",
	.args = "[--json]",
	.what = "List the capabilities that programs have",
	.help = "  -j, --json     print JSON\n",
	.run = run,
};
