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

/* amdgpu's AMD_IS_APU, radeon's RADEON_IS_IGP: first, last and neighbours of each run. */
static void apus(void **state)
{
	static const u16 apu[] = {
		0x1304, 0x131d,				/* Kaveri */
		0x9830, 0x983f,				/* Kabini */
		0x9850, 0x985f,				/* Mullins */
		0x9870, 0x9874, 0x9877,			/* Carrizo */
		0x98e4,					/* Stoney */
		0x15d8, 0x15dd,				/* Raven */
		0x15e7, 0x1636, 0x1638, 0x164c,		/* Renoir and its kin */
		0x13fe, 0x143f,				/* Cyan Skillfish */
		0x163f, 0x1435,				/* Van Gogh */
		0x164d, 0x1681,				/* Rembrandt */
		0x164e, 0x13c0,				/* Raphael, Granite Ridge */
		0x1506,					/* Mendocino */
		0x15bf, 0x15c8, 0x164f,			/* Phoenix */
		0x1900, 0x1901,				/* Hawk Point */
		0x150e, 0x1586, 0x1114, 0x1902,		/* Strix, Krackan */
		0x9610, 0x9616, 0x9710, 0x9715,		/* RS780, RS880 */
		0x9640, 0x964f,				/* Sumo */
		0x9802, 0x980a,				/* Wrestler */
		0x9900, 0x9919, 0x9990, 0x99a4,		/* Trinity */
		0x791e, 0x791f, 0x793f, 0x7941, 0x7942,	/* RS690, RS600 */
		0x796c, 0x796f,				/* RS740 */
	};
	static const u16 discrete[] = {
		0x1303, 0x131e,
		0x982f, 0x9840, 0x984f, 0x9860, 0x986f, 0x9878, 0x98e3, 0x98e5,
		0x15d7, 0x15d9, 0x15dc, 0x15de, 0x15df, 0x15e6, 0x15e8,
		0x1635, 0x1637, 0x1639, 0x164b, 0x1640, 0x1650, 0x1682,
		0x13bf, 0x13c1, 0x13fd, 0x13ff, 0x143e, 0x1440, 0x1434, 0x1436,
		0x1505, 0x1507, 0x15be, 0x15c0, 0x15c7, 0x15c9, 0x18ff, 0x1903,
		0x150d, 0x150f, 0x1585, 0x1587, 0x1113, 0x1115,
		0x960f, 0x9617, 0x970f, 0x9716, 0x963f, 0x9650,
		0x9801, 0x980b, 0x98ff, 0x991a, 0x998f, 0x99a5,
		0x6779, 0x6798, 0x67b0, 0x67df, 0x687f, 0x66af, 0x731f, 0x7340,
		0x73bf, 0x743f, 0x744c, 0x7480, 0x7550, 0x74a1, 0x738c, 0x694c,
		0x5046, 0x0000, 0xffff,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(apu); i++) {
		check(vgapt_amd_is_apu(apu[i]), "device %04x", apu[i]);
		check(vgapt_amd_family_of(apu[i]) == VGAPT_AMD_OTHER,
		      "device %04x", apu[i]);
	}
	for (i = 0; i < ARRAY_SIZE(discrete); i++)
		check(!vgapt_amd_is_apu(discrete[i]), "device %04x",
		      discrete[i]);
}

/*
 * nouveau: nvkm/engine/device/base.c for the chips, nvkm/subdev/pci/ for the mirror,
 * nvkm/subdev/bios/shadowrom.c and shadowramin.c for the rest.
 */
