/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files to read a source's copy, and to give an image.
 */
#ifndef XEN_VGAPT_ROM_FILE_H
#define XEN_VGAPT_ROM_FILE_H

struct file;
struct vgapt_dev;
struct vgapt_rom;

struct file *vgapt_rom_file_open(struct vgapt_rom *rom);
struct file *vgapt_rom_file_load(struct vgapt_dev *vdev);

#endif /* XEN_VGAPT_ROM_FILE_H */
