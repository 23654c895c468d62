// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom sources: what each source of a card's ROM gave.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "dev.h"
#include "hint.h"
#include "json.h"
#include "msg.h"
#include "progress.h"
#include "pure/rom/choice.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "table.h"
#include "words.h"

static void outcome(const struct card *card, const struct vgapt_rom_source_info *info,
		    char *buf, size_t len)
{
	switch (info->error) {
	case 0:
		snprintf(buf, len, "%s", !info->size ? "not asked yet" :
			 info->fault ? word_meaning(&words_faults, info->fault) : "a good ROM");
		break;
	case ENODATA:
		snprintf(buf, len, "nothing there");
		break;
	case EBUSY:
		if (card->driver[0] && !on_pciback(card))
			snprintf(buf, len, "not asked: driver %s has the card",
				 card->driver);
		else
			snprintf(buf, len, "not asked: a driver of dom0 had the card");
		break;
	case EALREADY:
		snprintf(buf, len, "not needed: a safer source had one");
		break;
	case EPERM:
		snprintf(buf, len, "not asked: a guest may have written it");
		break;
	case EAGAIN:
		snprintf(buf, len, "not asked: a guest has left the card as it is");
		break;
	case ENXIO:
		snprintf(buf, len, "not asked: the card does not answer");
		break;
	case EOPNOTSUPP:
		snprintf(buf, len, "not asked: this chip's registers are not known");
		break;
	case EBADMSG:
		if (info->fault)
			snprintf(buf, len, "no good ROM: %s (at %#x)",
				 word_meaning(&words_faults, info->fault), info->fault_offset);
		else
			snprintf(buf, len, "no good ROM");
		break;
	default:
		snprintf(buf, len, "failed: %s", strerror(info->error));
	}
}

static void difference(const struct vgapt_rom_source_info *info,
		       const struct vgapt_rom_source_info *chosen, char *buf, size_t len)
{
	char part[64] = "";

	if (!chosen || info == chosen || !info->size) {
		snprintf(buf, len, "-");
		return;
	}
	if (info->size != chosen->size)
		snprintf(part, sizeof(part), "%u bytes %s", info->size > chosen->size ?
			 info->size - chosen->size : chosen->size - info->size,
			 info->size > chosen->size ? "longer" : "shorter");
	if (info->diff_count)
		snprintf(buf, len, "%u bytes, %#x-%#x%s%s", info->diff_count,
			 info->diff_first, info->diff_last, part[0] ? ", " : "", part);
	else
		snprintf(buf, len, "%s", part[0] ? part : "the same");
}

/* As vgapt_rom_choose() in the module decides. */
static const char *why(const struct vgapt_rom_source_info *chosen)
{
	if (!chosen)
		return "no source gave a ROM";
	if (chosen->source == VGAPT_ROM_USER && vgapt_rom_usable(chosen->fault))
		return "the administrator gave it, and that takes precedence";
	if (chosen->fault == VGAPT_ROM_GOOD)
		return "it is the first in this order that gave a ROM without a fault";
	if (vgapt_rom_usable(chosen->fault))
		return "no source gave a ROM without a fault; this is the first whose only fault "
		       "is the checksum";
	return "no source gave a ROM that can be run; this is the first that gave anything";
}

static struct json_object *describe(const struct card *card,
				    const struct rom_source *source,
				    const struct vgapt_rom_source_info *info,
				    const struct vgapt_rom_source_info *chosen)
{
	struct json_object *obj = json_object_new_object(), *diff = NULL;
	char buf[160], hex[SHA256_HEX + 1];
	size_t i;

	json_add_string(obj, "source", source->name);
	json_add_string(obj, "what", source->what);
	outcome(card, info, buf, sizeof(buf));
	json_add_string(obj, "text", buf);
	json_add_number(obj, "error", info->error);
	json_add_string(obj, "status", word_token(&words_statuses, info->status));
	json_add_number(obj, "size", info->size);
	json_add_string(obj, "fault", info->fault ?
			word_token(&words_faults, info->fault) : NULL);
	json_object_object_add(obj, "fault_offset", info->fault ?
			       json_object_new_int64(info->fault_offset) : NULL);
	for (i = 0; i < sizeof(info->sha256); i++)
		sprintf(hex + 2 * i, "%02x", info->sha256[i]);
	json_add_string(obj, "sha256", info->size ? hex : NULL);
	json_add_bool(obj, "chosen", info->chosen);
	if (chosen && info->size) {
		diff = json_object_new_object();
		json_add_number(diff, "count", info->diff_count);
		json_add_number(diff, "first", info->diff_first);
		json_add_number(diff, "last", info->diff_last);
		json_add_number(diff, "longer", (long)info->size - chosen->size);
	}
	json_object_object_add(obj, "difference", diff);
	return obj;
}

