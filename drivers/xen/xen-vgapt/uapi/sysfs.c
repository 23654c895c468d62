// SPDX-License-Identifier: GPL-2.0-only
/*
 * The folder xen_vgapt/ of each display function, as described in
 * Documentation/ABI/testing/sysfs-bus-pci-xen_vgapt.
 */
#include <linux/completion.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>
#include <xen/interface/xen.h>

#include "assign/assign.h"
#include "compat.h"
#include "legacy/owner.h"
#include "load.h"
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/reset/say.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "pure/state.h"
#include "pure/tokens.h"
#include "reset/engine.h"
#include "reset/scope.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "rom/serve.h"
#include "uapi/registry.h"
#include "uapi/sysfs.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen_vgapt.h"

/*
 * A file of the folder.  While one is in use the folder can't be removed, and the
 * function goes only after its folder, so there is no reference to take.
 */
struct vgapt_attr {
	struct attribute attr;
	ssize_t (*show)(struct vgapt_dev *vdev, char *buf);
	ssize_t (*store)(struct vgapt_dev *vdev, const char *buf, size_t count);
};

static struct vgapt_dev *vgapt_sysfs_dev(struct kobject *kobj)
{
	return container_of(kobj, struct vgapt_dev, folder);
}

static ssize_t primary_show(struct vgapt_dev *vdev, char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(vdev->primary));
}

static ssize_t primary_store(struct vgapt_dev *vdev, const char *buf,
			     size_t count)
{
	struct vgapt_rom *rom;
	u8 primary;
	int rc;

	/* Not kstrtobool(): that takes "none" for no and "yes1" for yes. */
	rc = kstrtou8(buf, 10, &primary);
	if (!rc && primary > 1)
		rc = -EINVAL;
	if (rc) {
		dev_err_ratelimited(&vdev->pdev->dev, "primary: \"%.*s\" is neither 0 nor 1\n",
				    (int)min_t(size_t, count, 32), buf);
		return -EINVAL;
	}
	WRITE_ONCE(vdev->primary, primary);
	rom = primary ? vgapt_rom_get_chosen(vdev) : NULL;
	if (rom && vgapt_rom_usable(rom->fault) &&
	    !(rom->flags & VGAPT_ROM_HAS_X86))
		dev_warn_ratelimited(&vdev->pdev->dev, "primary, but its ROM has no image for a BIOS: a guest with SeaBIOS will not show anything before its own driver\n");
	vgapt_rom_put(rom);
	return count;
}

static struct vgapt_attr attr_primary = __ATTR_RW(primary);

static ssize_t owner_show(struct vgapt_dev *vdev, char *buf)
{
	int domid = vgapt_legacy_holding(vdev).domid;

	if (domid == VGAPT_NO_DOMAIN)
		return sysfs_emit(buf, "none\n");
	return sysfs_emit(buf, "%d\n", domid);
}

static ssize_t owner_store(struct vgapt_dev *vdev, const char *buf,
			   size_t count)
{
	bool revoke = sysfs_streq(buf, "none");
	struct vgapt_xen_domain dom;
	u16 domid = 0;
	int rc;

	rc = revoke ? 0 : kstrtou16(buf, 10, &domid);
	if (!rc && !revoke && (!domid || domid >= DOMID_FIRST_RESERVED))
		rc = -EINVAL;
	if (rc) {
		dev_err_ratelimited(&vdev->pdev->dev, "owner: \"%.*s\" is neither a guest's domid nor \"none\"\n",
				    (int)min_t(size_t, count, 32), buf);
		return -EINVAL;
	}
	if (revoke)
		rc = vgapt_legacy_revoke(vdev);
	else
		rc = vgapt_xen_get_domain(domid, &dom);
	if (!revoke && !rc)
		rc = vgapt_legacy_grant(vdev, &dom, &vgapt_admin,
					VGAPT_RANGE_ALL);
	if (rc)
		dev_err_ratelimited(&vdev->pdev->dev, "owner: %s: %d\n",
				    revoke ? "revoke" : "grant", rc);
	return rc ? rc : count;
}

static struct vgapt_attr attr_owner = __ATTR_RW(owner);

static ssize_t rom_source_show(struct vgapt_dev *vdev, char *buf)
{
	struct vgapt_rom *rom = vgapt_rom_get_chosen(vdev);
	ssize_t len;

	len = sysfs_emit(buf, "%s\n",
			 vgapt_rom_source_name(rom ? rom->source :
						     VGAPT_ROM_NONE));
	vgapt_rom_put(rom);
	return len;
}

static struct vgapt_attr attr_rom_source = __ATTR_RO(rom_source);

