/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Base address registers: what they say, and where a function's regions are.
 */
#ifndef VGAPT_DM_PURE_BARS_H
#define VGAPT_DM_PURE_BARS_H

#include "state.h"

/* What a BAR's register asks for. */
enum dm_place {
	DM_NOWHERE,	/* no address, or one where it must not be */
	DM_STAY,	/* it is being sized, or does not decode: as it was */
	DM_THERE,	/* at an address */
};

void dm_bars_build(struct dm_state *state);
void dm_bars_written(struct dm_state *state, u32 at, u32 size, u32 value);
enum dm_place dm_bar_place(const struct dm_state *state, u32 bar, u64 *address);
bool dm_bar_is_io(const struct dm_state *state, u32 bar);
u64 dm_bar_bytes(const struct dm_state *state, u32 bar);
bool dm_bar_decodes(const struct dm_state *state, u32 bar);
bool dm_bar_at(const struct dm_state *state, bool io, u64 address, u32 *bar, u64 *offset);

#endif /* VGAPT_DM_PURE_BARS_H */
