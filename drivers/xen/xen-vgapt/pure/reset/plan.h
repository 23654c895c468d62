/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which methods a function can be reset by, in which order, and why not by others.
 */
#ifndef XEN_VGAPT_PURE_RESET_PLAN_H
#define XEN_VGAPT_PURE_RESET_PLAN_H

#include "pure/reset/method.h"

/**
 * struct vgapt_reset_facts - what a plan is made of
 * @seized:        the function is bound to xen-pciback
 * @foreign:       it belongs to a domain that is not the one asked for
 * @being_reset:   a reset of it is under way: the rest of the facts are not known
 * @present:       BIT(method) of those the function, its bridge, its slot or Linux
 *                 has; _VENDOR: the family has a method
 * @quirk:         BIT(method) of those that Linux's quirks forbid; likewise
 * @useless:       BIT(method) of those that our table forbids, on it or on another
 *                 function that they would hit
 * @opted_out:     BIT(method) of those switched off by module parameter
 * @no_soft_reset: PMCSR's No_Soft_Reset
 * @hotplug:       the port above is one that notices when the link goes down
 * @vendor:        what the vendor's probe said, VGAPT_REASON_IN until it is asked
 * @unprobed:      the vendor has a probe, and it has not been asked
 * @experimental:  the vendor's method is not proved, and not switched on
 * @vendor_whole:  it hits all functions of the card
 * @card:          worst that there is among the card's other functions:
 *                 VGAPT_REASON_IN, _SIBLING_DRIVER, _SIBLING_DOMAIN or
 *                 _SIBLING_RIGHT
 * @bus:           the same for all functions below the bridge
 * @order:         methods in order of preference
 * @num_order:     how many; those not in it are not used
 */
struct vgapt_reset_facts {
	bool seized;
	bool foreign;
	bool being_reset;
	u32 present;
	u32 quirk;
	u32 useless;
	u32 opted_out;
	bool no_soft_reset;
	bool hotplug;
	enum vgapt_reset_reason vendor;
	bool unprobed;
	bool experimental;
	bool vendor_whole;
	enum vgapt_reset_reason card;
	enum vgapt_reset_reason bus;
	u8 order[VGAPT_RESET_NUM_METHODS];
	u32 num_order;
};

/**
 * struct vgapt_reset_step - one line of a plan
 * @method: which
 * @reason: VGAPT_REASON_IN, or why it is out
 */
struct vgapt_reset_step {
	enum vgapt_reset_method method;
	enum vgapt_reset_reason reason;
};

void vgapt_reset_make_plan(const struct vgapt_reset_facts *facts,
			   struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS]);
bool vgapt_reset_wants_probe(const struct vgapt_reset_facts *facts,
			     const struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS]);
void vgapt_reset_default_order(u8 order[VGAPT_RESET_NUM_METHODS], u32 *num);
int vgapt_reset_parse_order(const char *text, size_t len,
			    u8 order[VGAPT_RESET_NUM_METHODS], u32 *num);
bool vgapt_reset_hits_others(enum vgapt_reset_method method,
			     const struct vgapt_reset_facts *facts);

#endif /* XEN_VGAPT_PURE_RESET_PLAN_H */
