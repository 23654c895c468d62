/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest has left in the flash.
 */
#ifndef XEN_VGAPT_ROM_FLASH_H
#define XEN_VGAPT_ROM_FLASH_H

struct vgapt_dev;
struct vgapt_rom_buf;

void vgapt_rom_flash_check(struct vgapt_dev *vdev, struct vgapt_rom_buf *buf);

#endif /* XEN_VGAPT_ROM_FLASH_H */
