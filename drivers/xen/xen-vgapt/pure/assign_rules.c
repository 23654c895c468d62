// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy: when a card becomes a guest's primary display, and for whom.
 * Mechanisms are elsewhere; nothing is decided there.
 */
#include "pure/assign_rules.h"

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
	     vgapt_policy_fate(facts->held_by, facts->named,
			       owned ? facts->owner : VGAPT_NO_DOMAIN,
			       facts->confirmed) == VGAPT_WITHDRAW))
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

/**
 * vgapt_policy_fate - has an owner that lives still got the function?
 * @held_by:   the owner
 * @named:     domid in libxl's note on the function, or VGAPT_NO_DOMAIN
 * @owner:     domid xen-pciback has registered, or VGAPT_NO_DOMAIN
 * @confirmed: pciback has had @held_by registered since it was granted
 *
 * libxl removes its note last of all when it takes a function away.  But the
 * end of an earlier domain may linger, and then it removes the note of the next
 * one, which is being built (seen with xl 4.20: a guest's reboot, then destroy
 * and create).  So a missing note means something only once pciback has known
 * the owner, and does no longer.
 *
 * Return: what to do.
 */
enum vgapt_fate vgapt_policy_fate(int held_by, int named, int owner,
				  bool confirmed)
{
	if (named == held_by || owner == held_by)
		return VGAPT_KEEP;
	if (named != VGAPT_NO_DOMAIN || confirmed)
		return VGAPT_WITHDRAW;
	return VGAPT_WAIT;
}
