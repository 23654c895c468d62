// SPDX-License-Identifier: GPL-2.0-only
/*
 * The folder xen_vgapt/ of each display function, as described in
 * Documentation/ABI/testing/sysfs-bus-pci-xen_vgapt.
 */
#include <linux/sysfs.h>
#include <xen/interface/xen.h>

#include "compat.h"
#include "legacy/owner.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "reset/engine.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "uapi/sysfs.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen_vgapt.h"

/*
 * The function an attribute belongs to.  While an attribute is in use its
 * folder can't be removed, and the function goes only after its folder: NULL is
 * for the short time in which the folder is being made.
 */
static struct vgapt_dev *vgapt_sysfs_dev(struct device *dev)
{
	return vgapt_dev_find(to_pci_dev(dev));
}

static ssize_t primary_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	ssize_t len;

	if (!vdev)
		return -ENODEV;
	len = sysfs_emit(buf, "%d\n", READ_ONCE(vdev->primary));
	vgapt_dev_put(vdev);
	return len;
}

static ssize_t primary_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t count)
{
	struct vgapt_dev *vdev;
	struct vgapt_rom *rom;
	u8 primary;
	int rc;

	/* Not kstrtobool(): that takes "none" for no and "yes1" for yes. */
	rc = kstrtou8(buf, 10, &primary);
	if (!rc && primary > 1)
		rc = -EINVAL;
	if (rc) {
		dev_err_ratelimited(dev, "primary: \"%.*s\" is neither 0 nor 1\n",
				    (int)min_t(size_t, count, 32), buf);
		return -EINVAL;
	}
	vdev = vgapt_sysfs_dev(dev);
	if (!vdev)
		return -ENODEV;
	WRITE_ONCE(vdev->primary, primary);
	rom = primary ? vgapt_rom_get(vdev) : NULL;
	if (rom && vgapt_rom_usable(rom->fault) &&
	    !(rom->flags & VGAPT_ROM_HAS_X86))
		dev_warn_ratelimited(dev, "primary, but its ROM has no image for a BIOS: a guest with SeaBIOS will not show anything before its own driver\n");
	vgapt_rom_put(rom);
	vgapt_dev_put(vdev);
	return count;
}

static DEVICE_ATTR_RW(primary);

static ssize_t owner_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	int domid;

	if (!vdev)
		return -ENODEV;
	domid = vgapt_legacy_holding(vdev).domid;
	vgapt_dev_put(vdev);
	if (domid == VGAPT_NO_DOMAIN)
		return sysfs_emit(buf, "none\n");
	return sysfs_emit(buf, "%d\n", domid);
}

static ssize_t owner_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t count)
{
	bool revoke = sysfs_streq(buf, "none");
	struct vgapt_xen_domain dom;
	struct vgapt_dev *vdev;
	u16 domid = 0;
	int rc;

	rc = revoke ? 0 : kstrtou16(buf, 10, &domid);
	if (!rc && !revoke && (!domid || domid >= DOMID_FIRST_RESERVED))
		rc = -EINVAL;
	if (rc) {
		dev_err_ratelimited(dev, "owner: \"%.*s\" is neither a guest's domid nor \"none\"\n",
				    (int)min_t(size_t, count, 32), buf);
		return -EINVAL;
	}
	vdev = vgapt_sysfs_dev(dev);
	if (!vdev)
		return -ENODEV;
	if (revoke)
		rc = vgapt_legacy_revoke(vdev);
	else
		rc = vgapt_xen_domain(domid, &dom);
	if (!revoke && !rc)
		rc = vgapt_legacy_grant(vdev, &dom, &vgapt_admin,
					VGAPT_RANGE_ALL);
	if (rc)
		dev_err_ratelimited(dev, "owner: %s: %d\n",
				    revoke ? "revoke" : "grant", rc);
	vgapt_dev_put(vdev);
	return rc ? rc : count;
}

static DEVICE_ATTR_RW(owner);

static ssize_t rom_source_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	struct vgapt_rom *rom;
	ssize_t len;

	if (!vdev)
		return -ENODEV;
	rom = vgapt_rom_get(vdev);
	len = sysfs_emit(buf, "%s\n",
			 vgapt_rom_source_name(rom ? rom->source :
						     VGAPT_ROM_NONE));
	vgapt_rom_put(rom);
	vgapt_dev_put(vdev);
	return len;
}

static DEVICE_ATTR_RO(rom_source);

