/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Option ROMs as tests want them, byte by byte from the specification.
 */
#ifndef VGAPT_ROM_MAKER_H
#define VGAPT_ROM_MAKER_H

#define UNIT		512U
#define PCIR_LEN	24U

/* An image as a test wants it. */
struct want {
	u32 units;	/* of 512 bytes */
	u32 pcir;	/* where its PCI data structure lies */
	u16 vendor;
	u16 device;
	u8 code_type;
	bool last;
};

static inline void put16(u8 *p, u32 value)
{
	p[0] = value & 0xff;
	p[1] = value >> 8 & 0xff;
}

static inline void put32(u8 *p, u32 value)
{
	put16(p, value);
	put16(p + 2, value >> 16);
}

/* Write an image's headers; what lies between is left as it is. */
static inline void put_image(u8 *rom, u32 offset, const struct want *want)
{
	u8 *image = rom + offset, *pcir = image + want->pcir;

	image[0] = 0x55;
	image[1] = 0xaa;
	image[2] = want->units & 0xff;
	put16(image + 0x18, want->pcir);
	memcpy(pcir, "PCIR", 4);
	put16(pcir + 0x04, want->vendor);
	put16(pcir + 0x06, want->device);
	put16(pcir + 0x08, 0);
	put16(pcir + 0x0a, PCIR_LEN);
	pcir[0x0c] = 3;
	memset(pcir + 0x0d, 0, 2);
	pcir[0x0f] = 0x03;
	put16(pcir + 0x10, want->units);
	put16(pcir + 0x12, 0x1234);
	pcir[0x14] = want->code_type;
	pcir[0x15] = want->last ? 0x80 : 0;
	put16(pcir + 0x16, 0);
}

static inline u32 put_chain(u8 *rom, const struct want *want, size_t count)
{
	u32 offset = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		put_image(rom, offset, &want[i]);
		offset += want[i].units * UNIT;
	}
	return offset;
}

/* NVIDIA's extension, at a place of one's own choice. */
static inline void put_npde(u8 *npde, u32 revision, u32 length, u32 units,
			    bool last)
{
	memcpy(npde, "NPDE", 4);
	put16(npde + 4, revision);
	put16(npde + 6, length);
	put16(npde + 8, units);
	npde[10] = last ? 0x80 : 0;
}

/* UEFI's header, over what an image of code has in its place. */
static inline void put_efi(u8 *image, u32 units)
{
	put16(image + 0x02, units);
	put32(image + 0x04, 0x0ef1);
	put16(image + 0x08, 0x000b);	/* boot service driver */
	put16(image + 0x0a, 0x8664);	/* x64 */
	put16(image + 0x0c, 1);		/* compressed */
	put16(image + 0x16, 0x0120);
}

/* Make @units * 512 bytes add up to zero, by the last of them. */
static inline void put_sum(u8 *image, u32 units)
{
	u32 i;

	image[units * UNIT - 1] = 0;
	for (i = 0; i < units * UNIT - 1; i++)
		image[units * UNIT - 1] -= image[i];
}

/* The first @avail bytes of @rom, in a block with nothing behind it. */
static inline u8 *exact(const u8 *rom, u32 avail, u8 **block)
{
	u8 *p;

	*block = malloc(avail + 1UL);
	assert_non_null(*block);
	if (!avail)
		return *block + 1;
	p = realloc(*block, avail);
	assert_non_null(p);
	*block = p;
	memcpy(p, rom, avail);
	return p;
}

#endif /* VGAPT_ROM_MAKER_H */
