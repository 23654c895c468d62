// SPDX-License-Identifier: GPL-2.0-only
/*
 * A whole option ROM: what is in it, and what is wrong with it.
 *
 * The chain is walked from image to image (PCI Firmware Specification 3.x, 5.1),
 * as image.c reads each.  This file does what needs the whole ROM: it finds where
 * that begins in what was read, adds up checksums, and tells which function it is
 * for.
 */
#include "pure/rom/container.h"
#include "pure/rom/image.h"
#include "pure/rom/report.h"
#include "pure/tokens.h"

#define ROM_UNIT		512
#define ROM_ENTRY		0x03

/* AMD's tables: Linux, drivers/gpu/drm/amd/amdgpu/atom.h */
#define ATOM_ATI_MAGIC_PTR	0x30
#define ATOM_ATI_MAGIC		" 761295520"
#define ATOM_ROM_TABLE_PTR	0x48
#define ATOM_ROM_MAGIC_PTR	0x04
#define ATOM_ROM_MAGIC		"ATOM"

/* Neither a ROM nor anything else: erased flash, or an address nobody decodes. */
static bool vgapt_rom_empty(const u8 *buf, u32 size)
{
	u32 i;

	if (!size)
		return true;
	if (buf[0] != 0xff && buf[0] != 0)
		return false;
	for (i = 1; i < size; i++)
		if (buf[i] != buf[0])
			return false;
	return true;
}

/* Does a good x86 image begin there? */
static bool vgapt_rom_begins_x86(const u8 *buf, u32 size, u32 at)
{
	struct vgapt_rom_image image;

	return at < size &&
	       !vgapt_rom_image_at(buf + at, size - at, size - at, 0, &image) &&
	       image.code_type == VGAPT_ROM_CODE_X86;
}

/*
 * Where the ROM begins; false if there is none.
 *
 * NVIDIA's container is known (container.c).  In an unknown one, images are
 * expected at multiples of 512, and the first one has to be x86: otherwise a ROM
 * whose first image is damaged would pass as its second one, usually EFI, in a
 * container.
 */
static bool vgapt_rom_find(const u8 *buf, u32 size, u32 *at)
{
	u32 end = size < VGAPT_ROM_CONTAINER_MAX ? size :
						   VGAPT_ROM_CONTAINER_MAX;

	*at = 0;
	if (vgapt_rom_start(buf, size, size, at))
		return false;
	if (*at || (size >= 2 && buf[0] == 0x55 && buf[1] == 0xaa))
		return true;
	for (*at = ROM_UNIT; *at < end; *at += ROM_UNIT)
		if (vgapt_rom_begins_x86(buf, size, *at))
			return true;
	*at = 0;
	return false;
}

/*
 * All bytes of an x86 image add up to zero, over the length that its byte at 2
 * gives (PCI Firmware Specification 3.x, 5.1.2).  This is the part a firmware
 * copies to C0000h and runs.
 */
static enum vgapt_rom_sum vgapt_rom_add_up(const u8 *rom, u32 avail,
					   const struct vgapt_rom_image *image)
{
	u32 i, length = image->size_units * ROM_UNIT;
	u8 sum = 0;

	if (image->checksum == VGAPT_ROM_SUM_NONE)
		return VGAPT_ROM_SUM_NONE;
	if (!length || length > avail)
		return VGAPT_ROM_SUM_BAD;
	for (i = 0; i < length; i++)
		sum += rom[i];
	return sum ? VGAPT_ROM_SUM_BAD : VGAPT_ROM_SUM_GOOD;
}

static bool vgapt_rom_atom(const u8 *rom, const struct vgapt_rom_image *image)
{
	u32 table;

	/* An image has at least 512 bytes: both are inside. */
	if (memcmp(rom + ATOM_ATI_MAGIC_PTR, ATOM_ATI_MAGIC,
		   sizeof(ATOM_ATI_MAGIC) - 1))
		return false;
	table = vgapt_le16(rom + ATOM_ROM_TABLE_PTR) + ATOM_ROM_MAGIC_PTR;
	return table + 4 <= image->length &&
	       !memcmp(rom + table, ATOM_ROM_MAGIC, 4);
}

/*
 * Nothing where firmware would call the image (PCI Firmware Specification 3.x,
 * 5.1.2: three bytes at 3, a jump): zeros.  Firmware of machines that boot by UEFI
 * alone has such images for its APUs (Phoenix, Hawk Point: 16.5 KiB; Strix).
 */
