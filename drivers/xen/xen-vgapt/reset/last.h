/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the reset engine keeps of a display function.
 */
#ifndef XEN_VGAPT_RESET_LAST_H
#define XEN_VGAPT_RESET_LAST_H

#include <linux/types.h>
#include <linux/spinlock.h>

#include "pure/reset/method.h"
#include "pure/reset/say.h"

/**
 * struct vgapt_reset_state - what the reset engine keeps of a display function
 * @lock:      protects all of it
 * @last:      the last reset, or the one under way
 * @since:     when that began, in jiffies
 * @order:     the administrator's order of methods
 * @num_order: how many, 0 for the default
 */
struct vgapt_reset_state {
	spinlock_t lock;		/* protects all of it */
	struct vgapt_reset_last last;
	unsigned long since;
	u8 order[VGAPT_RESET_NUM_METHODS];
	u32 num_order;
};

#endif /* XEN_VGAPT_RESET_LAST_H */
