/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much a ROM BAR decodes, and how much of that may be read.
 */
#ifndef XEN_VGAPT_PURE_ROM_WINDOW_H
#define XEN_VGAPT_PURE_ROM_WINDOW_H

#include "pure/pure.h"

u32 vgapt_rom_window_size(u32 mask);
u32 vgapt_rom_window_readable(u32 size, u64 reserved);
u32 vgapt_rom_window_for(u32 bytes, u32 least);
bool vgapt_rom_window_veiled(u32 off, u32 on);

#endif /* XEN_VGAPT_PURE_ROM_WINDOW_H */
