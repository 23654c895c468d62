// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of windows, made from the vendors' rules, and who handles which.
 *
 * A handler may be called twice for one access (a worker that died in between), so a
 * step of a sequence is never a step further when it is seen again.
 */
#include "config.h"
#include "windows.h"

#define CLASS_VGA	0x0300U		/* PCI Code and ID Assignment: display, VGA compatible */

static bool rule_fits(const struct dm_state *state, const struct dm_window_rule *rule, bool ports)
{
	const struct dm_region *region = &state->regions[rule->region];

	if ((state->id & 0xffff) != rule->vendor)
		return false;
	if (rule->vga && state->class >> 8 != CLASS_VGA)
		return false;
	if (rule->region == VGAPT_REGION_IO_COLOR && !ports)
		return false;
	if ((region->flags & rule->flags) != rule->flags || rule->offset >= region->size ||
	    rule->length > region->size - rule->offset)
		return false;
	return !rule->needs || state->regions[rule->needs_bar].size >= rule->needs;
}

static void add_rules(struct dm_state *state, const struct dm_window_rule *rules, u32 num,
		      bool ports)
{
	u32 i;

	for (i = 0; i < num && state->num_windows < DM_MAX_WINDOWS; i++) {
		struct dm_window *window = &state->windows[state->num_windows];

		if (!rule_fits(state, &rules[i], ports))
			continue;
		window->region = rules[i].region;
		window->handler = rules[i].handler;
		window->offset = rules[i].offset;
		window->length = rules[i].length;
		window->mirror = rules[i].mirror;
		state->num_windows++;
	}
}

/**
 * dm_windows_build - which windows has this card?
 * @state: with ids, class, and regions
 * @ports: the ports 3C0h-3DFh are the guest's
 */
void dm_windows_build(struct dm_state *state, bool ports)
{
	state->num_windows = 0;
	add_rules(state, dm_amd_windows, dm_num_amd_windows, ports);
	add_rules(state, dm_nvidia_windows, dm_num_nvidia_windows, ports);
}

/**
 * dm_window_at - is an access one to a window?
 * @state:  the state
 * @region: where
 * @offset: likewise
 * @size:   bytes
 * @whole:  is set: all of it lies in the window
 *
 * Return: the window, or NULL.
 */
struct dm_window *dm_window_at(struct dm_state *state, u32 region, u64 offset, u32 size,
			       bool *whole)
{
	u32 i;

	for (i = 0; i < state->num_windows; i++) {
		struct dm_window *window = &state->windows[i];
		u64 end = window->offset + window->length;

		if (window->region != region || offset >= end || offset + size <= window->offset)
			continue;
		*whole = offset >= window->offset && offset + size <= end;
		return window;
	}
	return NULL;
}

/**
 * dm_card_read - read a region, all ones if that fails
 * @ops:    to read by
 * @region: where
 * @offset: likewise
 * @size:   1, 2, 4, 8, aligned
 *
 * Return: what is there.
 */
u64 dm_card_read(const struct dm_ops *ops, u32 region, u64 offset, u32 size)
{
	u64 value;

	if (ops->region_read(ops->ctx, region, offset, size, &value))
		return dm_ones(size);
	return value & dm_ones(size);
}

/**
 * dm_mirror_read - read the virtual configuration space by a mirror
 * @state: the state
 * @ops:   to read the card by
 * @at:    byte of configuration space
 * @size:  1 to 8
 *
 * Return: what it gets.
 */
u64 dm_mirror_read(const struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size)
{
	if (size <= 4)
		return dm_config_read(state, ops, at, size);
	return dm_config_read(state, ops, at, 4) |
	       (u64)dm_config_read(state, ops, at + 4, 4) << 32;
}

/**
 * dm_mirror_write - write to the virtual configuration space by a mirror
 * @state: the state
 * @ops:   to write to the card by
 * @at:    byte of configuration space
 * @size:  1 to 8
 * @value: what
 */
void dm_mirror_write(struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size,
		     u64 value)
{
	dm_config_write(state, ops, at, size > 4 ? 4 : size, value);
	if (size > 4)
		dm_config_write(state, ops, at + 4, 4, value >> 32);
}

/**
 * dm_window_read - the guest reads a window
 * @state:  the state
 * @ops:    to read the card by
 * @window: which
 * @offset: in its region; all of the access is in the window
 * @size:   1, 2, 4, 8, aligned
 *
 * Return: what it gets.
 */
u64 dm_window_read(struct dm_state *state, const struct dm_ops *ops, struct dm_window *window,
		   u64 offset, u32 size)
{
	switch (window->handler) {
	case DM_MIRROR:
		return dm_mirror_read(state, ops, window->mirror + (offset - window->offset), size);
	case DM_AMD_INDEX:
		return dm_amd_index_read(state, ops, window, offset, size);
	case DM_AMD_BAR_HIGH:
		return dm_amd_bar_high_read(state, ops, window, offset, size);
	case DM_NVIDIA_MIRROR:
		return dm_nvidia_mirror_read(state, ops, window, offset, size);
	case DM_NVIDIA_INDEX:
		return dm_nvidia_index_read(state, ops, window, offset, size);
	case DM_NVIDIA_VGA:
		return dm_nvidia_vga_read(state, ops, window, offset, size);
	}
	return dm_ones(size);
}

/**
 * dm_window_write - the guest writes to a window
 * @state:  the state
 * @ops:    to write to the card by
 * @window: which
 * @offset: in its region; all of the access is in the window
 * @size:   1, 2, 4, 8, aligned
 * @value:  what
 */
void dm_window_write(struct dm_state *state, const struct dm_ops *ops, struct dm_window *window,
		     u64 offset, u32 size, u64 value)
{
	switch (window->handler) {
	case DM_MIRROR:
		dm_mirror_write(state, ops, window->mirror + (offset - window->offset), size,
				value);
		return;
	case DM_AMD_INDEX:
		dm_amd_index_write(state, ops, window, offset, size, value);
		return;
	case DM_AMD_BAR_HIGH:
		/* 3C3h enables VGA: what is written there is the card's. */
		ops->region_write(ops->ctx, window->region, offset, size, value);
		return;
	case DM_NVIDIA_MIRROR:
		dm_nvidia_mirror_write(state, ops, window, offset, size, value);
		return;
	case DM_NVIDIA_INDEX:
		dm_nvidia_index_write(state, ops, window, offset, size, value);
		return;
	case DM_NVIDIA_VGA:
		dm_nvidia_vga_write(state, ops, window, offset, size, value);
		return;
	}
}