static void nvidia(void **state)
{
	static const struct {
		u32 boot0;
		struct vgapt_nvidia_layout want;
	} known[] = {
		{ 0x20004001, { 0x1800, true, 0, 0 } },			/* NV04 */
		{ 0x20104000, { 0x1800, true, 0, 0 } },			/* NV05 */
		{ 0x010000a2, { 0x1800, true, 0, 0 } },			/* NV10 */
		{ 0x025200a3, { 0x1800, true, 0, 0 } },			/* NV25 */
		{ 0x034300a1, { 0x1800, true, 0, 0 } },			/* NV34 */
		{ 0x040000a1, { 0x88000, true, 0, 0 } },		/* NV40 */
		{ 0x04b100a2, { 0x88000, true, 0, 0 } },		/* G73 */
		{ 0x04c000a2, { 0x88000, false, 0, 0 } },		/* C51 */
		{ 0x06800000, { 0x88000, false, 0, 0 } },		/* C68 */
		{ 0x050300a2, { 0x88000, true, 0, 0x619f04 } },		/* G80 */
		{ 0x092000a2, { 0x88000, true, 0, 0x619f04 } },		/* G92 */
		{ 0x0a5280a2, { 0x88000, true, 0, 0x619f04 } },		/* GT216 */
		{ 0x0c0000a3, { 0x88000, true, 0x22500, 0x619f04 } },	/* GF100 */
		{ 0x0d9000a1, { 0x88000, true, 0x22500, 0x619f04 } },	/* GF119 */
		{ 0x0e4000a2, { 0x88000, true, 0x22500, 0x619f04 } },	/* GK104 */
		{ 0x0f0000a1, { 0x88000, true, 0x22500, 0x619f04 } },	/* GK110 */
		{ 0x108000a1, { 0x88000, true, 0x22500, 0x619f04 } },	/* GK208 */
		{ 0x117000a2, { 0x88000, true, 0x21c04, 0x619f04 } },	/* GM107 */
		{ 0x124000a1, { 0x88000, true, 0x21c04, 0x619f04 } },	/* GM204 */
		{ 0x134000a1, { 0x88000, true, 0x21c04, 0x619f04 } },	/* GP104 */
		{ 0x140000a1, { 0x88000, true, 0x21c04, 0x625f04 } },	/* GV100 */
		{ 0x164000a1, { 0x88000, true, 0x21c04, 0x625f04 } },	/* TU104 */
		{ 0x170000a1, { 0x88000, true, 0x820c04, 0x625f04 } },	/* GA100 */
		{ 0x172000a1, { 0x88000, true, 0x820c04, 0x625f04 } },	/* GA102 */
		{ 0x192000a1, { 0x88000, true, 0x820c04, 0x625f04 } },	/* AD102 */
	};
	static const u32 unknown[] = {
		0, 0xffffffff,
		0xbad00200, 0xbad0011f, 0xbadf1000, /* nobody answers on the ring */
		0x00000001, 0x20014010, 0x00f04000,
		0x07000000, 0x0b0000a1,
		0x150000a1,			/* there is no such chip */
		0x180000a1,			/* GH100 */
		0x1a0000a1, 0x1a2000a1,		/* GB100, GB102 */
		0x1b2000a1, 0x1b3000a1,		/* GB202, GB203 */
		0x1c0000a1, 0x1f0000a1,		/* what is not there yet */
	};
	struct vgapt_nvidia_layout got;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(known); i++) {
		memset(&got, 0xa5, sizeof(got));
		check(vgapt_nvidia_layout(known[i].boot0, &got), "boot0 %08x",
		      known[i].boot0);
		check(got.mirror == known[i].want.mirror &&
		      got.prom == known[i].want.prom &&
		      got.disabled == known[i].want.disabled &&
		      got.pointer == known[i].want.pointer,
		      "boot0 %08x: %#x %d %#x %#x", known[i].boot0, got.mirror,
		      got.prom, got.disabled, got.pointer);
	}
	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		check(!vgapt_nvidia_layout(unknown[i], &got), "boot0 %08x",
		      unknown[i]);
		check(!got.mirror && !got.prom && !got.disabled && !got.pointer,
		      "boot0 %08x", unknown[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amd),
		cmocka_unit_test(apus),
		cmocka_unit_test(nvidia),
	};

	return cmocka_run_group_tests_name("gpu_ids", tests, NULL, NULL);
}
