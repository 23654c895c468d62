/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A legacy range without what is to be trapped, as pieces.
 */
#ifndef XEN_VGAPT_PURE_MODEL_SPLIT_H
#define XEN_VGAPT_PURE_MODEL_SPLIT_H

#include "pure/pure.h"
#include "pure/ranges.h"

/* Of all holders together: more traps than that leave nothing worth a mapping. */
#define VGAPT_SPLIT_TRAPS	32

/**
 * struct vgapt_piece - ports, or memory, side by side
 * @first: first port, or first byte's address
 * @count: ports, or bytes
 */
struct vgapt_piece {
	u32 first;
	u32 count;
};

/**
 * struct vgapt_split - what is left of a range
 * @num:   how many pieces
 * @piece: they, from the first to the last; no two touch each other
 */
struct vgapt_split {
	u32 num;
	struct vgapt_piece piece[VGAPT_SPLIT_TRAPS + 1];
};

/**
 * struct vgapt_splits - the same of every range
 * @range: in the order of vgapt_ranges[]
 */
struct vgapt_splits {
	struct vgapt_split range[VGAPT_NUM_RANGES];
};

int vgapt_traps_check(const struct vgapt_trap *traps, u32 num, u32 ranges);
int vgapt_traps_replace(struct vgapt_trap *traps, u32 *num, u32 ranges,
			const struct vgapt_trap *more, u32 num_more);
void vgapt_split_whole(struct vgapt_splits *splits);
void vgapt_split_trap(struct vgapt_splits *splits, const struct vgapt_trap *trap);
bool vgapt_split_same(const struct vgapt_split *a, const struct vgapt_split *b);

#endif /* XEN_VGAPT_PURE_MODEL_SPLIT_H */
