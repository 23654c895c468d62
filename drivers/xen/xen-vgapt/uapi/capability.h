/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A capability: one function, one domain, and what may be done.
 */
#ifndef XEN_VGAPT_UAPI_CAPABILITY_H
#define XEN_VGAPT_UAPI_CAPABILITY_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "legacy/owner.h"
#include "pure/budget.h"
#include "uapi/mapping.h"
#include "xen/calls.h"

struct pci_dev;
struct vgapt_dev;
struct vgapt_model;
struct vgapt_rom;

/**
 * struct vgapt_request - a reset that was asked for through a capability
 * @kref:       the capability's reference, the work's, and that of who waits
 * @work:       does it
 * @cap:        the capability; referenced until @done
 * @num_proofs: how many of @proofs there are
 * @proofs:     capabilities for other functions that may be hit; referenced until
 *              @done
 * @tell:       nobody waits: VGAPT_EVENT_RESET_DONE is wanted
 * @stop:       who waited has given up; plain word, READ_ONCE()
 * @done:       it is over, and what follows is known; smp_load_acquire()
 * @rc:         what the engine answered
 * @ms:         how long it took
 * @method:     token of the method that was tried last
 * @why:        token of what went wrong
 */
struct vgapt_request {
	struct kref kref;
	struct work_struct work;
	struct vgapt_capability *cap;
	u32 num_proofs;
	struct vgapt_capability *proofs[VGAPT_RESET_MAX_PROOFS];
	bool tell;
	bool stop;
	bool done;
	int rc;
	u32 ms;
	const char *method;
	const char *why;
};

/**
 * struct vgapt_capability - what is behind the file descriptor
 * @kref:      the file's reference, and one for each user
 * @node:      entry in the registry while the file is open
 * @id:        by which root knows it
 * @pdev:      the function; referenced
 * @vdev:      what we know of it if it is a display function; referenced
 * @dom:       the domain, as it was at ATTACH: a later one of its number is another
 * @rights:    VGAPT_RIGHT_*
 * @exclusive: no other one for this function
 * @rom:       the ROM's copy at ATTACH, or NULL; so a mapping never changes
 * @mapping:   of @rom, if there is one
 * @holder:    ranges granted through it
 * @model:     what a device model does through it, or NULL without the rights for that
 * @wait:      woken up by each event, and by the end of each reset
 * @lock:      protects what follows
 * @events:    VGAPT_EVENT_* that have not been read
 * @state:     those of VGAPT_STATES that have come; also READ_ONCE()
 * @grants:    what it may still spend on grants
 * @resets:    and on resets
 * @models:    and on what a device model does
 * @request:   the last reset, or NULL; referenced
 */
struct vgapt_capability {
	struct kref kref;
	struct list_head node;
	u64 id;
	struct pci_dev *pdev;
	struct vgapt_dev *vdev;
	struct vgapt_xen_domain dom;
	u32 rights;
	bool exclusive;
	struct vgapt_rom *rom;
	struct vgapt_mapping mapping;
	struct vgapt_holder holder;
	struct vgapt_model *model;
	wait_queue_head_t wait;
	spinlock_t lock;		/* protects what follows */
	u32 events;
	u32 state;
	struct vgapt_budget grants;
	struct vgapt_budget resets;
	struct vgapt_budget models;
	struct vgapt_request *request;
};

/* Events that come once and stay true. */
#define VGAPT_STATES	(VGAPT_EVENT_REVOKED | VGAPT_EVENT_DOMAIN_GONE | \
			 VGAPT_EVENT_UNPLUG | VGAPT_EVENT_TAKEN)

/* Who has one of these may do something to the domain that has to be undone. */
#define VGAPT_RIGHTS_MODEL	(VGAPT_RIGHT_HOLD | VGAPT_RIGHT_MODEL)

struct vgapt_capability *
vgapt_capability_new(struct pci_dev *pdev, struct vgapt_dev *vdev,
		     const struct vgapt_xen_domain *dom, u32 rights,
		     bool exclusive);
void vgapt_capability_get(struct vgapt_capability *cap);
void vgapt_capability_put(struct vgapt_capability *cap);
void vgapt_request_put(struct vgapt_request *request);
void vgapt_capability_tell(struct vgapt_capability *cap, u32 event);
int vgapt_capability_usable(struct vgapt_capability *cap);
int vgapt_capability_valid(struct vgapt_capability *cap);
int vgapt_capability_may(struct vgapt_capability *cap, u32 right);
int vgapt_capability_spend(struct vgapt_capability *cap,
			   struct vgapt_budget *budget,
			   const struct vgapt_budget_rate *rate, bool wait);
u32 vgapt_capability_flags(struct vgapt_capability *cap);
int vgapt_capability_revoke(struct vgapt_capability *cap);
void vgapt_capability_take(struct vgapt_capability *cap);
void vgapt_capability_closed(struct vgapt_capability *cap);

#endif /* XEN_VGAPT_UAPI_CAPABILITY_H */
