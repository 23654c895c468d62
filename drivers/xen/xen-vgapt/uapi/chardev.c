// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen_vgapt: where root asks for capabilities.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <xen/interface/xen.h>

#include "pure/sbdf.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "rom/file.h"
#include "uapi/argsz.h"
#include "uapi/capability.h"
#include "uapi/chardev.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen_vgapt.h"

static int vgapt_ioc_version(void __user *arg)
{
	struct vgapt_version args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), sizeof(args));
	if (rc)
		return rc;
	if (args.flags || args.api || args.domctl_version)
		return -EINVAL;
	if (vgapt_xen_version())
		args.flags |= VGAPT_VERSION_XEN;
	args.api = VGAPT_API_VERSION;
	args.domctl_version = vgapt_xen_version();
	return vgapt_args_out(arg, &args, sizeof(args));
}

static struct vgapt_dev *vgapt_chardev_find(u32 segment, u8 bus, u8 devfn)
{
	struct vgapt_sbdf sbdf = {
		.segment = segment,
		.bus = bus,
		.devfn = devfn,
	};

	return vgapt_dev_find_sbdf(&sbdf);
}

static int vgapt_ioc_attach(void __user *arg)
{
	struct vgapt_xen_domain dom;
	struct vgapt_attach args;
	struct vgapt_dev *vdev;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), sizeof(args));
	if (rc)
		return rc;
	if (args.flags || !args.domid || args.domid >= DOMID_FIRST_RESERVED)
		return -EINVAL;

	vdev = vgapt_chardev_find(args.segment, args.bus, args.devfn);
	if (!vdev)
		return -ENODEV;
	rc = vgapt_xen_live_domain(args.domid, &dom);
	/* The size first: once it is open, there is no way to take it back. */
	if (!rc)
		rc = vgapt_args_out(arg, &args, sizeof(args));
	if (!rc)
		rc = vgapt_capability_create(vdev, &dom);
	vgapt_dev_put(vdev);
	return rc;
}

static int vgapt_ioc_rom_source(void __user *arg)
{
	struct vgapt_rom_source_info in, info;
	struct vgapt_dev *vdev;
	int rc;

	rc = vgapt_args_in(arg, &in, sizeof(in), sizeof(in));
	if (rc)
		return rc;
	if (in.flags || in.reserved ||
	    memchr_inv(&in.error, 0, sizeof(in) - offsetof(typeof(in), error)))
		return -EINVAL;
	vdev = vgapt_chardev_find(in.segment, in.bus, in.devfn);
	if (!vdev)
		return -ENODEV;
	info = in;
	rc = vgapt_rom_source_fill(vdev, in.source, &info);
	vgapt_dev_put(vdev);
	return rc ? rc : vgapt_args_out(arg, &info, sizeof(info));
}

static int vgapt_ioc_rom_open(void __user *arg, bool load)
{
	struct vgapt_rom_open args;
	struct vgapt_dev *vdev;
	struct vgapt_rom *rom;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), sizeof(args));
	if (rc)
		return rc;
	if (args.flags || args.reserved || (load && args.source))
		return -EINVAL;
	vdev = vgapt_chardev_find(args.segment, args.bus, args.devfn);
	if (!vdev)
		return -ENODEV;
	/* The size first: once it is open, there is no way to take it back. */
	rc = vgapt_args_out(arg, &args, sizeof(args));
	if (!rc && load) {
		rc = vgapt_rom_file_load(vdev);
	} else if (!rc) {
		rom = vgapt_rom_get_from(vdev, args.source);
		rc = IS_ERR(rom) ? PTR_ERR(rom) :
		     rom ? vgapt_rom_file_open(rom) : -ENODATA;
	}
	vgapt_dev_put(vdev);
	return rc;
}

static long vgapt_chardev_ioctl(struct file *file, unsigned int cmd,
				unsigned long arg)
{
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case VGAPT_IOC_VERSION:
		return vgapt_ioc_version(uarg);
	case VGAPT_IOC_ATTACH:
		return vgapt_ioc_attach(uarg);
	case VGAPT_IOC_ROM_SOURCE:
		return vgapt_ioc_rom_source(uarg);
	case VGAPT_IOC_ROM_OPEN:
		return vgapt_ioc_rom_open(uarg, false);
	case VGAPT_IOC_ROM_LOAD:
		return vgapt_ioc_rom_open(uarg, true);
	default:
		return -ENOTTY;
	}
}

static int vgapt_chardev_open(struct inode *inode, struct file *file)
{
	/* The mode of the node is for the administrator to change; this is not. */
	return capable(CAP_SYS_ADMIN) ? 0 : -EPERM;
}

static const struct file_operations vgapt_chardev_fops = {
	.owner = THIS_MODULE,
	.open = vgapt_chardev_open,
	.unlocked_ioctl = vgapt_chardev_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice vgapt_chardev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = VGAPT_NAME,
	.fops = &vgapt_chardev_fops,
	.mode = 0600,
};

/**
 * vgapt_chardev_init - make /dev/xen_vgapt
 *
 * Return: 0 or a negative error.
 */
int vgapt_chardev_init(void)
{
	return misc_register(&vgapt_chardev);
}

/**
 * vgapt_chardev_exit - remove /dev/xen_vgapt
 */
void vgapt_chardev_exit(void)
{
	misc_deregister(&vgapt_chardev);
}
