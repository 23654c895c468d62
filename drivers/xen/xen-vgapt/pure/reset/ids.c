// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which cards are reset alike, and which methods do nothing for them, or harm.
 *
 * Device ids: the kernel's tables (amdgpu_drv.c, drm_pciids.h, i915_pciids.h,
 * xe_pciids.h, mgag200_drv.c, ast_drv.c as of 6.12); those of AMD that its table
 * takes by class: pci.ids.  Ranges hold no other family's ids.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"

#define VENDOR_AMD	0x1002
#define VENDOR_MATROX	0x102b
#define VENDOR_NVIDIA	0x10de
#define VENDOR_ASPEED	0x1a03
#define VENDOR_INTEL	0x8086

#define PM_USELESS	((u32)BIT(VGAPT_RESET_PM))
#define FLR_USELESS	((u32)(BIT(VGAPT_RESET_FLR) | BIT(VGAPT_RESET_AF_FLR)))
/* All three put the link through a hot reset. */
#define BUS_USELESS	((u32)(BIT(VGAPT_RESET_SLOT) | BIT(VGAPT_RESET_BUS) | \
			       BIT(VGAPT_RESET_LINK)))

/*
 * AMD: D3hot and back changes nothing: the monitor stays in sync and the frame
 * buffer keeps its contents (kernel: quirk_no_pm_reset on ATI's VGA).
 */
#define AMD_USELESS	PM_USELESS

/*
 * From Bonaire to Navi 14 a hot reset reaches the bus interface, but not the
 * processors behind it, which go on with what they were doing; the card then
 * can be started by nobody (QEMU: vfio_radeon_reset; vendor-reset sets
 * NO_BUS_RESET on all it knows; its author names Vega 10, Vega 20 and Navi 10
 * as those that the bus does not reset: issue 35).
 */
#define AMD_STUCK	(PM_USELESS | BUS_USELESS)

/*
 * MI300X and MI355X give all ones after FLR and after a bus reset, until the host
 * is started anew (amd/MxGPU-Virtualization, issue 25: 75a3, and 740f, which
 * pci.ids has as MI210): nothing is done to these, nor to what is like them.
 */
#define INSTINCT_DEADLY		(BUS_USELESS | FLR_USELESS)

/*
 * Graphics in a processor has the security processor and USB controllers for
 * siblings, below a bridge of the data fabric that has no link.
 */
#define APU_USELESS	(PM_USELESS | BUS_USELESS)

/*
 * The management controller's other side goes on using what is behind the same
 * bridge: keyboard and mouse, the console's redirection, sensors.  It has no
 * state of a guest's that would be worth that.
 */
#define BMC_USELESS	(PM_USELESS | BUS_USELESS)

#define AMD(from, to, fam, methods, exp, text)				\
	{ .vendor = VENDOR_AMD, .first = (from), .last = (to),		\
	  .family = VGAPT_FAMILY_##fam, .useless = (methods),		\
	  .experimental = (exp), .name = (text) }

#define OTHER(ven, from, to, fam, methods, text)			\
	{ .vendor = VENDOR_##ven, .first = (from), .last = (to),	\
	  .family = VGAPT_FAMILY_##fam, .useless = (methods),		\
	  .name = (text) }

