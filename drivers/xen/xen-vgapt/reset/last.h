/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the reset engine keeps of a display function.
 */
#ifndef XEN_VGAPT_RESET_LAST_H
#define XEN_VGAPT_RESET_LAST_H

#include <linux/spinlock.h>

#include "pure/reset/method.h"
#include "pure/reset/say.h"

/**
 * struct vgapt_reset_state - what the reset engine keeps of a display function
 * @lock:      protects @last
 * @last:      the last reset
 * @order:     the administrator's order of methods; under the device lock
 * @num_order: how many, 0 for the default
 */
struct vgapt_reset_state {
	spinlock_t lock;		/* protects last */
	struct vgapt_reset_last last;
	u8 order[VGAPT_RESET_NUM_METHODS];
	u32 num_order;
};

#endif /* XEN_VGAPT_RESET_LAST_H */
