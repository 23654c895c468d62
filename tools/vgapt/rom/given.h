/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Images that the administrator gave, kept on the shelf.
 */
#ifndef VGAPT_ROM_GIVEN_H
#define VGAPT_ROM_GIVEN_H

#include <stdbool.h>
#include <stddef.h>

struct card;
struct json_object;

/**
 * enum given_state - what of the administrator's is kept for a card
 * @GIVEN_NONE: nothing that could be used
 * @GIVEN_KEPT: an image
 * @GIVEN_USED: an image, which is the card's ROM now
 */
enum given_state { GIVEN_NONE, GIVEN_KEPT, GIVEN_USED };

int given_keep(const struct card *card, const unsigned char *data, size_t len,
	       struct json_object *files, bool adapted);
int given_take_off(const struct card *card, bool *was);
int given_is_kept(const struct card *card);
bool given_is_there(const struct card *card);
enum given_state given_state(int dir, const struct card *card);
int given_use(int dir, const struct card *card);
void given_without_card(int dir);

#endif /* VGAPT_ROM_GIVEN_H */
