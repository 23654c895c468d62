/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A function's configuration as it was when xen-pciback seized it, for recovery.
 */
#ifndef XEN_VGAPT_RESET_SAVED_H
#define XEN_VGAPT_RESET_SAVED_H

#include <linux/types.h>

struct pci_dev;

void vgapt_saved_keep(struct pci_dev *pdev);
bool vgapt_saved_recall(struct pci_dev *pdev);
void vgapt_saved_forget(struct pci_dev *pdev);
void vgapt_saved_exit(void);

#endif /* XEN_VGAPT_RESET_SAVED_H */
