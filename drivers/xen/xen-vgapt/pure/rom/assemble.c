// SPDX-License-Identifier: GPL-2.0-only
/*
 * One option ROM, put together from several files: a VGA BIOS from one place, a
 * driver for UEFI from another.
 *
 * Firmware goes from image to image by the length in each one's PCI data structure,
 * until one is marked as the last (PCI Firmware Specification 3.x, 5.1.3, indicator,
 * bit 7).  So images can stand behind each other as they are, but for that mark.  An
 * x86 image's bytes add up to zero (5.1.2), and the mark is one of them.  UEFI's
 * images have no sum; the signature of a driver is over the driver alone.
 *
 * Only the command has a use for this; the module takes what it is given.
 */
#include "pure/rom/adapt.h"
#include "pure/rom/assemble.h"
#include "pure/rom/choice.h"

#define ROM_UNIT	512
#define PCIR_INDICATOR	0x15
#define LAST		0x80

/* NVIDIA's extension: its open kernel modules, pci_exp_table.h */
#define NPDE_SIZE	0x0b	/* up to and including the flag at 0Ah */
#define NPDE_OWN_LENGTH	0x06
#define NPDE_INDICATOR	0x0a

/* PE/COFF (Microsoft's specification), with the subsystems of the UEFI Specification 2.x, 2.1.1 */
#define MZ_PE_PTR		0x3c
#define PE_SUBSYSTEM		(24 + 68)	/* from its signature on */
#define PE_EFI_APPLICATION	10
#define PE_EFI_ROM		13

/**
 * vgapt_rom_bare_efi - is that a driver for UEFI without the header of an option ROM?
 * @buf:  what was read
 * @size: bytes of it
 *
 * Return: true if it is a PE/COFF image (which begins with "MZ") for UEFI.
 */
bool vgapt_rom_bare_efi(const u8 *buf, u32 size)
{
	u16 subsystem;
	u32 pe;

	if (size < MZ_PE_PTR + 4 || buf[0] != 'M' || buf[1] != 'Z')
		return false;
	pe = vgapt_le32(buf + MZ_PE_PTR);
	if (pe > size || size - pe < PE_SUBSYSTEM + 2 ||
	    memcmp(buf + pe, "PE\0\0", 4))
		return false;
	subsystem = vgapt_le16(buf + pe + PE_SUBSYSTEM);
	return subsystem >= PE_EFI_APPLICATION && subsystem <= PE_EFI_ROM;
}

static bool vgapt_rom_set(u8 *indicator, bool last)
{
	u8 before = *indicator;

	*indicator = last ? before | LAST : before & ~LAST;
	return *indicator != before;
}

/* Returns whether there was anything to do. */
static bool vgapt_rom_mark(u8 *rom, const struct vgapt_rom_image *image,
			   bool last)
{
	bool changed = vgapt_rom_set(rom + image->pcir + PCIR_INDICATOR, last);
	u8 *npde = rom + image->npde;

	/* An extension that ends before the flag has none. */
	if (image->npde && vgapt_le16(npde + NPDE_OWN_LENGTH) >= NPDE_SIZE)
		changed |= vgapt_rom_set(npde + NPDE_INDICATOR, last);
	return changed;
}

/*
 * Where firmware would not find what comes behind a piece.  That is where NVIDIA's
 * extension leads on past the image that is the last for firmware, or tells of
 * another length, or where an image begins with NVIDIA's own signature.
 *
 * Returns the image, or the number of images.
 */
static u32 vgapt_rom_own_way(const u8 *data,
			     const struct vgapt_rom_report *report)
{
	u32 i;

	for (i = 0; i < report->num_images; i++) {
		const struct vgapt_rom_image *image = &report->images[i];

		if (image->length != image->claim || data[image->offset] != 0x55 ||
		    (image->pcir_last && i + 1 < report->num_images))
			break;
	}
	return i;
}

/*
 * Which x86 image tells firmware to run more than it has.  As long as nothing else
 * comes there, that may be harmless: a vendor has put something behind it.
 */
static u32 vgapt_rom_overlap(const struct vgapt_rom_report *report)
{
	u32 i;

	for (i = 0; i < report->num_images; i++)
		if (report->images[i].size_units * ROM_UNIT >
		    report->images[i].length)
			break;
	return i;
}

/*
 * Is there one for the same firmware in an earlier piece?  SeaBIOS runs the first
 * x86 image for the function, and UEFI's second driver for one machine finds the
 * function taken.  Within one piece it was a vendor who put two there.
 */
static bool vgapt_rom_twice(struct vgapt_rom_assembly *done,
			    const struct vgapt_rom_joined *it)
{
	u32 i;

	for (i = 0; i < done->num_images; i++) {
		const struct vgapt_rom_joined *other = &done->images[i];

		if (other->piece == it->piece)
			continue;
		if ((it->x86 && other->x86) ||
		    (it->efi && other->efi &&
		     it->efi_machine == other->efi_machine)) {
			done->other = i;
			return true;
		}
	}
	return false;
}

/* Does firmware, which knows only of the PCI data structure, find an end? */
static bool vgapt_rom_ends(const struct vgapt_rom_report *report)
{
	u32 i;

	for (i = 0; i < report->num_images; i++)
		if (report->images[i].pcir_last)
			return true;
	return false;
}

static bool vgapt_rom_refuse(struct vgapt_rom_assembly *done,
			     enum vgapt_rom_join why, u32 at)
{
	done->why = why;
	done->at = at;
	return false;
}

