/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Our own record: to which domain each function was given, and whether it has
 * been reset since.
 */
#ifndef XEN_VGAPT_ASSIGN_RECORD_H
#define XEN_VGAPT_ASSIGN_RECORD_H

#include "xen/calls.h"

struct pci_dev;

void vgapt_record_flr(struct pci_dev *pdev, const struct vgapt_xen_domain *dom,
		      bool taking);
int vgapt_record_given(struct pci_dev *pdev,
		       const struct vgapt_xen_domain *known);
struct pci_dev *vgapt_record_orphan(struct vgapt_xen_domain *dom);
void vgapt_record_still_orphan(struct pci_dev *pdev,
			       const struct vgapt_xen_domain *dom);
void vgapt_record_forget(struct pci_dev *pdev);
void vgapt_record_exit(void);

#endif /* XEN_VGAPT_ASSIGN_RECORD_H */
