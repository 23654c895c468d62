/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Routing the legacy ranges to a card.
 */
#ifndef XEN_VGAPT_LEGACY_ROUTE_H
#define XEN_VGAPT_LEGACY_ROUTE_H

struct pci_dev;

int vgapt_route_check(struct pci_dev *pdev);
struct pci_dev *vgapt_route_holder(struct pci_dev *pdev);
int vgapt_route_take(struct pci_dev *pdev, int (*still)(void *data), void *data);
void vgapt_route_drop(struct pci_dev *pdev);
void vgapt_route_forget(struct pci_dev *pdev);
int vgapt_route_return(struct pci_dev *pdev);

#endif /* XEN_VGAPT_LEGACY_ROUTE_H */
