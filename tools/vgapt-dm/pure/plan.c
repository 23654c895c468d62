// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is to be done next, so that things are as the guest's registers say.
 *
 * dm_next() compares what is wanted with what is recorded and names one action: no
 * list is kept that could be lost.  The order is that of harm: what is in doubt is
 * undone first, then interrupts are switched off, then what is not wanted any more
 * goes, then the card is reset, and only then something is added.
 */
#include <linux/pci_regs.h>

#include "bars.h"
#include "msix.h"
#include "plan.h"

/* A part of a BAR that is not mapped: whole pages of memory, or ports. */
struct hole {
	u64 first;
	u64 end;
};

static void round_hole(const struct dm_state *state, u32 bar, struct hole *hole)
{
	if (dm_bar_is_io(state, bar))
		return;
	hole->first &= ~(u64)(DM_PAGE - 1);
	hole->end = (hole->end + DM_PAGE - 1) & ~(u64)(DM_PAGE - 1);
}

static void nearer(struct hole *best, const struct hole *hole, u64 from)
{
	if (hole->end > from && hole->first < best->first)
		*best = *hole;
}

/* The first hole that ends behind @from; one at the end of the world if there is none. */
static struct hole next_hole(const struct dm_state *state, u32 bar, u64 from)
{
	struct hole best = { ~0ULL, ~0ULL }, hole;
	u32 i;

	for (i = 0; i < state->num_windows; i++) {
		const struct dm_window *window = &state->windows[i];

		if (window->region != bar)
			continue;
		hole.first = window->offset;
		hole.end = window->offset + window->length;
		round_hole(state, bar, &hole);
		nearer(&best, &hole, from);
	}
	if (state->msix && state->msix_bar == bar) {
		hole.first = state->msix_offset;
		hole.end = state->msix_offset + dm_msix_bytes(state);
		round_hole(state, bar, &hole);
		nearer(&best, &hole, from);
	}
	return best;
}

/**
 * dm_piece - a part of a BAR that may be mapped
 * @state:  the state
 * @bar:    which BAR
 * @piece:  which of its parts, from 0 on
 * @offset: is set
 * @length: is set
 *
 * What is smaller than a page shares it with something else: it is never mapped, and
 * each access to it comes to us.
 *
 * Return: true if there is one.
 */
bool dm_piece(const struct dm_state *state, u32 bar, u32 piece, u64 *offset, u64 *length)
{
	u64 size = state->regions[bar].size, from = 0;
	u32 found = 0;

	if (!dm_bar_is_io(state, bar) && size < DM_PAGE)
		return false;
	while (from < size) {
		struct hole hole = next_hole(state, bar, from);
		u64 end = hole.first < size ? hole.first : size;

		if (end > from && found++ == piece) {
			*offset = from;
			*length = end - from;
			return true;
		}
		from = hole.end;
	}
	return false;
}

static bool cross(u64 a, u64 alen, u64 b, u64 blen)
{
	return a < b ? b - a < alen : a - b < blen;
}

/* Where it is or will be, another one's eyes. */
static bool occupied(const struct dm_state *state, u32 range, u64 *address)
{
	switch (dm_bar_place(state, range, address)) {
	case DM_THERE:
		return true;
	case DM_STAY:
		*address = state->range[range].address;
		return state->range[range].state == DM_DONE;
	default:
		return false;
	}
}

/*
 * Where a range is wanted, but for those that lie over one with a lower index: which
 * of two answers is undefined on a bus.  Here the first does, and the other is nowhere.
 */
static enum dm_place range_place(const struct dm_state *state, u32 range, u64 *address)
{
	enum dm_place place = dm_bar_place(state, range, address);
	u64 at = *address, other;
	u32 i;

	if (place == DM_NOWHERE)
		return place;
	if (place == DM_STAY) {
		if (state->range[range].state != DM_DONE)
			return DM_NOWHERE;
		at = state->range[range].address;
	}
	for (i = 0; i < range; i++)
		if (dm_bar_is_io(state, i) == dm_bar_is_io(state, range) &&
		    occupied(state, i, &other) &&
		    cross(at, dm_bar_bytes(state, range), other, dm_bar_bytes(state, i)))
			return DM_NOWHERE;
	*address = at;
	return place;
}

static void of_range(const struct dm_state *state, u32 range, u32 verb, u64 address,
		     struct dm_action *action)
{
	action->verb = verb;
	action->region = range;
	action->io = dm_bar_is_io(state, range);
	action->length = dm_bar_bytes(state, range);
	action->address = address;
}

