// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom load: an image of the administrator's becomes a card's ROM, put together
 * from several files if need be, and is kept for the next boots.  The card itself is
 * not written to.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "cmd/rom_load.h"
#include "hint.h"
#include "msg.h"
#include "pure/rom/adapt.h"
#include "pure/rom/choice.h"
#include "pure/rom/mode.h"
#include "pure/rom/report.h"
#include "rom/files.h"
#include "rom/given.h"
#include "rom/roms.h"
#include "vgapt.h"
#include "words.h"

/**
 * struct wish - what the command line asks for
 * @adapt: write the card's device id into a sister card's images
 * @once:  do not keep it
 * @json:  print JSON
 */
struct wish {
	bool adapt;
	bool once;
	bool json;
};

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

static int keep(struct loading *it)
{
	struct json_object *list = rom_files_list(it->files);
	int ret = given_keep(it->card, it->files->data, it->files->len, list,
			     it->change && it->change->count);

	json_object_put(list);
	it->kept = !ret;
	return ret;
}

/* When do guests get it?  The module has decided that when it took the image. */
static void tell_guests(const struct card *before)
{
	const char *at = before->at.text;
	struct card now;
	int mode;

	if (!card_read(&before->at, &now))
		return;
	mode = word_value(&words_rom_modes, now.rom_mode);
	if (mode == WORD_UNKNOWN)
		return;
	if (mode != VGAPT_ROM_MODE_COPY)
		note("guests do not get it, as rom_mode is '%s': vgapt rom mode %s copy",
		     now.rom_mode, at);
	else if (card_is_with_guest(&now))
		note("the guest that has %s keeps the ROM that it has got; it gets this one when "
		     "it is started again", at);
	else
		rom_note_served(&now, mode, "the next guest");
}

static int load_files(const struct card *card, struct rom_files *files, const struct wish *wish)
{
	struct loading it = { .card = card, .files = files };
	struct vgapt_rom_report report;
	struct change change = { .count = 0 };
	const struct finding *why;
	struct vgapt_rom_ids ids;
	int ret;

	if (wish->adapt) {
		rom_ids(card, &ids);
		change.count = vgapt_rom_adapt(files->data, files->len, &ids, &report,
					       change.images);
		if (change.count < 0)
			change.count = 0;	/* what is wrong with it shows below */
		it.change = &change;
	}
	it.count = rom_judge(files->data, files->len, card, &report, it.findings);
	why = refusal(&report, it.findings, it.count);
	if (why)
		return fail(why->action, "%s: %s", files->text, why->text);
	ret = rom_give(card, files->text, files->data, files->len);
	if (ret)
		return ret;
	if (!wish->once)
		ret = keep(&it);
	if (wish->json)
		rom_load_json(&it);
	else
		rom_load_print(&it);
	tell_guests(card);
	if (wish->once && given_is_there(card))
		note("what was kept for %s stays kept, and is used again when xen_vgapt is "
		     "loaded anew", card->at.text);
	return ret;
}

static int load(const struct card *card, char **names, int count, const struct wish *wish)
{
	struct rom_files files;
	int ret = rom_files_read(&files, names, count);

	if (!ret)
		ret = load_files(card, &files, wish);
	rom_files_drop(&files);
	return ret;
}

/* Without the module there is nothing to take back, but maybe something kept. */
static int clear(const struct card *card)
{
	bool loaded = module_loaded(), was;
	int ret;

	ret = loaded ? rom_give(card, NULL, NULL, 0) : EXIT_SUCCESS;
	ret |= given_take_off(card, &was);
	if (!loaded && !was && !ret)
		return fail(hint_for(ENOENT, &card->at), "xen_vgapt is not loaded");
	if (was && !ret)
		printf("The image that was kept for %s was removed.\n", card->at.text);
	return ret;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	struct wish wish = { .adapt = false };
	bool clearing = false;
	const struct flag flags[] = {
		{ 'a', "adapt", &wish.adapt, NULL },
		{ 'o', "once", &wish.once, NULL },
		{ 'c', "clear", &clearing, NULL },
		{ 'j', "json", &wish.json, NULL },
		{ 0 }
	};
	struct card card;
	int status, count;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	count = argc - optind - 1;
	if (clearing && (wish.adapt || wish.once || wish.json))
		return usage(cmd, "--clear takes no other option");
	if (clearing && count)
		return usage(cmd, "--clear takes one SBDF and no file");
	if (!clearing && count < 1)
		return usage(cmd, "an SBDF and a FILE are needed, or an SBDF and --clear");
	if (count > MAX_FILES)
		return usage(cmd, "%d files at most: a ROM has no more images", MAX_FILES);
	status = find_card(argv[optind], &card);
	if (status)
		return status;
	if (clearing)
		return clear(&card);
	if (!module_loaded())
		return fail(hint_for(ENOENT, &card.at), "xen_vgapt is not loaded");
	return load(&card, argv + optind + 1, count, &wish);
}

const struct command cmd_rom_load = {
	.name = "rom load",
	.args = "SBDF FILE... [--adapt] [--once] [--json] | SBDF --clear",
	.what = "Give a card another ROM, without writing to the card",
	.help = "The image takes the place of the copy that xen_vgapt found, and guests get it\n"
		"from their next start on, unless 'rom mode' says otherwise.  The card's flash\n"
		"stays as it is.  The image is kept, and given to xen_vgapt again at each boot.\n"
		"Several files become one ROM, with their images in the order given: a VGA BIOS,\n"
		"and an image for UEFI.\n\n"
		"  -a, --adapt    write the card's device id into a sister card's x86 images, mend\n"
		"                 their checksums, and say so; the file stays as it is\n"
		"  -o, --once     do not keep it: until xen_vgapt is unloaded\n"
		"  -c, --clear    take it back, and keep it no longer\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
