// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts: MSI and MSI-X.
 *
 * Xen has address, data and mask of every vector, and writes them into the card when a
 * pirq is mapped.  What is left is the enable bit.  INTx is bound by QEMU, and off by a
 * bit of COMMAND.
 */
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "claim.h"
#include "model/model.h"
#include "vdev.h"
#include "xen/pciback.h"

/* A vector's offset in its page is not the guest's to say: it is where the card has it. */
#define VGAPT_TABLE_PAGE	4095

/*
 * A guest chooses pirqs (XENFEAT_hvm_pirqs), and another function's device model might ask
 * for the same one.  From the look whether it is free until Xen has it mapped, and from
 * unbinding to unmapping, nothing else is done with any.
 */
static DEFINE_MUTEX(vgapt_pirqs_lock);

static u32 vgapt_msi_vectors(const struct vgapt_model *model, bool x)
{
	if (x)
		return model->vectors;
	return model->pdev->msi_cap ? 1 : 0;
}

/*
 * Undo one.  A pirq that is bound can be unmapped, but Xen goes on to believe that it is bound
 * (irq.c, unmap_domain_pirq(): forced_unbind).  Mapped and unmapped again after that it makes
 * Xen stop ("Xen BUG at arch/x86/irq.c"), at the latest when its domain ends.  So what could
 * not be unbound stays mapped.
 */
static int vgapt_msi_drop(struct vgapt_model *model, struct vgapt_binding *binding, bool lives)
{
	bool gone = !lives;
	int rc = 0;

	lockdep_assert_held(&model->lock);
	lockdep_assert_held(&vgapt_pirqs_lock);
	if (!binding->mapped)
		return 0;
	if (!gone && binding->bound) {
		rc = vgapt_xen_bind_msi(&model->dom, binding->pirq, &binding->route,
					binding->table, false);
		if (!rc)
			binding->bound = false;
		/* What is not mapped: libxl has taken the function, and Xen its interrupts. */
		gone = rc == -EPERM;
	}
	if (!gone && !binding->bound) {
		rc = vgapt_xen_unmap_pirq(&model->dom, binding->pirq);
		gone = !rc || rc == -EINVAL;
	}
	if (!gone) {
		dev_err_ratelimited(&model->pdev->dev, "d%u keeps pirq %d%s: %d\n",
				    model->dom.domid, binding->pirq,
				    binding->bound ? ", bound" : "", rc);
		return rc;
	}
	if (rc)
		pci_dbg(model->pdev, "d%u has no pirq %d any more: %d\n", model->dom.domid,
			binding->pirq, rc);
	binding->bound = false;
	binding->mapped = false;
	model->mapped--;
	return 0;
}

static int vgapt_msi_drop_all(struct vgapt_model *model, bool lives)
{
	u32 i, num = model->mapped ? vgapt_msi_vectors(model, model->x) : 0;
	int rc = 0, rc2;

	lockdep_assert_held(&model->lock);
	mutex_lock(&vgapt_pirqs_lock);
	for (i = 0; i < num; i++) {
		rc2 = vgapt_msi_drop(model, &model->binding[i], lives);
		if (!rc)
			rc = rc2;
	}
	mutex_unlock(&vgapt_pirqs_lock);
	return rc;
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
	int rc;

	lockdep_assert_held(&model->lock);
	lockdep_assert_held(&vgapt_pirqs_lock);
	binding->pirq = binding->route.pirq;
	binding->own = binding->pirq >= 0;
	rc = vgapt_xen_map_pirq(&model->dom, &dev, vector,
				x ? pci_resource_start(pdev, model->table_bar) : 0,
				&binding->pirq);
	binding->mapped = !rc;
	return rc;
}

