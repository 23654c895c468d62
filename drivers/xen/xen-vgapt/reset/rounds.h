/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rounds of resets: libxl resets function by function.
 */
#ifndef XEN_VGAPT_RESET_ROUNDS_H
#define XEN_VGAPT_RESET_ROUNDS_H

#include <linux/types.h>

struct pci_dev;
struct vgapt_reset_scope;

void vgapt_rounds_done(struct vgapt_reset_scope *scope, bool round);
bool vgapt_rounds_take(struct pci_dev *pdev, int domid);
void vgapt_rounds_forget(struct pci_dev *pdev);
void vgapt_rounds_exit(void);

#endif /* XEN_VGAPT_RESET_ROUNDS_H */
