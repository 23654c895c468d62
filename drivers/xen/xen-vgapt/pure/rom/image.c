// SPDX-License-Identifier: GPL-2.0-only
/*
 * The shape of an option ROM (PCI Firmware Specification 3.x, 5.1).
 *
 * A ROM is a chain of images.  Each begins with 55h AAh; the word at 18h points
 * to its PCI data structure ("PCIR"), which says how long the image is, in
 * units of 512 bytes, for which function it is, and whether another follows.
 *
 * NVIDIA's ROMs have more.  Behind the PCI data structure, at the next multiple
 * of 16, lies "NPDE", whose length and last-image flag count for those who want
 * all of the ROM: images of NVIDIA's own follow the one that is the last for
 * everybody else.  They may begin with 56h 4Eh or 77h BBh, and their data
 * structure with "NPDS" or "RGIS".  This is as NVIDIA's open kernel modules
 * (kernel_gsp_vbios_tu102.c, pci_exp_table.h) and Linux's nouveau (nvkm/subdev/
 * bios: image.c, pcir.c, npde.c) and nova read it.
 */
#include "pure/rom/image.h"

/* Header: PCI Firmware Specification 3.x, 5.1.1 and 5.1.2 */
#define ROM_HEADER_SIZE	0x1a	/* up to and including the pointer at 18h */
#define ROM_SIZE_UNITS	0x02
#define ROM_PCIR_PTR	0x18
#define ROM_UNIT	512

/* PCI data structure: the same, 5.1.3 */
#define PCIR_SIZE	0x18
#define PCIR_VENDOR	0x04
#define PCIR_DEVICE	0x06
#define PCIR_LIST	0x08	/* of vital product data before revision 3 */
#define PCIR_OWN_LENGTH	0x0a
#define PCIR_REVISION	0x0c
#define PCIR_CLASS	0x0d
#define PCIR_LENGTH	0x10
#define PCIR_CODE_TYPE	0x14
#define PCIR_INDICATOR	0x15
#define PCIR_LAST	0x80
#define PCIR_RUNTIME	0x16	/* reserved before revision 3 */
#define PCIR_REV_3	3

/* EFI header: UEFI Specification 2.x, 14.4.2, EFI_PCI_EXPANSION_ROM_HEADER */
#define EFI_SIGNATURE_AT	0x04
#define EFI_SIGNATURE		0x0ef1
#define EFI_SUBSYSTEM		0x08
#define EFI_MACHINE		0x0a
#define EFI_COMPRESSION		0x0c
#define EFI_IMAGE_OFFSET	0x16

/* NVIDIA's extension: its open kernel modules, pci_exp_table.h */
#define NPDE_SIZE		0x0b	/* up to and including the flag at 0Ah */
#define NPDE_ALIGN		16
#define NPDE_REVISION		0x04
#define NPDE_OWN_LENGTH		0x06
#define NPDE_LENGTH		0x08
#define NPDE_INDICATOR		0x0a
#define NPDE_REV_1_0		0x100
#define NPDE_REV_1_1		0x101

#define VENDOR_NVIDIA		0x10de

static bool vgapt_rom_nvidia_signature(const u8 *p)
{
	return (p[0] == 0x56 && p[1] == 0x4e) || (p[0] == 0x77 && p[1] == 0xbb);
}

static int vgapt_rom_wrong(enum vgapt_rom_fault *fault,
			   enum vgapt_rom_fault what)
{
	*fault = what;
	return what == VGAPT_ROM_NO_SIGNATURE ? -ENODATA : -EBADMSG;
}

/*
 * Take over what NVIDIA's extension says, if there is one.  It has to lie inside
 * of what the PCI data structure claims, as that lies inside the ROM.  One that
 * tells of no length, or of so little that it would not be inside itself, is
 * ignored.
 */
static int vgapt_rom_npde(const u8 *rom, u32 avail,
			  struct vgapt_rom_image *image)
{
	u32 at, own, length;
	const u8 *npde;

	if (image->vendor != VENDOR_NVIDIA ||
	    image->code_type == VGAPT_ROM_CODE_NBSI)
		return 0;
	own = vgapt_le16(rom + image->pcir + PCIR_OWN_LENGTH);
	at = (image->pcir + own + NPDE_ALIGN - 1) & ~(NPDE_ALIGN - 1);
	if (own < PCIR_SIZE || at + NPDE_SIZE > image->claim)
		return 0;
	if (avail < at + NPDE_SIZE)
		return at + NPDE_SIZE;
	npde = rom + at;
	if (memcmp(npde, "NPDE", 4))
		return 0;

