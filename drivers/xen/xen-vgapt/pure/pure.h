/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the pure parts of xen-vgapt need of their surroundings.
 *
 * Files that include only this header touch neither PCI nor Xen: they take
 * facts and give decisions.  They compile unchanged into the module and into
 * the unit tests, where <linux/...> is not to be had.
 */
#ifndef XEN_VGAPT_PURE_H
#define XEN_VGAPT_PURE_H

#ifdef __KERNEL__

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#else

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define BIT(n)		(1UL << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#endif

#include <xen/xen_vgapt.h>

/* PCI and its option ROMs are little-endian; nothing in a ROM is aligned. */
static inline u16 vgapt_le16(const u8 *p)
{
	return p[0] | p[1] << 8;
}

static inline u32 vgapt_le32(const u8 *p)
{
	return vgapt_le16(p) | (u32)vgapt_le16(p + 2) << 16;
}

/* sbdf.c */

/**
 * struct vgapt_sbdf - where a PCI function sits
 * @segment: PCI segment (domain, in Linux's words)
 * @bus:     bus number
 * @devfn:   device number << 3 | function number
 */
struct vgapt_sbdf {
	u32 segment;
	u8 bus;
	u8 devfn;
};

int vgapt_sbdf_parse(const char *text, size_t len, struct vgapt_sbdf *sbdf);
int vgapt_sbdf_parse_short(const char *text, size_t len,
			   struct vgapt_sbdf *sbdf);

/* ranges.c */

#define VGAPT_NUM_RANGES	3

/**
 * struct vgapt_range - one of the legacy VGA ranges
 * @bit:   its VGAPT_RANGE_* bit
 * @io:    true for I/O ports, false for memory
 * @first: first port, or first byte address
 * @count: number of ports, or of bytes
 */
struct vgapt_range {
	u32 bit;
	bool io;
	u32 first;
	u32 count;
};

extern const struct vgapt_range vgapt_ranges[VGAPT_NUM_RANGES];

const struct vgapt_range *vgapt_range_of(u32 bit);

/* rom_image.c */

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
 * @VGAPT_ROM_WRONG_IDS:       it is for functions of another vendor
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

/* rom_report.c */

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

/**
 * struct vgapt_rom_report - what there is to say of an option ROM
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

void vgapt_rom_examine(const u8 *buf, u32 size,
		       const struct vgapt_rom_ids *ids,
		       struct vgapt_rom_report *report);
const char *vgapt_rom_fault_text(enum vgapt_rom_fault fault);
const char *vgapt_rom_code_name(u8 code_type);
bool vgapt_rom_differ(const u8 *a, u32 alen, const u8 *b, u32 blen, u32 *first,
		      u32 *last, u32 *count);

/* rom_verdict.c */

/**
 * enum vgapt_rom_rank - how far a source of a ROM is from the card's flash
 * @VGAPT_ROM_RANK_NONE:  there is no copy
 * @VGAPT_ROM_RANK_RUN:   memory the ROM has been run in (shadow at C0000h,
 *                        PRAMIN, VRAM): it may have written to itself
 * @VGAPT_ROM_RANK_KEPT:  a copy the firmware keeps (of UEFI's PCI driver, the
 *                        platform's, VFCT, ATRM, _ROM): taken before or by POST,
 *                        it may have been changed
 * @VGAPT_ROM_RANK_FLASH: the flash (ROM BAR, PROM, ROM registers of the SMC):
 *                        POST does not write to it
 * @VGAPT_ROM_NUM_RANKS:  number of ranks
 */
enum vgapt_rom_rank {
	VGAPT_ROM_RANK_NONE = 0,
	VGAPT_ROM_RANK_RUN,
	VGAPT_ROM_RANK_KEPT,
	VGAPT_ROM_RANK_FLASH,
	VGAPT_ROM_NUM_RANKS
};

/**
 * enum vgapt_rom_status - what a copy of a ROM is worth
 * @VGAPT_ROM_ABSENT:     there is none
 * @VGAPT_ROM_INVALID:    it is no ROM, or not this card's
 * @VGAPT_ROM_UNVERIFIED: a ROM of this card, as far as can be told; whether it
 *                        is as in the flash cannot
 * @VGAPT_ROM_MODIFIED:   it is not as in the flash
 * @VGAPT_ROM_PRISTINE:   it is as in the flash
 * @VGAPT_ROM_NUM_STATUS: number of verdicts
 */
enum vgapt_rom_status {
	VGAPT_ROM_ABSENT = 0,
	VGAPT_ROM_INVALID,
	VGAPT_ROM_UNVERIFIED,
	VGAPT_ROM_MODIFIED,
	VGAPT_ROM_PRISTINE,
	VGAPT_ROM_NUM_STATUS
};

/**
 * struct vgapt_rom_facts - what is known of the copy that was chosen
 * @rank:      rank of its source
 * @fault:     what vgapt_rom_examine() has found wrong with it
 * @ids_match: it has VGAPT_ROM_IDS_MATCH
 * @agree:     by rank, the number of other sources whose ROM is the same, byte
 *             for byte
 * @differ:    by rank, the number of other sources whose ROM is another one
 *
 * Sources that gave no ROM, or one with a fault worse than its checksum, are not
 * counted.  Those counted are independent of each other and of the chosen one:
 * two ways to the same memory are one source.
 */
struct vgapt_rom_facts {
	enum vgapt_rom_rank rank;
	enum vgapt_rom_fault fault;
	bool ids_match;
	u8 agree[VGAPT_ROM_NUM_RANKS];
	u8 differ[VGAPT_ROM_NUM_RANKS];
};

enum vgapt_rom_status vgapt_rom_status_of(const struct vgapt_rom_facts *facts);
const char *vgapt_rom_status_name(enum vgapt_rom_status status);

/* rom_choice.c */

/**
 * struct vgapt_rom_offer - what one source has given
 * @there:    it has given something
 * @explicit: and the administrator wants that
 * @fault:    what is wrong with it
 */
struct vgapt_rom_offer {
	bool there;
	bool explicit;
	enum vgapt_rom_fault fault;
};

bool vgapt_rom_usable(enum vgapt_rom_fault fault);
bool vgapt_rom_suffices(enum vgapt_rom_rank rank, bool explicit,
			enum vgapt_rom_fault fault);
int vgapt_rom_choose(const struct vgapt_rom_offer *offers, u32 count);

/* vfct.c */
int vgapt_vfct_find(const u8 *table, u32 size, const struct vgapt_rom_ids *ids,
		    u8 bus, u8 devfn, u32 *offset, u32 *length);

/* opregion.c */

#define VGAPT_OPREGION_SIZE	8192

/**
 * struct vgapt_opregion - what an OpRegion says
 * @vbt_offset:   where the VBT is: from the OpRegion's start, or an address
 * @vbt_size:     bytes it has at most
 * @major:        version
 * @minor:        version
 * @vbt_inside:   it is within the OpRegion
 * @vbt_absolute: @vbt_offset is a physical address
 */
struct vgapt_opregion {
	u64 vbt_offset;
	u32 vbt_size;
	u8 major;
	u8 minor;
	bool vbt_inside;
	bool vbt_absolute;
};

int vgapt_opregion_parse(const u8 *data, struct vgapt_opregion *info);
u32 vgapt_vbt_length(const u8 *data, u32 size);

/* efi_call.c */

/**
 * struct vgapt_efi_call - struct xen_platform_op, as used for an option ROM
 * @cmd:               XENPF_firmware_info
 * @interface_version: XENPF_INTERFACE_VERSION
 * @type:              XEN_FW_EFI_INFO
 * @index:             XEN_FW_EFI_PCI_ROM
 * @segment:           [in] PCI segment
 * @bus:               [in] bus number
 * @devfn:             [in] device number << 3 | function number
 * @vendor:            [in] vendor id
 * @device:            [in] device id
 * @address:           [out] machine address of the image
 * @size:              [out] bytes
 * @pad:               the union is 128 bytes long
 */
struct vgapt_efi_call {
	u32 cmd;
	u32 interface_version;
	u32 type;
	u32 index;
	u16 segment;
	u8 bus;
	u8 devfn;
	u16 vendor;
	u16 device;
	u64 address;
	u64 size;
	u8 pad[96];
};

bool vgapt_efi_call_init(struct vgapt_efi_call *call,
			 const struct vgapt_sbdf *sbdf,
			 const struct vgapt_rom_ids *ids);

/* gpu_ids.c */

/* Families of AMD's cards whose ROM registers are known. */
enum vgapt_amd_family {
	VGAPT_AMD_OTHER,
	VGAPT_AMD_SI,
	VGAPT_AMD_CI,
	VGAPT_AMD_VI,
};

enum vgapt_amd_family vgapt_amd_family(u16 device);
u32 vgapt_nvidia_pramin_pointer(u32 boot0);

/* policy.c */

#define VGAPT_NO_DOMAIN	(-1)

#define VGAPT_FLR_REVOKE	BIT(0)	/* before the reset */
#define VGAPT_FLR_GRANT		BIT(1)	/* after the reset */

/**
 * struct vgapt_flr_facts - what is known when do_flr is written
 * @vga:        the function is VGA compatible
 * @primary:    it is to be a primary display
 * @named:      domid in libxl's note on the function, or VGAPT_NO_DOMAIN
 * @named_live: that domain exists and is not dying
 * @owner:      domid xen-pciback has registered, or VGAPT_NO_DOMAIN
 * @owner_live: that domain exists and is not dying
 * @held_by:    domid holding legacy ranges through this function, or
 *              VGAPT_NO_DOMAIN
 * @confirmed:  xen-pciback has had @held_by registered since it was granted
 */
struct vgapt_flr_facts {
	bool vga;
	bool primary;
	int named;
	bool named_live;
	int owner;
	bool owner_live;
	int held_by;
	bool confirmed;
};

/* What is to become of an owner that lives. */
enum vgapt_fate {
	VGAPT_KEEP,		/* the function is still meant for it */
	VGAPT_WITHDRAW,		/* it has been given up, or to another */
	VGAPT_WAIT,		/* nobody says anything: look again later */
};

unsigned int vgapt_policy_flr(const struct vgapt_flr_facts *facts);
bool vgapt_policy_meant_for(int domid, int named, int owner);
enum vgapt_fate vgapt_policy_fate(int held_by, int named, int owner,
				  bool confirmed);

/* route_policy.c */

/**
 * enum vgapt_use - who needs another VGA adapter
 * @VGAPT_USE_NONE:    nobody
 * @VGAPT_USE_DRIVER:  a driver in dom0
 * @VGAPT_USE_CONSOLE: dom0's firmware console (the boot adapter without driver)
 * @VGAPT_USE_GUEST:   another domain
 */
enum vgapt_use {
	VGAPT_USE_NONE,
	VGAPT_USE_DRIVER,
	VGAPT_USE_CONSOLE,
	VGAPT_USE_GUEST,
};

/**
 * struct vgapt_rival - another VGA adapter, seen from the one that asks
 * @use:         who needs it
 * @own_bridge:  a bridge above it is not above the one that asks, so that
 *               clearing VGA Enable there is enough to silence it
 * @undecoded:   its driver has given up legacy decoding, so that the arbiter
 *               leaves its COMMAND register alone
 */
struct vgapt_rival {
	enum vgapt_use use;
	bool own_bridge;
	bool undecoded;
};

/* Why a rival forbids taking the route. */
enum vgapt_block {
	VGAPT_BLOCK_NONE,
	VGAPT_BLOCK_DRIVER,
	VGAPT_BLOCK_CONSOLE,
	VGAPT_BLOCK_GUEST,
};

enum vgapt_block vgapt_route_blocked(const struct vgapt_rival *rival);
bool vgapt_route_driver_undecodes(const char *driver);

#endif /* XEN_VGAPT_PURE_H */
