/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose a function is, and what follows from that: every verdict is here.
 */
#ifndef XEN_VGAPT_PURE_ASSIGN_RULES_H
#define XEN_VGAPT_PURE_ASSIGN_RULES_H

#include "pure/pure.h"

/**
 * struct vgapt_claims - what is said of a function's owner, at one moment
 * @note_error: 0, or why libxl's note can't be read
 * @live_error: 0, or why Xen can't tell whether a domain lives
 * @bound:      the function is bound to xen-pciback
 * @named:      domid in libxl's note, or VGAPT_NO_DOMAIN
 * @named_live: that domain exists and is not dying
 * @owner:      domid xen-pciback has registered, or VGAPT_NO_DOMAIN; of a stub
 *              domain, the one that it serves
 * @owner_live: that domain exists and is not dying
 * @given:      the live domain that do_flr has been written for lately, or
 *              VGAPT_NO_DOMAIN
 * @holder:     the live domain to which the function has been given, however long
 *              ago, and not been taken from since; or VGAPT_NO_DOMAIN
 * @served:     the live domain for which do_flr has been written before, while the
 *              note has been the same; or VGAPT_NO_DOMAIN
 *
 * A domain that Xen can't be asked about counts as alive.
 */
struct vgapt_claims {
	int note_error;
	int live_error;
	bool bound;
	int named;
	bool named_live;
	int owner;
	bool owner_live;
	int given;
	int holder;
	int served;
};

/**
 * struct vgapt_holding - who has legacy ranges through a function
 * @domid:     the domain, or VGAPT_NO_DOMAIN
 * @confirmed: xen-pciback has had @domid registered since it was granted
 */
struct vgapt_holding {
	int domid;
	bool confirmed;
};

#define VGAPT_FLR_REVOKE	BIT(0)	/* before the reset */
#define VGAPT_FLR_GRANT		BIT(1)	/* after the reset */

/* What is to become of an owner that lives. */
enum vgapt_fate {
	VGAPT_KEEP,		/* the function is still meant for it */
	VGAPT_WITHDRAW,		/* it has been given up, or to another */
	VGAPT_WAIT,		/* nobody says anything: look again later */
};

/**
 * enum vgapt_standing - may a reset on a domain's behalf hit a function?
 * @VGAPT_STANDING_OURS:    yes: it is that domain's, or nobody's
 * @VGAPT_STANDING_DOM0:    no: it is not on xen-pciback
 * @VGAPT_STANDING_ANOTHER: no: it is another domain's
 */
enum vgapt_standing {
	VGAPT_STANDING_OURS,
	VGAPT_STANDING_DOM0,
	VGAPT_STANDING_ANOTHER,
};

/**
 * struct vgapt_round - a function that another one's reset has reset, too
 * @domid:   for whom, or VGAPT_NO_DOMAIN
 * @holder:  the live domain that had the function then, or VGAPT_NO_DOMAIN
 * @expired: that is too long ago to be of the same round
 */
struct vgapt_round {
	int domid;
	int holder;
	bool expired;
};

unsigned int vgapt_assign_on_flr(const struct vgapt_claims *claims,
				 const struct vgapt_holding *held,
				 bool primary);
int vgapt_assign_requester(const struct vgapt_claims *claims);
int vgapt_assign_meant_for(const struct vgapt_claims *claims, int domid);
enum vgapt_fate vgapt_assign_fate(const struct vgapt_claims *claims,
				  const struct vgapt_holding *held);
bool vgapt_assign_in_use(const struct vgapt_claims *claims);
bool vgapt_assign_untouchable(int owner, int holder);
bool vgapt_assign_is_taking(const struct vgapt_claims *claims, int domid);
enum vgapt_standing vgapt_assign_standing(const struct vgapt_claims *claims,
					  int domid, int *other);
bool vgapt_assign_same_round(const struct vgapt_round *round, int domid,
			     int holder);

#endif /* XEN_VGAPT_PURE_ASSIGN_RULES_H */
