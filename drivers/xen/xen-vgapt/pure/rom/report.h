/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parser says of an option ROM.
 */
#ifndef XEN_VGAPT_PURE_ROM_REPORT_H
#define XEN_VGAPT_PURE_ROM_REPORT_H

#include "pure/rom/image.h"

/*
 * The most images that are looked at.  The longest chains known, NVIDIA's, have
 * six: x86, EFI, and firmware for the card's own processors.
 */
#define VGAPT_ROM_MAX_IMAGES	16

/**
 * struct vgapt_rom_ids - the function that a ROM should be for
 * @vendor:    vendor id
 * @device:    device id
 * @subvendor: subsystem vendor id; a PCI data structure has none to compare
 * @subdevice: subsystem id; likewise
 * @class:     class code (24 bits); not compared: a card's ROM often tells of
 *             another interface than its configuration space
 */
struct vgapt_rom_ids {
	u16 vendor;
	u16 device;
	u16 subvendor;
	u16 subdevice;
	u32 class;
};

#define VGAPT_ROM_HAS_X86	BIT(0)	/* an image legacy firmware can run */
#define VGAPT_ROM_HAS_EFI	BIT(1)	/* an image UEFI firmware can run */
#define VGAPT_ROM_ATOM		BIT(2)	/* AMD's tables are in the first image */
#define VGAPT_ROM_IDS_MATCH	BIT(3)	/* it is for this very function ... */
#define VGAPT_ROM_IDS_LISTED	BIT(4)	/* ... but says so only in a list */
#define VGAPT_ROM_OTHER_DEVICE	BIT(5)	/* for another device of the vendor */
#define VGAPT_ROM_NO_LAST_FLAG	BIT(6)	/* nothing follows the last image,
					 * which does not say that it is
					 */
#define VGAPT_ROM_NPDE		BIT(7)	/* NVIDIA's extension was followed */
#define VGAPT_ROM_OTHER_VENDOR	BIT(8)	/* without an image for a BIOS, and
					 * none names the function's vendor
					 */
#define VGAPT_ROM_NO_CODE	BIT(9)	/* the first image has AMD's tables,
					 * and nothing for a BIOS to run
					 */

/**
 * struct vgapt_rom_report - what the parser says of an option ROM
 * @container:    bytes of a vendor's own header before the ROM
 * @length:       bytes from there to the end of the last good image: those at
 *                [@container, @container + @length) are the ROM
 * @trailing:     bytes after that, but for the FFh and 0 they end in
 * @num_images:   number of @images
 * @flags:        VGAPT_ROM_HAS_X86 and the like
 * @fault:        the worst of what is wrong
 * @fault_offset: where the image is of which @fault tells
 * @images:       those that are good, in their order; their offsets count from
 *                the beginning of what was examined
 *
 * All offsets count from the beginning of what was examined.
 */
struct vgapt_rom_report {
	u32 container;
	u32 length;
	u32 trailing;
	u32 num_images;
	u32 flags;
	enum vgapt_rom_fault fault;
	u32 fault_offset;
	struct vgapt_rom_image images[VGAPT_ROM_MAX_IMAGES];
};

/**
 * struct vgapt_rom_diff - in what two copies differ, as far as both reach
 * @first: the first byte that differs
 * @last:  the last one
 * @count: how many do; if none does, @first and @last are where the shorter copy
 *         ends
 */
struct vgapt_rom_diff {
	u32 first;
	u32 last;
	u32 count;
};

void vgapt_rom_examine(const u8 *buf, u32 size,
		       const struct vgapt_rom_ids *ids,
		       struct vgapt_rom_report *report);
bool vgapt_rom_listed(const u8 *rom, const struct vgapt_rom_image *image,
		      u16 device);
const char *vgapt_rom_fault_name(enum vgapt_rom_fault fault);
const char *vgapt_rom_code_name(u8 code_type);
bool vgapt_rom_differ(const u8 *a, u32 alen, const u8 *b, u32 blen,
		      struct vgapt_rom_diff *diff);

#endif /* XEN_VGAPT_PURE_ROM_REPORT_H */
