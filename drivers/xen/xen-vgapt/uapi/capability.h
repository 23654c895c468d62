/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A capability: one function and one domain.
 */
#ifndef XEN_VGAPT_UAPI_CAPABILITY_H
#define XEN_VGAPT_UAPI_CAPABILITY_H

struct vgapt_dev;
struct vgapt_xen_domain;

int vgapt_capability_create(struct vgapt_dev *vdev,
			    const struct vgapt_xen_domain *dom);

#endif /* XEN_VGAPT_UAPI_CAPABILITY_H */
