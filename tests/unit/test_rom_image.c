// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/image.c: what an option ROM's headers say, and that nothing they say
 * makes it read where it must not.
 *
 * Every call gets a block that ends exactly where the ROM "has been read" to,
 * so that the address sanitizer sees a byte too many.
 */
#include "pure/rom/image.h"
#include "unit.h"
#include "rom_maker.h"

#include <glob.h>
#include <time.h>

#define MUTATIONS	200000

static const struct want single = { 4, 0x40, 0x1002, 0x6779, 0x00, true };

/* x86 image, EFI image, and something of a vendor's own */
static const struct want chain[] = {
	{ 3, 0x1c, 0x10de, 0x1234, 0x00, false },
	{ 2, 0x1a, 0x10de, 0x1234, 0x03, false },
	{ 1, 512 - PCIR_LEN, 0x10de, 0xffff, 0x70, true },
};

static int image_at(const u8 *rom, u32 avail, u32 limit, u32 offset,
		    struct vgapt_rom_image *image)
{
	u8 *block, *buf = exact(rom, avail, &block);
	int rc;

	rc = vgapt_rom_image_at(buf, avail, limit, offset, image);
	free(block);
	return rc;
}

static int measure(const u8 *rom, u32 avail, u32 limit, u32 *length)
{
	u8 *block, *buf = exact(rom, avail, &block);
	int rc;

	rc = vgapt_rom_measure(buf, avail, limit, length);
	free(block);
	return rc;
}

/*
 * Read the ROM as the module does: from nothing, as much as it asks for, until
 * it has an answer.  It must ask for more each time, and never for more than
 * there can be.
 */
static int measure_by_asking(const u8 *rom, u32 limit, u32 *length)
{
	u32 avail = 0;

	for (;;) {
		int rc = measure(rom, avail, limit, length);

		if (rc <= 0)
			return rc;
		check((u32)rc > avail, "has %u bytes and asks for %d", avail,
		      rc);
		check((u32)rc <= limit, "of %u bytes it asks for %d", limit,
		      rc);
		avail = rc;
	}
}

#define UNTOUCHED	0xdeadbeef

/* Both ways must come to the same. */
static void measures(const u8 *rom, u32 limit, u32 expected)
{
	u32 length = UNTOUCHED;
	int rc = measure(rom, limit, limit, &length);

	check(!rc && length == expected, "%d, length %u, not %u", rc, length,
	      expected);
	length = UNTOUCHED;
	rc = measure_by_asking(rom, limit, &length);
	check(!rc && length == expected, "by asking: %d, length %u, not %u",
	      rc, length, expected);
}

static void refuses(const u8 *rom, u32 limit, int expected)
{
	u32 length = UNTOUCHED;
	int rc = measure(rom, limit, limit, &length);

	check(rc == expected && length == UNTOUCHED, "%d, length %#x", rc,
	      length);
	rc = measure_by_asking(rom, limit, &length);
	check(rc == expected && length == UNTOUCHED,
	      "by asking: %d, length %#x", rc, length);
}

static void one_image(void **state)
{
	struct vgapt_rom_image image;
	u8 rom[8 * UNIT] = { 0 };

	(void)state;
	put_image(rom, 0, &single);
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_int_equal(image.offset, 0);
	assert_int_equal(image.length, 2048);
	assert_int_equal(image.vendor, 0x1002);
	assert_int_equal(image.device, 0x6779);
	assert_int_equal(image.code_type, VGAPT_ROM_CODE_X86);
	assert_true(image.last);
	measures(rom, sizeof(rom), 2048);
	measures(rom, 2048, 2048);		/* it fills the ROM */
}

/* Only bit 7 of the indicator says "last". */
static void last_flag_is_one_bit(void **state)
{
	struct vgapt_rom_image image;
	u8 rom[4 * UNIT] = { 0 };
	int c;

	(void)state;
	put_image(rom, 0, &single);
	for (c = 0; c < 256; c++) {
		rom[0x40 + 0x15] = (u8)c;
		assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0,
					  &image), 0);
		assert_int_equal(image.last, c >= 0x80);
	}
}

static void chained_images(void **state)
{
	struct vgapt_rom_image image;
	u8 rom[16 * UNIT];
	u32 offset = 0, end;
	size_t i;

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	end = put_chain(rom, chain, ARRAY_SIZE(chain));
	assert_int_equal(end, 6 * UNIT);
	for (i = 0; i < ARRAY_SIZE(chain); i++) {
		assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom),
					  offset, &image), 0);
		assert_int_equal(image.offset, offset);
		assert_int_equal(image.length, chain[i].units * UNIT);
		assert_int_equal(image.vendor, chain[i].vendor);
		assert_int_equal(image.device, chain[i].device);
		assert_int_equal(image.code_type, chain[i].code_type);
		assert_int_equal(image.last, chain[i].last);
		offset += image.length;
	}
	measures(rom, sizeof(rom), end);
	measures(rom, end, end);
	/* what says "last" is the end, whatever lies behind it */
	put_image(rom, end, &single);
	measures(rom, sizeof(rom), end);
}