/* After these methods it is gone until power-off. */
#define DEADLY(ven, from, to, fam, methods, text)			\
	{ .vendor = VENDOR_##ven, .first = (from), .last = (to),	\
	  .family = VGAPT_FAMILY_##fam, .deadly = (methods),		\
	  .useless = (methods) | (VENDOR_##ven == VENDOR_AMD ? AMD_USELESS : 0), \
	  .name = (text) }

#define CARD(from, to, fam, text)					\
	AMD(from, to, AMD_##fam, AMD_STUCK, false, text)
#define APU(from, to, text)						\
	AMD(from, to, AMD_APU, APU_USELESS, true, text)
#define OLDER(from, to, text)						\
	AMD(from, to, AMD_OLDER, AMD_USELESS, false, text)

/* The first that holds the id is taken. */
static const struct vgapt_reset_id vgapt_reset_ids[] = {
	/* amdgpu_drv.c: CHIP_BONAIRE, CHIP_HAWAII */
	CARD(0x6640, 0x665f, CIK, "Bonaire"),
	CARD(0x67a0, 0x67be, CIK, "Hawaii"),

	/* amdgpu_drv.c: CHIP_POLARIS10, _11, _12 */
	CARD(0x67c0, 0x67df, POLARIS, "Polaris 10"),
	CARD(0x6fdf, 0x6fdf, POLARIS, "Polaris 20"),
	/*
	 * The bus has done for some of their owners (vendor-reset, issues 4 and 52),
	 * and the SMC tells whether it has.
	 */
	AMD(0x67e0, 0x67ff, AMD_POLARIS, AMD_USELESS, false, "Polaris 11"),
	CARD(0x6980, 0x699f, POLARIS, "Polaris 12"),
	/* CHIP_VEGAM is of the same generation; nobody has tried. */
	AMD(0x694c, 0x694f, AMD_VEGAM, AMD_USELESS, true, "Vega M"),

	/* amdgpu_drv.c: CHIP_VEGA10, CHIP_VEGA12, CHIP_VEGA20, CHIP_ARCTURUS */
	CARD(0x6860, 0x687f, VEGA10, "Vega 10"),
	AMD(0x69a0, 0x69af, AMD_VEGA12, AMD_USELESS, true, "Vega 12"),
	CARD(0x66a0, 0x66af, VEGA20, "Vega 20"),
	CARD(0x7388, 0x7390, MI100, "MI100"),

	/* amdgpu_drv.c: CHIP_NAVI10, CHIP_NAVI14, CHIP_NAVI12 */
	CARD(0x7310, 0x731f, NAVI1X, "Navi 10"),
	CARD(0x7340, 0x734f, NAVI1X, "Navi 14"),
	CARD(0x7360, 0x7362, NAVI1X, "Navi 12"),

	/*
	 * amdgpu_drv.c: CHIP_SIENNA_CICHLID, CHIP_NAVY_FLOUNDER,
	 * CHIP_DIMGREY_CAVEFISH, CHIP_BEIGE_GOBY.  Most of them do come back
	 * from a bus reset.
	 */
	AMD(0x73a0, 0x73bf, AMD_NAVI2X, AMD_USELESS, true, "Navi 21"),
	AMD(0x73c0, 0x73df, AMD_NAVI2X, AMD_USELESS, true, "Navi 22"),
	AMD(0x73e0, 0x73ff, AMD_NAVI2X, AMD_USELESS, true, "Navi 23"),
	AMD(0x7420, 0x743f, AMD_NAVI2X, AMD_USELESS, true, "Navi 24"),

	/* pci.ids; amdgpu finds them by class and by the discovery table. */
	AMD(0x7440, 0x745f, AMD_NAVI31, AMD_USELESS, true, "Navi 31"),
	AMD(0x7460, 0x747f, AMD_NAVI32, AMD_USELESS, true, "Navi 32"),
	AMD(0x7480, 0x749f, AMD_NAVI33, AMD_USELESS, true, "Navi 33"),
	AMD(0x7550, 0x755f, AMD_NAVI4X, AMD_USELESS, true, "Navi 48"),
	AMD(0x7590, 0x759f, AMD_NAVI4X, AMD_USELESS, true, "Navi 44"),

	/* amdgpu_drv.c: CHIP_ALDEBARAN; pci.ids */
	DEADLY(AMD, 0x7408, 0x7410, AMD_INSTINCT, INSTINCT_DEADLY, "MI200"),
	DEADLY(AMD, 0x74a0, 0x74bf, AMD_INSTINCT, INSTINCT_DEADLY, "MI300"),
	DEADLY(AMD, 0x75a0, 0x75bf, AMD_INSTINCT, INSTINCT_DEADLY, "MI350"),

	/* amdgpu_drv.c: AMD_IS_APU; drm_pciids.h: RADEON_IS_IGP */
	APU(0x1304, 0x131d, "Kaveri"),
	APU(0x13db, 0x13db, "Cyan Skillfish"),
	APU(0x13f9, 0x13fe, "Cyan Skillfish"),
	APU(0x143f, 0x143f, "Cyan Skillfish"),
	APU(0x15d8, 0x15d8, "Picasso"),
	APU(0x15dd, 0x15dd, "Raven"),
	AMD(0x15e7, 0x15e7, AMD_RENOIR, APU_USELESS, true, "Barcelo"),
	AMD(0x1636, 0x1636, AMD_RENOIR, APU_USELESS, true, "Renoir"),
	AMD(0x1638, 0x1638, AMD_RENOIR, APU_USELESS, true, "Cezanne"),
	AMD(0x164c, 0x164c, AMD_RENOIR, APU_USELESS, true, "Lucienne"),
	AMD(0x164d, 0x164d, AMD_REMBRANDT, APU_USELESS, true, "Rembrandt"),
	AMD(0x1681, 0x1681, AMD_REMBRANDT, APU_USELESS, true, "Rembrandt"),
	APU(0x9640, 0x964f, "Sumo"),
	APU(0x9802, 0x980a, "Palm"),
	APU(0x9830, 0x983f, "Kabini"),
	APU(0x9850, 0x985f, "Mullins"),
	APU(0x9870, 0x9877, "Carrizo"),
	APU(0x98e4, 0x98e4, "Stoney"),
	APU(0x9900, 0x99a4, "Trinity"),
	/* pci.ids */
	APU(0x1114, 0x1114, "Krackan"),
	APU(0x13c0, 0x13c0, "Granite Ridge"),
	APU(0x1506, 0x1506, "Mendocino"),
	APU(0x150e, 0x150e, "Strix"),
	APU(0x1586, 0x1586, "Strix Halo"),
	AMD(0x15bf, 0x15bf, AMD_REMBRANDT, APU_USELESS, true, "Phoenix"),
	AMD(0x15c8, 0x15c8, AMD_REMBRANDT, APU_USELESS, true, "Phoenix 2"),
	APU(0x1435, 0x1435, "Van Gogh"),
	APU(0x163f, 0x163f, "Van Gogh"),
	APU(0x164e, 0x164e, "Raphael"),
	APU(0x164f, 0x164f, "Phoenix"),
	APU(0x1902, 0x1902, "Krackan 2"),
	AMD(0x1900, 0x1901, AMD_REMBRANDT, APU_USELESS, true, "Hawk Point"),

	/* amdgpu_drv.c: the rest of its second and third generation */
	OLDER(0x6600, 0x6631, "Oland"),
	OLDER(0x6660, 0x666f, "Hainan"),
	OLDER(0x6780, 0x679f, "Tahiti"),
	OLDER(0x6800, 0x6819, "Pitcairn"),
	OLDER(0x6820, 0x683f, "Cape Verde"),
	OLDER(0x6900, 0x6907, "Topaz"),
	OLDER(0x6920, 0x693b, "Tonga"),
	OLDER(0x7300, 0x730f, "Fiji"),
	/* drm_pciids.h: radeon's, before those; graphics in chipsets among them */
	OLDER(0x3150, 0x3155, "RV380"),
	OLDER(0x3e50, 0x3e54, "RV380"),
	OLDER(0x4136, 0x5e4f, "R100 to R480"),
	OLDER(0x6700, 0x677b, "Northern Islands"),
	OLDER(0x6840, 0x685f, "Evergreen to Pitcairn"),
	OLDER(0x6880, 0x68fe, "Evergreen"),
	OLDER(0x7100, 0x7297, "R500"),
	OLDER(0x7834, 0x7835, "RS300"),
	OLDER(0x791e, 0x796f, "RS600 to RS740"),
	OLDER(0x9400, 0x95cf, "R600 or R700"),
	OLDER(0x9610, 0x9616, "RS780"),
	OLDER(0x9710, 0x9715, "RS880"),

	/* All others of AMD's: later than this table, or never tried. */
	AMD(0x0000, 0xffff, NONE, AMD_USELESS, false, "AMD"),

	/*
	 * GH100: after a hot reset it does not come back (kernel:
	 * quirk_nvidia_no_bus_reset, device & ffc0h == 2340h).
	 */
	DEADLY(NVIDIA, 0x2340, 0x237f, NVIDIA, BUS_USELESS, "GH100"),
	/*
	 * GB202 (RTX 5090, RTX PRO 6000): after FLR configuration space reads as
	 * "not yet" until power-off (tinygrad, pull request 18199, which says that
	 * Linux has a quirk for these ids; 6.12 has none).  A bus reset works.  GB203
	 * has no such fault: FLR is what works there (open-gpu-kernel-modules, issue
	 * 1353).  2BB0h to 2BBFh: pci.ids has the RTX PRO 6000, in four kinds, 6000D
	 * and 5000 there, all of GB202; the press names the first.  Not to use FLR where
	 * it would do costs less than the other way.
	 */
	DEADLY(NVIDIA, 0x2b85, 0x2b85, NVIDIA, FLR_USELESS, "GB202"),
	DEADLY(NVIDIA, 0x2b87, 0x2b87, NVIDIA, FLR_USELESS, "GB202"),
	DEADLY(NVIDIA, 0x2b8c, 0x2b8c, NVIDIA, FLR_USELESS, "GB202"),
	DEADLY(NVIDIA, 0x2bb0, 0x2bbf, NVIDIA, FLR_USELESS, "GB202"),
	OTHER(NVIDIA, 0x0000, 0xffff, NVIDIA, 0, "NVIDIA"),

	/*
	 * Of Ivy Bridge's, the kernel has a reset for the mobile ones only
	 * (quirks.c: reset_ivb_igd); the others have to do with FLR.
	 */
	OTHER(INTEL, 0x0156, 0x0156, INTEL_IGD, 0, "Ivy Bridge mobile GT1"),
	OTHER(INTEL, 0x0166, 0x0166, INTEL_IGD, 0, "Ivy Bridge mobile GT2"),
	OTHER(INTEL, 0x0152, 0x0152, INTEL_IGD, 0, "Ivy Bridge desktop GT1"),
	OTHER(INTEL, 0x0162, 0x0162, INTEL_IGD, 0, "Ivy Bridge desktop GT2"),
	OTHER(INTEL, 0x015a, 0x015a, INTEL_IGD, 0, "Ivy Bridge server GT1"),
	OTHER(INTEL, 0x016a, 0x016a, INTEL_IGD, 0, "Ivy Bridge server GT2"),
	/* xe_pciids.h: DG1, DG2 and ATS-M, BMG */
	OTHER(INTEL, 0x4905, 0x4909, INTEL_ARC, 0, "DG1"),
	OTHER(INTEL, 0x5690, 0x56c2, INTEL_ARC, 0, "Alchemist"),
	OTHER(INTEL, 0xe202, 0xe21f, INTEL_ARC, 0, "Battlemage"),
	/* i915_pciids.h, from the first that is in the processor itself */
	OTHER(INTEL, 0x0042, 0x0046, INTEL_IGD, 0, "Ironlake"),
	OTHER(INTEL, 0x0102, 0x012a, INTEL_IGD, 0, "Sandy Bridge"),
	OTHER(INTEL, 0x0155, 0x0157, INTEL_IGD, 0, "Valley View"),
	OTHER(INTEL, 0x0402, 0x042e, INTEL_IGD, 0, "Haswell"),
	OTHER(INTEL, 0x0a02, 0x0a2e, INTEL_IGD, 0, "Haswell"),
	OTHER(INTEL, 0x0a84, 0x0a84, INTEL_IGD, 0, "Broxton"),
	OTHER(INTEL, 0x0c02, 0x0c2e, INTEL_IGD, 0, "Haswell"),
	OTHER(INTEL, 0x0d02, 0x0d2e, INTEL_IGD, 0, "Haswell"),
	OTHER(INTEL, 0x0f30, 0x0f33, INTEL_IGD, 0, "Valley View"),
	OTHER(INTEL, 0x1602, 0x163e, INTEL_IGD, 0, "Broadwell"),
	OTHER(INTEL, 0x1902, 0x193d, INTEL_IGD, 0, "Skylake"),
	OTHER(INTEL, 0x1a84, 0x1a85, INTEL_IGD, 0, "Broxton"),
	OTHER(INTEL, 0x22b0, 0x22b3, INTEL_IGD, 0, "Cherry View"),
	OTHER(INTEL, 0x3184, 0x3185, INTEL_IGD, 0, "Gemini Lake"),
	OTHER(INTEL, 0x3e90, 0x3ea9, INTEL_IGD, 0, "Coffee Lake"),
	OTHER(INTEL, 0x4541, 0x4571, INTEL_IGD, 0, "Elkhart Lake"),
	OTHER(INTEL, 0x4626, 0x46d4, INTEL_IGD, 0, "Alder Lake"),
	OTHER(INTEL, 0x4c80, 0x4c9a, INTEL_IGD, 0, "Rocket Lake"),
	OTHER(INTEL, 0x4e51, 0x4e71, INTEL_IGD, 0, "Jasper Lake"),
	OTHER(INTEL, 0x5902, 0x593b, INTEL_IGD, 0, "Kaby Lake"),
	OTHER(INTEL, 0x5a40, 0x5a5c, INTEL_IGD, 0, "Cannon Lake"),
	OTHER(INTEL, 0x5a84, 0x5a85, INTEL_IGD, 0, "Broxton"),
	OTHER(INTEL, 0x6420, 0x64b0, INTEL_IGD, 0, "Lunar Lake"),
	OTHER(INTEL, 0x7d40, 0x7dd5, INTEL_IGD, 0, "Meteor Lake"),
	OTHER(INTEL, 0x87c0, 0x87ca, INTEL_IGD, 0, "Amber Lake"),
	OTHER(INTEL, 0x8a50, 0x8a71, INTEL_IGD, 0, "Ice Lake"),
	OTHER(INTEL, 0x9a40, 0x9af8, INTEL_IGD, 0, "Tiger Lake"),
	OTHER(INTEL, 0x9b21, 0x9bf6, INTEL_IGD, 0, "Comet Lake"),
	OTHER(INTEL, 0xa720, 0xa7ad, INTEL_IGD, 0, "Raptor Lake"),
	OTHER(INTEL, 0xb640, 0xb640, INTEL_IGD, 0, "Arrow Lake"),

	/* mgag200_drv.c: all but 0520h and 0521h, which are cards */
	OTHER(MATROX, 0x0522, 0x0538, BMC, BMC_USELESS, "Matrox G200e"),
	/* ast_drv.c */
	OTHER(ASPEED, 0x2000, 0x2010, BMC, BMC_USELESS, "ASPEED AST"),
};

/**
 * vgapt_reset_id_of - what is known of a card
 * @vendor: PCI vendor id
 * @device: PCI device id
 *
 * Return: the line of the table, NULL if there is none.
 */
const struct vgapt_reset_id *vgapt_reset_id_of(u16 vendor, u16 device)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_reset_ids); i++) {
		const struct vgapt_reset_id *id = &vgapt_reset_ids[i];

		if (id->vendor == vendor && id->first <= device &&
		    device <= id->last)
			return id;
	}
	return NULL;
}

