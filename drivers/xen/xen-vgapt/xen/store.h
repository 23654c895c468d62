/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xenstore: for which domain a function is meant, and when to look again.
 */
#ifndef XEN_VGAPT_XEN_STORE_H
#define XEN_VGAPT_XEN_STORE_H

struct pci_dev;

int vgapt_store_init(void);
void vgapt_store_exit(void);
int vgapt_store_named(struct pci_dev *pdev, int *named);

#endif /* XEN_VGAPT_XEN_STORE_H */
