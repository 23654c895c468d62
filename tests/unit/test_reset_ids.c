// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/reset/ids.c, vendor.c, and those who have only a sign of life.
 */
#include <string.h>

#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/rom/gpu_ids.h"
#include "unit.h"

#define AMD	0x1002
#define MATROX	0x102b
#define NVIDIA	0x10de
#define ASPEED	0x1a03
#define INTEL	0x8086

#define PM	((u32)BIT(VGAPT_RESET_PM))
#define FLR	((u32)(BIT(VGAPT_RESET_FLR) | BIT(VGAPT_RESET_AF_FLR)))
#define BUS	((u32)(BIT(VGAPT_RESET_SLOT) | BIT(VGAPT_RESET_BUS) | BIT(VGAPT_RESET_LINK)))

static void families(void **state)
{
	static const struct {
		u16 vendor;
		u16 device;
		enum vgapt_reset_family family;
		u32 useless;
		bool experimental;
		const char *name;
	} rows[] = {
		{ AMD, 0x6640, VGAPT_FAMILY_AMD_CIK, PM | BUS, false, "Bonaire" },
		{ AMD, 0x665d, VGAPT_FAMILY_AMD_CIK, PM | BUS, false, "Bonaire" },
		{ AMD, 0x67a0, VGAPT_FAMILY_AMD_CIK, PM | BUS, false, "Hawaii" },
		{ AMD, 0x67be, VGAPT_FAMILY_AMD_CIK, PM | BUS, false, "Hawaii" },
		{ AMD, 0x67c0, VGAPT_FAMILY_AMD_POLARIS, PM | BUS, false, "Polaris 10" },
		{ AMD, 0x67df, VGAPT_FAMILY_AMD_POLARIS, PM | BUS, false, "Polaris 10" },
		{ AMD, 0x6fdf, VGAPT_FAMILY_AMD_POLARIS, PM | BUS, false, "Polaris 20" },
		{ AMD, 0x67e0, VGAPT_FAMILY_AMD_POLARIS, PM, false, "Polaris 11" },
		{ AMD, 0x67ff, VGAPT_FAMILY_AMD_POLARIS, PM, false, "Polaris 11" },
		{ AMD, 0x699f, VGAPT_FAMILY_AMD_POLARIS, PM | BUS, false, "Polaris 12" },
		{ AMD, 0x694c, VGAPT_FAMILY_AMD_VEGAM, PM, true, "Vega M" },
		{ AMD, 0x687f, VGAPT_FAMILY_AMD_VEGA10, PM | BUS, false, "Vega 10" },
		{ AMD, 0x66af, VGAPT_FAMILY_AMD_VEGA20, PM | BUS, false, "Vega 20" },
		{ AMD, 0x738c, VGAPT_FAMILY_AMD_MI100, PM | BUS, false, "MI100" },
		{ AMD, 0x731f, VGAPT_FAMILY_AMD_NAVI1X, PM | BUS, false, "Navi 10" },
		{ AMD, 0x7360, VGAPT_FAMILY_AMD_NAVI1X, PM | BUS, false, "Navi 12" },
		{ AMD, 0x7340, VGAPT_FAMILY_AMD_NAVI1X, PM | BUS, false, "Navi 14" },
		{ AMD, 0x73bf, VGAPT_FAMILY_AMD_NAVI2X, PM, true, "Navi 21" },
		{ AMD, 0x73df, VGAPT_FAMILY_AMD_NAVI2X, PM, true, "Navi 22" },
		{ AMD, 0x73ff, VGAPT_FAMILY_AMD_NAVI2X, PM, true, "Navi 23" },
		{ AMD, 0x743f, VGAPT_FAMILY_AMD_NAVI2X, PM, true, "Navi 24" },
		{ AMD, 0x744c, VGAPT_FAMILY_AMD_NAVI31, PM, true, "Navi 31" },
		{ AMD, 0x747e, VGAPT_FAMILY_AMD_NAVI32, PM, true, "Navi 32" },
		{ AMD, 0x7480, VGAPT_FAMILY_AMD_NAVI33, PM, true, "Navi 33" },
		{ AMD, 0x754f, VGAPT_FAMILY_NONE, PM, false, "AMD" },
		{ AMD, 0x7550, VGAPT_FAMILY_AMD_NAVI4X, PM, true, "Navi 48" },
		{ AMD, 0x755f, VGAPT_FAMILY_AMD_NAVI4X, PM, true, "Navi 48" },
		{ AMD, 0x7590, VGAPT_FAMILY_AMD_NAVI4X, PM, true, "Navi 44" },
		{ AMD, 0x69a0, VGAPT_FAMILY_AMD_VEGA12, PM, true, "Vega 12" },
		{ AMD, 0x69af, VGAPT_FAMILY_AMD_VEGA12, PM, true, "Vega 12" },
		/* amd/MxGPU-Virtualization, issue 25: nothing, ever */
		{ AMD, 0x7407, VGAPT_FAMILY_NONE, PM, false, "AMD" },
		{ AMD, 0x740f, VGAPT_FAMILY_AMD_INSTINCT, PM | BUS | FLR, false, "MI200" },
		{ AMD, 0x7411, VGAPT_FAMILY_NONE, PM, false, "AMD" },
		{ AMD, 0x74a0, VGAPT_FAMILY_AMD_INSTINCT, PM | BUS | FLR, false, "MI300" },
		{ AMD, 0x74a1, VGAPT_FAMILY_AMD_INSTINCT, PM | BUS | FLR, false, "MI300" },
		{ AMD, 0x74c0, VGAPT_FAMILY_NONE, PM, false, "AMD" },
		{ AMD, 0x75a3, VGAPT_FAMILY_AMD_INSTINCT, PM | BUS | FLR, false, "MI350" },
		/* vendor-reset takes these for Navi 10; they are not. */
		{ AMD, 0x1636, VGAPT_FAMILY_AMD_RENOIR, PM | BUS, true, "Renoir" },
		{ AMD, 0x15e7, VGAPT_FAMILY_AMD_RENOIR, PM | BUS, true, "Barcelo" },
		{ AMD, 0x15bf, VGAPT_FAMILY_AMD_REMBRANDT, PM | BUS, true, "Phoenix" },
		{ AMD, 0x1681, VGAPT_FAMILY_AMD_REMBRANDT, PM | BUS, true, "Rembrandt" },
		{ AMD, 0x15dd, VGAPT_FAMILY_AMD_APU, PM | BUS, true, "Raven" },
		{ AMD, 0x150e, VGAPT_FAMILY_AMD_APU, PM | BUS, true, "Strix" },
		{ AMD, 0x164e, VGAPT_FAMILY_AMD_APU, PM | BUS, true, "Raphael" },
		{ AMD, 0x6798, VGAPT_FAMILY_AMD_OLDER, PM, false, "Tahiti" },
		{ AMD, 0x6938, VGAPT_FAMILY_AMD_OLDER, PM, false, "Tonga" },
		{ AMD, 0x7300, VGAPT_FAMILY_AMD_OLDER, PM, false, "Fiji" },
		{ AMD, 0x6779, VGAPT_FAMILY_AMD_OLDER, PM, false, "Northern Islands" },
		{ AMD, 0x5046, VGAPT_FAMILY_AMD_OLDER, PM, false, "R100 to R480" },
		{ AMD, 0x9614, VGAPT_FAMILY_AMD_OLDER, PM, false, "RS780" },
		/* Of these nothing is known, but that much. */
		{ AMD, 0x69b0, VGAPT_FAMILY_NONE, PM, false, "AMD" },
		{ NVIDIA, 0x233f, VGAPT_FAMILY_NVIDIA, 0, false, "NVIDIA" },
		{ NVIDIA, 0x2340, VGAPT_FAMILY_NVIDIA, BUS, false, "GH100" },
		{ NVIDIA, 0x237f, VGAPT_FAMILY_NVIDIA, BUS, false, "GH100" },
		{ NVIDIA, 0x2380, VGAPT_FAMILY_NVIDIA, 0, false, "NVIDIA" },
		/* GB202: FLR takes it away; GB203: FLR is what works. */
		{ NVIDIA, 0x2b84, VGAPT_FAMILY_NVIDIA, 0, false, "NVIDIA" },
		{ NVIDIA, 0x2b85, VGAPT_FAMILY_NVIDIA, FLR, false, "GB202" },
		{ NVIDIA, 0x2b86, VGAPT_FAMILY_NVIDIA, 0, false, "NVIDIA" },
		{ NVIDIA, 0x2b87, VGAPT_FAMILY_NVIDIA, FLR, false, "GB202" },
		{ NVIDIA, 0x2b8c, VGAPT_FAMILY_NVIDIA, FLR, false, "GB202" },
		{ NVIDIA, 0x2baf, VGAPT_FAMILY_NVIDIA, 0, false, "NVIDIA" },
		{ NVIDIA, 0x2bb0, VGAPT_FAMILY_NVIDIA, FLR, false, "GB202" },
		{ NVIDIA, 0x2bb1, VGAPT_FAMILY_NVIDIA, FLR, false, "GB202" },
		{ NVIDIA, 0x2bb4, VGAPT_FAMILY_NVIDIA, FLR, false, "GB202" },
		{ NVIDIA, 0x2bb5, VGAPT_FAMILY_NVIDIA, FLR, false, "GB202" },
		{ NVIDIA, 0x2bbf, VGAPT_FAMILY_NVIDIA, FLR, false, "GB202" },
		{ NVIDIA, 0x2bc0, VGAPT_FAMILY_NVIDIA, 0, false, "NVIDIA" },
		{ NVIDIA, 0x2c05, VGAPT_FAMILY_NVIDIA, 0, false, "NVIDIA" },
		{ NVIDIA, 0x1b80, VGAPT_FAMILY_NVIDIA, 0, false, "NVIDIA" },
		{ INTEL, 0x0156, VGAPT_FAMILY_INTEL_IGD, 0, false, "Ivy Bridge mobile GT1" },
		{ INTEL, 0x0166, VGAPT_FAMILY_INTEL_IGD, 0, false, "Ivy Bridge mobile GT2" },
		{ INTEL, 0x0162, VGAPT_FAMILY_INTEL_IGD, 0, false, "Ivy Bridge desktop GT2" },
		{ INTEL, 0x0412, VGAPT_FAMILY_INTEL_IGD, 0, false, "Haswell" },
		{ INTEL, 0x9bc5, VGAPT_FAMILY_INTEL_IGD, 0, false, "Comet Lake" },
		{ INTEL, 0x9b41, VGAPT_FAMILY_INTEL_IGD, 0, false, "Comet Lake" },
		{ INTEL, 0x5a51, VGAPT_FAMILY_INTEL_IGD, 0, false, "Cannon Lake" },
		{ INTEL, 0x5a84, VGAPT_FAMILY_INTEL_IGD, 0, false, "Broxton" },
		{ INTEL, 0xb640, VGAPT_FAMILY_INTEL_IGD, 0, false, "Arrow Lake" },
		{ INTEL, 0x56a0, VGAPT_FAMILY_INTEL_ARC, 0, false, "Alchemist" },
		{ INTEL, 0xe20b, VGAPT_FAMILY_INTEL_ARC, 0, false, "Battlemage" },
		{ MATROX, 0x0522, VGAPT_FAMILY_BMC, PM | BUS, false, "Matrox G200e" },
		{ MATROX, 0x0538, VGAPT_FAMILY_BMC, PM | BUS, false, "Matrox G200e" },
		{ ASPEED, 0x2000, VGAPT_FAMILY_BMC, PM | BUS, false, "ASPEED AST" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct vgapt_reset_id *id = vgapt_reset_id_of(rows[i].vendor, rows[i].device);

		check(id, "%04x:%04x", rows[i].vendor, rows[i].device);
		check(id->family == rows[i].family && id->useless == rows[i].useless &&
		      id->experimental == rows[i].experimental &&
		      !strcmp(id->name, rows[i].name), "%04x:%04x: %s, %s, %x",
		      rows[i].vendor, rows[i].device, vgapt_reset_family_name(id->family),
		      id->name, id->useless);
	}
	/* Cards proper, a network card, QEMU's display, nobody */
	assert_null(vgapt_reset_id_of(MATROX, 0x0520));
	assert_null(vgapt_reset_id_of(MATROX, 0x0521));
	assert_null(vgapt_reset_id_of(INTEL, 0x1502));
	assert_null(vgapt_reset_id_of(0x1234, 0x1111));
	assert_null(vgapt_reset_id_of(0xffff, 0xffff));
}

/* For each id there is: what has registers of its own must not be forbidden. */
static void whole_table(void **state)
{
	static const u16 vendors[] = { AMD, MATROX, NVIDIA, ASPEED, INTEL };
	bool seen[VGAPT_FAMILY_NUM] = { false };
	u32 device;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(vendors); i++) {
		for (device = 0; device < 0x10000; device++) {
			const struct vgapt_reset_id *id = vgapt_reset_id_of(vendors[i], device);

			if (!id)
				continue;
			assert_in_range(id->family, 0, VGAPT_FAMILY_NUM - 1);
			seen[id->family] = true;
			check(id->first <= device && device <= id->last &&
			      id->vendor == vendors[i], "%04x:%04x", vendors[i], device);
			check(!(id->useless & (BIT(VGAPT_RESET_VENDOR) |
					       BIT(VGAPT_RESET_KERNEL))),
			      "%04x:%04x", vendors[i], device);
			check(vendors[i] != AMD || id->useless & PM, "%04x", device);
			/* What takes a card away is of no use either. */
			check(!(id->deadly & ~id->useless) && !(id->deadly & ~(FLR | BUS)),
			      "%04x:%04x", vendors[i], device);
			check(id->name && *id->name, "%04x:%04x", vendors[i], device);
		}
	}
	for (i = 0; i < VGAPT_FAMILY_NUM; i++)
		check(seen[i], "no id is of family %zu", i);
}

