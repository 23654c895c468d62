/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file do_flr in xen-pciback's driver folder.
 */
#ifndef XEN_VGAPT_UAPI_DO_FLR_H
#define XEN_VGAPT_UAPI_DO_FLR_H

int vgapt_do_flr_init(void);
void vgapt_do_flr_exit(void);

#endif /* XEN_VGAPT_UAPI_DO_FLR_H */
