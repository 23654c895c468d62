/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of dom0 that a guest has mapped as its card's ROM.
 */
#ifndef XEN_VGAPT_ROM_PAGES_H
#define XEN_VGAPT_ROM_PAGES_H

#include <linux/list.h>
#include <linux/types.h>

struct pci_dev;
struct vgapt_rom;

/* The guest and its stub domain, and the next ones before Xen is done with those. */
#define VGAPT_ROM_PAGES_USERS	8

/**
 * struct vgapt_rom_pages - memory that holds the guest's copy of a ROM
 * @node:    in the list of those that wait for their users' end
 * @pdev:    the function they were made for; referenced
 * @data:    where dom0 sees them
 * @dma:     what dma_alloc_coherent() said
 * @maddr:   machine address: what Xen and the guest's device model need
 * @size:    bytes, a power of two, whole pages
 * @rom:     the copy that is in them, with a reference, or NULL
 * @users:   domids of those that may have them mapped, until Xen says that they are gone
 * @num:     how many
 * @lost:    one more than there is room for: these pages are never freed
 * @given:   somebody may have had them since they were filled
 * @until:   retired: not freed before that (jiffies)
 *
 * @users, @num, @lost, @given and @until under vgapt_pages_lock; the rest belongs to whoever has
 * the pages.
 */
struct vgapt_rom_pages {
	struct list_head node;
	struct pci_dev *pdev;
	u8 *data;
	dma_addr_t dma;
	u64 maddr;
	u32 size;
	struct vgapt_rom *rom;
	u16 users[VGAPT_ROM_PAGES_USERS];
	u32 num;
	bool lost;
	bool given;
	unsigned long until;
};

struct vgapt_rom_pages *vgapt_rom_pages_new(struct pci_dev *pdev, u32 size, int *error);
void vgapt_rom_pages_fill(struct vgapt_rom_pages *pages, struct vgapt_rom *rom);
bool vgapt_rom_pages_changed(struct vgapt_rom_pages *pages);
void vgapt_rom_pages_used(struct vgapt_rom_pages *pages, u16 domid);
bool vgapt_rom_pages_given(struct vgapt_rom_pages *pages);
bool vgapt_rom_pages_in_use(struct vgapt_rom_pages *pages);
void vgapt_rom_pages_retire(struct vgapt_rom_pages *pages);
void vgapt_rom_pages_note(struct pci_dev *pdev, u16 domid);
struct vgapt_rom_pages *vgapt_rom_pages_reclaim(struct pci_dev *pdev, u32 size, int domid,
						int stub);
void vgapt_rom_pages_look(void);
void vgapt_rom_pages_exit(void);

#endif /* XEN_VGAPT_ROM_PAGES_H */
