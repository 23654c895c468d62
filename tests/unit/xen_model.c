// SPDX-License-Identifier: GPL-2.0-only
/*
 * A model of Xen's domctl, and of physdev for interrupts.  See xen_model.h.
 */
#include <stdio.h>

#include "xen_model.h"

const struct xen_behaviour xen_behaviours[] = {
	/* name			 version next	port	unmap needs */
	{ "Xen 4.11",		 0x10,	 true,	true,	true },
	{ "Xen 4.17",		 0x15,	 true,	true,	true },
	{ "Xen 4.18",		 0x16,	 false,	true,	true },
	{ "Xen 4.20",		 0x17,	 false,	true,	true },
	{ "Xen 4.22",		 0x18,	 false,	true,	false },
	{ "later than Xen 4.22", 0x18,	 false,	false,	false },
};
const size_t xen_behaviour_count = ARRAY_SIZE(xen_behaviours);

struct xen_model xen;

static void fault(const char *what)
{
	fprintf(stderr, "# xen model: %s\n", what);
	xen.faults++;
}

static u16 get16(const u8 *p)
{
	return p[0] | p[1] << 8;
}

static u32 get32(const u8 *p)
{
	return get16(p) | (u32)get16(p + 2) << 16;
}

static u64 get64(const u8 *p)
{
	return get32(p) | (u64)get32(p + 4) << 32;
}

static void put16(u8 *p, u16 value)
{
	p[0] = value & 0xff;
	p[1] = value >> 8;
}

static void put32(u8 *p, u32 value)
{
	put16(p, value & 0xffff);
	put16(p + 2, value >> 16);
}

/* From @from to the end of the operation all must be zero. */
static void rest_is_zero(const u8 *op, size_t from)
{
	for (; from < XEN_OP_SIZE; from++) {
		if (op[from]) {
			fault("bytes beyond the payload are not zero");
			return;
		}
	}
}

void xen_model_reset(const struct xen_behaviour *how)
{
	struct xen_domain *dom0;

	memset(&xen, 0, sizeof(xen));
	xen.how = *how;
	dom0 = xen_model_domain(0, false, 0);
	memset(dom0->port_allowed, true, sizeof(dom0->port_allowed));
	memset(dom0->page_allowed, true, sizeof(dom0->page_allowed));
}

/* A new domain, in order of domid, as Xen keeps them. */
struct xen_domain *xen_model_domain(u16 domid, bool hvm, u8 handle)
{
	size_t i;

	for (i = 0; i < XEN_MODEL_DOMAINS; i++) {
		struct xen_domain *dom = &xen.domains[i];

		if (dom->exists)
			continue;
		memset(dom, 0, sizeof(*dom));
		dom->exists = true;
		dom->domid = domid;
		dom->hvm = hvm;
		dom->hap = hvm;
		memset(dom->handle, handle, sizeof(dom->handle));
		return dom;
	}
	fault("no room for another domain");
	return NULL;
}

struct xen_domain *xen_model_find(u16 domid)
{
	size_t i;

	for (i = 0; i < XEN_MODEL_DOMAINS; i++)
		if (xen.domains[i].exists && xen.domains[i].domid == domid)
			return &xen.domains[i];
	return NULL;
}

/* Xen frees all that a domain had. */
void xen_model_destroy(u16 domid)
{
	struct xen_domain *dom = xen_model_find(domid);

	if (dom)
		memset(dom, 0, sizeof(*dom));
}

void xen_model_forget_calls(void)
{
	xen.call_count = 0;
	xen.fail_call = 0;
	xen.fail_errno = 0;
	xen.fail_halfway = false;
	xen.fail_again = 0;
	xen.fail_for_good = false;
	xen.at_call = 0;
}

unsigned int xen_model_changing_calls(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < xen.call_count; i++)
		n += xen.calls[i].cmd != XEN_GETDOMAININFO;
	return n;
}

unsigned int xen_model_ports_allowed(const struct xen_domain *dom, u32 first,
				     u32 last)
{
	unsigned int n = 0;

	for (; first <= last; first++)
		n += dom->port_allowed[first];
	return n;
}

static bool port_mapped(const struct xen_domain *dom, u32 port)
{
	size_t i;

	for (i = 0; i < XEN_MODEL_MAPPINGS; i++)
		if (dom->ports[i].count && port >= dom->ports[i].gport &&
		    port - dom->ports[i].gport < dom->ports[i].count)
			return true;
	return false;
}

unsigned int xen_model_ports_mapped(const struct xen_domain *dom, u32 first,
				    u32 last)
{
	unsigned int n = 0;

	for (; first <= last; first++)
		n += port_mapped(dom, first);
	return n;
}

unsigned int xen_model_pages_allowed(const struct xen_domain *dom, u32 first,
				     u32 last)
{
	unsigned int n = 0;

	for (; first <= last; first++)
		n += dom->page_allowed[first];
	return n;
}

