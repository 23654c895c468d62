// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the next guest gets for a card's ROM, if that is not what it is to get.
 */
#include <string.h>

#include "card.h"
#include "msg.h"
#include "pure/rom/mode.h"
#include "rom/roms.h"
#include "words.h"

/* The token for what is served if all goes as the mode says */
static const char *wanted_of(int mode)
{
	switch (mode) {
	case VGAPT_ROM_MODE_COPY:
		return word_token(&words_rom_served, VGAPT_ROM_SERVED_COPY);
	case VGAPT_ROM_MODE_FLASH:
		return word_token(&words_rom_served, VGAPT_ROM_SERVED_FLASH);
	}
	return word_token(&words_rom_served, VGAPT_ROM_SERVED_NONE);
}

/**
 * rom_note_served - say so if the next guest does not get what the mode says
 * @card: the card, which no guest has; read after the last change
 * @mode: what the next guest is to get
 * @who:  the next guest, as the sentence calls it
 *
 * Before xen-pciback has the card, that is not settled.
 */
void rom_note_served(const struct card *card, int mode, const char *who)
{
	char unknown[128];

	if (!on_pciback(card) || !card->rom_served[0] ||
	    !strcmp(card->rom_served, wanted_of(mode)))
		return;
	note("as things are %s gets %s; %s", who,
	     word_text(&words_rom_served, card->rom_served, unknown, sizeof(unknown)),
	     mode == VGAPT_ROM_MODE_COPY && !strcmp(card->rom_source, "none") ?
	     "there is no copy: 'vgapt rom load' gives one" :
	     "the kernel log (dmesg) says why");
}
