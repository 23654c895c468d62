/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shape of an option ROM: one image, and the chain of images.
 */
#ifndef XEN_VGAPT_PURE_ROM_IMAGE_H
#define XEN_VGAPT_PURE_ROM_IMAGE_H

#include "pure/pure.h"

#define VGAPT_ROM_CODE_X86	0x00	/* PCI Firmware Spec 3.x, 5.1.3, code type */
#define VGAPT_ROM_CODE_OFW	0x01
#define VGAPT_ROM_CODE_HPPA	0x02
#define VGAPT_ROM_CODE_EFI	0x03
#define VGAPT_ROM_CODE_NBSI	0x70	/* NVIDIA's: no option ROM's code at all */

/**
 * enum vgapt_rom_fault - what is wrong with an option ROM
 * @VGAPT_ROM_GOOD:            nothing
 * @VGAPT_ROM_EMPTY:           there is nothing in it but FFh, or nothing but 0
 * @VGAPT_ROM_NO_SIGNATURE:    it does not begin with 55h AAh
 * @VGAPT_ROM_NO_PCIR:         an image has no PCI data structure
 * @VGAPT_ROM_PCIR_OUTSIDE:    an image's PCI data structure is not inside it
 * @VGAPT_ROM_ZERO_LENGTH:     an image claims to have no length
 * @VGAPT_ROM_TOO_LONG:        an image claims more than there is
 * @VGAPT_ROM_TOO_MANY_IMAGES: VGAPT_ROM_MAX_IMAGES, and yet none is the last
 * @VGAPT_ROM_WRONG_IDS:       it is for functions of another vendor, and not for
 *                             UEFI alone
 * @VGAPT_ROM_BAD_CHECKSUM:    an x86 image's bytes do not add up to zero; only
 *                             where nothing else is wrong
 * @VGAPT_ROM_NUM_FAULTS:      number of faults
 */
enum vgapt_rom_fault {
	VGAPT_ROM_GOOD = 0,
	VGAPT_ROM_EMPTY,
	VGAPT_ROM_NO_SIGNATURE,
	VGAPT_ROM_NO_PCIR,
	VGAPT_ROM_PCIR_OUTSIDE,
	VGAPT_ROM_ZERO_LENGTH,
	VGAPT_ROM_TOO_LONG,
	VGAPT_ROM_TOO_MANY_IMAGES,
	VGAPT_ROM_WRONG_IDS,
	VGAPT_ROM_BAD_CHECKSUM,
	VGAPT_ROM_NUM_FAULTS
};

/* What an image's bytes add up to. */
enum vgapt_rom_sum {
	VGAPT_ROM_SUM_NONE,	/* code of this type has no checksum */
	VGAPT_ROM_SUM_UNKNOWN,	/* nobody has added them up */
	VGAPT_ROM_SUM_GOOD,
	VGAPT_ROM_SUM_BAD,
};

/**
 * struct vgapt_rom_image - one image of an option ROM's chain
 * @offset:          byte at which it begins
 * @length:          bytes from there to the next image, if there is one
 * @claim:           bytes it occupies, as its PCI data structure claims; differs
 *                   from @length only where @npde tells of another one
 * @pcir:            where its PCI data structure lies, from @offset
 * @npde:            where NVIDIA's extension of that lies, from @offset; 0 if
 *                   there is none
 * @class:           class code in its PCI data structure (24 bits)
 * @vendor:          vendor id in its PCI data structure
 * @device:          device id in its PCI data structure
 * @device_list:     where the list of further device ids lies, from @pcir; 0 if
 *                   there is none
 * @max_runtime:     most that it occupies once initialized, in units of 512
 *                   bytes; 0 if it does not say (revisions before 3)
 * @npde_revision:   revision of @npde: 100h or 101h
 * @npde_units:      @length as @npde tells it, in units of 512 bytes
 * @efi_subsystem:   EFI images: subsystem of the driver (PE/COFF)
 * @efi_machine:     EFI images: machine type of the driver (PE/COFF)
 * @efi_compression: EFI images: 0 if the driver is not compressed, 1 if it is
 *                   with UEFI's algorithm
 * @efi_offset:      EFI images: where the driver lies, from @offset
 * @revision:        revision of the PCI data structure: 0 for PCI 2.x, 3 for 3.0
 * @code_type:       VGAPT_ROM_CODE_*, or what else is written there
 * @size_units:      its length for firmware that runs it, in units of 512 bytes
 *                   (the byte at 2 of an x86 image)
 * @checksum:        enum vgapt_rom_sum; _UNKNOWN in an x86 image until
 *                   vgapt_rom_examine() has been through it
 * @last:            true if no image follows
 * @pcir_last:       true if its PCI data structure says so; differs from @last
 *                   only where @npde tells of more
 * @efi:             it is of type EFI and has the signature 0EF1h: the fields
 *                   efi_* are set
 */
struct vgapt_rom_image {
	u32 offset;
	u32 length;
	u32 claim;
	u32 pcir;
	u32 npde;
	u32 class;
	u16 vendor;
	u16 device;
	u16 device_list;
	u16 max_runtime;
	u16 npde_revision;
	u16 npde_units;
	u16 efi_subsystem;
	u16 efi_machine;
	u16 efi_compression;
	u16 efi_offset;
	u8 revision;
	u8 code_type;
	u8 size_units;
	u8 checksum;
	bool last;
	bool pcir_last;
	bool efi;
};

int vgapt_rom_image_check(const u8 *buf, u32 avail, u32 limit, u32 offset,
			  struct vgapt_rom_image *image,
			  enum vgapt_rom_fault *fault);
int vgapt_rom_image_at(const u8 *buf, u32 avail, u32 limit, u32 offset,
		       struct vgapt_rom_image *image);
int vgapt_rom_measure(const u8 *buf, u32 avail, u32 limit, u32 *length);

#endif /* XEN_VGAPT_PURE_ROM_IMAGE_H */
