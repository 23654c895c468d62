// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VFCT for a guest: hvmloader adds the tables of xl.cfg's acpi_firmware= to its
 * own (libacpi, construct_passthrough_tables()).  It is as firmware writes it: of 141
 * tables from public dumps, 134 have one image, and differ from what is made here of
 * that image in nothing but OEM's and creator's fields and the checksum.
 *
 * An APU's VBIOS is a part of the machine's firmware, which leaves it in this table,
 * and there alone.  A guest has other tables, so that AMD's driver finds none.
 *
 * Only the command has a use for this; the module makes no tables.
 */
#include "pure/rom/choice.h"
#include "pure/rom/vfct_layout.h"
#include "pure/rom/vfct_make.h"

/* ACPI Specification 6.x, 5.2.6: System Description Table Header */
#define ACPI_LENGTH		0x04
#define ACPI_REVISION		0x08
#define ACPI_CHECKSUM		0x09
#define ACPI_OEM_ID		0x0a
#define ACPI_OEM_TABLE_ID	0x10
#define ACPI_OEM_REVISION	0x18
#define ACPI_CREATOR_ID		0x1c
#define ACPI_CREATOR_REVISION	0x20

/* 140 of 141 real tables have it: 5DA39B32-C6BD-49CF-95A6-E8E42ECD79A7. */
static const u8 vgapt_vfct_uuid[] = {
	0x32, 0x9b, 0xa3, 0x5d, 0xbd, 0xc6, 0xcf, 0x49,
	0x95, 0xa6, 0xe8, 0xe4, 0x2e, 0xcd, 0x79, 0xa7,
};

/* That of 146 images in real tables; the 147th has 0. */
#define REVISION	1

/* Real tables end in the header of an image of no length. */
#define AROUND		(VFCT_MIN_SIZE + 2 * IMAGE_HEADER_SIZE)

static void vgapt_put_le16(u8 *p, u32 value)
{
	p[0] = value & 0xff;
	p[1] = value >> 8 & 0xff;
}

static void vgapt_put_le32(u8 *p, u32 value)
{
	vgapt_put_le16(p, value);
	vgapt_put_le16(p + 2, value >> 16);
}

/* Index of the vendor's first x86 image, or -1. */
static int vgapt_vfct_x86(const struct vgapt_rom_report *report, u16 vendor)
{
	u32 i;

	for (i = 0; i < report->num_images; i++)
		if (report->images[i].code_type == VGAPT_ROM_CODE_X86 &&
		    report->images[i].vendor == vendor)
			return i;
	return -1;
}

/**
 * vgapt_vfct_pick - find the image of a ROM that belongs into the table
 * @rom:    the ROM
 * @size:   bytes of it
 * @ids:    the function it should be for
 * @report: filled: what vgapt_rom_examine() says of that image alone; of the whole
 *          ROM if there is no such image
 * @found:  result; untouched on error
 *
 * It is the first x86 image of the function's vendor.  All images in real tables are
 * of that type, as long as their PCI data structures say, and have AMD's tables, for
 * which alone amdgpu wants them (check_atom_bios()).  Whether a BIOS could run it does
 * not matter.
 *
 * Return: 0; -EBADMSG if it is no ROM; -EXDEV if it is another vendor's; -ENODATA if
 * it has no such image; -ENOENT if that one is without AMD's tables.
 */
int vgapt_vfct_pick(const u8 *rom, u32 size, const struct vgapt_rom_ids *ids,
		    struct vgapt_rom_report *report,
		    struct vgapt_vfct_image *found)
{
	u32 offset, length;
	int x86;

	vgapt_rom_examine(rom, size, ids, report);
	if (!vgapt_rom_usable(report->fault))
		return report->fault == VGAPT_ROM_WRONG_IDS ? -EXDEV : -EBADMSG;
	x86 = vgapt_vfct_x86(report, ids->vendor);
	if (x86 < 0)
		return -ENODATA;

	offset = report->images[x86].offset;
	length = report->images[x86].length;
	vgapt_rom_examine(rom + offset, length, ids, report);
	if (!(report->flags & VGAPT_ROM_ATOM))
		return -ENOENT;
	found->offset = offset;
	found->length = length;
	found->moved = false;
	return 0;
}

/**
 * vgapt_vfct_size - how large a table with one image is
 * @length: bytes of the image
 *
 * Return: bytes; 0 if there can be no such table.
 */
u32 vgapt_vfct_size(u32 length)
{
	return length && length <= ~0U - AROUND ? AROUND + length : 0;
}

/**
 * vgapt_vfct_make - write a table with one image
 * @ids:    the function's ids
 * @at:     where the guest sees it
 * @image:  its VBIOS
 * @length: bytes of that
 * @table:  result; untouched on error
 * @size:   bytes of it: vgapt_vfct_size()
 *
 * amdgpu and radeon take the image by bus, device, function, vendor and device id
 * (amdgpu_acpi_vfct_bios(), radeon_acpi_vfct_bios()).  Subsystem ids are left 0, as
 * firmware leaves them.
 *
 * Return: 0; -EINVAL if there can be no such table, or if @size is another.
 */
int vgapt_vfct_make(const struct vgapt_rom_ids *ids,
		    const struct vgapt_sbdf *at, const u8 *image, u32 length,
		    u8 *table, u32 size)
{
	u8 *header, sum = 0;
	u32 i;

	/* The table tells of no segments: what it has is in the first. */
	if (at->segment || !size || size != vgapt_vfct_size(length))
		return -EINVAL;

	memset(table, 0, size);
	memcpy(table, "VFCT", 4);
	vgapt_put_le32(table + ACPI_LENGTH, size);
	table[ACPI_REVISION] = 1;
	memcpy(table + ACPI_OEM_ID, "VGAPT ", 6);
	memcpy(table + ACPI_OEM_TABLE_ID, "XENVGAPT", 8);
	vgapt_put_le32(table + ACPI_OEM_REVISION, 1);
	memcpy(table + ACPI_CREATOR_ID, "VGPT", 4);
	vgapt_put_le32(table + ACPI_CREATOR_REVISION, 1);
	memcpy(table + VFCT_UUID, vgapt_vfct_uuid, sizeof(vgapt_vfct_uuid));
	vgapt_put_le32(table + VFCT_FIRST_IMAGE, VFCT_MIN_SIZE);

	header = table + VFCT_MIN_SIZE;
	vgapt_put_le32(header + IMAGE_BUS, at->bus);
	vgapt_put_le32(header + IMAGE_DEVICE, at->devfn >> 3);
	vgapt_put_le32(header + IMAGE_FUNCTION, at->devfn & 7);
	vgapt_put_le16(header + IMAGE_VENDOR_ID, ids->vendor);
	vgapt_put_le16(header + IMAGE_DEVICE_ID, ids->device);
	vgapt_put_le32(header + IMAGE_REVISION, REVISION);
	vgapt_put_le32(header + IMAGE_LENGTH, length);
	memcpy(header + IMAGE_HEADER_SIZE, image, length);

	/* All bytes of an ACPI table add up to zero. */
	for (i = 0; i < size; i++)
		sum += table[i];
	table[ACPI_CHECKSUM] = 0 - sum;
	return 0;
}
