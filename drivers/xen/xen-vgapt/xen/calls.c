// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen's control interface (domctl), and interrupts' mapping (physdev).
 *
 * The interface is not stable: it carries a version number, which Xen compares
 * before it looks at anything else.  The commands used here, though, have kept
 * their layout from Xen 4.11 on, so knowing the number is enough.
 *
 * None of this sleeps.  The file compiles unchanged into the unit tests.
 */
#include "pure/model/msi.h"
#include "pure/model/split.h"
#include "pure/ranges.h"
#include "xen/calls.h"

#ifdef __KERNEL__
#include <linux/error-injection.h>
#include <xen/interface/xen.h>
#include <asm/xen/hypercall.h>

/* The one way out to Xen, so that tests can have any call fail. */
static noinline int vgapt_domctl_raw(void *op)
{
	return privcmd_call(__HYPERVISOR_domctl, (unsigned long)op, 0, 0, 0, 0);
}
ALLOW_ERROR_INJECTION(vgapt_domctl_raw, ERRNO);

/* And this, for interrupts. */
static noinline int vgapt_physdev_raw(int cmd, void *op)
{
	return HYPERVISOR_physdev_op(cmd, op);
}
ALLOW_ERROR_INJECTION(vgapt_physdev_raw, ERRNO);
#endif

/* Command numbers: Xen, public/domctl.h, XEN_DOMCTL_* */
#define DOMCTL_PAUSEDOMAIN		3
#define DOMCTL_UNPAUSEDOMAIN		4
#define DOMCTL_GETDOMAININFO		5
#define DOMCTL_IOMEM_PERMISSION		20
#define DOMCTL_IOPORT_PERMISSION	21
#define DOMCTL_BIND_PT_IRQ		38
#define DOMCTL_MEMORY_MAPPING		39
#define DOMCTL_IOPORT_MAPPING		40
#define DOMCTL_UNBIND_PT_IRQ		48

/* public/domctl.h, XEN_DOMINF_* */
#define DOMINF_DYING	BIT(0)
#define DOMINF_HVM	BIT(1)
#define DOMINF_HAP	BIT(8)

/* public/domctl.h, DPCI_ADD_MAPPING and DPCI_REMOVE_MAPPING */
#define MAPPING_REMOVE	0
#define MAPPING_ADD	1
/* The pages that one of Xen's entries maps at most: 2 MiB (p2m.c, mmio_order()). */
#define MAPPING_ENTRY	512

/* public/domctl.h, enum pt_irq_type: PT_IRQ_TYPE_MSI; MSI-X too */
#define PT_IRQ_TYPE_MSI		2
/* None of them. */
#define PT_IRQ_TYPE_NONE	0xff

/* public/physdev.h: PHYSDEVOP_*, MAP_PIRQ_TYPE_* */
#define PHYSDEV_MAP_PIRQ	13
#define PHYSDEV_UNMAP_PIRQ	14
#define PIRQ_TYPE_MSI_SEG	3
/* No function's: the last one of the last segment's last bus. */
#define NO_BUS			(-1)
#define NO_DEVFN		0xff

#define XEN_PAGE_SHIFT_4K	12

/*
 * Xen copies this structure in whole, and for some commands out again, whatever
 * the command: it must be full size and zeroed.  The payload begins at byte 16.
 */
struct vgapt_domctl {
	u32 cmd;
	u32 interface_version;
	u16 domain;
	u16 pad[3];
	union {
		struct {
			u16 domain;
			u16 pad;
			u32 flags;
			u64 tot_pages;
			u8 counters[60];
			u8 handle[VGAPT_HANDLE_SIZE];
		} info;
		struct {
			u64 first_mfn;
			u64 nr_mfns;
			u8 allow;
		} iomem_permission;
		struct {
			u32 first_port;
			u32 nr_ports;
			u8 allow;
		} ioport_permission;
		struct {
			u64 first_gfn;
			u64 first_mfn;
			u64 nr_mfns;
			u32 add;
			u32 pad;
		} memory_mapping;
		struct {
			u32 first_gport;
			u32 first_mport;
			u32 nr_ports;
			u32 add;
		} ioport_mapping;
		struct {
			u32 machine_irq;
			u32 irq_type;
			u8 gvec;
			u8 pad[3];
			u32 gflags;
			u64 gtable;
		} pt_irq;
		u8 whole[128];
	} u;
};

