// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/report.c: what is said of a whole ROM.
 *
 * Every ROM is examined in a block that ends exactly where it does, so that the
 * address sanitizer sees a byte too many.
 */
#include "pure/rom/report.h"
#include "unit.h"
#include "rom_maker.h"

#include <glob.h>

static struct vgapt_rom_report report;

/* The report is filled with rubbish before: all of it must be written. */
static void examine(const u8 *rom, u32 size, const struct vgapt_rom_ids *ids)
{
	u8 *block, *buf = exact(rom, size, &block);
	u32 i;

	memset(&report, 0xa5, sizeof(report));
	vgapt_rom_examine(buf, size, ids, &report);
	free(block);

	/* what holds for any ROM */
	assert_true(report.num_images <= VGAPT_ROM_MAX_IMAGES);
	assert_true(report.container <= size);
	assert_true(report.length <= size - report.container);
	assert_true(report.trailing <=
		    size - report.container - report.length);
	assert_true(report.fault < VGAPT_ROM_NUM_FAULTS);
	assert_true(report.fault_offset <= size);
	for (i = 0; i < report.num_images; i++) {
		const struct vgapt_rom_image *image = &report.images[i];

		assert_true(image->offset >= report.container);
		assert_true(image->offset + image->length <=
			    report.container + report.length);
		assert_true(image->offset + image->claim <=
			    report.container + report.length);
	}
}

static void fault_is(enum vgapt_rom_fault fault, u32 offset)
{
	check(report.fault == fault && report.fault_offset == offset,
	      "fault %d (%s) at %#x, not %d at %#x", report.fault,
	      vgapt_rom_fault_name(report.fault), report.fault_offset, fault,
	      offset);
}

static void flags_are(u32 flags)
{
	check(report.flags == flags, "flags %#x, not %#x", report.flags, flags);
}

#define ANY	(VGAPT_ROM_HAS_X86 | VGAPT_ROM_HAS_EFI)

static const struct vgapt_rom_ids ids = {
	.vendor = 0x1002, .device = 0x6779, .subvendor = 0x1043,
	.subdevice = 0x0001, .class = 0x030000,
};

/* x86 of 3 units, EFI of 2, something unknown of 1: 6 units */
static void put_card(u8 *rom)
{
	static const struct want chain[] = {
		{ 3, 0x1c, 0x1002, 0x6779, 0x00, false },
		{ 2, 0x1c, 0x1002, 0x6779, 0x03, false },
		{ 1, 512 - PCIR_LEN, 0x1002, 0x6779, 0x42, true },
	};

	put_chain(rom, chain, ARRAY_SIZE(chain));
	put_efi(rom + 3 * UNIT, 2);
	put_sum(rom, 3);
}

static void chain_of_three(void **state)
{
	u8 rom[8 * UNIT];

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	put_card(rom);
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH);
	assert_int_equal(report.container, 0);
	assert_int_equal(report.length, 6 * UNIT);
	assert_int_equal(report.trailing, 0);
	assert_int_equal(report.num_images, 3);
	assert_int_equal(report.images[0].offset, 0);
	assert_int_equal(report.images[0].checksum, VGAPT_ROM_SUM_GOOD);
	assert_int_equal(report.images[1].offset, 3 * UNIT);
	assert_int_equal(report.images[1].code_type, VGAPT_ROM_CODE_EFI);
	assert_int_equal(report.images[1].checksum, VGAPT_ROM_SUM_NONE);
	assert_int_equal(report.images[1].efi_machine, 0x8664);
	assert_int_equal(report.images[2].offset, 5 * UNIT);
	assert_int_equal(report.images[2].code_type, 0x42);
	assert_true(report.images[2].last);

	/* nobody asks for whom it is */
	examine(rom, sizeof(rom), NULL);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY);

	/* EFI without its signature is nothing to UEFI firmware */
	rom[3 * UNIT + 4] = 0;
	examine(rom, sizeof(rom), NULL);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(VGAPT_ROM_HAS_X86);
}

static void no_x86(void **state)
{
	static const struct want want = { 4, 0x1c, 0x1002, 0x6779, 3, true };
	u8 rom[4 * UNIT] = { 0 };

	(void)state;
	put_image(rom, 0, &want);
	put_efi(rom, 4);
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(VGAPT_ROM_HAS_EFI | VGAPT_ROM_IDS_MATCH);
}

static void nothing_there(void **state)
{
	u8 rom[4 * UNIT];
	u32 size;

	(void)state;
	for (size = 0; size <= sizeof(rom); size += size < 40 ? 1 : 253) {
		memset(rom, 0xff, sizeof(rom));
		examine(rom, size, &ids);
		fault_is(VGAPT_ROM_EMPTY, 0);
		flags_are(0);
		assert_int_equal(report.num_images, 0);
		assert_int_equal(report.length, 0);
		memset(rom, 0, sizeof(rom));
		examine(rom, size, &ids);
		fault_is(VGAPT_ROM_EMPTY, 0);
	}
	/* one other byte, and it is something, but no ROM */
	memset(rom, 0, sizeof(rom));
	rom[sizeof(rom) - 1] = 0xff;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_NO_SIGNATURE, 0);
	/* all the same, but neither of these */
	memset(rom, 0xaa, sizeof(rom));
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_NO_SIGNATURE, 0);
}

