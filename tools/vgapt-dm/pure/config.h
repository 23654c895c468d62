/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Accesses to the virtual configuration space.
 */
#ifndef VGAPT_DM_PURE_CONFIG_H
#define VGAPT_DM_PURE_CONFIG_H

#include "ops.h"
#include "state.h"

u32 dm_config_read(const struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size);
void dm_config_write(struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size,
		     u32 value);

#endif /* VGAPT_DM_PURE_CONFIG_H */
