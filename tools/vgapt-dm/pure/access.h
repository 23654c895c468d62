/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Accesses to memory and ports, wherever they go.
 */
#ifndef VGAPT_DM_PURE_ACCESS_H
#define VGAPT_DM_PURE_ACCESS_H

#include "ops.h"
#include "state.h"

u64 dm_read(struct dm_state *state, const struct dm_ops *ops, bool io, u64 address, u32 size);
void dm_write(struct dm_state *state, const struct dm_ops *ops, bool io, u64 address, u32 size,
	      u64 value);

#endif /* VGAPT_DM_PURE_ACCESS_H */