static void of_piece(const struct dm_state *state, u32 bar, u32 piece, u32 verb, u64 address,
		     struct dm_action *action)
{
	action->verb = verb;
	action->region = bar;
	action->piece = piece;
	action->io = dm_bar_is_io(state, bar);
	dm_piece(state, bar, piece, &action->offset, &action->length);
	action->address = address;
}

/* What nobody knows of is undone: it may have been done, or not. */
static bool next_doubt(const struct dm_state *state, struct dm_action *action)
{
	u32 bar, piece, range;

	for (bar = 0; bar < DM_NUM_BARS; bar++)
		for (piece = 0; piece < DM_MAX_PIECES; piece++)
			if (state->map[bar][piece].state == DM_DOUBT) {
				of_piece(state, bar, piece, DM_UNMAP,
					 state->map[bar][piece].address, action);
				return true;
			}
	for (range = 0; range < DM_NUM_RANGES; range++)
		if (state->range[range].state == DM_DOUBT) {
			of_range(state, range, DM_UNREGISTER, state->range[range].address, action);
			return true;
		}
	return false;
}

static enum dm_enabled msi_wanted(const struct dm_state *state)
{
	if (!state->msi || state->leaving)
		return DM_DISABLED;
	return (dm_value16(state, state->msi + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_ENABLE) ?
		DM_ENABLED : DM_DISABLED;
}

static bool next_quiet(const struct dm_state *state, struct dm_action *action)
{
	bool msi = state->msi_active && msi_wanted(state) == DM_DISABLED;
	bool msix = state->msix_active && dm_msix_wanted(state) == DM_DISABLED;

	if (!msi && !msix)
		return false;
	action->verb = DM_MSI_DISABLE;
	action->msix = !msi;
	return true;
}

/* A mapping goes when its BAR does; so does one that failed, which may be there in part. */
static bool next_remove(const struct dm_state *state, struct dm_action *action)
{
	u32 range, piece;

	for (range = 0; range < DM_NUM_RANGES; range++) {
		u64 address = 0;
		bool gone = range_place(state, range, &address) == DM_NOWHERE;

		for (piece = 0; range < DM_NUM_BARS && piece < DM_MAX_PIECES; piece++) {
			const struct dm_record *map = &state->map[range][piece];

			if (map->state != DM_DONE && map->state != DM_FAILED)
				continue;
			if (!gone && map->address == address)
				continue;
			of_piece(state, range, piece, DM_UNMAP, map->address, action);
			return true;
		}
		if (state->range[range].state != DM_DONE ||
		    (!gone && state->range[range].address == address))
			continue;
		of_range(state, range, DM_UNREGISTER, state->range[range].address, action);
		return true;
	}
	return false;
}

/*
 * The card's COMMAND: decoding of what there is, always; bus mastering and INTx as the
 * guest says.
 */
static u32 command_wanted(const struct dm_state *state)
{
	u32 command = dm_value16(state, PCI_COMMAND) &
		      (PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE);
	u32 bar;

	for (bar = 0; bar < DM_NUM_BARS; bar++) {
		if (state->regions[bar].flags & VGAPT_REGION_FLAG_MEM)
			command |= PCI_COMMAND_MEMORY;
		if (state->regions[bar].flags & VGAPT_REGION_FLAG_IO)
			command |= PCI_COMMAND_IO;
	}
	return command;
}

static bool next_card(const struct dm_state *state, struct dm_action *action)
{
	if (state->reset) {
		action->verb = DM_RESET;
		return true;
	}
	if (state->command_done == command_wanted(state))
		return false;
	action->verb = DM_COMMAND;
	action->data = command_wanted(state);
	return true;
}

static bool to_be_done(const struct dm_record *record, u64 address)
{
	if (record->state == DM_FREE)
		return true;
	return record->state == DM_FAILED && record->address != address;
}

/* Registered first: what is mapped only in part must not be QEMU's for a moment. */
static bool next_add(const struct dm_state *state, struct dm_action *action)
{
	u32 range, piece;

	for (range = 0; range < DM_NUM_RANGES; range++) {
		u64 address = 0, offset, length;

		if (range_place(state, range, &address) != DM_THERE)
			continue;
		if (to_be_done(&state->range[range], address)) {
			of_range(state, range, DM_REGISTER, address, action);
			return true;
		}
		/* Where not even accesses can be had, nothing is mapped. */
		if (range >= DM_NUM_BARS || state->range[range].state != DM_DONE)
			continue;
		for (piece = 0; piece < DM_MAX_PIECES; piece++) {
			if (!dm_piece(state, range, piece, &offset, &length))
				break;
			if (!to_be_done(&state->map[range][piece], address))
				continue;
			of_piece(state, range, piece, DM_MAP, address, action);
			return true;
		}
	}
	return false;
}

static u64 msi_address(const struct dm_state *state)
{
	u64 address = dm_value32(state, state->msi + PCI_MSI_ADDRESS_LO);

	/* Whether there is an upper half is the card's bit: it is emulated only then. */
	if (state->writable[state->msi + PCI_MSI_ADDRESS_HI + 3])
		address |= (u64)dm_value32(state, state->msi + PCI_MSI_ADDRESS_HI) << 32;
	return address;
}

static u32 msi_data(const struct dm_state *state)
{
	bool is_wide = state->writable[state->msi + PCI_MSI_ADDRESS_HI + 3];

	return dm_value16(state, state->msi + (is_wide ? PCI_MSI_DATA_64 : PCI_MSI_DATA_32));
}

static bool next_msi(const struct dm_state *state, struct dm_action *action)
{
	const struct dm_entry *entry = &state->msi_entry;

	if (msi_wanted(state) == DM_DISABLED)
		return false;
	if (!(entry->flags & (DM_ENTRY_BOUND | DM_ENTRY_FAILED)) ||
	    entry->bound_address != msi_address(state) || entry->bound_data != msi_data(state)) {
		action->verb = DM_MSI_BIND;
		action->address = msi_address(state);
		action->data = msi_data(state);
		return true;
	}
	/* Never enable what nobody would receive. */
	if (state->msi_enabled == DM_ENABLED || !(entry->flags & DM_ENTRY_BOUND))
		return false;
	action->verb = DM_MSI_ENABLE;
	return true;
}

/* The guest's address of the table's page, 0 if it is nowhere. */
static u64 msix_table(const struct dm_state *state)
{
	const struct dm_record *range = &state->range[state->msix_bar];

	if (range->state != DM_DONE)
		return 0;
	return range->address + (state->msix_offset & ~(DM_PAGE - 1));
}

static bool next_msix(const struct dm_state *state, struct dm_action *action)
{
	enum dm_enabled wanted = dm_msix_wanted(state);
	u64 table = msix_table(state);
	u32 i;

	if (wanted == DM_DISABLED)
		return false;
	action->msix = true;
	/* Without an address of the table Xen could not mask: wait for one. */
	for (i = 0; table && wanted == DM_ENABLED && i < state->msix_entries; i++) {
		const struct dm_entry *entry = &state->entries[i];

		action->vector = i;
		if (dm_msix_entry_moved(state, i, table)) {
			action->verb = DM_MSI_UNBIND;
			return true;
		}
		if (!dm_msix_entry_wanted(state, i, table))
			continue;
		action->verb = DM_MSI_BIND;
		action->address = entry->address;
		action->data = entry->data;
		action->table = table;
		return true;
	}
	if (state->msix_enabled == wanted)
		return false;
	action->vector = 0;
	action->verb = DM_MSI_ENABLE;
	action->mask_all = wanted == DM_ENABLED_MASKED;
	return true;
}

/**
 * dm_next - what is to be done next
 * @state:  the state
 * @action: is filled; DM_NOTHING if all is as the guest wants it
 */
void dm_next(const struct dm_state *state, struct dm_action *action)
{
	memset(action, 0, sizeof(*action));
	if (next_doubt(state, action) || next_quiet(state, action) ||
	    next_remove(state, action) || next_card(state, action) ||
	    next_add(state, action) || next_msi(state, action))
		return;
	if (next_msix(state, action))
		return;
	memset(action, 0, sizeof(*action));
}

static struct dm_record *record_of(struct dm_state *state, const struct dm_action *action)
{
	switch (action->verb) {
	case DM_REGISTER:
	case DM_UNREGISTER:
		return &state->range[action->region];
	case DM_MAP:
	case DM_UNMAP:
		return &state->map[action->region][action->piece];
	}
	return NULL;
}

/**
 * dm_begin - note that an action is about to be carried out
 * @state:  the state
 * @action: as dm_next() gave it
 */
void dm_begin(struct dm_state *state, const struct dm_action *action)
{
	struct dm_record *record = record_of(state, action);

	if (record) {
		record->address = action->address;
		dm_order();
		record->state = DM_DOUBT;
	}
	/* Disabling is asked for even if the first binding is never heard of again. */
	if (action->verb == DM_MSI_BIND || action->verb == DM_MSI_ENABLE) {
		if (action->msix)
			state->msix_active = 1;
		else
			state->msi_active = 1;
	}
	/* A card that was reset has lost its COMMAND, whether we live to see it or not. */
	if (action->verb == DM_RESET)
		state->command_done = ~0U;
	dm_order();
}

static void end_bind(struct dm_state *state, const struct dm_action *action, int error)
{
	struct dm_entry *entry = action->msix ? &state->entries[action->vector] : &state->msi_entry;
	u32 held = entry->flags & DM_ENTRY_HELD;

	/* Until the flag is stored again it is just not bound, and bound once more. */
	entry->flags = held;
	dm_order();
	entry->bound_address = action->address;
	entry->bound_data = action->data;
	entry->bound_table = action->table;
	dm_order();
	entry->flags = held | (error ? DM_ENTRY_FAILED : DM_ENTRY_BOUND);
}

static void end_disable(struct dm_state *state, bool msix)
{
	u32 i;

	if (!msix) {
		state->msi_entry.flags = 0;
		state->msi_enabled = DM_DISABLED;
		dm_order();
		state->msi_active = 0;
		return;
	}
	for (i = 0; i < state->msix_entries; i++)
		state->entries[i].flags = 0;
	state->msix_enabled = DM_DISABLED;
	dm_order();
	state->msix_active = 0;
}

/**
 * dm_end - note what has become of an action
 * @state:  the state
 * @action: as dm_next() gave it
 * @error:  0, or -errno
 *
 * What could not be added is not tried again before the guest wants it elsewhere; what
 * could not be removed is not there, or the domain is at its end.  A COMMAND or an enable
 * bit that was refused counts as written, until the guest wants another: whoever refuses
 * it would do so again, and this is done until there is nothing left.
 */
void dm_end(struct dm_state *state, const struct dm_action *action, int error)
{
	struct dm_record *record = record_of(state, action);

	dm_order();
	switch (action->verb) {
	case DM_REGISTER:
	case DM_MAP:
		record->state = error ? DM_FAILED : DM_DONE;
		break;
	case DM_UNREGISTER:
	case DM_UNMAP:
		record->state = DM_FREE;
		break;
	case DM_COMMAND:
		state->command_done = action->data;
		break;
	case DM_RESET:
		state->reset = 0;
		break;
	case DM_MSI_BIND:
		end_bind(state, action, error);
		break;
	case DM_MSI_UNBIND:
		state->entries[action->vector].flags &= ~DM_ENTRY_BOUND;
		break;
	case DM_MSI_ENABLE:
		if (action->msix)
			state->msix_enabled = action->mask_all ? DM_ENABLED_MASKED : DM_ENABLED;
		else
			state->msi_enabled = DM_ENABLED;
		break;
	case DM_MSI_DISABLE:
		end_disable(state, action->msix);
		break;
	}
	dm_order();
}

/* RAM below a mapping would be gone for good: the guest would lose it, and not know. */
static int perform(const struct dm_ops *ops, const struct dm_action *action)
{
	if (action->verb == DM_MAP && !action->io &&
	    ops->guest_ram(ops->ctx, action->address + action->offset, action->length))
		return -EADDRINUSE;
	return ops->act(ops->ctx, action);
}

/**
 * dm_settle - do what is to be done, all of it
 * @state: the state
 * @ops:   to do it by
 *
 * Return: how many actions that took.
 */
u32 dm_settle(struct dm_state *state, const struct dm_ops *ops)
{
	/* Each record goes and comes at most once, so that is more than enough. */
	u32 left = 8 * (DM_MAX_VECTORS + DM_NUM_RANGES + DM_NUM_BARS * DM_MAX_PIECES);
	struct dm_action action;
	u32 done = 0;

	while (state->dirty && left--) {
		dm_next(state, &action);
		if (action.verb == DM_NOTHING) {
			state->dirty = 0;
			break;
		}
		dm_begin(state, &action);
		dm_end(state, &action, perform(ops, &action));
		done++;
	}
	return done;
}

/**
 * dm_leave - want nothing any more
 * @state: the state; dm_settle() then takes back all that has been done
 */
void dm_leave(struct dm_state *state)
{
	state->dirty = 1;
	state->leaving = 1;
	state->reset = 0;
	memcpy(state->value, state->initial, sizeof(state->value));
	dm_msix_clear(state);
}
