// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be told of a function before it is reset: the facts that its plan is
 * made of.  Nothing is changed here, and the card's registers are not looked at.
 */
#include <linux/pci.h>

#include "params.h"
#include "pure/reset/ids.h"
#include "pure/reset/kernel_methods.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/reset/vendor.h"
#include "reset/facts.h"
#include "reset/forbid.h"
#include "reset/scope.h"
#include "reset/slot.h"
#include "xen_vgapt.h"

/* They hit all that is below the bridge. */
#define VGAPT_RESET_BY_BRIDGE	((u32)(BIT(VGAPT_RESET_SLOT) | BIT(VGAPT_RESET_BUS) | \
				       BIT(VGAPT_RESET_LINK)))

static bool vgapt_reset_has_flr(struct pci_dev *pdev)
{
	u32 cap = 0;

	pcie_capability_read_dword(pdev, PCI_EXP_DEVCAP, &cap);
	return !PCI_POSSIBLE_ERROR(cap) && (cap & PCI_EXP_DEVCAP_FLR);
}

static bool vgapt_reset_has_af_flr(struct pci_dev *pdev)
{
	int pos = pci_find_capability(pdev, PCI_CAP_ID_AF);
	u8 cap;

	if (!pos)
		return false;
	pci_read_config_byte(pdev, pos + PCI_AF_CAP, &cap);
	/* Without Transactions Pending nobody knows when it may be done. */
	return cap != 0xff && (cap & PCI_AF_CAP_TP) && (cap & PCI_AF_CAP_FLR);
}

static bool vgapt_reset_has_link(struct pci_dev *bridge)
{
	int type = pci_is_pcie(bridge) ? pci_pcie_type(bridge) : -1;

	return type == PCI_EXP_TYPE_ROOT_PORT ||
	       type == PCI_EXP_TYPE_DOWNSTREAM;
}

/*
 * Does Linux watch this port's link for unplugs?  Where the firmware does (ACPI),
 * it is left alone by what happens to the link, as the kernel's own bus reset
 * takes for granted.
 */
static bool vgapt_reset_is_hotplug(struct pci_dev *bridge)
{
	return bridge->is_hotplug_bridge &&
	       pci_find_host_bridge(bridge->bus)->native_pcie_hotplug;
}

static void vgapt_reset_facts_pm(struct pci_dev *pdev,
				 struct vgapt_reset_facts *facts)
{
	u16 csr;

	if (!pdev->pm_cap)
		return;
	pci_read_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, &csr);
	if (PCI_POSSIBLE_ERROR(csr))
		return;
	facts->present |= BIT(VGAPT_RESET_PM);
	facts->no_soft_reset = csr & PCI_PM_CTRL_NO_SOFT_RESET;
}

static void vgapt_reset_facts_vendor(struct vgapt_reset_scope *scope,
				     const struct vgapt_reset_id *id,
				     struct vgapt_reset_facts *facts)
{
	const struct vgapt_reset_vendor *vendor = NULL;

	facts->vendor = VGAPT_REASON_ABSENT;
	/* Only the display function has the registers. */
	if (id && scope->self->vdev)
		vendor = vgapt_reset_vendor_of(id->family);
	if (!vendor || !vendor->reset)
		return;
	facts->present |= BIT(VGAPT_RESET_VENDOR);
	facts->vendor_whole = vendor->whole_card;
	facts->experimental = id->experimental && !vgapt_param_experimental;
	facts->vendor = VGAPT_REASON_IN;
	facts->unprobed = vendor->probe;
}

/* The administrator's order, if there is one: else @num is 0. */
static void vgapt_reset_chosen(struct vgapt_dev *vdev,
			       u8 order[VGAPT_RESET_NUM_METHODS], u32 *num)
{
	*num = 0;
	if (!vdev)
		return;
	spin_lock(&vdev->reset.lock);
	memcpy(order, vdev->reset.order, sizeof(vdev->reset.order));
	*num = vdev->reset.num_order;
	spin_unlock(&vdev->reset.lock);
}

static u32 vgapt_reset_useless(const struct vgapt_reset_fn *fn)
{
	u8 order[VGAPT_RESET_NUM_METHODS];
	u32 num;

	vgapt_reset_chosen(fn->vdev, order, &num);
	return vgapt_reset_id_useless(vgapt_reset_id_of(fn->pdev->vendor,
							fn->pdev->device),
				      order, num);
}