static void chain_without_end(void **state)
{
	static const struct want open[] = {
		{ 2, 0x1c, 0x1002, 0x6779, 0x00, false },
		{ 2, 0x1c, 0x1002, 0x6779, 0x03, false },
	};
	u8 rom[8 * UNIT];
	u32 end;

	(void)state;
	/* empty flash, zeros, or a broken image behind it */
	memset(rom, 0xff, sizeof(rom));
	end = put_chain(rom, open, ARRAY_SIZE(open));
	measures(rom, sizeof(rom), end);
	memset(rom + end, 0, sizeof(rom) - end);
	measures(rom, sizeof(rom), end);
	rom[end] = 0x55;
	rom[end + 1] = 0xaa;
	measures(rom, sizeof(rom), end);

	/* the ROM ends with the chain, or a few bytes after it */
	measures(rom, end, end);
	measures(rom, end + 1, end);
	measures(rom, end + 0x19, end);
	measures(rom, end + 0x1a, end);

	/* the next image would reach beyond the ROM */
	put_image(rom, end, &single);
	measures(rom, end + 3 * UNIT, end);
	measures(rom, end + 4 * UNIT, end + 4 * UNIT);
}

static void not_a_rom(void **state)
{
	u8 rom[4 * UNIT];
	u32 limit;

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	refuses(rom, sizeof(rom), -ENODATA);
	memset(rom, 0, sizeof(rom));
	refuses(rom, sizeof(rom), -ENODATA);

	put_image(rom, 0, &single);
	rom[0] = 0xaa;
	rom[1] = 0x55;
	refuses(rom, sizeof(rom), -ENODATA);
	rom[0] = 0x55;
	rom[1] = 0xab;
	refuses(rom, sizeof(rom), -ENODATA);
	rom[0] = 0x54;
	rom[1] = 0xaa;
	refuses(rom, sizeof(rom), -ENODATA);
	rom[0] = 0x55;
	measures(rom, sizeof(rom), 2048);

	/* no room for even a header */
	for (limit = 0; limit < 0x1a; limit++)
		refuses(rom, limit, -ENODATA);
}

static void header_without_pcir(void **state)
{
	u8 rom[4 * UNIT] = { 0x55, 0xaa, 4 };
	int i;

	(void)state;
	refuses(rom, sizeof(rom), -EBADMSG);	/* pointer 0: ISA ROM */
	put16(rom + 0x18, 0x1c);
	refuses(rom, sizeof(rom), -EBADMSG);	/* it leads to zeros */
	put_image(rom, 0, &single);
	for (i = 0; i < 4; i++) {
		rom[0x40 + i] ^= 0x20;
		refuses(rom, sizeof(rom), -EBADMSG);
		rom[0x40 + i] ^= 0x20;
	}
	measures(rom, sizeof(rom), 2048);
}

/* Every pointer there is: only one leads to the PCIR. */
static void every_pointer(void **state)
{
	u8 rom[4 * UNIT] = { 0 };
	u32 pcir;

	(void)state;
	put_image(rom, 0, &single);
	for (pcir = 0; pcir < 0x10000; pcir++) {
		put16(rom + 0x18, pcir);
		if (pcir == single.pcir)
			measures(rom, sizeof(rom), 2048);
		else
			refuses(rom, sizeof(rom), -EBADMSG);
	}
}

static void pointer_at_its_limits(void **state)
{
	struct want want = single;
	u8 rom[4 * UNIT + 64];
	u32 limit = 4 * UNIT;

	(void)state;
	/* right behind the header, and right before the end */
	memset(rom, 0, sizeof(rom));
	want.pcir = 0x1a;
	put_image(rom, 0, &want);
	measures(rom, limit, 2048);

	memset(rom, 0, sizeof(rom));
	want.pcir = limit - PCIR_LEN;
	put_image(rom, 0, &want);
	measures(rom, limit, 2048);

	/* one byte further: it is there, but partly outside the ROM */
	memset(rom, 0, sizeof(rom));
	want.pcir = limit - PCIR_LEN + 1;
	put_image(rom, 0, &want);
	refuses(rom, limit, -EBADMSG);

	/* inside the header */
	memset(rom, 0, sizeof(rom));
	put_image(rom, 0, &single);
	put16(rom + 0x18, 0x19);
	refuses(rom, limit, -EBADMSG);
	put16(rom + 0x18, 0);
	refuses(rom, limit, -EBADMSG);

	/* far outside, and a ROM with hardly room for a header */
	put16(rom + 0x18, 0xffff);
	refuses(rom, limit, -EBADMSG);
	refuses(rom, 0x1a, -EBADMSG);
	refuses(rom, 0x1a + PCIR_LEN - 1, -EBADMSG);
}