unsigned int xen_model_pages_mapped(const struct xen_domain *dom, u32 first,
				    u32 last)
{
	unsigned int n = 0;

	for (; first <= last; first++)
		n += dom->page_map[first] == first;
	return n;
}

/* Everything a domain has been given, in one number. */
unsigned int xen_model_all(const struct xen_domain *dom)
{
	unsigned int n;
	u32 page;

	n = xen_model_ports_allowed(dom, 0, XEN_MODEL_PORTS - 1) +
	    xen_model_ports_mapped(dom, 0, XEN_MODEL_PORTS - 1) +
	    xen_model_pages_allowed(dom, 0, XEN_MODEL_PAGES - 1);
	for (page = 0; page < XEN_MODEL_PAGES; page++)
		n += dom->page_map[page] != 0;
	return n;
}

static struct xen_domain *next_domain(u16 domid)
{
	struct xen_domain *next = NULL;
	size_t i;

	for (i = 0; i < XEN_MODEL_DOMAINS; i++) {
		struct xen_domain *dom = &xen.domains[i];

		if (dom->exists && dom->domid >= domid &&
		    (!next || dom->domid < next->domid))
			next = dom;
	}
	return next;
}

static int getdomaininfo(u8 *op, u16 domid)
{
	struct xen_domain *dom = xen_model_find(domid);
	size_t size = xen.how.version >= 0x14 ? 112 : 104;
	u8 *info = op + 16;

	rest_is_zero(op, 16);
	if (!dom && xen.how.next_domain)
		dom = next_domain(domid);
	if (!dom)
		return -ESRCH;
	memset(info, 0xc3, size);	/* what we do not model has some value */
	put16(info, dom->domid);
	put16(info + 2, 0);
	put32(info + 4, dom->dying | dom->hvm << 1 | dom->shutdown << 2 |
			1 << 3 | 1 << 5 | dom->hap << 8);
	memcpy(info + 76, dom->handle, 16);
	put16(op + 8, dom->domid);
	return 0;
}

static int iomem_permission(const u8 *op, struct xen_domain *dom)
{
	u64 first = get64(op + 16), count = get64(op + 24);
	u8 allow = op[32];

	rest_is_zero(op, 33);
	if (!count || first + count < first || allow > 1) {
		fault("iomem_permission makes no sense");
		return -EINVAL;
	}
	if (first + count > XEN_MODEL_PAGES) {
		fault("iomem_permission outside low memory");
		return -EPERM;
	}
	memset(dom->page_allowed + first, allow, count);
	return 0;
}

static int ioport_permission(const u8 *op, struct xen_domain *dom)
{
	u32 first = get32(op + 16), count = get32(op + 20);
	u8 allow = op[24];

	rest_is_zero(op, 25);
	if (!count || first >= XEN_MODEL_PORTS ||
	    count > XEN_MODEL_PORTS - first || allow > 1) {
		fault("ioport_permission makes no sense");
		return -EINVAL;
	}
	memset(dom->port_allowed + first, allow, count);
	return 0;
}

/* One page; an unmapped one can't be unmapped again: clear_mmio_p2m_entry(). */
static int memory_mapping_page(struct xen_domain *dom, u32 gfn, u32 mfn,
			       bool add)
{
	if (!add) {
		if (!dom->page_map[gfn])
			return -EINVAL;
		dom->page_map[gfn] = 0;
		return 0;
	}
	if (xen.bad_page && gfn == xen.bad_page)
		return -xen.bad_page_errno;
	if (dom->page_map[gfn] && dom->page_map[gfn] != mfn) {
		dom->crashed = true;
		fault("a page is mapped over another one: the guest crashes");
		return -EINVAL;
	}
	dom->page_map[gfn] = mfn;
	return 0;
}

static int memory_mapping(const u8 *op, struct xen_domain *dom, bool halfway)
{
	u64 gfn = get64(op + 16), mfn = get64(op + 24), count = get64(op + 32);
	u32 add = get32(op + 40);
	u64 i;

	rest_is_zero(op, 44);
	if (!count || gfn + count < gfn || mfn + count < mfn || add > 1) {
		fault("memory_mapping makes no sense");
		return -EINVAL;
	}
	if (!dom->hvm)
		return 0;
	if (gfn + count > XEN_MODEL_PAGES || mfn + count > XEN_MODEL_PAGES) {
		fault("memory_mapping outside low memory");
		return -EPERM;
	}
	if ((add || xen.how.unmap_needs_permission) &&
	    xen_model_pages_allowed(dom, mfn, mfn + count - 1) != count)
		return -EPERM;

	for (i = 0; i < count; i++) {
		bool enough = xen.pages_per_call && i == xen.pages_per_call;
		int rc;

		if (halfway && (enough || i >= (count + 1) / 2))
			return -xen.fail_errno;
		if (enough)
			return (int)i;
		rc = memory_mapping_page(dom, gfn + i, mfn + i, add);
		if (rc)
			return i ? (int)i : rc;
	}
	if (halfway)
		return -xen.fail_errno;
	return xen.claim ? xen.claim : 0;
}

