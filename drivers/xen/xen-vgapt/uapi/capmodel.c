// SPDX-License-Identifier: GPL-2.0-only
/*
 * A capability's calls for device models: HOLD, RELEASE, MAP, MSI, and reading and
 * writing its regions.
 */
#include <linux/pci.h>
#include <linux/uaccess.h>

#include "model/access.h"
#include "model/model.h"
#include "uapi/argsz.h"
#include "uapi/capability.h"
#include "uapi/capmodel.h"

/*
 * May that be done, has it been paid for, and is the function the domain's?  Where @wait
 * is NULL it is free, and Xen is not asked whether the domain lives: what is done often,
 * by the function's own registers, costs nobody else anything, and letting a domain go
 * on must not wait.
 */
static int vgapt_capmodel_begin(struct vgapt_capability *cap, u32 right, const bool *wait)
{
	u32 state = READ_ONCE(cap->state);
	int rc;

	rc = vgapt_capability_may(cap, right);
	if (!rc)
		rc = vgapt_capability_usable(cap);
	if (!rc && (state & VGAPT_EVENT_TAKEN))
		rc = -ENODEV;
	if (!rc && (state & VGAPT_EVENT_DOMAIN_GONE))
		rc = -ESRCH;
	if (!rc && wait)
		rc = vgapt_capability_spend(cap, &cap->models, &vgapt_budget_model, *wait);
	if (!rc && wait)
		rc = vgapt_capability_valid(cap);
	return rc ? rc : vgapt_model_ready(cap->model);
}

/* It has ended meanwhile: for which of the reasons there are? */
static int vgapt_capmodel_answer(struct vgapt_capability *cap, int rc)
{
	u32 state = READ_ONCE(cap->state);

	if (rc != -ENODEV)
		return rc;
	if (state & VGAPT_EVENT_REVOKED)
		return -EIDRM;
	if (state & (VGAPT_EVENT_UNPLUG | VGAPT_EVENT_TAKEN))
		return -ENODEV;
	return state & VGAPT_EVENT_DOMAIN_GONE ? -ESRCH : -ENODEV;
}

/**
 * vgapt_ioc_hold - VGAPT_IOC_HOLD and _RELEASE
 * @cap:  the capability
 * @arg:  struct vgapt_hold
 * @hold: which of the two
 * @wait: for the budget, if it is spent; RELEASE is free
 *
 * Return: 0 or a negative error.
 */
int vgapt_ioc_hold(struct vgapt_capability *cap, void __user *arg, bool hold, bool wait)
{
	struct vgapt_hold args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_HOLD_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags)
		return -EINVAL;
	rc = vgapt_capmodel_begin(cap, VGAPT_RIGHT_HOLD, hold ? &wait : NULL);
	if (!rc)
		rc = vgapt_model_hold(cap->model, hold);
	if (rc)
		return vgapt_capmodel_answer(cap, rc);
	rc = vgapt_args_out(arg, &args, sizeof(args));
	/* Whoever can't be told of it must not have it. */
	if (rc && hold)
		vgapt_model_hold(cap->model, false);
	return rc;
}

/**
 * vgapt_ioc_map - VGAPT_IOC_MAP
 * @cap:  the capability
 * @arg:  struct vgapt_map
 * @wait: for the budget, if it is spent
 *
 * Return: 0 or a negative error.
 */
int vgapt_ioc_map(struct vgapt_capability *cap, void __user *arg, bool wait)
{
	struct vgapt_map args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_MAP_SIZE_V0);
	if (rc)
		return rc;
	if ((args.flags != VGAPT_MAP_ADD && args.flags != VGAPT_MAP_REMOVE) || args.reserved ||
	    args.region >= VGAPT_REGION_BAR0 + PCI_STD_NUM_BARS)
		return -EINVAL;
	rc = vgapt_capmodel_begin(cap, VGAPT_RIGHT_MODEL, &wait);
	if (!rc)
		rc = vgapt_model_map(cap->model, &args);
	if (rc)
		return vgapt_capmodel_answer(cap, rc);
	rc = vgapt_args_out(arg, &args, sizeof(args));
	if (rc && args.flags == VGAPT_MAP_ADD) {
		args.flags = VGAPT_MAP_REMOVE;
		vgapt_model_map(cap->model, &args);
	}
	return rc;
}

/**
 * vgapt_ioc_msi - VGAPT_IOC_MSI
 * @cap:  the capability
 * @arg:  struct vgapt_msi
 * @wait: for the budget, if it is spent
 *
 * What has been done stays if that can't be told.
 *
 * Return: 0 or a negative error.
 */
int vgapt_ioc_msi(struct vgapt_capability *cap, void __user *arg, bool wait)
{
	struct vgapt_msi args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_MSI_SIZE_V0);
	if (!rc)
		rc = vgapt_msi_check(&args);
	if (!rc)
		rc = vgapt_capmodel_begin(cap, VGAPT_RIGHT_MODEL, &wait);
	if (!rc)
		rc = vgapt_model_msi(cap->model, &args);
	return rc ? vgapt_capmodel_answer(cap, rc) : vgapt_args_out(arg, &args, sizeof(args));
}

/**
 * vgapt_capmodel_rw - read or write a region
 * @cap:   the capability, with VGAPT_RIGHT_MODEL
 * @buf:   in user space
 * @count: how much: 1, 2, 4 or 8 bytes
 * @pos:   the region's index << 40, and the offset in it; at a multiple of @count
 * @write: which of the two
 *
 * Return: @count or a negative error.
 */
ssize_t vgapt_capmodel_rw(struct vgapt_capability *cap, char __user *buf, size_t count,
			  loff_t pos, bool write)
{
	struct vgapt_access access = {
		.region = pos >> VGAPT_REGION_SHIFT,
		.offset = pos & GENMASK_ULL(VGAPT_REGION_SHIFT - 1, 0),
		.size = count,
		.write = write,
	};
	int rc;

	if ((count != 1 && count != 2 && count != 4 && count != 8) ||
	    (access.offset & (count - 1)) || access.region >= VGAPT_NUM_REGIONS ||
	    access.region == VGAPT_REGION_ROM)
		return -EINVAL;
	if (write && copy_from_user(&access.val, buf, count))
		return -EFAULT;
	rc = vgapt_capmodel_begin(cap, VGAPT_RIGHT_MODEL, NULL);
	if (!rc)
		rc = vgapt_model_access(cap->model, &access);
	if (rc)
		return vgapt_capmodel_answer(cap, rc);
	return !write && copy_to_user(buf, &access.val, count) ? -EFAULT : count;
}
