/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The MSI-X table that the guest sees, and when something of it is bound.
 */
#ifndef VGAPT_DM_PURE_MSIX_H
#define VGAPT_DM_PURE_MSIX_H

#include "state.h"

void dm_msix_clear(struct dm_state *state);
void dm_msix_control_written(struct dm_state *state);
enum dm_enabled dm_msix_wanted(const struct dm_state *state);
bool dm_msix_entry_moved(const struct dm_state *state, u32 vector, u64 table);
bool dm_msix_entry_wanted(const struct dm_state *state, u32 vector, u64 table);
u64 dm_msix_bytes(const struct dm_state *state);
u64 dm_msix_read(const struct dm_state *state, u64 at, u32 size);
void dm_msix_write(struct dm_state *state, u64 at, u32 size, u64 value);

#endif /* VGAPT_DM_PURE_MSIX_H */
