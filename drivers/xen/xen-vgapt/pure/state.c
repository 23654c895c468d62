// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a card is dead.
 *
 * Configuration space tells.  A card that hangs behind it is another matter: that is
 * what its next reset is for.
 */
#include "pure/state.h"
#include "pure/tokens.h"

#define STATE(symbol, token)	[VGAPT_STATE_##symbol] = token,
static const char * const vgapt_state_names[] = { VGAPT_STATE_TOKENS(STATE) };

static_assert(ARRAY_SIZE(vgapt_state_names) == VGAPT_NUM_STATES, "each has a token");

/**
 * vgapt_state_next - what a look at a function makes of its state
 * @was:     its state before
 * @answers: its configuration space does, after it has been waited for
 * @reset:   it has just been reset, and that has been seen
 *
 * A card that comes back by itself is blank, or as the last guest has left it: only a
 * reset clears the state.
 *
 * Return: its state now.
 */
enum vgapt_state vgapt_state_next(enum vgapt_state was, bool answers, bool reset)
{
	if (!answers)
		return VGAPT_STATE_DEAD;
	return reset ? VGAPT_STATE_NONE : was;
}

/**
 * vgapt_state_name - a state's token
 * @state: the state
 *
 * Return: one word.
 */
const char *vgapt_state_name(enum vgapt_state state)
{
	if ((unsigned int)state >= ARRAY_SIZE(vgapt_state_names))
		return "unknown";
	return vgapt_state_names[state];
}
