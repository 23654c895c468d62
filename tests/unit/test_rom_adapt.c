// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/adapt.c: ROMs of sister cards.
 *
 * What counts is what SeaBIOS would say of the result: seabios_runs() follows
 * src/optionroms.c (map_pcirom(), is_valid_rom()), written anew.
 */
#include "pure/rom/adapt.h"
#include "unit.h"
#include "rom_maker.h"

#define ROM	(12U * UNIT)

static const struct vgapt_rom_ids ids = { 0x1002, 0x67df, 0x1da2, 0xe353, 0 };
static struct vgapt_rom_adapted done[VGAPT_ROM_MAX_IMAGES];
static struct vgapt_rom_report report;
static u8 rom[ROM], before[ROM];

/* Where the image begins that it runs, or a negative number. */
static int seabios_runs(void)
{
	u32 at = 0, i;
	u8 sum = 0;

	for (;;) {
		const u8 *p = rom + at, *pcir;

		if (at + UNIT > ROM || p[0] != 0x55 || p[1] != 0xaa)
			return -1;
		pcir = p + p[0x18] + 256 * p[0x19];
		if (memcmp(pcir, "PCIR", 4))
			return -2;
		if (pcir[4] + 256 * pcir[5] == ids.vendor &&
		    pcir[6] + 256 * pcir[7] == ids.device && !pcir[0x14])
			break;
		if (pcir[0x15] & 0x80)
			return -3;
		at += (pcir[0x10] + 256 * pcir[0x11]) * UNIT;
	}
	for (i = 0; i < rom[at + 2] * UNIT; i++)
		sum += rom[at + i];
	return !rom[at + 2] || sum ? -4 : (int)at;
}

static int adapt(u32 size)
{
	u8 *block, *buf = exact(rom, size, &block);
	int rc;

	memcpy(before, rom, ROM);
	memset(&report, 0xa5, sizeof(report));
	rc = vgapt_rom_adapt(buf, size, &ids, &report, done);
	memcpy(rom, buf, size);
	free(block);
	return rc;
}

/* Nothing but the device id and the byte for the sum has changed. */
static void only(const struct want *want, const struct vgapt_rom_adapted *it)
{
	u32 i;

	for (i = 0; i < want->units * UNIT; i++) {
		u32 at = it->offset + i;

		if (i == want->pcir + 6 || i == want->pcir + 7 || at == it->sum_at)
			continue;
		check(rom[at] == before[at], "byte %#x has changed", at);
	}
	assert_int_equal(rom[it->sum_at], it->sum_after);
	assert_int_equal(before[it->sum_at], it->sum_before);
}

static void put_atom(u8 *p)
{
	memcpy(p + 0x30, " 761295520", 10);
	put16(p + 0x48, 0x80);
	memcpy(p + 0x84, "ATOM", 4);
}

static void of_a_sister(void **state)
{
	static const struct want chain[] = {
		{ 4, 0x1b0, 0x1002, 0x67c4, 0x00, false },
		{ 2, 0x1c, 0x1002, 0xffff, 0x03, true },
	};

	(void)state;
	memset(rom, 0x5a, ROM);
	put_chain(rom, chain, 2);
	put_sum(rom, 4);
	put_efi(rom + 4 * UNIT, 2);
	assert_int_equal(seabios_runs(), -3);
	assert_int_equal(adapt(6 * UNIT), 1);
	assert_int_equal(seabios_runs(), 0);
	assert_int_equal(done[0].offset, 0);
	assert_int_equal(done[0].device, 0x67c4);
	assert_int_equal(done[0].sum_at, 4 * UNIT - 1);
	assert_false(done[0].sum_bad);
	only(&chain[0], &done[0]);
	assert_memory_equal(rom + 4 * UNIT, before + 4 * UNIT, ROM - 4 * UNIT);
	assert_int_equal(report.fault, VGAPT_ROM_GOOD);
	assert_true(report.flags & VGAPT_ROM_IDS_MATCH);
	assert_false(vgapt_rom_for_sister(&report));

	/* once is enough */
	assert_int_equal(adapt(6 * UNIT), 0);
	assert_memory_equal(rom, before, ROM);
}

/* AMD's have the byte at 21h, and what is at the end is theirs. */
static void of_amds(void **state)
{
	static const struct want want = { 4, 0x1b0, 0x1002, 0x67c4, 0, true };

	(void)state;
	memset(rom, 0x5a, ROM);
	put_image(rom, 0, &want);
	put_atom(rom);
	put_sum(rom, 4);
	assert_int_equal(adapt(4 * UNIT), 1);
	assert_int_equal(seabios_runs(), 0);
	assert_int_equal(done[0].sum_at, 0x21);
	only(&want, &done[0]);
}

/* The byte may not be a part of the PCI data structure. */
static void where_the_byte_is(void **state)
{
	struct want want = { 4, 0, 0x1002, 0x67c4, 0, true };

	(void)state;
	for (want.pcir = 0x1a; want.pcir <= 4 * UNIT - PCIR_LEN; want.pcir++) {
		memset(rom, 0x5a, ROM);
		put_image(rom, 0, &want);
		assert_int_equal(adapt(4 * UNIT), 1);
		assert_int_equal(done[0].sum_at, want.pcir + PCIR_LEN > 4 * UNIT - 1 ?
				 6 : 4 * UNIT - 1);
		assert_int_equal(seabios_runs(), 0);
		only(&want, &done[0]);
	}
}