static ssize_t rom_sha256_show(struct vgapt_dev *vdev, char *buf)
{
	struct vgapt_rom *rom = vgapt_rom_get_chosen(vdev);
	ssize_t len;

	if (rom)
		len = sysfs_emit(buf, "%*phN\n", (int)sizeof(rom->sha256),
				 rom->sha256);
	else
		len = sysfs_emit(buf, "none\n");
	vgapt_rom_put(rom);
	return len;
}

static struct vgapt_attr attr_rom_sha256 = __ATTR_RO(rom_sha256);

static ssize_t rom_status_show(struct vgapt_dev *vdev, char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  vgapt_rom_status_name(vgapt_rom_verdict(vdev)));
}

static struct vgapt_attr attr_rom_status = __ATTR_RO(rom_status);

static ssize_t rom_images_show(struct vgapt_dev *vdev, char *buf)
{
	struct vgapt_rom *rom = vgapt_rom_get_chosen(vdev);
	ssize_t len = 0;
	u32 i;

	for (i = 0; rom && i < rom->num_images; i++)
		len += sysfs_emit_at(buf, len, "%s%s", i ? " " : "",
				     vgapt_rom_code_name(rom->types[i]));
	len += sysfs_emit_at(buf, len, "%s\n", len ? "" : "none");
	vgapt_rom_put(rom);
	return len;
}

static struct vgapt_attr attr_rom_images = __ATTR_RO(rom_images);

static ssize_t rom_mode_show(struct vgapt_dev *vdev, char *buf)
{
	return sysfs_emit(buf, "%s\n", vgapt_rom_mode_name(READ_ONCE(vdev->rom_mode)));
}

static ssize_t rom_mode_store(struct vgapt_dev *vdev, const char *buf,
			      size_t count)
{
	enum vgapt_rom_mode mode;
	int rc;

	rc = vgapt_rom_mode_parse(buf, count, &mode);
	if (rc) {
		dev_err_ratelimited(&vdev->pdev->dev, "rom_mode: \"%.*s\" is neither copy nor flash nor none\n",
				    (int)min_t(size_t, count, 32), buf);
		return rc;
	}
	vgapt_rom_set_mode(vdev, mode);
	return count;
}

static struct vgapt_attr attr_rom_mode = __ATTR_RW(rom_mode);

static ssize_t rom_served_show(struct vgapt_dev *vdev, char *buf)
{
	return sysfs_emit(buf, "%s\n", vgapt_rom_served_name(vgapt_rom_served(vdev)));
}

static struct vgapt_attr attr_rom_served = __ATTR_RO(rom_served);

static ssize_t rom_flash_show(struct vgapt_dev *vdev, char *buf)
{
	return sysfs_emit(buf, "%s\n", vgapt_rom_flash_name(READ_ONCE(vdev->rom_flash)));
}

static struct vgapt_attr attr_rom_flash = __ATTR_RO(rom_flash);

/* Bytes of @rom, which may be NULL; drops the caller's reference on it. */
static ssize_t vgapt_sysfs_copy(struct vgapt_rom *rom, char *buf, loff_t off,
				size_t count)
{
	ssize_t len = -ENODATA;

	if (rom)
		len = memory_read_from_buffer(buf, count, &off, rom->data,
					      rom->size);
	vgapt_rom_put(rom);
	return len;
}

static ssize_t rom_read(struct file *file, struct kobject *kobj,
			vgapt_const_bin struct bin_attribute *attr, char *buf,
			loff_t off, size_t count)
{
	int rc = vgapt_load_wait();

	if (rc)
		return rc;
	return vgapt_sysfs_copy(vgapt_rom_get_chosen(vgapt_sysfs_dev(kobj)),
				buf, off, count);
}

/* For root only, as is the PCI core's own "rom". */
static vgapt_const_bin BIN_ATTR_ADMIN_RO(rom, 0);

static ssize_t vgapt_sysfs_opregion(struct kobject *kobj, bool vbt, char *buf, loff_t off,
				    size_t count)
{
	int rc = vgapt_load_wait();

	if (rc)
		return rc;
	return vgapt_sysfs_copy(vgapt_rom_get_opregion(vgapt_sysfs_dev(kobj), vbt),
				buf, off, count);
}

static ssize_t opregion_read(struct file *file, struct kobject *kobj,
			     vgapt_const_bin struct bin_attribute *attr,
			     char *buf, loff_t off, size_t count)
{
	return vgapt_sysfs_opregion(kobj, false, buf, off, count);
}

static vgapt_const_bin BIN_ATTR_ADMIN_RO(opregion, 0);

static ssize_t vbt_read(struct file *file, struct kobject *kobj,
			vgapt_const_bin struct bin_attribute *attr, char *buf,
			loff_t off, size_t count)
{
	return vgapt_sysfs_opregion(kobj, true, buf, off, count);
}

static vgapt_const_bin BIN_ATTR_ADMIN_RO(vbt, 0);