/* The data structure is in the ROM, but not in the image that it tells of. */
static void pcir_behind_its_image(void **state)
{
	struct want want = { 1, 0, 0x1002, 0x5046, 0, true };
	struct vgapt_rom_image image;
	u8 rom[4 * UNIT];
	u32 length = 0x5a5a5a5a;
	unsigned int units;

	(void)state;
	for (units = 1; units <= 3; units++) {
		want.units = units;
		/* its last byte is the image's last one: as good as any */
		memset(rom, 0, sizeof(rom));
		want.pcir = units * UNIT - PCIR_LEN;
		put_image(rom, 0, &want);
		measures(rom, sizeof(rom), units * UNIT);
		/* a byte of it behind the end, all of it, far behind */
		for (want.pcir++; want.pcir <= sizeof(rom) - PCIR_LEN;
		     want.pcir++) {
			memset(rom, 0, sizeof(rom));
			put_image(rom, 0, &want);
			refuses(rom, sizeof(rom), -EBADMSG);
			memset(&image, 0x5a, sizeof(image));
			assert_int_equal(vgapt_rom_image_at(rom, sizeof(rom),
							    sizeof(rom), 0,
							    &image), -EBADMSG);
			assert_int_equal(image.length, 0x5a5a5a5a);
		}
	}

	/* a second image like that: the chain ends before it */
	memset(rom, 0, sizeof(rom));
	want.units = 1;
	want.pcir = 0x40;
	want.last = false;
	put_image(rom, 0, &want);
	want.pcir = UNIT - PCIR_LEN + 1;
	put_image(rom, UNIT, &want);
	assert_int_equal(vgapt_rom_measure(rom, sizeof(rom), sizeof(rom),
					   &length), 0);
	assert_int_equal(length, UNIT);
}

static void claimed_length(void **state)
{
	u8 rom[4 * UNIT] = { 0 };
	u32 units;

	(void)state;
	put_image(rom, 0, &single);
	for (units = 0; units < 0x10000; units++) {
		put16(rom + 0x40 + 0x10, units);
		if (units >= 1 && units <= 4)
			measures(rom, sizeof(rom), units * UNIT);
		else
			refuses(rom, sizeof(rom), -EBADMSG);
	}
	/* the byte at 2, the length before PCI, is not what counts */
	put16(rom + 0x40 + 0x10, 4);
	rom[2] = 0xff;
	measures(rom, sizeof(rom), 2048);
}

/* The longest ROM the headers can tell of, as a card's BAR may have it. */
static void longest_image(void **state)
{
	static const struct want want = { 0xffff, 0xff00, 1, 2, 0, true };
	u32 limit = 64U << 20, length = 0;
	u8 *rom = calloc(1, limit);
	int rc;

	(void)state;
	assert_non_null(rom);
	put_image(rom, 0, &want);
	rc = vgapt_rom_measure(rom, limit, limit, &length);
	free(rom);
	assert_int_equal(rc, 0);
	assert_int_equal(length, 0xffff * UNIT);
}

static void offsets_outside(void **state)
{
	static const u32 offsets[] = {
		2048 - 0x19, 2047, 2048, 2049, 0x10000, 0x7fffffff, 0x80000000,
		0xffffff00, 0xfffffffe, 0xffffffff,
	};
	struct vgapt_rom_image image, before;
	u8 rom[4 * UNIT] = { 0 };
	size_t i;

	(void)state;
	memset(&image, 0x5a, sizeof(image));
	before = image;
	put_image(rom, 0, &single);
	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom),
					  offsets[i], &image), -ENODATA);
		assert_int_equal(image_at(rom, 0, sizeof(rom), offsets[i],
					  &image), -ENODATA);
	}
	/* the last place where a header could be: there is none */
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 2048 - 0x1a,
				  &image), -ENODATA);
	assert_memory_equal(&image, &before, sizeof(image));
}

/* A ROM that breaks off at every byte, with the rest not read yet, or missing. */
static void truncated_everywhere(void **state)
{
	u32 end, avail, limit, length;
	u8 rom[8 * UNIT];

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	end = put_chain(rom, chain, ARRAY_SIZE(chain));

	for (avail = 0; avail <= end; avail++) {
		int rc;

		length = UNTOUCHED;
		rc = measure(rom, avail, sizeof(rom), &length);
		if (avail == end) {
			assert_int_equal(rc, 0);
			assert_int_equal(length, end);
		} else {
			check(rc > (int)avail && rc <= (int)end,
			      "%u read, asks for %d", avail, rc);
			assert_int_equal(length, UNTOUCHED);
		}
	}
	for (limit = 0; limit <= end; limit++) {
		u32 whole = limit < 3 * UNIT ? 0 : limit < 5 * UNIT ? 3 * UNIT :
			    limit < 6 * UNIT ? 5 * UNIT : 6 * UNIT;

		if (whole)
			measures(rom, limit, whole);
		else if (limit < 0x1a)
			refuses(rom, limit, -ENODATA);
		else
			refuses(rom, limit, -EBADMSG);
	}
}

/* The same for one image's headers. */
static void headers_truncated(void **state)
{
	struct vgapt_rom_image image, before;
	u8 rom[4 * UNIT] = { 0 };
	u32 avail;

	(void)state;
	memset(&image, 0x5a, sizeof(image));
	before = image;
	put_image(rom, 0, &single);
	for (avail = 0; avail < sizeof(rom); avail++) {
		int rc = image_at(rom, avail, sizeof(rom), 0, &image);

		if (avail < 0x1a)
			assert_int_equal(rc, 0x1a);
		else if (avail < single.pcir + PCIR_LEN)
			assert_int_equal(rc, single.pcir + PCIR_LEN);
		else
			assert_int_equal(rc, 0);
		if (rc)
			assert_memory_equal(&image, &before, sizeof(image));
	}
}

