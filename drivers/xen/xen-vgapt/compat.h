/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between the kernels xen-vgapt builds for (6.1 to 7.3).
 * No other file asks for the kernel's version.
 */
#ifndef XEN_VGAPT_COMPAT_H
#define XEN_VGAPT_COMPAT_H

#include <linux/mm.h>
#include <linux/sysfs.h>
#include <linux/version.h>

/* 6.16 made binary attributes, and the groups' lists of them, const. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#define vgapt_const_bin		const
#else
#define vgapt_const_bin
#endif

/* 6.13 did the same for the question whether they are visible. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define vgapt_const_visible	const
#else
#define vgapt_const_visible
#endif

/* 6.3 made vm_flags read-only but for accessors. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void vm_flags_clear(struct vm_area_struct *vma,
				  unsigned long flags)
{
	vma->vm_flags &= ~flags;
}

static inline void vm_flags_set(struct vm_area_struct *vma,
				unsigned long flags)
{
	vma->vm_flags |= flags;
}
#endif

#endif /* XEN_VGAPT_COMPAT_H */
