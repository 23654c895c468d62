// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom show: what is in a ROM.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "json.h"
#include "pure/rom/report.h"
#include "rom/roms.h"
#include "sbdf.h"
#include "table.h"
#include "words.h"

static const char *subsystem(unsigned int type)
{
	switch (type) {
	case 10:
		return "application";
	case 11:
		return "boot service driver";
	case 12:
		return "runtime driver";
	}
	return "unknown subsystem";
}

static const char *compression(unsigned int type)
{
	return type == 0 ? "not compressed" : type == 1 ? "compressed" :
							  "unknown compression";
}

static const char *checksum(unsigned int sum)
{
	return sum == VGAPT_ROM_SUM_GOOD ? "good" : sum == VGAPT_ROM_SUM_BAD ? "wrong" :
									       NULL;
}

static struct json_object *describe_image(const struct vgapt_rom_image *image)
{
	struct json_object *obj = json_object_new_object(), *part = NULL;

	json_add_number(obj, "offset", image->offset);
	json_add_number(obj, "length", image->length);
	json_add_string(obj, "type", word_token(&words_codes, image->code_type));
	json_add_string(obj, "text", word_meaning(&words_codes, image->code_type));
	json_add_number(obj, "code_type", image->code_type);
	json_add_hex(obj, "vendor_id", image->vendor, 4);
	json_add_hex(obj, "device_id", image->device, 4);
	json_add_hex(obj, "class_code", image->class, 6);
	json_add_number(obj, "revision", image->revision);
	json_add_string(obj, "checksum", checksum(image->checksum));
	json_add_bool(obj, "last", image->last);
	if (image->efi) {
		part = json_object_new_object();
		json_add_string(part, "machine", rom_machine(image->efi_machine));
		json_add_hex(part, "machine_type", image->efi_machine, 4);
		json_add_string(part, "subsystem", subsystem(image->efi_subsystem));
		json_add_string(part, "compression", compression(image->efi_compression));
		json_add_number(part, "offset", image->efi_offset);
	}
	json_object_object_add(obj, "efi", part);
	part = NULL;
	if (image->npde) {
		part = json_object_new_object();
		json_add_number(part, "offset", image->npde);
		json_add_hex(part, "revision", image->npde_revision, 4);
		json_add_number(part, "length_without", image->claim);
		json_add_bool(part, "last_without", image->pcir_last);
	}
	json_object_object_add(obj, "npde", part);
	return obj;
}

static struct json_object *describe_images(const struct vgapt_rom_report *report)
{
	struct json_object *list = json_object_new_array();
	unsigned int i;

	for (i = 0; i < report->num_images; i++)
		json_object_array_add(list, describe_image(&report->images[i]));
	return list;
}

static void add_details(struct table *table, const struct vgapt_rom_image *image)
{
	char npde[64] = "";

	if (image->npde)
		snprintf(npde, sizeof(npde), "NPDE %u.%u (%u bytes without it)",
			 image->npde_revision >> 8, image->npde_revision & 0xff,
			 image->claim);
	if (image->efi)
		table_add(table, "%s, %s, %s%s%s", rom_machine(image->efi_machine),
			  subsystem(image->efi_subsystem),
			  compression(image->efi_compression), npde[0] ? ", " : "", npde);
	else if (image->checksum != VGAPT_ROM_SUM_NONE)
		table_add(table, "runs %u bytes%s%s", image->size_units * 512,
			  npde[0] ? ", " : "", npde);
	else
		table_add(table, "%s", npde[0] ? npde : "-");
}

