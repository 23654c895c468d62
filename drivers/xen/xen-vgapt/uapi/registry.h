/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All capabilities there are.
 */
#ifndef XEN_VGAPT_UAPI_REGISTRY_H
#define XEN_VGAPT_UAPI_REGISTRY_H

#include <linux/types.h>

struct pci_dev;
struct vgapt_capability;
struct vgapt_xen_domain;

int vgapt_registry_add(struct vgapt_capability *cap);
void vgapt_registry_remove(struct vgapt_capability *cap);
struct vgapt_capability *vgapt_registry_next(u64 id);
void vgapt_registry_gone(struct pci_dev *pdev);
void vgapt_registry_taken(struct pci_dev *pdev, const struct vgapt_xen_domain *dom, bool from);
bool vgapt_registry_modelled(struct pci_dev *pdev);
void vgapt_registry_domains_later(void);
void vgapt_registry_exit(void);

#endif /* XEN_VGAPT_UAPI_REGISTRY_H */