static ssize_t rom_sha256_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	struct vgapt_rom *rom;
	ssize_t len;

	if (!vdev)
		return -ENODEV;
	rom = vgapt_rom_get(vdev);
	if (rom)
		len = sysfs_emit(buf, "%*phN\n", (int)sizeof(rom->sha256),
				 rom->sha256);
	else
		len = sysfs_emit(buf, "none\n");
	vgapt_rom_put(rom);
	vgapt_dev_put(vdev);
	return len;
}

static DEVICE_ATTR_RO(rom_sha256);

static ssize_t rom_status_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	ssize_t len;

	if (!vdev)
		return -ENODEV;
	len = sysfs_emit(buf, "%s\n",
			 vgapt_rom_status_name(vgapt_rom_status(vdev)));
	vgapt_dev_put(vdev);
	return len;
}

static DEVICE_ATTR_RO(rom_status);

static ssize_t rom_images_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	struct vgapt_rom *rom;
	ssize_t len = 0;
	u32 i;

	if (!vdev)
		return -ENODEV;
	rom = vgapt_rom_get(vdev);
	for (i = 0; rom && i < rom->num_images; i++)
		len += sysfs_emit_at(buf, len, "%s%s", i ? "," : "",
				     vgapt_rom_code_name(rom->types[i]));
	len += sysfs_emit_at(buf, len, "%s\n", len ? "" : "none");
	vgapt_rom_put(rom);
	vgapt_dev_put(vdev);
	return len;
}

static DEVICE_ATTR_RO(rom_images);

static struct vgapt_rom *vgapt_sysfs_opregion(struct vgapt_dev *vdev)
{
	return vgapt_rom_get_opregion(vdev, false);
}

static struct vgapt_rom *vgapt_sysfs_vbt(struct vgapt_dev *vdev)
{
	return vgapt_rom_get_opregion(vdev, true);
}

/* What @get gives of the function that a folder belongs to. */
static ssize_t vgapt_sysfs_copy(struct kobject *kobj,
				struct vgapt_rom *(*get)(struct vgapt_dev *vdev),
				char *buf, loff_t off, size_t count)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(kobj_to_dev(kobj));
	struct vgapt_rom *rom;
	ssize_t len = -ENODATA;

	if (!vdev)
		return -ENODEV;
	rom = get(vdev);
	if (rom)
		len = memory_read_from_buffer(buf, count, &off, rom->data,
					      rom->size);
	vgapt_rom_put(rom);
	vgapt_dev_put(vdev);
	return len;
}

static ssize_t rom_read(struct file *file, struct kobject *kobj,
			vgapt_const_bin struct bin_attribute *attr, char *buf,
			loff_t off, size_t count)
{
	return vgapt_sysfs_copy(kobj, vgapt_rom_get, buf, off, count);
}

/* For root only, as the PCI core's own "rom". */
static vgapt_const_bin BIN_ATTR_ADMIN_RO(rom, 0);

static ssize_t opregion_read(struct file *file, struct kobject *kobj,
			     vgapt_const_bin struct bin_attribute *attr,
			     char *buf, loff_t off, size_t count)
{
	return vgapt_sysfs_copy(kobj, vgapt_sysfs_opregion, buf, off, count);
}

static vgapt_const_bin BIN_ATTR_ADMIN_RO(opregion, 0);

static ssize_t vbt_read(struct file *file, struct kobject *kobj,
			vgapt_const_bin struct bin_attribute *attr, char *buf,
			loff_t off, size_t count)
{
	return vgapt_sysfs_copy(kobj, vgapt_sysfs_vbt, buf, off, count);
}

static vgapt_const_bin BIN_ATTR_ADMIN_RO(vbt, 0);

static ssize_t reset_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t count)
{
	struct vgapt_dev *vdev;
	u8 val;
	int rc;

	if (kstrtou8(buf, 10, &val) || val != 1) {
		dev_err_ratelimited(dev, "reset: \"%.*s\" is not 1\n",
				    (int)min_t(size_t, count, 32), buf);
		return -EINVAL;
	}
	vdev = vgapt_sysfs_dev(dev);
	if (!vdev)
		return -ENODEV;
	rc = vgapt_reset(vdev->pdev, NULL);
	if (rc == -ENODEV)
		dev_err_ratelimited(dev, "reset: it is not bound to xen-pciback\n");
	vgapt_dev_put(vdev);
	return rc ? rc : count;
}

static DEVICE_ATTR_WO(reset);