/* A pirq of the guest's choice is to be nobody's, or that vector's already. */
static int vgapt_msi_may_choose(struct vgapt_model *model, const struct vgapt_binding *have,
				int pirq)
{
	int rc;

	lockdep_assert_held(&model->lock);
	lockdep_assert_held(&vgapt_pirqs_lock);
	if (pirq < 0 || (have->mapped && have->pirq == pirq))
		return 0;
	rc = vgapt_xen_pirq_free(&model->dom, pirq);
	if (rc == -EINVAL)
		dev_info_ratelimited(&model->pdev->dev,
				     "d%u wants pirq %d for an MSI: it is not free\n",
				     model->dom.domid, pirq);
	return rc;
}

/* Xen takes note of pirq and table at the first time only. */
static bool vgapt_msi_is_another(const struct vgapt_binding *have,
				 const struct vgapt_binding *want)
{
	if (have->table != want->table)
		return true;
	return want->route.pirq >= 0 ? have->pirq != want->route.pirq : have->own;
}

static int vgapt_msi_bind_locked(struct vgapt_model *model, const struct vgapt_msi *msi)
{
	struct vgapt_binding *have = &model->binding[msi->vector], want = { 0 };
	bool x = msi->flags & VGAPT_MSI_X;
	int rc;

	lockdep_assert_held(&model->lock);
	lockdep_assert_held(&vgapt_pirqs_lock);
	vgapt_msi_route(msi->address, msi->data, &want.route);
	if (x)
		want.table = msi->table + (model->table_offset & VGAPT_TABLE_PAGE);
	rc = vgapt_msi_may_choose(model, have, want.route.pirq);
	if (!rc && have->mapped && vgapt_msi_is_another(have, &want))
		rc = vgapt_msi_drop(model, have, true);
	if (rc)
		return rc;
	if (!have->mapped) {
		rc = vgapt_msi_map(model, msi->vector, x, &want);
		if (rc)
			return rc;
		*have = want;
		model->mapped++;
		model->x = x;
	}
	rc = vgapt_xen_bind_msi(&model->dom, have->pirq, &want.route, want.table, true);
	if (!rc) {
		have->route = want.route;
		have->bound = true;
	} else if (!have->bound) {
		vgapt_msi_drop(model, have, true);
	}
	/* One that could not be moved is where it was. */
	return rc;
}

static int vgapt_msi_locked(struct vgapt_model *model, const struct vgapt_msi *msi)
{
	bool x = msi->flags & VGAPT_MSI_X;
	u32 vectors;
	int rc, rc2;

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
	if (x != model->x && (model->mapped || model->enabled))
		return msi->flags & (VGAPT_MSI_BIND | VGAPT_MSI_ENABLE) ? -EBUSY :
		       msi->flags & VGAPT_MSI_UNBIND ? -ENOENT : 0;

	if (msi->flags & (VGAPT_MSI_BIND | VGAPT_MSI_UNBIND)) {
		mutex_lock(&vgapt_pirqs_lock);
		if (msi->flags & VGAPT_MSI_BIND)
			rc = vgapt_msi_bind_locked(model, msi);
		else if (model->binding[msi->vector].mapped)
			rc = vgapt_msi_drop(model, &model->binding[msi->vector], true);
		else
			rc = -ENOENT;
		mutex_unlock(&vgapt_pirqs_lock);
		return rc;
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
	rc2 = vgapt_msi_drop_all(model, true);
	return rc ? rc : rc2;
}

/**
 * vgapt_model_msi - bind, move or unbind a vector, or change the card's enable bit
 * @model: it; vgapt_model_ready() has said yes
 * @msi:   what; vgapt_msi_check() has found it good
 *
 * Sleeps, as long as a reset of the function may take.
 *
 * Return: 0; -EOPNOTSUPP if the function lacks it, or the domain has no use for it; -EINVAL
 * for a vector that there is not, or a pirq that is not free; -EBUSY if it
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
 * @lives: the domain may have what it was given
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
	/* Nobody tries again after this. */
	if (vgapt_msi_drop_all(model, lives))
		vgapt_msi_drop_all(model, lives);
}
