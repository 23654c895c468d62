// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/assemble.c: one ROM from several files.
 *
 * What counts is what firmware finds in the result: walk() goes from image to image
 * by the PCI data structures alone, as firmware does.
 */
#include "pure/rom/assemble.h"
#include "unit.h"
#include "rom_maker.h"

#define SIZE	(12U * UNIT)
#define ROOM	(40U * UNIT)

static struct vgapt_rom_assembly done;
static struct vgapt_rom_report report;
static struct vgapt_rom_piece pieces[20];
static u8 vbios[SIZE], gop[SIZE], third[SIZE], rom[ROOM];

static const struct want x86 = { 4, 0x1b0, 0x1002, 0x67df, 0x00, true };
static const struct want x64 = { 2, 0x1c, 0x1002, 0xffff, 0x03, true };

/* An x86 image of @units in @p, whose sum is right. */
static void make_x86(u8 *p, const struct want *want)
{
	memset(p, 0x5a, SIZE);
	put_image(p, 0, want);
	put_sum(p, want->units);
}

static void make_efi(u8 *p, const struct want *want)
{
	memset(p, 0x3c, SIZE);
	put_image(p, 0, want);
	put_efi(p, want->units);
}

/* Assemble the first @sizes[i] bytes of each, with nothing behind them. */
static bool assemble(u32 room, u32 count, ...)
{
	u8 *block[ARRAY_SIZE(pieces)], *buf, *out;
	va_list ap;
	bool ok;
	u32 i;

	va_start(ap, count);
	for (i = 0; i < count; i++) {
		const u8 *from = va_arg(ap, const u8 *);

		pieces[i].size = va_arg(ap, u32);
		pieces[i].data = exact(from, pieces[i].size, &block[i]);
	}
	va_end(ap);
	memset(rom, 0xee, ROOM);
	buf = exact(rom, room, &out);
	memset(&done, 0xa5, sizeof(done));
	memset(&report, 0xa5, sizeof(report));
	ok = vgapt_rom_assemble(pieces, count, buf, room, &report, &done);
	memcpy(rom, buf, room);
	free(out);
	for (i = 0; i < count; i++)
		free(block[i]);
	assert_int_equal(ok, done.why == VGAPT_ROM_JOINED);
	return ok;
}

/* How many images firmware finds, up to the one that is marked as the last. */
static u32 walk(void)
{
	u32 at = 0, n = 0;

	for (;;) {
		const u8 *p = rom + at, *pcir;

		check(at + UNIT <= done.length, "no last image, %u found", n);
		assert_int_equal(p[0], 0x55);
		assert_int_equal(p[1], 0xaa);
		pcir = p + p[0x18] + 256 * p[0x19];
		assert_memory_equal(pcir, "PCIR", 4);
		n++;
		at += (pcir[0x10] + 256 * pcir[0x11]) * UNIT;
		if (pcir[0x15] & 0x80)
			return n;
	}
}

static u32 sum_of(u32 at, u32 units)
{
	u32 i, sum = 0;

	for (i = 0; i < units * UNIT; i++)
		sum += rom[at + i];
	return sum & 0xff;
}

/* Nothing differs from @from but the mark, at @mark, and the byte for the sum. */
static void only(const struct vgapt_rom_joined *it, const u8 *from, u32 mark)
{
	u32 i;

	for (i = 0; i < it->length; i++) {
		u32 at = it->offset + i;

		if (i == mark)
			check((rom[at] ^ from[i]) == 0x80, "the mark is as it was");
		else if (it->sum_before != it->sum_after && at == it->sum_at)
			assert_int_equal(from[i], it->sum_before);
		else
			check(rom[at] == from[i], "byte %#x has changed", at);
	}
}

#define NOWHERE	(~0U)

