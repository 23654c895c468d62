// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens when the toolstack writes a function's SBDF to do_flr: facts are
 * collected, the policy is asked, the mechanisms do as it says.
 */
#include "legacy/owner.h"
#include "pure/assign_rules.h"
#include "pure/sbdf.h"
#include "reset/engine.h"
#include "rom/capture.h"
#include "uapi/do_flr.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen/pciback.h"
#include "xen/store.h"
#include "xen_vgapt.h"

/* Returns 0, or why that can't be told. */
static int vgapt_flr_lives(int domid, bool *lives)
{
	struct vgapt_xen_domain dom;
	int rc;

	*lives = false;
	if (domid == VGAPT_NO_DOMAIN)
		return 0;
	rc = vgapt_xen_live_domain(domid, &dom);
	*lives = !rc;
	/* Without Xen's control interface nothing is granted anyway. */
	return rc == -ESRCH || rc == -EOPNOTSUPP ? 0 : rc;
}

/* Returns 0, or why it can't be told whose the function is. */
static int vgapt_flr_owners(struct pci_dev *pdev,
			    struct vgapt_flr_facts *facts)
{
	int rc;

	facts->named_live = false;
	facts->owner_live = false;
	facts->owner = vgapt_pciback_owner(pdev);
	rc = vgapt_store_named(pdev, &facts->named);
	if (!rc)
		rc = vgapt_flr_lives(facts->named, &facts->named_live);
	if (!rc)
		rc = vgapt_flr_lives(facts->owner, &facts->owner_live);
	return rc;
}

/* Returns 0, or why they can't be collected. */
static int vgapt_flr_facts(struct vgapt_dev *vdev,
			   struct vgapt_flr_facts *facts)
{
	facts->vga = vdev->vga;
	facts->primary = READ_ONCE(vdev->primary);
	facts->held_by = vgapt_legacy_owner(vdev, &facts->confirmed);
	return vgapt_flr_owners(vdev->pdev, facts);
}

/*
 * For whom libxl asks: the domain in its note, which is there before it gives a
 * function away and until it has taken it; or, from a toolstack that keeps no
 * notes, the one that pciback knows.
 */
static int vgapt_flr_for(const struct vgapt_flr_facts *facts)
{
	return facts->named_live ? facts->named : facts->owner;
}

static int vgapt_flr_display(struct vgapt_dev *vdev)
{
	struct vgapt_flr_facts facts;
	struct vgapt_xen_domain dom;
	unsigned int todo = 0;
	int rc, rc2;

	vgapt_dev_settle(vdev);
	/* An owner's number may be another domain's by now: let go of the dead. */
	vgapt_legacy_reap();
	rc2 = vgapt_flr_facts(vdev, &facts);
	if (rc2)
		pci_err(vdev->pdev, "can't tell for whom it is: %d\n",
			rc2);
	else
		todo = vgapt_policy_flr(&facts);
	pci_dbg(vdev->pdev, "do_flr: named %d owner %d held by %d: %s%s\n",
		facts.named, facts.owner, facts.held_by,
		todo & VGAPT_FLR_REVOKE ? "revoke " : "",
		todo & VGAPT_FLR_GRANT ? "grant" : "");

	if (todo & VGAPT_FLR_REVOKE)
		vgapt_legacy_revoke(vdev);

	device_lock(&vdev->pdev->dev);
	vgapt_rom_capture(vdev);
	device_unlock(&vdev->pdev->dev);

	rc = vgapt_reset_round(vdev->pdev, vgapt_flr_for(&facts));
	if (rc == -ENODEV)
		return rc;
	/* It has been reset, but will not be primary. */
	if (rc2)
		return rc2;
	if (todo & VGAPT_FLR_GRANT) {
		/*
		 * A card that can't be reset is granted all the same: libxl
		 * too goes on, and the guest may well be able to use it.
		 */
		rc2 = vgapt_xen_domain(facts.named, &dom);
		if (!rc2)
			rc2 = vgapt_legacy_grant(vdev, &dom, &vgapt_admin,
						 VGAPT_RANGE_ALL);
		if (rc2) {
			pci_err(vdev->pdev, "not primary in d%d: %d\n",
				facts.named, rc2);
			return rc2;
		}
	}
	return rc;
}

/* One that is no display function: it can only be reset. */
static int vgapt_flr_plain(struct pci_dev *pdev)
{
	struct vgapt_flr_facts facts;

	/* Where that can't be told the reset, which asks again, is refused. */
	vgapt_flr_owners(pdev, &facts);
	return vgapt_reset_round(pdev, vgapt_flr_for(&facts));
}

/**
 * vgapt_flr - serve a write to do_flr
 * @sbdf: the function named there, any kind of function
 *
 * Sleeps.  The caller, libxl, ignores the result but logs it.
 *
 * Return: 0; -ENODEV if there is no such function or xen-pciback does not have
 * it; what vgapt_reset() answered; or, where it could not be made primary, what
 * vgapt_legacy_grant() answered, or xenstore, or Xen.
 */
int vgapt_flr(const struct vgapt_sbdf *sbdf)
{
	struct vgapt_dev *vdev;
	struct pci_dev *pdev;
	bool bound;
	int rc;

	pdev = pci_get_domain_bus_and_slot(sbdf->segment, sbdf->bus,
					   sbdf->devfn);
	if (!pdev)
		return -ENODEV;
	vdev = vgapt_dev_find(pdev);
	device_lock(&pdev->dev);
	bound = vgapt_pciback_bound(pdev);
	device_unlock(&pdev->dev);
	if (!bound)
		rc = -ENODEV;
	else if (vdev)
		rc = vgapt_flr_display(vdev);
	else
		rc = vgapt_flr_plain(pdev);
	if (rc)
		dev_err_ratelimited(&pdev->dev, "do_flr: %d%s\n",
				    rc, rc == -ENODEV ? ", it is not bound to xen-pciback" :
					rc == -ENOTTY ? ", there is no way to reset it" :
					rc == -EBUSY ? ", another function is in the way" :
					rc == -EPERM ? ", it belongs to another domain" : "");
	if (vdev)
		vgapt_dev_put(vdev);
	pci_dev_put(pdev);
	return rc;
}
