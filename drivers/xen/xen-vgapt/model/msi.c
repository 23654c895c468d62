// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts: MSI and MSI-X.
 *
 * Xen has address, data and mask of every vector, and writes them into the card when a
 * pirq is mapped.  What is left is the enable bit.  INTx is bound by QEMU, and off by a
 * bit of COMMAND.
 */
#include <linux/pci.h>
#include <linux/slab.h>

#include "claim.h"
#include "model/model.h"
#include "vdev.h"
#include "xen/pciback.h"

/* A vector's offset in its page is not the guest's to say: it is where the card has it. */
#define VGAPT_TABLE_PAGE	4095

static u32 vgapt_msi_vectors(const struct vgapt_model *model, bool x)
{
	if (x)
		return model->vectors;
	return model->pdev->msi_cap ? 1 : 0;
}

/* Xen says that there is no such pirq, or does not let us have what is none. */
static bool vgapt_msi_gone(int rc)
{
	return !rc || rc == -EINVAL || rc == -EPERM;
}

/* Undo one.  Whatever Xen says, it is not bound any more as far as we know. */
static void vgapt_msi_drop(struct vgapt_model *model, struct vgapt_binding *binding, bool lives)
{
	int rc = 0, rc2 = 0;

	lockdep_assert_held(&model->lock);
	if (!binding->bound)
		return;
	if (lives) {
		rc = vgapt_xen_bind_msi(&model->dom, binding->pirq, &binding->route,
					binding->table, false);
		rc2 = vgapt_xen_unmap_pirq(&model->dom, binding->pirq);
	}
	/* When libxl has taken the function from the domain Xen has done that itself. */
	if (!vgapt_msi_gone(rc) || !vgapt_msi_gone(rc2))
		dev_err_ratelimited(&model->pdev->dev, "d%u keeps pirq %d: unbind %d, unmap %d\n",
				    model->dom.domid, binding->pirq, rc, rc2);
	else if (rc || rc2)
		pci_dbg(model->pdev, "d%u pirq %d: unbind %d, unmap %d\n", model->dom.domid,
			binding->pirq, rc, rc2);
	binding->bound = false;
	model->bound--;
}

static void vgapt_msi_drop_all(struct vgapt_model *model, bool lives)
{
	u32 i, num = model->bound ? vgapt_msi_vectors(model, model->x) : 0;

	lockdep_assert_held(&model->lock);
	for (i = 0; i < num; i++)
		vgapt_msi_drop(model, &model->binding[i], lives);
}

/* The card's own bits.  The function is claimed: nobody resets it meanwhile. */
static int vgapt_msi_switch(struct vgapt_model *model, bool x, bool on, bool mask)
{
	struct pci_dev *pdev = model->pdev;
	int at = x ? pdev->msix_cap + PCI_MSIX_FLAGS : pdev->msi_cap + PCI_MSI_FLAGS;
	u16 bit = x ? PCI_MSIX_FLAGS_ENABLE : PCI_MSI_FLAGS_ENABLE;
	u16 flags = ~0;

	lockdep_assert_held(&model->lock);
	pci_user_read_config_word(pdev, at, &flags);
	if (flags == (u16)~0)
		return -EIO;
	flags &= ~(bit | (x ? PCI_MSIX_FLAGS_MASKALL : PCI_MSI_FLAGS_QSIZE));
	if (on)
		flags |= bit;
	if (mask)
		flags |= PCI_MSIX_FLAGS_MASKALL;
	pci_user_write_config_word(pdev, at, flags);
	model->enabled = on;
	return 0;
}

/* Xen's pirq for a vector. */
static int vgapt_msi_map(struct vgapt_model *model, u32 vector, bool x,
			 struct vgapt_binding *binding)
{
	struct pci_dev *pdev = model->pdev;
	struct vgapt_xen_device dev = {
		.segment = pci_domain_nr(pdev->bus),
		.bus = pdev->bus->number,
		.devfn = pdev->devfn,
	};

	lockdep_assert_held(&model->lock);
	binding->pirq = binding->route.pirq;
	binding->own = binding->pirq >= 0;
	return vgapt_xen_map_pirq(&model->dom, &dev, vector,
				  x ? pci_resource_start(pdev, model->table_bar) : 0,
				  &binding->pirq);
}

/* Is that pirq another vector's?  Xen would say yes to it, and lose an interrupt. */
static bool vgapt_msi_pirq_used(const struct vgapt_model *model, u32 vector, int pirq)
{
	u32 i, num = model->bound ? vgapt_msi_vectors(model, model->x) : 0;

	for (i = 0; i < num; i++)
		if (i != vector && model->binding[i].bound && model->binding[i].pirq == pirq)
			return true;
	return false;
}

