// SPDX-License-Identifier: GPL-2.0-only
/*
 * What hangs on a capability that may HOLD, or be the device model: its life.
 *
 * It is the capability's, not the process' that has it: a device model that dies is
 * started anew with the same descriptor, and finds mapped and bound what its guest
 * uses.  It ends when the capability is closed or revoked, or when the function is no
 * longer the domain's; then all is undone, and nothing is done any more.  It never
 * comes back: who is given the function again is given a new capability.
 *
 * The mutex is held for hypercalls and accesses to the card, and for nothing that
 * waits for a lock of the driver core: so the notifier that hears of a function that
 * leaves pciback, with its device lock held, takes it too, and all is undone when that
 * returns.
 */
#include <linux/pci.h>
#include <linux/slab.h>

#include "assign/assign.h"
#include "claim.h"
#include "model/model.h"
#include "vdev.h"
#include "xen/pciback.h"

/**
 * vgapt_model_new - make one for a capability
 * @pdev: the function; the caller has a reference as long as there is the result
 * @vdev: what we know of it, or NULL; likewise
 * @dom:  the domain
 *
 * Sleeps.
 *
 * Return: it, or NULL without memory.
 */
struct vgapt_model *vgapt_model_new(struct pci_dev *pdev, struct vgapt_dev *vdev,
				    const struct vgapt_xen_domain *dom)
{
	struct vgapt_model *model;

	model = kzalloc(sizeof(*model), GFP_KERNEL_ACCOUNT);
	if (!model)
		return NULL;
	mutex_init(&model->lock);
	model->pdev = pdev;
	model->vdev = vdev;
	model->dom = *dom;
	model->table_bar = -1;
	return model;
}

/**
 * vgapt_model_free - undo vgapt_model_new()
 * @model: it, ended or never used; or NULL
 */
void vgapt_model_free(struct vgapt_model *model)
{
	if (!model)
		return;
	kvfree(model->binding);
	kfree(model);
}

/**
 * vgapt_model_ready - may anything be done?
 * @model: it
 *
 * Asks the toolstack's note, once: that the answer is another one by now is told by
 * do_flr, and by the watches, which end it.  That it asks is noted before the question:
 * they must not overlook it while the answer is on its way.  Sleeps.
 *
 * Return: 0; -ENODEV if it has ended; -EPERM if the function is not meant for the
 * domain; or why that can't be told.
 */
int vgapt_model_ready(struct vgapt_model *model)
{
	int rc;

	if (READ_ONCE(model->closed))
		return -ENODEV;
	if (READ_ONCE(model->meant))
		return 0;
	WRITE_ONCE(model->asked, true);
	/* The watches' work looks at that after it has read xenstore. */
	smp_mb();
	rc = vgapt_assign_meant(model->pdev, &model->dom);
	if (!rc)
		WRITE_ONCE(model->meant, true);
	return rc;
}

/**
 * vgapt_model_enter - begin to do something
 * @model: it; vgapt_model_ready() has said yes
 *
 * Sleeps.
 *
 * Return: 0 with the lock held; -ENODEV if it has ended, or the function is not on
 * xen-pciback; -EOPNOTSUPP if Xen's control interface is not usable.
 */
int vgapt_model_enter(struct vgapt_model *model)
{
	if (!vgapt_xen_version())
		return -EOPNOTSUPP;
	mutex_lock(&model->lock);
	/*
	 * pciback's end is told before the driver goes and after it: one of the two finds
	 * what is done now.
	 */
	if (!model->closed && vgapt_pciback_bound(model->pdev))
		return 0;
	mutex_unlock(&model->lock);
	return -ENODEV;
}

/**
 * vgapt_model_leave - undo vgapt_model_enter()
 * @model: it
 */
void vgapt_model_leave(struct vgapt_model *model)
{
	mutex_unlock(&model->lock);
}

/* Nobody resets the function from here on.  Somebody who must not wait for it goes first. */
static int vgapt_model_claim(struct vgapt_model *model, struct vgapt_claim *claim)
{
	unsigned int woken;
	bool urgent;

	for (;;) {
		woken = vgapt_claims_woken();
		if (READ_ONCE(model->closed))
			return -ENODEV;
		urgent = vgapt_claims_urgent(model->pdev);
		if (!urgent && vgapt_claim_one(claim, model->pdev))
			return 0;
		if (vgapt_claims_wait(woken, urgent ? NULL : model->pdev, HZ) < 0)
			return -EINTR;
	}
}

/**
 * vgapt_model_enter_claimed - begin to do something to the card's registers
 * @model: it; vgapt_model_ready() has said yes
 * @claim: result
 *
 * Sleeps, as long as a reset of the function may take.
 *
 * Return: as vgapt_model_enter(), and -EINTR if the caller has been killed.
 */
