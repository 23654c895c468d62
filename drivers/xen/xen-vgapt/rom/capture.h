/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The copies of a function's option ROM: where they come from, which one is
 * chosen, what they are worth.
 */
#ifndef XEN_VGAPT_ROM_CAPTURE_H
#define XEN_VGAPT_ROM_CAPTURE_H

#include "rom/copy.h"

struct vgapt_dev;
struct vgapt_rom_source_info;

void vgapt_rom_capture(struct vgapt_dev *vdev);
void vgapt_rom_look(struct vgapt_dev *vdev, bool may_wait);
int vgapt_rom_load(struct vgapt_dev *vdev, const u8 *data, u32 size);
void vgapt_rom_forget(struct vgapt_dev *vdev);

struct vgapt_rom *vgapt_rom_get_chosen(struct vgapt_dev *vdev);
struct vgapt_rom *vgapt_rom_get_from(struct vgapt_dev *vdev, u32 id);
struct vgapt_rom *vgapt_rom_get_opregion(struct vgapt_dev *vdev, bool vbt);

enum vgapt_rom_status vgapt_rom_verdict(struct vgapt_dev *vdev);
const char *vgapt_rom_source_name(u32 id);
bool vgapt_rom_source_run(u32 id);
int vgapt_rom_source_fill(struct vgapt_dev *vdev, u32 id,
			  struct vgapt_rom_source_info *info);

#endif /* XEN_VGAPT_ROM_CAPTURE_H */