static ssize_t reset_store(struct vgapt_dev *vdev, const char *buf,
			   size_t count)
{
	u8 val;
	int rc;

	if (kstrtou8(buf, 10, &val) || val != 1) {
		dev_err_ratelimited(&vdev->pdev->dev, "reset: \"%.*s\" is not 1\n",
				    (int)min_t(size_t, count, 32), buf);
		return -EINVAL;
	}
	rc = vgapt_reset_function(vdev->pdev, &vgapt_reset_nobody);
	if (rc == -ENODEV)
		dev_err_ratelimited(&vdev->pdev->dev, "reset: it is not bound to xen-pciback\n");
	return rc ? rc : count;
}

static struct vgapt_attr attr_reset = __ATTR_WO(reset);

static ssize_t reset_plan_show(struct vgapt_dev *vdev, char *buf)
{
	return vgapt_reset_show_plan(vdev, buf);
}

/* For root only: making one takes locks and reads registers. */
static struct vgapt_attr attr_reset_plan = __ATTR_RO_MODE(reset_plan, 0400);

static ssize_t last_reset_show(struct vgapt_dev *vdev, char *buf)
{
	return vgapt_reset_show_last(vdev, buf);
}

static struct vgapt_attr attr_last_reset = __ATTR_RO(last_reset);

static ssize_t reset_method_show(struct vgapt_dev *vdev, char *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	u8 order[VGAPT_RESET_NUM_METHODS];
	u32 useless = 0, i, num;
	ssize_t len = 0;

	spin_lock(&vdev->reset.lock);
	num = vdev->reset.num_order;
	memcpy(order, vdev->reset.order, sizeof(order));
	spin_unlock(&vdev->reset.lock);
	/* Written back, it must not mean more than before. */
	if (!num) {
		vgapt_reset_default_order(order, &num);
		useless = vgapt_reset_id_useless(vgapt_reset_id_of(pdev->vendor,
								   pdev->device),
						 NULL, 0);
	}
	for (i = 0; i < num; i++)
		if (!(useless & BIT(order[i])))
			len += sysfs_emit_at(buf, len, "%s%s", len ? " " : "",
					     vgapt_reset_method_name(order[i]));
	len += sysfs_emit_at(buf, len, "\n");
	return len;
}

static ssize_t reset_method_store(struct vgapt_dev *vdev, const char *buf,
				  size_t count)
{
	u8 order[VGAPT_RESET_NUM_METHODS];
	u32 num;
	int rc;

	rc = vgapt_reset_parse_order(buf, count, order, &num);
	if (rc) {
		dev_err_ratelimited(&vdev->pdev->dev, "reset_method: \"%.*s\" is no list of methods, nor \"default\"\n",
				    (int)min_t(size_t, count, 64), buf);
		return rc;
	}
	spin_lock(&vdev->reset.lock);
	memcpy(vdev->reset.order, order, sizeof(order));
	vdev->reset.num_order = num;
	spin_unlock(&vdev->reset.lock);
	return count;
}

static struct vgapt_attr attr_reset_method = __ATTR_RW(reset_method);

static ssize_t device_model_show(struct vgapt_dev *vdev, char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(vdev->device_model));
}

static ssize_t device_model_store(struct vgapt_dev *vdev, const char *buf,
				  size_t count)
{
	u8 val;

	if (kstrtou8(buf, 10, &val) || val > 1) {
		dev_err_ratelimited(&vdev->pdev->dev, "device_model: \"%.*s\" is neither 0 nor 1\n",
				    (int)min_t(size_t, count, 32), buf);
		return -EINVAL;
	}
	WRITE_ONCE(vdev->device_model, val);
	return count;
}

static struct vgapt_attr attr_device_model = __ATTR_RW(device_model);

static ssize_t model_show(struct vgapt_dev *vdev, char *buf)
{
	const char *who = VGAPT_TOKEN_MODEL_NONE;

	if (vgapt_registry_modelled(vdev->pdev))
		who = VGAPT_TOKEN_MODEL_VGAPT;
	else if (vgapt_assign_holder(vdev->pdev) != VGAPT_NO_DOMAIN)
		who = VGAPT_TOKEN_MODEL_QEMU;
	return sysfs_emit(buf, "%s\n", who);
}

static struct vgapt_attr attr_model = __ATTR_RO(model);

static ssize_t state_show(struct vgapt_dev *vdev, char *buf)
{
	return sysfs_emit(buf, "%s\n", vgapt_state_name(READ_ONCE(vdev->state)));
}

static struct vgapt_attr attr_state = __ATTR_RO(state);

