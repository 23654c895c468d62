/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is told of a function, in words.
 */
#ifndef VGAPTD_SAYINGS_H
#define VGAPTD_SAYINGS_H

#include "pure/flow.h"

struct function;

void sayings_tell(const struct function *fn, enum flow_say say);

#endif /* VGAPTD_SAYINGS_H */
