/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the function back, and was it a reset?
 */
#ifndef XEN_VGAPT_RESET_CHECK_H
#define XEN_VGAPT_RESET_CHECK_H

#include <linux/pci.h>

#include "pure/reset/link.h"
#include "pure/reset/method.h"

struct vgapt_reset_scope;

int vgapt_reset_wait(struct vgapt_reset_scope *scope);
int vgapt_reset_happened(struct vgapt_reset_scope *scope,
			 enum vgapt_reset_method method);
int vgapt_reset_check(struct vgapt_reset_scope *scope);
int vgapt_reset_await_life(struct vgapt_reset_scope *scope);
struct vgapt_link vgapt_reset_link_look(struct pci_dev *bridge);
void vgapt_reset_link_check(struct vgapt_reset_scope *scope);

#endif /* XEN_VGAPT_RESET_CHECK_H */
