/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is to be done next, so that things are as the guest's registers say.
 */
#ifndef VGAPT_DM_PURE_PLAN_H
#define VGAPT_DM_PURE_PLAN_H

#include "ops.h"
#include "state.h"

bool dm_piece(const struct dm_state *state, u32 bar, u32 piece, u64 *offset, u64 *length);
void dm_next(const struct dm_state *state, struct dm_action *action);
void dm_begin(struct dm_state *state, const struct dm_action *action);
void dm_end(struct dm_state *state, const struct dm_action *action, int error);
u32 dm_settle(struct dm_state *state, const struct dm_ops *ops);
void dm_leave(struct dm_state *state);

#endif /* VGAPT_DM_PURE_PLAN_H */
