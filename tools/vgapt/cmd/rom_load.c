// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom load: an image of the administrator's becomes a card's ROM.  The card
 * itself is not written to.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "hint.h"
#include "json.h"
#include "msg.h"
#include "pure/rom/adapt.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "rom/roms.h"

/**
 * struct change - what --adapt did
 * @images: one for each image that was changed
 * @count:  how many they are
 */
struct change {
	struct vgapt_rom_adapted images[VGAPT_ROM_MAX_IMAGES];
	int count;
};

static void print_change(const char *file, const struct card *card, const struct change *change)
{
	const struct vgapt_rom_adapted *it;

	if (!change->count)
		note("%s: there was nothing to adapt", file);
	for (it = change->images; it < change->images + change->count; it++) {
		if (it->device != card->device)
			printf("Image at %#x: device id %04x became %04x.\n", it->offset,
			       it->device, card->device);
		if (it->sum_before != it->sum_after)
			printf("Image at %#x: checksum byte at %#x: %02x became %02x.\n",
			       it->offset, it->sum_at, it->sum_before, it->sum_after);
		if (it->sum_bad)
			note("%s: the checksum of the image at %#x was wrong before: is the "
			     "file as it should be?", file, it->offset);
	}
}

static struct json_object *describe_change(const struct card *card, const struct change *change)
{
	struct json_object *list = json_object_new_array(), *item, *sum;
	const struct vgapt_rom_adapted *it;

	for (it = change->images; it < change->images + change->count; it++) {
		item = json_object_new_object();
		json_add_number(item, "offset", it->offset);
		json_add_hex(item, "device_before", it->device, 4);
		json_add_hex(item, "device", card->device, 4);
		sum = NULL;
		if (it->sum_before != it->sum_after) {
			sum = json_object_new_object();
			json_add_number(sum, "at", it->sum_at);
			json_add_hex(sum, "before", it->sum_before, 2);
			json_add_hex(sum, "after", it->sum_after, 2);
		}
		json_object_object_add(item, "checksum", sum);
		json_add_bool(item, "checksum_was_wrong", it->sum_bad);
		json_object_array_add(list, item);
	}
	return list;
}

static void tell(const struct card *card, const char *file, const unsigned char *data,
		 size_t len, const struct finding *findings, int count,
		 const struct change *change, bool json)
{
	struct json_object *obj;
	char name[64];
	int i;

	rom_firmware_name(card, name, sizeof(name));
	if (json) {
		obj = rom_describe(file, card, data, len);
		json_object_object_add(obj, "adapted", change ?
				       describe_change(card, change) : NULL);
		json_add_string(obj, "firmware_file", name);
		rom_add_findings(obj, findings, count);
		json_print(obj);
		return;
	}
	for (i = 0; i < count; i++)
		if (findings[i].status != OK)
			note("%s: %s", file, findings[i].text);
	if (change)
		print_change(file, card, change);
	printf("%s is %s's ROM now, until xen_vgapt is unloaded.\n", file, card->at.text);
	if (change && change->count)
		printf("The file is as it was. To use what was loaded at each boot:\n"
		       "vgapt rom save %s -o /lib/firmware/%s\n", card->at.text, name);
	else
		printf("To use it at each boot, copy it to\n/lib/firmware/%s\n", name);
}

/* What SeaBIOS would not run, if that can be mended; NULL: let the module decide. */
static const struct finding *refusal(const struct vgapt_rom_report *report,
				     const struct finding *findings, int count)
{
	int i;

	for (i = 0; i < count && vgapt_rom_usable(report->fault); i++)
		if (findings[i].status == FAIL && findings[i].mendable)
			return &findings[i];
	return NULL;
}

static int load(const struct card *card, const char *file, bool adapt, bool json)
{
	struct finding findings[MAX_FINDINGS];
	struct vgapt_rom_report report;
	struct change change = { .count = 0 };
	const struct finding *why;
	struct vgapt_rom_ids ids;
	unsigned char *data;
	int count, ret;
	size_t len;

	ret = rom_fetch_file(file, &data, &len);
	if (ret)
		return ret;
	if (adapt) {
		rom_ids(card, &ids);
		change.count = vgapt_rom_adapt(data, len, &ids, &report, change.images);
		if (change.count < 0)
			change.count = 0;	/* what is wrong with it shows below */
	}
	count = rom_judge(data, len, card, &report, findings);
	why = refusal(&report, findings, count);
	if (why)
		ret = fail(why->action, "%s: %s", file, why->text);
	else
		ret = rom_give(card, file, data, len);
	if (!ret)
		tell(card, file, data, len, findings, count, adapt ? &change : NULL, json);
	free(data);
	return ret;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool clear = false, adapt = false, json = false;
	const struct flag flags[] = {
		{ 'a', "adapt", &adapt, NULL },
		{ 'c', "clear", &clear, NULL },
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (clear && (adapt || json))
		return usage(cmd, "--clear takes no other option");
	if (clear && argc - optind != 1)
		return usage(cmd, "--clear takes one SBDF and no file");
	if (!clear && argc - optind != 2)
		return usage(cmd, "an SBDF and a FILE are needed, or an SBDF and --clear");
	status = find_card(argv[optind], &card);
	if (status)
		return status;
	if (!module_loaded())
		return fail(hint_for(ENOENT, &card.at), "xen_vgapt is not loaded");
	return clear ? rom_give(&card, NULL, NULL, 0) :
		       load(&card, argv[optind + 1], adapt, json);
}

const struct command cmd_rom_load = {
	.name = "rom load",
	.args = "SBDF FILE [--adapt] [--json] | SBDF --clear",
	.what = "Give a card another ROM, without writing to the card",
	.help = "The image takes the place of the copy that xen_vgapt found, for device models\n"
		"that read it from there.  The card's flash stays as it is.\n\n"
		"  -a, --adapt    write the card's device id into a sister card's x86 images, mend\n"
		"                 their checksums, and say so; the file stays as it is\n"
		"  -c, --clear    take it back\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
