/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Intel's OpRegion and video BIOS table.
 */
#ifndef XEN_VGAPT_ROM_OPREGION_H
#define XEN_VGAPT_ROM_OPREGION_H

struct vgapt_dev;

void vgapt_opregion_capture(struct vgapt_dev *vdev);

#endif /* XEN_VGAPT_ROM_OPREGION_H */