/* A fault in the first, the second and the third image. */
static void fault_in_each_image(void **state)
{
	static const struct {
		u32 at;		/* from the image on; 40h and up: from its PCIR */
		u32 value;
		enum vgapt_rom_fault fault;
	} cases[] = {
		{ 0x18, 0x0000, VGAPT_ROM_NO_PCIR },
		{ 0x18, 0xffff, VGAPT_ROM_PCIR_OUTSIDE },
		{ 0x40, 0x4350 + 1, VGAPT_ROM_NO_PCIR },
		{ 0x50, 0x0000, VGAPT_ROM_ZERO_LENGTH },
		{ 0x50, 0x8000, VGAPT_ROM_TOO_LONG },		/* 16 MiB */
		{ 0x50, 0xffff, VGAPT_ROM_TOO_LONG },
	};
	static const u32 starts[] = { 0, 3 * UNIT, 5 * UNIT };
	static const u32 pcir[] = { 0x1c, 0x1c, 512 - PCIR_LEN };
	size_t i, k;

	(void)state;
	for (k = 0; k < ARRAY_SIZE(starts); k++) {
		for (i = 0; i < ARRAY_SIZE(cases); i++) {
			u8 rom[6 * UNIT];
			u32 at = cases[i].at;

			if (at >= 0x40)
				at += pcir[k] - 0x40;
			memset(rom, 0xff, sizeof(rom));
			put_card(rom);
			put16(rom + starts[k] + at, cases[i].value);
			examine(rom, sizeof(rom), &ids);
			fault_is(cases[i].fault, starts[k]);
			assert_int_equal(report.num_images, k);
			assert_int_equal(report.length, starts[k]);
		}
	}
}

static void signature_missing(void **state)
{
	u8 rom[6 * UNIT];

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	put_card(rom);
	/* the second image is not taken for a ROM of its own */
	rom[0] = 0x54;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_NO_SIGNATURE, 0);
	assert_int_equal(report.num_images, 0);
	rom[0] = 0x55;

	/* behind a good image: the chain just ends */
	rom[3 * UNIT] = 0x54;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(VGAPT_ROM_HAS_X86 | VGAPT_ROM_IDS_MATCH |
		  VGAPT_ROM_NO_LAST_FLAG);
	assert_int_equal(report.num_images, 1);
	assert_int_equal(report.length, 3 * UNIT);
	/* all but the zeros in which the last PCIR ends */
	assert_int_equal(report.trailing, 3 * UNIT - 2);
}

static void no_last_flag(void **state)
{
	u8 rom[8 * UNIT];
	u32 size;

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	put_card(rom);
	rom[6 * UNIT - PCIR_LEN + 0x15] = 0;
	for (size = 6 * UNIT; size <= sizeof(rom); size += 13) {
		examine(rom, size, &ids);
		fault_is(VGAPT_ROM_GOOD, 0);
		flags_are(ANY | VGAPT_ROM_IDS_MATCH | VGAPT_ROM_NO_LAST_FLAG);
		assert_int_equal(report.num_images, 3);
		assert_int_equal(report.length, 6 * UNIT);
	}
}

static void trailing_bytes(void **state)
{
	u8 rom[9 * UNIT];

	(void)state;
	memset(rom, 0, sizeof(rom));
	put_card(rom);
	memset(rom + 8 * UNIT, 0xff, UNIT);
	examine(rom, sizeof(rom), NULL);	/* padding of both kinds */
	assert_int_equal(report.trailing, 0);
	rom[6 * UNIT] = 1;
	examine(rom, sizeof(rom), NULL);
	assert_int_equal(report.trailing, 1);
	rom[7 * UNIT + 99] = 0x80;
	examine(rom, sizeof(rom), NULL);
	assert_int_equal(report.trailing, UNIT + 100);
	fault_is(VGAPT_ROM_GOOD, 0);
	rom[sizeof(rom) - 1] = 1;
	examine(rom, sizeof(rom), NULL);
	assert_int_equal(report.trailing, 3 * UNIT);
	/* a last image that ends in padding is not cut short */
	examine(rom, 6 * UNIT, NULL);
	assert_int_equal(report.length, 6 * UNIT);
	assert_int_equal(report.trailing, 0);
}

static void truncated_everywhere(void **state)
{
	u8 rom[6 * UNIT];
	u32 size;

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	put_card(rom);
	for (size = 0; size <= sizeof(rom); size++) {
		u32 whole = size < 3 * UNIT ? 0 : size < 5 * UNIT ? 3 * UNIT :
			    size < 6 * UNIT ? 5 * UNIT : 6 * UNIT;
		u32 rest = size - whole;

		examine(rom, size, &ids);
		assert_int_equal(report.length, whole);
		if (!size)
			fault_is(VGAPT_ROM_EMPTY, 0);
		else if (whole == sizeof(rom))
			fault_is(VGAPT_ROM_GOOD, 0);
		else if (rest < 0x1a && whole)
			fault_is(VGAPT_ROM_GOOD, 0);
		else if (rest < 0x1a)
			fault_is(VGAPT_ROM_NO_SIGNATURE, 0);
		else if (whole == 5 * UNIT || rest < 0x1c + PCIR_LEN)
			fault_is(VGAPT_ROM_PCIR_OUTSIDE, whole);
		else
			fault_is(VGAPT_ROM_TOO_LONG, whole);
	}
}

