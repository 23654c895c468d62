// SPDX-License-Identifier: GPL-2.0-only
/*
 * msi.c: bits go where Xen wants them.
 */
#include "pure/model/msi.h"
#include "unit.h"

static void each_bit(void **state)
{
	static const struct {
		u64 address;
		u32 data;
		int pirq;
		u8 gvec;
		u32 gflags;
	} cases[] = {
		{ 0xfee00000, 0x0041, -1, 0x41, 0x10000 },
		{ 0xfee03000, 0x0041, -1, 0x41, 0x10003 },
		{ 0xfeeff000, 0x0041, -1, 0x41, 0x100ff },
		{ 0xfee00008, 0x0041, -1, 0x41, 0x10100 },
		{ 0xfee00004, 0x0041, -1, 0x41, 0x10200 },
		{ 0xfee00000, 0x0141, -1, 0x41, 0x11000 },
		{ 0xfee00000, 0x0741, -1, 0x41, 0x17000 },
		{ 0xfee00000, 0x8041, -1, 0x41, 0x18000 },
		{ 0xfee0100c, 0xc1ff, -1, 0xff, 0x19301 },
		/* bits that Xen has no use for */
		{ 0xfee00ff3, 0xffff3841, -1, 0x41, 0x10000 },
		/* a pirq: low bits in the destination, high ones from address bit 40 on */
		{ 0xfee17000, 0, 0x17, 0, 0x10017 },
		{ 0x1fee17000, 0, 0x17, 0, 0x10017 },
		{ 0x100fee17000, 0, 0x117, 0, 0x10017 },
		{ 0x7f00feeff000, 0, 0x7fff, 0, 0x100ff },
		{ 0x8000fee00000, 0, -1, 0, 0x10000 },
		{ 0xffffff00feeff000, 0, -1, 0, 0x100ff },
		{ 0xfee00000, 0, -1, 0, 0x10000 },
		{ 0xfee0f000, 0, -1, 0, 0x1000f },
		{ 0x100fee17000, 0x41, -1, 0x41, 0x10017 },
	};
	struct vgapt_msi_route route;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		vgapt_msi_route(cases[i].address, cases[i].data, &route);
		check(route.pirq == cases[i].pirq && route.gvec == cases[i].gvec &&
		      route.gflags == cases[i].gflags, "case %zu: pirq %d vector %#x flags %#x", i,
		      route.pirq, route.gvec, route.gflags);
	}
}

static void every_structure(void **state)
{
	u32 flags, good = 0;

	(void)state;
	for (flags = 0; flags < 128; flags++) {
		struct vgapt_msi msi = { .flags = flags };
		int want = -EINVAL;

		switch (flags) {
		case VGAPT_MSI_BIND:
		case VGAPT_MSI_UNBIND:
		case VGAPT_MSI_ENABLE:
		case VGAPT_MSI_DISABLE:
		case VGAPT_MSI_UNBIND | VGAPT_MSI_X:
		case VGAPT_MSI_ENABLE | VGAPT_MSI_X:
		case VGAPT_MSI_ENABLE | VGAPT_MSI_X | VGAPT_MSI_MASK_ALL:
		case VGAPT_MSI_DISABLE | VGAPT_MSI_X:
			want = 0;
		}
		check(vgapt_msi_check(&msi) == want, "flags %#x", flags);
		good += !want;
	}
	assert_int_equal(good, 8);
}

static void what_goes_with_what(void **state)
{
	static const struct {
		struct vgapt_msi msi;
		int want;
	} cases[] = {
		{ { .flags = 1, .data = 0x41, .address = 0xfee00000 }, 0 },
		{ { .flags = 1, .vector = 1 }, -EINVAL },
		{ { .flags = 1, .table = 0x1000 }, -EINVAL },
		{ { .flags = 5, .vector = 3, .table = 0xf0001000 }, 0 },
		{ { .flags = 5, .table = 0xf0001008 }, -EINVAL },
		{ { .flags = 5, .table = 1ULL << 52 }, -EINVAL },
		{ { .flags = 5 }, -EINVAL },
		{ { .flags = 2, .data = 1 }, -EINVAL },
		{ { .flags = 2, .address = 1 }, -EINVAL },
		{ { .flags = 2, .vector = 1 }, -EINVAL },
		{ { .flags = 6, .vector = 1 }, 0 },
		{ { .flags = 6, .vector = 1, .table = 0x1000 }, -EINVAL },
		{ { .flags = 12, .vector = 1 }, -EINVAL },
		{ { .flags = 20, .vector = 1 }, -EINVAL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		check(vgapt_msi_check(&cases[i].msi) == cases[i].want, "case %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bit),
		cmocka_unit_test(every_structure),
		cmocka_unit_test(what_goes_with_what),
	};

	return cmocka_run_group_tests_name("model_msi", tests, NULL, NULL);
}
