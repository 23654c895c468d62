/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Families: cards that are reset alike.
 *
 * The enum, the names and the table of vendors' files are made from this list:
 *
 *   OWN(SYMBOL, "name", OPS)	a file in vendor/ knows its registers, and has the
 *				struct vgapt_reset_vendor vgapt_OPS
 *   PCI(SYMBOL, "name")	nothing but what PCI has
 *
 * Documentation/add-a-card.rst has the other files that a new one needs.
 */
#ifndef XEN_VGAPT_PURE_RESET_FAMILIES_H
#define XEN_VGAPT_PURE_RESET_FAMILIES_H

#define VGAPT_FAMILIES(OWN, PCI)					\
	PCI(NONE, "none")		/* nothing is known of it */	\
	OWN(AMD_CIK, "amd-cik", amd_cik)	/* Bonaire, Hawaii */	\
	OWN(AMD_POLARIS, "amd-polaris", amd_polaris)			\
	OWN(AMD_VEGAM, "amd-vegam", amd_vegam)				\
	OWN(AMD_VEGA10, "amd-vega10", amd_vega10)			\
	OWN(AMD_VEGA12, "amd-vega12", amd_vega12)			\
	OWN(AMD_VEGA20, "amd-vega20", amd_vega20)			\
	OWN(AMD_MI100, "amd-mi100", amd_mi100)				\
	OWN(AMD_NAVI1X, "amd-navi1x", amd_navi1x)			\
	OWN(AMD_NAVI2X, "amd-navi2x", amd_navi2x)			\
	OWN(AMD_NAVI31, "amd-navi31", amd_navi31)			\
	OWN(AMD_NAVI32, "amd-navi32", amd_navi32)			\
	OWN(AMD_NAVI33, "amd-navi33", amd_navi33)			\
	OWN(AMD_NAVI4X, "amd-navi4x", amd_navi4x)			\
	/* Accelerators that no reset brings back: MI210, MI300, MI350 */	\
	PCI(AMD_INSTINCT, "amd-instinct")				\
	/* Graphics in a processor: mode 2, a message to firmware that differs. */ \
	OWN(AMD_RENOIR, "amd-renoir", amd_renoir)			\
	OWN(AMD_REMBRANDT, "amd-rembrandt", amd_rembrandt)		\
	PCI(AMD_APU, "amd-apu")						\
	/* Before Bonaire: no reset but the bus's helps. */		\
	PCI(AMD_OLDER, "amd-older")					\
	OWN(NVIDIA, "nvidia", nvidia)					\
	OWN(INTEL_IGD, "intel-igd", intel_igd)	/* in a processor */	\
	PCI(INTEL_ARC, "intel-arc")		/* cards */		\
	/* Matrox G200, ASPEED: part of the machine's controller */	\
	PCI(BMC, "bmc")

#endif /* XEN_VGAPT_PURE_RESET_FAMILIES_H */