/* The headers are there, the rest of the image is not: it is asked for. */
static void body_not_read(void **state)
{
	u8 rom[8 * UNIT] = { 0 };
	u32 avail, length = UNTOUCHED;

	(void)state;
	put_image(rom, 0, &single);
	for (avail = single.pcir + PCIR_LEN; avail < 4 * UNIT; avail++)
		assert_int_equal(measure(rom, avail, sizeof(rom), &length),
				 4 * UNIT);
	assert_int_equal(length, UNTOUCHED);
	assert_int_equal(measure(rom, avail, sizeof(rom), &length), 0);
	assert_int_equal(length, 4 * UNIT);
}

/* More than the ROM can hold has been read: what is beyond does not count. */
static void more_read_than_there_is(void **state)
{
	u32 length = UNTOUCHED;
	u8 rom[4 * UNIT] = { 0 };

	(void)state;
	put_image(rom, 0, &single);
	assert_int_equal(measure(rom, sizeof(rom), 3 * UNIT, &length),
			 -EBADMSG);
	assert_int_equal(measure(rom, sizeof(rom), 0x19, &length), -ENODATA);
	assert_int_equal(length, UNTOUCHED);
}

/*
 * What the ROM's length is, told in another way: look for the images' ends from
 * the specification, with all of the ROM at hand.  Returns 0 and a length, or
 * the error.  An image's data structure is a part of the image, and so is
 * NVIDIA's extension of it, which tells where the next one begins.
 */
static int judge(const u8 *rom, u32 size, u32 *length)
{
	u64 here = 0;

	*length = 0;
	for (;;) {
		u64 pointer = 0, bytes = 0, step = 0, npde;
		const u8 *image = rom + here, *p;
		bool last = false;
		int why = 0;

		if (here + 0x1a > size || image[0] != 0x55 || image[1] != 0xaa)
			why = -ENODATA;
		if (!why) {
			pointer = image[0x18] + 256UL * image[0x19];
			if (pointer < 0x1a ||
			    here + pointer + PCIR_LEN > size ||
			    image[pointer] != 'P' ||
			    image[pointer + 1] != 'C' ||
			    image[pointer + 2] != 'I' ||
			    image[pointer + 3] != 'R')
				why = -EBADMSG;
		}
		if (!why) {
			bytes = image[pointer + 16] * 512UL +
				image[pointer + 17] * 131072UL;
			if (!bytes || here + bytes > size ||
			    pointer + PCIR_LEN > bytes)
				why = -EBADMSG;
		}
		if (!why) {
			step = bytes;
			last = image[pointer + 21] >> 7;
			npde = image[pointer + 10] + 256UL * image[pointer + 11];
			npde = npde < 24 ? size : (pointer + npde + 15) / 16 * 16;
			p = image + npde;
			if (image[pointer + 4] == 0xde &&
			    image[pointer + 5] == 0x10 &&
			    image[pointer + 20] != 0x70 && npde + 11 <= bytes &&
			    p[0] == 'N' && p[1] == 'P' && p[2] == 'D' &&
			    p[3] == 'E' && p[5] == 1 && p[4] <= 1 &&
			    (p[8] + 256UL * p[9]) * 512 >= npde + 11) {
				step = (p[8] + 256UL * p[9]) * 512;
				if (here + step > size)
					why = -EBADMSG;
				if (p[7] || p[6] > 10)
					last = p[10] >> 7;
				else if (step < bytes)
					last = false;
			}
		}
		if (why)
			return *length ? 0 : why;
		bytes = bytes > step ? bytes : step;
		if (*length < here + bytes)
			*length = (u32)(here + bytes);
		here += step;
		if (last)
			return 0;
	}
}

/* Marsaglia's xorshift: the same numbers everywhere for the same seed. */
static u32 random_next(u32 *seed)
{
	u32 x = *seed;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*seed = x;
	return x;
}

/* Places where a changed byte matters: the headers of the chain's images. */
static u32 likely_place(u32 *seed, u32 size)
{
	static const u32 starts[] = { 0, 3 * UNIT, 5 * UNIT, 6 * UNIT };
	u32 i = random_next(seed) % 4;

	switch (random_next(seed) % 5) {
	case 0:
		return random_next(seed) % size;
	case 1:
		return starts[i] + random_next(seed) % 0x1a;
	case 2:
		return starts[i] + 0x18 + random_next(seed) % 2;
	case 3:
		return 0x40 + random_next(seed) % 11;	/* the extension */
	default:
		return starts[i] +
		       (i < 3 ? chain[i].pcir : 0x20) +
		       random_next(seed) % PCIR_LEN;
	}
}