static_assert(sizeof(struct vgapt_domctl) == 144, "Xen copies 144 bytes");
static_assert(offsetof(struct vgapt_domctl, u) == 16, "payload at 16");
static_assert(offsetof(struct vgapt_domctl, u.info.handle) == 16 + 76,
	      "handle at 76 of the payload");

/* public/physdev.h; these have no version, and no structure of them has changed. */
struct vgapt_map_pirq {
	u16 domid;
	u16 pad;
	s32 type;
	s32 index;
	s32 pirq;
	s32 bus;
	s32 devfn;
	s32 entry_nr;
	u32 pad2;
	u64 table_base;
};

struct vgapt_unmap_pirq {
	u16 domid;
	u16 pad;
	s32 pirq;
};

static_assert(sizeof(struct vgapt_map_pirq) == 40, "map_pirq has 40 bytes");
static_assert(offsetof(struct vgapt_map_pirq, table_base) == 32, "table_base at 32");
static_assert(sizeof(struct vgapt_unmap_pirq) == 8, "unmap_pirq has 8 bytes");
static_assert(offsetof(struct vgapt_domctl, u.pt_irq.gtable) == 16 + 16,
	      "gtable at 16 of the payload");

/*
 * Interface versions, public/domctl.h XEN_DOMCTL_INTERFACE_VERSION, newest
 * first: a host is more likely to run a recent release.
 */
static const struct {
	u32 version;
	const char *release;
} vgapt_xen_releases[] = {
	{ 0x18, "4.22" },
	{ 0x17, "4.19 to 4.21" },
	{ 0x16, "4.18" },
	{ 0x15, "4.17" },
	{ 0x14, "4.16" },
	{ 0x13, "4.15" },
	{ 0x12, "4.13 or 4.14" },
	{ 0x11, "4.12" },
	{ 0x10, "4.11" },
};

/* Written once, by vgapt_xen_probe() at load; 0 while there is none. */
static u32 vgapt_domctl_version;

static int vgapt_domctl_call(u16 domid, u32 cmd, struct vgapt_domctl *op)
{
	if (!vgapt_domctl_version)
		return -EOPNOTSUPP;
	op->cmd = cmd;
	op->interface_version = vgapt_domctl_version;
	op->domain = domid;
	return vgapt_domctl_raw(op);
}

static int vgapt_xen_try(u32 version)
{
	struct vgapt_domctl op = {
		.cmd = DOMCTL_GETDOMAININFO,
		.interface_version = version,
		.domain = 0,
	};

	return vgapt_domctl_raw(&op);
}

/**
 * vgapt_xen_probe - find the hypervisor's domctl interface version
 * @version: the only one to try, or 0 for all known ones
 *
 * Asks for domain 0's info, which has no side effect, with one version after
 * the other.  Called once, before anything else here.
 *
 * Return: 0; -EACCES if none was accepted, either because the hypervisor is a
 * release not known here or because its security policy forbids the call (it
 * answers both in the same way); or what else Xen answered.
 */
int vgapt_xen_probe(u32 version)
{
	int rc = -EACCES;
	size_t i;

	if (version) {
		rc = vgapt_xen_try(version);
		vgapt_domctl_version = rc ? 0 : version;
		return rc;
	}
	for (i = 0; i < ARRAY_SIZE(vgapt_xen_releases); i++) {
		rc = vgapt_xen_try(vgapt_xen_releases[i].version);
		if (!rc) {
			vgapt_domctl_version = vgapt_xen_releases[i].version;
			return 0;
		}
		if (rc != -EACCES)
			return rc;
	}
	return rc;
}

/**
 * vgapt_xen_version - the domctl interface version in use
 *
 * Return: the version, or 0 if Xen's control interface is not usable.
 */
u32 vgapt_xen_version(void)
{
	return vgapt_domctl_version;
}

/**
 * vgapt_xen_release - the Xen releases that speak the version in use
 *
 * Return: a name to show to people.
 */
