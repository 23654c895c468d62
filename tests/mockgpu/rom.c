// SPDX-License-Identifier: GPL-2.0-only
/*
 * Option ROMs of our own making (PCI Firmware Specification 3.x, chapter 5):
 * valid, or broken in one way that the personality asks for.
 */
#include "mock.h"

#define UNIT		512

#define ROM_ENTRY	0x03	/* where firmware calls an x86 image */
#define ROM_ATOM_MAGIC	0x30
#define ROM_ATOM_PTR	0x48
#define ROM_PCIR_PTR	0x18
#define ROM_PCIR	0x60
#define ROM_ATOM	0x80
#define ROM_FILL	0xa0

#define EFI_SIGNATURE	0x04
#define EFI_SUBSYSTEM	0x08
#define EFI_MACHINE	0x0a
#define EFI_OFFSET	0x16

#define CODE_EFI	0x03
#define PCIR_SIZE	0x18
#define PCIR_LAST	0x80

#define ROM_MAX		(64U << 20)

static u8 *grow(struct mock_rom *rom, u32 len)
{
	u8 *data;

	if (len > ROM_MAX - rom->len)
		return NULL;
	data = realloc(rom->data, rom->len + len);
	if (!data)
		return NULL;
	rom->data = data;
	data += rom->len;
	rom->len += len;
	return data;
}

/* Bytes that differ from place to place: a byte lost or doubled shows. */
static void fill(u8 *p, u32 len, u32 seed)
{
	u32 i;

	for (i = 0; i < len; i++) {
		seed = seed * 1664525 + 1013904223;
		p[i] = seed >> 24;
	}
}

/**
 * mock_rom_add - append an image
 * @rom:   the ROM so far
 * @image: what kind of image
 *
 * An x86 image returns at once when firmware calls it: SeaBIOS runs the ROM of
 * a VGA, and of most others.
 *
 * Return: 0 or -ENOMEM.
 */
int mock_rom_add(struct mock_rom *rom, const struct mock_image *image)
{
	u32 len = image->units * UNIT, i;
	u32 at = rom->len;
	u8 *p = grow(rom, len), *pcir, sum = 0;

	if (!p)
		return -ENOMEM;
	rom->last = at;
	rom->images++;
	memset(p, 0, ROM_FILL);
	fill(p + ROM_FILL, len - ROM_FILL, image->seed);
	p[0] = 0x55;
	p[1] = 0xaa;
	mock_put(p + ROM_PCIR_PTR, 2, ROM_PCIR);
	if (image->code_type == CODE_EFI) {
		mock_put(p + 2, 2, image->claim);
		mock_put(p + EFI_SIGNATURE, 4, 0x0ef1);
		mock_put(p + EFI_SUBSYSTEM, 2, 11);	/* boot service driver */
		mock_put(p + EFI_MACHINE, 2, 0x8664);
		mock_put(p + EFI_OFFSET, 2, ROM_FILL);
	} else {
		p[2] = image->claim;
		p[ROM_ENTRY] = 0xcb;			/* far return */
	}
	pcir = p + ROM_PCIR;
	memcpy(pcir, image->no_pcir ? "NONE" : "PCIR", 4);
	mock_put(pcir + 0x04, 2, image->vendor);
	mock_put(pcir + 0x06, 2, image->device);
	mock_put(pcir + 0x0a, 2, PCIR_SIZE);
	mock_put(pcir + 0x0d, 3, 0x030000);
	mock_put(pcir + 0x10, 2, image->claim);
	mock_put(pcir + 0x12, 2, 1);
	pcir[0x14] = image->code_type;
	pcir[0x15] = image->last ? PCIR_LAST : 0;
	if (image->atom) {
		/* amdgpu's and radeon's check of a VBIOS: the string, and "ATOM" at +4 */
		memcpy(p + ROM_ATOM_MAGIC, " 761295520", 10);
		mock_put(p + ROM_ATOM_PTR, 2, ROM_ATOM);
		memcpy(p + ROM_ATOM + 4, "ATOM", 4);
	}
	for (i = 0; i < len; i++)
		sum += p[i];
	p[len - 1] -= sum;
	if (image->bad_sum)
		p[len - 1] += 1;
	return 0;
}

/**
 * mock_rom_load - append what a file holds
 * @rom:  the ROM so far
 * @path: the file
 *
 * Return: 0 or a negative errno.
 */
int mock_rom_load(struct mock_rom *rom, const char *path)
{
	FILE *file = fopen(path, "rb");
	int rc = 0;
	long len;
	u8 *p;

	if (!file)
		return -errno;
	len = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
	if (len < 0 || fseek(file, 0, SEEK_SET)) {
		rc = -errno;
	} else if (len > (long)ROM_MAX) {
		rc = -EFBIG;
	} else if (len) {
		p = grow(rom, len);
		if (!p)
			rc = -ENOMEM;
		else if (fread(p, 1, len, file) != (size_t)len)
			rc = -EIO;
	}
	fclose(file);
	return rc;
}

/**
 * mock_rom_release - free it
 * @rom: the ROM
 */
void mock_rom_release(struct mock_rom *rom)
{
	free(rom->data);
	memset(rom, 0, sizeof(*rom));
}
