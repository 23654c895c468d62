/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the last reset of a display function came to.
 */
#ifndef XEN_VGAPT_RESET_LAST_H
#define XEN_VGAPT_RESET_LAST_H

#include <linux/spinlock.h>

#include "pure/reset/link.h"
#include "pure/reset/method.h"

/**
 * struct vgapt_reset_last - what a reset came to
 * @done:   there was one
 * @method: by what; VGAPT_RESET_NUM_METHODS if nothing was in question
 * @rc:     0, or what went wrong
 * @ms:     how long it took, all methods that were tried together
 * @why:    what went wrong, in words; a constant
 * @link_was: the link before
 * @link_is:  and after, if it is known
 */
struct vgapt_reset_last {
	bool done;
	enum vgapt_reset_method method;
	int rc;
	unsigned int ms;
	const char *why;
	struct vgapt_link link_was;
	struct vgapt_link link_is;
};

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
