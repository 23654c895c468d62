/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What xen-pciback has.
 */
#ifndef XEN_VGAPT_XEN_PCIBACK_H
#define XEN_VGAPT_XEN_PCIBACK_H

#include <linux/types.h>

struct pci_dev;

int vgapt_pciback_init(void);
void vgapt_pciback_exit(void);
bool vgapt_pciback_bound(struct pci_dev *pdev);
int vgapt_pciback_owner(struct pci_dev *pdev);

#endif /* XEN_VGAPT_XEN_PCIBACK_H */
