/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder xen_vgapt/ of each display function.
 */
#ifndef XEN_VGAPT_UAPI_SYSFS_H
#define XEN_VGAPT_UAPI_SYSFS_H

#include <linux/sysfs.h>

extern const struct attribute_group *vgapt_dev_groups[];

#endif /* XEN_VGAPT_UAPI_SYSFS_H */