static void legacy_and_efi(void **state)
{
	(void)state;
	make_x86(vbios, &x86);
	make_efi(gop, &x64);
	assert_true(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.length, 6 * UNIT);
	assert_int_equal(done.num_images, 2);
	assert_int_equal(walk(), 2);
	assert_int_equal(sum_of(0, 4), 0);
	assert_int_equal(report.fault, VGAPT_ROM_GOOD);
	assert_int_equal(report.num_images, 2);
	assert_false(report.flags & VGAPT_ROM_NO_LAST_FLAG);

	assert_int_equal(done.images[0].piece, 0);
	assert_int_equal(done.images[0].offset, 0);
	assert_true(done.images[0].x86);
	assert_true(done.images[0].unmarked);
	assert_false(done.images[0].marked);
	assert_int_equal(done.images[0].sum_at, 4 * UNIT - 1);
	assert_int_equal(done.images[0].sum_after, done.images[0].sum_before ^ 0x80);
	only(&done.images[0], vbios, 0x1b0 + 0x15);

	assert_int_equal(done.images[1].piece, 1);
	assert_int_equal(done.images[1].from, 0);
	assert_int_equal(done.images[1].offset, 4 * UNIT);
	assert_true(done.images[1].efi);
	assert_int_equal(done.images[1].efi_machine, 0x8664);
	assert_false(done.images[1].marked || done.images[1].unmarked);
	only(&done.images[1], gop, NOWHERE);

	/* nothing behind what was asked for is written to */
	assert_int_equal(rom[6 * UNIT], 0xee);
}

/* Whatever the order: firmware looks at all images. */
static void efi_first(void **state)
{
	(void)state;
	make_x86(vbios, &x86);
	make_efi(gop, &x64);
	assert_true(assemble(ROOM, 2, gop, 2 * UNIT, vbios, 4 * UNIT));
	assert_int_equal(walk(), 2);
	only(&done.images[0], gop, 0x1c + 0x15);
	only(&done.images[1], vbios, NOWHERE);
	assert_int_equal(sum_of(2 * UNIT, 4), 0);
}

/* A chain is taken as it is, without what is around it. */
static void chains(void **state)
{
	static const struct want chain[] = {
		{ 4, 0x1b0, 0x1002, 0x67df, 0x00, false },
		{ 2, 0x1c, 0x1002, 0x67df, 0x42, true },
	};
	static const struct want other[] = {
		{ 2, 0x1c, 0x1002, 0xffff, 0x03, false },
		{ 1, 0x1c, 0x1002, 0xffff, 0x03, false },
	};

	(void)state;
	memset(vbios, 0x77, SIZE);
	put_chain(vbios + UNIT, chain, 2);
	put_sum(vbios + UNIT, 4);
	make_efi(gop, &other[0]);
	put_chain(gop, other, 2);
	put_efi(gop, 2);
	put_efi(gop + 2 * UNIT, 1);
	put16(gop + 2 * UNIT + 0x0a, 0xaa64);
	/* the second one's last image does not say that it is: it is marked */
	assert_true(assemble(ROOM, 2, vbios, 9 * UNIT, gop, 5 * UNIT));
	assert_int_equal(done.length, 9 * UNIT);
	assert_int_equal(done.num_images, 4);
	assert_int_equal(walk(), 4);
	assert_int_equal(sum_of(0, 4), 0);
	assert_int_equal(done.images[0].from, UNIT);
	only(&done.images[0], vbios + UNIT, NOWHERE);
	assert_int_equal(done.images[1].from, 5 * UNIT);
	assert_true(done.images[1].unmarked);
	only(&done.images[1], vbios + 5 * UNIT, 0x1c + 0x15);
	only(&done.images[2], gop, NOWHERE);
	assert_int_equal(done.images[3].from, 2 * UNIT);
	assert_true(done.images[3].marked);
	only(&done.images[3], gop + 2 * UNIT, 0x1c + 0x15);

	/* and a first one's is not marked: there was nothing to do */
	assert_true(assemble(ROOM, 2, gop, 5 * UNIT, vbios, 9 * UNIT));
	assert_int_equal(walk(), 4);
	assert_false(done.images[1].marked || done.images[1].unmarked);
}

