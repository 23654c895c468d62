// SPDX-License-Identifier: GPL-2.0-only
/*
 * A legacy range without what is to be trapped, as pieces.
 *
 * What is mapped is removed piece by piece, exactly as it was added: Xen finds a port
 * mapping by its first machine port alone, and an access through it asks for no
 * permission.  So who added pieces and removed the range would leave all but one of
 * them to the guest.
 */
#include "pure/model/split.h"

#define VGAPT_TRAP_PAGE	4096

/**
 * vgapt_traps_check - are these traps such as there can be?
 * @traps:  %VGAPT_MAX_TRAPS of them
 * @num:    how many are meant; the rest has to be zero
 * @ranges: VGAPT_RANGE_* in one of which each has to lie
 *
 * Return: 0 or -EINVAL.
 */
int vgapt_traps_check(const struct vgapt_trap *traps, u32 num, u32 ranges)
{
	const struct vgapt_range *range;
	u32 i;

	if (num > VGAPT_MAX_TRAPS)
		return -EINVAL;
	for (i = 0; i < VGAPT_MAX_TRAPS; i++) {
		const struct vgapt_trap *trap = &traps[i];

		if (i >= num) {
			if (trap->range || trap->reserved || trap->first || trap->count)
				return -EINVAL;
			continue;
		}
		range = vgapt_range_of(trap->range);
		if (!range || !(ranges & trap->range) || trap->reserved || !trap->count ||
		    trap->first < range->first || trap->count > range->count ||
		    trap->first - range->first > range->count - trap->count)
			return -EINVAL;
		if (!range->io && ((trap->first | trap->count) & (VGAPT_TRAP_PAGE - 1)))
			return -EINVAL;
	}
	return 0;
}

/**
 * vgapt_traps_replace - other traps for some ranges
 * @traps:    %VGAPT_MAX_TRAPS of them; untouched on error
 * @num:      how many there are; likewise
 * @ranges:   VGAPT_RANGE_*: those in these ranges go
 * @more:     and these come
 * @num_more: how many
 *
 * Return: 0; -ENOSPC if there is no room for that many.
 */
int vgapt_traps_replace(struct vgapt_trap *traps, u32 *num, u32 ranges,
			const struct vgapt_trap *more, u32 num_more)
{
	u32 i, kept = 0;

	for (i = 0; i < *num; i++)
		kept += !(traps[i].range & ranges);
	if (num_more > VGAPT_MAX_TRAPS - kept)
		return -ENOSPC;
	kept = 0;
	for (i = 0; i < *num; i++)
		if (!(traps[i].range & ranges))
			traps[kept++] = traps[i];
	for (i = 0; i < num_more; i++)
		traps[kept++] = more[i];
	*num = kept;
	return 0;
}

/**
 * vgapt_split_whole - all ranges in one piece each
 * @splits: result
 */
void vgapt_split_whole(struct vgapt_splits *splits)
{
	size_t i;

	memset(splits, 0, sizeof(*splits));
	for (i = 0; i < VGAPT_NUM_RANGES; i++) {
		splits->range[i].num = 1;
		splits->range[i].piece[0].first = vgapt_ranges[i].first;
		splits->range[i].piece[0].count = vgapt_ranges[i].count;
	}
}

/* Without the pieces' parts from @first to before @end. */
static void vgapt_split_cut(struct vgapt_split *split, u32 first, u32 end)
{
	struct vgapt_split was = *split;
	u32 i;

	memset(split, 0, sizeof(*split));
	for (i = 0; i < was.num; i++) {
		u32 from = was.piece[i].first, to = from + was.piece[i].count;
		struct vgapt_piece part[2] = {
			{ .first = from, .count = (to < first ? to : first) - from },
			{ .first = from > end ? from : end },
		};
		u32 j;

		if (from >= first)
			part[0].count = 0;
		part[1].count = part[1].first < to ? to - part[1].first : 0;
		for (j = 0; j < ARRAY_SIZE(part); j++)
			/* No more than one piece comes of each trap: there is room. */
			if (part[j].count && split->num < ARRAY_SIZE(split->piece))
				split->piece[split->num++] = part[j];
	}
}

/**
 * vgapt_split_trap - take a trap out
 * @splits: of vgapt_split_whole(), less %VGAPT_SPLIT_TRAPS traps at most
 * @trap:   one that vgapt_traps_check() has found good
 */
void vgapt_split_trap(struct vgapt_splits *splits, const struct vgapt_trap *trap)
{
	size_t i;

	for (i = 0; i < VGAPT_NUM_RANGES; i++)
		if (vgapt_ranges[i].bit == trap->range)
			vgapt_split_cut(&splits->range[i], trap->first,
					trap->first + trap->count);
}

/**
 * vgapt_split_same - are these the same pieces?
 * @a: some
 * @b: and some
 *
 * Return: true if so.
 */
bool vgapt_split_same(const struct vgapt_split *a, const struct vgapt_split *b)
{
	return a->num == b->num && !memcmp(a->piece, b->piece, a->num * sizeof(a->piece[0]));
}
