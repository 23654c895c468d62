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

/**
 * struct vgapt_xen_device - a PCI function, as Xen names it
 * @segment: PCI segment
 * @bus:     bus number
 * @devfn:   device number << 3 | function number
 */
struct vgapt_xen_device {
	u16 segment;
	u8 bus;
	u8 devfn;
};

/* What is to become of ports. */
enum vgapt_ports_change {
	VGAPT_PORTS_ADD,	/* they are mapped */
	VGAPT_PORTS_REMOVE,	/* they are not, and could be again */
	VGAPT_PORTS_TAKE,	/* they are the domain's no longer */
};

struct vgapt_msi_route;
struct vgapt_splits;

int vgapt_xen_probe(u32 version);
u32 vgapt_xen_version(void);
const char *vgapt_xen_release(void);
int vgapt_xen_get_domain(u16 domid, struct vgapt_xen_domain *dom);
int vgapt_xen_live_domain(u16 domid, struct vgapt_xen_domain *dom);
bool vgapt_xen_same_domain(const struct vgapt_xen_domain *a,
			   const struct vgapt_xen_domain *b);
bool vgapt_xen_domain_lives(const struct vgapt_xen_domain *dom);
bool vgapt_xen_may_have(const struct vgapt_xen_domain *dom);
bool vgapt_xen_domain_exists(u16 domid);
int vgapt_xen_grant_split(const struct vgapt_xen_domain *dom, u32 ranges,
			  const struct vgapt_splits *splits, u32 *left);
int vgapt_xen_revoke_split(const struct vgapt_xen_domain *dom, u32 ranges,
			   const struct vgapt_splits *splits, u32 *left);
int vgapt_xen_pause(const struct vgapt_xen_domain *dom, bool on);
int vgapt_xen_map_memory(const struct vgapt_xen_domain *dom, u64 gfn, u64 mfn, u64 nr,
			 bool *clean);
int vgapt_xen_unmap_memory(const struct vgapt_xen_domain *dom, u64 gfn, u64 mfn, u64 nr);
int vgapt_xen_map_ports(const struct vgapt_xen_domain *dom, u32 gport, u32 mport, u32 nr,
			enum vgapt_ports_change what);
int vgapt_xen_pirq_free(const struct vgapt_xen_domain *dom, int pirq);
int vgapt_xen_map_pirq(const struct vgapt_xen_domain *dom, const struct vgapt_xen_device *dev,
		       u32 entry, u64 table, int *pirq);
int vgapt_xen_unmap_pirq(const struct vgapt_xen_domain *dom, int pirq);
int vgapt_xen_bind_msi(const struct vgapt_xen_domain *dom, int pirq,
		       const struct vgapt_msi_route *route, u64 table, bool on);

#ifndef __KERNEL__
/* The model of Xen that the unit tests run against. */
int vgapt_domctl_raw(void *op);
int vgapt_physdev_raw(int cmd, void *op);
#endif

#endif /* XEN_VGAPT_XEN_CALLS_H */