const char *vgapt_xen_release(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_xen_releases); i++)
		if (vgapt_xen_releases[i].version == vgapt_domctl_version)
			return vgapt_xen_releases[i].release;
	return "not in the table";
}

/**
 * vgapt_xen_get_domain - look at a domain
 * @domid: which
 * @dom:   result, untouched on error
 *
 * Return: 0; -ESRCH if there is no such domain; -EOPNOTSUPP if Xen's control
 * interface is not usable; or what else Xen answered.
 */
int vgapt_xen_get_domain(u16 domid, struct vgapt_xen_domain *dom)
{
	struct vgapt_domctl op = { 0 };
	int rc;

	rc = vgapt_domctl_call(domid, DOMCTL_GETDOMAININFO, &op);
	if (rc)
		return rc;
	/* Up to 4.17 Xen answers with the next domain if this one is missing. */
	if (op.u.info.domain != domid)
		return -ESRCH;

	dom->domid = domid;
	memcpy(dom->handle, op.u.info.handle, sizeof(dom->handle));
	dom->hvm = op.u.info.flags & DOMINF_HVM;
	dom->hap = op.u.info.flags & DOMINF_HAP;
	dom->dying = op.u.info.flags & DOMINF_DYING;
	return 0;
}

/**
 * vgapt_xen_live_domain - look at a domain that is not being destroyed
 * @domid: which
 * @dom:   result, untouched on error
 *
 * Return: as vgapt_xen_get_domain(), and -ESRCH for a domain that is dying.
 */
int vgapt_xen_live_domain(u16 domid, struct vgapt_xen_domain *dom)
{
	struct vgapt_xen_domain now;
	int rc;

	rc = vgapt_xen_get_domain(domid, &now);
	if (!rc && now.dying)
		rc = -ESRCH;
	if (!rc)
		*dom = now;
	return rc;
}

/**
 * vgapt_xen_same_domain - are these one and the same domain?
 * @a: one
 * @b: the other
 *
 * Return: true if number and handle agree.
 */
bool vgapt_xen_same_domain(const struct vgapt_xen_domain *a,
			   const struct vgapt_xen_domain *b)
{
	return a->domid == b->domid &&
	       !memcmp(a->handle, b->handle, sizeof(a->handle));
}

/**
 * vgapt_xen_domain_lives - is a domain seen earlier still there, and running?
 * @dom: the domain
 *
 * Errors other than "no such domain" count as alive: what can't be seen to be
 * dead keeps what it has until it is taken away.
 *
 * Return: true unless it is gone, dying, or replaced by another of its number.
 */
bool vgapt_xen_domain_lives(const struct vgapt_xen_domain *dom)
{
	struct vgapt_xen_domain now;
	int rc;

	rc = vgapt_xen_get_domain(dom->domid, &now);
	if (rc)
		return rc != -ESRCH;
	return vgapt_xen_same_domain(dom, &now) && !now.dying;
}

/**
 * vgapt_xen_may_have - may a domain seen earlier still have what it was given?
 * @dom: the domain
 *
 * From one that is dying, or gone, Xen takes it.  One that lives under that number has it
 * even if its handle is another one: a toolstack may change the handle of a living domain.
 *
 * Return: true if so, or if that can't be told.
 */
bool vgapt_xen_may_have(const struct vgapt_xen_domain *dom)
{
	struct vgapt_xen_domain now;
	int rc = vgapt_xen_get_domain(dom->domid, &now);

	return rc ? rc != -ESRCH : !now.dying;
}

/**
 * vgapt_xen_domain_exists - does Xen know a domain of a number?
 * @domid: the number
 *
 * One that is dying does exist: it goes when the last of its pages has gone.  So does
 * one of which nothing can be learnt.  Its handle is not asked for: a toolstack may
 * change that of a domain that lives.
 *
 * Return: true unless there is none.
 */
bool vgapt_xen_domain_exists(u16 domid)
{
	struct vgapt_xen_domain now;

	return vgapt_xen_get_domain(domid, &now) != -ESRCH;
}