static void mutations(void **state)
{
	const char *given = getenv("VGAPT_SEED");
	u32 seed = given ? (u32)strtoul(given, NULL, 0) : (u32)time(NULL);
	u32 first, good = 0, bad = 0;
	u8 fresh[8 * UNIT];
	int i;

	(void)state;
	seed = seed ? seed : 1;
	first = seed;
	print_message("# seed %u (VGAPT_SEED=%u repeats it)\n", first, first);

	memset(fresh, 0xff, sizeof(fresh));
	put_chain(fresh, chain, ARRAY_SIZE(chain));
	/* the first image's, saying what is so anyway */
	put_npde(fresh + 0x40, 0x101, 12, chain[0].units, false);

	for (i = 0; i < MUTATIONS; i++) {
		u32 limit = sizeof(fresh), asked = 0, at_once = 0, expected;
		int changes = random_next(&seed) % 6;
		u8 rom[sizeof(fresh)];
		int rc, rc2, verdict;

		memcpy(rom, fresh, sizeof(rom));
		while (changes--) {
			u32 at = likely_place(&seed, sizeof(rom));

			switch (random_next(&seed) % 3) {
			case 0:
				rom[at] ^= 1 << random_next(&seed) % 8;
				break;
			case 1:
				rom[at] = random_next(&seed) & 0xff;
				break;
			default:
				rom[at] = random_next(&seed) % 8;
			}
		}
		if (!(random_next(&seed) % 4))
			limit = random_next(&seed) % (sizeof(rom) + 1);

		rc = measure_by_asking(rom, limit, &asked);
		rc2 = measure(rom, limit, limit, &at_once);
		check(rc == rc2 && asked == at_once,
		      "seed %u, round %d: by asking %d, %u; at once %d, %u",
		      first, i, rc, asked, rc2, at_once);
		check(rc <= 0, "seed %u, round %d: %d", first, i, rc);
		if (!rc)
			check(asked && asked <= limit && !(asked % UNIT),
			      "seed %u, round %d: length %u of %u", first, i,
			      asked, limit);

		verdict = judge(rom, limit, &expected);
		check(rc == verdict && (rc || asked == expected),
		      "seed %u, round %d: %d, %u, not %d, %u", first, i, rc,
		      asked, verdict, expected);
		if (rc)
			bad++;
		else
			good++;
	}
	print_message("# %u ROMs measured, %u refused\n", good, bad);
	/* a loop that meets only one kind would not say much */
	assert_true(good > MUTATIONS / 10 && bad > MUTATIONS / 10);
}

/* Noise with nothing of a ROM in it, at every amount read. */
static void noise(void **state)
{
	u32 seed = 20240607, length;
	u8 rom[2 * UNIT];
	int round;

	(void)state;
	for (round = 0; round < 2000; round++) {
		u32 limit = random_next(&seed) % (sizeof(rom) + 1), i;
		int rc;

		for (i = 0; i < sizeof(rom); i++)
			rom[i] = random_next(&seed) >> 8 & 0xff;
		if (round % 2) {
			rom[0] = 0x55;
			rom[1] = 0xaa;
			rom[0x19] &= 3;
		}
		rc = measure_by_asking(rom, limit, &length);
		assert_true(rc == -ENODATA || rc == -EBADMSG);
	}
}

/* Every field there is, each with a value of its own. */
static void every_field(void **state)
{
	static const struct want want = { 4, 0x40, 0x1002, 0x6779, 0, true };
	struct vgapt_rom_image image;
	u8 rom[4 * UNIT] = { 0 };

	(void)state;
	put_image(rom, 0, &want);
	rom[2] = 3;
	put16(rom + 0x40 + 0x08, 0x0123);
	rom[0x40 + 0x0d] = 0x56;
	rom[0x40 + 0x0e] = 0x34;
	rom[0x40 + 0x0f] = 0x12;
	put16(rom + 0x40 + 0x16, 0x4567);
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_int_equal(image.pcir, 0x40);
	assert_int_equal(image.claim, 2048);
	assert_int_equal(image.length, 2048);
	assert_int_equal(image.npde, 0);
	assert_int_equal(image.npde_revision, 0);
	assert_int_equal(image.npde_units, 0);
	assert_int_equal(image.class, 0x123456);
	assert_int_equal(image.revision, 3);
	assert_int_equal(image.device_list, 0x0123);
	assert_int_equal(image.max_runtime, 0x4567);
	assert_int_equal(image.size_units, 3);
	assert_int_equal(image.checksum, VGAPT_ROM_SUM_UNKNOWN);
	assert_true(image.pcir_last);
	assert_false(image.efi);

	/* before revision 3 the same bytes were of other use */
	rom[0x40 + 0x0c] = 0;
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_int_equal(image.revision, 0);
	assert_int_equal(image.device_list, 0);
	assert_int_equal(image.max_runtime, 0);

	/* what has no x86 code has no such length, and no checksum */
	rom[0x40 + 0x14] = VGAPT_ROM_CODE_OFW;
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_int_equal(image.code_type, VGAPT_ROM_CODE_OFW);
	assert_int_equal(image.size_units, 0);
	assert_int_equal(image.checksum, VGAPT_ROM_SUM_NONE);
}

