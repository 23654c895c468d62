/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One option ROM, put together from several files.
 */
#ifndef XEN_VGAPT_PURE_ROM_ASSEMBLE_H
#define XEN_VGAPT_PURE_ROM_ASSEMBLE_H

#include "pure/rom/report.h"

/**
 * enum vgapt_rom_join - why pieces do not become one ROM
 * @VGAPT_ROM_JOINED:       they do
 * @VGAPT_ROM_JOIN_BROKEN:  a piece is no whole ROM
 * @VGAPT_ROM_JOIN_OWN_WAY: a piece goes on in NVIDIA's own way, which firmware does
 *                          not follow, and another piece comes behind it
 * @VGAPT_ROM_JOIN_OVERLAP: an x86 image runs more than it has, and another piece
 *                          comes behind it
 * @VGAPT_ROM_JOIN_TWICE:   two pieces have an image for the same firmware
 * @VGAPT_ROM_JOIN_MANY:    there are more than VGAPT_ROM_MAX_IMAGES
 * @VGAPT_ROM_JOIN_LARGE:   there is no room for them
 */
enum vgapt_rom_join {
	VGAPT_ROM_JOINED = 0,
	VGAPT_ROM_JOIN_BROKEN,
	VGAPT_ROM_JOIN_OWN_WAY,
	VGAPT_ROM_JOIN_OVERLAP,
	VGAPT_ROM_JOIN_TWICE,
	VGAPT_ROM_JOIN_MANY,
	VGAPT_ROM_JOIN_LARGE,
};

/**
 * struct vgapt_rom_piece - what a ROM is put together from
 * @data: a chain of images, or one; a vendor's container may come before it
 * @size: bytes of it
 */
struct vgapt_rom_piece {
	const u8 *data;
	u32 size;
};

/**
 * struct vgapt_rom_joined - what became of an image
 * @piece:       the piece it is from
 * @from:        where it begins in that
 * @offset:      where it begins in the ROM
 * @length:      bytes of it
 * @sum_at:      where the byte in the ROM is that keeps the sum as it was
 * @efi_machine: for which machine it is, if @efi
 * @code_type:   VGAPT_ROM_CODE_*, or what else is written there
 * @sum_before:  that byte before
 * @sum_after:   and now; the same if nothing was needed
 * @x86:         a BIOS can run it
 * @efi:         UEFI can run it
 * @marked:      it was not marked as the last one, and is now
 * @unmarked:    it was, and is not any more
 */
struct vgapt_rom_joined {
	u32 piece;
	u32 from;
	u32 offset;
	u32 length;
	u32 sum_at;
	u16 efi_machine;
	u8 code_type;
	u8 sum_before;
	u8 sum_after;
	bool x86;
	bool efi;
	bool marked;
	bool unmarked;
};

/**
 * struct vgapt_rom_assembly - what became of the pieces
 * @length:     bytes of the ROM
 * @num_images: number of @images
 * @images:     those that are in it, in their order
 * @why:        whether that is all of them
 * @piece:      if not, which piece is the reason
 * @at:         and where in that
 * @fault:      what is wrong there (VGAPT_ROM_JOIN_BROKEN)
 * @other:      the image of another piece that is for the same firmware, index
 *              into @images (VGAPT_ROM_JOIN_TWICE)
 */
struct vgapt_rom_assembly {
	u32 length;
	u32 num_images;
	struct vgapt_rom_joined images[VGAPT_ROM_MAX_IMAGES];
	enum vgapt_rom_join why;
	u32 piece;
	u32 at;
	enum vgapt_rom_fault fault;
	u32 other;
};

bool vgapt_rom_bare_efi(const u8 *buf, u32 size);
bool vgapt_rom_assemble(const struct vgapt_rom_piece *pieces, u32 count,
			u8 *buf, u32 room, struct vgapt_rom_report *report,
			struct vgapt_rom_assembly *done);

#endif /* XEN_VGAPT_PURE_ROM_ASSEMBLE_H */
