// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's memory (libxenforeignmemory): "rep movs" to a trapped page, and whether
 * there is RAM where a BAR is to be.
 */
#include <string.h>
#include <sys/mman.h>

#include "guestmem.h"

#define PAGE_SHIFT_	12U
#define PAGE_BYTES	4096U
/*
 * Physical addresses have 52 bits at most (AMD64 Architecture Programmer's Manual 2,
 * 5.3).  Linux' privcmd puts a frame's number into a page table entry, where what is
 * above them is no address: frame 2^40 would be frame 0.
 */
#define FRAME_BITS	40U

/**
 * guestmem_init - begin
 * @mem:   is filled
 * @xfm:   handle
 * @domid: the domain
 */
void guestmem_init(struct guestmem *mem, xenforeignmemory_handle *xfm, unsigned int domid)
{
	memset(mem, 0, sizeof(*mem));
	mem->xfm = xfm;
	mem->domid = domid;
}

static void *map(struct guestmem *mem, u64 gfn, int prot)
{
	xen_pfn_t pfn = gfn;
	void *page;
	int err = 0;

	if (gfn >> FRAME_BITS)
		return NULL;
	page = xenforeignmemory_map(mem->xfm, mem->domid, prot, 1, &pfn, &err);
	if (page && err) {
		xenforeignmemory_unmap(mem->xfm, page, 1);
		page = NULL;
	}
	return page;
}

static void drop(struct guestmem *mem, u32 i)
{
	if (mem->pages[i])
		xenforeignmemory_unmap(mem->xfm, mem->pages[i], 1);
	mem->pages[i] = NULL;
}

static void *page_of(struct guestmem *mem, u64 gfn)
{
	u32 i;

	for (i = 0; i < GUESTMEM_PAGES; i++)
		if (mem->pages[i] && mem->gfns[i] == gfn)
			return mem->pages[i];
	i = mem->next++ % GUESTMEM_PAGES;
	drop(mem, i);
	mem->pages[i] = map(mem, gfn, PROT_READ | PROT_WRITE);
	mem->gfns[i] = gfn;
	return mem->pages[i];
}

/**
 * guestmem_copy - read or write
 * @mem:     it
 * @address: the guest's
 * @data:    of ours
 * @size:    bytes, few; they may lie across pages
 * @write:   to the guest
 *
 * Return: 0, or -EFAULT if there is no RAM in one of the pages.
 */
int guestmem_copy(struct guestmem *mem, u64 address, void *data, u32 size, bool write)
{
	u8 *bytes = data;

	while (size) {
		u32 offset = address % PAGE_BYTES;
		u32 part = size < PAGE_BYTES - offset ? size : PAGE_BYTES - offset;
		u8 *page = page_of(mem, address >> PAGE_SHIFT_);

		if (!page)
			return -EFAULT;
		if (write)
			memcpy(page + offset, bytes, part);
		else
			memcpy(bytes, page + offset, part);
		bytes += part;
		address += part;
		size -= part;
	}
	return 0;
}

static bool has_page(struct guestmem *mem, u64 address)
{
	void *page = map(mem, address >> PAGE_SHIFT_, PROT_READ);

	if (page)
		xenforeignmemory_unmap(mem->xfm, page, 1);
	return page;
}

/**
 * guestmem_is_ram - is there RAM?
 * @mem:     it
 * @address: where
 * @length:  of how much
 *
 * The first page and the last are looked at: RAM comes in large pieces, and a BAR over a
 * small one in its middle harms nobody but a guest that wants it so.
 *
 * Return: true if so.
 */
bool guestmem_is_ram(struct guestmem *mem, u64 address, u64 length)
{
	return has_page(mem, address) || has_page(mem, address + length - 1);
}

/**
 * guestmem_forget - keep no page
 * @mem: it
 */
void guestmem_forget(struct guestmem *mem)
{
	u32 i;

	for (i = 0; i < GUESTMEM_PAGES; i++)
		drop(mem, i);
}
