/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A copy of an option ROM.
 */
#ifndef XEN_VGAPT_ROM_COPY_H
#define XEN_VGAPT_ROM_COPY_H

#include <linux/kref.h>
#include <crypto/sha2.h>

#include "pure/rom/choice.h"
#include "pure/rom/report.h"

struct pci_dev;

/**
 * struct vgapt_rom - a copy of an option ROM; never changed once published
 * @kref:         readers' and mappers' references
 * @data:         @size bytes, from vmalloc_user(), so that it can be mapped
 * @size:         bytes, above 0
 * @source:       VGAPT_ROM_*
 * @fault:        what the parser has found wrong with it
 * @fault_offset: byte at which the faulty image begins
 * @flags:        VGAPT_ROM_HAS_X86 and so on
 * @num_images:   how many images its chain has
 * @types:        their code types
 * @sha256:       digest of @data
 */
struct vgapt_rom {
	struct kref kref;
	u8 *data;
	u32 size;
	u32 source;
	enum vgapt_rom_fault fault;
	u32 fault_offset;
	u32 flags;
	u32 num_images;
	u8 types[VGAPT_ROM_MAX_IMAGES];
	u8 sha256[SHA256_DIGEST_SIZE];
};

/**
 * struct vgapt_rom_found - what a source has given
 * @rom:    the copy, also of a broken ROM, or NULL
 * @result: 0; -ENODATA: nothing there; -EBUSY: not asked, as a driver in dom0 has
 *          the function; -EALREADY: not asked, as it was not needed; -EPERM: not
 *          asked, as a guest could have written it; -EAGAIN: not asked, as a guest
 *          has left the card as it is; -EOPNOTSUPP: not asked, as the chip's
 *          registers are not known; or what went wrong
 */
struct vgapt_rom_found {
	struct vgapt_rom *rom;
	int result;
};

struct vgapt_rom *vgapt_rom_new(const u8 *data, u32 size, u32 source);
struct vgapt_rom *vgapt_rom_get(struct vgapt_rom *rom);
void vgapt_rom_put(struct vgapt_rom *rom);
int vgapt_rom_parse(struct vgapt_rom *rom, struct pci_dev *pdev);
bool vgapt_rom_same(const struct vgapt_rom *a, const struct vgapt_rom *b);
bool vgapt_rom_agree(const struct vgapt_rom *a, const struct vgapt_rom *b);
void vgapt_rom_ids_of(struct pci_dev *pdev, struct vgapt_rom_ids *ids);

#endif /* XEN_VGAPT_ROM_COPY_H */
