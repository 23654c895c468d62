/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's memory, for accesses that Xen does not carry the data of.
 */
#ifndef VGAPT_DM_GUESTMEM_H
#define VGAPT_DM_GUESTMEM_H

#include <xenforeignmemory.h>

#include "pure/pure.h"

#define GUESTMEM_PAGES	4U	/* a copy has two sides, and each may cross a page's end */

/**
 * struct guestmem - pages of the guest
 * @xfm:   ring.c's handle
 * @domid: the domain
 * @pages: mappings, NULL: none
 * @gfns:  of what
 * @next:  which goes next
 */
struct guestmem {
	xenforeignmemory_handle *xfm;
	unsigned int domid;
	void *pages[GUESTMEM_PAGES];
	u64 gfns[GUESTMEM_PAGES];
	u32 next;
};

void guestmem_init(struct guestmem *mem, xenforeignmemory_handle *xfm, unsigned int domid);
int guestmem_copy(struct guestmem *mem, u64 address, void *data, u32 size, bool write);
bool guestmem_is_ram(struct guestmem *mem, u64 address, u64 length);
void guestmem_forget(struct guestmem *mem);

#endif /* VGAPT_DM_GUESTMEM_H */