static void print_json(const struct card *card,
		       const struct vgapt_rom_source_info *infos,
		       const struct vgapt_rom_source_info *chosen)
{
	struct json_object *top = json_object_new_object();
	struct json_object *list = json_object_new_array();
	int i;

	for (i = 0; i < NUM_ROM_SOURCES; i++)
		json_object_array_add(list, describe(card, &rom_sources[i], &infos[i],
						     chosen));
	json_add_string(top, "sbdf", card->at.text);
	json_add_string(top, "chosen", chosen ? rom_sources[chosen - infos].name : NULL);
	json_add_string(top, "why", why(chosen));
	json_object_object_add(top, "sources", list);
	json_print(top);
}

static void print_text(const struct card *card,
		       const struct vgapt_rom_source_info *infos,
		       const struct vgapt_rom_source_info *chosen)
{
	static const char * const heads[] = {
		" ", "SOURCE", "SIZE", "STATUS", "DIFFERENCE", "WHAT IT GAVE",
	};
	struct table table = { .columns = sizeof(heads) / sizeof(heads[0]) };
	char buf[160];
	size_t i;

	for (i = 0; i < table.columns; i++)
		table_add(&table, "%s", heads[i]);
	for (i = 0; i < NUM_ROM_SOURCES; i++) {
		table_add(&table, "%s", &infos[i] == chosen ? "*" : " ");
		table_add(&table, "%s", rom_sources[i].name);
		if (infos[i].size)
			table_add(&table, "%u", infos[i].size);
		else
			table_add(&table, "-");
		table_add(&table, "%s", infos[i].size ?
			  word_token(&words_statuses, infos[i].status) : "-");
		difference(&infos[i], chosen, buf, sizeof(buf));
		table_add(&table, "%s", buf);
		outcome(card, &infos[i], buf, sizeof(buf));
		table_add(&table, "%s", buf);
	}
	table_print(&table);
	if (chosen)
		printf("\n%s was chosen (%s): %s.\n", rom_sources[chosen - infos].name,
		       rom_sources[chosen - infos].what, why(chosen));
	else
		printf("\nNone was chosen: %s.\n", why(NULL));
}

static int run(const struct command *cmd, int argc, char **argv)
{
	struct vgapt_rom_source_info infos[NUM_ROM_SOURCES], *chosen = NULL;
	bool json = false, busy = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct card card;
	int i, status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status == GO_ON)
		status = take_card(cmd, argc, argv, &card);
	if (status != GO_ON)
		return status;

	progress_begin("asking for the sources of %s's ROM", card.at.text);
	for (i = 0; i < NUM_ROM_SOURCES; i++) {
		status = dev_rom_source(&card.at, rom_sources[i].id, &infos[i]);
		if (status < 0)
			break;
		if (infos[i].chosen)
			chosen = &infos[i];
		busy |= infos[i].error == EBUSY;
	}
	progress_end();
	if (status < 0)
		return fail(hint_for_rom(-status, &card),
			    "cannot ask for what %s gave for %s: %s", rom_sources[i].name,
			    card.at.text, strerror(-status));
	if (json)
		print_json(&card, infos, chosen);
	else
		print_text(&card, infos, chosen);
	if (busy && !on_pciback(&card))
		note("to have the others asked, hand it to xen-pciback: "
		     "xl pci-assignable-add %s", card.at.text);
	else if (!chosen)
		note("load xen_vgapt from the initramfs, before any driver takes the card, "
		     "or give it an image: vgapt rom load %s FILE", card.at.text);
	return EXIT_SUCCESS;
}

const struct command cmd_rom_sources = {
	.name = "rom sources",
	.args = "SBDF [--json]",
	.what = "Show what each source gave, and why one was chosen",
	.help = "They are listed in xen_vgapt's order of preference; * marks the chosen one, to\n"
		"which DIFFERENCE compares the others.\n\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
