/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder xen_vgapt/ of each display function.
 */
#ifndef XEN_VGAPT_UAPI_SYSFS_H
#define XEN_VGAPT_UAPI_SYSFS_H

struct vgapt_dev;

int vgapt_sysfs_add(struct vgapt_dev *vdev);
void vgapt_sysfs_remove(struct vgapt_dev *vdev);

#endif /* XEN_VGAPT_UAPI_SYSFS_H */
