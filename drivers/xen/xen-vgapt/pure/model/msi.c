// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's MSI, as Xen wants to be told of it.
 *
 * Address and data are those of x86 (Intel SDM 3A, 11.11.1 and 11.11.2):
 *
 *   address 19:12  destination id    data 7:0   vector
 *           3      redirection hint       10:8  delivery mode
 *           2      destination mode       15    trigger mode
 *
 * Xen's are in public/domctl.h, XEN_DOMCTL_VMSI_X86_*.
 */
#include "pure/model/msi.h"

#define VGAPT_ADDRESS_DEST(a)	((a) >> 12 & 0xff)
#define VGAPT_ADDRESS_RH(a)	((a) >> 3 & 1)
#define VGAPT_ADDRESS_DM(a)	((a) >> 2 & 1)
#define VGAPT_DATA_VECTOR(d)	((d) & 0xff)
#define VGAPT_DATA_DELIVERY(d)	((d) >> 8 & 7)
#define VGAPT_DATA_TRIGGER(d)	((d) >> 15 & 1)

#define VGAPT_GFLAGS_RH		8
#define VGAPT_GFLAGS_DM		9
#define VGAPT_GFLAGS_DELIVERY	12
#define VGAPT_GFLAGS_TRIGGER	15
/* It is bound because the guest wants it: Xen has left it masked at the last unbind. */
#define VGAPT_GFLAGS_UNMASKED	BIT(16)

/* Guests get at most so many; Xen, xen/arch/x86/irq.c, compares with the exact limit. */
#define VGAPT_PIRQ_MAX		0x7fff
/* ISA's are everybody's, and mapped from the beginning. */
#define VGAPT_PIRQ_MIN		16

/**
 * vgapt_msi_route - where an interrupt is to go
 * @address: as the guest has set it
 * @data:    likewise
 * @route:   result
 *
 * Vector 0 can't be meant.  A guest that takes its interrupts by event channels
 * (XENFEAT_hvm_pirqs) writes it, and the number of a pirq in place of the destination:
 * bits 7:0 in address bits 19:12, the rest in address bits 63:40.
 */
void vgapt_msi_route(u64 address, u32 data, struct vgapt_msi_route *route)
{
	u64 pirq = (address >> 32 & 0xffffff00) | VGAPT_ADDRESS_DEST(address);

	route->gvec = VGAPT_DATA_VECTOR(data);
	route->gflags = VGAPT_ADDRESS_DEST(address) |
			VGAPT_ADDRESS_RH(address) << VGAPT_GFLAGS_RH |
			VGAPT_ADDRESS_DM(address) << VGAPT_GFLAGS_DM |
			VGAPT_DATA_DELIVERY(data) << VGAPT_GFLAGS_DELIVERY |
			VGAPT_DATA_TRIGGER(data) << VGAPT_GFLAGS_TRIGGER |
			VGAPT_GFLAGS_UNMASKED;
	route->pirq = -1;
	if (!route->gvec && pirq >= VGAPT_PIRQ_MIN && pirq <= VGAPT_PIRQ_MAX)
		route->pirq = pirq;
}

/**
 * vgapt_msi_check - does the structure make sense?
 * @msi: it
 *
 * Return: 0 or -EINVAL.
 */
int vgapt_msi_check(const struct vgapt_msi *msi)
{
	u32 what = msi->flags & (VGAPT_MSI_BIND | VGAPT_MSI_UNBIND | VGAPT_MSI_ENABLE |
				 VGAPT_MSI_DISABLE);
	bool x = msi->flags & VGAPT_MSI_X;

	if (msi->flags & ~(VGAPT_MSI_BIND | VGAPT_MSI_UNBIND | VGAPT_MSI_X | VGAPT_MSI_ENABLE |
			   VGAPT_MSI_DISABLE | VGAPT_MSI_MASK_ALL))
		return -EINVAL;
	/* Exactly one. */
	if (!what || (what & (what - 1)))
		return -EINVAL;
	if ((msi->flags & VGAPT_MSI_MASK_ALL) && (!x || what != VGAPT_MSI_ENABLE))
		return -EINVAL;
	if (what != VGAPT_MSI_BIND && (msi->data || msi->address || msi->table))
		return -EINVAL;
	if (msi->vector && (!x || !(what & (VGAPT_MSI_BIND | VGAPT_MSI_UNBIND))))
		return -EINVAL;
	if (what == VGAPT_MSI_BIND && x && (!msi->table || (msi->table & 4095) || msi->table >> 52))
		return -EINVAL;
	return !x && msi->table ? -EINVAL : 0;
}
