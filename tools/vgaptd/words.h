/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is told of a function, in words.
 */
#ifndef VGAPTD_WORDS_H
#define VGAPTD_WORDS_H

#include "pure/flow.h"

struct function;

void words_say(const struct function *fn, enum flow_say say);

#endif /* VGAPTD_WORDS_H */
