// SPDX-License-Identifier: GPL-2.0-only
/*
 * The methods.  Each does its one thing to functions whose state is saved, and
 * returns as soon as accesses are allowed again; whether they are answered is
 * for check.c to see.
 */
#include <linux/delay.h>
#include <linux/pci.h>
#include <linux/pci_hotplug.h>

#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "reset/guard.h"
#include "reset/io.h"
#include "reset/methods.h"
#include "reset/scope.h"

/* PCI Express Base 6.0, 6.6.2: no access within 100 ms after Initiate FLR. */
#define VGAPT_FLR_MS		100
/* PCI Advanced Capabilities for Conventional PCI (AF ECN), 3.3: the same. */
#define VGAPT_AF_FLR_MS		100
/* PCI Local Bus 3.0, 4.3.2, Trst: 1 ms; some bridges want more. */
#define VGAPT_BUS_ASSERT_MS	2
/* PCI Express Base 6.0, 6.6.1: up to 5 GT/s, from the end of the reset. */
#define VGAPT_BUS_SETTLE_MS	100
/* PCI Local Bus 3.0, 4.3.2, Trhfa: 2^25 clocks of 33 MHz. */
#define VGAPT_PCI_SETTLE_MS	1000
/* A link that trains does so within 100 ms; what takes longer won't. */
#define VGAPT_LINK_UP_MS	1000
#define VGAPT_LINK_DOWN_MS	20

static int vgapt_reset_vendor_run(struct vgapt_reset_scope *scope)
{
	const struct vgapt_reset_vendor *vendor;
	struct pci_dev *pdev = scope->self->pdev;
	const struct vgapt_reset_id *id;
	struct vgapt_reset_io io;
	int rc;

	id = vgapt_reset_id_of(pdev->vendor, pdev->device);
	vendor = id ? vgapt_reset_vendor_of(id->family) : NULL;
	if (!vendor || !vendor->reset)
		return -ENOTTY;
	rc = vgapt_reset_io_open(&io, scope->self, vendor);
	if (rc) {
		scope->why = VGAPT_WHY_NO_REGISTERS;
		return rc;
	}
	rc = vendor->reset(&io.io, &scope->why);
	vgapt_reset_io_close(&io);
	return rc;
}

static int vgapt_reset_flr(struct vgapt_reset_scope *scope)
{
	struct pci_dev *pdev = scope->self->pdev;

	pcie_capability_set_word(pdev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
	msleep(VGAPT_FLR_MS);
	return 0;
}

static int vgapt_reset_af_flr(struct vgapt_reset_scope *scope)
{
	struct pci_dev *pdev = scope->self->pdev;
	int pos = pci_find_capability(pdev, PCI_CAP_ID_AF);

	if (!pos)
		return -ENOTTY;
	pci_write_config_byte(pdev, pos + PCI_AF_CTRL, PCI_AF_CTRL_FLR);
	msleep(VGAPT_AF_FLR_MS);
	return 0;
}

static int vgapt_reset_pm(struct vgapt_reset_scope *scope)
{
	struct pci_dev *pdev = scope->self->pdev;
	u16 csr;

	pci_read_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, &csr);
	if (PCI_POSSIBLE_ERROR(csr)) {
		scope->why = VGAPT_WHY_NO_ANSWER;
		return -EIO;
	}
	vgapt_reset_power(pdev, csr, PCI_D3hot);
	vgapt_reset_power(pdev, csr, PCI_D0);
	return 0;
}

/*
 * The port's driver does it, and does not take what happens to the link for an
 * unplug.
 */
static int vgapt_reset_slot(struct vgapt_reset_scope *scope)
{
	struct hotplug_slot *hotplug = scope->self->pdev->slot->hotplug;

	return hotplug->ops->reset_slot(hotplug, false);
}

static bool vgapt_reset_link_up(struct pci_dev *bridge)
{
	u16 status = 0;

	pcie_capability_read_word(bridge, PCI_EXP_LNKSTA, &status);
	return !PCI_POSSIBLE_ERROR(status) && (status & PCI_EXP_LNKSTA_DLLLA);
}

/*
 * Does the port tell whether its link is up?  One that says that it could, and
 * says "down" while the function answers, does not (QEMU's).  Ask before the
 * reset: for a function that is dead already, the link can't be waited for.
 */