/* 20 images of 512 bytes, of which no one is the last; then only as many. */
static void endless_chain(void **state)
{
	struct want want = { 1, 0x40, 0x1002, 0x6779, 0x42, false };
	u8 rom[20 * UNIT] = { 0 };
	u32 i;

	(void)state;
	for (i = 0; i < 20; i++)
		put_image(rom, i * UNIT, &want);
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_TOO_MANY_IMAGES, VGAPT_ROM_MAX_IMAGES * UNIT);
	assert_int_equal(report.num_images, VGAPT_ROM_MAX_IMAGES);
	assert_int_equal(report.length, VGAPT_ROM_MAX_IMAGES * UNIT);

	want.last = true;
	put_image(rom, (VGAPT_ROM_MAX_IMAGES - 1) * UNIT, &want);
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	assert_int_equal(report.num_images, VGAPT_ROM_MAX_IMAGES);
}

static void checksums(void **state)
{
	u8 rom[6 * UNIT];

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	put_card(rom);
	rom[0x100]++;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_BAD_CHECKSUM, 0);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH);
	assert_int_equal(report.images[0].checksum, VGAPT_ROM_SUM_BAD);
	assert_int_equal(report.num_images, 3);
	rom[0x100]--;

	/* other images have none */
	rom[4 * UNIT]++;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);

	/* over the length the byte at 2 tells, not the PCIR's */
	rom[2] = 2;
	put_sum(rom, 2);
	rom[2 * UNIT]++;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	rom[2 * UNIT - 1]++;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_BAD_CHECKSUM, 0);

	/* none, all there is, and more */
	rom[2] = 0;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_BAD_CHECKSUM, 0);
	rom[2] = 6;
	rom[0x100] = 0;
	{
		u8 sum = 0;
		u32 i;

		for (i = 0; i < sizeof(rom); i++)
			sum += rom[i];
		rom[0x100] -= sum;
	}
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	rom[2] = 7;
	rom[0x100]--;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_BAD_CHECKSUM, 0);

	/* what is wrong with the structure, or the ids, is worse */
	rom[3 * UNIT + 0x18] = 0;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_NO_PCIR, 3 * UNIT);
}

/* The second x86 image's sum is wrong: it is told where. */
static void second_checksum(void **state)
{
	static const struct want chain[] = {
		{ 2, 0x1c, 0x1002, 0x6779, 0, false },
		{ 2, 0x1c, 0x1002, 0x6779, 0, true },
	};
	u8 rom[4 * UNIT] = { 0 };

	(void)state;
	put_chain(rom, chain, 2);
	put_sum(rom, 2);
	put_sum(rom + 2 * UNIT, 2);
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	rom[3 * UNIT]++;
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_BAD_CHECKSUM, 2 * UNIT);
}

static void whose(void **state)
{
	struct vgapt_rom_ids other = ids;
	u8 rom[6 * UNIT];

	(void)state;
	memset(rom, 0xff, sizeof(rom));
	put_card(rom);

	other.device = 0x1234;
	examine(rom, sizeof(rom), &other);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY | VGAPT_ROM_OTHER_DEVICE);

	other.vendor = 0x10de;
	examine(rom, sizeof(rom), &other);
	fault_is(VGAPT_ROM_WRONG_IDS, 0);
	flags_are(ANY);
	rom[0x100]++;			/* worse than the checksum */
	examine(rom, sizeof(rom), &other);
	fault_is(VGAPT_ROM_WRONG_IDS, 0);
	rom[3 * UNIT + 0x18] = 0;	/* better than the structure */
	examine(rom, sizeof(rom), &other);
	fault_is(VGAPT_ROM_NO_PCIR, 3 * UNIT);

	/* class and subsystem do not count */
	memset(rom, 0xff, sizeof(rom));
	put_card(rom);
	other = ids;
	other.class = 0x038000;
	other.subvendor = 0;
	other.subdevice = 0;
	examine(rom, sizeof(rom), &other);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH);

	/* what the EFI image is for does not help one for x86 */
	put16(rom + 0x1c + 4, 0x8086);
	put_sum(rom, 3);
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_WRONG_IDS, 0);
	/* and does not harm it */
	put16(rom + 0x1c + 4, 0x1002);
	put_sum(rom, 3);
	put16(rom + 3 * UNIT + 0x1c + 4, 0xffff);
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH);
}

