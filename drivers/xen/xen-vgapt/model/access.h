/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device model's reads and writes of the function.
 */
#ifndef XEN_VGAPT_MODEL_ACCESS_H
#define XEN_VGAPT_MODEL_ACCESS_H

#include <linux/types.h>

struct vgapt_model;

/**
 * struct vgapt_access - one read or write
 * @region: VGAPT_REGION_*, not _ROM
 * @offset: in the region; at a multiple of @size
 * @size:   1, 2, 4 or 8
 * @write:  it is a write
 * @val:    what is written, or result
 */
struct vgapt_access {
	u32 region;
	u64 offset;
	u32 size;
	bool write;
	u64 val;
};

int vgapt_model_access(struct vgapt_model *model, struct vgapt_access *access);
void vgapt_model_pages_end(struct vgapt_model *model);

#endif /* XEN_VGAPT_MODEL_ACCESS_H */