static void print_images(const struct vgapt_rom_report *report)
{
	static const char * const heads[] = {
		"OFFSET", "LENGTH", "TYPE", "IDS", "CLASS", "CHECKSUM", "LAST", "DETAILS",
	};
	struct table table = { .columns = sizeof(heads) / sizeof(heads[0]) };
	const struct vgapt_rom_image *image;
	const char *sum, *type;
	size_t i;

	if (!report->num_images)
		return;
	putchar('\n');
	for (i = 0; i < table.columns; i++)
		table_add(&table, "%s", heads[i]);
	for (i = 0; i < report->num_images; i++) {
		image = &report->images[i];
		sum = checksum(image->checksum);
		table_add(&table, "0x%05x", image->offset);
		table_add(&table, "%u", image->length);
		type = word_meaning(&words_codes, image->code_type);
		if (strcmp(type, "unknown"))
			table_add(&table, "%s", type);
		else
			table_add(&table, "unknown (%02xh)", image->code_type);
		table_add(&table, "%04x:%04x", image->vendor, image->device);
		table_add(&table, "%06x", image->class);
		table_add(&table, "%s", sum ? sum : "-");
		table_add(&table, "%s", image->last ? "yes" : "no");
		add_details(&table, image);
	}
	table_print(&table);
}

static void add_report(struct json_object *obj, const struct card *card,
		       const struct vgapt_rom_report *report)
{
	json_add_number(obj, "container", report->container);
	json_add_number(obj, "length", report->length);
	json_add_number(obj, "trailing", report->trailing);
	json_add_bool(obj, "atom", report->flags & VGAPT_ROM_ATOM);
	json_add_bool(obj, "npde", report->flags & VGAPT_ROM_NPDE);
	json_add_bool(obj, "no_last_flag", report->flags & VGAPT_ROM_NO_LAST_FLAG);
	json_add_bool(obj, "no_code", report->flags & VGAPT_ROM_NO_CODE);
	json_add_string(obj, "ids_match", rom_match(card, report->flags));
	json_add_string(obj, "fault", report->fault ?
			word_token(&words_faults, report->fault) : NULL);
	json_add_string(obj, "text", report->fault ?
			word_meaning(&words_faults, report->fault) : NULL);
	json_object_object_add(obj, "fault_offset", report->fault ?
			       json_object_new_int64(report->fault_offset) : NULL);
}

static void show(const char *file, const struct card *card,
		 const unsigned char *data, size_t len, bool json)
{
	struct json_object *obj = rom_describe(file, card, data, len);
	struct finding findings[MAX_FINDINGS];
	struct vgapt_rom_report report;
	int i, count;

	count = rom_judge(data, len, card, &report, findings);
	add_report(obj, card, &report);
	json_add_string(obj, "verdict", finding_words[findings[0].status]);
	if (json) {
		rom_add_findings(obj, findings, count);
		json_object_object_add(obj, "images", describe_images(&report));
		json_print(obj);
		return;
	}
	json_object_object_del(obj, file ? "sbdf" : "file");
	/* The findings below say it in a sentence. */
	json_object_object_del(obj, "text");
	json_print_text(obj);
	json_object_put(obj);
	for (i = 0; i < count; i++)
		printf("%-14s %s\n", "", findings[i].text);
	print_images(&report);
}

static int run_show(const struct command *cmd, int argc, char **argv)
{
	bool json = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	unsigned char *data;
	bool is_card = false;
	struct card card;
	struct sbdf at;
	size_t len;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind != 1)
		return usage(cmd, "one SBDF or one FILE is needed");
	if (sbdf_parse(argv[optind], &at)) {
		is_card = true;
		status = find_card(argv[optind], &card);
		if (!status)
			status = rom_fetch(&card, &data, &len);
	} else {
		status = rom_fetch_file(argv[optind], &data, &len);
	}
	if (status)
		return status;
	show(is_card ? NULL : argv[optind], is_card ? &card : NULL, data, len, json);
	free(data);
	return EXIT_SUCCESS;
}

const struct command cmd_rom_show = {
	.name = "rom show",
	.args = "SBDF|FILE [--json]",
	.what = "Show what is in a card's ROM, or in a file",
	.help = "  -j, --json     print JSON\n",
	.run = run_show,
};
