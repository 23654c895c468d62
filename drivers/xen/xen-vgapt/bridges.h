/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One at a time changes what bridges do.
 */
#ifndef XEN_VGAPT_BRIDGES_H
#define XEN_VGAPT_BRIDGES_H

struct pci_dev;

void vgapt_bridges_lock(void);
void vgapt_bridges_unlock(void);
int vgapt_arbiter_get(struct pci_dev *pdev, int (*still)(void *data), void *data);
void vgapt_arbiter_put(struct pci_dev *pdev);

#endif /* XEN_VGAPT_BRIDGES_H */
