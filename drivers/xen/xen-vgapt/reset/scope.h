/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which functions a reset concerns, whose they are, and their locks.
 */
#ifndef XEN_VGAPT_RESET_SCOPE_H
#define XEN_VGAPT_RESET_SCOPE_H

#include <linux/pci.h>

#include "assign/assign.h"
#include "pure/reset/link.h"
#include "pure/reset/plan.h"
#include "xen_vgapt.h"

/* A bus has 256 functions at most; a card has a few. */
#define VGAPT_RESET_MAX_FNS	16

/**
 * struct vgapt_reset_fn - a function that a reset may hit
 * @pdev:    the function; referenced
 * @vdev:    what we know of it if it is a display function; referenced
 * @assign:  whose it is
 * @reason:  VGAPT_REASON_IN: on xen-pciback, and free or the requester's
 * @domid:   whose it is, if that is another domain's
 * @hit:     it is among those that the method under way hits
 * @locked:  its device lock is held
 * @saved:   its state has been saved in the course of this request
 * @command: COMMAND before it was made quiet
 * @canary:  a bit of COMMAND is set that a reset clears
 * @bars:    BARs before the reset
 */
struct vgapt_reset_fn {
	struct pci_dev *pdev;
	struct vgapt_dev *vdev;
	struct vgapt_assign assign;
	enum vgapt_reset_reason reason;
	int domid;
	bool hit;
	bool locked;
	bool saved;
	u16 command;
	bool canary;
	u32 bars[PCI_STD_NUM_BARS];
};

/* From a card's own switch to the root port there are three or four. */
#define VGAPT_RESET_MAX_PORTS	6

/**
 * struct vgapt_reset_port - what has been changed at a port above
 * @pdev:    the port; what is below it keeps it
 * @devctl:  Device Control before
 * @aer_mask: AER's Uncorrectable Error Mask before
 */
struct vgapt_reset_port {
	struct pci_dev *pdev;
	u16 devctl;
	u32 aer_mask;
};

/**
 * struct vgapt_reset_client - for whom a function is to be reset
 * @domid: the domain, or VGAPT_NO_DOMAIN: whoever has it
 * @known: that domain, if it is known to live, or NULL
 * @may_hit: asked for each function other than the one to be reset; does not sleep;
 *          NULL: all may be hit
 * @stop:  asked while waiting, at least every 100 ms: is it to be given up?  NULL:
 *         never
 * @data:  for these two
 */
struct vgapt_reset_client {
	int domid;
	const struct vgapt_xen_domain *known;
	bool (*may_hit)(struct pci_dev *pdev, void *data);
	bool (*stop)(void *data);
	void *data;
};

extern const struct vgapt_reset_client vgapt_reset_nobody;

/**
 * struct vgapt_reset_scope - the functions that one request concerns
 * @bridge:  what they are below, or NULL on a root bus
 * @self:    the function that is to be reset
 * @domid:   for whom, or VGAPT_NO_DOMAIN
 * @known:   that domain, if it is known to live, or NULL
 * @client:  for whom, with what he may do
 * @num:     number of functions
 * @too_many: there are more than can be handled: nothing that hits several
 * @fns:     @self and others that may be hit as well, in the order of the bus
 * @ports:   state of @bridge and the ports above it
 * @num_ports: how many of them have been changed
 * @link_was: the link below @bridge when the request began
 * @link_is:  after a reset that succeeded
 * @generation: of the bus, when @fns were collected
 * @end:     when to give up waiting, in jiffies
 * @why:     what failed
 */
struct vgapt_reset_scope {
	struct pci_dev *bridge;
	struct vgapt_reset_fn *self;
	int domid;
	const struct vgapt_xen_domain *known;
	const struct vgapt_reset_client *client;
	u32 num;
	bool too_many;
	struct vgapt_reset_fn fns[VGAPT_RESET_MAX_FNS];
	struct vgapt_reset_port ports[VGAPT_RESET_MAX_PORTS];
	u32 num_ports;
	struct vgapt_link link_was;
	struct vgapt_link link_is;
	int generation;
	unsigned long end;
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
bool vgapt_reset_scope_stale(const struct vgapt_reset_scope *scope);
void vgapt_reset_scope_look(struct vgapt_reset_scope *scope);
void vgapt_reset_scope_spare(struct vgapt_reset_scope *scope);
const struct vgapt_reset_fn *
vgapt_reset_scope_worst(struct vgapt_reset_scope *scope, bool card);
void vgapt_reset_scope_aim(struct vgapt_reset_scope *scope,
			   enum vgapt_reset_method method,
			   const struct vgapt_reset_facts *facts);

#endif /* XEN_VGAPT_RESET_SCOPE_H */
