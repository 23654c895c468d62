// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resetting what a dead domain had.
 *
 * A function that a domain had is reset once more when that domain is really
 * dead: libxl's own reset on destruction comes while the guest still runs.
 */
#include <linux/pci.h>

#include "assign/record.h"
#include "reset/engine.h"
#include "reset/reap.h"
#include "rom/serve.h"
#include "xen_vgapt.h"

/* What could not be done is tried again after that time. */
#define VGAPT_REAP_SECONDS	1
/* Or after that one, if it may be long: another function of the card is in use. */
#define VGAPT_REAP_BUSY_SECONDS	10

static void vgapt_reset_reap_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(vgapt_reset_reap, vgapt_reset_reap_work);

/* In how many seconds to try again; 0: it is done, or can't be. */
static unsigned int vgapt_reset_reap_one(struct pci_dev *pdev,
					 const struct vgapt_xen_domain *dom,
					 bool again)
{
	int rc = vgapt_reset_dead(pdev, again);

	pci_dbg(pdev, "reset after the end of d%u: %d\n", dom->domid, rc);
	if (rc != -EAGAIN && rc != -EBUSY) {
		vgapt_rom_serve_later();
		return 0;
	}
	vgapt_record_still_orphan(pdev, dom, rc == -EBUSY);
	return rc == -EAGAIN ? VGAPT_REAP_SECONDS : VGAPT_REAP_BUSY_SECONDS;
}

/* Each orphan once: one that has to wait must not keep the others waiting. */
static void vgapt_reset_reap_work(struct work_struct *work)
{
	unsigned int wait, soonest = 0, round = vgapt_record_round();
	struct vgapt_xen_domain dom;
	struct pci_dev *pdev;
	bool again;

	while ((pdev = vgapt_record_orphan(round, &dom, &again))) {
		wait = vgapt_reset_reap_one(pdev, &dom, again);
		if (wait && (!soonest || wait < soonest))
			soonest = wait;
		pci_dev_put(pdev);
	}
	if (soonest)
		queue_delayed_work(vgapt_wq, &vgapt_reset_reap, soonest * HZ);
}

/**
 * vgapt_reset_reap_later - a domain may have died: have a look, soon
 *
 * Does not sleep.
 */
void vgapt_reset_reap_later(void)
{
	mod_delayed_work(vgapt_wq, &vgapt_reset_reap, 0);
}

/**
 * vgapt_reset_reap_exit - stop looking
 *
 * Nobody asks for it any more.  Sleeps.
 */
void vgapt_reset_reap_exit(void)
{
	cancel_delayed_work_sync(&vgapt_reset_reap);
}
