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
	OWN(AMD_VEGA10, "amd-vega10", amd_vega10)			\
	OWN(AMD_VEGA20, "amd-vega20", amd_vega20)	/* and MI100 */	\
	OWN(AMD_NAVI1X, "amd-navi1x", amd_navi1x)			\
	OWN(AMD_NAVI2X, "amd-navi2x", amd_navi2x)			\
	/* Its mode 1 reset is a message to firmware that differs. */	\
	PCI(AMD_NAVI3X, "amd-navi3x")					\
	/* Graphics in a processor; mode 2: likewise. */		\
	PCI(AMD_APU, "amd-apu")						\
	/* Before Bonaire: no reset but the bus's helps. */		\
	PCI(AMD_OLDER, "amd-older")					\
	OWN(NVIDIA, "nvidia", nvidia)					\
	OWN(INTEL_IGD, "intel-igd", intel_igd)	/* in a processor */	\
	PCI(INTEL_ARC, "intel-arc")		/* cards */		\
	/* Matrox G200, ASPEED: part of the machine's controller */	\
	PCI(BMC, "bmc")

#endif /* XEN_VGAPT_PURE_RESET_FAMILIES_H */
