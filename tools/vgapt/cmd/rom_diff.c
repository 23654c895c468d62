// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom diff: where a card's ROM and another one differ.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "json.h"
#include "rom/read.h"
#include "rom/roms.h"

#define EXIT_DIFFER	1
#define EXIT_TROUBLE	2	/* as diff(1) has them */

#define NEAR		16	/* ranges with fewer equal bytes between are one */
#define MAX_SHOWN	40	/* ranges */
#define MAX_BYTES	8	/* of a range */

struct copy {
	const char *name;
	unsigned char *data;
	size_t len;
};

/**
 * struct range - bytes among which some differ
 * @first: first byte that does
 * @last:  last byte that does
 * @count: how many do
 */
struct range {
	size_t first, last, count;
};

/* The next range from @from on; false if there is none. */
static bool next_range(const struct copy *a, const struct copy *b, size_t from,
		       struct range *range)
{
	size_t common = a->len < b->len ? a->len : b->len, i;

	range->count = 0;
	for (i = from; i < common; i++) {
		if (range->count && i - range->last > NEAR)
			break;
		if (a->data[i] == b->data[i])
			continue;
		if (!range->count)
			range->first = i;
		range->last = i;
		range->count++;
	}
	return range->count;
}

static void print_bytes(const struct copy *copy, const struct range *range)
{
	size_t i;

	for (i = range->first; i <= range->last && i < range->first + MAX_BYTES; i++)
		printf("%02x", copy->data[i]);
	if (i <= range->last)
		fputs("..", stdout);
}

static int print_text(const struct copy *a, const struct copy *b)
{
	size_t from = 0, differing = 0, ranges = 0;
	struct range range;

	while (next_range(a, b, from, &range)) {
		from = range.last + 1;
		differing += range.count;
		if (++ranges > MAX_SHOWN)
			continue;
		printf("0x%05zx-0x%05zx  %zu of %zu bytes  ", range.first, range.last,
		       range.count, range.last - range.first + 1);
		print_bytes(a, &range);
		fputs(" -> ", stdout);
		print_bytes(b, &range);
		putchar('\n');
	}
	if (ranges > MAX_SHOWN)
		printf("... and %zu more ranges\n", ranges - MAX_SHOWN);
	if (!ranges && a->len == b->len) {
		printf("%s and %s are the same, %zu bytes\n", a->name, b->name, a->len);
		return EXIT_SUCCESS;
	}
	printf("%zu bytes differ, in %zu ranges; %s has %zu bytes, %s %zu\n", differing,
	       ranges, a->name, a->len, b->name, b->len);
	return EXIT_DIFFER;
}

static struct json_object *describe(const struct copy *copy)
{
	struct json_object *obj = json_object_new_object();
	char hex[SHA256_HEX + 1];

	rom_sha256(copy->data, copy->len, hex);
	json_add_string(obj, "name", copy->name);
	json_add_number(obj, "size", copy->len);
	json_add_string(obj, "sha256", hex);
	return obj;
}

static int print_json(const struct copy *a, const struct copy *b)
{
	struct json_object *list = json_object_new_array(), *item;
	struct json_object *obj = json_object_new_object();
	size_t from = 0, differing = 0;
	struct range range;
	bool same;

	while (next_range(a, b, from, &range)) {
		from = range.last + 1;
		differing += range.count;
		item = json_object_new_object();
		json_add_number(item, "first", range.first);
		json_add_number(item, "last", range.last);
		json_add_number(item, "differing", range.count);
		json_object_array_add(list, item);
	}
	same = !differing && a->len == b->len;
	json_object_object_add(obj, "a", describe(a));
	json_object_object_add(obj, "b", describe(b));
	json_add_bool(obj, "same", same);
	json_add_number(obj, "differing", differing);
	json_object_object_add(obj, "ranges", list);
	json_print(obj);
	return same ? EXIT_SUCCESS : EXIT_DIFFER;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool json = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	const struct rom_source *source;
	struct copy a, b;
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind != 2)
		return usage(cmd, "an SBDF and a FILE or a SOURCE are needed");
	if (find_card(argv[optind], &card) || rom_fetch(&card, &a.data, &a.len))
		return EXIT_TROUBLE;
	a.name = card.at.text;
	b.name = argv[optind + 1];
	source = rom_source_named(b.name);
	if (source)
		status = rom_fetch_source(&card, source, &b.data, &b.len);
	else
		status = rom_fetch_file(b.name, &b.data, &b.len);
	if (status) {
		free(a.data);
		return EXIT_TROUBLE;
	}
	status = json ? print_json(&a, &b) : print_text(&a, &b);
	free(a.data);
	free(b.data);
	/* main() says so; what nobody can read does not tell that they differ. */
	return fflush(stdout) || ferror(stdout) ? EXIT_TROUBLE : status;
}

const struct command cmd_rom_diff = {
	.name = "rom diff",
	.args = "SBDF FILE|SOURCE [--json]",
	.what = "Compare a card's ROM with a file, or with another source",
	.help = "SOURCE is a name that 'vgapt rom sources' shows; a file of such a name is\n"
		"./NAME.  The exit status is 0 if they are the same, 1 if they differ, and 2 if\n"
		"they cannot be compared.\n\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
