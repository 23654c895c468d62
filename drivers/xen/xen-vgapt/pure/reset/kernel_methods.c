// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own list of a function's reset methods.
 *
 * Linux keeps it as numbers, in pci_dev.reset_methods.  What they mean is private
 * to the PCI core: the order of pci_reset_fn_methods in drivers/pci/pci.c, as of
 * 6.1 to 7.3.  A number that is not known here may be any method, so it counts as
 * a forbidden one.
 */
#include "pure/reset/kernel_methods.h"
#include "pure/reset/method.h"

#define LINUX_END		0
#define LINUX_DEVICE_SPECIFIC	1
#define LINUX_ACPI		2
#define LINUX_FLR		3
#define LINUX_AF_FLR		4
#define LINUX_PM		5
#define LINUX_BUS		6
#define LINUX_CXL_BUS		7	/* 6.12, not 6.1: the bus reset below a CXL port */

/* BIT(method) of all that the kernel may do under that number */
static u32 vgapt_kernel_method(u8 number)
{
	switch (number) {
	case LINUX_DEVICE_SPECIFIC:
	case LINUX_ACPI:
		return BIT(VGAPT_RESET_KERNEL);
	case LINUX_FLR:
		return BIT(VGAPT_RESET_FLR);
	case LINUX_AF_FLR:
		return BIT(VGAPT_RESET_AF_FLR);
	case LINUX_PM:
		return BIT(VGAPT_RESET_PM);
	case LINUX_BUS:
	case LINUX_CXL_BUS:
		return BIT(VGAPT_RESET_BUS);
	default:
		return ~0U;
	}
}

/**
 * vgapt_kernel_methods_usable - may the kernel's list be used for "kernel"?
 * @list:      pci_dev.reset_methods
 * @len:       its size
 * @forbidden: BIT(method) of those that must not be used on this function
 *
 * "kernel" is what is made for the device, or the firmware's method; both are
 * reached only through the whole list, and they come first in it.  Where they
 * decline, the kernel goes on to the next: then none of those may be forbidden, or
 * unknown.
 *
 * Return: true if so.
 */
bool vgapt_kernel_methods_usable(const u8 *list, size_t len, u32 forbidden)
{
	size_t i;
	u32 next;

	if (!len || (list[0] != LINUX_DEVICE_SPECIFIC && list[0] != LINUX_ACPI))
		return false;
	/* "kernel" itself is judged by the plan. */
	forbidden &= ~(u32)BIT(VGAPT_RESET_KERNEL);
	for (i = 0; i < len && list[i] != LINUX_END; i++) {
		next = vgapt_kernel_method(list[i]);
		if (next == ~0U || next & forbidden)
			return false;
	}
	return true;
}
