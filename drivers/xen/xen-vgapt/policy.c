// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy: when a card becomes a guest's primary display, and for whom.
 * Mechanisms are elsewhere; nothing is decided there.
 */
#include "pure.h"

/**
 * vgapt_policy_flr - what a write to do_flr means for the legacy ranges
 * @facts: what is known at this moment
 *
 * libxl writes the same thing to do_flr when it gives a function to a domain
 * and when it takes it away.  The two are told apart by xen-pciback's own book:
 * when a function is being added, its backend does not exist yet, so pciback
 * has no owner registered; when it is being removed, the backend goes only
 * after the reset.  An owner that is dead or dying does not count: pciback
 * hears of it late, and the next domain may already be at the door (a guest's
 * reboot is a new domain).
 *
 * Return: VGAPT_FLR_REVOKE if what the function's holder has must be withdrawn
 * before the reset; VGAPT_FLR_GRANT if @facts->named is to get the ranges
 * after it; both; or 0.
 */
unsigned int vgapt_policy_flr(const struct vgapt_flr_facts *facts)
{
	bool owned = facts->owner != VGAPT_NO_DOMAIN && facts->owner_live;
	unsigned int todo = 0;

	if (facts->held_by != VGAPT_NO_DOMAIN &&
	    ((owned && facts->owner == facts->held_by) ||
	     facts->named != facts->held_by))
		todo |= VGAPT_FLR_REVOKE;

	if (facts->vga && facts->primary && !owned &&
	    facts->named != VGAPT_NO_DOMAIN && facts->named_live &&
	    facts->held_by != facts->named)
		todo |= VGAPT_FLR_GRANT;

	return todo;
}

/**
 * vgapt_policy_meant_for - may a domain be given this function's ranges?
 * @domid: the domain
 * @named: domid in libxl's note on the function, or VGAPT_NO_DOMAIN
 * @owner: domid xen-pciback has registered, or VGAPT_NO_DOMAIN
 *
 * libxl's note comes first and goes last, so where it exists it alone decides;
 * a toolstack that keeps no such note is known by pciback's owner.
 *
 * Return: true if the toolstack has given the function to @domid.
 */
bool vgapt_policy_meant_for(int domid, int named, int owner)
{
	if (named != VGAPT_NO_DOMAIN)
		return named == domid;
	return owner != VGAPT_NO_DOMAIN && owner == domid;
}
