// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose a function is, and what follows from that.
 *
 * Three say so, each at another time: libxl's note, which is written before
 * do_flr and removed last of all; xen-pciback, whose backend comes to life a
 * second or so after do_flr and goes after the reset that takes the function
 * away; and our own record of for whom do_flr was written, which bridges the
 * time until the other two can be relied on.  A guest can have pciback forget it, by
 * what it writes to its frontend's state, while QEMU and Xen let it use the function
 * as before; so where pciback knows no owner, our record decides.
 */
#include "pure/assign_rules.h"

static bool vgapt_assign_owned(const struct vgapt_claims *claims)
{
	return claims->owner != VGAPT_NO_DOMAIN && claims->owner_live;
}

/**
 * vgapt_assign_on_flr - what a write to do_flr means for the legacy ranges
 * @claims:  what is said of the function
 * @held:    who has legacy ranges through it
 * @primary: it can be a primary display, and is meant to be one
 *
 * libxl writes the same thing to do_flr when it gives a function to a domain
 * and when it takes it away.  xen-pciback tells the two apart: when a function
 * is being given, its backend does not exist yet, so pciback has no owner
 * registered; when it is being taken, the backend goes only after the reset.  So
 * does our record, for a guest that pciback has forgotten: with one note, do_flr is
 * written once to give, and what comes after that takes.  An owner that is dead
 * or dying does not count: pciback hears of it late, and the next domain may
 * already be waiting (a guest's reboot is a new domain).
 *
 * Return: VGAPT_FLR_REVOKE if what the function's holder has must be withdrawn
 * before the reset; VGAPT_FLR_GRANT if @claims->named is to get the ranges
 * after it; both; or 0, which is also the answer where it can't be told.
 */
unsigned int vgapt_assign_on_flr(const struct vgapt_claims *claims,
				 const struct vgapt_holding *held,
				 bool primary)
{
	bool owned = vgapt_assign_owned(claims);
	bool taking = owned || (claims->served != VGAPT_NO_DOMAIN &&
				claims->served == claims->named);
	struct vgapt_claims alive = *claims;
	unsigned int todo = 0;

	if (claims->note_error || claims->live_error)
		return 0;
	if (!owned)
		alive.owner = VGAPT_NO_DOMAIN;

	if (held->domid != VGAPT_NO_DOMAIN &&
	    ((owned && claims->owner == held->domid) ||
	     (taking && claims->served == held->domid) ||
	     vgapt_assign_fate(&alive, held) == VGAPT_WITHDRAW))
		todo |= VGAPT_FLR_REVOKE;

	if (primary && !taking && claims->named != VGAPT_NO_DOMAIN &&
	    claims->named_live && held->domid != claims->named)
		todo |= VGAPT_FLR_GRANT;

	return todo;
}

/**
 * vgapt_assign_requester - for whom has do_flr been written?
 * @claims: what is said of the function
 *
 * Return: the domain in libxl's note; or, where a toolstack keeps no notes, the
 * one that pciback knows; or VGAPT_NO_DOMAIN.
 */
int vgapt_assign_requester(const struct vgapt_claims *claims)
{
	return claims->named != VGAPT_NO_DOMAIN && claims->named_live ?
	       claims->named : claims->owner;
}

/**
 * vgapt_assign_meant_for - has the toolstack given a function to a domain?
 * @claims: what is said of the function
 * @domid:  the domain
 *
 * libxl's note comes first and goes last, so where it exists it alone decides;
 * a toolstack that keeps no such note is known by pciback's owner.
 *
 * Return: 0 if so; -EPERM if not; or why that can't be told.
 */
int vgapt_assign_meant_for(const struct vgapt_claims *claims, int domid)
{
	if (claims->note_error)
		return claims->note_error;
	if (claims->named != VGAPT_NO_DOMAIN)
		return claims->named == domid ? 0 : -EPERM;
	return claims->owner != VGAPT_NO_DOMAIN && claims->owner == domid ?
	       0 : -EPERM;
}

