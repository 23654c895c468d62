// SPDX-License-Identifier: GPL-2.0-only
/*
 * An access of the guest to memory or ports: cut into what a card can be asked for, and
 * led to the table of MSI-X, a window, the ROM's copy, or the card.
 */
#include "access.h"
#include "bars.h"
#include "msix.h"
#include "windows.h"

/* One aligned word in one region. */
struct word {
	u32 region;
	u64 offset;
	u32 size;
};

static u32 region_of(u32 range)
{
	return range == DM_RANGE_PORTS ? VGAPT_REGION_IO_COLOR : range;
}

static bool inside(const struct word *word, u64 first, u64 bytes)
{
	return word->offset >= first && word->offset + word->size <= first + bytes;
}

static bool outside(const struct word *word, u64 first, u64 bytes)
{
	return word->offset >= first + bytes || word->offset + word->size <= first;
}

/* In a part of a region there is one thing only; a word across two is cut further. */
static bool is_one_thing(struct dm_state *state, const struct word *word)
{
	bool whole = true;

	dm_window_at(state, word->region, word->offset, word->size, &whole);
	if (!whole)
		return false;
	return !state->msix || word->region != state->msix_bar ||
	       inside(word, state->msix_offset, dm_msix_bytes(state)) ||
	       outside(word, state->msix_offset, dm_msix_bytes(state));
}

static bool in_table(const struct dm_state *state, const struct word *word)
{
	return state->msix && word->region == state->msix_bar &&
	       inside(word, state->msix_offset, dm_msix_bytes(state));
}

/* A bit for each vector, in double words (PCI 3.0, 6.8.2.10). */
static bool in_pba(const struct dm_state *state, const struct word *word)
{
	u64 bytes = ((u64)state->msix_entries + 63) / 64 * 8;

	return state->msix && word->region == state->msix_pba_bar &&
	       !outside(word, state->msix_pba, bytes);
}

static u64 read_word(struct dm_state *state, const struct dm_ops *ops, const struct word *word)
{
	struct dm_window *window;
	bool whole;

	if (in_table(state, word))
		return dm_msix_read(state, word->offset - state->msix_offset, word->size);
	window = dm_window_at(state, word->region, word->offset, word->size, &whole);
	if (window)
		return dm_window_read(state, ops, window, word->offset, word->size);
	/* Of the ROM's window, what the copy does not fill is as empty flash. */
	if (word->region == DM_ROM && !inside(word, 0, state->regions[DM_ROM].size))
		return dm_ones(word->size);
	return dm_card_read(ops, word->region, word->offset, word->size);
}

static void write_word(struct dm_state *state, const struct dm_ops *ops, const struct word *word,
		       u64 value)
{
	struct dm_window *window;
	bool whole;

	if (in_table(state, word)) {
		dm_msix_write(state, word->offset - state->msix_offset, word->size, value);
		return;
	}
	/* Software must not write to pending bits; a ROM is no flash that a guest may burn. */
	if (in_pba(state, word) || word->region == DM_ROM)
		return;
	window = dm_window_at(state, word->region, word->offset, word->size, &whole);
	if (window)
		dm_window_write(state, ops, window, word->offset, word->size, value);
	else
		ops->region_write(ops->ctx, word->region, word->offset, word->size, value);
}

/*
 * The largest aligned word at @address of at most @left bytes which is all in one region
 * and one thing there.  Returns false, and a length, if nobody is there.
 */
static bool cut(struct dm_state *state, bool io, u64 address, u32 left, struct word *word)
{
	u32 range, size = io ? 4 : 8;
	u64 offset;

	word->size = 1;
	if (!dm_bar_at(state, io, address, &range, &offset))
		return false;
	word->region = region_of(range);
	word->offset = offset;
	for (; size > 1; size /= 2) {
		word->size = size;
		if (size <= left && !(offset % size) &&
		    size <= dm_bar_bytes(state, range) - offset &&
		    (word->region != DM_ROM || size <= 4) && is_one_thing(state, word))
			return true;
	}
	word->size = 1;
	return true;
}

/**
 * dm_read - the guest reads memory, or a port
 * @state:   the state
 * @ops:     to read the card by
 * @io:      a port
 * @address: where
 * @size:    1 to 8
 *
 * Return: what it gets; ones where nobody answers.
 */
u64 dm_read(struct dm_state *state, const struct dm_ops *ops, bool io, u64 address, u32 size)
{
	u64 value = 0, part;
	struct word word;
	u32 done;

	for (done = 0; done < size; done += word.size) {
		if (cut(state, io, address + done, size - done, &word))
			part = read_word(state, ops, &word);
		else
			part = 0xff;
		value |= part << 8 * done;
	}
	return value;
}

/**
 * dm_write - the guest writes to memory, or to a port
 * @state:   the state
 * @ops:     to write to the card by
 * @io:      a port
 * @address: where
 * @size:    1 to 8
 * @value:   what
 */
void dm_write(struct dm_state *state, const struct dm_ops *ops, bool io, u64 address, u32 size,
	      u64 value)
{
	struct word word;
	u32 done;

	for (done = 0; done < size; done += word.size)
		if (cut(state, io, address + done, size - done, &word))
			write_word(state, ops, &word, value >> 8 * done & dm_ones(word.size));
}