	image->npde_revision = vgapt_le16(npde + NPDE_REVISION);
	length = vgapt_le16(npde + NPDE_LENGTH) * ROM_UNIT;
	if ((image->npde_revision != NPDE_REV_1_0 &&
	     image->npde_revision != NPDE_REV_1_1) ||
	    length < at + NPDE_SIZE) {
		image->npde_revision = 0;
		return 0;
	}
	image->npde = at;
	image->npde_units = vgapt_le16(npde + NPDE_LENGTH);
	image->length = length;
	/* An extension that ends before the flag has none. */
	if (vgapt_le16(npde + NPDE_OWN_LENGTH) >= NPDE_SIZE)
		image->last = npde[NPDE_INDICATOR] & PCIR_LAST;
	else if (length < image->claim)
		image->last = false;
	return 0;
}

static void vgapt_rom_efi(const u8 *rom, struct vgapt_rom_image *image)
{
	if (image->code_type != VGAPT_ROM_CODE_EFI ||
	    vgapt_le32(rom + EFI_SIGNATURE_AT) != EFI_SIGNATURE)
		return;
	image->efi = true;
	image->efi_subsystem = vgapt_le16(rom + EFI_SUBSYSTEM);
	image->efi_machine = vgapt_le16(rom + EFI_MACHINE);
	image->efi_compression = vgapt_le16(rom + EFI_COMPRESSION);
	image->efi_offset = vgapt_le16(rom + EFI_IMAGE_OFFSET);
}

/**
 * vgapt_rom_image_check - read one image's headers, or say what is wrong there
 * @buf:    the ROM as far as it has been read
 * @avail:  bytes of it
 * @limit:  bytes the ROM can have at most (its BAR's size)
 * @offset: where the image begins
 * @image:  result, untouched unless 0 is returned
 * @fault:  the reason, set only when an error is returned
 *
 * Nothing outside @buf[0..@avail) is looked at, whatever the headers say.
 * Layout: PCI Firmware Specification 3.x, 5.1; for EFI images the UEFI
 * Specification, 14.4.2; for NVIDIA's see the head of this file.  Signatures of
 * NVIDIA's own count only behind a first image.
 *
 * Return: as vgapt_rom_image_at().
 */
int vgapt_rom_image_check(const u8 *buf, u32 avail, u32 limit, u32 offset,
			  struct vgapt_rom_image *image,
			  enum vgapt_rom_fault *fault)
{
	struct vgapt_rom_image found = { .offset = offset };
	const u8 *rom, *pcir;
	bool nvidia;
	int rc;

	if (offset > limit || limit - offset < ROM_HEADER_SIZE)
		return vgapt_rom_wrong(fault, VGAPT_ROM_NO_SIGNATURE);
	if (avail < offset + ROM_HEADER_SIZE)
		return offset + ROM_HEADER_SIZE;
	rom = buf + offset;
	avail -= offset;
	limit -= offset;
	nvidia = offset && vgapt_rom_nvidia_signature(rom);
	if (!nvidia && (rom[0] != 0x55 || rom[1] != 0xaa))
		return vgapt_rom_wrong(fault, VGAPT_ROM_NO_SIGNATURE);

	found.pcir = vgapt_le16(rom + ROM_PCIR_PTR);
	if (found.pcir < ROM_HEADER_SIZE)
		return vgapt_rom_wrong(fault, nvidia ? VGAPT_ROM_NO_SIGNATURE :
				       VGAPT_ROM_NO_PCIR);
	if (found.pcir > limit - PCIR_SIZE)
		return vgapt_rom_wrong(fault, nvidia ? VGAPT_ROM_NO_SIGNATURE :
				       VGAPT_ROM_PCIR_OUTSIDE);
	if (avail < found.pcir + PCIR_SIZE)
		return offset + found.pcir + PCIR_SIZE;
	pcir = rom + found.pcir;
	found.vendor = vgapt_le16(pcir + PCIR_VENDOR);
	if (nvidia && (found.vendor != VENDOR_NVIDIA ||
		       (memcmp(pcir, "NPDS", 4) && memcmp(pcir, "RGIS", 4) &&
			memcmp(pcir, "PCIR", 4))))
		return vgapt_rom_wrong(fault, VGAPT_ROM_NO_SIGNATURE);
	if (!nvidia && memcmp(pcir, "PCIR", 4))
		return vgapt_rom_wrong(fault, VGAPT_ROM_NO_PCIR);

