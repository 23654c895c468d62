/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module would do to a card's own registers.
 */
#ifndef VGAPT_STEPS_H
#define VGAPT_STEPS_H

#include <stdbool.h>

struct card;
struct json_object;

/**
 * struct known - what is known of a card by its ids
 * @chip:         its name
 * @family:       the family it is reset with
 * @rests_on:     where that has been learned, or NULL: nothing is known
 * @resets:       it can be reset by its own registers
 * @experimental: nobody has proved that on this chip
 */
struct known {
	const char *chip;
	const char *family;
	const char *rests_on;
	bool resets;
	bool experimental;
};

bool steps_known(const struct card *card, struct known *known);
bool steps_print(const struct card *card);
struct json_object *steps_json(const struct card *card);

#endif /* VGAPT_STEPS_H */