static void efi_fields(void **state)
{
	static const struct want want = { 4, 0x1c, 0x1002, 0x6779, 3, true };
	struct vgapt_rom_image image;
	u8 rom[4 * UNIT] = { 0 };
	int i;

	(void)state;
	put_image(rom, 0, &want);
	put_efi(rom, 4);
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_true(image.efi);
	assert_int_equal(image.efi_subsystem, 0x000b);
	assert_int_equal(image.efi_machine, 0x8664);
	assert_int_equal(image.efi_compression, 1);
	assert_int_equal(image.efi_offset, 0x0120);
	assert_int_equal(image.checksum, VGAPT_ROM_SUM_NONE);

	/* each byte of the signature counts */
	for (i = 4; i < 8; i++) {
		rom[i] ^= 1;
		assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0,
					  &image), 0);
		assert_int_equal(image.code_type, VGAPT_ROM_CODE_EFI);
		assert_false(image.efi);
		assert_int_equal(image.efi_machine, 0);
		rom[i] ^= 1;
	}
	/* and only in an image of that type */
	rom[0x1c + 0x14] = 0;
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_false(image.efi);
}

/* What is wrong, for every way out; and the number that goes with it. */
static void faults(void **state)
{
	static const struct {
		u32 at;
		u32 value;
		int rc;
		enum vgapt_rom_fault fault;
	} cases[] = {
		{ 0x00, 0x55ab, -ENODATA, VGAPT_ROM_NO_SIGNATURE },
		{ 0x18, 0x0000, -EBADMSG, VGAPT_ROM_NO_PCIR },
		{ 0x18, 0x0019, -EBADMSG, VGAPT_ROM_NO_PCIR },
		{ 0x18, 0x0041, -EBADMSG, VGAPT_ROM_NO_PCIR },
		{ 0x18, 0xffff, -EBADMSG, VGAPT_ROM_PCIR_OUTSIDE },
		{ 0x18, 2048 - PCIR_LEN + 1, -EBADMSG, VGAPT_ROM_PCIR_OUTSIDE },
		{ 0x40, 0x4350 + 1, -EBADMSG, VGAPT_ROM_NO_PCIR },
		{ 0x50, 0x0000, -EBADMSG, VGAPT_ROM_ZERO_LENGTH },
		{ 0x50, 0x0005, -EBADMSG, VGAPT_ROM_TOO_LONG },
		{ 0x50, 0x8000, -EBADMSG, VGAPT_ROM_TOO_LONG },	/* 16 MiB */
		{ 0x50, 0xffff, -EBADMSG, VGAPT_ROM_TOO_LONG },
	};
	struct vgapt_rom_image image, before;
	enum vgapt_rom_fault fault;
	size_t i;

	(void)state;
	memset(&image, 0x5a, sizeof(image));
	before = image;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u8 rom[4 * UNIT] = { 0 };
		int rc;

		put_image(rom, 0, &single);
		put16(rom + cases[i].at, cases[i].value);
		fault = VGAPT_ROM_GOOD;
		rc = vgapt_rom_image_check(rom, sizeof(rom), sizeof(rom), 0,
					   &image, &fault);
		check(rc == cases[i].rc && fault == cases[i].fault,
		      "case %zu: %d, fault %d", i, rc, fault);
		assert_memory_equal(&image, &before, sizeof(image));
	}

	/* the data structure lies behind its image */
	{
		static const struct want want = { 1, 0x300, 1, 2, 0, true };
		u8 rom[4 * UNIT] = { 0 };

		put_image(rom, 0, &want);
		assert_int_equal(vgapt_rom_image_check(rom, sizeof(rom),
						       sizeof(rom), 0, &image,
						       &fault), -EBADMSG);
		assert_int_equal(fault, VGAPT_ROM_PCIR_OUTSIDE);
	}
	/* there is no fault in what is good, or not read yet */
	{
		u8 rom[4 * UNIT] = { 0 };

		put_image(rom, 0, &single);
		fault = VGAPT_ROM_NUM_FAULTS;
		assert_int_equal(vgapt_rom_image_check(rom, 0x30, sizeof(rom),
						       0, &image, &fault),
				 0x40 + PCIR_LEN);
		assert_int_equal(vgapt_rom_image_check(rom, sizeof(rom),
						       sizeof(rom), 0, &image,
						       &fault), 0);
		assert_int_equal(fault, VGAPT_ROM_NUM_FAULTS);
	}
}

/* An image of NVIDIA's: 4 units by its PCIR at 1Ch, the extension at 40h. */
static void put_nvidia(u8 *rom, u32 offset, u8 code_type, bool last)
{
	struct want want = { 4, 0x1c, 0x10de, 0x1b80, code_type, last };

	put_image(rom, offset, &want);
}

