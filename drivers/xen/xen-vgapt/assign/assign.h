/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose a function is: one look at all who say so.
 */
#ifndef XEN_VGAPT_ASSIGN_H
#define XEN_VGAPT_ASSIGN_H

#include "pure/assign_rules.h"
#include "xen/calls.h"

struct pci_dev;

/**
 * struct vgapt_assign - a snapshot
 * @is:    what is said
 * @named: the domain @is.named; its domid is that if it has been looked at
 * @owner: the domain @is.owner; likewise
 * @stub:  the stub domain that pciback has registered, or VGAPT_NO_DOMAIN
 * @target: the domain that it serves
 * @begun:  pciback's owner before xenstore was read
 * @outdated: pciback's owner is one of whom xenstore was not asked
 * @gone:   vgapt_store_gone() when libxl's note had been read
 * @events: vgapt_store_events() before anything was looked at
 */
struct vgapt_assign {
	struct vgapt_claims is;
	struct vgapt_xen_domain named;
	struct vgapt_xen_domain owner;
	int stub;
	int target;
	int begun;
	bool outdated;
	unsigned int gone;
	unsigned int events;
};

void vgapt_assign_read(struct pci_dev *pdev, struct vgapt_assign *assign);
void vgapt_assign_read_flr(struct pci_dev *pdev, struct vgapt_assign *assign);
void vgapt_assign_look(struct pci_dev *pdev,
		       const struct vgapt_xen_domain *known,
		       struct vgapt_assign *assign);
int vgapt_assign_meant(struct pci_dev *pdev,
		       const struct vgapt_xen_domain *dom);
const struct vgapt_xen_domain *
vgapt_assign_domain(const struct vgapt_assign *assign, int domid);
int vgapt_assign_holder(struct pci_dev *pdev);
bool vgapt_assign_has(struct pci_dev *pdev, const struct vgapt_xen_domain *known);
bool vgapt_assign_maybe_has(struct pci_dev *pdev);
bool vgapt_assign_guest_has(struct pci_dev *pdev);

#endif /* XEN_VGAPT_ASSIGN_H */
