/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Resets through a capability.
 */
#ifndef XEN_VGAPT_UAPI_CAPRESET_H
#define XEN_VGAPT_UAPI_CAPRESET_H

#include <linux/fs.h>

struct vgapt_capability;

int vgapt_ioc_reset(struct vgapt_capability *cap, void __user *arg, bool wait,
		    const struct file_operations *fops);
int vgapt_ioc_reset_result(struct vgapt_capability *cap, void __user *arg);
int vgapt_ioc_reset_hits(struct vgapt_capability *cap, void __user *arg,
			 bool wait);

#endif /* XEN_VGAPT_UAPI_CAPRESET_H */