/**
 * vgapt_reset_id_useless - what our table keeps from being used on a card
 * @id:    the card's line in it, or NULL
 * @order: the methods that the administrator has named for it
 * @num:   how many; 0 if he has named none
 *
 * He may know better: what he has named is used.  But what is deadly he has to name
 * alone: in a list it is what comes next when another method has failed, and lists
 * are saved and written back.
 *
 * Return: BIT(method) of those.
 */
u32 vgapt_reset_id_useless(const struct vgapt_reset_id *id, const u8 *order, u32 num)
{
	u32 chosen = 0, i;

	if (!id)
		return 0;
	for (i = 0; i < num; i++)
		chosen |= BIT(order[i]);
	if (num > 1)
		chosen &= ~id->deadly;
	return id->useless & ~chosen;
}

#define OWN(symbol, name, ops)	[VGAPT_FAMILY_##symbol] = name,
#define PCI(symbol, name)	[VGAPT_FAMILY_##symbol] = name,
static const char * const vgapt_family_names[] = { VGAPT_FAMILIES(OWN, PCI) };

/**
 * vgapt_reset_family_name - a family's name, for people and for parameters
 * @family: VGAPT_FAMILY_*
 *
 * Return: one word.
 */
const char *vgapt_reset_family_name(enum vgapt_reset_family family)
{
	if ((unsigned int)family >= VGAPT_FAMILY_NUM)
		return "unknown";
	return vgapt_family_names[family];
}