static void npde_fields(void **state)
{
	struct vgapt_rom_image image;
	u8 rom[16 * UNIT] = { 0 };

	(void)state;
	put_nvidia(rom, 0, 0, true);
	put_npde(rom + 0x40, 0x101, 12, 3, false);
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_int_equal(image.npde, 0x40);
	assert_int_equal(image.npde_revision, 0x101);
	assert_int_equal(image.npde_units, 3);
	assert_int_equal(image.length, 3 * UNIT);
	assert_int_equal(image.claim, 4 * UNIT);
	assert_false(image.last);
	assert_true(image.pcir_last);
	/* nothing follows: all that the PCIR claims belongs to the ROM */
	measures(rom, sizeof(rom), 4 * UNIT);

	/* the extension's is the longer one */
	put_npde(rom + 0x40, 0x100, 11, 6, true);
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_int_equal(image.length, 6 * UNIT);
	assert_true(image.last);
	measures(rom, sizeof(rom), 6 * UNIT);
	/* longer than the ROM */
	refuses(rom, 5 * UNIT, -EBADMSG);

	/* too short for a flag: the PCIR's counts, unless more must follow */
	put_npde(rom + 0x40, 0x101, 10, 3, true);
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_false(image.last);
	put_npde(rom + 0x40, 0x101, 10, 4, false);
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_true(image.last);
	assert_int_equal(image.npde, 0x40);
}

static void npde_ignored(void **state)
{
	struct vgapt_rom_image image;
	u8 rom[16 * UNIT];
	int i;

	(void)state;
	for (i = 0; i < 9; i++) {
		memset(rom, 0, sizeof(rom));
		put_nvidia(rom, 0, i == 8 ? VGAPT_ROM_CODE_NBSI : 0, true);
		put_npde(rom + 0x40, 0x101, 12, 3, false);
		switch (i) {
		case 0:
			rom[0x40] = 'M';
			break;
		case 1:
			rom[0x43] = 'F';
			break;
		case 2:
			put16(rom + 0x44, 0x102);	/* revision */
			break;
		case 3:
			put16(rom + 0x48, 0);		/* no length */
			break;
		case 4:
			put16(rom + 0x1c + 4, 0x1002);	/* not NVIDIA's */
			break;
		case 5:
			put16(rom + 0x1c + 10, 8);	/* the PCIR is shorter */
			break;
		case 6:
			put16(rom + 0x1c + 10, 0xffff);	/* the PCIR is longer */
			break;
		case 7:
			memmove(rom + 0x41, rom + 0x40, 11);	/* unaligned */
			rom[0x40] = 0;
			break;
		}
		assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0,
					  &image), 0);
		check(!image.npde && !image.npde_revision && image.last &&
		      image.length == 4 * UNIT, "case %d", i);
	}

	/* so short that it would not lie inside itself */
	memset(rom, 0, sizeof(rom));
	{
		static const struct want want = { 4, 0x300, 0x10de, 1, 0, true };

		put_image(rom, 0, &want);
		put_npde(rom + 0x320, 0x101, 12, 1, false);
	}
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_int_equal(image.length, 4 * UNIT);
	put16(rom + 0x328, 2);
	assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom), 0, &image), 0);
	assert_int_equal(image.length, 2 * UNIT);
}

/* Its bytes are asked for as the others are. */
static void npde_truncated(void **state)
{
	struct vgapt_rom_image image;
	u8 rom[4 * UNIT] = { 0 };
	u32 avail;

	(void)state;
	put_nvidia(rom, 0, 0, true);
	put_npde(rom + 0x40, 0x101, 12, 3, true);
	for (avail = 0; avail < sizeof(rom); avail++) {
		int rc = image_at(rom, avail, sizeof(rom), 0, &image);

		if (avail < 0x1a)
			assert_int_equal(rc, 0x1a);
		else if (avail < 0x1c + PCIR_LEN)
			assert_int_equal(rc, 0x1c + PCIR_LEN);
		else if (avail < 0x4b)
			assert_int_equal(rc, 0x4b);
		else
			assert_int_equal(rc, 0);
	}
	measures(rom, sizeof(rom), 4 * UNIT);

	/* the image ends with it, or a byte before */
	{
		static const struct want want = { 1, 0x1dd, 0x10de, 1, 0, true };

		memset(rom, 0, sizeof(rom));
		put_image(rom, 0, &want);
		put16(rom + want.pcir + 10, 0x18);
		assert_int_equal(image_at(rom, UNIT, UNIT, 0, &image), 0);
		assert_int_equal(image.npde, 0);	/* 200h: outside */
		put16(rom + 0x18, 0x1d0);
		memmove(rom + 0x1d0, rom + 0x1dd, PCIR_LEN);
		put_npde(rom + 0x1f0, 0x101, 12, 1, true);
		assert_int_equal(image_at(rom, UNIT, UNIT, 0, &image), 0);
		assert_int_equal(image.npde, 0x1f0);
		for (avail = 0x1e8; avail < 0x1fb; avail++)
			assert_int_equal(image_at(rom, avail, UNIT, 0, &image),
					 0x1fb);
	}
}

