/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which ROM a guest gets.
 */
#ifndef XEN_VGAPT_ROM_SERVE_H
#define XEN_VGAPT_ROM_SERVE_H

#include <linux/types.h>

#include "pure/rom/mode.h"

struct vgapt_assign;
struct vgapt_dev;

/**
 * enum vgapt_serve - why it is time to see to what the next guest gets
 * @VGAPT_SERVE_NEWS:    a guest may have come or gone
 * @VGAPT_SERVE_SEIZED:  xen-pciback has the function
 * @VGAPT_SERVE_CHANGED: something else is to be served
 */
enum vgapt_serve {
	VGAPT_SERVE_NEWS,
	VGAPT_SERVE_SEIZED,
	VGAPT_SERVE_CHANGED
};

void vgapt_rom_serve(struct vgapt_dev *vdev, enum vgapt_serve why);
void vgapt_rom_serve_guest(struct vgapt_dev *vdev, const struct vgapt_assign *assign);
void vgapt_rom_serve_later(void);
void vgapt_rom_serve_exit(void);
void vgapt_rom_serve_end(struct vgapt_dev *vdev);
void vgapt_rom_served_to(struct vgapt_dev *vdev, int domid, bool lives);
void vgapt_rom_set_mode(struct vgapt_dev *vdev, enum vgapt_rom_mode mode);
enum vgapt_rom_served vgapt_rom_served(struct vgapt_dev *vdev);

#endif /* XEN_VGAPT_ROM_SERVE_H */
