// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/vfct_make.c: a VFCT for a guest.  What is written is looked at byte by byte,
 * and as amdgpu's and our own finder see it.  Every ROM and every table is in a block
 * that ends where it does, so that the address sanitizer sees a byte too many.
 */
#include "pure/rom/vfct_make.h"
#include "unit.h"
#include "rom_maker.h"

#define FIRST	0x4cU
#define HEADER	28U
#define AMD	0x1002
#define DEVICE	0x1636

static const struct vgapt_rom_ids ids = { AMD, DEVICE, 0x17aa, 0x3f1a, 0x30000 };
/* 00:06.0, as a guest sees what xl gives it with vslot=6 */
static const struct vgapt_sbdf place = { 0, 0, 6 << 3 };

static u32 get32(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

static u8 sum_of(const u8 *p, u32 size)
{
	u8 sum = 0;

	while (size--)
		sum += *p++;
	return sum;
}

/* An image with AMD's tables, and letters in it that tell it from others. */
static void put_atom(u8 *image, u8 letter, const struct want *want)
{
	memset(image, letter, want->units * UNIT);
	put_image(image, 0, want);
	memcpy(image + 0x30, " 761295520", 10);
	put16(image + 0x48, 0x80);
	memcpy(image + 0x84, "ATOM", 4);
	if (!want->code_type)
		put_sum(image, want->units);
}

static const struct want vbios = { 3, 0x100, AMD, DEVICE, 0, true };
static const struct want first = { 3, 0x100, AMD, DEVICE, 0, false };
static const struct want others = { 2, 0x100, 0x10de, 0x1234, 0, false };
static const struct want gop = { 2, 0x100, 0x03ea, 0x0668, 3, true };
static const struct want gop_first = { 2, 0x100, AMD, DEVICE, 3, false };

static u8 *block(const u8 *rom, u32 size)
{
	u8 *p = malloc(size ? size : 1);

	assert_non_null(p);
	memcpy(p, rom, size);
	return p;
}

static int pick(const u8 *rom, u32 size, struct vgapt_rom_report *report,
		struct vgapt_vfct_image *found)
{
	u8 *p = block(rom, size);
	int rc;

	found->offset = 0xdead;
	found->length = 0xdead;
	found->moved = true;
	rc = vgapt_vfct_pick(p, size, &ids, report, found);
	if (rc) {
		assert_int_equal(found->offset, 0xdead);
		assert_int_equal(found->length, 0xdead);
		assert_true(found->moved);
	} else {
		assert_false(found->moved);
	}
	free(p);
	return rc;
}

static void picks_the_x86_image(void **state)
{
	struct vgapt_rom_report report;
	struct vgapt_vfct_image found;
	u8 rom[16 * UNIT] = { 0 };

	(void)state;
	put_atom(rom, 'a', &vbios);
	assert_int_equal(pick(rom, 3 * UNIT, &report, &found), 0);
	assert_int_equal(found.offset, 0);
	assert_int_equal(found.length, 3 * UNIT);
	assert_int_equal(report.fault, VGAPT_ROM_GOOD);
	assert_true(report.flags & VGAPT_ROM_IDS_MATCH);

	/* what is behind it stays behind: UEFI's image, padding */
	put_atom(rom, 'a', &first);
	put_image(rom, 3 * UNIT, &gop);
	assert_int_equal(pick(rom, 5 * UNIT + 100, &report, &found), 0);
	assert_int_equal(found.offset, 0);
	assert_int_equal(found.length, 3 * UNIT);
	assert_int_equal(report.num_images, 1);

	/* and what is before it */
	put_image(rom, 0, &gop_first);
	put_atom(rom + 2 * UNIT, 'a', &vbios);
	assert_int_equal(pick(rom, 5 * UNIT, &report, &found), 0);
	assert_int_equal(found.offset, 2 * UNIT);
	assert_int_equal(found.length, 3 * UNIT);

	/* another vendor's is not it */
	put_image(rom, 0, &others);
	assert_int_equal(pick(rom, 5 * UNIT, &report, &found), 0);
	assert_int_equal(found.offset, 2 * UNIT);

	/* a container */
	memset(rom, 0xff, 2 * UNIT);
	assert_int_equal(pick(rom, 5 * UNIT, &report, &found), 0);
	assert_int_equal(found.offset, 2 * UNIT);
}

/* What tells against running it does not tell against its tables; it is told. */
static void picks_what_no_bios_runs(void **state)
{
	const struct want sister = { 3, 0x100, AMD, 0x1638, 0, true };
	struct vgapt_rom_report report;
	struct vgapt_vfct_image found;
	u8 rom[3 * UNIT];

	(void)state;
	put_atom(rom, 0, &vbios);
	assert_int_equal(pick(rom, sizeof(rom), &report, &found), 0);
	assert_true(report.flags & VGAPT_ROM_NO_CODE);

	put_atom(rom, 'a', &vbios);
	rom[0x300]++;
	assert_int_equal(pick(rom, sizeof(rom), &report, &found), 0);
	assert_int_equal(report.fault, VGAPT_ROM_BAD_CHECKSUM);

	put_atom(rom, 'a', &sister);
	assert_int_equal(pick(rom, sizeof(rom), &report, &found), 0);
	assert_true(report.flags & VGAPT_ROM_OTHER_DEVICE);
	assert_int_equal(report.images[0].device, 0x1638);
}

static void picks_nothing(void **state)
{
	const struct want nvidia = { 3, 0x100, 0x10de, 0x1234, 0, true };
	struct vgapt_rom_report report;
	struct vgapt_vfct_image found;
	u8 rom[3 * UNIT];

	(void)state;
	memset(rom, 'x', sizeof(rom));
	assert_int_equal(pick(rom, sizeof(rom), &report, &found), -EBADMSG);
	assert_int_equal(report.fault, VGAPT_ROM_NO_SIGNATURE);
	assert_int_equal(pick(rom, 0, &report, &found), -EBADMSG);

	put_atom(rom, 'a', &vbios);
	assert_int_equal(pick(rom, 2 * UNIT, &report, &found), -EBADMSG);
	assert_int_equal(report.fault, VGAPT_ROM_TOO_LONG);

	put_atom(rom, 'a', &nvidia);
	assert_int_equal(pick(rom, sizeof(rom), &report, &found), -EXDEV);

	/* for UEFI alone; AMD's tables in such an image are none for its driver */
	put_atom(rom, 'a', &gop);
	put_efi(rom, 2);
	assert_int_equal(pick(rom, 2 * UNIT, &report, &found), -ENODATA);

	put_atom(rom, 'a', &vbios);
	rom[0x84] = 'B';
	assert_int_equal(pick(rom, sizeof(rom), &report, &found), -ENOENT);
	put_atom(rom, 'a', &vbios);
	rom[0x30] = 'x';
	assert_int_equal(pick(rom, sizeof(rom), &report, &found), -ENOENT);
}

static u8 *make(const struct vgapt_sbdf *at, u32 length, u32 *size)
{
	u8 *image = malloc(length), *table;

	assert_non_null(image);
	memset(image, 0xa5, length);
	*size = vgapt_vfct_size(length);
	table = malloc(*size);
	assert_non_null(table);
	memset(table, 0x5a, *size);
	assert_int_equal(vgapt_vfct_make(&ids, at, image, length, table, *size), 0);
	free(image);
	return table;
}

/* ACPI Specification 6.x, 5.2.6, and AMD's atombios.h, by hand */
static void writes_every_byte(void **state)
{
	static const u8 head[FIRST + HEADER] = {
		'V', 'F', 'C', 'T', 0x84, 0xd4, 0x00, 0x00, 1, 0,
		'V', 'G', 'A', 'P', 'T', ' ',
		'X', 'E', 'N', 'V', 'G', 'A', 'P', 'T', 1, 0, 0, 0,
		'V', 'G', 'P', 'T', 1, 0, 0, 0,
		0x32, 0x9b, 0xa3, 0x5d, 0xbd, 0xc6, 0xcf, 0x49,
		0x95, 0xa6, 0xe8, 0xe4, 0x2e, 0xcd, 0x79, 0xa7,
		0x4c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		/* bus, device, function, ids, none of the subsystem, revision, length */
		0, 0, 0, 0, 0x1f, 0, 0, 0, 7, 0, 0, 0, 0x02, 0x10, 0x36, 0x16, 0, 0, 0, 0,
		1, 0, 0, 0, 0x00, 0xd4, 0x00, 0x00,
	};
	const struct vgapt_sbdf last = { 0, 0, 0xff };
	u32 size, i;
	u8 *table = make(&last, 0xd400, &size);

	(void)state;
	/* as large as a real table with such an image */
	assert_int_equal(size, 54404);
	assert_int_equal(sum_of(table, size), 0);
	table[9] = 0;	/* by which they do */
	assert_memory_equal(table, head, sizeof(head));
	for (i = 0; i < 0xd400; i++)
		assert_int_equal(table[sizeof(head) + i], 0xa5);
	for (i = size - HEADER; i < size; i++)
		assert_int_equal(table[i], 0);
	free(table);
}

/* As amdgpu looks for it, by what its source says; the offset in the table, or 0. */
static u32 amdgpu_finds(const u8 *table, u32 bus, u32 device, u32 function, u32 dev_id)
{
	u32 size = get32(table + 4), at = get32(table + 0x34);

	assert_true(size >= FIRST);
	while (at < size) {
		const u8 *image = table + at;

		assert_true(at + HEADER <= size);
		at += HEADER + get32(image + 0x18);
		assert_true(at <= size);
		if (get32(image + 0x18) && get32(image) == bus && get32(image + 4) == device &&
		    get32(image + 8) == function && get32(image + 0xc) == (dev_id << 16 | AMD))
			return image + HEADER - table;
	}
	return 0;
}

static void is_found_in_the_guest(void **state)
{
	static const u32 lengths[] = { 1, 0x4a, 16896, 55296, 65536, 1U << 20 };
	const struct vgapt_sbdf moved = { 0, 3, 6 << 3 };
	struct vgapt_vfct_image found;
	u32 i, devfn, size;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		u8 *table = make(&place, lengths[i], &size);

		assert_int_equal(sum_of(table, size), 0);
		assert_int_equal(get32(table + 4), size);
		assert_int_equal(amdgpu_finds(table, 0, 6, 0, DEVICE), FIRST + HEADER);
		assert_int_equal(amdgpu_finds(table, 0, 6, 0, DEVICE + 1), 0);
		assert_int_equal(amdgpu_finds(table, 0, 7, 0, DEVICE), 0);
		assert_int_equal(vgapt_vfct_find(table, size, &ids, &place, false, &found), 0);
		assert_int_equal(found.offset, FIRST + HEADER);
		assert_int_equal(found.length, lengths[i]);
		assert_false(found.moved);
		assert_int_equal(vgapt_vfct_find(table, size, &ids, &moved, true, &found), 0);
		assert_true(found.moved);
		free(table);
	}
	for (devfn = 0; devfn < 256; devfn++) {
		const struct vgapt_sbdf at = { 0, 0, devfn };
		u8 *table = make(&at, 600, &size);

		assert_int_equal(sum_of(table, size), 0);
		assert_int_equal(amdgpu_finds(table, 0, devfn >> 3, devfn & 7, DEVICE), FIRST + HEADER);
		assert_int_equal(vgapt_vfct_find(table, size, &ids, &at, false, &found), 0);
		free(table);
	}
}