/* Linux' quirks.  What we have set ourselves is our table's word. */
static u32 vgapt_reset_quirk(struct pci_dev *pdev)
{
	pci_dev_flags_t flags = pdev->dev_flags & ~vgapt_reset_forbidden(pdev);
	u32 quirk = 0;

	if (flags & PCI_DEV_FLAGS_NO_FLR_RESET)
		quirk |= BIT(VGAPT_RESET_FLR) | BIT(VGAPT_RESET_AF_FLR);
	if (flags & PCI_DEV_FLAGS_NO_PM_RESET)
		quirk |= BIT(VGAPT_RESET_PM);
	if (flags & PCI_DEV_FLAGS_NO_BUS_RESET)
		quirk |= VGAPT_RESET_BY_BRIDGE;
	return quirk;
}

/* What speaks against a method: for the function itself, and for all that it would hit. */
static void vgapt_reset_facts_against(struct vgapt_reset_scope *scope,
				      struct vgapt_reset_facts *facts)
{
	const struct vgapt_reset_fn *fn;
	u32 hits;

	if (scope->bridge)
		facts->quirk = vgapt_reset_quirk(scope->bridge) & VGAPT_RESET_BY_BRIDGE;
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		hits = fn == scope->self ? ~0U : VGAPT_RESET_BY_BRIDGE;
		facts->useless |= vgapt_reset_useless(fn) & hits;
		facts->quirk |= vgapt_reset_quirk(fn->pdev) & hits;
	}
}

/**
 * vgapt_reset_collect_facts - collect the facts that a function's plan is made of
 * @scope: claimed, or nobody is at work on it; not locked, its owners are known
 * @facts: result
 *
 * Sleeps.  All but what the vendor's probe says: see vgapt_reset_probe().
 */
void vgapt_reset_collect_facts(struct vgapt_reset_scope *scope,
			       struct vgapt_reset_facts *facts)
{
	struct pci_dev *pdev = scope->self->pdev, *bridge = scope->bridge;
	const struct vgapt_reset_fn *worst;
	const struct vgapt_reset_id *id;
	struct vgapt_dev *vdev = scope->self->vdev;

	memset(facts, 0, sizeof(*facts));
	id = vgapt_reset_id_of(pdev->vendor, pdev->device);
	facts->seized = scope->self->reason != VGAPT_REASON_SIBLING_DRIVER;
	facts->foreign = scope->self->reason == VGAPT_REASON_SIBLING_DOMAIN;
	facts->opted_out = vgapt_param_reset_off(pdev);
	vgapt_reset_chosen(vdev, facts->order, &facts->num_order);
	if (!facts->num_order)
		vgapt_reset_default_order(facts->order, &facts->num_order);
	vgapt_reset_facts_against(scope, facts);

	if (vgapt_kernel_methods_usable(pdev->reset_methods,
					ARRAY_SIZE(pdev->reset_methods),
					facts->opted_out | facts->useless))
		facts->present |= BIT(VGAPT_RESET_KERNEL);
	if (vgapt_reset_has_flr(pdev))
		facts->present |= BIT(VGAPT_RESET_FLR);
	if (vgapt_reset_has_af_flr(pdev))
		facts->present |= BIT(VGAPT_RESET_AF_FLR);
	vgapt_reset_facts_pm(pdev, facts);
	if (vgapt_slot_can_reset(pdev))
		facts->present |= BIT(VGAPT_RESET_SLOT);
	if (bridge) {
		facts->present |= BIT(VGAPT_RESET_BUS);
		if (vgapt_reset_has_link(bridge))
			facts->present |= BIT(VGAPT_RESET_LINK);
		facts->hotplug = vgapt_reset_is_hotplug(bridge);
	}

	worst = vgapt_reset_scope_worst(scope, true);
	facts->card = worst ? worst->reason : VGAPT_REASON_IN;
	worst = vgapt_reset_scope_worst(scope, false);
	facts->bus = worst ? worst->reason : VGAPT_REASON_IN;
	/*
	 * More than can be looked after is more than can be vouched for.  The
	 * card's own are always among those that are.
	 */
	if (scope->too_many)
		facts->bus = VGAPT_REASON_SIBLING_DRIVER;
	vgapt_reset_facts_vendor(scope, id, facts);
}