static struct attribute *vgapt_folder_attrs[] = {
	&attr_primary.attr,
	&attr_owner.attr,
	&attr_rom_source.attr,
	&attr_rom_status.attr,
	&attr_rom_sha256.attr,
	&attr_rom_images.attr,
	&attr_rom_mode.attr,
	&attr_rom_served.attr,
	&attr_rom_flash.attr,
	&attr_reset.attr,
	&attr_reset_plan.attr,
	&attr_reset_method.attr,
	&attr_last_reset.attr,
	&attr_state.attr,
	&attr_device_model.attr,
	&attr_model.attr,
	NULL
};

static vgapt_const_bin struct bin_attribute *vgapt_const_bin vgapt_folder_bin_attrs[] = {
	&bin_attr_rom,
	&bin_attr_opregion,
	&bin_attr_vbt,
	NULL
};

/* No legacy ranges, no say in who gets them. */
static umode_t vgapt_attr_visible(struct kobject *kobj, struct attribute *attr,
				  int n)
{
	if ((attr == &attr_primary.attr || attr == &attr_owner.attr) &&
	    !vgapt_sysfs_dev(kobj)->vga)
		return 0;
	return attr->mode;
}

/* OpRegion and VBT are Intel's. */
static umode_t vgapt_bin_attr_visible(struct kobject *kobj,
				      vgapt_const_visible struct bin_attribute *attr,
				      int n)
{
	if (attr != &bin_attr_rom &&
	    vgapt_sysfs_dev(kobj)->pdev->vendor != PCI_VENDOR_ID_INTEL)
		return 0;
	return attr->attr.mode;
}

static const struct attribute_group vgapt_folder_group = {
	.is_visible = vgapt_attr_visible,
	.is_bin_visible = vgapt_bin_attr_visible,
	.attrs = vgapt_folder_attrs,
	.bin_attrs = vgapt_folder_bin_attrs,
};

static const struct attribute_group *vgapt_folder_groups[] = {
	&vgapt_folder_group,
	NULL
};

static ssize_t vgapt_sysfs_show(struct kobject *kobj, struct attribute *attr,
				char *buf)
{
	struct vgapt_attr *file = container_of(attr, struct vgapt_attr, attr);
	int rc = vgapt_load_wait();

	if (rc)
		return rc;
	return file->show ? file->show(vgapt_sysfs_dev(kobj), buf) : -EIO;
}

static ssize_t vgapt_sysfs_store(struct kobject *kobj, struct attribute *attr,
				 const char *buf, size_t count)
{
	struct vgapt_attr *file = container_of(attr, struct vgapt_attr, attr);
	int rc = vgapt_load_wait();

	if (rc)
		return rc;
	return file->store ? file->store(vgapt_sysfs_dev(kobj), buf, count) :
			     -EIO;
}

static const struct sysfs_ops vgapt_sysfs_ops = {
	.show = vgapt_sysfs_show,
	.store = vgapt_sysfs_store,
};

static void vgapt_folder_release(struct kobject *kobj)
{
	complete(&vgapt_sysfs_dev(kobj)->folder_released);
}

static const struct kobj_type vgapt_folder_type = {
	.release = vgapt_folder_release,
	.sysfs_ops = &vgapt_sysfs_ops,
	.default_groups = vgapt_folder_groups,
};

/*
 * The folder is a part of the function, which has a reference count of its own
 * (vgapt_dev.kref): capabilities keep a function long after its folder has gone.
 * So the folder's release frees nothing.  It is waited for instead, as it may
 * come late (CONFIG_DEBUG_KOBJECT_RELEASE), and then neither the function nor
 * this module must have gone.
 */
static void vgapt_folder_put(struct vgapt_dev *vdev)
{
	kobject_put(&vdev->folder);
	wait_for_completion(&vdev->folder_released);
}

/**
 * vgapt_sysfs_add - make a function's folder
 * @vdev: the function; the caller's reference lasts until vgapt_sysfs_remove()
 *
 * No uevent tells of it: at load the one of /dev/xen_vgapt comes after all
 * folders, and a function that is added has its folder before its own uevent, and
 * another one when its ROM has been read (hotplug.c).
 * Sleeps.
 *
 * Return: 0 or a negative error; then nothing remains.
 */
int vgapt_sysfs_add(struct vgapt_dev *vdev)
{
	int rc;

	init_completion(&vdev->folder_released);
	rc = kobject_init_and_add(&vdev->folder, &vgapt_folder_type,
				  &vdev->pdev->dev.kobj, VGAPT_NAME);
	if (rc)
		vgapt_folder_put(vdev);
	return rc;
}

/**
 * vgapt_sysfs_remove - remove a function's folder
 * @vdev: the function
 *
 * Waits for those who are reading or writing a file in it.
 */
void vgapt_sysfs_remove(struct vgapt_dev *vdev)
{
	kobject_del(&vdev->folder);
	vgapt_folder_put(vdev);
}
