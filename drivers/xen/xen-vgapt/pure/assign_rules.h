/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose a function is, and what follows from that.
 */
#ifndef XEN_VGAPT_PURE_ASSIGN_RULES_H
#define XEN_VGAPT_PURE_ASSIGN_RULES_H

#include "pure/pure.h"

#define VGAPT_FLR_REVOKE	BIT(0)	/* before the reset */
#define VGAPT_FLR_GRANT		BIT(1)	/* after the reset */

/**
 * struct vgapt_flr_facts - what is known when do_flr is written
 * @vga:        the function is VGA compatible
 * @primary:    it is to be a primary display
 * @named:      domid in libxl's note on the function, or VGAPT_NO_DOMAIN
 * @named_live: that domain exists and is not dying
 * @owner:      domid xen-pciback has registered, or VGAPT_NO_DOMAIN
 * @owner_live: that domain exists and is not dying
 * @held_by:    domid holding legacy ranges through this function, or
 *              VGAPT_NO_DOMAIN
 * @confirmed:  xen-pciback has had @held_by registered since it was granted
 */
struct vgapt_flr_facts {
	bool vga;
	bool primary;
	int named;
	bool named_live;
	int owner;
	bool owner_live;
	int held_by;
	bool confirmed;
};

/* What is to become of an owner that lives. */
enum vgapt_fate {
	VGAPT_KEEP,		/* the function is still meant for it */
	VGAPT_WITHDRAW,		/* it has been given up, or to another */
	VGAPT_WAIT,		/* nobody says anything: look again later */
};

unsigned int vgapt_policy_flr(const struct vgapt_flr_facts *facts);
bool vgapt_policy_meant_for(int domid, int named, int owner);
enum vgapt_fate vgapt_policy_fate(int held_by, int named, int owner,
				  bool confirmed);

#endif /* XEN_VGAPT_PURE_ASSIGN_RULES_H */
