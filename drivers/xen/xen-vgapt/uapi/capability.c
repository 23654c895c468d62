// SPDX-License-Identifier: GPL-2.0-only
/*
 * A capability: a file descriptor that stands for one function and one domain.
 *
 * Who has it needs no other privilege, and can do nothing with it to another
 * function or another domain.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "assign/assign.h"
#include "compat.h"
#include "legacy/owner.h"
#include "pure/ranges.h"
#include "pure/rom/verdict.h"
#include "reset/engine.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "uapi/argsz.h"
#include "uapi/capability.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen_vgapt.h"

/**
 * struct vgapt_capability - what is behind the file descriptor
 * @vdev:   the function; referenced
 * @dom:    the domain, as it was at ATTACH: a later one of its number is another
 * @rom:    the ROM's copy at ATTACH, or NULL; so a mapping never changes
 * @holder: ranges granted through it
 */
struct vgapt_capability {
	struct vgapt_dev *vdev;
	struct vgapt_xen_domain dom;
	struct vgapt_rom *rom;
	struct vgapt_holder holder;
};

/* Is the domain still the one the capability was made for? */
static int vgapt_capability_valid(struct vgapt_capability *cap)
{
	if (READ_ONCE(cap->vdev->gone))
		return -ENODEV;
	return vgapt_xen_domain_lives(&cap->dom) ? 0 : -ESRCH;
}

static int vgapt_ioc_device_info(struct vgapt_capability *cap,
				 void __user *arg)
{
	struct pci_dev *pdev = cap->vdev->pdev;
	struct vgapt_device_info info, in;
	int rc;

	rc = vgapt_args_in(arg, &in, sizeof(in), sizeof(in));
	if (rc)
		return rc;
	if (memchr_inv((u8 *)&in + sizeof(in.argsz), 0,
		       sizeof(in) - sizeof(in.argsz)))
		return -EINVAL;
	if (READ_ONCE(cap->vdev->gone))
		return -ENODEV;

	memset(&info, 0, sizeof(info));
	info.argsz = in.argsz;
	if (cap->vdev->vga)
		info.flags |= VGAPT_DEVICE_VGA;
	if (READ_ONCE(cap->vdev->primary))
		info.flags |= VGAPT_DEVICE_PRIMARY;
	if (vgapt_dev_is_seized(cap->vdev))
		info.flags |= VGAPT_DEVICE_SEIZED;
	info.segment = pci_domain_nr(pdev->bus);
	info.bus = pdev->bus->number;
	info.devfn = pdev->devfn;
	info.domid = cap->dom.domid;
	info.vendor = pdev->vendor;
	info.device = pdev->device;
	info.subvendor = pdev->subsystem_vendor;
	info.subdevice = pdev->subsystem_device;
	info.class = pdev->class;
	info.num_regions = VGAPT_NUM_REGIONS;
	info.granted = vgapt_legacy_granted(cap->vdev, &cap->dom);
	info.held = vgapt_legacy_held(&cap->holder);
	if (cap->rom) {
		info.rom_size = cap->rom->size;
		info.rom_source = cap->rom->source;
		info.rom_status = vgapt_rom_verdict(cap->vdev);
		memcpy(info.rom_sha256, cap->rom->sha256,
		       sizeof(info.rom_sha256));
	}
	return vgapt_args_out(arg, &info, sizeof(info));
}

static void vgapt_bar_info(struct pci_dev *pdev, int bar,
			   struct vgapt_region_info *info)
{
	unsigned long flags = pci_resource_flags(pdev, bar);

	info->size = pci_resource_len(pdev, bar);
	if (!info->size)
		return;
	info->base = pci_resource_start(pdev, bar);
	if (flags & IORESOURCE_IO)
		info->flags |= VGAPT_REGION_FLAG_IO;
	if (flags & IORESOURCE_MEM)
		info->flags |= VGAPT_REGION_FLAG_MEM;
	if (flags & IORESOURCE_PREFETCH)
		info->flags |= VGAPT_REGION_FLAG_PREFETCH;
	if (flags & IORESOURCE_MEM_64)
		info->flags |= VGAPT_REGION_FLAG_MEM64;
}