static void refuses_what_cannot_be(void **state)
{
	const struct vgapt_sbdf segment = { 1, 0, 6 << 3 };
	u8 table[FIRST + 2 * HEADER + 8], before[sizeof(table)], image[8] = { 0 };

	(void)state;
	memset(before, 0x5a, sizeof(before));
	memcpy(table, before, sizeof(table));
	assert_int_equal(vgapt_vfct_size(8), sizeof(table));
	assert_int_equal(vgapt_vfct_make(&ids, &segment, image, 8, table, sizeof(table)), -EINVAL);
	assert_int_equal(vgapt_vfct_make(&ids, &place, image, 7, table, sizeof(table)), -EINVAL);
	assert_int_equal(vgapt_vfct_make(&ids, &place, image, 8, table, sizeof(table) - 1), -EINVAL);
	assert_int_equal(vgapt_vfct_make(&ids, &place, image, 0, table, FIRST + 2 * HEADER), -EINVAL);
	assert_int_equal(vgapt_vfct_make(&ids, &place, image, 0, NULL, 0), -EINVAL);
	assert_int_equal(vgapt_vfct_make(&ids, &place, image, 0xffffffff, NULL, 0), -EINVAL);
	assert_memory_equal(table, before, sizeof(table));

	/* the largest that the header can tell of */
	assert_int_equal(vgapt_vfct_size(0), 0);
	assert_int_equal(vgapt_vfct_size(0xffffffff - FIRST - 2 * HEADER), 0xffffffff);
	assert_int_equal(vgapt_vfct_size(0xffffffff - FIRST - 2 * HEADER + 1), 0);
	assert_int_equal(vgapt_vfct_size(0xffffffff), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(picks_the_x86_image),
		cmocka_unit_test(picks_what_no_bios_runs),
		cmocka_unit_test(picks_nothing),
		cmocka_unit_test(writes_every_byte),
		cmocka_unit_test(is_found_in_the_guest),
		cmocka_unit_test(refuses_what_cannot_be),
	};

	return cmocka_run_group_tests_name("vfct_make", tests, NULL, NULL);
}
