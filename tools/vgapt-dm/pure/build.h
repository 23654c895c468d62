/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual configuration space, made once from the card's.
 */
#ifndef VGAPT_DM_PURE_BUILD_H
#define VGAPT_DM_PURE_BUILD_H

#include "ops.h"
#include "state.h"

/**
 * struct dm_facts - what a state is made of
 * @domid:     the domain
 * @slot:      the guest's place: bus << 8 | devfn
 * @may_reset: the capability has the right to reset
 * @ports:     the domain holds, or gets, the function's ports 3C0h-3DFh
 * @regions:   as VGAPT_IOC_REGION_INFO tells
 */
struct dm_facts {
	u32 domid;
	u32 slot;
	bool may_reset;
	bool ports;
	struct dm_region regions[DM_NUM_REGIONS];
};

int dm_build(struct dm_state *state, const struct dm_facts *facts, const struct dm_ops *ops);

#endif /* VGAPT_DM_PURE_BUILD_H */
