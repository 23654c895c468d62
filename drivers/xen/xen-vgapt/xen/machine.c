// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where memory of dom0 lies in the machine.
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
#include <xen/xen.h>

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
