/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Both parts of 'vgapt rom load'.
 */
#ifndef VGAPT_CMD_ROM_LOAD_H
#define VGAPT_CMD_ROM_LOAD_H

#include <stdbool.h>

#include "pure/rom/adapt.h"
#include "rom/files.h"
#include "rom/roms.h"

struct card;

/**
 * struct change - what --adapt did
 * @images: one for each image that was changed
 * @count:  how many they are
 */
struct change {
	struct vgapt_rom_adapted images[VGAPT_ROM_MAX_IMAGES];
	int count;
};

/**
 * struct loading - a ROM that became a card's
 * @card:     the card
 * @files:    what it was made from, and the ROM
 * @change:   what --adapt did; NULL without that
 * @findings: what there is to say of it
 * @count:    how many they are
 * @kept:     it is on the shelf
 */
struct loading {
	const struct card *card;
	const struct rom_files *files;
	const struct change *change;
	struct finding findings[MAX_FINDINGS];
	int count;
	bool kept;
};

void rom_load_print(const struct loading *it);
void rom_load_json(const struct loading *it);

#endif /* VGAPT_CMD_ROM_LOAD_H */
