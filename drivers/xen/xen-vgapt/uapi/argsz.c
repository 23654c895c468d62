// SPDX-License-Identifier: GPL-2.0-only
/*
 * Structures that go between user space and the kernel, and may grow.
 */
#include <linux/uaccess.h>

#include "uapi/argsz.h"

/**
 * vgapt_args_in - fetch a structure whose first word is its size
 * @arg:      in user space
 * @args:     where to put it; what the caller does not know yet becomes zero
 * @size:     its size as known here
 * @min_size: its size when it was first published
 *
 * Return: 0; -EINVAL if it is too short to be one; -E2BIG if the caller uses
 * something that is not known here; -EFAULT.
 */
int vgapt_args_in(void __user *arg, void *args, size_t size, size_t min_size)
{
	u32 argsz;
	int rc;

	if (get_user(argsz, (u32 __user *)arg))
		return -EFAULT;
	if (argsz < min_size)
		return -EINVAL;
	if (argsz > PAGE_SIZE)
		return -E2BIG;
	rc = copy_struct_from_user(args, size, arg, argsz);
	if (rc)
		return rc;
	/* It may have been changed since: what was checked counts. */
	*(u32 *)args = argsz;
	return 0;
}

/**
 * vgapt_args_out - hand a structure back, the call having succeeded
 * @arg:  in user space
 * @args: the structure, whose first word vgapt_args_in() has fetched; becomes the
 *        number of bytes that are valid, which is never more than the caller has
 * @size: its size as known here
 *
 * Return: 0 or -EFAULT.
 */
int vgapt_args_out(void __user *arg, void *args, size_t size)
{
	u32 *argsz = args;

	*argsz = min_t(size_t, size, *argsz);
	return copy_to_user(arg, args, *argsz) ? -EFAULT : 0;
}
