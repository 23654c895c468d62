// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/opregion.c: Intel's OpRegion and video BIOS table.
 */
#include "pure/rom/opregion.h"
#include "unit.h"

static u8 *opregion(u8 major, u8 minor, u64 rvda, u32 rvds)
{
	u8 *data = calloc(1, VGAPT_OPREGION_SIZE);
	int i;

	assert_non_null(data);
	memcpy(data, "IntelGraphicsMem", 16);
	data[0x16] = minor;
	data[0x17] = major;
	for (i = 0; i < 8; i++)
		data[0x3ba + i] = rvda >> (8 * i);
	for (i = 0; i < 4; i++)
		data[0x3c2 + i] = rvds >> (8 * i);
	return data;
}

static void where_the_vbt_is(void **state)
{
	static const struct {
		u8 major, minor;
		u64 rvda;
		u32 rvds;
		bool inside, absolute;
		u64 offset;
		u32 size;
	} rows[] = {
		/* before 2.0 there is no RVDA, whatever lies there */
		{ 1, 0, 0x123456789a, 0x2000, true, false, 0x400, 0x1800 },
		{ 0, 9, 1, 1, true, false, 0x400, 0x1800 },
		{ 2, 0, 0, 0x2000, true, false, 0x400, 0x1800 },
		{ 2, 0, 0x7f000000, 0, true, false, 0x400, 0x1800 },
		{ 2, 0, 0x17f000000, 0x2345, false, true, 0x17f000000, 0x2345 },
		{ 2, 1, 0x2000, 0x2345, false, false, 0x2000, 0x2345 },
		{ 3, 0, 0x2000, 0xffffffff, false, false, 0x2000, 0xffffffff },
	};
	struct vgapt_opregion info;
	size_t i;
	u8 *data;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		data = opregion(rows[i].major, rows[i].minor, rows[i].rvda,
				rows[i].rvds);
		memset(&info, 0x5a, sizeof(info));
		assert_int_equal(vgapt_opregion_parse(data, &info), 0);
		assert_int_equal(info.major, rows[i].major);
		assert_int_equal(info.minor, rows[i].minor);
		assert_int_equal(info.vbt_inside, rows[i].inside);
		assert_int_equal(info.vbt_absolute, rows[i].absolute);
		assert_true(info.vbt_offset == rows[i].offset);
		assert_int_equal(info.vbt_size, rows[i].size);
		free(data);
	}
}

static void no_opregion(void **state)
{
	struct vgapt_opregion info;
	u8 *data;
	int i;

	(void)state;
	for (i = 0; i < 16; i++) {
		data = opregion(2, 1, 0, 0);
		data[i] ^= 0x20;
		memset(&info, 0x5a, sizeof(info));
		assert_int_equal(vgapt_opregion_parse(data, &info), -ENODATA);
		assert_int_equal(info.major, 0x5a);
		free(data);
	}
}

static void vbt(void **state)
{
	u32 size, claim, want;
	u8 *data;

	(void)state;
	for (size = 0; size < 100; size++) {
		data = calloc(1, size ? size : 1);
		for (claim = 0; claim < 110; claim++) {
			if (size >= 4)
				memcpy(data, "$VBT", 4);
			if (size >= 26)
				data[24] = claim;
			want = size >= 32 && claim >= 32 && claim <= size ?
			       claim : 0;
			assert_int_equal(vgapt_vbt_length(data, size), want);
		}
		if (size >= 4) {
			data[3] = 't';
			assert_int_equal(vgapt_vbt_length(data, size), 0);
		}
		free(data);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_the_vbt_is),
		cmocka_unit_test(no_opregion),
		cmocka_unit_test(vbt),
	};

	return cmocka_run_group_tests_name("opregion", tests, NULL, NULL);
}
