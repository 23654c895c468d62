/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of cards' resets by their ids.
 */
#ifndef XEN_VGAPT_PURE_RESET_IDS_H
#define XEN_VGAPT_PURE_RESET_IDS_H

#include "pure/reset/method.h"

/**
 * enum vgapt_reset_family - cards that are reset alike
 * @VGAPT_FAMILY_NONE:       nothing is known of it
 * @VGAPT_FAMILY_AMD_CIK:    Bonaire, Hawaii
 * @VGAPT_FAMILY_AMD_POLARIS: Polaris 10, 11, 12
 * @VGAPT_FAMILY_AMD_VEGA10: Vega 10
 * @VGAPT_FAMILY_AMD_VEGA20: Vega 20, MI100
 * @VGAPT_FAMILY_AMD_NAVI1X: Navi 10, 12, 14
 * @VGAPT_FAMILY_AMD_NAVI2X: Navi 21 to 24
 * @VGAPT_FAMILY_AMD_NAVI3X: Navi 31 to 33
 * @VGAPT_FAMILY_AMD_APU:    graphics inside a processor
 * @VGAPT_FAMILY_AMD_OLDER:  AMD's before those: no reset but the bus's helps
 * @VGAPT_FAMILY_NVIDIA:     all of NVIDIA's
 * @VGAPT_FAMILY_INTEL_IGD:  graphics inside a processor
 * @VGAPT_FAMILY_INTEL_ARC:  cards
 * @VGAPT_FAMILY_BMC:        Matrox G200, ASPEED: part of the machine's controller
 * @VGAPT_FAMILY_NUM:        number of families
 */
enum vgapt_reset_family {
	VGAPT_FAMILY_NONE,
	VGAPT_FAMILY_AMD_CIK,
	VGAPT_FAMILY_AMD_POLARIS,
	VGAPT_FAMILY_AMD_VEGA10,
	VGAPT_FAMILY_AMD_VEGA20,
	VGAPT_FAMILY_AMD_NAVI1X,
	VGAPT_FAMILY_AMD_NAVI2X,
	VGAPT_FAMILY_AMD_NAVI3X,
	VGAPT_FAMILY_AMD_APU,
	VGAPT_FAMILY_AMD_OLDER,
	VGAPT_FAMILY_NVIDIA,
	VGAPT_FAMILY_INTEL_IGD,
	VGAPT_FAMILY_INTEL_ARC,
	VGAPT_FAMILY_BMC,
	VGAPT_FAMILY_NUM
};

/**
 * struct vgapt_reset_id - what is known of a range of device ids
 * @vendor:       PCI vendor id
 * @first:        first device id
 * @last:         last device id
 * @family:       VGAPT_FAMILY_*
 * @useless:      BIT(method) of those that do not reset it, or do harm
 * @experimental: its vendor's method has not been proved
 * @name:         of the chip
 */
struct vgapt_reset_id {
	u16 vendor;
	u16 first;
	u16 last;
	enum vgapt_reset_family family;
	u32 useless;
	bool experimental;
	const char *name;
};

const struct vgapt_reset_id *vgapt_reset_id_of(u16 vendor, u16 device);
const char *vgapt_reset_family_name(enum vgapt_reset_family family);

#endif /* XEN_VGAPT_PURE_RESET_IDS_H */