/* Put a piece's images behind what there is.  @report is of the piece. */
static bool vgapt_rom_append(const struct vgapt_rom_piece *piece, bool end,
			     u8 *buf, u32 room,
			     const struct vgapt_rom_report *report,
			     struct vgapt_rom_assembly *done)
{
	const struct vgapt_rom_image *image;
	struct vgapt_rom_joined *it;
	u32 i, base = done->length;

	if (!vgapt_rom_usable(report->fault)) {
		done->fault = report->fault;
		return vgapt_rom_refuse(done, VGAPT_ROM_JOIN_BROKEN,
					report->fault_offset);
	}
	i = end ? report->num_images : vgapt_rom_own_way(piece->data, report);
	if (i < report->num_images)
		return vgapt_rom_refuse(done, VGAPT_ROM_JOIN_OWN_WAY,
					report->images[i].offset);
	i = end ? report->num_images : vgapt_rom_overlap(report);
	if (i < report->num_images)
		return vgapt_rom_refuse(done, VGAPT_ROM_JOIN_OVERLAP,
					report->images[i].offset);
	if (report->length > room - base)
		return vgapt_rom_refuse(done, VGAPT_ROM_JOIN_LARGE, 0);
	memcpy(buf + base, piece->data + report->container, report->length);

	for (i = 0; i < report->num_images; i++) {
		if (done->num_images == VGAPT_ROM_MAX_IMAGES)
			return vgapt_rom_refuse(done, VGAPT_ROM_JOIN_MANY,
						report->images[i].offset);
		image = &report->images[i];
		it = &done->images[done->num_images];
		it->piece = done->piece;
		it->from = image->offset;
		it->offset = base + image->offset - report->container;
		it->length = image->length;
		it->code_type = image->code_type;
		it->x86 = image->checksum != VGAPT_ROM_SUM_NONE;
		it->efi = image->efi;
		it->efi_machine = image->efi_machine;
		if (vgapt_rom_twice(done, it))
			return vgapt_rom_refuse(done, VGAPT_ROM_JOIN_TWICE,
						image->offset);
		done->num_images++;
	}

	/* What leads to NVIDIA's own is not touched. */
	image = &report->images[report->num_images - 1];
	it = &done->images[done->num_images - 1];
	if (!end)
		it->unmarked = vgapt_rom_mark(buf + it->offset, image, false);
	else if (!image->last || !vgapt_rom_ends(report))
		it->marked = vgapt_rom_mark(buf + it->offset, image, true);
	done->length = base + report->length;
	return true;
}

static u8 vgapt_rom_add(const u8 *p, u32 bytes)
{
	u8 sum = 0;

	while (bytes--)
		sum += *p++;
	return sum;
}

/* What was right stays right, and what was wrong stays wrong. */
static void vgapt_rom_keep_sum(const struct vgapt_rom_piece *piece, u8 *buf,
			       u32 length, const struct vgapt_rom_image *image,
			       bool atom, struct vgapt_rom_joined *it)
{
	u32 bytes = image->size_units * ROM_UNIT, at;
	u8 surplus;

	if (!bytes || bytes > piece->size - it->from ||
	    bytes > length - it->offset)
		return;
	surplus = vgapt_rom_add(buf + it->offset, bytes) -
		  vgapt_rom_add(piece->data + it->from, bytes);
	if (!surplus)
		return;
	at = vgapt_rom_mend_sum(buf + it->offset, image, atom, surplus);
	it->sum_at = it->offset + at;
	it->sum_after = buf[it->sum_at];
	it->sum_before = it->sum_after + surplus;
}

/**
 * vgapt_rom_assemble - put a ROM together
 * @pieces: from what, in the order that it is to have
 * @count:  how many, at least one
 * @buf:    where to
 * @room:   bytes there
 * @report: filled: what vgapt_rom_examine() says of the ROM, for any function
 * @done:   filled: what became of each image, or why there is no ROM
 *
 * Of each piece the images are taken, not what comes before and after them.  The
 * last image is marked as such, and no other, but for those of the last piece that
 * NVIDIA's extension leads on from.  Lengths stay as the images have them.
 *
 * Return: true if there is a ROM.
 */
bool vgapt_rom_assemble(const struct vgapt_rom_piece *pieces, u32 count,
			u8 *buf, u32 room, struct vgapt_rom_report *report,
			struct vgapt_rom_assembly *done)
{
	u32 i, atoms = 0;

	memset(done, 0, sizeof(*done));
	for (i = 0; i < count; i++) {
		done->piece = i;
		vgapt_rom_examine(pieces[i].data, pieces[i].size, NULL, report);
		/* The tables are in a piece's first image. */
		if (report->flags & VGAPT_ROM_ATOM &&
		    done->num_images < VGAPT_ROM_MAX_IMAGES)
			atoms |= BIT(done->num_images);
		if (!vgapt_rom_append(&pieces[i], i + 1 == count, buf, room,
				      report, done))
			return false;
	}

	vgapt_rom_examine(buf, done->length, NULL, report);
	/* Backwards: an image's sum may be over a part of the next one. */
	for (i = done->num_images; i--;) {
		struct vgapt_rom_joined *it = &done->images[i];

		if (it->x86)
			vgapt_rom_keep_sum(&pieces[it->piece], buf,
					   done->length, &report->images[i],
					   atoms & BIT(i), it);
	}
	vgapt_rom_examine(buf, done->length, NULL, report);
	return true;
}
