// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asking Xen for the option ROMs that it kept when it was booted by UEFI.
 *
 * Xen, public/platform.h: XENPF_firmware_info, type XEN_FW_EFI_INFO, index
 * XEN_FW_EFI_PCI_ROM.  Linux has no definition of it.  The file compiles
 * unchanged into the unit tests, which hold it against the public header.
 */
#include "pure/rom/efi_call.h"
#include "pure/rom/report.h"
#include "pure/sbdf.h"

#define XENPF_FIRMWARE_INFO	50
#define XENPF_INTERFACE		0x03000001
#define XEN_FW_EFI_INFO		4
#define XEN_FW_EFI_PCI_ROM	5

static_assert(sizeof(struct vgapt_efi_call) == 136, "Xen copies 136 bytes");
static_assert(offsetof(struct vgapt_efi_call, segment) == 16, "union at 16");
static_assert(offsetof(struct vgapt_efi_call, address) == 24, "address at 24");
static_assert(offsetof(struct vgapt_efi_call, size) == 32, "size at 32");

/**
 * vgapt_efi_call_init - prepare the hypercall for one function
 * @call: what to hand to Xen
 * @sbdf: where the function sits
 * @ids:  its ids: Xen compares vendor and device
 *
 * Return: true; false for a segment that Xen's 16 bits can't hold.
 */
bool vgapt_efi_call_init(struct vgapt_efi_call *call,
			 const struct vgapt_sbdf *sbdf,
			 const struct vgapt_rom_ids *ids)
{
	memset(call, 0, sizeof(*call));
	if (sbdf->segment > 0xffff)
		return false;
	call->cmd = XENPF_FIRMWARE_INFO;
	call->interface_version = XENPF_INTERFACE;
	call->type = XEN_FW_EFI_INFO;
	call->index = XEN_FW_EFI_PCI_ROM;
	call->segment = sbdf->segment;
	call->bus = sbdf->bus;
	call->devfn = sbdf->devfn;
	call->vendor = ids->vendor;
	call->device = ids->device;
	return true;
}