static void vgapt_legacy_info(struct vgapt_capability *cap,
			      const struct vgapt_range *range,
			      struct vgapt_region_info *info)
{
	if (!cap->vdev->vga)
		return;
	info->range = range->bit;
	info->base = range->first;
	info->size = range->count;
	info->flags = VGAPT_REGION_FLAG_LEGACY |
		      (range->io ? VGAPT_REGION_FLAG_IO :
				   VGAPT_REGION_FLAG_MEM);
	if (vgapt_legacy_granted(cap->vdev, &cap->dom) & range->bit)
		info->flags |= VGAPT_REGION_FLAG_GRANTED;
}

static int vgapt_ioc_region_info(struct vgapt_capability *cap,
				 void __user *arg)
{
	struct pci_dev *pdev = cap->vdev->pdev;
	struct vgapt_region_info info;
	int rc;

	rc = vgapt_args_in(arg, &info, sizeof(info), sizeof(info));
	if (rc)
		return rc;
	if (info.flags || info.range || info.size || info.base || info.offset)
		return -EINVAL;
	if (READ_ONCE(cap->vdev->gone))
		return -ENODEV;

	switch (info.index) {
	case VGAPT_REGION_BAR0 ... VGAPT_REGION_BAR0 + PCI_STD_NUM_BARS - 1:
		vgapt_bar_info(pdev, info.index - VGAPT_REGION_BAR0, &info);
		break;
	case VGAPT_REGION_ROM:
		if (cap->rom) {
			info.size = cap->rom->size;
			info.flags = VGAPT_REGION_FLAG_MEM |
				     VGAPT_REGION_FLAG_READ |
				     VGAPT_REGION_FLAG_MMAP;
		}
		break;
	case VGAPT_REGION_IO_MONO:
		vgapt_legacy_info(cap, vgapt_range_of(VGAPT_RANGE_IO_MONO),
				  &info);
		break;
	case VGAPT_REGION_IO_COLOR:
		vgapt_legacy_info(cap, vgapt_range_of(VGAPT_RANGE_IO_COLOR),
				  &info);
		break;
	case VGAPT_REGION_MEM:
		vgapt_legacy_info(cap, vgapt_range_of(VGAPT_RANGE_MEM), &info);
		break;
	default:
		return -EINVAL;
	}
	return vgapt_args_out(arg, &info, sizeof(info));
}

static int vgapt_ioc_ranges(struct vgapt_capability *cap, void __user *arg,
			    bool grant)
{
	struct vgapt_ranges args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), sizeof(args));
	if (rc)
		return rc;
	/* Whoever can't be told of success must not have it. */
	rc = vgapt_args_out(arg, &args, sizeof(args));
	if (rc)
		return rc;
	if (args.flags || args.reserved || !args.ranges ||
	    (args.ranges & ~VGAPT_RANGE_ALL))
		return -EINVAL;
	if (!grant) {
		rc = vgapt_legacy_release(cap->vdev, &cap->holder,
					  args.ranges);
	} else {
		/* Looks for itself whether the domain lives. */
		rc = READ_ONCE(cap->vdev->gone) ? -ENODEV :
		     vgapt_legacy_grant(cap->vdev, &cap->dom, &cap->holder,
					args.ranges);
	}
	return rc;
}

static int vgapt_ioc_reset(struct vgapt_capability *cap, void __user *arg)
{
	struct vgapt_dev *vdev = cap->vdev;
	struct vgapt_reset args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), sizeof(args));
	if (rc)
		return rc;
	if (args.flags)
		return -EINVAL;
	rc = vgapt_capability_valid(cap);
	if (rc)
		return rc;
	if (!vgapt_dev_is_seized(vdev))
		return -ENODEV;
	rc = vgapt_assign_meant(vdev->pdev, &cap->dom);
	if (rc)
		return rc;
	rc = vgapt_reset_function(vdev->pdev, &cap->dom);
	return rc ? rc : vgapt_args_out(arg, &args, sizeof(args));
}

