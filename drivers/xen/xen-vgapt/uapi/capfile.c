// SPDX-License-Identifier: GPL-2.0-only
/*
 * A capability's file: its calls, the copy of the ROM, poll and fdinfo.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "legacy/owner.h"
#include "model/model.h"
#include "pure/model/split.h"
#include "pure/ranges.h"
#include "pure/rights.h"
#include "pure/rom/verdict.h"
#include "pure/tokens.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "uapi/argsz.h"
#include "uapi/capability.h"
#include "uapi/capfile.h"
#include "uapi/capmodel.h"
#include "uapi/capreset.h"
#include "uapi/registry.h"
#include "vdev.h"

static const struct file_operations vgapt_capfile_fops;

static int vgapt_ioc_features(struct vgapt_capability *cap, void __user *arg)
{
	struct vgapt_features args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_FEATURES_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags)
		return -EINVAL;
	args.features = VGAPT_FEATURE_EVENTS;
	if (cap->rights & VGAPT_RIGHT_ROM)
		args.features |= VGAPT_FEATURE_ROM;
	if ((cap->rights & VGAPT_RIGHT_LEGACY) && vgapt_xen_version())
		args.features |= VGAPT_FEATURE_LEGACY | VGAPT_FEATURE_TRAPS;
	if (cap->model && vgapt_xen_version())
		args.features |= VGAPT_FEATURE_MODEL;
	if (cap->rights & VGAPT_RIGHT_RESET)
		args.features |= VGAPT_FEATURE_RESET |
				 VGAPT_FEATURE_RESET_PROOFS;
	return vgapt_args_out(arg, &args, sizeof(args));
}

static u32 vgapt_capfile_device_flags(struct vgapt_capability *cap)
{
	u32 flags = cap->exclusive ? VGAPT_DEVICE_EXCLUSIVE : 0;

	if (!cap->vdev)
		return flags;
	flags |= VGAPT_DEVICE_DISPLAY;
	if (cap->vdev->vga)
		flags |= VGAPT_DEVICE_VGA;
	if (READ_ONCE(cap->vdev->primary))
		flags |= VGAPT_DEVICE_PRIMARY;
	if (vgapt_dev_is_seized(cap->vdev))
		flags |= VGAPT_DEVICE_SEIZED;
	return flags;
}

/* Flags that DEVICE_INFO may have told before, should it be asked again with them. */
#define VGAPT_DEVICE_FLAGS	(VGAPT_DEVICE_VGA | VGAPT_DEVICE_PRIMARY | \
				 VGAPT_DEVICE_SEIZED | VGAPT_DEVICE_DISPLAY | \
				 VGAPT_DEVICE_EXCLUSIVE)

static int vgapt_ioc_device_info(struct vgapt_capability *cap,
				 void __user *arg)
{
	struct vgapt_device_info info, in;
	struct pci_dev *pdev = cap->pdev;
	int rc;

	rc = vgapt_args_in(arg, &in, sizeof(in), VGAPT_DEVICE_INFO_SIZE_V0);
	if (rc)
		return rc;
	if ((in.flags & ~VGAPT_DEVICE_FLAGS) || in.reserved)
		return -EINVAL;
	rc = vgapt_capability_usable(cap);
	if (rc)
		return rc;

	memset(&info, 0, sizeof(info));
	info.argsz = in.argsz;
	info.flags = vgapt_capfile_device_flags(cap);
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
	if (cap->vdev)
		info.granted = vgapt_legacy_granted(cap->vdev, &cap->dom);
	info.held = vgapt_legacy_held(&cap->holder);
	info.rights = cap->rights;
	info.id = cap->id;
	if (cap->rom) {
		info.rom_size = cap->rom->size;
		info.rom_source = cap->rom->source;
		info.rom_status = vgapt_rom_verdict(cap->vdev);
		memcpy(info.rom_sha256, cap->rom->sha256,
		       sizeof(info.rom_sha256));
	}
	return vgapt_args_out(arg, &info, sizeof(info));
}

static void vgapt_bar_info(struct vgapt_capability *cap, int bar,
			   struct vgapt_region_info *info)
{
	unsigned long flags = pci_resource_flags(cap->pdev, bar);

