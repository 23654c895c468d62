// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/gpu_ids.c: the families.
 */
#include "pure/rom/gpu_ids.h"
#include "unit.h"

static void amd(void **state)
{
	static const struct {
		u16 device;
		enum vgapt_amd_family family;
	} rows[] = {
		{ 0x6610, VGAPT_AMD_SI },	/* Oland XT */
		{ 0x6665, VGAPT_AMD_SI },	/* Hainan */
		{ 0x6798, VGAPT_AMD_SI },	/* Tahiti XT */
		{ 0x6818, VGAPT_AMD_SI },	/* Pitcairn XT */
		{ 0x683d, VGAPT_AMD_SI },	/* Cape Verde XT */
		{ 0x6658, VGAPT_AMD_CI },	/* Bonaire XTX */
		{ 0x67b0, VGAPT_AMD_CI },	/* Hawaii XT */
		{ 0x67df, VGAPT_AMD_VI },	/* Ellesmere */
		{ 0x67ff, VGAPT_AMD_VI },	/* Baffin */
		{ 0x699f, VGAPT_AMD_VI },	/* Lexa */
		{ 0x6938, VGAPT_AMD_VI },	/* Tonga XT */
		{ 0x7300, VGAPT_AMD_VI },	/* Fiji */
		{ 0x6779, VGAPT_AMD_OTHER },	/* Caicos, before SI */
		{ 0x687f, VGAPT_AMD_OTHER },	/* Vega 10 */
		{ 0x731f, VGAPT_AMD_OTHER },	/* Navi 10 */
		{ 0x1636, VGAPT_AMD_OTHER },	/* Renoir, an APU */
		{ 0x5046, VGAPT_AMD_OTHER },	/* Rage 128 */
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(vgapt_amd_family_of(rows[i].device) == rows[i].family,
		      "device %04x", rows[i].device);
}

static void nvidia(void **state)
{
	(void)state;
	assert_int_equal(vgapt_nvidia_pramin_pointer(0xffffffff), 0);
	assert_int_equal(vgapt_nvidia_pramin_pointer(0), 0);
	assert_int_equal(vgapt_nvidia_pramin_pointer(0x049100a2), 0); /* G71 */
	assert_int_equal(vgapt_nvidia_pramin_pointer(0x050300a2), 0x619f04);
	assert_int_equal(vgapt_nvidia_pramin_pointer(0x0e4000a2), 0x619f04);
	assert_int_equal(vgapt_nvidia_pramin_pointer(0x134000a1), 0x619f04);
	assert_int_equal(vgapt_nvidia_pramin_pointer(0x140000a1), 0x625f04);
	assert_int_equal(vgapt_nvidia_pramin_pointer(0x172000a1), 0x625f04);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amd),
		cmocka_unit_test(nvidia),
	};

	return cmocka_run_group_tests_name("gpu_ids", tests, NULL, NULL);
}