static int vgapt_iomem_permission(u16 domid, u64 mfn, u64 nr, bool allow)
{
	struct vgapt_domctl op = {
		.u.iomem_permission = {
			.first_mfn = mfn,
			.nr_mfns = nr,
			.allow = allow,
		},
	};

	return vgapt_domctl_call(domid, DOMCTL_IOMEM_PERMISSION, &op);
}

static int vgapt_ioport_permission(u16 domid, u32 port, u32 nr, bool allow)
{
	struct vgapt_domctl op = {
		.u.ioport_permission = {
			.first_port = port,
			.nr_ports = nr,
			.allow = allow,
		},
	};

	return vgapt_domctl_call(domid, DOMCTL_IOPORT_PERMISSION, &op);
}

static int vgapt_ioport_mapping(u16 domid, u32 gport, u32 mport, u32 nr, u32 add)
{
	struct vgapt_domctl op = {
		.u.ioport_mapping = {
			.first_gport = gport,
			.first_mport = mport,
			.nr_ports = nr,
			.add = add,
		},
	};

	return vgapt_domctl_call(domid, DOMCTL_IOPORT_MAPPING, &op);
}

/*
 * Xen may do only a part and say how much; the rest is for another call.  The
 * pages done so far are added to @done, also when the call fails in the end.
 */
static int vgapt_memory_mapping(u16 domid, u64 gfn, u64 mfn, u64 nr, u32 add, u64 *done)
{
	*done = 0;
	while (*done < nr) {
		struct vgapt_domctl op = {
			.u.memory_mapping = {
				.first_gfn = gfn + *done,
				.first_mfn = mfn + *done,
				.nr_mfns = nr - *done,
				.add = add,
			},
		};
		int rc;

		rc = vgapt_domctl_call(domid, DOMCTL_MEMORY_MAPPING, &op);
		if (rc < 0)
			return rc;
		if (!rc)
			rc = nr - *done;
		if ((u64)rc > nr - *done)
			return -EPROTO;
		*done += rc;
	}
	return 0;
}

/*
 * Xen stops with -EINVAL at a page that is not mapped, or not to the device; a
 * guest can have seen to that for any of them.  Such a page has been withdrawn, if
 * it is refused by itself, too; it goes on behind it.
 */
static int vgapt_memory_unmap(u16 domid, u64 gfn, u64 mfn, u64 nr)
{
	u64 done, at;
	int rc;

	for (at = 0; at < nr; at++) {
		rc = vgapt_memory_mapping(domid, gfn + at, mfn + at, nr - at, MAPPING_REMOVE,
					  &done);
		if (rc != -EINVAL)
			return rc;
		at += done;
		rc = vgapt_memory_mapping(domid, gfn + at, mfn + at, 1, MAPPING_REMOVE, &done);
		if (rc && rc != -EINVAL)
			return rc;
	}
	return 0;
}

/* What was never there, or went with its domain, has been withdrawn. */
static int vgapt_withdrawn(int rc)
{
	return rc == -ESRCH || rc == -ENOENT ? 0 : rc;
}

/*
 * Order.  Up to 4.22 adding a port mapping implies the permission, later Xen
 * wants the permission first; up to 4.21 removing a memory mapping needs the
 * permission still there.  Permission, mapping; mapping, permission suits all.
 *
 * The mappings are identity mappings: a VGA BIOS has the legacy addresses built in.
 * Returns false in @clean if something of what failed could not be taken back.
 */
static int vgapt_grant_io(const struct vgapt_xen_domain *dom,
			  const struct vgapt_piece *piece, bool *clean)
{
	int rc;

	rc = vgapt_ioport_permission(dom->domid, piece->first, piece->count,
				     true);
	if (rc || !dom->hvm)
		return rc;
	rc = vgapt_ioport_mapping(dom->domid, piece->first, piece->first,
				  piece->count, MAPPING_ADD);
	if (rc && vgapt_withdrawn(vgapt_ioport_permission(dom->domid,
							  piece->first,
							  piece->count, false)))
		*clean = false;
	return rc;
}

