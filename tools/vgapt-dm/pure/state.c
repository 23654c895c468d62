// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is this a state that can be gone on with?
 *
 * It comes from the worker before, which a guest may have driven mad: each number in
 * it that is an index or a length later is looked at once, here.
 */
#include "state.h"

/* A region that is hidden, or one that a BAR can be. */
static bool region_good(const struct dm_region *region)
{
	return !region->size || dm_power_of_two(region->size);
}

static bool windows_good(const struct dm_state *state)
{
	u32 i;

	if (state->num_windows > DM_MAX_WINDOWS)
		return false;
	for (i = 0; i < state->num_windows; i++) {
		const struct dm_window *window = &state->windows[i];
		u64 size;

		if (window->region >= DM_NUM_REGIONS)
			return false;
		size = state->regions[window->region].size;
		if (window->offset >= size || window->length > size - window->offset)
			return false;
	}
	return true;
}

/* Capabilities lie behind the header, aligned, and whole (PCI 3.0, 6.7). */
static bool capability_good(u8 at, u32 bytes)
{
	return !at || (at >= 0x40 && !(at & 3) && at + bytes <= DM_CONFIG_BYTES);
}

/* With 64 bits it is longer (PCI 3.0, 6.8.1): pure/plan.c sees that by the same byte. */
static bool msi_good(const struct dm_state *state)
{
	return capability_good(state->msi, 12) &&
	       (!state->msi || !state->writable[state->msi + 11] ||
		capability_good(state->msi, 14));
}

static bool msix_good(const struct dm_state *state)
{
	u64 size;

	if (!state->msix)
		return !state->msix_entries;
	if (!state->msix_entries || state->msix_entries > DM_MAX_VECTORS ||
	    state->msix_bar >= DM_NUM_BARS || state->msix_pba_bar >= DM_NUM_BARS)
		return false;
	size = state->regions[state->msix_bar].size;
	return state->msix_offset < size &&
	       16ULL * state->msix_entries <= size - state->msix_offset;
}

/**
 * dm_state_check - can a worker go on with this?
 * @state: what lies in the memfd
 * @bytes: how large that is
 *
 * Return: 1 if so; 0 if it is empty, or was never finished, so that nothing has been
 * done yet; -EBADMSG if it is none of ours, or another version's.
 */
int dm_state_check(const struct dm_state *state, u64 bytes)
{
	u32 i;

	if (bytes < sizeof(*state))
		return -EBADMSG;
	if (!state->magic && !state->built)
		return 0;
	if (state->magic != DM_MAGIC || state->version != DM_VERSION ||
	    state->size != sizeof(*state))
		return -EBADMSG;
	if (!state->built)
		return 0;
	for (i = 0; i < DM_NUM_BARS; i++)
		if (!region_good(&state->regions[i]))
			return -EBADMSG;
	/* As much of each as is looked at. */
	if (!windows_good(state) || !msix_good(state) || !capability_good(state->pm, 8) ||
	    !msi_good(state) || !capability_good(state->msix, 12) ||
	    !capability_good(state->exp, 12))
		return -EBADMSG;
	return 1;
}
