/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a function there, and is it as Linux has set it up?
 */
#ifndef XEN_VGAPT_RESET_PRESENCE_H
#define XEN_VGAPT_RESET_PRESENCE_H

#include <linux/types.h>

struct pci_dev;

bool vgapt_reset_lost(struct pci_dev *pdev);
bool vgapt_reset_answers(struct pci_dev *pdev);
bool vgapt_reset_silent(struct pci_dev *pdev);
bool vgapt_reset_has_bars(struct pci_dev *pdev);
void vgapt_reset_place_bars(struct pci_dev *pdev);

#endif /* XEN_VGAPT_RESET_PRESENCE_H */