static bool vgapt_rom_no_code(const u8 *rom)
{
	return !rom[ROM_ENTRY] && !rom[ROM_ENTRY + 1] && !rom[ROM_ENTRY + 2];
}

/**
 * vgapt_rom_listed - is a device in an image's list?
 * @rom:    the image
 * @image:  its headers
 * @device: device id
 *
 * The list is device ids from where the pointer in the PCI data structure, counted
 * from its beginning, leads, up to a zero (PCI Firmware Specification 3.x, 5.1.3).
 *
 * Return: true if so.
 */
bool vgapt_rom_listed(const u8 *rom, const struct vgapt_rom_image *image,
		      u16 device)
{
	u32 at = image->pcir + image->device_list;
	u16 id;

	if (!image->device_list)
		return false;
	for (; at + 2 <= image->length; at += 2) {
		id = vgapt_le16(rom + at);
		if (!id)
			return false;
		if (id == device)
			return true;
	}
	return false;
}

/*
 * Whose ROM it is.  If the chain has x86 images, they decide: a guest runs one of
 * them.
 *
 * Another vendor's is a fault.  Another device's is a flag: vendors use a ROM
 * for a family of devices and put one id into it (Intel's for integrated
 * graphics does, so that QEMU's xen_pt rewrites it), and lists came only with
 * PCI 3.0.  SeaBIOS, though, runs only an image with the device's exact id, and
 * ignores the list.
 *
 * UEFI does not compare ids at all, and AMD's GOP images for APUs name 03EA:0668,
 * 1022:15E3 or 1002:FFFF.  So where a ROM has images for UEFI and none for a BIOS,
 * another vendor is a flag, too.
 */
static void vgapt_rom_whose(const u8 *buf, const struct vgapt_rom_ids *ids,
			    struct vgapt_rom_report *report)
{
	bool vendor = false, device = false, listed = false;
	u32 i;

	for (i = 0; i < report->num_images; i++) {
		const struct vgapt_rom_image *image = &report->images[i];

		if (report->flags & VGAPT_ROM_HAS_X86 &&
		    image->checksum == VGAPT_ROM_SUM_NONE)
			continue;
		if (image->vendor != ids->vendor)
			continue;
		vendor = true;
		if (image->device == ids->device)
			device = true;
		else if (vgapt_rom_listed(buf + image->offset, image,
					  ids->device))
			listed = true;
	}
	if (!vendor && report->flags & VGAPT_ROM_HAS_EFI &&
	    !(report->flags & VGAPT_ROM_HAS_X86)) {
		report->flags |= VGAPT_ROM_OTHER_VENDOR;
		return;
	}
	if (!vendor) {
		if (report->fault == VGAPT_ROM_GOOD ||
		    report->fault == VGAPT_ROM_BAD_CHECKSUM) {
			report->fault = VGAPT_ROM_WRONG_IDS;
			report->fault_offset = report->container;
		}
		return;
	}
	if (device || listed)
		report->flags |= VGAPT_ROM_IDS_MATCH;
	else
		report->flags |= VGAPT_ROM_OTHER_DEVICE;
	if (!device && listed)
		report->flags |= VGAPT_ROM_IDS_LISTED;
}

/* The chain, from @rom on. */
static void vgapt_rom_walk(const u8 *rom, u32 size,
			   struct vgapt_rom_report *report)
{
	enum vgapt_rom_fault fault = VGAPT_ROM_GOOD;
	u32 next = 0, end;

	for (;;) {
		struct vgapt_rom_image *image;

		if (report->num_images == VGAPT_ROM_MAX_IMAGES) {
			fault = VGAPT_ROM_TOO_MANY_IMAGES;
			break;
		}
		image = &report->images[report->num_images];
		if (vgapt_rom_image_check(rom, size, size, next, image, &fault))
			break;
		report->num_images++;
		end = next + (image->claim > image->length ? image->claim :
			      image->length);
		if (report->length < end)
			report->length = end;
		image->offset += report->container;
		image->checksum = vgapt_rom_add_up(rom + next, size - next,
						   image);
		if (image->checksum != VGAPT_ROM_SUM_NONE)
			report->flags |= VGAPT_ROM_HAS_X86;
		if (image->efi)
			report->flags |= VGAPT_ROM_HAS_EFI;
		if (image->npde)
			report->flags |= VGAPT_ROM_NPDE;
		if (image->checksum == VGAPT_ROM_SUM_BAD &&
		    report->fault == VGAPT_ROM_GOOD) {
			report->fault = VGAPT_ROM_BAD_CHECKSUM;
			report->fault_offset = image->offset;
		}
		next += image->length;
		if (image->last)
			return;
	}