/**
 * vgapt_assign_fate - is an owner of the legacy ranges still entitled to them?
 * @claims: what is said of the function
 * @held:   the owner, which lives
 *
 * libxl removes its note last of all when it takes a function away.  But the
 * end of an earlier domain may linger, and then it removes the note of the next
 * one, which is being built (seen with xl 4.20: a guest's reboot, then destroy
 * and create).  So a missing note means something only once pciback has known
 * the owner, and no longer does.  Nor is anything withdrawn because xenstore
 * does not answer.
 *
 * Return: what to do.
 */
enum vgapt_fate vgapt_assign_fate(const struct vgapt_claims *claims,
				  const struct vgapt_holding *held)
{
	if (claims->named == held->domid || claims->owner == held->domid)
		return VGAPT_KEEP;
	if (claims->note_error)
		return VGAPT_WAIT;
	if (claims->named != VGAPT_NO_DOMAIN || held->confirmed)
		return VGAPT_WITHDRAW;
	return VGAPT_WAIT;
}

/**
 * vgapt_assign_in_use - does a guest need a function?
 * @claims: what is said of it
 *
 * Return: true if any guest may; also if that can't be told.
 */
bool vgapt_assign_in_use(const struct vgapt_claims *claims)
{
	return claims->note_error || claims->named != VGAPT_NO_DOMAIN ||
	       claims->owner != VGAPT_NO_DOMAIN;
}

/**
 * vgapt_assign_untouchable - are a function's registers a guest's?
 * @owner:  domid xen-pciback has registered, or VGAPT_NO_DOMAIN
 * @holder: as in struct vgapt_claims
 *
 * From the moment pciback has a backend for it, a guest may use what it has
 * mapped: ROM and configuration are not dom0's to look at or to change, whether
 * or not that guest still lives.
 *
 * Return: true if so.
 */
bool vgapt_assign_untouchable(int owner, int holder)
{
	return owner != VGAPT_NO_DOMAIN || holder != VGAPT_NO_DOMAIN;
}

/**
 * vgapt_assign_is_taking - is do_flr about taking a function away?
 * @claims: what is said of the function
 * @domid:  the domain that do_flr has been written for
 *
 * Return: true if that domain has it already, or has had it.
 */
bool vgapt_assign_is_taking(const struct vgapt_claims *claims, int domid)
{
	return claims->owner == domid || claims->served == domid;
}

/**
 * vgapt_assign_standing - may a reset on a domain's behalf hit a function?
 * @claims: what is said of the function
 * @domid:  the domain, or VGAPT_NO_DOMAIN
 * @other:  result: the live domain that has it, with VGAPT_STANDING_ANOTHER;
 *          else VGAPT_NO_DOMAIN
 *
 * What is dead or dying owns nothing.
 *
 * Return: the answer.
 */
enum vgapt_standing vgapt_assign_standing(const struct vgapt_claims *claims,
					  int domid, int *other)
{
	*other = VGAPT_NO_DOMAIN;
	if (!claims->bound)
		return VGAPT_STANDING_DOM0;
	if (vgapt_assign_owned(claims) && claims->owner != domid)
		*other = claims->owner;
	else if (claims->named != VGAPT_NO_DOMAIN && claims->named_live &&
		 claims->named != domid)
		*other = claims->named;
	else if (claims->given != VGAPT_NO_DOMAIN && claims->given != domid)
		*other = claims->given;
	else if (claims->holder != VGAPT_NO_DOMAIN && claims->holder != domid)
		*other = claims->holder;
	return *other == VGAPT_NO_DOMAIN ? VGAPT_STANDING_OURS :
					   VGAPT_STANDING_ANOTHER;
}

/**
 * vgapt_assign_same_round - has a function been reset in this round already?
 * @round:  when it was reset along with another one
 * @domid:  for whom it is to be reset now, or VGAPT_NO_DOMAIN
 * @holder: the live domain that has it now, or VGAPT_NO_DOMAIN
 *
 * libxl resets function by function, for one domain, and between two of these
 * resets nobody gets or loses the function.  Where a guest had it, it may have
 * gone on using it since: then it is not as the reset has left it.
 *
 * Return: true if so.
 */
bool vgapt_assign_same_round(const struct vgapt_round *round, int domid,
			     int holder)
{
	return !round->expired && round->domid == domid &&
	       round->holder == VGAPT_NO_DOMAIN && holder == VGAPT_NO_DOMAIN;
}
