/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An option ROM of a sister card, made to run.
 */
#ifndef XEN_VGAPT_PURE_ROM_ADAPT_H
#define XEN_VGAPT_PURE_ROM_ADAPT_H

#include "pure/rom/report.h"

/**
 * struct vgapt_rom_adapted - what was changed in one image
 * @offset:     where the image begins
 * @device:     device id in its PCI data structure before
 * @sum_at:     where the byte is that makes the sum right
 * @sum_before: that byte before
 * @sum_after:  and now; the same if nothing was needed
 * @sum_bad:    the sum was wrong before anything was changed
 */
struct vgapt_rom_adapted {
	u32 offset;
	u16 device;
	u32 sum_at;
	u8 sum_before;
	u8 sum_after;
	bool sum_bad;
};

bool vgapt_rom_for_sister(const struct vgapt_rom_report *report);
u32 vgapt_rom_mend_sum(u8 *rom, const struct vgapt_rom_image *image, bool atom,
		       u8 surplus);
int vgapt_rom_adapt(u8 *buf, u32 size, const struct vgapt_rom_ids *ids,
		    struct vgapt_rom_report *report,
		    struct vgapt_rom_adapted *done);

#endif /* XEN_VGAPT_PURE_ROM_ADAPT_H */
