// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen_vgapt: where root asks for capabilities, sees them, takes them back, and
 * hears of what is given to domains.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <xen/interface/xen.h>

#include "legacy/owner.h"
#include "load.h"
#include "pure/rights.h"
#include "pure/sbdf.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "rom/file.h"
#include "uapi/argsz.h"
#include "uapi/capability.h"
#include "uapi/capfile.h"
#include "uapi/chardev.h"
#include "uapi/listener.h"
#include "uapi/registry.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen_vgapt.h"

static int vgapt_ioc_version(void __user *arg)
{
	struct vgapt_version args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_VERSION_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags & ~VGAPT_VERSION_XEN)
		return -EINVAL;
	args.domctl_version = vgapt_xen_version();
	args.flags = args.domctl_version ? VGAPT_VERSION_XEN : 0;
	return vgapt_args_out(arg, &args, sizeof(args));
}

static int vgapt_ioc_features(void __user *arg)
{
	struct vgapt_features args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_FEATURES_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags)
		return -EINVAL;
	args.features = VGAPT_FEATURE_CAPABILITIES | VGAPT_FEATURE_EVENTS |
			VGAPT_FEATURE_ROM | VGAPT_FEATURE_RESET |
			VGAPT_FEATURE_RESET_PROOFS;
	if (vgapt_xen_version())
		args.features |= VGAPT_FEATURE_LEGACY | VGAPT_FEATURE_MODEL |
				 VGAPT_FEATURE_TRAPS;
	return vgapt_args_out(arg, &args, sizeof(args));
}

/*
 * Give a file to the caller, and the structure back.  Only when both can't fail any
 * more is it open.
 */
static int vgapt_chardev_give(struct file *file, void __user *arg, void *args,
			      size_t size)
{
	int fd, rc;

	if (IS_ERR(file))
		return PTR_ERR(file);
	fd = get_unused_fd_flags(O_CLOEXEC);
	rc = fd < 0 ? fd : vgapt_args_out(arg, args, size);
	if (rc) {
		if (fd >= 0)
			put_unused_fd(fd);
		fput(file);
		return rc;
	}
	fd_install(fd, file);
	return fd;
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

/* Is a function still on the bus? */
static bool vgapt_chardev_there(struct pci_dev *pdev)
{
	struct pci_dev *now;

	now = pci_get_domain_bus_and_slot(pci_domain_nr(pdev->bus),
					  pdev->bus->number, pdev->devfn);
	pci_dev_put(now);
	return now == pdev;
}

/*
 * A capability for @pdev, in the registry.  A function that goes meanwhile finds it
 * there, when it has left the bus at the latest, or is found to have left.
 */
static struct vgapt_capability *vgapt_chardev_capability(struct pci_dev *pdev,
							 const struct vgapt_attach *args)
{
	struct vgapt_capability *cap;
	struct vgapt_xen_domain dom;
	struct vgapt_dev *vdev;
	int rc;

	vdev = vgapt_dev_find(pdev);
	rc = vdev || vgapt_dev_on_card(pdev) ? 0 : -ENODEV;
	if (!rc)
		rc = vgapt_rights_check(args->rights, vdev, vdev && vdev->vga);
	if (!rc)
		rc = vgapt_xen_live_domain(args->domid, &dom);
	cap = rc ? ERR_PTR(rc) :
	      vgapt_capability_new(pdev, vdev, &dom, args->rights,
				   args->flags & VGAPT_ATTACH_EXCLUSIVE);
	if (vdev)
		vgapt_dev_put(vdev);
	if (IS_ERR(cap))
		return cap;
	rc = vgapt_registry_add(cap);
	if (!rc && vgapt_chardev_there(pdev))
		return cap;
	if (!rc)
		vgapt_registry_remove(cap);
	vgapt_capability_put(cap);
	return ERR_PTR(rc ? rc : -ENODEV);
}

static int vgapt_ioc_attach(void __user *arg)
{
	struct vgapt_capability *cap = ERR_PTR(-ENODEV);
	struct vgapt_attach args;
	struct pci_dev *pdev;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_ATTACH_SIZE_V0);
	if (rc)
		return rc;
	if ((args.flags & ~VGAPT_ATTACH_EXCLUSIVE) || !args.rights ||
	    (args.rights & ~VGAPT_RIGHT_ALL) || !args.domid ||
	    args.domid >= DOMID_FIRST_RESERVED)
		return -EINVAL;

	pdev = pci_get_domain_bus_and_slot(args.segment, args.bus, args.devfn);
	if (pdev)
		cap = vgapt_chardev_capability(pdev, &args);
	pci_dev_put(pdev);
	if (IS_ERR(cap))
		return PTR_ERR(cap);
	return vgapt_chardev_give(vgapt_capfile_open(cap), arg, &args,
				  sizeof(args));
}

/* Flags that CAPABILITY_INFO may have told before, should it be asked with them. */
#define VGAPT_CAPABILITY_FLAGS	(VGAPT_CAPABILITY_EXCLUSIVE | \
				 VGAPT_CAPABILITY_REVOKED | \
				 VGAPT_CAPABILITY_DOMAIN_GONE | \
				 VGAPT_CAPABILITY_UNPLUGGED | \
				 VGAPT_CAPABILITY_RESETTING | \
				 VGAPT_CAPABILITY_TAKEN)