/* Up to Xen 4.22: mapping and permission are one. */
static int ioport_mapping_allows(struct xen_domain *dom, u32 gport, u32 mport,
				 u32 count, bool add)
{
	struct xen_port_mapping *found = NULL, *room = NULL;
	size_t i;

	for (i = 0; i < XEN_MODEL_MAPPINGS; i++) {
		struct xen_port_mapping *m = &dom->ports[i];

		if (m->count && m->mport == mport)
			found = m;
		else if (!m->count && !room)
			room = m;
	}
	if (add) {
		if (!found)
			found = room;
		if (!found)
			return -ENOMEM;
		*found = (struct xen_port_mapping){ gport, mport, count };
	} else if (found) {
		found->count = 0;
	}
	memset(dom->port_allowed + mport, add, count);
	return 0;
}

/* Later: it wants the permission, no neighbours, and the exact range back. */
static int ioport_mapping_exact(struct xen_domain *dom, u32 gport, u32 mport,
				u32 count, bool add)
{
	struct xen_port_mapping *room = NULL;
	size_t i;

	if (add && xen_model_ports_allowed(dom, mport, mport + count - 1) !=
	    count)
		return -EPERM;
	for (i = 0; i < XEN_MODEL_MAPPINGS; i++) {
		struct xen_port_mapping *m = &dom->ports[i];

		if (!m->count) {
			room = room ? room : m;
		} else if (m->gport == gport && m->mport == mport &&
			   m->count == count) {
			if (add)
				return 0;
			m->count = 0;
			return 0;
		} else if (gport <= m->gport + m->count &&
			   m->gport <= gport + count) {
			return -EBUSY;	/* overlapping, or side by side */
		}
	}
	if (!add)
		return -ENOENT;
	if (!room)
		return -ENOMEM;
	*room = (struct xen_port_mapping){ gport, mport, count };
	return 0;
}

static int ioport_mapping(const u8 *op, struct xen_domain *dom)
{
	u32 gport = get32(op + 16), mport = get32(op + 20);
	u32 count = get32(op + 24), add = get32(op + 28);

	rest_is_zero(op, 32);
	if (!count || gport >= XEN_MODEL_PORTS || mport >= XEN_MODEL_PORTS ||
	    count > XEN_MODEL_PORTS - gport ||
	    count > XEN_MODEL_PORTS - mport || add > 1) {
		fault("ioport_mapping makes no sense");
		return -EINVAL;
	}
	if (!dom->hvm)
		return -EOPNOTSUPP;
	if (xen.how.port_map_allows)
		return ioport_mapping_allows(dom, gport, mport, count, add);
	return ioport_mapping_exact(dom, gport, mport, count, add);
}

/* Xen: domain_pause_by_systemcontroller(), which counts to 255. */
static int count_pause(const u8 *op, struct xen_domain *dom, bool on)
{
	rest_is_zero(op, 16);
	if (on && dom->pauses == 255)
		return -EOVERFLOW;
	if (!on && !dom->pauses)
		return -EINVAL;
	dom->pauses += on ? 1 : -1;
	return 0;
}

static int pt_irq(const u8 *op, struct xen_domain *dom, bool bind)
{
	u32 irq = get32(op + 16), i;
	struct xen_pirq *pirq;

	rest_is_zero(op, 40);
	for (i = 25; i < 28; i++)
		if (op[i])
			fault("padding of pt_irq is not zero");
	if (get32(op + 20) != 2 && (bind || get32(op + 20) != 0xff))
		fault("pt_irq is not MSI");
	if (!dom->hvm)
		return -EINVAL;
	if (irq >= XEN_MODEL_PIRQS || !dom->pirqs[irq].mapped)
		return -EPERM;
	if (get32(op + 20) == 0xff)
		return -EOPNOTSUPP;
	pirq = &dom->pirqs[irq];
	pirq->bound = bind;
	pirq->gvec = op[24];
	pirq->gflags = get32(op + 28);
	pirq->gtable = get64(op + 32);
	return 0;
}

/*
 * Xen 4.20, allocate_and_map_msi_pirq() and map_domain_pirq(): an interrupt by its number, of a
 * function that there is not.
 */
static int map_given(u32 irq, u32 pirq, struct xen_domain *dom)
{
	if (irq < XEN_MODEL_GSIS || irq >= XEN_MODEL_IRQS || pirq >= XEN_MODEL_PIRQS)
		return -EINVAL;
	if (dom->pirqs[pirq].mapped)
		return 0;
	return xen.own_irqs ? -ENODEV : -EPERM;
}

