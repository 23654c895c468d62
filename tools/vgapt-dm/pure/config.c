// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and writes of the virtual configuration space: by the masks alone, byte by
 * byte, so that every size at every alignment does the same.
 *
 * What is mapped or bound does not change here.  pure/plan.c sees the new values.
 */
#include <linux/pci_regs.h>

#include "bars.h"
#include "config.h"
#include "msix.h"

static bool in_space(u32 at, u32 size)
{
	return (size == 1 || size == 2 || size == 4) && at < DM_CONFIG_BYTES &&
	       size <= DM_CONFIG_BYTES - at;
}

static bool any(const u8 *mask, u32 at, u32 size, u8 but)
{
	for (; size--; at++)
		if (mask[at] != but)
			return true;
	return false;
}

/* The card's, in words that a card can be asked for. */
static u32 read_card(const struct dm_ops *ops, u32 at, u32 size)
{
	u32 i, part, value = 0;

	if (at % size) {
		for (i = 0; i < size; i++)
			value |= read_card(ops, at + i, 1) << 8 * i;
		return value;
	}
	if (ops->config_read(ops->ctx, at, size, &part))
		return dm_ones(size);
	return part & dm_ones(size);
}

/**
 * dm_config_read - the guest reads
 * @state: the state
 * @ops:   to read the card by
 * @at:    byte
 * @size:  1, 2 or 4, at any alignment
 *
 * Return: what it gets; ones where there is nothing.
 */
u32 dm_config_read(const struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size)
{
	u32 i, value = 0;

	if (!in_space(at, size))
		return dm_ones(size);
	if (any(state->emulated, at, size, 0xff))
		value = read_card(ops, at, size);
	for (i = 0; i < size; i++) {
		u32 mask = (u32)state->emulated[at + i] << 8 * i;

		value = (value & ~mask) | ((u32)state->value[at + i] << 8 * i & mask);
	}
	return value;
}

/*
 * Write what of a value goes to the card: the smallest aligned word that has all of
 * it.  Bits of it that are not passed are written as they are read; those that ones
 * clear are written as zero unless the guest has set them.
 */
static void write_card(const struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size,
		       u32 value)
{
	u32 i, was, mask = 0, clear = 0, wanted = 0;

	if (!any(state->passed, at, size, 0))
		return;
	while (size > 1) {
		u32 half = size / 2;

		if (!(at % size) && any(state->passed, at, half, 0) &&
		    any(state->passed, at + half, half, 0))
			break;
		write_card(state, ops, at, half, value & dm_ones(half));
		write_card(state, ops, at + half, half, value >> 8 * half);
		return;
	}
	for (i = 0; i < size; i++) {
		mask |= (u32)state->passed[at + i] << 8 * i;
		clear |= (u32)state->clear[at + i] << 8 * i;
	}
	was = mask == dm_ones(size) ? 0 : read_card(ops, at, size);
	wanted = (was & ~mask & ~clear) | (value & mask);
	ops->config_write(ops->ctx, at, size, wanted);
}

static bool touches(u32 at, u32 size, u32 reg, u32 bytes)
{
	return at < reg + bytes && reg < at + size;
}

/* A capability's registers are looked at only if there is one. */
static bool touches_in(u8 cap, u32 at, u32 size, u32 reg, u32 bytes)
{
	return cap && touches(at, size, cap + reg, bytes);
}

/*
 * PCI Express 3.0, 6.6.2: a function level reset takes all that software has set.  The
 * guest sees that at once; what is mapped and bound goes before the card is reset.
 */
static void level_reset(struct dm_state *state)
{
	state->reset = 1;
	dm_order();
	state->sizing = 0;
	memcpy(state->value, state->initial, sizeof(state->value));
	dm_msix_clear(state);
}

static bool wants_reset(const struct dm_state *state, u32 at, u32 size, u32 value)
{
	u32 high = state->exp + PCI_EXP_DEVCTL + 1;	/* the byte with bit 15 */

	if (!state->exp || !touches(at, size, high, 1) ||
	    !(dm_value32(state, state->exp + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR))
		return false;
	return value >> 8 * (high - at) & PCI_EXP_DEVCTL_BCR_FLR >> 8;
}

/**
 * dm_config_write - the guest writes
 * @state: the state
 * @ops:   to write to the card by
 * @at:    byte
 * @size:  1, 2 or 4, at any alignment
 * @value: what
 */
void dm_config_write(struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size,
		     u32 value)
{
	u32 i;

	if (!in_space(at, size))
		return;
	state->dirty = 1;
	dm_order();
	for (i = 0; i < size; i++) {
		u8 writable = state->writable[at + i], byte = value >> 8 * i;

		state->value[at + i] = (state->value[at + i] & ~writable) | (byte & writable);
	}
	dm_bars_written(state, at, size, value);
	if (touches_in(state->msix, at, size, PCI_MSIX_FLAGS, 2))
		dm_msix_control_written(state);
	write_card(state, ops, at, size, value);
	if (wants_reset(state, at, size, value))
		level_reset(state);
}
