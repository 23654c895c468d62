/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is done before and after a reset, whatever the method.
 */
#ifndef XEN_VGAPT_RESET_GUARD_H
#define XEN_VGAPT_RESET_GUARD_H

#include <linux/pci.h>

struct vgapt_reset_scope;

void vgapt_reset_power(struct pci_dev *pdev, u16 csr, pci_power_t state);
void vgapt_reset_repair(struct pci_dev *pdev);
void vgapt_reset_before(struct vgapt_reset_scope *scope);
void vgapt_reset_drain(struct vgapt_reset_scope *scope);
int vgapt_reset_look_again(struct vgapt_reset_scope *scope);
void vgapt_reset_after(struct vgapt_reset_scope *scope);

#endif /* XEN_VGAPT_RESET_GUARD_H */
