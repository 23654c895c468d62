// SPDX-License-Identifier: GPL-2.0-only
/*
 * The methods.  Each does its one thing to functions whose state is saved, and
 * returns as soon as accesses are allowed again; whether they are answered is
 * for check.c to see.
 */
#include <linux/pci.h>

#include "bridges.h"
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/say.h"
#include "pure/reset/vendor.h"
#include "reset/guard.h"
#include "reset/io.h"
#include "reset/methods.h"
#include "reset/scope.h"
#include "reset/slot.h"
#include "reset/wait.h"
#include "rom/regs.h"
#include "xen/pciback.h"

/* PCI Express Base 6.0, 6.6.2: no access within 100 ms after Initiate FLR. */
#define VGAPT_FLR_MS		100
/* PCI Advanced Capabilities for Conventional PCI (AF ECN), 3.3: the same. */
#define VGAPT_AF_FLR_MS		100
/* Before it, until what the function has asked for has come: as long as Linux waits. */
#define VGAPT_AF_DRAIN_MS	700
/* PCI Local Bus 3.0, 4.3.2, Trst: 1 ms; some bridges want more. */
#define VGAPT_BUS_ASSERT_MS	2
/* Looks, until the bus is out of its reset. */
#define VGAPT_BUS_LET_GO	10
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
	struct vgapt_misstep miss;
	struct vgapt_reset_io io;
	int rc;

	id = vgapt_reset_id_of(pdev->vendor, pdev->device);
	vendor = id ? vgapt_reset_vendor_of(id->family) : NULL;
	if (!vendor || !vendor->reset)
		return -ENOTTY;
	rc = vgapt_reset_io_open(&io, scope, scope->self, vendor);
	if (rc == -ENXIO) {
		/* It has gone since it was last asked: another method may bring it back. */
		scope->why = VGAPT_WHY_NO_ANSWER;
		return -EIO;
	}
	if (rc) {
		scope->why = rc == -ENOMEM ? VGAPT_WHY_NO_MEMORY :
					     VGAPT_WHY_NO_REGISTERS;
		return rc;
	}
	rc = vgapt_vendor_reset(vendor, &io.io, &scope->why, &miss);
	vgapt_reset_io_close(&io);
	/* Whoever compares this with a driver wants to know where it parted. */
	if (miss.seq)
		dev_info_ratelimited(&pdev->dev, "reset: %s: %s, %s %08x\n", miss.seq->name,
				     vgapt_why_name(miss.why), miss.reg ? miss.reg->name : "-",
				     miss.val);
	return rc;
}