/* NVIDIA's own images, with signatures nobody else reads. */
static void nvidia_signatures(void **state)
{
	static const u8 signatures[][2] = { { 0x56, 0x4e }, { 0x77, 0xbb } };
	static const char * const structures[] = { "NPDS", "RGIS", "PCIR" };
	struct vgapt_rom_image image;
	enum vgapt_rom_fault fault;
	u8 rom[16 * UNIT];
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(signatures); i++) {
		for (j = 0; j < ARRAY_SIZE(structures); j++) {
			memset(rom, 0, sizeof(rom));
			put_nvidia(rom, 0, 0, true);
			put_npde(rom + 0x40, 0x101, 12, 4, false);
			put_nvidia(rom, 4 * UNIT, 0xe0, false);
			put_npde(rom + 4 * UNIT + 0x40, 0x101, 12, 5, true);
			memcpy(rom + 4 * UNIT, signatures[i], 2);
			memcpy(rom + 4 * UNIT + 0x1c, structures[j], 4);
			assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom),
						  4 * UNIT, &image), 0);
			assert_int_equal(image.code_type, 0xe0);
			assert_int_equal(image.length, 5 * UNIT);
			assert_true(image.last);
			assert_int_equal(image.checksum, VGAPT_ROM_SUM_NONE);
			measures(rom, sizeof(rom), 9 * UNIT);

			/* not x86 code, whatever the type says */
			rom[4 * UNIT + 0x1c + 0x14] = 0;
			assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom),
						  4 * UNIT, &image), 0);
			assert_int_equal(image.checksum, VGAPT_ROM_SUM_NONE);

			/* nobody else's, and not the first one */
			put16(rom + 4 * UNIT + 0x1c + 4, 0x1002);
			assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom),
						  4 * UNIT, &image), -ENODATA);
			put16(rom + 4 * UNIT + 0x1c + 4, 0x10de);
			refuses(rom + 4 * UNIT, 12 * UNIT, -ENODATA);

			/* without a data structure it is no image */
			rom[4 * UNIT + 0x1c] ^= 1;
			assert_int_equal(vgapt_rom_image_check(rom, sizeof(rom),
							       sizeof(rom),
							       4 * UNIT, &image,
							       &fault),
					 -ENODATA);
			assert_int_equal(fault, VGAPT_ROM_NO_SIGNATURE);
			put16(rom + 4 * UNIT + 0x18, 0);
			assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom),
						  4 * UNIT, &image), -ENODATA);
			put16(rom + 4 * UNIT + 0x18, 0xffff);
			assert_int_equal(image_at(rom, sizeof(rom), sizeof(rom),
						  4 * UNIT, &image), -ENODATA);
			measures(rom, sizeof(rom), 4 * UNIT);
		}
	}
}

/* SeaBIOS's own VGA BIOSes: the images a guest runs. */
static void seabios_images(void **state)
{
	static const char pattern[] = "/usr/share/seabios/vgabios-*.bin";
	size_t i, measured = 0;
	glob_t found;

	(void)state;
	if (glob(pattern, 0, NULL, &found)) {
		print_message("# skipped: there is no %s (Debian's package seabios)\n",
			      pattern);
		skip();
	}
	for (i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		FILE *file = fopen(path, "rb");
		u32 size, expected, length = 0;
		struct vgapt_rom_image image;
		u8 *rom;
		int rc;

		assert_non_null(file);
		rom = calloc(1, 1 << 20);
		assert_non_null(rom);
		size = (u32)fread(rom, 1, 1 << 20, file);
		fclose(file);

		rc = measure_by_asking(rom, size, &length);
		check(rc == judge(rom, size, &expected) &&
		      (rc || length == expected),
		      "%s: %d, length %u", path, rc, length);
		if (!rc) {
			measured++;
			check(length == size, "%s: length %u of %u", path,
			      length, size);
			rc = vgapt_rom_image_at(rom, size, size, 0, &image);
			check(!rc && image.code_type == VGAPT_ROM_CODE_X86 &&
			      image.last && image.vendor &&
			      image.vendor != 0xffff,
			      "%s: %d, code type %u", path, rc,
			      image.code_type);
		}
		free(rom);
	}
	/* isavga and the like are not PCI ROMs; most are */
	print_message("# %zu of %zu images are PCI ROMs\n", measured,
		      (size_t)found.gl_pathc);
	globfree(&found);
	assert_true(measured);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_image),
		cmocka_unit_test(last_flag_is_one_bit),
		cmocka_unit_test(chained_images),
		cmocka_unit_test(chain_without_end),
		cmocka_unit_test(not_a_rom),
		cmocka_unit_test(header_without_pcir),
		cmocka_unit_test(every_pointer),
		cmocka_unit_test(pointer_at_its_limits),
		cmocka_unit_test(pcir_behind_its_image),
		cmocka_unit_test(claimed_length),
		cmocka_unit_test(longest_image),
		cmocka_unit_test(offsets_outside),
		cmocka_unit_test(truncated_everywhere),
		cmocka_unit_test(headers_truncated),
		cmocka_unit_test(body_not_read),
		cmocka_unit_test(more_read_than_there_is),
		cmocka_unit_test(mutations),
		cmocka_unit_test(noise),
		cmocka_unit_test(every_field),
		cmocka_unit_test(efi_fields),
		cmocka_unit_test(faults),
		cmocka_unit_test(npde_fields),
		cmocka_unit_test(npde_ignored),
		cmocka_unit_test(npde_truncated),
		cmocka_unit_test(nvidia_signatures),
		cmocka_unit_test(seabios_images),
	};

	return cmocka_run_group_tests_name("rom_image", tests, NULL, NULL);
}