	info->size = pci_resource_len(cap->pdev, bar);
	if (!info->size)
		return;
	/* An attacker of dom0 would like to know. */
	if (cap->rights & VGAPT_RIGHT_ADDRESSES)
		info->base = pci_resource_start(cap->pdev, bar);
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
	if (!cap->vdev || !cap->vdev->vga)
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

#define VGAPT_REGION_FLAGS	(VGAPT_REGION_FLAG_IO | VGAPT_REGION_FLAG_MEM | \
				 VGAPT_REGION_FLAG_PREFETCH | \
				 VGAPT_REGION_FLAG_MEM64 | \
				 VGAPT_REGION_FLAG_READ | \
				 VGAPT_REGION_FLAG_MMAP | \
				 VGAPT_REGION_FLAG_LEGACY | \
				 VGAPT_REGION_FLAG_GRANTED | \
				 VGAPT_REGION_FLAG_WRITE)

/* A device model reaches all that is there, each at its own place. */
static void vgapt_model_info(struct vgapt_capability *cap,
			     struct vgapt_region_info *info)
{
	if (!(cap->rights & VGAPT_RIGHT_MODEL))
		return;
	info->offset = (u64)info->index << VGAPT_REGION_SHIFT;
	if (info->size && info->index != VGAPT_REGION_ROM)
		info->flags |= VGAPT_REGION_FLAG_READ | VGAPT_REGION_FLAG_WRITE;
}

static int vgapt_ioc_region_info(struct vgapt_capability *cap,
				 void __user *arg)
{
	struct vgapt_region_info info = {}, in;
	int rc;

	rc = vgapt_args_in(arg, &in, sizeof(in), VGAPT_REGION_INFO_SIZE_V0);
	if (rc)
		return rc;
	if (in.flags & ~VGAPT_REGION_FLAGS)
		return -EINVAL;
	rc = vgapt_capability_usable(cap);
	if (rc)
		return rc;

	info.argsz = in.argsz;
	info.index = in.index;
	switch (info.index) {
	case VGAPT_REGION_BAR0 ... VGAPT_REGION_BAR0 + PCI_STD_NUM_BARS - 1:
		vgapt_bar_info(cap, info.index - VGAPT_REGION_BAR0, &info);
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
	case VGAPT_REGION_CONFIG:
		if (cap->rights & VGAPT_RIGHT_MODEL)
			info.size = cap->pdev->cfg_size;
		break;
	default:
		return -EINVAL;
	}
	vgapt_model_info(cap, &info);
	return vgapt_args_out(arg, &info, sizeof(info));
}

static int vgapt_ranges_in(struct vgapt_capability *cap, void __user *arg,
			   struct vgapt_ranges *args)
{
	int rc;

	rc = vgapt_args_in(arg, args, sizeof(*args), VGAPT_RANGES_SIZE_V0);
	if (rc)
		return rc;
	if (args->flags || args->reserved || !args->ranges ||
	    (args->ranges & ~VGAPT_RANGE_ALL))
		return -EINVAL;
	return vgapt_capability_may(cap, VGAPT_RIGHT_LEGACY);
}

static int vgapt_ioc_grant(struct vgapt_capability *cap, void __user *arg,
			   bool wait)
{
	struct vgapt_grant args;
	u32 more;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_GRANT_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags || !args.ranges || (args.ranges & ~VGAPT_RANGE_ALL))
		return -EINVAL;
	rc = vgapt_traps_check(args.traps, args.num_traps, args.ranges);
	if (!rc)
		rc = vgapt_capability_may(cap, VGAPT_RIGHT_LEGACY);
	if (rc)
		return rc;
	more = args.ranges & ~vgapt_legacy_held(&cap->holder);
	if (vgapt_legacy_has(&cap->holder, args.ranges, args.traps, args.num_traps)) {
		rc = vgapt_capability_valid(cap);
		return rc ? rc : vgapt_args_out(arg, &args, sizeof(args));
	}
	rc = vgapt_capability_usable(cap);
	if (!rc)
		rc = vgapt_capability_spend(cap, &cap->grants,
					    &vgapt_budget_grant, wait);
	/* Looks for itself whether the domain lives. */
	if (!rc)
		rc = vgapt_legacy_grant_traps(cap->vdev, &cap->dom, &cap->holder,
					      args.ranges, args.traps, args.num_traps);
	if (rc)
		return rc;
	/* Root may have revoked it meanwhile, and found nothing to withdraw yet. */
	rc = vgapt_capability_may(cap, VGAPT_RIGHT_LEGACY);
	if (rc)
		more = VGAPT_RANGE_ALL;
	/* Whoever can't be told of success must not have it. */
	if (!rc)
		rc = vgapt_args_out(arg, &args, sizeof(args));
	if (rc)
		vgapt_legacy_release(cap->vdev, &cap->holder, more);
	return rc;
}

