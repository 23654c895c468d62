/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a function's configuration space says.
 */
#ifndef XEN_VGAPT_RESET_LOOK_H
#define XEN_VGAPT_RESET_LOOK_H

#include <linux/types.h>

struct pci_dev;

bool vgapt_reset_lost(struct pci_dev *pdev);
bool vgapt_reset_answers(struct pci_dev *pdev);
bool vgapt_reset_has_bars(struct pci_dev *pdev);

#endif /* XEN_VGAPT_RESET_LOOK_H */