	found.claim = vgapt_le16(pcir + PCIR_LENGTH) * ROM_UNIT;
	if (!found.claim)
		return vgapt_rom_wrong(fault, VGAPT_ROM_ZERO_LENGTH);
	if (found.claim > limit)
		return vgapt_rom_wrong(fault, VGAPT_ROM_TOO_LONG);
	if (found.pcir + PCIR_SIZE > found.claim)
		return vgapt_rom_wrong(fault, VGAPT_ROM_PCIR_OUTSIDE);

	found.length = found.claim;
	found.device = vgapt_le16(pcir + PCIR_DEVICE);
	found.revision = pcir[PCIR_REVISION];
	found.class = pcir[PCIR_CLASS] | vgapt_le16(pcir + PCIR_CLASS + 1) << 8;
	found.code_type = pcir[PCIR_CODE_TYPE];
	found.pcir_last = pcir[PCIR_INDICATOR] & PCIR_LAST;
	found.last = found.pcir_last;
	if (found.revision >= PCIR_REV_3) {
		found.device_list = vgapt_le16(pcir + PCIR_LIST);
		found.max_runtime = vgapt_le16(pcir + PCIR_RUNTIME);
	}
	if (found.code_type == VGAPT_ROM_CODE_X86 && !nvidia) {
		found.size_units = rom[ROM_SIZE_UNITS];
		found.checksum = VGAPT_ROM_SUM_UNKNOWN;
	}
	rc = vgapt_rom_npde(rom, avail, &found);
	if (rc > 0)
		return offset + rc;
	if (found.length > limit)
		return vgapt_rom_wrong(fault, VGAPT_ROM_TOO_LONG);
	vgapt_rom_efi(rom, &found);
	*image = found;
	return 0;
}

/**
 * vgapt_rom_image_at - read one image's headers
 * @buf:    the ROM as far as it has been read
 * @avail:  bytes of it
 * @limit:  bytes the ROM can have at most (its BAR's size)
 * @offset: where the image begins
 * @image:  result, untouched unless 0 is returned
 *
 * Nothing outside @buf[0..@avail) is looked at, whatever the headers say.
 *
 * Return: 0; a positive count of bytes, always above @avail and never above
 * @limit, that must have been read before this can be answered; -ENODATA if no
 * image begins there; -EBADMSG if one does and its headers are not sane.
 */
int vgapt_rom_image_at(const u8 *buf, u32 avail, u32 limit, u32 offset,
		       struct vgapt_rom_image *image)
{
	enum vgapt_rom_fault fault;

	return vgapt_rom_image_check(buf, avail, limit, offset, image, &fault);
}

/**
 * vgapt_rom_measure - find how long a ROM is
 * @buf:    the ROM as far as it has been read
 * @avail:  bytes of it
 * @limit:  bytes the ROM can have at most
 * @length: result: end of the last image; set only when 0 is returned
 *
 * A chain that breaks off after at least one good image is taken as ending
 * there: cards are sold whose last-image flag is missing.  Where NVIDIA's
 * extension and the PCI data structure tell of different ends, the later one
 * counts: a guest's firmware knows only of the latter, its driver of both.
 *
 * Return: 0; a positive count of bytes, above @avail and not above @limit, that
 * must have been read before this can be answered, the whole of the ROM among
 * them; -ENODATA if there is no ROM; -EBADMSG if its first image is not sane.
 */
int vgapt_rom_measure(const u8 *buf, u32 avail, u32 limit, u32 *length)
{
	struct vgapt_rom_image image;
	u32 next = 0, end = 0;
	int rc;

	do {
		rc = vgapt_rom_image_at(buf, avail, limit, next, &image);
		if (rc > 0)
			return rc;
		if (rc && !next)
			return rc;
		if (rc)
			break;
		if (end < next + image.claim)
			end = next + image.claim;
		/* length is at least ROM_UNIT: this ends at @limit */
		next += image.length;
		if (end < next)
			end = next;
	} while (!image.last);

	if (avail < end)
		return end;
	*length = end;
	return 0;
}
