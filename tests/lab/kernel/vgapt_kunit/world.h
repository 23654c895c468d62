/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The world around the files under test: Xen, the VGA arbiter, dom0's console and
 * the list of functions, as far as those files ask for them.
 */
#ifndef VGAPT_KUNIT_WORLD_H
#define VGAPT_KUNIT_WORLD_H

#include <kunit/test.h>

#include "assign/assign.h"
#include "pure/model/split.h"
#include "xen_vgapt.h"

/**
 * struct world - what the world does, and what has been done to it
 * @dom:           the domain that lives
 * @lives:         it does
 * @named:         domid in libxl's note, or VGAPT_NO_DOMAIN
 * @owner:         domid that xen-pciback has registered, or VGAPT_NO_DOMAIN
 * @grant_rc:      what the next grants answer
 * @stuck:         ranges that Xen does not take back
 * @route_rc:      what taking the route answers
 * @before:        the card that had the route, or NULL
 * @return_rc:     what the way back to it answers
 * @console:       dom0's text console is in use
 * @during_route:  called while the route is waited for
 * @still_rc:      what a grant that waits for the route has said after that
 * @granted:       ranges that the domain has
 * @splits:        and in which pieces
 * @wrong_pieces:  they were withdrawn in others
 * @routes:        how often the route was taken
 * @drops:         how often it was let go of
 * @refs:          references taken of functions, less those put
 * @unlocked_call: a hypercall was made without the owner's lock
 * @atomic_put:    a function was put where nobody may sleep
 */
struct world {
	struct vgapt_xen_domain dom;
	bool lives;
	int named;
	int owner;
	int grant_rc;
	u32 stuck;
	int route_rc;
	struct pci_dev *before;
	int return_rc;
	bool console;
	void (*during_route)(void);
	int still_rc;
	u32 granted;
	struct vgapt_splits splits;
	bool wrong_pieces;
	int routes;
	int drops;
	atomic_t refs;
	bool unlocked_call;
	bool atomic_put;
};

extern struct world world;

void world_reset(void);
bool world_owner_locked(void);

extern struct kunit_suite claim_suite;
extern struct kunit_suite owner_suite;
extern struct kunit_suite ports_suite;
extern struct kunit_suite rounds_suite;
extern struct kunit_suite capability_suite;

#endif /* VGAPT_KUNIT_WORLD_H */
