/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a link came back as after a reset.
 */
#ifndef XEN_VGAPT_PURE_RESET_LINK_H
#define XEN_VGAPT_PURE_RESET_LINK_H

#include "pure/pure.h"

/**
 * struct vgapt_link - a link of PCI Express
 * @speed: as numbered in Link Status, or 0: not known
 * @width: lanes, or 0: not known
 */
struct vgapt_link {
	u8 speed;
	u8 width;
};

struct vgapt_link vgapt_link_of(u16 status);
bool vgapt_link_worse(struct vgapt_link was, struct vgapt_link is);
int vgapt_link_text(struct vgapt_link was, struct vgapt_link is, char *buf,
		    size_t size);

#endif /* XEN_VGAPT_PURE_RESET_LINK_H */