static int vgapt_ioc_revoke(struct vgapt_capability *cap, void __user *arg)
{
	struct vgapt_ranges args;
	int rc;

	rc = vgapt_ranges_in(cap, arg, &args);
	if (!rc)
		rc = vgapt_legacy_release(cap->vdev, &cap->holder,
					  args.ranges);
	return rc ? rc : vgapt_args_out(arg, &args, sizeof(args));
}

static int vgapt_ioc_events(struct vgapt_capability *cap, void __user *arg)
{
	struct vgapt_events args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_EVENTS_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags)
		return -EINVAL;
	spin_lock(&cap->lock);
	args.events = cap->events;
	args.state = cap->state;
	cap->events = 0;
	spin_unlock(&cap->lock);
	rc = vgapt_args_out(arg, &args, sizeof(args));
	if (rc) {
		/* They have not been read. */
		spin_lock(&cap->lock);
		cap->events |= args.events;
		spin_unlock(&cap->lock);
	}
	return rc;
}

static long vgapt_capfile_ioctl(struct file *file, unsigned int cmd,
				unsigned long arg)
{
	struct vgapt_capability *cap = file->private_data;
	bool wait = !(READ_ONCE(file->f_flags) & O_NONBLOCK);
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case VGAPT_IOC_FEATURES:
		return vgapt_ioc_features(cap, uarg);
	case VGAPT_IOC_DEVICE_INFO:
		return vgapt_ioc_device_info(cap, uarg);
	case VGAPT_IOC_REGION_INFO:
		return vgapt_ioc_region_info(cap, uarg);
	case VGAPT_IOC_GRANT:
		return vgapt_ioc_grant(cap, uarg, wait);
	case VGAPT_IOC_REVOKE:
		return vgapt_ioc_revoke(cap, uarg);
	case VGAPT_IOC_RESET:
		return vgapt_ioc_reset(cap, uarg, wait, &vgapt_capfile_fops);
	case VGAPT_IOC_RESET_RESULT:
		return vgapt_ioc_reset_result(cap, uarg);
	case VGAPT_IOC_RESET_HITS:
		return vgapt_ioc_reset_hits(cap, uarg, wait);
	case VGAPT_IOC_EVENTS:
		return vgapt_ioc_events(cap, uarg);
	case VGAPT_IOC_HOLD:
		return vgapt_ioc_hold(cap, uarg, true, wait);
	case VGAPT_IOC_RELEASE:
		return vgapt_ioc_hold(cap, uarg, false, wait);
	case VGAPT_IOC_MAP:
		return vgapt_ioc_map(cap, uarg, wait);
	case VGAPT_IOC_MSI:
		return vgapt_ioc_msi(cap, uarg, wait);
	default:
		return -ENOTTY;
	}
}

/* May the copy be read, and is there one? */
static int vgapt_capfile_has_rom(struct vgapt_capability *cap)
{
	int rc;

	rc = vgapt_capability_may(cap, VGAPT_RIGHT_ROM);
	if (rc)
		return rc;
	return cap->rom ? 0 : -ENODATA;
}

static ssize_t vgapt_capfile_read(struct file *file, char __user *buf,
				  size_t count, loff_t *pos)
{
	struct vgapt_capability *cap = file->private_data;
	loff_t at = *pos;
	int rc;

	if (cap->rights & VGAPT_RIGHT_MODEL) {
		if (at >> VGAPT_REGION_SHIFT != VGAPT_REGION_ROM)
			return vgapt_capmodel_rw(cap, buf, count, at, false);
		at -= (loff_t)VGAPT_REGION_ROM << VGAPT_REGION_SHIFT;
	}
	rc = vgapt_capfile_has_rom(cap);
	if (rc)
		return rc;
	rc = simple_read_from_buffer(buf, count, &at, cap->rom->data,
				     cap->rom->size);
	if (rc > 0)
		*pos += rc;
	return rc;
}