/* AMD's GOP images, with the ids that public ones have: UEFI does not compare them. */
static void efi_of_somebody_else(void **state)
{
	static const struct {
		u16 vendor, device;
		u32 flags;
	} rows[] = {
		{ 0x1002, 0x15bf, VGAPT_ROM_IDS_MATCH },
		{ 0x1002, 0xffff, VGAPT_ROM_OTHER_DEVICE },
		{ 0x1002, 0x1637, VGAPT_ROM_OTHER_DEVICE },	/* its sound's */
		{ 0x1022, 0x15e3, VGAPT_ROM_OTHER_VENDOR },
		{ 0x03ea, 0x0665, VGAPT_ROM_OTHER_VENDOR },
		{ 0x03ea, 0x0668, VGAPT_ROM_OTHER_VENDOR },
		{ 0x03ea, 0x0693, VGAPT_ROM_OTHER_VENDOR },
	};
	static const struct vgapt_rom_ids apu = { 0x1002, 0x15bf, 0, 0, 0 };
	static u8 rom[164 * UNIT];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct want want = { 164, 0x1c, rows[i].vendor,
					   rows[i].device, 3, true };

		memset(rom, 0x5a, sizeof(rom));
		put_image(rom, 0, &want);
		put_efi(rom, 164);
		examine(rom, sizeof(rom), &apu);
		fault_is(VGAPT_ROM_GOOD, 0);
		flags_are(VGAPT_ROM_HAS_EFI | rows[i].flags);
		/* without the signature it is not for UEFI */
		rom[4] = 0;
		examine(rom, sizeof(rom), &apu);
		fault_is(rows[i].flags == VGAPT_ROM_OTHER_VENDOR ?
			 VGAPT_ROM_WRONG_IDS : VGAPT_ROM_GOOD, 0);
	}
}

/*
 * As users give them: an APU's VBIOS of 16.5 KiB, without code, and with or without
 * the bit that says that it is the last; the GOP image behind it.
 */
static void apu_and_gop(void **state)
{
	static const struct vgapt_rom_ids apu = { 0x1002, 0x15bf, 0, 0, 0 };
	static u8 rom[(33 + 164) * UNIT];
	struct want chain[] = {
		{ 33, 0x1c0, 0x1002, 0x15bf, 0, false },
		{ 164, 0x1c, 0x03ea, 0x0668, 3, true },
	};
	const u32 flags = VGAPT_ROM_HAS_X86 | VGAPT_ROM_IDS_MATCH |
			  VGAPT_ROM_ATOM | VGAPT_ROM_NO_CODE;

	(void)state;
	memset(rom, 0, sizeof(rom));
	put_chain(rom, chain, 2);
	put_efi(rom + 33 * UNIT, 164);
	rom[0x1c0 + 0x0c] = 0;			/* revision 0 */
	memcpy(rom + 0x30, " 761295520", 10);
	put16(rom + 0x48, 0x200);
	memcpy(rom + 0x204, "ATOM", 4);
	put_sum(rom, 33);
	examine(rom, sizeof(rom), &apu);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(flags | VGAPT_ROM_HAS_EFI);
	assert_int_equal(report.num_images, 2);

	/* the VBIOS alone, as firmware's table has it */
	examine(rom, 33 * UNIT, &apu);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(flags | VGAPT_ROM_NO_LAST_FLAG);
	assert_int_equal(report.length, 16896);

	/* it says that it is the last: what follows is no part of it */
	rom[0x1c0 + 0x15] = 0x80;
	put_sum(rom, 33);
	examine(rom, sizeof(rom), &apu);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(flags);
	assert_int_equal(report.num_images, 1);
	assert_true(report.trailing);

	/* behind another card's VBIOS the GOP image's ids do not help */
	chain[0].device = 0x1638;
	chain[0].vendor = 0x10de;
	chain[1].vendor = 0x1002;
	put_chain(rom, chain, 2);
	put_sum(rom, 33);
	examine(rom, sizeof(rom), &apu);
	fault_is(VGAPT_ROM_WRONG_IDS, 0);
}

static void device_list(void **state)
{
	struct vgapt_rom_ids other = ids;
	u8 rom[6 * UNIT];

	(void)state;
	memset(rom, 0, sizeof(rom));
	put_card(rom);
	/* three ids at 200h, which is 1E4h from the PCIR */
	put16(rom + 0x1c + 0x08, 0x1e4);
	put16(rom + 0x200, 0x1111);
	put16(rom + 0x202, 0x2222);
	put16(rom + 0x204, 0x3333);
	put16(rom + 0x206, 0);
	put16(rom + 0x208, 0x4444);
	put_sum(rom, 3);

	other.device = 0x3333;
	examine(rom, sizeof(rom), &other);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH | VGAPT_ROM_IDS_LISTED);
	other.device = 0x6779;			/* its own is not in the list */
	examine(rom, sizeof(rom), &other);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH);
	other.device = 0x4444;			/* behind the end */
	examine(rom, sizeof(rom), &other);
	flags_are(ANY | VGAPT_ROM_OTHER_DEVICE);
	other.device = 0;			/* the end is no id */
	examine(rom, sizeof(rom), &other);
	flags_are(ANY | VGAPT_ROM_OTHER_DEVICE);

	/* the list is not the vendor's */
	other.device = 0x3333;
	other.vendor = 0x1003;
	examine(rom, sizeof(rom), &other);
	fault_is(VGAPT_ROM_WRONG_IDS, 0);
	other.vendor = 0x1002;

	/* before revision 3 this is no list */
	rom[0x1c + 0x0c] = 2;
	put_sum(rom, 3);
	examine(rom, sizeof(rom), &other);
	flags_are(ANY | VGAPT_ROM_OTHER_DEVICE);
	rom[0x1c + 0x0c] = 3;

	/* it reaches to the end of its image, and no further */
	put16(rom + 0x1c + 0x08, 3 * UNIT - 2 - 0x1c);
	put16(rom + 3 * UNIT - 2, 0x3333);
	rom[0x100] = 0;
	{
		u8 sum = 0;
		u32 i;

		for (i = 0; i < 3 * UNIT; i++)
			sum += rom[i];
		rom[0x100] -= sum;
	}
	examine(rom, sizeof(rom), &other);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH | VGAPT_ROM_IDS_LISTED);
	other.device = 0xaa55;			/* the next image's signature */
	examine(rom, sizeof(rom), &other);
	flags_are(ANY | VGAPT_ROM_OTHER_DEVICE);
	put16(rom + 0x1c + 0x08, 0xffff);	/* far outside */
	examine(rom, sizeof(rom), &other);
	assert_true(report.flags & VGAPT_ROM_OTHER_DEVICE);
}