static int vgapt_grant_mem(const struct vgapt_xen_domain *dom,
			   const struct vgapt_piece *piece, bool *clean)
{
	u64 mfn = piece->first >> XEN_PAGE_SHIFT_4K;
	u64 nr = piece->count >> XEN_PAGE_SHIFT_4K;
	u64 done;
	int rc;

	rc = vgapt_iomem_permission(dom->domid, mfn, nr, true);
	if (rc || !dom->hvm)
		return rc;
	rc = vgapt_memory_mapping(dom->domid, mfn, mfn, nr, MAPPING_ADD, &done);
	if (rc) {
		/*
		 * Undo all of it, not only what was reported: a call that
		 * fails may have got somewhere.
		 */
		if (vgapt_withdrawn(vgapt_memory_unmap(dom->domid, mfn, mfn, nr)) ||
		    vgapt_withdrawn(vgapt_iomem_permission(dom->domid, mfn, nr,
							   false)))
			*clean = false;
	}
	return rc;
}

/*
 * If a mapping can't be removed its permission stays: up to 4.21 removing it
 * later needs that permission, and without a mapping it is of no use to an HVM
 * guest.
 */
static int vgapt_revoke_io(const struct vgapt_xen_domain *dom,
			   const struct vgapt_piece *piece)
{
	int rc = 0;

	if (dom->hvm)
		rc = vgapt_ioport_mapping(dom->domid, piece->first, piece->first,
					  piece->count, MAPPING_REMOVE);
	rc = vgapt_withdrawn(rc);
	if (rc)
		return rc;
	return vgapt_withdrawn(vgapt_ioport_permission(dom->domid, piece->first,
						       piece->count, false));
}

/* @again: it may have been withdrawn before, when others of the range could not be. */
static int vgapt_revoke_mem(const struct vgapt_xen_domain *dom,
			    const struct vgapt_piece *piece, bool again)
{
	u64 mfn = piece->first >> XEN_PAGE_SHIFT_4K;
	u64 nr = piece->count >> XEN_PAGE_SHIFT_4K;
	int rc = 0;

	if (dom->hvm)
		rc = vgapt_memory_unmap(dom->domid, mfn, mfn, nr);
	/* The permission went with it, then. */
	if (rc == -EPERM && again) {
		rc = vgapt_iomem_permission(dom->domid, mfn, nr, true);
		if (!rc)
			rc = vgapt_memory_unmap(dom->domid, mfn, mfn, nr);
	}
	rc = vgapt_withdrawn(rc);
	if (rc)
		return rc;
	return vgapt_withdrawn(vgapt_iomem_permission(dom->domid, mfn, nr,
						      false));
}

/* Every piece is tried.  Returns the first error. */
static int vgapt_revoke_pieces(const struct vgapt_xen_domain *dom,
			       const struct vgapt_range *range,
			       const struct vgapt_split *split, u32 num)
{
	int rc, first = 0;
	u32 i;

	for (i = 0; i < num; i++) {
		rc = range->io ? vgapt_revoke_io(dom, &split->piece[i]) :
				 vgapt_revoke_mem(dom, &split->piece[i], split->num > 1);
		if (!first)
			first = rc;
	}
	return first;
}

/* All pieces of a range, or none; those that could not be taken back: @left. */
static int vgapt_grant_pieces(const struct vgapt_xen_domain *dom,
			      const struct vgapt_range *range,
			      const struct vgapt_split *split, u32 *left)
{
	bool clean = true;
	int rc = 0;
	u32 i;

	for (i = 0; i < split->num && !rc; i++)
		rc = range->io ? vgapt_grant_io(dom, &split->piece[i], &clean) :
				 vgapt_grant_mem(dom, &split->piece[i], &clean);
	if (!rc)
		return 0;
	/* The last one has failed, and undone what it could. */
	if (i > 1 && vgapt_revoke_pieces(dom, range, split, i - 1))
		clean = false;
	if (!clean)
		*left |= range->bit;
	return rc;
}