/* AMD's have the byte at 21h. */
static void of_amds(void **state)
{
	(void)state;
	make_x86(vbios, &x86);
	memcpy(vbios + 0x30, " 761295520", 10);
	put16(vbios + 0x48, 0x80);
	memcpy(vbios + 0x84, "ATOM", 4);
	put_sum(vbios, 4);
	make_efi(gop, &x64);
	assert_true(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.images[0].sum_at, 0x21);
	assert_int_equal(sum_of(0, 4), 0);
	only(&done.images[0], vbios, 0x1b0 + 0x15);

	/* also as the second piece, without the last mark before */
	vbios[0x1b0 + 0x15] = 0;
	put_sum(vbios, 4);
	assert_true(assemble(ROOM, 2, gop, 2 * UNIT, vbios, 4 * UNIT));
	assert_int_equal(done.images[1].sum_at, 2 * UNIT + 0x21);
	assert_true(done.images[1].marked);
	assert_int_equal(sum_of(2 * UNIT, 4), 0);
}

/* What an image tells firmware to run is not its length. */
static void another_length_to_run(void **state)
{
	(void)state;
	make_x86(vbios, &x86);
	vbios[2] = 3;
	put_sum(vbios, 3);
	vbios[4 * UNIT - 1] = 0x11;
	make_efi(gop, &x64);
	assert_true(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.images[0].length, 4 * UNIT);
	assert_int_equal(done.images[1].offset, 4 * UNIT);
	assert_int_equal(done.images[0].sum_at, 3 * UNIT - 1);
	assert_int_equal(rom[2], 3);
	assert_int_equal(sum_of(0, 3), 0);

	/* The mark is not among the bytes that are added up. */
	vbios[2] = 0;
	assert_true(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.images[0].sum_before, done.images[0].sum_after);
	assert_int_equal(report.fault, VGAPT_ROM_BAD_CHECKSUM);

	/* It would run the other's. */
	vbios[2] = 5;
	assert_false(assemble(ROOM, 2, vbios, 6 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_OVERLAP);
	assert_int_equal(done.piece, 0);
	assert_int_equal(done.at, 0);
	assert_true(assemble(ROOM, 2, gop, 2 * UNIT, vbios, 6 * UNIT));
	assert_int_equal(walk(), 2);
}

/* Nobody is told that a broken image is whole. */
static void a_wrong_sum_stays_wrong(void **state)
{
	u32 wrong;

	(void)state;
	make_efi(gop, &x64);
	for (wrong = 1; wrong < 256; wrong++) {
		make_x86(vbios, &x86);
		vbios[0x80] += wrong;
		assert_true(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
		assert_int_equal(sum_of(0, 4), wrong);
		assert_int_equal(report.fault, VGAPT_ROM_BAD_CHECKSUM);
	}
}

/* One that runs into the next image, whose mark is set, and which has no sum. */
static void a_sum_over_the_next(void **state)
{
	static const struct want chain[] = {
		{ 2, 0x1c, 0x1002, 0x67df, 0x00, false },
		{ 2, 0x1c, 0x1002, 0x67c4, 0x42, false },
	};

	(void)state;
	make_efi(gop, &x64);
	memset(vbios, 0x5a, SIZE);
	put_chain(vbios, chain, 2);
	vbios[2] = 4;
	put_sum(vbios, 4);
	assert_true(assemble(ROOM, 2, gop, 2 * UNIT, vbios, 4 * UNIT));
	assert_int_equal(walk(), 3);
	assert_true(done.images[2].marked);
	/* a byte of its own makes up for that */
	assert_int_equal(done.images[1].sum_at, 2 * UNIT + 6);
	assert_int_equal(sum_of(2 * UNIT, 4), 0);
}

/* As NVIDIA's: two images for firmware, two of its own behind them. */
static void make_nvidia(u8 *p, bool own)
{
	static const struct want chain[] = {
		{ 2, 0x1c, 0x10de, 0x1b80, 0x00, false },
		{ 1, 0x1c, 0x10de, 0x1b80, 0x03, true },
		{ 1, 0x1c, 0x10de, 0x1b80, 0xe0, true },
	};
	u32 i, at = 0;

	memset(p, 0x5a, SIZE);
	put_chain(p, chain, own ? 3 : 2);
	put_efi(p + 2 * UNIT, 1);
	for (i = 0; i < (own ? 3 : 2); i++) {
		put_npde(p + at + 0x40, 0x101, 12, chain[i].units, i == (own ? 2 : 1));
		at += chain[i].units * UNIT;
	}
	/* where it is looked for: behind the structure, at a multiple of 16 */
	for (at = 0, i = 0; i < (own ? 3 : 2); i++) {
		put16(p + at + 0x1c + 0x0a, 0x20);
		at += chain[i].units * UNIT;
	}
	put_sum(p, 2);
}

static void of_nvidias(void **state)
{
	struct want arm = { 2, 0x1c, 0x10de, 0x1b80, 0x03, true };

	(void)state;
	make_efi(gop, &arm);
	put16(gop + 0x0a, 0xaa64);

	/* a plain chain: both marks go */
	make_nvidia(vbios, false);
	assert_true(assemble(ROOM, 2, vbios, 3 * UNIT, gop, 2 * UNIT));
	assert_int_equal(walk(), 3);
	assert_int_equal(report.num_images, 3);
	assert_true(report.flags & VGAPT_ROM_NPDE);
	assert_true(done.images[1].unmarked);
	assert_int_equal(rom[2 * UNIT + 0x1c + 0x15], 0);
	assert_int_equal(rom[2 * UNIT + 0x40 + 0x0a], 0);

	/* NVIDIA's own behind it: no firmware would find the other */
	make_nvidia(vbios, true);
	assert_false(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_OWN_WAY);
	assert_int_equal(done.piece, 0);
	assert_int_equal(done.at, 2 * UNIT);

	/* as the last piece it stays as it is */
	assert_true(assemble(ROOM, 2, gop, 2 * UNIT, vbios, 4 * UNIT));
	assert_int_equal(walk(), 3);
	assert_int_equal(report.num_images, 4);
	assert_memory_equal(rom + 2 * UNIT, vbios, 4 * UNIT);

	/* but for a last image that does not say so */
	vbios[3 * UNIT + 0x40 + 0x0a] = 0;
	assert_true(assemble(ROOM, 2, gop, 2 * UNIT, vbios, 4 * UNIT));
	assert_int_equal(report.num_images, 4);
	assert_false(report.flags & VGAPT_ROM_NO_LAST_FLAG);
	assert_true(done.images[3].marked);
	assert_int_equal(rom[5 * UNIT + 0x40 + 0x0a], 0x80);
	assert_int_equal(rom[4 * UNIT + 0x40 + 0x0a], 0);

	/* where only NVIDIA's extension has an end, firmware is told of one */
	make_nvidia(vbios, false);
	vbios[2 * UNIT + 0x1c + 0x15] = 0;
	assert_true(assemble(ROOM, 2, gop, 2 * UNIT, vbios, 3 * UNIT));
	assert_int_equal(walk(), 3);
	assert_true(done.images[2].marked);

	/* two lengths, two places for what comes behind */
	make_nvidia(vbios, false);
	put16(vbios + 2 * UNIT + 0x40 + 8, 2);
	assert_false(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_OWN_WAY);
}

/* An extension too short for the flag: what lies there is something else. */
static void no_flag(void **state)
{
	(void)state;
	make_efi(gop, &x64);
	make_nvidia(vbios, false);
	put_npde(vbios + 2 * UNIT + 0x40, 0x100, 10, 1, true);
	vbios[2 * UNIT + 0x1c + 0x14] = 0x42;
	assert_true(assemble(ROOM, 2, vbios, 3 * UNIT, gop, 2 * UNIT));
	assert_int_equal(walk(), 3);
	assert_int_equal(rom[2 * UNIT + 0x40 + 0x0a], 0x80);
}

/* The container goes, be it NVIDIA's or another. */
static void from_a_container(void **state)
{
	struct want want = { 2, 0x1c, 0x10de, 0x1b80, 0x00, true };

	(void)state;
	make_efi(gop, &x64);
	memset(vbios, 0xff, SIZE);
	memcpy(vbios, "NVGI\0\1\x20\0\x40\0\0\0", 12);
	put32(vbios + 0x24, 0x204);
	put_image(vbios + 0x204, 0, &want);
	put_sum(vbios + 0x204, 2);
	assert_true(assemble(ROOM, 2, vbios, 5 * UNIT, gop, 2 * UNIT));
	assert_int_equal(walk(), 2);
	assert_int_equal(done.length, 4 * UNIT);
	assert_int_equal(done.images[0].from, 0x204);
	assert_int_equal(done.images[0].offset, 0);
	assert_int_equal(sum_of(0, 2), 0);

	/* alone, too */
	assert_true(assemble(ROOM, 1, vbios, 5 * UNIT));
	assert_int_equal(done.length, 2 * UNIT);
	assert_memory_equal(rom, vbios + 0x204, 2 * UNIT);
}

static void refused(void **state)
{
	struct want more = { 2, 0x1c, 0x1002, 0x67c4, 0x00, true };

	(void)state;
	make_x86(vbios, &x86);
	make_efi(gop, &x64);

	/* cut off */
	assert_false(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 2 * UNIT - 1));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_BROKEN);
	assert_int_equal(done.fault, VGAPT_ROM_TOO_LONG);
	assert_int_equal(done.piece, 1);
	assert_false(assemble(ROOM, 2, vbios, 4 * UNIT, gop, 0));
	assert_int_equal(done.fault, VGAPT_ROM_EMPTY);
	assert_false(assemble(ROOM, 2, vbios + 1, 4 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.fault, VGAPT_ROM_NO_SIGNATURE);
	assert_int_equal(done.piece, 0);

	/* no room: the last byte counts */
	assert_true(assemble(6 * UNIT, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
	assert_false(assemble(6 * UNIT - 1, 2, vbios, 4 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_LARGE);
	assert_int_equal(done.piece, 1);
	assert_false(assemble(0, 1, vbios, 4 * UNIT));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_LARGE);

	/* two for one firmware */
	make_x86(third, &more);
	assert_false(assemble(ROOM, 3, vbios, 4 * UNIT, gop, 2 * UNIT, third, 2 * UNIT));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_TWICE);
	assert_int_equal(done.piece, 2);
	assert_int_equal(done.other, 0);
	assert_false(assemble(ROOM, 3, vbios, 4 * UNIT, gop, 2 * UNIT, gop, 2 * UNIT));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_TWICE);
	assert_int_equal(done.other, 1);

	/* for another machine it is another firmware; and what is neither may be there twice */
	make_efi(third, &x64);
	put16(third + 0x0a, 0xaa64);
	assert_true(assemble(ROOM, 3, vbios, 4 * UNIT, gop, 2 * UNIT, third, 2 * UNIT));
	assert_int_equal(walk(), 3);
	more.code_type = 0x42;
	make_x86(third, &more);
	assert_true(assemble(ROOM, 2, third, 2 * UNIT, third, 2 * UNIT));
}

/* As many as the module reads, and one more. */
static void many(void **state)
{
	static const struct want one = { 1, 0x1c, 0x1002, 0x67df, 0x42, true };
	u8 buf[ROOM];
	u32 i;

	(void)state;
	make_x86(third, &one);
	for (i = 0; i < ARRAY_SIZE(pieces); i++)
		pieces[i] = (struct vgapt_rom_piece){ third, UNIT };
	assert_true(vgapt_rom_assemble(pieces, VGAPT_ROM_MAX_IMAGES, buf, ROOM,
				       &report, &done));
	assert_int_equal(report.num_images, VGAPT_ROM_MAX_IMAGES);
	assert_int_equal(report.fault, VGAPT_ROM_GOOD);
	assert_false(vgapt_rom_assemble(pieces, VGAPT_ROM_MAX_IMAGES + 1, buf,
					ROOM, &report, &done));
	assert_int_equal(done.why, VGAPT_ROM_JOIN_MANY);
	assert_int_equal(done.piece, VGAPT_ROM_MAX_IMAGES);
}

static void bare_drivers(void **state)
{
	u8 *block, *buf;
	u32 size;

	(void)state;
	memset(third, 0, SIZE);
	memcpy(third, "MZ", 2);
	put32(third + 0x3c, 0x80);
	memcpy(third + 0x80, "PE\0\0", 4);
	put16(third + 0x80 + 24 + 68, 11);
	assert_true(vgapt_rom_bare_efi(third, SIZE));
	for (size = 0; size < 0x100; size++) {
		buf = exact(third, size, &block);
		assert_int_equal(vgapt_rom_bare_efi(buf, size),
				 size >= 0x80 + 24 + 70);
		free(block);
	}
	put16(third + 0x80 + 24 + 68, 3);	/* a program for Windows */
	assert_false(vgapt_rom_bare_efi(third, SIZE));
	put16(third + 0x80 + 24 + 68, 13);
	assert_true(vgapt_rom_bare_efi(third, SIZE));
	put32(third + 0x3c, 0xffffff00);
	assert_false(vgapt_rom_bare_efi(third, SIZE));
	put32(third + 0x3c, 0x81);
	assert_false(vgapt_rom_bare_efi(third, SIZE));
	put32(third + 0x3c, 0x80);
	third[0] = 'm';
	assert_false(vgapt_rom_bare_efi(third, SIZE));
}

/* Any bytes in the headers: nothing outside is touched (the sanitizer looks). */
static void noise(void **state)
{
	unsigned int seed = 20261203;
	u32 i, n, joined = 0;

	(void)state;
	for (n = 0; n < 20000; n++) {
		make_nvidia(vbios, n & 1);
		make_efi(gop, &x64);
		put16(gop + 0x0a, 0xaa64);
		for (i = 0; i < n % 3; i++)
			vbios[rand_r(&seed) % 4 * UNIT + rand_r(&seed) % 0x60u] =
				rand_r(&seed);
		if (n & 2 ? assemble(8 * UNIT, 2, vbios, 4 * UNIT, gop, 2 * UNIT) :
			    assemble(8 * UNIT, 2, gop, 2 * UNIT, vbios, 4 * UNIT)) {
			joined++;
			check(report.num_images == done.num_images, "run %u", n);
			assert_in_range(walk(), 2, done.num_images);
		}
	}
	assert_in_range(joined, 1000, 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(legacy_and_efi),
		cmocka_unit_test(efi_first),
		cmocka_unit_test(chains),
		cmocka_unit_test(of_amds),
		cmocka_unit_test(another_length_to_run),
		cmocka_unit_test(a_wrong_sum_stays_wrong),
		cmocka_unit_test(a_sum_over_the_next),
		cmocka_unit_test(of_nvidias),
		cmocka_unit_test(no_flag),
		cmocka_unit_test(from_a_container),
		cmocka_unit_test(refused),
		cmocka_unit_test(many),
		cmocka_unit_test(bare_drivers),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests_name("rom_assemble", tests, NULL, NULL);
}