static int vgapt_msi_bind_locked(struct vgapt_model *model, const struct vgapt_msi *msi)
{
	bool x = msi->flags & VGAPT_MSI_X, fresh;
	struct vgapt_binding *have = &model->binding[msi->vector], want = { .bound = true };
	int rc;

	lockdep_assert_held(&model->lock);
	vgapt_msi_route(msi->address, msi->data, &want.route);
	if (x)
		want.table = msi->table + (model->table_offset & VGAPT_TABLE_PAGE);
	if (want.route.pirq >= 0 && vgapt_msi_pirq_used(model, msi->vector, want.route.pirq))
		return -EINVAL;
	/* Another pirq, or another table: Xen takes note of these only at the first time. */
	if (have->bound && (have->table != want.table ||
			    (want.route.pirq >= 0 ? have->pirq != want.route.pirq : have->own)))
		vgapt_msi_drop(model, have, true);
	fresh = !have->bound;
	if (fresh) {
		rc = vgapt_msi_map(model, msi->vector, x, &want);
		if (rc)
			return rc;
	} else {
		want.pirq = have->pirq;
		want.own = have->own;
	}
	rc = vgapt_xen_bind_msi(&model->dom, want.pirq, &want.route, want.table, true);
	if (rc) {
		if (fresh)
			vgapt_xen_unmap_pirq(&model->dom, want.pirq);
		return rc;
	}
	if (fresh)
		model->bound++;
	*have = want;
	model->x = x;
	return 0;
}

static int vgapt_msi_locked(struct vgapt_model *model, const struct vgapt_msi *msi)
{
	bool x = msi->flags & VGAPT_MSI_X;
	u32 vectors;
	int rc;

	lockdep_assert_held(&model->lock);
	rc = vgapt_model_learn(model);
	if (rc)
		return rc;
	vectors = vgapt_msi_vectors(model, x);
	if (!vectors)
		return -EOPNOTSUPP;
	if (msi->vector >= vectors)
		return -EINVAL;
	if (!model->binding)
		model->binding = kvcalloc(max_t(u32, model->vectors, 1), sizeof(*model->binding),
					  GFP_KERNEL_ACCOUNT);
	if (!model->binding)
		return -ENOMEM;
	if (x != model->x && (model->bound || model->enabled))
		return msi->flags & (VGAPT_MSI_BIND | VGAPT_MSI_ENABLE) ? -EBUSY :
		       msi->flags & VGAPT_MSI_UNBIND ? -ENOENT : 0;

	if (msi->flags & VGAPT_MSI_BIND)
		return vgapt_msi_bind_locked(model, msi);
	if (msi->flags & VGAPT_MSI_UNBIND) {
		if (!model->binding[msi->vector].bound)
			return -ENOENT;
		vgapt_msi_drop(model, &model->binding[msi->vector], true);
		return 0;
	}
	if (msi->flags & VGAPT_MSI_ENABLE) {
		/* Xen has not written its address then: it would be whatever is there. */
		if (!x && !model->binding[0].bound)
			return -ENOENT;
		rc = vgapt_msi_switch(model, x, true, msi->flags & VGAPT_MSI_MASK_ALL);
		if (!rc)
			model->x = x;
		return rc;
	}
	rc = vgapt_msi_switch(model, x, false, false);
	vgapt_msi_drop_all(model, true);
	return rc;
}

/**
 * vgapt_model_msi - bind, move or unbind a vector, or change the card's enable bit
 * @model: it; vgapt_model_ready() has said yes
 * @msi:   what; vgapt_msi_check() has found it good
 *
 * Sleeps, as long as a reset of the function may take.
 *
 * Return: 0; -EOPNOTSUPP if the function lacks it, or the domain has no use for it; -EINVAL
 * for a vector that there is not, or a pirq that another vector has; -EBUSY if it
 * has the other kind; -ENOENT if it is not bound; -EIO if it does not answer; -ENOMEM; as
 * vgapt_model_enter_claimed(); or what Xen answered.
 */
int vgapt_model_msi(struct vgapt_model *model, const struct vgapt_msi *msi)
{
	struct vgapt_claim claim;
	int rc;

	if (!model->dom.hvm)
		return -EOPNOTSUPP;
	rc = vgapt_model_enter_claimed(model, &claim);
	if (rc)
		return rc;
	rc = vgapt_msi_locked(model, msi);
	pci_dbg(model->pdev, "d%u msi %#x vector %u: %d\n", model->dom.domid, msi->flags,
		msi->vector, rc);
	vgapt_model_leave_claimed(model, &claim);
	return rc;
}

/**
 * vgapt_model_msi_end - unbind all
 * @model: it; its lock is held
 * @lives: the domain lives
 *
 * Sleeps.
 */
void vgapt_model_msi_end(struct vgapt_model *model, bool lives)
{
	struct vgapt_claim claim;

	lockdep_assert_held(&model->lock);
	/* Who has claimed it resets it, and that clears the bit. */
	if (model->enabled && pci_device_is_present(model->pdev) &&
	    vgapt_pciback_bound(model->pdev) && vgapt_claim_one(&claim, model->pdev)) {
		vgapt_msi_switch(model, model->x, false, false);
		vgapt_claim_drop(&claim);
	}
	model->enabled = false;
	vgapt_msi_drop_all(model, lives);
}