/**
 * vgapt_xen_revoke_split - withdraw legacy ranges from a domain
 * @dom:    the domain as it was when they were granted
 * @ranges: VGAPT_RANGE_* bits
 * @splits: the pieces in which they were granted
 * @left:   result: those that could not be withdrawn
 *
 * Every range is tried, whatever happens to the others.  If the domain no
 * longer exists there is nothing to do: Xen has freed everything itself.  Nor is
 * there if it is dying: its vCPUs will not run again, and Xen is at work on its
 * mappings.  One that lives under that number loses the ranges even if its handle
 * is another one: a toolstack may change the handle of a living domain, and nobody
 * but the owner can have them.
 *
 * Return: 0 if nothing is left; else the first error.
 */
int vgapt_xen_revoke_split(const struct vgapt_xen_domain *dom, u32 ranges,
			   const struct vgapt_splits *splits, u32 *left)
{
	struct vgapt_xen_domain now;
	int first = 0;
	size_t i;

	*left = 0;
	first = vgapt_xen_get_domain(dom->domid, &now);
	if (first == -ESRCH || (!first && now.dying))
		return 0;
	if (!first)
		dom = &now;

	first = 0;
	for (i = 0; i < VGAPT_NUM_RANGES; i++) {
		const struct vgapt_range *range = &vgapt_ranges[i];
		int rc;

		if (!(ranges & range->bit))
			continue;
		rc = vgapt_revoke_pieces(dom, range, &splits->range[i],
					 splits->range[i].num);
		if (rc) {
			*left |= range->bit;
			if (!first)
				first = rc;
		}
	}
	return first;
}

/**
 * vgapt_xen_grant_split - give legacy ranges to a domain
 * @dom:    the domain
 * @ranges: VGAPT_RANGE_* bits
 * @splits: the pieces in which each is to be given
 * @left:   result: those that could not be taken back after an error; 0 but for
 *          a Xen that refuses twice
 *
 * An HVM domain gets permission and mapping; a PV domain permission, as it
 * maps by itself.
 *
 * Return: 0; or the first error, and then nothing of @ranges is granted, @left
 * aside.
 */
int vgapt_xen_grant_split(const struct vgapt_xen_domain *dom, u32 ranges,
			  const struct vgapt_splits *splits, u32 *left)
{
	u32 granted = 0, more;
	size_t i;

	*left = 0;

	for (i = 0; i < VGAPT_NUM_RANGES; i++) {
		const struct vgapt_range *range = &vgapt_ranges[i];
		int rc;

		if (!(ranges & range->bit))
			continue;
		rc = vgapt_grant_pieces(dom, range, &splits->range[i], left);
		if (rc) {
			vgapt_xen_revoke_split(dom, granted, splits, &more);
			*left |= more;
			return rc;
		}
		granted |= range->bit;
	}
	return 0;
}

/**
 * vgapt_xen_pause - pause a domain, or undo that
 * @dom: the domain
 * @on:  which of the two
 *
 * Xen counts.  Does not sleep, but pausing waits until no vCPU runs.
 *
 * Return: 0; -EOVERFLOW if it has been paused 255 times; or what else Xen answered.
 */
int vgapt_xen_pause(const struct vgapt_xen_domain *dom, bool on)
{
	struct vgapt_domctl op = { 0 };

	return vgapt_domctl_call(dom->domid, on ? DOMCTL_PAUSEDOMAIN :
						  DOMCTL_UNPAUSEDOMAIN, &op);
}

/**
 * vgapt_xen_unmap_memory - take memory of the machine out of a domain
 * @dom: the domain, which lives
 * @gfn: first page there
 * @mfn: first page of the machine
 * @nr:  how many
 *
 * What is not mapped has been taken out.  Up to 4.21 Xen wants the domain to have
 * permission even for that, and libxl takes the permission before it says that the
 * function is taken: then it is given for that moment.  Does not sleep.
 *
 * Return: 0 or what Xen answered.
 */
int vgapt_xen_unmap_memory(const struct vgapt_xen_domain *dom, u64 gfn, u64 mfn, u64 nr)
{
	int rc;

	if (!nr)
		return 0;
	rc = vgapt_memory_unmap(dom->domid, gfn, mfn, nr);
	if (rc == -EPERM) {
		rc = vgapt_iomem_permission(dom->domid, mfn, nr, true);
		if (rc)
			return vgapt_withdrawn(rc);
		rc = vgapt_memory_unmap(dom->domid, gfn, mfn, nr);
		/* Without it the mapping could not be removed later either. */
		if (!vgapt_withdrawn(rc))
			rc = vgapt_iomem_permission(dom->domid, mfn, nr, false);
	}
	return vgapt_withdrawn(rc);
}