static void atom(void **state)
{
	u8 rom[6 * UNIT];
	int i;

	(void)state;
	memset(rom, 0, sizeof(rom));
	put_card(rom);
	/* the PCIR is in the way of neither: 1Ch to 33h */
	{
		static const struct want want = { 3, 0x60, 0x1002, 0x6779, 0,
						  false };

		memset(rom, 0, 3 * UNIT);
		put_image(rom, 0, &want);
	}
	memcpy(rom + 0x30, " 761295520", 10);
	put16(rom + 0x48, 0x200);
	memcpy(rom + 0x204, "ATOM", 4);
	put_sum(rom, 3);
	examine(rom, sizeof(rom), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH | VGAPT_ROM_ATOM |
		  VGAPT_ROM_NO_CODE);
	/* a jump in three bytes */
	for (i = 3; i < 6; i++) {
		rom[i] = 0xe9;
		examine(rom, sizeof(rom), NULL);
		flags_are(ANY | VGAPT_ROM_ATOM);
		rom[i] = 0;
	}
	rom[6] = 0xe9;
	examine(rom, sizeof(rom), NULL);
	flags_are(ANY | VGAPT_ROM_ATOM | VGAPT_ROM_NO_CODE);
	rom[6] = 0;
	for (i = 0; i < 14; i++) {
		u32 at = i < 10 ? 0x30 + i : 0x204 + i - 10;

		rom[at] ^= 1;
		examine(rom, sizeof(rom), NULL);
		assert_false(report.flags & VGAPT_ROM_ATOM);
		rom[at] ^= 1;
	}
	/* at the image's end, and beyond */
	put16(rom + 0x48, 3 * UNIT - 8);
	memcpy(rom + 3 * UNIT - 4, "ATOM", 4);
	examine(rom, sizeof(rom), NULL);
	assert_true(report.flags & VGAPT_ROM_ATOM);
	put16(rom + 0x48, 3 * UNIT - 7);
	memcpy(rom + 3 * UNIT - 3, "ATOM", 4);
	examine(rom, sizeof(rom), NULL);
	assert_false(report.flags & VGAPT_ROM_ATOM);
	put16(rom + 0x48, 0xffff);
	examine(rom, sizeof(rom), NULL);
	assert_false(report.flags & VGAPT_ROM_ATOM);
}

/* NVIDIA's chain: for firmware it ends with EFI, for drivers it goes on. */
static void npde_chain(void **state)
{
	static const struct want chain[] = {
		{ 3, 0x1c, 0x10de, 0x1b80, 0x00, false },
		{ 4, 0x1c, 0x10de, 0x1b80, 0x03, true },
		{ 2, 0x1c, 0x10de, 0x1b80, 0xe0, true },
		{ 2, 0x1c, 0x10de, 0x1b80, 0xe0, true },
	};
	static const struct vgapt_rom_ids nvidia = { 0x10de, 0x1b80, 0, 0, 0 };
	u8 rom[12 * UNIT] = { 0 };

	(void)state;
	put_chain(rom, chain, ARRAY_SIZE(chain));
	put_efi(rom + 3 * UNIT, 4);
	put_npde(rom + 0x40, 0x101, 12, 3, false);
	put_npde(rom + 3 * UNIT + 0x40, 0x101, 12, 4, false);
	put_npde(rom + 7 * UNIT + 0x40, 0x101, 12, 2, false);
	memcpy(rom + 7 * UNIT, "VN", 2);
	memcpy(rom + 7 * UNIT + 0x1c, "NPDS", 4);
	put_npde(rom + 9 * UNIT + 0x40, 0x101, 12, 2, true);
	put_sum(rom, 3);
	examine(rom, sizeof(rom), &nvidia);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH | VGAPT_ROM_NPDE);
	assert_int_equal(report.num_images, 4);
	assert_int_equal(report.length, 11 * UNIT);
	assert_int_equal(report.images[2].code_type, 0xe0);

	/* a copy that ends where firmware thinks it does */
	examine(rom, 7 * UNIT, &nvidia);
	fault_is(VGAPT_ROM_GOOD, 0);
	flags_are(ANY | VGAPT_ROM_IDS_MATCH | VGAPT_ROM_NPDE |
		  VGAPT_ROM_NO_LAST_FLAG);
	assert_int_equal(report.length, 7 * UNIT);

	/* the PCIR claims what the extension divides */
	put16(rom + 0x1c + 0x10, 11);
	put_sum(rom, 3);
	examine(rom, sizeof(rom), &nvidia);
	fault_is(VGAPT_ROM_GOOD, 0);
	assert_int_equal(report.num_images, 4);
	assert_int_equal(report.images[0].length, 3 * UNIT);
	assert_int_equal(report.images[0].claim, 11 * UNIT);
	put16(rom + 3 * UNIT, 0);
	examine(rom, sizeof(rom), &nvidia);
	assert_int_equal(report.num_images, 1);
	assert_int_equal(report.length, 11 * UNIT);
}

