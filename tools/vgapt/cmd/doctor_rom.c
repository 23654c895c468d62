// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt doctor: a card's ROM, what its guest gets of it, and what a guest has left in the
 * flash.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "cmd/doctor.h"
#include "hint.h"
#include "pure/rom/mode.h"
#include "pure/rom/report.h"
#include "rom/given.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "vgapt.h"
#include "words.h"

/* It need not be as in the flash: somebody wanted another. */
static void report_given(const struct card *card, size_t len)
{
	int kept = given_is_kept(card);

	report(OK, card, "rom", NULL, "%zu bytes given by the administrator%s", len,
	       kept == UNKNOWN ? "" : kept ? ", and kept for the next boot" :
	       ", not kept by 'rom load'");
}

/**
 * check_rom - check a card's ROM
 * @card: the card
 */
void check_rom(const struct card *card)
{
	enum status bad = card->primary == 1 ? FAIL : WARN;
	struct finding findings[MAX_FINDINGS];
	struct vgapt_rom_report rom;
	char hex[SHA256_HEX + 1], todo[160];
	unsigned char *data;
	size_t len;
	int ret;

	if (!card->vgapt)
		return;
	ret = rom_read(&card->at, &data, &len);
	if (!strcmp(card->rom_source, "none") || ret == -ENODATA) {
		report(bad, card, "rom", "load xen_vgapt from the initramfs, before any "
		       "driver takes the card, and switch the machine off and on",
		       "no ROM was found, so the guest's firmware cannot start the card");
		return;
	}
	if (ret) {
		report(WARN, card, "rom", ret == -EACCES ? "run it as root" :
		       hint_for(-ret, &card->at), "the ROM from %s cannot be read: %s",
		       card->rom_source, strerror(-ret));
		return;
	}
	rom_sha256(data, len, hex);
	rom_judge(data, len, card, &rom, findings);
	free(data);
	snprintf(todo, sizeof(todo), "vgapt rom sources %s shows where it differs; with a "
		 "better image: vgapt rom load %s FILE", card->at.text, card->at.text);
	if (strcmp(hex, card->rom_sha256))
		report(FAIL, card, "rom", "reload xen_vgapt",
		       "what is read is not what was captured (SHA-256 differs)");
	else if (findings[0].status != OK)
		report(findings[0].status == FAIL || rom.fault ? bad : WARN, card, "rom",
		       findings[0].action, "%zu bytes from %s, but %s", len,
		       card->rom_source, findings[0].text);
	else if (!strcmp(card->rom_source, "user"))
		report_given(card, len);
	else if (!strcmp(card->rom_status, "modified") ||
		 !strcmp(card->rom_status, "invalid"))
		report(WARN, card, "rom", todo, "%zu bytes from %s, %s: not as in the card's "
		       "flash", len, card->rom_source, card->rom_status);
	else if (!strcmp(card->rom_source, "shadow") &&
		 strcmp(card->rom_status, "pristine"))
		report(WARN, card, "rom", "make another card the boot display in the "
		       "firmware's setup, so that this one's flash can be read",
		       "%zu bytes from the firmware's copy at C0000h: the card's own "
		       "start-up code (POST) may have modified it", len);
	else if (!strcmp(card->rom_status, "unverified"))
		report(OK, card, "rom", NULL, "%zu bytes from %s, unverified: there is "
		       "nothing to compare it with", len, card->rom_source);
	else
		report(OK, card, "rom", NULL, "%zu bytes from %s%s%s", len, card->rom_source,
		       card->rom_status[0] ? ", " : "", card->rom_status);
}

/* What to do if something else is served than the copy. */
static void serve_copy(const struct card *card, char *buf, size_t len)
{
	if (!strcmp(card->rom_source, "none"))
		snprintf(buf, len, "give it an image: vgapt rom load %s FILE", card->at.text);
	else if (word_value(&words_rom_modes, card->rom_mode) == VGAPT_ROM_MODE_COPY)
		snprintf(buf, len, "the kernel log (dmesg) says why it is not the copy");
	else
		snprintf(buf, len, "let it have the copy, from the next guest on: "
			 "vgapt rom mode %s copy", card->at.text);
}

/**
 * check_served - check what a card's guest gets for the ROM
 * @card: the card
 *
 * Before xen-pciback has it, that is not settled.
 */
void check_served(const struct card *card)
{
	int served = word_value(&words_rom_served, card->rom_served);
	char unknown[128], todo[160];
	const char *who, *what;

	if (!card->rom_served[0] || !on_pciback(card))
		return;
	who = card_is_with_guest(card) ? "its guest has got" : "a guest gets";
	what = word_text(&words_rom_served, card->rom_served, unknown, sizeof(unknown));
	serve_copy(card, todo, sizeof(todo));
	if (card->primary == 1 && served == VGAPT_ROM_SERVED_NONE)
		report(WARN, card, "rom_served", todo, "%s %s: there is no VGA BIOS to start the "
		       "card", who, what);
	else if (card->primary == 1 && served == VGAPT_ROM_SERVED_SHADOW)
		report(WARN, card, "rom_served", todo, "%s %s: it may refuse to run again", who,
		       what);
	else if (!strcmp(card->rom_source, "user") && served != WORD_UNKNOWN &&
		 served != VGAPT_ROM_SERVED_COPY)
		report(WARN, card, "rom_served", todo, "%s %s, not the administrator's image", who,
		       what);
	else
		report(OK, card, "rom_served", NULL, "%s %s", who, what);
}

/**
 * check_flash - check whether the last guest has left something in a card's flash
 * @card: the card
 *
 * Whoever has the card now: the machine's firmware runs it at the next boot.
 */
void check_flash(const struct card *card)
{
	char unknown[128], todo[400];

	if (!card->rom_flash[0] ||
	    word_value(&words_rom_flash, card->rom_flash) == VGAPT_ROM_FLASH_UNKNOWN)
		return;
	if (!card_flash_changed(card)) {
		report(OK, card, "rom_flash", NULL, "%s",
		       word_text(&words_rom_flash, card->rom_flash, unknown, sizeof(unknown)));
		return;
	}
	snprintf(todo, sizeof(todo), "unless you know why: give the card to no other guest and do "
		 "not boot with it; flash the vendor's image. To see what has changed: "
		 "vgapt rom save %s -o before.rom, load xen_vgapt anew, vgapt rom diff %s before.rom",
		 card->at.text, card->at.text);
	report(FAIL, card, "rom_flash", todo, "its flash does not hold what it held before the "
	       "last guest: that guest has flashed the card, or left something there that the "
	       "machine runs when it boots");
}
