/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a card is dead, and what follows from it.
 */
#ifndef XEN_VGAPT_LIFE_H
#define XEN_VGAPT_LIFE_H

#include "xen_vgapt.h"

void vgapt_life_note(struct vgapt_dev *vdev, bool answers, bool reset);
void vgapt_life_forget(struct vgapt_dev *vdev);
void vgapt_life_look(struct vgapt_dev *vdev);
void vgapt_life_end(struct vgapt_dev *vdev);

/* Was it found dead, and has no reset brought it back since? */
static inline bool vgapt_life_dead(const struct vgapt_dev *vdev)
{
	return READ_ONCE(vdev->state) == VGAPT_STATE_DEAD;
}

#endif /* XEN_VGAPT_LIFE_H */