static int map_pirq(u8 *op, struct xen_domain *dom)
{
	u32 pirq = get32(op + 12), irq = get32(op + 8);

	memcpy(xen.last_map, op, sizeof(xen.last_map));
	if (get32(op + 4) != 3 || get16(op + 2) || get32(op + 28))
		fault("map_pirq makes no sense");
	if (irq != ~0U) {
		if (get32(op + 16) != ~0U || get32(op + 20) != 0xff)
			fault("map_pirq might map something");
		if (xen.at_map_do)
			xen.at_map_do();
		return map_given(irq, pirq, dom);
	}
	if (pirq == ~0U)
		for (pirq = XEN_MODEL_PIRQ; dom->pirqs[pirq].mapped;)
			pirq--;
	if (pirq >= XEN_MODEL_PIRQS)
		return -EINVAL;
	if (dom->pirqs[pirq].mapped)
		fault("map_pirq loses an interrupt");
	dom->pirqs[pirq].mapped = true;
	put32(op + 12, pirq);
	return 0;
}

static int unmap_pirq(const u8 *op, struct xen_domain *dom)
{
	u32 pirq = get32(op + 4);

	if (pirq >= XEN_MODEL_PIRQS || !dom->pirqs[pirq].mapped)
		return -EINVAL;
	if (dom->pirqs[pirq].bound)
		fault("unmap_pirq of one that is bound");
	dom->pirqs[pirq].mapped = false;
	return 0;
}

/* The other hypercall: no version, and no copy out but of map_pirq. */
int vgapt_physdev_raw(int cmd, void *arg)
{
	struct xen_domain *dom = xen_model_find(get16(arg));

	if (!dom)
		return -ESRCH;
	if (cmd == XEN_MAP_PIRQ)
		return map_pirq(arg, dom);
	if (cmd == XEN_UNMAP_PIRQ)
		return unmap_pirq(arg, dom);
	fault("unknown physdev command");
	return -ENOSYS;
}

static int serve(u8 *op, bool halfway)
{
	u32 cmd = get32(op);
	u16 domid = get16(op + 8);
	struct xen_domain *dom;
	size_t i;

	for (i = 10; i < 16; i++)
		if (op[i])
			fault("padding in the header is not zero");
	if (cmd == XEN_GETDOMAININFO)
		return getdomaininfo(op, domid);

	if (!domid)
		fault("domain 0 is not to be touched");
	dom = xen_model_find(domid);
	if (!dom)
		return -ESRCH;
	switch (cmd) {
	case XEN_PAUSEDOMAIN:
		return count_pause(op, dom, true);
	case XEN_UNPAUSEDOMAIN:
		return count_pause(op, dom, false);
	case XEN_BIND_PT_IRQ:
		return pt_irq(op, dom, true);
	case XEN_UNBIND_PT_IRQ:
		return pt_irq(op, dom, false);
	case XEN_IOMEM_PERMISSION:
		return iomem_permission(op, dom);
	case XEN_IOPORT_PERMISSION:
		return ioport_permission(op, dom);
	case XEN_MEMORY_MAPPING:
		return memory_mapping(op, dom, halfway);
	case XEN_IOPORT_MAPPING:
		return ioport_mapping(op, dom);
	}
	fault("unknown command");
	return -ENOSYS;
}

/* The hypercall.  Xen copies all 144 bytes in, and often out again. */
int vgapt_domctl_raw(void *arg)
{
	struct xen_call *call;
	u8 op[XEN_OP_SIZE];
	bool fails, halfway;
	int rc;

	memcpy(op, arg, sizeof(op));
	if (xen.call_count == XEN_MODEL_CALLS) {
		fault("too many calls");
		return -EIO;
	}
	call = &xen.calls[xen.call_count++];
	memcpy(call->op, op, sizeof(op));
	call->cmd = get32(op);
	call->domid = get16(op + 8);

	if (xen.at_call && xen.call_count == xen.at_call)
		xen.at_call_do();

	fails = xen.fail_call &&
		(xen.call_count == xen.fail_call ||
		 xen.call_count == xen.fail_again ||
		 (xen.fail_for_good && xen.call_count > xen.fail_call));
	/* only the first of them: what comes after it undoes */
	halfway = fails && xen.fail_halfway && call->cmd == XEN_MEMORY_MAPPING &&
		  xen.call_count == xen.fail_call;
	if (xen.fail_all)
		rc = -xen.fail_all;
	else if (get32(op + 4) != xen.how.version)
		rc = -EACCES;
	else if (fails && !halfway)
		rc = -xen.fail_errno;
	else
		rc = serve(op, halfway);
	if (rc >= 0)
		memcpy(arg, op, sizeof(op));
	call->rc = rc;
	return rc;
}
