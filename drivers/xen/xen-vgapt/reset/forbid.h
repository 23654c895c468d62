/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Resets that take a card away until power-off, forbidden to all of dom0.
 */
#ifndef XEN_VGAPT_RESET_FORBID_H
#define XEN_VGAPT_RESET_FORBID_H

#include <linux/pci.h>

void vgapt_reset_forbid(struct pci_dev *pdev);
void vgapt_reset_forbid_again(struct pci_dev *pdev);
pci_dev_flags_t vgapt_reset_forbidden(struct pci_dev *pdev);
void vgapt_reset_forbid_forget(struct pci_dev *pdev);
void vgapt_reset_forbid_exit(void);

#endif /* XEN_VGAPT_RESET_FORBID_H */
