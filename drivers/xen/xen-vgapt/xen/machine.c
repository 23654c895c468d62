// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where memory of dom0 lies in the machine, and the machine's in dom0.
 *
 * A PV dom0 knows the machine's addresses: what the DMA API tells is one.
 *
 * A PVH dom0 knows only its own, and Xen tells it no others.  That it tells a frame's
 * place to whoever maps a grant of it (dev_bus_addr) is of no use.  A grant is not mapped
 * for the devices of such a domain ("No device mapping in HVM domain").  And to map one's
 * own frame at a second address takes it away from the first (Xen 4.20,
 * guest_physmap_add_entry(): "This machine frame is already mapped at another physical
 * address"): tried, and dom0's memory read as ones from then on.
 */
#include <linux/errno.h>
#include <linux/types.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "xen/calls.h"
#include "xen/machine.h"

/**
 * vgapt_xen_machine_address - where memory lies in the machine
 * @dma:   what dma_alloc_coherent() said
 * @maddr: result: address of its first byte
 *
 * Return: 0; -EADDRNOTAVAIL if that can't be told.
 */
int vgapt_xen_machine_address(dma_addr_t dma, u64 *maddr)
{
	if (!xen_pv_domain())
		return -EADDRNOTAVAIL;
	*maddr = dma;
	return 0;
}

/* The initial domain is where we run (main.c). */
static const struct vgapt_xen_domain vgapt_own = { .domid = 0, .hvm = true };

static u64 vgapt_frames(u64 start, u64 size)
{
	return ((start + size - 1) >> XEN_PAGE_SHIFT) - (start >> XEN_PAGE_SHIFT) + 1;
}

/**
 * vgapt_xen_map_own - make memory of the machine reachable for us
 * @start: its first byte
 * @size:  bytes
 *
 * A PV dom0 reaches what it has permission for.  For a PVH one Xen maps the BARs of the
 * functions that dom0 has, as they are enabled (vPCI); not those of one that
 * "xl pci-assignable-add" has taken from it, which keep what was mapped before.  Where it
 * is for the machine it is for us, too.  Does not sleep.
 *
 * Return: 0, then vgapt_xen_unmap_own() has to follow; -EOPNOTSUPP if there is no need
 * for it; or what Xen answered.
 */
int vgapt_xen_map_own(u64 start, u64 size)
{
	u64 mfn = start >> XEN_PAGE_SHIFT;
	/* What stays of it is dom0's own. */
	bool clean;

	if (xen_pv_domain())
		return -EOPNOTSUPP;
	return vgapt_xen_map_memory(&vgapt_own, mfn, mfn, vgapt_frames(start, size), &clean);
}

/**
 * vgapt_xen_unmap_own - undo vgapt_xen_map_own()
 * @start: as there
 * @size:  as there
 */
void vgapt_xen_unmap_own(u64 start, u64 size)
{
	u64 mfn = start >> XEN_PAGE_SHIFT;

	vgapt_xen_unmap_memory(&vgapt_own, mfn, mfn, vgapt_frames(start, size));
}