/* Containers of NVIDIA's, of each version; the ROM is put where they say. */
static void nvgi(void **state)
{
	static u8 flash[64 * UNIT];
	u32 version, at;

	(void)state;
	for (version = 0; version < 5; version++) {
		for (at = 0x1004; at <= 0x1800; at += 0x3fc) {
			memset(flash, 0xff, sizeof(flash));
			put_card(flash + at);
			/* an older copy, found if nothing tells better */
			put_card(flash + 0x4000);
			put_card(flash + 0x400);
			memcpy(flash, "NVGI", 4);
			put16(flash + 4, version << 8);
			put16(flash + 6, 0x8000 | 0x20);
			put32(flash + 8, 0xfff00000 | 0x40);
			put32(flash + 0x24, version < 3 ? at : 0x4000);
			put32(flash + 0x40, 0x5000);
			memcpy(flash + 0x6000, "RFRD", 4);
			put32(flash + 0x6008, at);
			examine(flash, sizeof(flash), &ids);
			fault_is(VGAPT_ROM_GOOD, 0);
			assert_int_equal(report.container,
					 version >= 1 && version <= 3 ? at :
					 0x400);
			assert_int_equal(report.length, 6 * UNIT);
			assert_int_equal(report.num_images, 3);
			assert_int_equal(report.images[1].offset,
					 report.container + 3 * UNIT);
		}
	}

	/* where it says there is none, or nothing at all */
	memset(flash, 0xff, sizeof(flash));
	put_card(flash + 0x604);
	memcpy(flash, "NVGI", 4);
	for (version = 0; version < 5; version++) {
		static const u32 places[] = { 0, 0x600, 0x7fff, 0xfffffff0,
					      0xffffffff };
		size_t i;

		for (i = 0; i < ARRAY_SIZE(places); i++) {
			put16(flash + 4, version << 8);
			put16(flash + 6, i % 2 ? 0x7fff : 0x20);
			put32(flash + 8, i == 3 ? 0xfffff : 0x40);
			put32(flash + 0x24, places[i]);
			put32(flash + 0x40, places[i]);
			examine(flash, sizeof(flash), &ids);
			assert_int_equal(report.container, 0x604);
			fault_is(VGAPT_ROM_GOOD, 0);
		}
	}
	/* only the header was read */
	for (at = 1; at < 40; at++) {
		examine(flash, at, &ids);
		fault_is(VGAPT_ROM_NO_SIGNATURE, 0);
	}
	/* a fault's place counts from the beginning, too */
	put16(flash + 0x604 + 3 * UNIT + 0x18, 0);
	examine(flash, sizeof(flash), &ids);
	fault_is(VGAPT_ROM_NO_PCIR, 0x604 + 3 * UNIT);
	assert_int_equal(report.container, 0x604);
}

static void unknown_container(void **state)
{
	static u8 flash[(1 << 20) + 8 * UNIT];

	(void)state;
	memset(flash, 0xff, sizeof(flash));
	memcpy(flash, "SOMETHING", 9);
	put_card(flash + 5 * UNIT);
	examine(flash, sizeof(flash), &ids);
	fault_is(VGAPT_ROM_GOOD, 0);
	assert_int_equal(report.container, 5 * UNIT);
	assert_int_equal(report.length, 6 * UNIT);
	/* not at a multiple of 512 */
	memset(flash + 16, 0xff, sizeof(flash) - 16);
	put_card(flash + 5 * UNIT + 4);
	examine(flash, sizeof(flash), &ids);
	fault_is(VGAPT_ROM_NO_SIGNATURE, 0);
	/* erased flash, too, is a container */
	memset(flash, 0xff, sizeof(flash));
	put_card(flash + UNIT);
	examine(flash, sizeof(flash), &ids);
	assert_int_equal(report.container, UNIT);
	/* the last place that is looked at, and the next */
	memset(flash, 0xff, sizeof(flash));
	put_card(flash + (1 << 20) - UNIT);
	examine(flash, sizeof(flash), &ids);
	assert_int_equal(report.container, (1 << 20) - UNIT);
	memset(flash, 0xff, sizeof(flash));
	put_card(flash + (1 << 20));
	examine(flash, sizeof(flash), &ids);
	fault_is(VGAPT_ROM_NO_SIGNATURE, 0);
	/* a broken image in it is not found */
	memset(flash, 0xff, sizeof(flash));
	put_card(flash + UNIT);
	put16(flash + UNIT + 0x1c + 0x10, 0);
	examine(flash, sizeof(flash), &ids);
	fault_is(VGAPT_ROM_NO_SIGNATURE, 0);
}