/**
 * vgapt_xen_map_memory - map memory of the machine into a domain
 * @dom:   the domain, HVM or PVH, which has permission
 * @gfn:   first page there
 * @mfn:   first page of the machine
 * @nr:    how many
 * @clean: result: cleared if an error was followed by another, and some of it is mapped;
 *         untouched else
 *
 * All or nothing, @clean aside.  It is many calls of Xen's, and libxl may take the
 * permission between two of them.  Does not sleep.
 *
 * Return: 0 or what Xen answered: -EPERM without permission.
 */
int vgapt_xen_map_memory(const struct vgapt_xen_domain *dom, u64 gfn, u64 mfn, u64 nr,
			 bool *clean)
{
	u64 done;
	int rc;

	rc = vgapt_memory_mapping(dom->domid, gfn, mfn, nr, MAPPING_ADD, &done);
	if (!rc)
		return 0;
	/*
	 * A call that got somewhere says how far.  One that fails may have done the first of
	 * its entries (p2m.c, map_mmio_regions(); p2m-ept.c, ept_set_entry()), unless it was
	 * not allowed; or it is the answer that was lost.
	 */
	if (rc == -EFAULT || rc == -EPROTO)
		done = nr;
	else if (rc != -EPERM)
		done = nr - done > MAPPING_ENTRY ? done + MAPPING_ENTRY : nr;
	if (vgapt_xen_unmap_memory(dom, gfn, mfn, done))
		*clean = false;
	return rc;
}

/**
 * vgapt_xen_map_ports - map ports of the machine into a domain, or take them out
 * @dom:   the domain, HVM
 * @gport: first port there
 * @mport: first port of the machine
 * @nr:    how many
 * @what:  which of the two; those that are taken out have been mapped in the same way
 *
 * Up to 4.22 the permission comes and goes with the mapping.  It is libxl's, and so it is
 * there afterwards, but with %VGAPT_PORTS_TAKE: the function is no longer the domain's.
 * Does not sleep.
 *
 * Return: 0 or what Xen answered.
 */
int vgapt_xen_map_ports(const struct vgapt_xen_domain *dom, u32 gport, u32 mport, u32 nr,
			enum vgapt_ports_change what)
{
	int rc;

	if (what == VGAPT_PORTS_ADD) {
		rc = vgapt_ioport_permission(dom->domid, mport, nr, true);
		return rc ? rc : vgapt_ioport_mapping(dom->domid, gport, mport, nr, MAPPING_ADD);
	}
	rc = vgapt_withdrawn(vgapt_ioport_mapping(dom->domid, gport, mport, nr, MAPPING_REMOVE));
	if (rc)
		return rc;
	return vgapt_withdrawn(vgapt_ioport_permission(dom->domid, mport, nr,
						       what == VGAPT_PORTS_REMOVE));
}

/**
 * vgapt_xen_pirq_free - may an MSI have this pirq in the domain?
 * @dom:  the domain, HVM
 * @pirq: the number, as the guest has chosen it; not negative
 *
 * Xen maps an interrupt to a pirq that has another one by doing nothing, and says that it
 * has done it (Xen 4.20, map_domain_pirq(): "already mapped"; the interrupt is lost, too).
 * And a guest's numbers below its MSIs' are those of INTx, which libxl and QEMU map at any
 * time.  Nobody tells which those are; but two calls that do nothing answer differently:
 *
 * To unbind in a way that there is not is EPERM where there is nothing mapped, and else
 * EOPNOTSUPP (pt_irq_destroy_bind()).
 *
 * As an MSI's interrupt Xen takes no number that is an INTx' (allocate_and_map_msi_pirq(),
 * nr_irqs_gsi): EINVAL.  What is no INTx' is refused later, and differently: as that
 * interrupt is not ours, or because there is no such function.  Both are numbered alike.
 *
 * Does not sleep.
 *
 * Return: 0; -EINVAL if it may not; or what else Xen answered.
 */
