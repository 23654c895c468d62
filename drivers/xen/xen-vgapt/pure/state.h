/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a card is dead.
 */
#ifndef XEN_VGAPT_PURE_STATE_H
#define XEN_VGAPT_PURE_STATE_H

#include "pure/pure.h"

/**
 * enum vgapt_state - what is known against a function
 * @VGAPT_STATE_NONE: nothing
 * @VGAPT_STATE_DEAD: it did not answer, and no reset has brought it back since
 * @VGAPT_NUM_STATES: how many there are
 */
enum vgapt_state {
	VGAPT_STATE_NONE,
	VGAPT_STATE_DEAD,
	VGAPT_NUM_STATES
};

enum vgapt_state vgapt_state_next(enum vgapt_state was, bool answers, bool reset);
const char *vgapt_state_name(enum vgapt_state state);

#endif /* XEN_VGAPT_PURE_STATE_H */