static long vgapt_capability_ioctl(struct file *file, unsigned int cmd,
				   unsigned long arg)
{
	struct vgapt_capability *cap = file->private_data;
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case VGAPT_IOC_DEVICE_INFO:
		return vgapt_ioc_device_info(cap, uarg);
	case VGAPT_IOC_REGION_INFO:
		return vgapt_ioc_region_info(cap, uarg);
	case VGAPT_IOC_GRANT:
		return vgapt_ioc_ranges(cap, uarg, true);
	case VGAPT_IOC_REVOKE:
		return vgapt_ioc_ranges(cap, uarg, false);
	case VGAPT_IOC_RESET:
		return vgapt_ioc_reset(cap, uarg);
	default:
		return -ENOTTY;
	}
}

static ssize_t vgapt_capability_read(struct file *file, char __user *buf,
				     size_t count, loff_t *pos)
{
	struct vgapt_capability *cap = file->private_data;

	if (!cap->rom)
		return -ENODATA;
	return simple_read_from_buffer(buf, count, pos, cap->rom->data,
				       cap->rom->size);
}

static loff_t vgapt_capability_llseek(struct file *file, loff_t offset,
				      int whence)
{
	struct vgapt_capability *cap = file->private_data;

	return fixed_size_llseek(file, offset, whence,
				 cap->rom ? cap->rom->size : 0);
}

static int vgapt_capability_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vgapt_capability *cap = file->private_data;

	if (!cap->rom)
		return -ENODATA;
	if (vma->vm_flags & VM_WRITE)
		return -EACCES;
	/* Nor may mprotect() make it writable later. */
	vm_flags_clear(vma, VM_MAYWRITE);
	/* Checks offset and length; the file, kept by the mapping, keeps @rom. */
	return remap_vmalloc_range(vma, cap->rom->data, vma->vm_pgoff);
}

static int vgapt_capability_release(struct inode *inode, struct file *file)
{
	struct vgapt_capability *cap = file->private_data;

	vgapt_legacy_release(cap->vdev, &cap->holder, VGAPT_RANGE_ALL);
	vgapt_rom_put(cap->rom);
	vgapt_dev_put(cap->vdev);
	kfree(cap);
	return 0;
}

static const struct file_operations vgapt_capability_fops = {
	.owner = THIS_MODULE,
	.read = vgapt_capability_read,
	.llseek = vgapt_capability_llseek,
	.mmap = vgapt_capability_mmap,
	.unlocked_ioctl = vgapt_capability_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = vgapt_capability_release,
};

/**
 * vgapt_capability_create - make a capability
 * @vdev: the function
 * @dom:  the domain
 *
 * Return: a file descriptor of the calling process, or a negative error.
 */
int vgapt_capability_create(struct vgapt_dev *vdev,
			    const struct vgapt_xen_domain *dom)
{
	struct vgapt_capability *cap;
	struct file *file;
	int fd;

	cap = kzalloc(sizeof(*cap), GFP_KERNEL_ACCOUNT);
	if (!cap)
		return -ENOMEM;
	vgapt_dev_get(vdev);
	cap->vdev = vdev;
	cap->dom = *dom;
	cap->rom = vgapt_rom_get_chosen(vdev);
	vgapt_holder_init(&cap->holder);

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		goto free;
	file = anon_inode_getfile("[xen_vgapt]", &vgapt_capability_fops, cap,
				  O_RDONLY);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		fd = PTR_ERR(file);
		goto free;
	}
	/* An anonymous inode is not seekable unless it says so. */
	file->f_mode |= FMODE_LSEEK | FMODE_PREAD;
	fd_install(fd, file);
	return fd;

free:
	vgapt_rom_put(cap->rom);
	vgapt_dev_put(cap->vdev);
	kfree(cap);
	return fd;
}
