/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A capability's file.
 */
#ifndef XEN_VGAPT_UAPI_CAPFILE_H
#define XEN_VGAPT_UAPI_CAPFILE_H

struct file;
struct vgapt_capability;

struct file *vgapt_capfile_open(struct vgapt_capability *cap);

#endif /* XEN_VGAPT_UAPI_CAPFILE_H */
