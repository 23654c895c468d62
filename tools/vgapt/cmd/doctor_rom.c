// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt doctor: what a guest gets for a ROM.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "cmd/doctor.h"
#include "hint.h"
#include "pure/rom/report.h"
#include "rom/given.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "vgapt.h"

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
