/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/xen_vgapt.
 */
#ifndef XEN_VGAPT_UAPI_CHARDEV_H
#define XEN_VGAPT_UAPI_CHARDEV_H

int vgapt_chardev_init(void);
void vgapt_chardev_exit(void);

#endif /* XEN_VGAPT_UAPI_CHARDEV_H */