/* The longest image there can be, and one that claims it without being it. */
static void claims_16_mib(void **state)
{
	static const struct want want = { 0x8000, 0x40, 1, 2, 0x42, true };
	u8 *rom = calloc(1, 16 << 20);

	(void)state;
	assert_non_null(rom);
	put_image(rom, 0, &want);
	memset(&report, 0xa5, sizeof(report));
	vgapt_rom_examine(rom, 16 << 20, NULL, &report);
	fault_is(VGAPT_ROM_GOOD, 0);
	assert_int_equal(report.length, 16 << 20);
	vgapt_rom_examine(rom, (16 << 20) - 1, NULL, &report);
	fault_is(VGAPT_ROM_TOO_LONG, 0);
	assert_int_equal(report.length, 0);
	free(rom);
}

static void differ(void **state)
{
	u8 a[100], b[100];
	struct vgapt_rom_diff diff;
	u32 i;

	(void)state;
	memset(a, 7, sizeof(a));
	memset(b, 7, sizeof(b));
	assert_false(vgapt_rom_differ(a, 100, b, 100, &diff));
	assert_int_equal(diff.count, 0);
	assert_int_equal(diff.first, 100);
	assert_int_equal(diff.last, 100);
	assert_false(vgapt_rom_differ(a, 0, b, 0, &diff));
	assert_false(vgapt_rom_differ(NULL, 0, NULL, 0, &diff));

	/* only in length */
	assert_true(vgapt_rom_differ(a, 60, b, 100, &diff));
	assert_int_equal(diff.count, 0);
	assert_int_equal(diff.first, 60);
	assert_int_equal(diff.last, 60);
	assert_true(vgapt_rom_differ(a, 100, b, 0, &diff));
	assert_int_equal(diff.first, 0);

	for (i = 0; i < 100; i++) {
		b[i]++;
		assert_true(vgapt_rom_differ(a, 100, b, 100, &diff));
		assert_int_equal(diff.count, 1);
		assert_int_equal(diff.first, i);
		assert_int_equal(diff.last, i);
		b[i]--;
	}
	b[3] = 0;
	b[50] = 0;
	b[99] = 0;
	assert_true(vgapt_rom_differ(a, 100, b, 100, &diff));
	assert_int_equal(diff.count, 3);
	assert_int_equal(diff.first, 3);
	assert_int_equal(diff.last, 99);
	assert_true(vgapt_rom_differ(a, 99, b, 100, &diff));
	assert_int_equal(diff.count, 2);
	assert_int_equal(diff.last, 50);
	assert_true(vgapt_rom_differ(b, 100, a, 100, &diff));
	assert_int_equal(diff.count, 3);
}

static void names(void **state)
{
	int i;

	(void)state;
	assert_string_equal(vgapt_rom_fault_name(VGAPT_ROM_GOOD), "good");
	assert_string_equal(vgapt_rom_fault_name(VGAPT_ROM_BAD_CHECKSUM), "bad-checksum");
	assert_string_equal(vgapt_rom_fault_name(VGAPT_ROM_NUM_FAULTS), "unknown");
	assert_string_equal(vgapt_rom_fault_name(-1), "unknown");
	for (i = 0; i < 256; i++)
		assert_string_equal(vgapt_rom_code_name(i),
				    i == 0 ? "x86" : i == 1 ? "ofw" : i == 2 ? "hppa" :
				    i == 3 ? "efi" : i == 0x70 ? "nbsi" : "unknown");
}

/*
 * ROMs of Debian's packages seabios and ipxe-qemu, as far as they are there.
 * What is written here was read from them by hand.
 */
static const struct known {
	const char *name;
	u32 images;
	u16 vendor;
	u16 device;
	u32 class;
	u8 revision;
	bool efi;
	enum vgapt_rom_fault fault;
} known[] = {
	{ "vgabios-ati.bin", 1, 0x1002, 0x5159, 0x030000, 0, false, 0 },
	{ "vgabios-cirrus.bin", 1, 0x1013, 0x00b8, 0x030000, 0, false, 0 },
	{ "vgabios-qxl.bin", 1, 0x1b36, 0x0100, 0x030000, 0, false, 0 },
	{ "vgabios-stdvga.bin", 1, 0x1234, 0x1111, 0x030000, 0, false, 0 },
	{ "vgabios-vmware.bin", 1, 0x15ad, 0x0405, 0x030000, 0, false, 0 },
	/* for the ISA bus: no PCI data structure */
	{ "vgabios-isavga.bin", 0, 0, 0, 0, 0, false, VGAPT_ROM_NO_PCIR },
	{ "vgabios-ramfb.bin", 0, 0, 0, 0, 0, false, VGAPT_ROM_NO_PCIR },
	{ "vgabios.bin", 0, 0, 0, 0, 0, false, VGAPT_ROM_NO_PCIR },
	{ "efi-e1000.rom", 2, 0x8086, 0x100e, 0x020000, 3, true, 0 },
	{ "efi-e1000e.rom", 2, 0x8086, 0x10d3, 0x020000, 3, true, 0 },
	{ "efi-rtl8139.rom", 2, 0x10ec, 0x8139, 0x020000, 3, true, 0 },
	{ "efi-vmxnet3.rom", 2, 0x15ad, 0x07b0, 0x020000, 3, true, 0 },
	{ "pxe-e1000.rom", 1, 0x8086, 0x100e, 0x020000, 3, false, 0 },
	{ "pxe-pcnet.rom", 1, 0x1022, 0x2000, 0x020000, 3, false, 0 },
};

