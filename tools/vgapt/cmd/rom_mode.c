// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom mode: what guests get for a card's ROM.  The card itself is not written to.
 */
#include <errno.h>
#include <getopt.h>
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
#include "progress.h"
#include "pure/rom/mode.h"
#include "rom/roms.h"
#include "table.h"
#include "vgapt.h"
#include "words.h"

#define ATTRIBUTE	PCI_DEVICES "/%s/xen_vgapt/rom_mode"

static int no_mode(const struct card *card, const char *doing, int err)
{
	return fail(err == -ENOENT ? hint_for_file(card) : hint_for(-err, &card->at),
		    "cannot %s what guests get for the ROM of %s: %s", doing, card->at.text,
		    strerror(-err));
}

static void print_text(const struct card *card)
{
	char unknown[128], guest[300] = "the next guest";
	struct table table = { .columns = 3 };
	const char *text;

	table_add(&table, "mode");
	table_add(&table, "%s", card->rom_mode);
	table_add(&table, "the next guest is to get %s",
		  word_text(&words_rom_modes, card->rom_mode, unknown, sizeof(unknown)));
	table_add(&table, "served");
	table_add(&table, "%s", card->rom_served[0] ? card->rom_served : "-");
	text = word_text(&words_rom_served, card->rom_served, unknown, sizeof(unknown));
	if (!card->rom_served[0])
		table_add(&table, "this xen_vgapt does not tell");
	else if (!on_pciback(card))
		table_add(&table, "not settled before xen-pciback has the card");
	else if (card_is_with_guest(card))
		table_add(&table, "%s has got %s",
			  card_guest_text(card, guest, sizeof(guest)), text);
	else
		table_add(&table, "%s gets %s", guest, text);
	table_add(&table, "flash");
	table_add(&table, "%s", card->rom_flash[0] ? card->rom_flash : "-");
	table_add(&table, "%s", !card->rom_flash[0] ? "this xen_vgapt does not tell" :
		  word_text(&words_rom_flash, card->rom_flash, unknown, sizeof(unknown)));
	table_print(&table);
}

static void print_json(const struct card *card)
{
	struct json_object *obj = json_object_new_object();

	json_add_string(obj, "sbdf", card->at.text);
	json_add_domain(obj, "domain", card_guest(card));
	json_add_rom_mode(obj, card);
	json_print(obj);
}

static int show(const struct card *card, bool json)
{
	char buf[16];
	ssize_t len = file_read(buf, sizeof(buf), ATTRIBUTE, card->at.text);

	if (len < 0)
		return no_mode(card, "tell", len);
	if (json)
		print_json(card);
	else
		print_text(card);
	return EXIT_SUCCESS;
}

/* What came of it; without a guest, and on xen-pciback, the module has seen to it by now. */
static void tell(const struct card *card, int mode)
{
	char guest[300];

	printf("%s: the next guest is to get %s.\n", card->at.text,
	       word_meaning(&words_rom_modes, mode));
	if (card_is_with_guest(card))
		printf("Now %s has the card, and keeps what it has got.\n",
		       card_guest_text(card, guest, sizeof(guest)));
	else
		rom_note_served(card, mode, "it");
	if (mode == VGAPT_ROM_MODE_NONE && card->primary == 1)
		note("it will have no VGA BIOS then, though it is to be the guest's primary "
		     "display: the screen stays dark until the guest's own driver starts the card");
	if (mode != VGAPT_ROM_MODE_COPY && !strcmp(card->rom_source, "user"))
		note("the image that 'vgapt rom load' has given is not used then");
}

/* At load the module takes "copy" for "flash" here, since QEMU's gfx_passthru can't read one. */
static bool copy_means_flash(const struct card *card)
{
	return card->vendor == VENDOR_INTEL && !card->num_bridges && card->at.dev == 2 &&
	       !card->at.fn;
}

static void tell_how_to_keep(const struct card *card, int mode)
{
	const char *word = word_token(&words_rom_modes, mode);
	bool intel = copy_means_flash(card);
	int at_load;
	char buf[16];

	file_read(buf, sizeof(buf), MODULE "/parameters/rom_mode");
	at_load = word_value(&words_rom_modes, buf);
	if (intel && at_load == VGAPT_ROM_MODE_COPY)
		at_load = VGAPT_ROM_MODE_FLASH;
	if (mode == at_load)
		return;
	if (intel && mode == VGAPT_ROM_MODE_COPY)
		printf("That holds until xen_vgapt is unloaded, and cannot be kept: at load, "
		       "rom_mode=copy means flash for\nIntel's graphics at 00:02.0. Choose it "
		       "again then.\n");
	else
		printf("That holds until xen_vgapt is unloaded. For all cards and from each boot "
		       "on:\n'options xen_vgapt rom_mode=%s' in "
		       "/etc/modprobe.d/xen-vgapt-local.conf.\nThen make the initramfs anew.\n",
		       word);
}

static int choose(const struct command *cmd, const struct card *card, const char *word)
{
	int ret, mode = word_value(&words_rom_modes, word);
	struct card now;

	if (mode == WORD_UNKNOWN)
		return usage(cmd, "'%s' is neither copy nor flash nor none", word);
	progress_begin("setting what guests get for the ROM of %s", card->at.text);
	ret = file_write(word, ATTRIBUTE, card->at.text);
	progress_end();
	if (ret == -EINVAL)
		return fail(hint_for_file(card), "this xen_vgapt does not accept '%s'", word);
	if (ret)
		return no_mode(card, "set", ret);
	if (card_read(&card->at, &now))
		tell(&now, mode);
	tell_how_to_keep(card, mode);
	return EXIT_SUCCESS;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool json = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind < 1 || argc - optind > 2)
		return usage(cmd, "an SBDF is needed, and copy, flash or none may follow");
	if (json && argc - optind == 2)
		return usage(cmd, "--json only shows the mode");
	status = find_card(argv[optind], &card);
	if (status)
		return status;
	return argc - optind == 1 ? show(&card, json) : choose(cmd, &card, argv[optind + 1]);
}

const struct command cmd_rom_mode = {
	.name = "rom mode",
	.args = "SBDF [--json] | SBDF copy|flash|none",
	.what = "Show or choose what guests get for a card's ROM",
	.help = "The copy that xen_vgapt has (the default), the card's own flash, or none, from\n"
		"the next guest on.  The card is not written to.  The module parameter rom_mode\n"
		"chooses for all cards when xen_vgapt is loaded.\n\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