static int vgapt_ioc_capability_info(void __user *arg)
{
	struct vgapt_capability_info args;
	struct vgapt_capability *cap;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args),
			   VGAPT_CAPABILITY_INFO_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags & ~VGAPT_CAPABILITY_FLAGS)
		return -EINVAL;
	cap = vgapt_registry_next(args.id);
	if (!cap)
		return -ENOENT;
	args.flags = vgapt_capability_flags(cap);
	args.id = cap->id;
	args.segment = pci_domain_nr(cap->pdev->bus);
	args.bus = cap->pdev->bus->number;
	args.devfn = cap->pdev->devfn;
	args.domid = cap->dom.domid;
	args.rights = cap->rights;
	args.held = vgapt_legacy_held(&cap->holder);
	vgapt_capability_put(cap);
	return vgapt_args_out(arg, &args, sizeof(args));
}

static int vgapt_ioc_capability_revoke(void __user *arg)
{
	struct vgapt_capability_revoke args;
	struct vgapt_capability *cap;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args),
			   VGAPT_CAPABILITY_REVOKE_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags)
		return -EINVAL;
	cap = vgapt_registry_next(args.id);
	if (!cap)
		return -ENOENT;
	rc = cap->id == args.id ? vgapt_capability_revoke(cap) : -ENOENT;
	vgapt_capability_put(cap);
	return rc ? rc : vgapt_args_out(arg, &args, sizeof(args));
}

static int vgapt_ioc_rom_source(void __user *arg)
{
	struct vgapt_rom_source_info in, info = {};
	struct vgapt_dev *vdev;
	int rc;

	rc = vgapt_args_in(arg, &in, sizeof(in), VGAPT_ROM_SOURCE_INFO_SIZE_V0);
	if (rc)
		return rc;
	if (in.flags || in.reserved)
		return -EINVAL;
	vdev = vgapt_chardev_find(in.segment, in.bus, in.devfn);
	if (!vdev)
		return -ENODEV;
	memcpy(&info, &in, offsetof(typeof(in), error));
	rc = vgapt_rom_source_fill(vdev, in.source, &info);
	vgapt_dev_put(vdev);
	return rc ? rc : vgapt_args_out(arg, &info, sizeof(info));
}

/* The file that OPEN, or LOAD, is for. */
static struct file *vgapt_chardev_rom_file(struct vgapt_dev *vdev, bool load,
					   u32 source)
{
	struct vgapt_rom *rom;

	if (load)
		return vgapt_rom_file_load(vdev);
	rom = vgapt_rom_get_from(vdev, source);
	if (IS_ERR(rom))
		return ERR_CAST(rom);
	return rom ? vgapt_rom_file_open(rom) : ERR_PTR(-ENODATA);
}

static int vgapt_ioc_rom_open(void __user *arg, bool load)
{
	struct vgapt_rom_open args;
	struct vgapt_dev *vdev;
	struct file *file;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_ROM_OPEN_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags || args.reserved || (load && args.source))
		return -EINVAL;
	vdev = vgapt_chardev_find(args.segment, args.bus, args.devfn);
	if (!vdev)
		return -ENODEV;
	file = vgapt_chardev_rom_file(vdev, load, args.source);
	vgapt_dev_put(vdev);
	return vgapt_chardev_give(file, arg, &args, sizeof(args));
}

static long vgapt_chardev_ioctl(struct file *file, unsigned int cmd,
				unsigned long arg)
{
	void __user *uarg = (void __user *)arg;
	int rc;

	rc = vgapt_load_wait();
	if (rc)
		return rc;
	switch (cmd) {
	case VGAPT_IOC_VERSION:
		return vgapt_ioc_version(uarg);
	case VGAPT_IOC_FEATURES:
		return vgapt_ioc_features(uarg);
	case VGAPT_IOC_ATTACH:
		return vgapt_ioc_attach(uarg);
	case VGAPT_IOC_CAPABILITY_INFO:
		return vgapt_ioc_capability_info(uarg);
	case VGAPT_IOC_CAPABILITY_REVOKE:
		return vgapt_ioc_capability_revoke(uarg);
	case VGAPT_IOC_ROM_SOURCE:
		return vgapt_ioc_rom_source(uarg);
	case VGAPT_IOC_ROM_OPEN:
		return vgapt_ioc_rom_open(uarg, false);
	case VGAPT_IOC_ROM_LOAD:
		return vgapt_ioc_rom_open(uarg, true);
	case VGAPT_IOC_LISTEN:
		return vgapt_ioc_listen(file, uarg);
	case VGAPT_IOC_ANSWER:
		return vgapt_ioc_answer(file, uarg);
	default:
		return -ENOTTY;
	}
}

static int vgapt_chardev_open(struct inode *inode, struct file *file)
{
	/* The mode of the node is for the administrator to change; this is not. */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	/*
	 * It was the misc device; it is for the listener.  Nothing is waited for: no
	 * device of that kind, Xen's own among them, can be opened meanwhile.
	 */
	file->private_data = NULL;
	return 0;
}

static int vgapt_chardev_release(struct inode *inode, struct file *file)
{
	vgapt_listener_release(file);
	return 0;
}

static const struct file_operations vgapt_chardev_fops = {
	.owner = THIS_MODULE,
	.open = vgapt_chardev_open,
	.release = vgapt_chardev_release,
	.read = vgapt_listener_read,
	.poll = vgapt_listener_poll,
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
