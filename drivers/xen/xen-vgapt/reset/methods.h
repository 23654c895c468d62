/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The methods themselves.
 */
#ifndef XEN_VGAPT_RESET_METHODS_H
#define XEN_VGAPT_RESET_METHODS_H

#include "pure/reset/method.h"

struct vgapt_reset_scope;

int vgapt_reset_run(struct vgapt_reset_scope *scope,
		    enum vgapt_reset_method method);

#endif /* XEN_VGAPT_RESET_METHODS_H */
