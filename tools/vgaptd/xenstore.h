/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore: where a guest sees a function.
 */
#ifndef VGAPTD_XENSTORE_H
#define VGAPTD_XENSTORE_H

#include <stdbool.h>

struct place;

void xenstore_want(bool wanted, void (*changed)(void));
int xenstore_slot(const struct place *place);

#endif /* VGAPTD_XENSTORE_H */
