/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A capability's calls for device models.
 */
#ifndef XEN_VGAPT_UAPI_CAPMODEL_H
#define XEN_VGAPT_UAPI_CAPMODEL_H

#include <linux/types.h>

struct vgapt_capability;

/* Where a region begins on a device model's descriptor. */
#define VGAPT_REGION_SHIFT	40

int vgapt_ioc_hold(struct vgapt_capability *cap, void __user *arg, bool hold, bool wait);
int vgapt_ioc_map(struct vgapt_capability *cap, void __user *arg, bool wait);
int vgapt_ioc_msi(struct vgapt_capability *cap, void __user *arg, bool wait);
ssize_t vgapt_capmodel_rw(struct vgapt_capability *cap, char __user *buf, size_t count,
			  loff_t pos, bool write);

#endif /* XEN_VGAPT_UAPI_CAPMODEL_H */
