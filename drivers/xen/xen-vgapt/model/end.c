// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of what hangs on a device model's capability: all is undone.
 */
#include "claim.h"
#include "model/access.h"
#include "model/model.h"

/**
 * vgapt_model_end - undo all, and let nothing be done any more
 * @model: it, or NULL
 *
 * From a domain that is dying, or gone, nothing is taken: Xen does that.  Sleeps; may be
 * called with the device lock held, and more than once.
 */
void vgapt_model_end(struct vgapt_model *model)
{
	bool lives;

	if (!model)
		return;
	mutex_lock(&model->lock);
	WRITE_ONCE(model->closed, true);
	lives = (model->held || model->mapped || model->book) &&
		vgapt_xen_may_have(&model->dom);
	/* The guest first: it must not use what is half undone. */
	vgapt_model_map_end(model, lives);
	vgapt_model_msi_end(model, lives);
	vgapt_model_pages_end(model);
	vgapt_model_hold_end(model, lives);
	mutex_unlock(&model->lock);
	/* Who waits for a claim looks whether it has ended. */
	vgapt_claims_wake();
}