int vgapt_xen_pirq_free(const struct vgapt_xen_domain *dom, int pirq)
{
	struct vgapt_domctl unbind = {
		.u.pt_irq = { .machine_irq = pirq, .irq_type = PT_IRQ_TYPE_NONE },
	};
	struct vgapt_map_pirq map = {
		.domid = dom->domid,
		.type = PIRQ_TYPE_MSI_SEG,
		.index = pirq,
		.pirq = pirq,
		.bus = NO_BUS,
		.devfn = NO_DEVFN,
	};
	int rc;

	rc = vgapt_domctl_call(dom->domid, DOMCTL_UNBIND_PT_IRQ, &unbind);
	if (!rc || rc == -EOPNOTSUPP)
		return -EINVAL;
	if (rc != -EPERM)
		return rc;
	rc = vgapt_physdev_raw(PHYSDEV_MAP_PIRQ, &map);
	/* Another one has mapped it meanwhile. */
	if (!rc)
		return -EINVAL;
	return rc == -EPERM || rc == -EEXIST || rc == -ENODEV ? 0 : rc;
}

/**
 * vgapt_xen_map_pirq - have an interrupt of a function be a domain's
 * @dom:  the domain, to which the function is assigned
 * @dev:  the function
 * @entry: of the MSI-X table; 0 for MSI
 * @table: machine address of the BAR with the MSI-X table; 0 for MSI
 * @pirq: the number that the domain is to know it by, or -1: Xen chooses; result
 *
 * Xen writes the message into the function's registers.  Does not sleep.
 *
 * Return: 0; -ENODEV if the function is not assigned to the domain; or what else Xen
 * answered.
 */
int vgapt_xen_map_pirq(const struct vgapt_xen_domain *dom, const struct vgapt_xen_device *dev,
		       u32 entry, u64 table, int *pirq)
{
	struct vgapt_map_pirq op = {
		.domid = dom->domid,
		.type = PIRQ_TYPE_MSI_SEG,
		.index = -1,
		.pirq = *pirq,
		.bus = (u32)dev->segment << 16 | dev->bus,
		.devfn = dev->devfn,
		.entry_nr = entry,
		.table_base = table,
	};
	int rc;

	rc = vgapt_physdev_raw(PHYSDEV_MAP_PIRQ, &op);
	if (!rc)
		*pirq = op.pirq;
	return rc;
}

/**
 * vgapt_xen_unmap_pirq - undo vgapt_xen_map_pirq()
 * @dom:  the domain
 * @pirq: what that gave
 *
 * Does not sleep.
 *
 * Return: 0 or what Xen answered.
 */
int vgapt_xen_unmap_pirq(const struct vgapt_xen_domain *dom, int pirq)
{
	struct vgapt_unmap_pirq op = { .domid = dom->domid, .pirq = pirq };

	return vgapt_withdrawn(vgapt_physdev_raw(PHYSDEV_UNMAP_PIRQ, &op));
}

/**
 * vgapt_xen_bind_msi - say where an interrupt goes in its domain, or nowhere any more
 * @dom:   the domain
 * @pirq:  from vgapt_xen_map_pirq()
 * @route: where to; its pirq is of no account
 * @table: guest-physical address of the MSI-X table; 0 for MSI
 * @on:    bind, or move; or unbind what was bound like that
 *
 * Does not sleep.
 *
 * Return: 0 or what Xen answered.
 */
int vgapt_xen_bind_msi(const struct vgapt_xen_domain *dom, int pirq,
		       const struct vgapt_msi_route *route, u64 table, bool on)
{
	struct vgapt_domctl op = {
		.u.pt_irq = {
			.machine_irq = pirq,
			.irq_type = PT_IRQ_TYPE_MSI,
			.gvec = route->gvec,
			.gflags = route->gflags,
			.gtable = table,
		},
	};
	int rc;

	rc = vgapt_domctl_call(dom->domid, on ? DOMCTL_BIND_PT_IRQ : DOMCTL_UNBIND_PT_IRQ, &op);
	return on ? rc : vgapt_withdrawn(rc);
}
