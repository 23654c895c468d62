/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xenstore: for which domain the toolstack means a function.
 */
#ifndef XEN_VGAPT_XEN_STORE_H
#define XEN_VGAPT_XEN_STORE_H

struct pci_dev;

void vgapt_store_is_up(void);
int vgapt_store_named(struct pci_dev *pdev, int *named);

#endif /* XEN_VGAPT_XEN_STORE_H */