static bool vgapt_reset_link_reports(struct pci_dev *bridge)
{
	u32 cap = 0;

	pcie_capability_read_dword(bridge, PCI_EXP_LNKCAP, &cap);
	return !PCI_POSSIBLE_ERROR(cap) && (cap & PCI_EXP_LNKCAP_DLLLARC) &&
	       vgapt_reset_link_up(bridge);
}

/* Wait for the link, if it @reports, then for what the functions are allowed. */
static int vgapt_reset_await_link(struct vgapt_reset_scope *scope, bool reports)
{
	struct pci_dev *bridge = scope->bridge;
	unsigned long end;

	if (!pci_is_pcie(bridge)) {
		msleep(VGAPT_PCI_SETTLE_MS);
		return 0;
	}
	end = jiffies + msecs_to_jiffies(VGAPT_LINK_UP_MS);
	while (reports && !vgapt_reset_link_up(bridge)) {
		if (time_after(jiffies, end)) {
			scope->why = VGAPT_WHY_LINK_STAYS_DOWN;
			return -ETIMEDOUT;
		}
		usleep_range(1000, 2000);
	}
	msleep(VGAPT_BUS_SETTLE_MS);
	return 0;
}

static int vgapt_reset_bus(struct vgapt_reset_scope *scope)
{
	struct pci_dev *bridge = scope->bridge;
	bool reports = vgapt_reset_link_reports(bridge);
	u16 control;

	pci_read_config_word(bridge, PCI_BRIDGE_CONTROL, &control);
	if (PCI_POSSIBLE_ERROR(control)) {
		scope->why = VGAPT_WHY_BRIDGE_NO_ANSWER;
		return -EIO;
	}
	pci_write_config_word(bridge, PCI_BRIDGE_CONTROL,
			      control | PCI_BRIDGE_CTL_BUS_RESET);
	msleep(VGAPT_BUS_ASSERT_MS);
	pci_write_config_word(bridge, PCI_BRIDGE_CONTROL,
			      control & ~PCI_BRIDGE_CTL_BUS_RESET);
	return vgapt_reset_await_link(scope, reports);
}

static int vgapt_reset_link(struct vgapt_reset_scope *scope)
{
	struct pci_dev *bridge = scope->bridge;
	bool reports = vgapt_reset_link_reports(bridge);
	unsigned long end;
	int rc = 0;

	pcie_capability_set_word(bridge, PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_LD);
	end = jiffies + msecs_to_jiffies(VGAPT_LINK_DOWN_MS);
	while (reports && vgapt_reset_link_up(bridge) &&
	       time_before(jiffies, end))
		usleep_range(1000, 2000);
	if (!reports)
		msleep(VGAPT_LINK_DOWN_MS);
	else if (vgapt_reset_link_up(bridge))
		rc = -EIO;
	pcie_capability_clear_word(bridge, PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_LD);
	pcie_capability_set_word(bridge, PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_RL);
	if (rc) {
		/* Then nothing below has been reset. */
		scope->why = VGAPT_WHY_LINK_STAYS_UP;
		return rc;
	}
	return vgapt_reset_await_link(scope, reports);
}

/**
 * vgapt_reset_run - do it
 * @scope:  locked; states are saved, the port is quiet
 * @method: which; it is usable
 *
 * Sleeps, and leaves in @scope->why what went wrong.
 *
 * Return: 0: done, or -ENOTTY, -EIO, -ETIMEDOUT, or what the kernel's own method
 * answered.
 */
int vgapt_reset_run(struct vgapt_reset_scope *scope,
		    enum vgapt_reset_method method)
{
	device_lock_assert(&scope->self->pdev->dev);
	switch (method) {
	case VGAPT_RESET_VENDOR:
		return vgapt_reset_vendor_run(scope);
	case VGAPT_RESET_KERNEL:
		return __pci_reset_function_locked(scope->self->pdev);
	case VGAPT_RESET_FLR:
		return vgapt_reset_flr(scope);
	case VGAPT_RESET_AF_FLR:
		return vgapt_reset_af_flr(scope);
	case VGAPT_RESET_PM:
		return vgapt_reset_pm(scope);
	case VGAPT_RESET_SLOT:
		return vgapt_reset_slot(scope);
	case VGAPT_RESET_BUS:
		return vgapt_reset_bus(scope);
	case VGAPT_RESET_LINK:
		return vgapt_reset_link(scope);
	default:
		return -ENOTTY;
	}
}
