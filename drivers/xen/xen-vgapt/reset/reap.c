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
#include "xen_vgapt.h"

/* What could not even be looked at is tried again after that time. */
#define VGAPT_REAP_SECONDS	1

static void vgapt_reset_reap_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(vgapt_reset_reap, vgapt_reset_reap_work);

static void vgapt_reset_reap_work(struct work_struct *work)
{
	struct vgapt_xen_domain dom;
	struct pci_dev *pdev;
	int rc = 0;

	while (rc != -EAGAIN && (pdev = vgapt_record_orphan(&dom))) {
		rc = vgapt_reset_dead(pdev);
		pci_dbg(pdev, "reset after the end of d%u: %d\n", dom.domid,
			rc);
		if (rc == -EAGAIN) {
			vgapt_record_still_orphan(pdev, &dom);
			queue_delayed_work(vgapt_wq, &vgapt_reset_reap,
					   VGAPT_REAP_SECONDS * HZ);
		}
		pci_dev_put(pdev);
	}
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
