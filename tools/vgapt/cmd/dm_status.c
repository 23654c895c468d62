// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt dm status: what vgaptd serves.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "cmd/commands.h"
#include "json.h"
#include "model.h"
#include "msg.h"
#include "store.h"
#include "table.h"

static void add_cell(struct table *table, struct json_object *function, const char *key)
{
	const char *text = model_text(function, key);

	table_add(table, "%s", *text ? text : "-");
}

static int domain_of(struct json_object *function)
{
	struct json_object *domain;

	return json_object_object_get_ex(function, "domain", &domain) ?
	       json_object_get_int(domain) : NONE;
}

static void add_domain(struct table *table, int domid)
{
	char name[256];

	if (store_domain_name(domid, name, sizeof(name)))
		table_add(table, "%d (%s)", domid, name);
	else
		table_add(table, "%d", domid);
}

/* Its process; without the daemon, nobody has noticed if that has ended. */
static void add_worker(struct table *table, struct json_object *function, bool daemon)
{
	if (*model_text(function, "worker") && !daemon && !model_worker_runs(function))
		table_add(table, "gone");
	else
		add_cell(table, function, "worker");
}

static void print_table(struct json_object *list, size_t count, bool daemon)
{
	static const char * const heads[] = {
		"FUNCTION", "DOMAIN", "STATE", "SLOT", "WORKER", "RESTARTS",
	};
	struct table table = { .columns = sizeof(heads) / sizeof(heads[0]) };
	struct json_object *function;
	size_t i;

	for (i = 0; i < table.columns; i++)
		table_add(&table, "%s", heads[i]);
	for (i = 0; i < count; i++) {
		function = json_object_array_get_idx(list, i);
		add_cell(&table, function, "sbdf");
		add_domain(&table, domain_of(function));
		add_cell(&table, function, "state");
		add_cell(&table, function, "slot");
		add_worker(&table, function, daemon);
		add_cell(&table, function, "restarts");
	}
	table_print(&table);
}

static void print_json(struct json_object *list, size_t count, bool runs)
{
	struct json_object *top = json_object_new_object();
	struct json_object *all = json_object_new_array(), *function;
	size_t i;

	for (i = 0; i < count; i++) {
		function = json_object_get(json_object_array_get_idx(list, i));
		json_add_domain(function, "domain", domain_of(function));
		json_object_array_add(all, function);
	}
	json_add_bool(top, "running", runs);
	json_object_object_add(top, "functions", all);
	json_print(top);
}

/* What is to be done, of each function for which something is.  Returns how many they are. */
static int advise(struct json_object *list, size_t count)
{
	struct json_object *function;
	const char *advice, *how;
	int found = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		function = json_object_array_get_idx(list, i);
		advice = model_text(function, "advice");
		how = model_text(function, "last_end");
		if (!*advice)
			continue;
		fail(advice, "%s of domain %d is %s%s%s", model_text(function, "sbdf"),
		     domain_of(function), strcmp(model_text(function, "state"), "unwatched") ?
		     "not served" : "served by a worker that vgaptd does not look after",
		     *how ? "; its worker's last end: " : "", how);
		found++;
	}
	return found;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool json = false, runs = model_daemon_runs();
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct json_object *list = model_functions();
	size_t count = list ? json_object_array_length(list) : 0;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (optind < argc)
		return usage(cmd, "too many arguments: '%s'", argv[optind]);
	if (json)
		print_json(list, count, runs);
	else if (count)
		print_table(list, count, runs);
	else if (runs)
		note("vgaptd runs, and serves nothing");
	if (!runs)
		return fail("systemctl enable --now vgaptd, or service vgaptd start",
			    "vgaptd does not run: %s", count ? "nobody looks after these workers, "
			    "and the states are those of when it ended" : "QEMU serves all cards");
	return advise(list, count) ? EXIT_FAIL : EXIT_SUCCESS;
}

const struct command cmd_dm_status = {
	.name = "dm status",
	.args = "[--json]",
	.what = "Show what vgaptd serves",
	.help = "The exit status is 1 if vgaptd does not run, or if a function's worker has\n"
		"failed.\n\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