	/* No image where one should be: cards are sold with such a chain. */
	if (fault == VGAPT_ROM_NO_SIGNATURE && next) {
		report->flags |= VGAPT_ROM_NO_LAST_FLAG;
		return;
	}
	report->fault = fault;
	report->fault_offset = report->container + next;
}

/**
 * vgapt_rom_examine - look through a whole ROM
 * @buf:    what was read
 * @size:   bytes of it
 * @ids:    the function it should be for, or NULL if that does not matter
 * @report: result
 *
 * Reads nothing outside @buf[0..@size), and takes no longer than reading that a
 * few times, whatever it holds.  @report is too large for a kernel stack.
 *
 * Of several faults, the first of these is told: structure, ids, checksum.  A ROM
 * without an x86 image is not faulty: see the flags.
 * Structure: PCI Firmware Specification 3.x, 5.1.
 */
void vgapt_rom_examine(const u8 *buf, u32 size, const struct vgapt_rom_ids *ids,
		       struct vgapt_rom_report *report)
{
	u32 end;

	memset(report, 0, sizeof(*report));
	if (vgapt_rom_empty(buf, size)) {
		report->fault = VGAPT_ROM_EMPTY;
		return;
	}
	if (!vgapt_rom_find(buf, size, &report->container)) {
		report->fault = VGAPT_ROM_NO_SIGNATURE;
		return;
	}
	vgapt_rom_walk(buf + report->container, size - report->container,
		       report);
	if (!report->num_images)
		return;
	if (vgapt_rom_atom(buf + report->container, &report->images[0])) {
		report->flags |= VGAPT_ROM_ATOM;
		if (vgapt_rom_no_code(buf + report->container))
			report->flags |= VGAPT_ROM_NO_CODE;
	}
	if (ids)
		vgapt_rom_whose(buf, ids, report);

	end = report->container + report->length;
	while (size > end && (buf[size - 1] == 0xff || !buf[size - 1]))
		size--;
	report->trailing = size - end;
}

#define FAULT(symbol, token)	[VGAPT_ROM_##symbol] = token,
static const char * const vgapt_fault_names[] = { VGAPT_FAULT_TOKENS(FAULT) };

#define ONE(symbol, token)	+ 1
static_assert(0 VGAPT_FAULT_TOKENS(ONE) == VGAPT_ROM_NUM_FAULTS,
	      "each has a token");

/**
 * vgapt_rom_fault_name - the token for what is wrong with a ROM
 * @fault: that
 *
 * Return: one word.
 */
const char *vgapt_rom_fault_name(enum vgapt_rom_fault fault)
{
	if ((unsigned int)fault >= ARRAY_SIZE(vgapt_fault_names))
		return "unknown";
	return vgapt_fault_names[fault];
}

#define CODE(symbol, token)	{ VGAPT_ROM_CODE_##symbol, token },
static const struct {
	u8 code_type;
	const char *name;
} vgapt_codes[] = { VGAPT_CODE_TOKENS(CODE) };

/**
 * vgapt_rom_code_name - the token for whom an image's code is
 * @code_type: its type (PCI Firmware Specification 3.x, 5.1.3)
 *
 * Return: one word.
 */
const char *vgapt_rom_code_name(u8 code_type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_codes); i++)
		if (vgapt_codes[i].code_type == code_type)
			return vgapt_codes[i].name;
	return "unknown";
}

/**
 * vgapt_rom_differ - compare two copies byte by byte
 * @a:    one
 * @alen: bytes of it
 * @b:    the other
 * @blen: bytes of it
 * @diff: result
 *
 * Return: true if they differ, be it only in length.
 */
bool vgapt_rom_differ(const u8 *a, u32 alen, const u8 *b, u32 blen,
		      struct vgapt_rom_diff *diff)
{
	u32 common = alen < blen ? alen : blen, i;

	diff->first = common;
	diff->last = common;
	diff->count = 0;
	for (i = 0; i < common; i++) {
		if (a[i] == b[i])
			continue;
		if (!diff->count)
			diff->first = i;
		diff->last = i;
		diff->count++;
	}
	return diff->count || alen != blen;
}