static void with_a_wrong_sum(void **state)
{
	struct want want = { 4, 0x1b0, 0x1002, 0x67c4, 0, true };
	u32 device;

	(void)state;
	for (device = 0x67c4; device <= 0x67df; device += 0x67df - 0x67c4) {
		want.device = device;
		memset(rom, 0x5a, ROM);
		put_image(rom, 0, &want);
		put_sum(rom, 4);
		rom[0x80]++;
		assert_int_equal(adapt(4 * UNIT), 1);
		assert_true(done[0].sum_bad);
		assert_int_equal(done[0].device, device);
		assert_int_equal(report.fault, VGAPT_ROM_GOOD);
		assert_int_equal(seabios_runs(), 0);
		only(&want, &done[0]);
	}

	/* it does not say over what: the ids are written, and it stays bad */
	want.device = 0x67c4;
	memset(rom, 0x5a, ROM);
	put_image(rom, 0, &want);
	rom[2] = 0;
	assert_int_equal(adapt(4 * UNIT), 1);
	assert_int_equal(done[0].sum_before, done[0].sum_after);
	assert_int_equal(report.fault, VGAPT_ROM_BAD_CHECKSUM);
	assert_true(report.flags & VGAPT_ROM_IDS_MATCH);
	rom[2] = 5;
	assert_int_equal(adapt(4 * UNIT), 1);
	assert_int_equal(report.fault, VGAPT_ROM_BAD_CHECKSUM);
}

/* Several: all that could be meant, and none if one is for the card already. */
static void of_several(void **state)
{
	struct want chain[] = {
		{ 2, 0x1b0, 0x1002, 0x67c4, 0x00, false },
		{ 2, 0x1b0, 0x10de, 0x1c82, 0x00, false },
		{ 2, 0x1b0, 0x1002, 0x67ef, 0x00, true },
	};
	u32 i;

	(void)state;
	memset(rom, 0x5a, ROM);
	put_chain(rom, chain, 3);
	for (i = 0; i < 3; i++)
		put_sum(rom + i * 2 * UNIT, 2);
	assert_int_equal(adapt(6 * UNIT), 2);
	assert_int_equal(done[0].offset, 0);
	assert_int_equal(done[1].offset, 4 * UNIT);
	only(&chain[0], &done[0]);
	only(&chain[2], &done[1]);
	assert_memory_equal(rom + 2 * UNIT, before + 2 * UNIT, 2 * UNIT);
	assert_int_equal(seabios_runs(), 0);

	/* the last is the card's: the others are left alone */
	chain[2].device = 0x67df;
	put_chain(rom, chain, 3);
	for (i = 0; i < 3; i++)
		put_sum(rom + i * 2 * UNIT, 2);
	assert_int_equal(adapt(6 * UNIT), 0);
	assert_memory_equal(rom, before, ROM);
	assert_int_equal(seabios_runs(), 4 * UNIT);

	/* the last lists it: that is meant */
	chain[2].device = 0x67ef;
	put_chain(rom, chain, 3);
	put16(rom + 4 * UNIT + 0x1b0 + 8, 0x20);
	put16(rom + 4 * UNIT + 0x1b0 + 0x20, 0x67df);
	put16(rom + 4 * UNIT + 0x1b0 + 0x22, 0);
	for (i = 0; i < 3; i++)
		put_sum(rom + i * 2 * UNIT, 2);
	assert_int_equal(adapt(6 * UNIT), 1);
	assert_int_equal(done[0].offset, 4 * UNIT);
	assert_memory_equal(rom, before, 4 * UNIT);
	assert_int_equal(seabios_runs(), 4 * UNIT);
}

static void of_nobody(void **state)
{
	struct want want = { 4, 0x1b0, 0x10de, 0x1c82, 0, true };

	(void)state;
	memset(rom, 0x5a, ROM);
	put_image(rom, 0, &want);
	put_sum(rom, 4);
	assert_int_equal(adapt(4 * UNIT), -EXDEV);
	assert_memory_equal(rom, before, ROM);
	assert_int_equal(adapt(3 * UNIT), -EBADMSG);
	assert_int_equal(adapt(0), -EBADMSG);
	memset(rom, 0xff, ROM);
	assert_int_equal(adapt(ROM), -EBADMSG);
	want.vendor = 0x03ea;
	want.code_type = 3;
	memset(rom, 0x5a, ROM);
	put_image(rom, 0, &want);
	put_efi(rom, 4);
	assert_int_equal(adapt(4 * UNIT), -ENODATA);
	assert_memory_equal(rom, before, ROM);
	assert_false(vgapt_rom_for_sister(&report));
}

/* Any bytes in the headers: nothing outside is touched (the sanitizer looks). */
static void noise(void **state)
{
	static const struct want chain[] = {
		{ 2, 0x1b0, 0x1002, 0x67c4, 0x00, false },
		{ 2, 0x1c, 0x1002, 0x67ef, 0x00, true },
	};
	unsigned int seed = 20261129;
	u32 i, n;

	(void)state;
	for (n = 0; n < 20000; n++) {
		memset(rom, n, ROM);
		put_chain(rom, chain, 2);
		for (i = 0; i < 1 + n % 3; i++)
			rom[rand_r(&seed) % 2 * 2 * UNIT +
			    (rand_r(&seed) % 2 ? 0x1b0u + rand_r(&seed) % 32 :
						 rand_r(&seed) % 64u)] = rand_r(&seed);
		if (adapt(UNIT + rand_r(&seed) % (4 * UNIT)) > 0)
			assert_true(report.num_images);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_sister),
		cmocka_unit_test(of_amds),
		cmocka_unit_test(where_the_byte_is),
		cmocka_unit_test(with_a_wrong_sum),
		cmocka_unit_test(of_several),
		cmocka_unit_test(of_nobody),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests_name("rom_adapt", tests, NULL, NULL);
}
