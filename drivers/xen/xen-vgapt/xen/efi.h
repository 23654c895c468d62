/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Option ROMs that Xen has kept since it was booted by UEFI.
 */
#ifndef XEN_VGAPT_XEN_EFI_H
#define XEN_VGAPT_XEN_EFI_H

struct vgapt_efi_call;

int vgapt_xen_efi_rom(struct vgapt_efi_call *call);

#endif /* XEN_VGAPT_XEN_EFI_H */
