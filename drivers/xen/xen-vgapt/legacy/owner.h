/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who has the legacy VGA ranges.
 */
#ifndef XEN_VGAPT_LEGACY_OWNER_H
#define XEN_VGAPT_LEGACY_OWNER_H

#include <linux/list.h>

#include "pure/assign_rules.h"
#include "xen/calls.h"

struct vgapt_assign;
struct vgapt_dev;

/**
 * struct vgapt_holder - in whose name ranges were granted
 * @node:   entry in the owner's list of holders while @ranges is not 0
 * @ranges: VGAPT_RANGE_* granted through it
 * @closed: nothing is granted in its name any more; plain word, once set it stays
 * @num_traps: how many of @traps there are
 * @traps:  what it wants trapped of @ranges
 *
 * All but @closed under vgapt_legacy.lock.  The domain has what its holders have
 * together, less what any of them wants trapped; so a range goes when the last of them
 * lets go of it, and what was trapped comes back when who wanted that does.
 */
struct vgapt_holder {
	struct list_head node;
	u32 ranges;
	bool closed;
	u32 num_traps;
	struct vgapt_trap traps[VGAPT_MAX_TRAPS];
};

void vgapt_holder_init(struct vgapt_holder *holder);
void vgapt_holder_close(struct vgapt_holder *holder);
extern struct vgapt_holder vgapt_admin;

int vgapt_legacy_grant(struct vgapt_dev *vdev,
		       const struct vgapt_xen_domain *dom,
		       struct vgapt_holder *holder, u32 ranges);
int vgapt_legacy_grant_traps(struct vgapt_dev *vdev,
			     const struct vgapt_xen_domain *dom,
			     struct vgapt_holder *holder, u32 ranges,
			     const struct vgapt_trap *traps, u32 num_traps);
bool vgapt_legacy_has(struct vgapt_holder *holder, u32 ranges,
		      const struct vgapt_trap *traps, u32 num_traps);
int vgapt_legacy_access(struct vgapt_dev *vdev, const struct vgapt_xen_domain *dom,
			u32 range, void (*access)(void *data), void *data);
int vgapt_legacy_grant_all(struct vgapt_dev *vdev,
			   const struct vgapt_assign *assign);
int vgapt_legacy_release(struct vgapt_dev *vdev, struct vgapt_holder *holder,
			 u32 ranges);
int vgapt_legacy_revoke(struct vgapt_dev *vdev);
struct vgapt_holding vgapt_legacy_holding(struct vgapt_dev *vdev);
u32 vgapt_legacy_granted(struct vgapt_dev *vdev,
			 const struct vgapt_xen_domain *dom);
u32 vgapt_legacy_held(struct vgapt_holder *holder);
void vgapt_legacy_seized(struct vgapt_dev *vdev, bool seized);
void vgapt_legacy_gone(struct vgapt_dev *vdev);
bool vgapt_legacy_reap(void);
void vgapt_legacy_reap_later(void);
void vgapt_legacy_exit(void);

#endif /* XEN_VGAPT_LEGACY_OWNER_H */
