/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a write to do_flr does.
 */
#ifndef XEN_VGAPT_UAPI_DO_FLR_H
#define XEN_VGAPT_UAPI_DO_FLR_H

struct vgapt_sbdf;

int vgapt_flr(const struct vgapt_sbdf *sbdf);

#endif /* XEN_VGAPT_UAPI_DO_FLR_H */
