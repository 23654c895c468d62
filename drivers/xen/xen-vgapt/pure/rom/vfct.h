/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AMD's ACPI table VFCT.
 */
#ifndef XEN_VGAPT_PURE_ROM_VFCT_H
#define XEN_VGAPT_PURE_ROM_VFCT_H

#include "pure/rom/report.h"

int vgapt_vfct_find(const u8 *table, u32 size, const struct vgapt_rom_ids *ids,
		    u8 bus, u8 devfn, u32 *offset, u32 *length);

#endif /* XEN_VGAPT_PURE_ROM_VFCT_H */
