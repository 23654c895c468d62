/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What xen-pciback has.
 */
#ifndef XEN_VGAPT_XEN_PCIBACK_H
#define XEN_VGAPT_XEN_PCIBACK_H

#include <linux/types.h>

struct pci_dev;

#define VGAPT_PCIBACK		"pciback"
#define VGAPT_PCIBACK_MODULE	"xen_pciback"

bool vgapt_pciback_bound(struct pci_dev *pdev);
int vgapt_pciback_owner(struct pci_dev *pdev);

#endif /* XEN_VGAPT_XEN_PCIBACK_H */
