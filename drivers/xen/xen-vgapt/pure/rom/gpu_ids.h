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

/**
 * struct vgapt_nvidia_layout - where a chip of NVIDIA's has what the ROM sources need
 * @mirror:   offset in BAR0 of the function's configuration space
 * @prom:     the flash is seen at PROM
 * @disabled: register whose bit 0 says that the chip has no display, 0 if it has none
 * @pointer:  register that notes where in VRAM the VBIOS is, 0 if it has none
 */
struct vgapt_nvidia_layout {
	u32 mirror;
	bool prom;
	u32 disabled;
	u32 pointer;
};

enum vgapt_amd_family vgapt_amd_family_of(u16 device);
bool vgapt_amd_is_apu(u16 device);
bool vgapt_nvidia_layout(u32 boot0, struct vgapt_nvidia_layout *layout);

#endif /* XEN_VGAPT_PURE_ROM_GPU_IDS_H */
