// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pausing the domain until its device model is there.
 *
 * libxl unpauses a domain that it has built when all is done, whether or not somebody
 * is ready to serve the function.  Xen counts pauses, so one of ours keeps it paused.
 */
#include <linux/pci.h>

#include "model/model.h"

/**
 * vgapt_model_hold - pause the domain, or let it go on
 * @model: it; vgapt_model_ready() has said yes
 * @hold:  which of the two
 *
 * Sleeps.
 *
 * Return: 0; -EALREADY if it has been done; as vgapt_model_enter(); or what Xen
 * answered.
 */
int vgapt_model_hold(struct vgapt_model *model, bool hold)
{
	int rc;

	rc = vgapt_model_enter(model);
	if (rc)
		return rc;
	rc = model->held == hold ? -EALREADY : vgapt_xen_pause(&model->dom, hold);
	if (!rc) {
		model->held = hold;
		pci_dbg(model->pdev, "d%u %s\n", model->dom.domid, hold ? "held" : "released");
	}
	vgapt_model_leave(model);
	return rc;
}

/**
 * vgapt_model_hold_end - let the domain go on, if it has been paused
 * @model: it; its lock is held
 * @lives: the domain may have what it was given
 */
void vgapt_model_hold_end(struct vgapt_model *model, bool lives)
{
	int rc;

	lockdep_assert_held(&model->lock);
	if (model->held && lives) {
		rc = vgapt_xen_pause(&model->dom, false);
		if (rc)
			dev_err_ratelimited(&model->pdev->dev, "d%u stays paused: %d\n",
					    model->dom.domid, rc);
	}
	model->held = false;
}
