/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The copies of a function's option ROM.
 */
#ifndef XEN_VGAPT_ROM_CAPTURE_H
#define XEN_VGAPT_ROM_CAPTURE_H

#include "rom/copy.h"

struct pci_dev;
struct vgapt_dev;

void vgapt_rom_capture(struct vgapt_dev *vdev);
struct vgapt_rom *vgapt_rom_get(struct vgapt_dev *vdev);
void vgapt_rom_forget(struct vgapt_dev *vdev);
const char *vgapt_rom_source_name(u32 source);

enum vgapt_rom_status vgapt_rom_status(struct vgapt_dev *vdev);
struct vgapt_rom *vgapt_rom_get_opregion(struct vgapt_dev *vdev, bool vbt);
int vgapt_rom_load(struct vgapt_dev *vdev, const u8 *data, u32 size);
struct vgapt_rom *vgapt_rom_source_info(struct vgapt_dev *vdev, u32 id,
					struct vgapt_rom_source_info *info);
void vgapt_rom_ids_of(struct pci_dev *pdev, struct vgapt_rom_ids *ids);

#endif /* XEN_VGAPT_ROM_CAPTURE_H */
