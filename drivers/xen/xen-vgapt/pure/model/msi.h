/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's MSI, as Xen wants to be told of it.
 */
#ifndef XEN_VGAPT_PURE_MODEL_MSI_H
#define XEN_VGAPT_PURE_MODEL_MSI_H

#include "pure/pure.h"

/**
 * struct vgapt_msi_route - where an interrupt of a function goes in its domain
 * @pirq:   the one that the guest has chosen, or -1: Xen is to choose
 * @gvec:   vector
 * @gflags: destination and how
 */
struct vgapt_msi_route {
	int pirq;
	u8 gvec;
	u32 gflags;
};

int vgapt_msi_check(const struct vgapt_msi *msi);
void vgapt_msi_route(u64 address, u32 data, struct vgapt_msi_route *route);

#endif /* XEN_VGAPT_PURE_MODEL_MSI_H */
