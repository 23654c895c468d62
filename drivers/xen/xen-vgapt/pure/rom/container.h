/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a vendor puts before the ROM in the flash.
 */
#ifndef XEN_VGAPT_PURE_ROM_CONTAINER_H
#define XEN_VGAPT_PURE_ROM_CONTAINER_H

#include "pure/pure.h"

/*
 * A ROM is looked for in this much of what was read: the size of the window
 * through which NVIDIA's cards show their flash (Linux, nouveau: 1 MiB of PROM
 * at 300000h).
 */
#define VGAPT_ROM_CONTAINER_MAX	0x100000U

int vgapt_rom_start(const u8 *buf, u32 avail, u32 limit, u32 *start);
int vgapt_rom_locate(const u8 *buf, u32 avail, u32 limit, u32 *start,
		     u32 *length);

#endif /* XEN_VGAPT_PURE_ROM_CONTAINER_H */
