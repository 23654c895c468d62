/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's own list of a function's reset methods.
 */
#ifndef XEN_VGAPT_PURE_RESET_KERNEL_METHODS_H
#define XEN_VGAPT_PURE_RESET_KERNEL_METHODS_H

#include "pure/pure.h"

bool vgapt_kernel_methods_usable(const u8 *list, size_t len, u32 forbidden);

#endif /* XEN_VGAPT_PURE_RESET_KERNEL_METHODS_H */
