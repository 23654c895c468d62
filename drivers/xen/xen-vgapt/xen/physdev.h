/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Xen has to be told of a PCI function.
 */
#ifndef XEN_VGAPT_XEN_PHYSDEV_H
#define XEN_VGAPT_XEN_PHYSDEV_H

struct pci_dev;

void vgapt_xen_tell_reset(struct pci_dev *pdev);

#endif /* XEN_VGAPT_XEN_PHYSDEV_H */