/* After what the card is gone: Linux is kept from it, too. */
static void deadly(void **state)
{
	static const struct {
		u16 vendor;
		u16 device;
		u32 methods;
	} rows[] = {
		{ NVIDIA, 0x2b85, FLR },	/* tinygrad, pull request 18199 */
		{ NVIDIA, 0x2b87, FLR },
		{ NVIDIA, 0x2b8c, FLR },
		{ NVIDIA, 0x2bb1, FLR },	/* of the same chip */
		{ NVIDIA, 0x2c05, 0 },		/* open-gpu-kernel-modules, issue 1353 */
		{ NVIDIA, 0x2342, BUS },	/* quirk_nvidia_no_bus_reset */
		{ AMD, 0x740f, FLR | BUS },	/* amd/MxGPU-Virtualization, issue 25 */
		{ AMD, 0x74a1, FLR | BUS },
		{ AMD, 0x75a3, FLR | BUS },
		{ AMD, 0x687f, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(vgapt_reset_id_of(rows[i].vendor, rows[i].device)->deadly == rows[i].methods,
		      "%04x:%04x", rows[i].vendor, rows[i].device);
}

static void names(void **state)
{
	int i, j;

	(void)state;
	for (i = 0; i < VGAPT_FAMILY_NUM; i++) {
		const char *name = vgapt_reset_family_name(i);

		check(name && *name && !strpbrk(name, " ,\n"), "family %d", i);
		assert_string_not_equal(name, "unknown");
		for (j = 0; j < i; j++)
			assert_string_not_equal(name, vgapt_reset_family_name(j));
	}
	assert_string_equal(vgapt_reset_family_name(VGAPT_FAMILY_NUM), "unknown");
	assert_string_equal(vgapt_reset_family_name((enum vgapt_reset_family)-1), "unknown");
	assert_string_equal(vgapt_reset_family_name(VGAPT_FAMILY_AMD_NAVI1X), "amd-navi1x");
}

static void vendors(void **state)
{
	u32 with = 0, able = 0;
	int i;

	(void)state;
	for (i = 0; i < VGAPT_FAMILY_NUM; i++) {
		const struct vgapt_reset_vendor *vendor = vgapt_reset_vendor_of(i);

		if (!vendor)
			continue;
		with++;
		able += !!vendor->reset;
		assert_true(vendor->bars);
		assert_true(vendor->window);
		assert_int_equal(vendor->window % 4096, 0);
		assert_true(vendor->alive);
		assert_true(vendor->deadline_ms);
		/* A reset without a probe would be done to an idle card, too. */
		assert_int_equal(!vendor->reset, !vendor->probe);
	}
#define OWN(symbol, name, ops)	+ 1
#define PCI(symbol, name)
	assert_int_equal(with, VGAPT_FAMILIES(OWN, PCI));
	/* those two have only a sign of life */
	assert_int_equal(able, with - 2);
	assert_null(vgapt_reset_vendor_of(VGAPT_FAMILY_NONE));
	assert_null(vgapt_reset_vendor_of(VGAPT_FAMILY_BMC));
	assert_null(vgapt_reset_vendor_of(VGAPT_FAMILY_AMD_OLDER));
	assert_null(vgapt_reset_vendor_of(VGAPT_FAMILY_AMD_APU));
	assert_null(vgapt_reset_vendor_of(VGAPT_FAMILY_NUM));
	assert_ptr_equal(vgapt_reset_vendor_of(VGAPT_FAMILY_NVIDIA), &vgapt_nvidia);
	assert_null(vgapt_nvidia.reset);
	assert_null(vgapt_intel_igd.reset);
}

/**
 * struct plain - a card of registers that hold what is put there, else 0
 * @io:   the way to it
 * @off:  where they are in BAR0
 * @val:  what they hold
 * @num:  how many
 */
struct plain {
	struct vgapt_io io;
	u32 off[4];
	u32 val[4];
	u32 num;
};

static struct plain plain;

static u32 plain_read(struct vgapt_io *io, int bar, u32 off)
{
	u32 i;

	(void)io;
	check(bar == 0, "BAR%d", bar);
	for (i = 0; i < plain.num; i++)
		if (plain.off[i] == off)
			return plain.val[i];
	return 0;
}

/* A sign of life is looked at: .write, .cfg_write and .sleep_us are not there. */
static void plain_init(void)
{
	memset(&plain, 0, sizeof(plain));
	plain.io.read = plain_read;
}

static void put(u32 off, u32 val)
{
	plain.off[plain.num] = off;
	plain.val[plain.num++] = val;
}

static int alive(const struct vgapt_reset_vendor *vendor, enum vgapt_why *why)
{
	u32 i;
	int rc;

	for (i = 0; i < plain.num; i++)
		assert_true(plain.off[i] + 4 <= vendor->window);
	*why = VGAPT_WHY_NONE;
	rc = vgapt_vendor_alive(vendor, &plain.io, why);
	check(!rc || *why != VGAPT_WHY_NONE, "%d, but not why", rc);
	return rc;
}

static void nvidia(void **state)
{
	static const struct {
		u32 boot0;
		u32 access;
		u32 gfw;
		int rc;
	} rows[] = {
		{ 0xffffffff, 0, 0, -EAGAIN },
		{ 0, 0, 0, -EAGAIN },
		{ 0xbad00100, 0, 0, -EAGAIN },
		{ 0xbadf5040, 1, 0xff, -EAGAIN },
		{ 0x000000a1, 0, 0, -EIO },
		{ 0x049100a2, 0, 0, 0 },		/* G71 */
		{ 0x134000a1, 0, 0, 0 },		/* GP104: no such firmware */
		{ 0x140000a1, 0, 0, 0 },		/* GV100 */
		{ 0x162000a1, 0, 0xff, -EAGAIN },	/* TU102 */
		{ 0x162000a1, 1, 0x10, -EAGAIN },
		{ 0x162000a1, 0xffffffff, 0xff, -EAGAIN },
		{ 0x162000a1, 1, 0xffffffff, -EAGAIN },	/* no answer */
		{ 0x162000a1, 1, 0x7fffffff, 0 },	/* what is above does not count */
		{ 0x162000a1, 1, 0x2ff, 0 },
		{ 0x172000a1, 1, 0, -EAGAIN },		/* GA102 */
		{ 0x172000a1, 1, 0xff, 0 },
		{ 0x180000a1, 0, 0, 0 },		/* GH100: it is elsewhere */
		{ 0x192000a1, 1, 0, -EAGAIN },		/* AD102 */
		{ 0x192000a1, 1, 0xff, 0 },
		{ 0x1b2000a1, 0, 0, 0 },		/* GB202 */
	};
	enum vgapt_why why;
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		plain_init();
		put(0, rows[i].boot0);
		put(0x118128, rows[i].access);
		put(0x118234, rows[i].gfw);
		rc = alive(&vgapt_nvidia, &why);
		check(rc == rows[i].rc, "%08x %08x %08x: %d", rows[i].boot0,
		      rows[i].access, rows[i].gfw, rc);
	}
	assert_true(vgapt_nvidia.deadline_ms >= 4000);
}

static void intel(void **state)
{
	static const u32 regs[] = { 0xd84, 0x130040, 0x130044 };
	enum vgapt_why why;
	u32 i, there;

	(void)state;
	for (there = 0; there < 8; there++) {
		plain_init();
		for (i = 0; i < ARRAY_SIZE(regs); i++)
			put(regs[i], there & BIT(i) ? 1 : 0xffffffff);
		assert_int_equal(alive(&vgapt_intel_igd, &why), there ? 0 : -EAGAIN);
	}
}

/* Who names a method may know better; what is deadly he has to name alone. */
static void named(void **state)
{
	const struct vgapt_reset_id *id = vgapt_reset_id_of(0x10de, 0x2b85);
	const u8 all[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	const u8 flr = VGAPT_RESET_FLR, bus = VGAPT_RESET_BUS;
	const u8 both[] = { VGAPT_RESET_BUS, VGAPT_RESET_FLR };

	(void)state;
	assert_int_equal(vgapt_reset_id_useless(NULL, all, 8), 0);
	assert_int_equal(vgapt_reset_id_useless(id, NULL, 0), id->useless);
	assert_true(id->useless & BIT(VGAPT_RESET_FLR));
	assert_int_equal(vgapt_reset_id_useless(id, &flr, 1), id->useless & ~BIT(VGAPT_RESET_FLR));
	assert_int_equal(vgapt_reset_id_useless(id, both, 2), id->useless);
	assert_int_equal(vgapt_reset_id_useless(id, all, 8) & id->deadly, id->deadly);

	/* Vega 10: the bus is of no use, and not deadly. */
	id = vgapt_reset_id_of(0x1002, 0x687f);
	assert_true(id->useless & BIT(VGAPT_RESET_BUS));
	assert_int_equal(vgapt_reset_id_useless(id, &bus, 1), id->useless & ~BIT(VGAPT_RESET_BUS));
	assert_int_equal(vgapt_reset_id_useless(id, both, 2),
			 id->useless & ~(BIT(VGAPT_RESET_BUS) | BIT(VGAPT_RESET_FLR)));
}

/* A part of the processor is one for the ROM and for resets; IGPs of chipsets aside. */
static void apus(void **state)
{
	const u32 bridge = BIT(VGAPT_RESET_SLOT) | BIT(VGAPT_RESET_BUS) | BIT(VGAPT_RESET_LINK);
	u32 device;

	(void)state;
	for (device = 0x1300; device <= 0x99ff; device++) {
		const struct vgapt_reset_id *id = vgapt_reset_id_of(0x1002, device);

		if (vgapt_amd_is_apu(device) && id->family != VGAPT_FAMILY_AMD_OLDER)
			check((id->useless & bridge) == bridge, "%04x", device);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families),
		cmocka_unit_test(whole_table),
		cmocka_unit_test(deadly),
		cmocka_unit_test(named),
		cmocka_unit_test(apus),
		cmocka_unit_test(names),
		cmocka_unit_test(vendors),
		cmocka_unit_test(nvidia),
		cmocka_unit_test(intel),
	};

	return cmocka_run_group_tests_name("reset_ids", tests, NULL, NULL);
}
