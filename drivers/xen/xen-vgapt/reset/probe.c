// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vendor's word on whether its method is usable now.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/reset/vendor.h"
#include "reset/io.h"
#include "reset/probe.h"
#include "reset/scope.h"

/**
 * vgapt_reset_probe - ask the vendor's probe
 * @scope: locked, or claimed; its owners are known
 * @facts: of @scope->self, and vgapt_reset_wants_probe(); the answer goes there
 *
 * Reads the card's registers, by index registers too: nobody may be using them,
 * unless the card is going to be reset anyway.  Sleeps.
 */
void vgapt_reset_probe(struct vgapt_reset_scope *scope,
		       struct vgapt_reset_facts *facts)
{
	struct pci_dev *pdev = scope->self->pdev;
	const struct vgapt_reset_vendor *vendor;
	struct vgapt_reset_io io;
	int rc;

	vendor = vgapt_reset_vendor_of(vgapt_reset_id_of(pdev->vendor, pdev->device)->family);
	facts->unprobed = false;
	rc = vgapt_reset_io_open(&io, scope, scope->self, vendor);
	if (rc) {
		facts->vendor = rc == -ENOMEM ? VGAPT_REASON_NO_MEMORY :
						VGAPT_REASON_NO_REGISTERS;
		return;
	}
	facts->vendor = vgapt_vendor_probe(vendor, &io.io);
	vgapt_reset_io_close(&io);
}
