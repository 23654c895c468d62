// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which vendor's file knows a family's registers.
 */
#include "pure/reset/ids.h"
#include "pure/reset/vendor.h"

#define OWN(symbol, name, ops)	[VGAPT_FAMILY_##symbol] = &vgapt_##ops,
#define PCI(symbol, name)	[VGAPT_FAMILY_##symbol] = NULL,
static const struct vgapt_reset_vendor *const vgapt_reset_vendors[] = {
	VGAPT_FAMILIES(OWN, PCI)
};

/**
 * vgapt_reset_vendor_of - how a family is reset by its own registers
 * @family: VGAPT_FAMILY_*
 *
 * Return: that, NULL if nothing is known.
 */
const struct vgapt_reset_vendor *vgapt_reset_vendor_of(enum vgapt_reset_family family)
{
	if ((unsigned int)family >= ARRAY_SIZE(vgapt_reset_vendors))
		return NULL;
	return vgapt_reset_vendors[family];
}

static int run_all(struct vgapt_run *run)
{
	while (vgapt_run_step(run))
		;
	return run->rc;
}

/**
 * vgapt_vendor_probe - is the vendor's method usable now?
 * @vendor: with a probe
 * @io:     the way to the card
 *
 * Sleeps.
 *
 * Return: VGAPT_REASON_IN, _IDLE, _HUNG, _NO_REGISTERS.
 */
enum vgapt_reset_reason vgapt_vendor_probe(const struct vgapt_reset_vendor *vendor,
					   struct vgapt_io *io)
{
	struct vgapt_run run;

	vgapt_run_begin(&run, io, vendor, vendor->probe);
	return run_all(&run) ? VGAPT_REASON_HUNG : run.reason;
}

/**
 * vgapt_vendor_reset - reset a card by its own registers
 * @vendor: with a reset
 * @io:     the way to the card
 * @why:    what failed
 * @miss:   result: what went wrong first, also where something else worked then
 *
 * Sleeps, until the card is back, or its deadline has passed.
 *
 * Return: 0; -EIO, -ETIMEDOUT.
 */
int vgapt_vendor_reset(const struct vgapt_reset_vendor *vendor, struct vgapt_io *io,
		       enum vgapt_why *why, struct vgapt_misstep *miss)
{
	struct vgapt_run run;
	int rc;

	vgapt_run_begin(&run, io, vendor, vendor->reset);
	rc = run_all(&run);
	*miss = run.miss;
	if (rc)
		*why = run.why;
	return rc;
}

/**
 * vgapt_vendor_alive - ask for a sign of life
 * @vendor: with one
 * @io:     the way to the card
 * @why:    what is missing
 *
 * Return: 0; -EAGAIN, not yet; -EIO.
 */
int vgapt_vendor_alive(const struct vgapt_reset_vendor *vendor, struct vgapt_io *io,
		       enum vgapt_why *why)
{
	struct vgapt_run run;
	int rc;

	vgapt_run_begin(&run, io, vendor, vendor->alive);
	rc = run_all(&run);
	if (rc)
		*why = run.why;
	return rc;
}

/**
 * vgapt_vendor_before - note what a reset takes
 * @vendor: with vgapt_reset_vendor.before
 * @io:     the way to the function's configuration space
 * @noted:  result
 */
void vgapt_vendor_before(const struct vgapt_reset_vendor *vendor, struct vgapt_io *io,
			 struct vgapt_noted *noted)
{
	struct vgapt_run run;

	vgapt_run_begin(&run, io, vendor, vendor->before);
	run_all(&run);
	memcpy(noted->kept, run.kept, sizeof(noted->kept));
}

/**
 * vgapt_vendor_after - give back what a reset has taken
 * @vendor: with vgapt_reset_vendor.after
 * @io:     the way to the function's configuration space; it answers again
 * @noted:  what vgapt_vendor_before() noted
 */
void vgapt_vendor_after(const struct vgapt_reset_vendor *vendor, struct vgapt_io *io,
			const struct vgapt_noted *noted)
{
	struct vgapt_run run;

	vgapt_run_begin(&run, io, vendor, vendor->after);
	memcpy(run.kept, noted->kept, sizeof(run.kept));
	run_all(&run);
}
