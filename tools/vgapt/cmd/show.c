// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt show
 *
 * One JSON object is made in either case; the text is a plain walk over it.  Only
 * resets are told otherwise: a line of text for each reason, not for each method.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "fs.h"
#include "hint.h"
#include "json.h"
#include "msg.h"
#include "names.h"
#include "resets.h"
#include "sbdf.h"
#include "vgapt.h"
#include "words.h"

/* Flags in sysfs' "resource", as in the kernel's <linux/ioport.h> */
#define RES_IO		0x00000100
#define RES_MEM		0x00000200
#define RES_PREFETCH	0x00002000
#define RES_MEM_64	0x00100000
#define RES_ROM		6	/* the line that holds the ROM BAR */

static struct json_object *bar(int index, uint64_t start, uint64_t end,
			       uint64_t flags)
{
	struct json_object *obj = json_object_new_object();
	char buf[24];

	snprintf(buf, sizeof(buf), "%d", index);
	json_add_string(obj, "bar", index == RES_ROM ? "rom" : buf);
	json_add_string(obj, "type", flags & RES_IO ? "io" :
			flags & RES_MEM_64 ? "mem64" : "mem");
	snprintf(buf, sizeof(buf), "0x%" PRIx64, start);
	json_add_string(obj, "start", buf);
	json_object_object_add(obj, "size", json_object_new_int64(end - start + 1));
	json_add_bool(obj, "prefetchable", flags & RES_PREFETCH);
	return obj;
}

static struct json_object *bars(const struct card *card)
{
	struct json_object *list = json_object_new_array();
	char buf[2048], *line, *save;
	uint64_t start, end, flags;
	int index = 0;

	file_read(buf, sizeof(buf), PCI_DEVICES "/%s/resource", card->at.text);
	for (line = strtok_r(buf, "\n", &save); line && index <= RES_ROM;
	     line = strtok_r(NULL, "\n", &save), index++)
		if (sscanf(line, "%" SCNx64 " %" SCNx64 " %" SCNx64,
			   &start, &end, &flags) == 3 &&
		    flags & (RES_IO | RES_MEM) && end > start)
			json_object_array_add(list, bar(index, start, end, flags));
	return list;
}

static struct json_object *siblings(const struct card *card)
{
	struct json_object *list = json_object_new_array();
	struct json_object *obj;
	struct card other;
	struct sbdf at;
	unsigned int fn;

	for (fn = 0; fn < SLOT_FUNCTIONS; fn++) {
		sbdf_sibling(&card->at, fn, &at);
		if (fn == card->at.fn || !card_read(&at, &other))
			continue;
		obj = json_object_new_object();
		json_add_string(obj, "sbdf", at.text);
		json_add_string(obj, "name", other.name);
		json_add_hex(obj, "class_code", other.class, 6);
		json_add_string(obj, "driver", other.driver);
		json_add_domain(obj, "domain", other.domid);
		json_object_array_add(list, obj);
	}
	return list;
}

static struct json_object *bridges(const struct card *card)
{
	struct json_object *list = json_object_new_array();
	int i;

	for (i = 0; i < card->num_bridges; i++)
		json_object_array_add(list,
				      json_object_new_string(card->bridges[i].text));
	return list;
}

static struct json_object *reset_methods(const struct card *card)
{
	struct json_object *list = json_object_new_array();
	char buf[128], *word, *save;

	file_read(buf, sizeof(buf), PCI_DEVICES "/%s/reset_method", card->at.text);
	for (word = strtok_r(buf, " ", &save); word; word = strtok_r(NULL, " ", &save))
		json_object_array_add(list, json_object_new_string(word));
	return list;
}

static struct json_object *describe(const struct card *card)
{
	struct json_object *obj = json_card(card);
	char buf[160];

	json_add_hex(obj, "class_code", card->class, 6);
	json_add_hex(obj, "vendor_id", card->vendor, 4);
	json_add_hex(obj, "device_id", card->device, 4);
	json_add_hex(obj, "subvendor_id", card->subvendor, 4);
	json_add_hex(obj, "subdevice_id", card->subdevice, 4);
	json_add_hex(obj, "revision", card->revision, 2);
	name_subsystem(buf, sizeof(buf), card->vendor, card->device,
		       card->subvendor, card->subdevice);
	json_add_string(obj, "subsystem", buf);
	json_add_bool(obj, "boot_vga", card->boot_vga);
	json_object_object_add(obj, "bars", bars(card));
	json_object_object_add(obj, "siblings", siblings(card));
	json_object_object_add(obj, "bridges", bridges(card));
	json_object_object_add(obj, "reset_methods", reset_methods(card));
	return obj;
}

static void add_resets(struct json_object *obj, const struct resets *resets)
{
	json_object_object_add(obj, "can_reset", resets->error ? NULL :
			       json_object_new_boolean(resets->in));
	json_object_object_add(obj, "reset_plan", resets_json_plan(resets));
	json_object_object_add(obj, "last_reset", resets_json_last(resets));
}

/* For people: methods with one reason are one line. */
static void add_resets_text(struct json_object *obj, const struct resets *resets)
{
	struct json_object *list = json_object_new_array();
	char text[400], usable[200];
	int place = 0;

	json_object_object_add(obj, "can_reset", resets->error ? NULL :
			       json_object_new_boolean(resets->in));
	if (resets->in) {
		resets_methods(resets, usable, sizeof(usable));
		snprintf(text, sizeof(text), "%s: usable", usable);
		json_object_array_add(list, json_object_new_string(text));
	}
	if (resets_one_reason(resets)) {
		resets_reason(&resets->lines[0], text, sizeof(text));
		json_object_array_add(list, json_object_new_string(text));
	} else {
		while (resets_why(resets, &place, text, sizeof(text)))
			json_object_array_add(list, json_object_new_string(text));
	}
	json_object_object_add(obj, "reset_plan", list);
	resets_last_text(&resets->last, text, sizeof(text));
	json_add_string(obj, "last_reset", text);
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool json = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct json_object *obj;
	struct resets resets;
	struct card card;
	char text[96];
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status == GO_ON)
		status = take_card(cmd, argc, argv, &card);
	if (status != GO_ON)
		return status;

	resets_read(&card, &resets);
	obj = describe(&card);
	if (json) {
		add_resets(obj, &resets);
		json_print(obj);
	} else {
		add_resets_text(obj, &resets);
		json_print_text(obj);
		json_object_put(obj);
	}
	if (!card_is_well(&card))
		note("%s", word_text(&words_states, card.state, text, sizeof(text)));
	if (card_flash_changed(&card))
		note("the flash does not hold what it held before the last guest: see 'vgapt "
		     "doctor %s'", card.at.text);
	if (!module_loaded())
		note("xen_vgapt is not loaded, so primary, owner and ROM are not known: "
		     "modprobe xen_vgapt");
	else if (!card.vgapt)
		note("xen_vgapt does not know this card: %s", hint_for_file(&card));
	else if (card.rom_error)
		note("the ROM cannot be read: %s; %s", strerror(-card.rom_error),
		     hint_for_rom(-card.rom_error, &card));
	if (card.vgapt && resets.error)
		note("xen_vgapt does not tell how the card can be reset: %s; %s",
		     strerror(-resets.error), resets.error == -ENOENT ||
		     resets.error == -EPROTO ? hint_for_file(&card) :
		     hint_for(-resets.error, &card.at));
	return EXIT_SUCCESS;
}

const struct command cmd_show = {
	.name = "show",
	.args = "SBDF [--json]",
	.what = "Show everything known about one display adapter",
	.help = "  -j, --json     print JSON\n",
	.run = run,
};
