/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What reset_plan, last_reset and the kernel's log say of resets, in tokens.
 */
#ifndef XEN_VGAPT_PURE_RESET_SAY_H
#define XEN_VGAPT_PURE_RESET_SAY_H

#include "pure/reset/link.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"

/* Longer than any line of either file. */
#define VGAPT_SAY_MAX	96

/**
 * struct vgapt_reset_last - what a reset came to
 * @done:   there was one
 * @running: it is under way: only @method and @ms say something
 * @method: the last that was tried; VGAPT_RESET_NUM_METHODS if none was usable
 * @rc:     0, or what went wrong
 * @ms:     how long it took, all methods that were tried together
 * @why:    why it failed, or VGAPT_WHY_IDLE: there was nothing to reset
 * @link_was: the link before
 * @link_is:  and after, if it is known
 */
struct vgapt_reset_last {
	bool done;
	bool running;
	enum vgapt_reset_method method;
	int rc;
	unsigned int ms;
	enum vgapt_why why;
	struct vgapt_link link_was;
	struct vgapt_link link_is;
};

const char *vgapt_reset_method_name(enum vgapt_reset_method method);
const char *vgapt_reset_reason_name(enum vgapt_reset_reason reason);
const char *vgapt_why_name(enum vgapt_why why);
int vgapt_reset_say_reason(char *buf, size_t size, enum vgapt_reset_reason reason,
			   const char *sbdf, int domid);
int vgapt_reset_say_step(char *buf, size_t size, const struct vgapt_reset_step *step,
			 const char *sbdf, int domid);
int vgapt_reset_say_last(char *buf, size_t size, const struct vgapt_reset_last *last);

#endif /* XEN_VGAPT_PURE_RESET_SAY_H */
