/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Structures that may grow.
 */
#ifndef XEN_VGAPT_UAPI_ARGSZ_H
#define XEN_VGAPT_UAPI_ARGSZ_H

#include <linux/types.h>

int vgapt_args_in(void __user *arg, void *args, size_t size, size_t min_size);
int vgapt_args_out(void __user *arg, void *args, size_t size);

#endif /* XEN_VGAPT_UAPI_ARGSZ_H */
