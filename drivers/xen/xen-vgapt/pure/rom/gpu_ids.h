/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Families of cards, where they matter for the ROM.
 */
#ifndef XEN_VGAPT_PURE_ROM_GPU_IDS_H
#define XEN_VGAPT_PURE_ROM_GPU_IDS_H

#include "pure/pure.h"

/* Families of AMD's cards whose ROM registers are known. */
enum vgapt_amd_family {
	VGAPT_AMD_OTHER,
	VGAPT_AMD_SI,
	VGAPT_AMD_CI,
	VGAPT_AMD_VI,
};

enum vgapt_amd_family vgapt_amd_family_of(u16 device);
u32 vgapt_nvidia_pramin_pointer(u32 boot0);

#endif /* XEN_VGAPT_PURE_ROM_GPU_IDS_H */