int vgapt_model_enter_claimed(struct vgapt_model *model, struct vgapt_claim *claim)
{
	int rc = vgapt_model_claim(model, claim);

	if (rc)
		return rc;
	rc = vgapt_model_enter(model);
	if (rc)
		vgapt_claim_drop(claim);
	return rc;
}

/**
 * vgapt_model_leave_claimed - undo vgapt_model_enter_claimed()
 * @model: it
 * @claim: what that gave
 */
void vgapt_model_leave_claimed(struct vgapt_model *model, struct vgapt_claim *claim)
{
	vgapt_model_leave(model);
	vgapt_claim_drop(claim);
}

static u32 vgapt_model_read_config(void *data, u32 at)
{
	u32 val = ~0U;

	pci_user_read_config_dword(data, at, &val);
	return val;
}

/**
 * vgapt_model_learn - find out about the function's configuration space
 * @model: it, entered
 *
 * Once; none of that changes, but a card that is asleep or being reset shows nothing.
 * Sleeps.
 *
 * Return: 0; -EIO if the function does not answer.
 */
int vgapt_model_learn(struct vgapt_model *model)
{
	struct pci_dev *pdev = model->pdev;
	u32 table = ~0U;
	u16 flags = ~0;
	u8 id = ~0;
	int rc;

	lockdep_assert_held(&model->lock);
	if (model->caps.known)
		return 0;
	if (pdev->msix_cap) {
		pci_user_read_config_byte(pdev, pdev->msix_cap + PCI_CAP_LIST_ID, &id);
		pci_user_read_config_word(pdev, pdev->msix_cap + PCI_MSIX_FLAGS, &flags);
		pci_user_read_config_dword(pdev, pdev->msix_cap + PCI_MSIX_TABLE, &table);
		/* A blank card would have the wrong pages hidden for good. */
		if ((table & PCI_MSIX_TABLE_BIR) >= PCI_STD_NUM_BARS || flags == (u16)~0 ||
		    id != PCI_CAP_ID_MSIX)
			return -EIO;
	}
	rc = vgapt_config_learn(&model->caps, vgapt_model_read_config, pdev, pdev->cfg_size);
	if (rc || !pdev->msix_cap)
		return rc;
	model->table_bar = table & PCI_MSIX_TABLE_BIR;
	model->table_offset = table & PCI_MSIX_TABLE_OFFSET;
	model->vectors = (flags & PCI_MSIX_FLAGS_QSIZE) + 1;
	return 0;
}

/**
 * vgapt_model_bar - describe a BAR
 * @model: it, entered
 * @bar:   0..5
 * @info:  result; size 0 if there is none, or it has no address
 *
 * Sleeps.
 *
 * Return: 0; -EIO if the function does not answer, and it is not known whether the
 * MSI-X table is in it.
 */
int vgapt_model_bar(struct vgapt_model *model, u32 bar, struct vgapt_bar *info)
{
	struct pci_dev *pdev = model->pdev;
	unsigned long flags = pci_resource_flags(pdev, bar);
	int rc;

	lockdep_assert_held(&model->lock);
	memset(info, 0, sizeof(*info));
	if (!pci_resource_len(pdev, bar) || !pci_resource_start(pdev, bar) ||
	    (flags & IORESOURCE_UNSET))
		return 0;
	rc = vgapt_model_learn(model);
	if (rc)
		return rc;
	info->io = flags & IORESOURCE_IO;
	info->start = pci_resource_start(pdev, bar);
	info->size = pci_resource_len(pdev, bar);
	if (model->table_bar == (int)bar) {
		info->hidden = model->table_offset;
		info->hidden_size = model->vectors * PCI_MSIX_ENTRY_SIZE;
	}
	return 0;
}

/**
 * vgapt_model_astray - has the toolstack taken the function from the domain?
 * @model: it
 *
 * For the work that follows an event in xenstore, one at a time.  libxl writes do_flr for
 * function 0 only when it takes a card away.  Sleeps.
 *
 * Return: 1 if so, 0 if not; or why that can't be told.
 */
int vgapt_model_astray(struct vgapt_model *model)
{
	struct vgapt_holding held = {
		.domid = model->dom.domid,
		.confirmed = model->confirmed,
	};
	struct vgapt_assign assign;

	if (READ_ONCE(model->closed))
		return 0;
	vgapt_assign_read(model->pdev, &assign);
	/* Pairs with vgapt_model_ready(). */
	smp_mb();
	if (!READ_ONCE(model->asked))
		return 0;
	model->confirmed |= assign.is.owner == held.domid;
	switch (vgapt_assign_fate(&assign.is, &held)) {
	case VGAPT_WITHDRAW:
		return 1;
	case VGAPT_WAIT:
		return assign.is.note_error;
	default:
		return 0;
	}
}
