/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's control interface, as far as xen-vgapt needs it.
 */
#ifndef XEN_VGAPT_XEN_CALLS_H
#define XEN_VGAPT_XEN_CALLS_H

#include "pure/pure.h"

#define VGAPT_HANDLE_SIZE	16

/**
 * struct vgapt_xen_domain - a domain at one moment
 * @domid:  its number; reused once the domain is gone
 * @handle: its UUID, which tells it from a later domain of the same number
 * @hvm:    it has a guest-physical address space of its own (HVM or PVH)
 * @hap:    and the processor's own paging for it; never set before Xen 4.13
 * @dying:  it is being destroyed; its vCPUs run no more
 */
struct vgapt_xen_domain {
	u16 domid;
	u8 handle[VGAPT_HANDLE_SIZE];
	bool hvm;
	bool hap;
	bool dying;
};

int vgapt_xen_probe(u32 version);
u32 vgapt_xen_version(void);
const char *vgapt_xen_release(void);
int vgapt_xen_get_domain(u16 domid, struct vgapt_xen_domain *dom);
int vgapt_xen_live_domain(u16 domid, struct vgapt_xen_domain *dom);
bool vgapt_xen_same_domain(const struct vgapt_xen_domain *a,
			   const struct vgapt_xen_domain *b);
bool vgapt_xen_domain_lives(const struct vgapt_xen_domain *dom);
bool vgapt_xen_domain_exists(u16 domid);
int vgapt_xen_grant(const struct vgapt_xen_domain *dom, u32 ranges, u32 *left);
int vgapt_xen_revoke(const struct vgapt_xen_domain *dom, u32 ranges,
		     u32 *left);

#ifndef __KERNEL__
/* The model of Xen that the unit tests run against. */
int vgapt_domctl_raw(void *op);
#endif

#endif /* XEN_VGAPT_XEN_CALLS_H */
