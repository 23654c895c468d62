// SPDX-License-Identifier: GPL-2.0-only
/*
 * An option ROM of a sister card, made to run.
 *
 * SeaBIOS goes through the chain and runs the first x86 image whose vendor and
 * device id are the function's, and refuses one whose bytes do not add up to zero
 * (src/optionroms.c: map_pcirom(), is_valid_rom()).  Cards of one chip differ in
 * little but their ids, and their ROMs serve each other.
 *
 * Only the command has a use for this; the module takes what it is given.
 */
#include "pure/rom/adapt.h"
#include "pure/rom/choice.h"

#define ROM_UNIT	512
#define PCIR_SIZE	0x18
#define PCIR_DEVICE	0x06

/*
 * The byte that makes the sum right.  AMD's VBIOSes have it at 21h, behind the
 * letters "IBM", where those who edit them change it (PolarisBiosEditor).  Else it
 * is the last of those added up, where most tools put it; or, if that is a part of
 * the PCI data structure, byte 6, the spare one behind the jump (QEMU changes it:
 * pci_patch_ids()).
 */
#define SUM_AT_ATOM	0x21
#define SUM_AT_SPARE	0x06

/**
 * vgapt_rom_for_sister - is a ROM one that SeaBIOS does not run for its ids alone?
 * @report: what vgapt_rom_examine() says of it, for the function
 *
 * Return: true if it has an x86 image, of the function's vendor, and the function's
 * device id in none of them, unless in a list, which SeaBIOS does not read.
 */
bool vgapt_rom_for_sister(const struct vgapt_rom_report *report)
{
	return vgapt_rom_usable(report->fault) &&
	       report->flags & VGAPT_ROM_HAS_X86 &&
	       report->flags & (VGAPT_ROM_OTHER_DEVICE | VGAPT_ROM_IDS_LISTED);
}

static u32 vgapt_rom_sum_at(const struct vgapt_rom_image *image, u32 length,
			    bool atom)
{
	u32 at = atom ? SUM_AT_ATOM : length - 1;

	/* It tells of more than its own image: the last byte is another's, which may be signed. */
	if (at >= image->length)
		return SUM_AT_SPARE;
	return at >= image->pcir && at < image->pcir + PCIR_SIZE ?
	       SUM_AT_SPARE : at;
}

/**
 * vgapt_rom_mend_sum - make an x86 image's bytes add up to less
 * @rom:     the image; one byte of it is changed
 * @image:   its headers; it tells of a length for firmware
 * @atom:    AMD's tables are in it
 * @surplus: by how much
 *
 * Return: where that byte is, from the image's beginning.
 */
u32 vgapt_rom_mend_sum(u8 *rom, const struct vgapt_rom_image *image, bool atom,
		       u8 surplus)
{
	u32 at = vgapt_rom_sum_at(image, image->size_units * ROM_UNIT, atom);

	rom[at] -= surplus;
	return at;
}

/* Returns whether there was anything to do. */
static bool vgapt_rom_adapt_image(u8 *buf, u32 size,
				  const struct vgapt_rom_image *image,
				  u16 device, bool atom,
				  struct vgapt_rom_adapted *done)
{
	u32 length = image->size_units * ROM_UNIT, i;
	u8 *rom = buf + image->offset, *pcir = rom + image->pcir, sum = 0;

	memset(done, 0, sizeof(*done));
	done->offset = image->offset;
	done->device = image->device;
	done->sum_bad = image->checksum == VGAPT_ROM_SUM_BAD;
	if (image->device == device && !done->sum_bad)
		return false;
	pcir[PCIR_DEVICE] = device & 0xff;
	pcir[PCIR_DEVICE + 1] = device >> 8;
	/* It tells of no length, or of more than there is: there is no sum to mend. */
	if (!length || length > size - image->offset)
		return true;
	for (i = 0; i < length; i++)
		sum += rom[i];
	i = vgapt_rom_mend_sum(rom, image, atom, sum);
	done->sum_at = image->offset + i;
	done->sum_after = rom[i];
	done->sum_before = rom[i] + sum;
	return true;
}

/**
 * vgapt_rom_adapt - write a function's device id into a sister card's ROM
 * @buf:    the ROM; changed
 * @size:   bytes of it
 * @ids:    the function
 * @report: filled: what vgapt_rom_examine() says of it then
 * @done:   filled: what was changed; VGAPT_ROM_MAX_IMAGES
 *
 * Only x86 images with the function's vendor id are changed: those that list its
 * device id, else all, as far as none is for it already.  Their sums are made right;
 * so is the sum of one that is for it already.
 *
 * Return: how many images were changed; -EBADMSG if it is no ROM; -EXDEV if it is
 * another vendor's; -ENODATA if it has no x86 image.
 */
int vgapt_rom_adapt(u8 *buf, u32 size, const struct vgapt_rom_ids *ids,
		    struct vgapt_rom_report *report,
		    struct vgapt_rom_adapted *done)
{
	bool sister, listed;
	int count = 0;
	u32 i;

	vgapt_rom_examine(buf, size, ids, report);
	if (!vgapt_rom_usable(report->fault))
		return report->fault == VGAPT_ROM_WRONG_IDS ? -EXDEV : -EBADMSG;
	if (!(report->flags & VGAPT_ROM_HAS_X86))
		return -ENODATA;
	sister = vgapt_rom_for_sister(report);
	listed = report->flags & VGAPT_ROM_IDS_LISTED;

	for (i = 0; i < report->num_images; i++) {
		const struct vgapt_rom_image *image = &report->images[i];

		if (image->checksum == VGAPT_ROM_SUM_NONE ||
		    image->vendor != ids->vendor ||
		    (!sister && image->device != ids->device) ||
		    (listed && !vgapt_rom_listed(buf + image->offset, image,
						 ids->device)))
			continue;
		count += vgapt_rom_adapt_image(buf, size, image, ids->device,
					       !i && report->flags &
						     VGAPT_ROM_ATOM,
					       &done[count]);
	}
	vgapt_rom_examine(buf, size, ids, report);
	return count;
}
