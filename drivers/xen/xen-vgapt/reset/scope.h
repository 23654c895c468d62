/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which functions a reset concerns, whose they are, and their locks.
 */
#ifndef XEN_VGAPT_RESET_SCOPE_H
#define XEN_VGAPT_RESET_SCOPE_H

#include <linux/pci.h>

#include "assign/assign.h"
#include "claim.h"
#include "ports.h"
#include "pure/reset/link.h"
#include "pure/reset/plan.h"
#include "pure/reset/vendor.h"
#include "xen_vgapt.h"

/* A bus has 256 functions at most; a card has a few. */
#define VGAPT_RESET_MAX_FNS	VGAPT_CLAIM_MAX

/**
 * struct vgapt_reset_fn - a function that a reset may hit
 * @pdev:    the function; referenced
 * @vdev:    what we know of it if it is a display function; referenced
 * @assign:  whose it is
 * @reason:  VGAPT_REASON_IN: on xen-pciback, and free or the requester's
 * @domid:   whose it is, if that is another domain's
 * @claim:   on the function, if @claimed
 * @claimed: only those are ever touched
 * @locked:  its device lock is held
 * @closed:  user space waits with accesses to its configuration space
 * @hit:     it is among those that the method under way hits
 * @seen:    pciback's owner when @reason was found
 * @owner:   pciback's owner when the method began
 * @held:    then a guest had it
 * @state:   its state, saved in the course of this request, or NULL
 * @command: COMMAND before it was made quiet
 * @canary:  a bit of COMMAND is set that a reset clears
 * @bars:    BARs before the reset, if there is @state
 * @noted:   what the vendor's sequence has noted before
 */
struct vgapt_reset_fn {
	struct pci_dev *pdev;
	struct vgapt_dev *vdev;
	struct vgapt_assign assign;
	enum vgapt_reset_reason reason;
	int domid;
	struct vgapt_claim claim;
	bool claimed;
	bool locked;
	bool closed;
	bool hit;
	int seen;
	int owner;
	bool held;
	struct pci_saved_state *state;
	u16 command;
	bool canary;
	u32 bars[PCI_STD_NUM_BARS];
	struct vgapt_noted noted;
};

/**
 * struct vgapt_reset_client - for whom a function is to be reset
 * @domid:   the domain, or VGAPT_NO_DOMAIN: whoever has it
 * @known:   that domain, if it is known to live, or NULL
 * @may_hit: may another function be hit?  Asked under device locks; does not sleep.
 *           NULL: all that are that domain's, or nobody's
 * @stop:    should the reset be given up?  Asked while it waits, ten times a second
 *           at least; does not sleep.  NULL: never
 * @data:    for both
 * @again:   it has asked before, and been told in the log what is in the way
 * @urgent:  it must not be kept waiting by those who have time; from vgapt_claims_urge(),
 *           or NULL
 */
struct vgapt_reset_client {
	int domid;
	const struct vgapt_xen_domain *known;
	bool (*may_hit)(struct pci_dev *pdev, void *data);
	bool (*stop)(void *data);
	void *data;
	bool again;
	struct vgapt_urgent *urgent;
};

extern const struct vgapt_reset_client vgapt_reset_nobody;

/**
 * struct vgapt_reset_scope - the functions that one request concerns
 * @client:  for whom
 * @bridge:  what they are below, or NULL on a root bus
 * @self:    the function that is to be reset
 * @domid:   for whom, or VGAPT_NO_DOMAIN
 * @num:     number of functions
 * @too_many: there are more than can be handled: nothing that hits several
 * @fns:     @self and others that may be hit as well, in the order of the bus
 * @ports:   @bridge and the ports above it, as far as they are kept quiet
 * @link_was: the link below @bridge when the request began
 * @link_is:  after a reset that succeeded
 * @generation: of the bus, when @fns were collected
 * @end:     when to give up waiting, in jiffies
 * @until:   when to give up waiting for the method under way, likewise
 * @open_at: when to open what is closed, likewise
 * @disturbed: while it was under way, somebody else has written to a function
 * @why:     what failed
 */
struct vgapt_reset_scope {
	const struct vgapt_reset_client *client;
	struct pci_dev *bridge;
	struct vgapt_reset_fn *self;
	int domid;
	u32 num;
	bool too_many;
	struct vgapt_reset_fn fns[VGAPT_RESET_MAX_FNS];
	struct vgapt_ports ports;
	struct vgapt_link link_was;
	struct vgapt_link link_is;
	int generation;
	unsigned long end;
	unsigned long until;
	unsigned long open_at;
	bool disturbed;
	enum vgapt_why why;
};

static inline bool vgapt_reset_same_card(const struct pci_dev *a,
					 const struct pci_dev *b)
{
	return a->bus == b->bus && PCI_SLOT(a->devfn) == PCI_SLOT(b->devfn);
}

/* The function after @fn, or the first one; NULL after the last. */
static inline struct vgapt_reset_fn *
vgapt_reset_next(struct vgapt_reset_scope *scope,
		 const struct vgapt_reset_fn *fn)
{
	u32 i = fn ? fn - scope->fns + 1 : 0;

	return i < scope->num ? &scope->fns[i] : NULL;
}

struct vgapt_reset_scope *
vgapt_reset_scope_get(struct pci_dev *pdev,
		      const struct vgapt_reset_client *client,
		      const struct vgapt_assign *assign);
void vgapt_reset_scope_put(struct vgapt_reset_scope *scope);
void vgapt_reset_scope_lock(struct vgapt_reset_scope *scope);
void vgapt_reset_scope_unlock(struct vgapt_reset_scope *scope);
void vgapt_reset_scope_unlock_closed(struct vgapt_reset_scope *scope);
void vgapt_reset_scope_open(struct vgapt_reset_scope *scope);
void vgapt_reset_scope_tick(struct vgapt_reset_scope *scope);
bool vgapt_reset_scope_stale(const struct vgapt_reset_scope *scope);
bool vgapt_reset_scope_outdated(struct vgapt_reset_scope *scope);
void vgapt_reset_scope_look(struct vgapt_reset_scope *scope);
int vgapt_reset_scope_recheck(struct vgapt_reset_scope *scope);
void vgapt_reset_scope_reread(struct vgapt_reset_scope *scope);
bool vgapt_reset_scope_claim(struct vgapt_reset_scope *scope, const struct pci_dev **by);
int vgapt_reset_scope_stop(const struct vgapt_reset_scope *scope);
const struct vgapt_reset_fn *
vgapt_reset_scope_worst(struct vgapt_reset_scope *scope, bool card);
void vgapt_reset_scope_aim(struct vgapt_reset_scope *scope,
			   enum vgapt_reset_method method,
			   const struct vgapt_reset_facts *facts);

#endif /* XEN_VGAPT_RESET_SCOPE_H */
