/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of Xen's domctl, as far as the module uses it: what stands behind
 * vgapt_domctl_raw() in the unit tests.
 *
 * It reads and writes the 144 bytes of a call by offset, with no structure of
 * the module's.  What it does not know, or what real Xen would not forgive, it
 * counts as a fault; a test that ends with faults has failed.
 */
#ifndef VGAPT_XEN_MODEL_H
#define VGAPT_XEN_MODEL_H

#include "pure/pure.h"

#define XEN_OP_SIZE		144

/* Command numbers, as public/domctl.h has them. */
#define XEN_PAUSEDOMAIN		3
#define XEN_UNPAUSEDOMAIN	4
#define XEN_GETDOMAININFO	5
#define XEN_IOMEM_PERMISSION	20
#define XEN_IOPORT_PERMISSION	21
#define XEN_BIND_PT_IRQ		38
#define XEN_MEMORY_MAPPING	39
#define XEN_IOPORT_MAPPING	40
#define XEN_UNBIND_PT_IRQ	48

/* And public/physdev.h's. */
#define XEN_MAP_PIRQ		13
#define XEN_UNMAP_PIRQ		14

#define XEN_MODEL_PIRQS		0x80
#define XEN_MODEL_PIRQ		0x57	/* the first that Xen gives */
#define XEN_MODEL_GSIS		0x18	/* numbers of INTx */
#define XEN_MODEL_IRQS		0x100

#define XEN_MODEL_PORTS		0x1000	/* the ports there are */
#define XEN_MODEL_PAGES		0x200	/* the pages below 2 MiB */
#define XEN_MODEL_DOMAINS	8
#define XEN_MODEL_MAPPINGS	16
#define XEN_MODEL_CALLS		512

/**
 * struct xen_behaviour - how releases differ
 * @name:            what to call it
 * @version:         domctl interface version; any other is -EACCES
 * @next_domain:     getdomaininfo for a missing domain tells of the next one
 * @port_map_allows: ioport_mapping gives the permission on add and takes it on
 *                   remove; else it wants the permission there on add, and the
 *                   exact range on remove
 * @unmap_needs_permission: memory_mapping wants the permission on remove too
 */
struct xen_behaviour {
	const char *name;
	u32 version;
	bool next_domain;
	bool port_map_allows;
	bool unmap_needs_permission;
};

extern const struct xen_behaviour xen_behaviours[];
extern const size_t xen_behaviour_count;

struct xen_port_mapping {
	u32 gport;
	u32 mport;
	u32 count;		/* 0: free */
};

struct xen_pirq {
	bool mapped;
	bool bound;
	u8 gvec;
	u32 gflags;
	u64 gtable;
};

struct xen_domain {
	bool exists;
	u16 domid;
	u8 handle[16];
	bool hvm;
	bool hap;
	bool dying;
	bool shutdown;
	bool crashed;		/* by us: a mapping over another mapping */
	bool port_allowed[XEN_MODEL_PORTS];
	bool page_allowed[XEN_MODEL_PAGES];
	u32 page_map[XEN_MODEL_PAGES];	/* machine page; 0: none */
	struct xen_port_mapping ports[XEN_MODEL_MAPPINGS];
	unsigned int pauses;
	struct xen_pirq pirqs[XEN_MODEL_PIRQS];
};

/* One call as it came in. */
struct xen_call {
	u8 op[XEN_OP_SIZE];
	u32 cmd;
	u16 domid;
	int rc;
};

struct xen_model {
	struct xen_behaviour how;
	struct xen_domain domains[XEN_MODEL_DOMAINS];

	/* Pages memory_mapping does in one call; 0: all. */
	u32 pages_per_call;
	/* Adding this page fails, with this error; 0: none does. */
	u32 bad_page;
	int bad_page_errno;
	/* Call number fail_call (from 1) fails with fail_errno; 0: none does. */
	unsigned int fail_call;
	int fail_errno;
	/* ... and if it is a memory_mapping, after half of its pages are done. */
	bool fail_halfway;
	/* ... and so do call number fail_again, or all those that follow. */
	unsigned int fail_again;
	bool fail_for_good;
	/* All calls fail with this, before they are looked at. */
	int fail_all;
	/* memory_mapping claims this many pages; 0: it tells the truth. */
	int claim;
	/* Before call number at_call, this is done (to a domain, say). */
	unsigned int at_call;
	void (*at_call_do)(void);
	/* Dom0 has permission for all interrupts that there are. */
	bool own_irqs;
	/* Before map_pirq of an interrupt by its number, this is done. */
	void (*at_map_do)(void);

	struct xen_call calls[XEN_MODEL_CALLS];
	unsigned int call_count;
	unsigned int faults;
	u8 last_map[40];		/* the last map_pirq as it came in */
};

extern struct xen_model xen;

void xen_model_reset(const struct xen_behaviour *how);
struct xen_domain *xen_model_domain(u16 domid, bool hvm, u8 handle);
struct xen_domain *xen_model_find(u16 domid);
void xen_model_destroy(u16 domid);
void xen_model_forget_calls(void);
unsigned int xen_model_changing_calls(void);

/* What a domain has, counted. */
unsigned int xen_model_ports_allowed(const struct xen_domain *dom, u32 first,
				     u32 last);
unsigned int xen_model_ports_mapped(const struct xen_domain *dom, u32 first,
				    u32 last);
unsigned int xen_model_pages_allowed(const struct xen_domain *dom, u32 first,
				     u32 last);
unsigned int xen_model_pages_mapped(const struct xen_domain *dom, u32 first,
				    u32 last);
unsigned int xen_model_all(const struct xen_domain *dom);

#endif /* VGAPT_XEN_MODEL_H */
