/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memfd in which a worker's state lies.
 */
#ifndef VGAPT_DM_MEMFD_H
#define VGAPT_DM_MEMFD_H

#include "pure/state.h"

/* How long it is: room for states to come.  vgaptd(8) has it, too. */
#define DM_STATE_BYTES	0x40000U

struct dm_state *state_map(int fd, bool *adopt);

#endif /* VGAPT_DM_MEMFD_H */
