// SPDX-License-Identifier: GPL-2.0-only
/*
 * Option ROMs that Xen has kept since it was booted by UEFI: the hypercall.
 *
 * pure/rom/efi_call.c fills its argument in.
 */
#include <linux/error-injection.h>
#include <xen/interface/xen.h>
#include <xen/interface/platform.h>
#include <asm/xen/hypercall.h>

#include "pure/rom/efi_call.h"
#include "xen/efi.h"

/**
 * vgapt_xen_efi_rom - ask Xen for a function's option ROM
 * @call: from vgapt_efi_call_init(); on success it holds the answer
 *
 * A function of its own, so that tests can make it fail.  Does not sleep.
 *
 * Return: 0, or the hypercall's negative error: Xen was not booted by UEFI, has
 * kept no ROM of this function, or is too old to know the question.
 */
noinline int vgapt_xen_efi_rom(struct vgapt_efi_call *call)
{
	return HYPERVISOR_platform_op((struct xen_platform_op *)call);
}
ALLOW_ERROR_INJECTION(vgapt_xen_efi_rom, ERRNO);