/* Only with VGAPT_RIGHT_MODEL is the file open for that. */
static ssize_t vgapt_capfile_write(struct file *file, const char __user *buf,
				   size_t count, loff_t *pos)
{
	/* It is only read from, in vgapt_capmodel_rw(). */
	return vgapt_capmodel_rw(file->private_data, (char __user *)buf, count,
				 *pos, true);
}

static loff_t vgapt_capfile_llseek(struct file *file, loff_t offset, int whence)
{
	struct vgapt_capability *cap = file->private_data;

	return fixed_size_llseek(file, offset, whence,
				 cap->rom ? cap->rom->size : 0);
}

static int vgapt_capfile_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vgapt_capability *cap = file->private_data;
	int rc;

	rc = vgapt_capfile_has_rom(cap);
	if (rc)
		return rc;
	if (cap->rights & VGAPT_RIGHT_MODEL) {
		const unsigned long first = (unsigned long)VGAPT_REGION_ROM <<
					    (VGAPT_REGION_SHIFT - PAGE_SHIFT);

		if (vma->vm_pgoff < first)
			return -EINVAL;
		vma->vm_pgoff -= first;
	}
	/* The file, kept by the mapping, keeps the capability. */
	return vgapt_mapping_mmap(&cap->mapping, vma);
}

static __poll_t vgapt_capfile_poll(struct file *file, poll_table *wait)
{
	struct vgapt_capability *cap = file->private_data;
	__poll_t mask = 0;

	poll_wait(file, &cap->wait, wait);
	spin_lock(&cap->lock);
	if (cap->events)
		mask |= EPOLLIN | EPOLLRDNORM;
	if (cap->state)
		mask |= EPOLLHUP;
	spin_unlock(&cap->lock);
	return mask;
}

static void vgapt_capfile_show_fdinfo(struct seq_file *m, struct file *file)
{
	struct vgapt_capability *cap = file->private_data;
	char rights[VGAPT_RIGHTS_MAX], state[VGAPT_RIGHTS_MAX];

	vgapt_rights_say(rights, sizeof(rights), cap->rights, " ");
	vgapt_capability_say(state, sizeof(state), vgapt_capability_flags(cap));
	seq_printf(m, VGAPT_FDINFO_ID ":\t%llu\n", cap->id);
	seq_printf(m, VGAPT_FDINFO_FUNCTION ":\t%s\n", pci_name(cap->pdev));
	seq_printf(m, VGAPT_FDINFO_DOMAIN ":\t%u\n", cap->dom.domid);
	seq_printf(m, VGAPT_FDINFO_RIGHTS ":\t%s\n", rights);
	seq_printf(m, VGAPT_FDINFO_STATE ":\t%s\n", state);
}

static int vgapt_capfile_release(struct inode *inode, struct file *file)
{
	struct vgapt_capability *cap = file->private_data;

	/* Whoever takes the function meanwhile finds it, and waits for the end of that. */
	vgapt_model_end(cap->model);
	vgapt_registry_remove(cap);
	vgapt_capability_closed(cap);
	return 0;
}

static const struct file_operations vgapt_capfile_fops = {
	.owner = THIS_MODULE,
	.read = vgapt_capfile_read,
	.write = vgapt_capfile_write,
	.llseek = vgapt_capfile_llseek,
	.mmap = vgapt_capfile_mmap,
	.poll = vgapt_capfile_poll,
	.unlocked_ioctl = vgapt_capfile_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.show_fdinfo = vgapt_capfile_show_fdinfo,
	.release = vgapt_capfile_release,
};

/**
 * vgapt_capfile_open - open a capability's file
 * @cap: the capability, which is in the registry; the caller's reference goes to
 *       the file, or is dropped on error, with the entry in the registry
 *
 * Return: the file, or an ERR_PTR().
 */
struct file *vgapt_capfile_open(struct vgapt_capability *cap)
{
	bool model = cap->rights & VGAPT_RIGHT_MODEL;
	struct file *file;

	file = anon_inode_getfile("[xen_vgapt]", &vgapt_capfile_fops, cap,
				  model ? O_RDWR : O_RDONLY);
	if (IS_ERR(file)) {
		vgapt_registry_remove(cap);
		vgapt_capability_put(cap);
		return file;
	}
	/* An anonymous inode is not seekable unless it says so. */
	file->f_mode |= FMODE_LSEEK | FMODE_PREAD;
	if (model)
		file->f_mode |= FMODE_PWRITE;
	if (cap->rom)
		vgapt_mapping_use(&cap->mapping, file);
	return file;
}