static int vgapt_reset_flr(struct vgapt_reset_scope *scope)
{
	struct pci_dev *pdev = scope->self->pdev;

	pcie_capability_set_word(pdev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
	vgapt_wait_ms(VGAPT_FLR_MS);
	return 0;
}

/*
 * The function masters the bus no more, but what it has asked for may be on its way: a
 * completion that comes after the reset could be taken for another one's (AF ECN, 3.3).
 */
static void vgapt_reset_af_drain(struct pci_dev *pdev, int pos)
{
	unsigned int ms;
	u8 status = 0;

	for (ms = 0; ms < VGAPT_AF_DRAIN_MS; ms++) {
		pci_read_config_byte(pdev, pos + PCI_AF_STATUS, &status);
		if (!(status & PCI_AF_STATUS_TP))
			return;
		vgapt_wait_ms(1);
	}
	dev_warn_ratelimited(&pdev->dev, "reset: transactions are still pending\n");
}

static int vgapt_reset_af_flr(struct vgapt_reset_scope *scope)
{
	struct pci_dev *pdev = scope->self->pdev;
	int pos = pci_find_capability(pdev, PCI_CAP_ID_AF);

	if (!pos)
		return -ENOTTY;
	vgapt_reset_af_drain(pdev, pos);
	pci_write_config_byte(pdev, pos + PCI_AF_CTRL, PCI_AF_CTRL_FLR);
	vgapt_wait_ms(VGAPT_AF_FLR_MS);
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
 * What Linux has for this id, or the firmware has (ACPI _RST).  The PCI core wants
 * its locks held.  Of those that there are for display adapters none waits longer
 * than a second; but where it fails, the PCI core goes on to what comes next in its
 * list, and waits a minute for each.  Those are ours to try, without the locks.
 *
 * That for Ivy Bridge is done in the card's memory, and does not see that it is off
 * (quirks.c, reset_ivb_igd()): it waits ten seconds then, and says that it has worked.
 */
static int vgapt_reset_kernel_first(struct pci_dev *pdev)
{
	u8 next = pdev->reset_methods[1];
	u16 command;
	int rc;

	device_lock_assert(&pdev->dev);
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (!PCI_POSSIBLE_ERROR(command) && vgapt_rom_can_decode(pdev, command))
		pci_write_config_word(pdev, PCI_COMMAND, command | PCI_COMMAND_MEMORY);
	pdev->reset_methods[1] = 0;
	rc = __pci_reset_function_locked(pdev);
	pdev->reset_methods[1] = next;
	return rc;
}

static int vgapt_reset_kernel(struct vgapt_reset_scope *scope)
{
	struct pci_dev *pdev = scope->self->pdev;
	int rc = -ENODEV;

	vgapt_reset_scope_open(scope);
	if (scope->bridge)
		pci_dev_lock(scope->bridge);
	vgapt_reset_scope_lock(scope);
	if (vgapt_pciback_bound(pdev))
		rc = vgapt_reset_kernel_first(pdev);
	vgapt_reset_scope_unlock(scope);
	if (scope->bridge)
		pci_dev_unlock(scope->bridge);
	return rc;
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
		vgapt_reset_scope_open(scope);
		vgapt_wait_ms(VGAPT_PCI_SETTLE_MS);
		return 0;
	}
	end = jiffies + msecs_to_jiffies(VGAPT_LINK_UP_MS);
	while (reports && !vgapt_reset_link_up(bridge)) {
		if (time_after(jiffies, end)) {
			scope->why = VGAPT_WHY_LINK_STAYS_DOWN;
			return -ETIMEDOUT;
		}
		vgapt_reset_scope_tick(scope);
		usleep_range(1000, 2000);
	}
	vgapt_wait_ms(VGAPT_BUS_SETTLE_MS);
	return 0;
}

/* Set or clear Secondary Bus Reset, and nothing else. */
static int vgapt_reset_bus_assert(struct pci_dev *bridge, bool assert)
{
	u16 control;

	pci_read_config_word(bridge, PCI_BRIDGE_CONTROL, &control);
	if (PCI_POSSIBLE_ERROR(control))
		return -EIO;
	if (assert)
		control |= PCI_BRIDGE_CTL_BUS_RESET;
	else
		control &= ~PCI_BRIDGE_CTL_BUS_RESET;
	pci_write_config_word(bridge, PCI_BRIDGE_CONTROL, control);
	return 0;
}

/*
 * The VGA arbiter, too, reads Bridge Control, changes it and writes it back, when
 * anybody asks it for the legacy ranges.  Against our own grants there is the
 * lock; somebody else in dom0 who reads before we let go, and writes afterwards,
 * puts the bus into reset again.
 */
static bool vgapt_reset_bus_released(struct pci_dev *bridge)
{
	unsigned int tries;
	u16 control;

	for (tries = 0; tries < VGAPT_BUS_LET_GO; tries++) {
		if (vgapt_reset_bus_assert(bridge, false))
			return false;
		usleep_range(100, 200);
		pci_read_config_word(bridge, PCI_BRIDGE_CONTROL, &control);
		if (!(control & PCI_BRIDGE_CTL_BUS_RESET))
			return true;
	}
	return false;
}

static int vgapt_reset_bus(struct vgapt_reset_scope *scope)
{
	struct pci_dev *bridge = scope->bridge;
	bool reports = vgapt_reset_link_reports(bridge);
	bool released = false;

	/*
	 * Nor shall user space change the register.  That first: whoever has it now
	 * may keep it for long, and the other is for moments.
	 */
	pci_cfg_access_lock(bridge);
	vgapt_bridges_lock();
	if (!vgapt_reset_bus_assert(bridge, true)) {
		vgapt_wait_ms(VGAPT_BUS_ASSERT_MS);
		released = vgapt_reset_bus_released(bridge);
	}
	vgapt_bridges_unlock();
	pci_cfg_access_unlock(bridge);
	if (!released) {
		scope->why = VGAPT_WHY_BRIDGE_NO_ANSWER;
		return -EIO;
	}
	return vgapt_reset_await_link(scope, reports);
}

static int vgapt_reset_link(struct vgapt_reset_scope *scope)
{
	struct pci_dev *bridge = scope->bridge;
	bool reports = vgapt_reset_link_reports(bridge);
	unsigned long end;
	int rc = 0;

	/* A port may let go of the ranges with its link. */
	vgapt_bridges_lock();
	pcie_capability_set_word(bridge, PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_LD);
	end = jiffies + msecs_to_jiffies(VGAPT_LINK_DOWN_MS);
	while (reports && vgapt_reset_link_up(bridge) &&
	       time_before(jiffies, end))
		usleep_range(1000, 2000);
	if (!reports)
		vgapt_wait_ms(VGAPT_LINK_DOWN_MS);
	else if (vgapt_reset_link_up(bridge))
		rc = -EIO;
	pcie_capability_clear_word(bridge, PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_LD);
	pcie_capability_set_word(bridge, PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_RL);
	vgapt_bridges_unlock();
	if (rc) {
		/* Then nothing below has been reset. */
		scope->why = VGAPT_WHY_LINK_STAYS_UP;
		return rc;
	}
	return vgapt_reset_await_link(scope, reports);
}

/**
 * vgapt_reset_run - do it
 * @scope:  claimed, not locked; states are saved, the ports are quiet
 * @method: which; it is usable
 *
 * Sleeps, up to a minute where Linux does it (slot), and leaves in @scope->why what went wrong.
 *
 * Return: 0: done, or -ENOTTY, -EIO, -ETIMEDOUT, or what the kernel's own method
 * answered.
 */
int vgapt_reset_run(struct vgapt_reset_scope *scope,
		    enum vgapt_reset_method method)
{
	switch (method) {
	case VGAPT_RESET_VENDOR:
		return vgapt_reset_vendor_run(scope);
	case VGAPT_RESET_KERNEL:
		return vgapt_reset_kernel(scope);
	case VGAPT_RESET_FLR:
		return vgapt_reset_flr(scope);
	case VGAPT_RESET_AF_FLR:
		return vgapt_reset_af_flr(scope);
	case VGAPT_RESET_PM:
		return vgapt_reset_pm(scope);
	case VGAPT_RESET_SLOT:
		return vgapt_slot_reset(scope);
	case VGAPT_RESET_BUS:
		return vgapt_reset_bus(scope);
	case VGAPT_RESET_LINK:
		return vgapt_reset_link(scope);
	default:
		return -ENOTTY;
	}
}
