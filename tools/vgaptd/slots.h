/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore: where a guest sees a function.
 */
#ifndef VGAPTD_SLOTS_H
#define VGAPTD_SLOTS_H

#include <stdbool.h>

struct place;

void slots_want(bool wanted, void (*changed)(void));
int slots_find(const struct place *place);

#endif /* VGAPTD_SLOTS_H */