static ssize_t reset_plan_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	ssize_t len;

	if (!vdev)
		return -ENODEV;
	len = vgapt_reset_show_plan(vdev, buf);
	vgapt_dev_put(vdev);
	return len;
}

/* For root only: to make one, locks are taken and registers looked at. */
static DEVICE_ATTR_ADMIN_RO(reset_plan);

static ssize_t last_reset_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	ssize_t len;

	if (!vdev)
		return -ENODEV;
	len = vgapt_reset_show_last(vdev, buf);
	vgapt_dev_put(vdev);
	return len;
}

static DEVICE_ATTR_RO(last_reset);

static ssize_t reset_method_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	struct vgapt_dev *vdev = vgapt_sysfs_dev(dev);
	u8 order[VGAPT_RESET_NUM_METHODS];
	ssize_t len = 0;
	u32 i, num;

	if (!vdev)
		return -ENODEV;
	device_lock(dev);
	num = vdev->reset.num_order;
	memcpy(order, vdev->reset.order, sizeof(order));
	device_unlock(dev);
	if (!num)
		vgapt_reset_default_order(order, &num);
	for (i = 0; i < num; i++)
		len += sysfs_emit_at(buf, len, "%s%s", i ? " " : "",
				     vgapt_reset_method_name(order[i]));
	len += sysfs_emit_at(buf, len, "\n");
	vgapt_dev_put(vdev);
	return len;
}

static ssize_t reset_method_store(struct device *dev,
				  struct device_attribute *attr,
				  const char *buf, size_t count)
{
	u8 order[VGAPT_RESET_NUM_METHODS];
	struct vgapt_dev *vdev;
	u32 num;
	int rc;

	rc = vgapt_reset_parse_order(buf, count, order, &num);
	if (rc) {
		dev_err_ratelimited(dev, "reset_method: \"%.*s\" is no list of methods, nor \"default\"\n",
				    (int)min_t(size_t, count, 64), buf);
		return rc;
	}
	vdev = vgapt_sysfs_dev(dev);
	if (!vdev)
		return -ENODEV;
	device_lock(dev);
	memcpy(vdev->reset.order, order, sizeof(order));
	vdev->reset.num_order = num;
	device_unlock(dev);
	vgapt_dev_put(vdev);
	return count;
}

static DEVICE_ATTR_RW(reset_method);

static struct attribute *vgapt_dev_attrs[] = {
	&dev_attr_primary.attr,
	&dev_attr_owner.attr,
	&dev_attr_rom_source.attr,
	&dev_attr_rom_status.attr,
	&dev_attr_rom_sha256.attr,
	&dev_attr_rom_images.attr,
	&dev_attr_reset.attr,
	&dev_attr_reset_plan.attr,
	&dev_attr_reset_method.attr,
	&dev_attr_last_reset.attr,
	NULL
};

static vgapt_const_bin struct bin_attribute *vgapt_const_bin vgapt_dev_bin_attrs[] = {
	&bin_attr_rom,
	&bin_attr_opregion,
	&bin_attr_vbt,
	NULL
};

/* No legacy ranges, no say in who gets them. */
static umode_t vgapt_attr_visible(struct kobject *kobj, struct attribute *attr,
				  int n)
{
	struct pci_dev *pdev = to_pci_dev(kobj_to_dev(kobj));

	if ((attr == &dev_attr_primary.attr || attr == &dev_attr_owner.attr) &&
	    pdev->class >> 8 != PCI_CLASS_DISPLAY_VGA)
		return 0;
	return attr->mode;
}

/* OpRegion and VBT are Intel's. */
static umode_t vgapt_bin_attr_visible(struct kobject *kobj,
				      vgapt_const_visible struct bin_attribute *attr,
				      int n)
{
	struct pci_dev *pdev = to_pci_dev(kobj_to_dev(kobj));

	if (attr != &bin_attr_rom && pdev->vendor != PCI_VENDOR_ID_INTEL)
		return 0;
	return attr->attr.mode;
}

static const struct attribute_group vgapt_dev_group = {
	.name = VGAPT_NAME,
	.is_visible = vgapt_attr_visible,
	.is_bin_visible = vgapt_bin_attr_visible,
	.attrs = vgapt_dev_attrs,
	.bin_attrs = vgapt_dev_bin_attrs,
};

const struct attribute_group *vgapt_dev_groups[] = {
	&vgapt_dev_group,
	NULL
};