static const struct known *known_as(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(known[i].name, name))
			return &known[i];
	return NULL;
}

static void is_as_known(const char *path, const u8 *rom, u32 size)
{
	const struct known *it = known_as(strrchr(path, '/') + 1);
	struct vgapt_rom_ids whose = { 0 };
	u32 length;

	examine(rom, size, NULL);
	if (!it) {
		/* nothing but what holds for each: PCI ROMs are good */
		if (report.num_images)
			check(report.fault == VGAPT_ROM_GOOD, "%s: fault %d",
			      path, report.fault);
		return;
	}
	check(report.num_images == it->images, "%s: %u images, not %u", path,
	      report.num_images, it->images);
	check(report.fault == it->fault, "%s: fault %d, not %d", path,
	      report.fault, it->fault);
	if (!it->images)
		return;
	check(!report.container && report.length <= size && !report.trailing,
	      "%s: container %u, length %u, trailing %u", path,
	      report.container, report.length, report.trailing);
	check(!vgapt_rom_measure(rom, size, size, &length) &&
	      length == report.length, "%s: measures %u", path, length);
	check(report.images[0].vendor == it->vendor &&
	      report.images[0].device == it->device &&
	      report.images[0].class == it->class &&
	      report.images[0].revision == it->revision &&
	      report.images[0].code_type == VGAPT_ROM_CODE_X86 &&
	      report.images[0].checksum == VGAPT_ROM_SUM_GOOD,
	      "%s: the x86 image is for %04x:%04x, class %06x, revision %u",
	      path, report.images[0].vendor, report.images[0].device,
	      report.images[0].class, report.images[0].revision);
	check(!!(report.flags & VGAPT_ROM_HAS_EFI) == it->efi,
	      "%s: flags %#x", path, report.flags);
	if (it->efi)
		check(report.images[1].code_type == VGAPT_ROM_CODE_EFI &&
		      report.images[1].efi_machine == 0x8664 &&
		      report.images[1].efi_subsystem == 0x000b &&
		      report.images[1].device == it->device &&
		      report.images[1].last, "%s: the EFI image", path);

	whose.vendor = it->vendor;
	whose.device = it->device;
	examine(rom, size, &whose);
	check(report.flags & VGAPT_ROM_IDS_MATCH, "%s: flags %#x", path,
	      report.flags);
	whose.vendor ^= 1;
	examine(rom, size, &whose);
	fault_is(VGAPT_ROM_WRONG_IDS, 0);
}

static void real_roms(void **state)
{
	static const char * const patterns[] = {
		"/usr/share/seabios/vgabios*.bin",
		"/usr/share/qemu/*.rom",
		"/usr/lib/ipxe/qemu/*.rom",
	};
	size_t i, k, walked = 0, sure = 0;

	(void)state;
	for (k = 0; k < ARRAY_SIZE(patterns); k++) {
		glob_t found;

		if (glob(patterns[k], 0, NULL, &found))
			continue;
		for (i = 0; i < found.gl_pathc; i++) {
			const char *path = found.gl_pathv[i];
			FILE *file = fopen(path, "rb");
			u8 *rom = calloc(1, 1 << 20);
			u32 size;

			assert_non_null(file);
			assert_non_null(rom);
			size = (u32)fread(rom, 1, 1 << 20, file);
			fclose(file);
			is_as_known(path, rom, size);
			free(rom);
			walked++;
			sure += known_as(strrchr(path, '/') + 1) ? 1 : 0;
		}
		globfree(&found);
	}
	if (!walked) {
		print_message("# skipped: there are no ROMs (Debian's packages seabios and ipxe-qemu)\n");
		skip();
	}
	print_message("# %zu ROMs, %zu of them known\n", walked, sure);
	assert_true(sure >= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chain_of_three),
		cmocka_unit_test(no_x86),
		cmocka_unit_test(nothing_there),
		cmocka_unit_test(fault_in_each_image),
		cmocka_unit_test(signature_missing),
		cmocka_unit_test(no_last_flag),
		cmocka_unit_test(trailing_bytes),
		cmocka_unit_test(truncated_everywhere),
		cmocka_unit_test(endless_chain),
		cmocka_unit_test(checksums),
		cmocka_unit_test(second_checksum),
		cmocka_unit_test(whose),
		cmocka_unit_test(efi_of_somebody_else),
		cmocka_unit_test(apu_and_gop),
		cmocka_unit_test(device_list),
		cmocka_unit_test(atom),
		cmocka_unit_test(npde_chain),
		cmocka_unit_test(nvgi),
		cmocka_unit_test(unknown_container),
		cmocka_unit_test(claims_16_mib),
		cmocka_unit_test(differ),
		cmocka_unit_test(names),
		cmocka_unit_test(real_roms),
	};

	return cmocka_run_group_tests_name("rom_report", tests, NULL, NULL);
}
