/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall for option ROMs that Xen has kept from EFI.
 */
#ifndef XEN_VGAPT_PURE_ROM_EFI_CALL_H
#define XEN_VGAPT_PURE_ROM_EFI_CALL_H

#include "pure/rom/report.h"
#include "pure/sbdf.h"

/**
 * struct vgapt_efi_call - struct xen_platform_op, as used for an option ROM
 * @cmd:               XENPF_firmware_info
 * @interface_version: XENPF_INTERFACE_VERSION
 * @type:              XEN_FW_EFI_INFO
 * @index:             XEN_FW_EFI_PCI_ROM
 * @segment:           [in] PCI segment
 * @bus:               [in] bus number
 * @devfn:             [in] device number << 3 | function number
 * @vendor:            [in] vendor id
 * @device:            [in] device id
 * @address:           [out] machine address of the image
 * @size:              [out] bytes
 * @pad:               the union is 128 bytes long
 */
struct vgapt_efi_call {
	u32 cmd;
	u32 interface_version;
	u32 type;
	u32 index;
	u16 segment;
	u8 bus;
	u8 devfn;
	u16 vendor;
	u16 device;
	u64 address;
	u64 size;
	u8 pad[96];
};

bool vgapt_efi_call_init(struct vgapt_efi_call *call,
			 const struct vgapt_sbdf *sbdf,
			 const struct vgapt_rom_ids *ids);

#endif /* XEN_VGAPT_PURE_ROM_EFI_CALL_H */
