/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How often somebody may ask for what is expensive.
 */
#ifndef XEN_VGAPT_PURE_BUDGET_H
#define XEN_VGAPT_PURE_BUDGET_H

#include "pure/pure.h"

/**
 * struct vgapt_budget_rate - how often
 * @burst:       so many at once
 * @interval_us: then one each so many microseconds
 */
struct vgapt_budget_rate {
	u32 burst;
	u32 interval_us;
};

/**
 * struct vgapt_budget - what is left to somebody
 * @full_us: when all of the burst is there again; all zero in the beginning
 */
struct vgapt_budget {
	u64 full_us;
};

extern const struct vgapt_budget_rate vgapt_budget_grant;
extern const struct vgapt_budget_rate vgapt_budget_reset;
extern const struct vgapt_budget_rate vgapt_budget_model;

u64 vgapt_budget_take(struct vgapt_budget *budget,
		      const struct vgapt_budget_rate *rate, u64 now_us);

#endif /* XEN_VGAPT_PURE_BUDGET_H */
