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
		      bool taking, unsigned int gone);
int vgapt_record_given(struct pci_dev *pdev,
		       const struct vgapt_xen_domain *known);
int vgapt_record_holder(struct pci_dev *pdev,
			const struct vgapt_xen_domain *known);
int vgapt_record_served(struct pci_dev *pdev,
			const struct vgapt_xen_domain *known);
bool vgapt_record_lingers(struct pci_dev *pdev);
int vgapt_record_last(struct pci_dev *pdev);
unsigned int vgapt_record_round(void);
struct pci_dev *vgapt_record_orphan(unsigned int round,
				    struct vgapt_xen_domain *dom, bool *again);
void vgapt_record_still_orphan(struct pci_dev *pdev,
			       const struct vgapt_xen_domain *dom, bool said);
void vgapt_record_forget(struct pci_dev *pdev);
void vgapt_record_exit(void);

#endif /* XEN_VGAPT_ASSIGN_RECORD_H */
