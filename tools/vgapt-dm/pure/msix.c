// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSI-X (PCI 3.0, 6.8.2).
 *
 * The table's page is never mapped: its entries are ours.  Xen sees accesses to it
 * first, once something is bound (xen/arch/x86/hvm/vmsi.c): it sets mask bits in the
 * card by itself and does not tell us, but for an unmask after address or data have
 * changed, which it passes on.  So the mask bit here may be old, and what follows is
 * as QEMU's xen_pt_msi.c has it, as it lives with the same Xen:
 *
 * - an entry is bound when it is unmasked while MSI-X is on, and stays so when it is
 *   masked: to unbind would lose what is pending, and Linux masks to move;
 * - one whose address or data changes is held as it was until the guest unmasks it, or
 *   writes to Message Control; half an address is never used.
 */
#include <linux/pci_regs.h>

#include "msix.h"

#define ENTRY_BYTES	((u32)PCI_MSIX_ENTRY_SIZE)

/**
 * dm_msix_clear - the table as it is after a reset
 * @state: the state
 *
 * What is bound is not forgotten: it is still to be unbound.
 */
void dm_msix_clear(struct dm_state *state)
{
	u32 i;

	for (i = 0; i < state->msix_entries; i++) {
		state->entries[i].control = PCI_MSIX_ENTRY_CTRL_MASKBIT;
		state->entries[i].address = 0;
		state->entries[i].data = 0;
	}
}

/**
 * dm_msix_wanted - what the guest wants of the enable bit
 * @state: the state
 *
 * MSI and MSI-X at once are forbidden to software (PCI 3.0, 6.8.2.1).  If a guest does
 * it all the same, MSI it is.
 *
 * Return: as Message Control says.
 */
enum dm_enabled dm_msix_wanted(const struct dm_state *state)
{
	u16 control;

	if (!state->msix || state->leaving)
		return DM_DISABLED;
	if (state->msi && dm_value16(state, state->msi + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_ENABLE)
		return DM_DISABLED;
	control = dm_value16(state, state->msix + PCI_MSIX_FLAGS);
	if (!(control & PCI_MSIX_FLAGS_ENABLE))
		return DM_DISABLED;
	return (control & PCI_MSIX_FLAGS_MASKALL) ? DM_ENABLED_MASKED : DM_ENABLED;
}

/**
 * dm_msix_control_written - the guest has written to Message Control
 * @state: the state
 *
 * With the function mask a guest can move all vectors at once: when it goes, what was
 * held is looked at again.
 */
void dm_msix_control_written(struct dm_state *state)
{
	u32 i;

	if (dm_msix_wanted(state) != DM_ENABLED)
		return;
	for (i = 0; i < state->msix_entries; i++)
		state->entries[i].flags &= ~DM_ENTRY_HELD;
}

/**
 * dm_msix_entry_moved - is this vector bound with another table?
 * @state:  the state
 * @vector: which
 * @table:  the guest's address of the table's page
 *
 * Xen notes where the table is when a vector is bound first (msixtbl_pt_register), and
 * not when it is bound again: so it has to be unbound.
 *
 * Return: true if so.
 */
bool dm_msix_entry_moved(const struct dm_state *state, u32 vector, u64 table)
{
	const struct dm_entry *entry = &state->entries[vector];

	return entry->flags & DM_ENTRY_BOUND && entry->bound_table != table;
}

/**
 * dm_msix_entry_wanted - is this vector to be bound, or bound anew?
 * @state:  the state; MSI-X is on, without the function mask
 * @vector: which
 * @table:  the guest's address of the table's page
 *
 * Return: true if so.
 */
bool dm_msix_entry_wanted(const struct dm_state *state, u32 vector, u64 table)
{
	const struct dm_entry *entry = &state->entries[vector];
	bool same = entry->address == entry->bound_address && entry->data == entry->bound_data;
	bool moved = entry->bound_table != table;

	if (entry->flags & DM_ENTRY_HELD || entry->control & PCI_MSIX_ENTRY_CTRL_MASKBIT)
		return false;
	return !(entry->flags & (DM_ENTRY_BOUND | DM_ENTRY_FAILED)) || !same || moved;
}

/**
 * dm_msix_bytes - how long the table is
 * @state: the state
 *
 * Return: bytes, 0 if there is none.
 */
u64 dm_msix_bytes(const struct dm_state *state)
{
	return (u64)ENTRY_BYTES * state->msix_entries;
}

static u32 get_word(const struct dm_entry *entry, u32 at)
{
	switch (at) {
	case PCI_MSIX_ENTRY_LOWER_ADDR:
		return entry->address;
	case PCI_MSIX_ENTRY_UPPER_ADDR:
		return entry->address >> 32;
	case PCI_MSIX_ENTRY_DATA:
		return entry->data;
	}
	return entry->control;
}

static void set_word(struct dm_entry *entry, u32 at, u32 value)
{
	switch (at) {
	case PCI_MSIX_ENTRY_VECTOR_CTRL:
		/* Other bits are reserved, and kept (PCI 3.0, 6.8.2.9). */
		entry->control = value & PCI_MSIX_ENTRY_CTRL_MASKBIT;
		dm_order();
		if (!(value & PCI_MSIX_ENTRY_CTRL_MASKBIT))
			entry->flags &= ~DM_ENTRY_HELD;
		return;
	case PCI_MSIX_ENTRY_LOWER_ADDR:
		value &= ~3U;
		break;
	}
	if (get_word(entry, at) == value)
		return;
	/* Held first: a new worker must not see half an address that is to be used. */
	if (entry->flags & DM_ENTRY_BOUND)
		entry->flags |= DM_ENTRY_HELD;
	dm_order();
	if (at == PCI_MSIX_ENTRY_LOWER_ADDR)
		entry->address = (entry->address & ~0xffffffffULL) | value;
	else if (at == PCI_MSIX_ENTRY_UPPER_ADDR)
		entry->address = (entry->address & 0xffffffffULL) | (u64)value << 32;
	else
		entry->data = value;
}

/**
 * dm_msix_read - the guest reads the table
 * @state: the state
 * @at:    byte in the table
 * @size:  1, 2, 4 or 8; all inside of it
 *
 * Return: what it gets.
 */
u64 dm_msix_read(const struct dm_state *state, u64 at, u32 size)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < size; i++) {
		u64 byte = at + i;
		u32 word = get_word(&state->entries[byte / ENTRY_BYTES], byte % ENTRY_BYTES & ~3U);

		value |= (u64)(u8)(word >> 8 * (byte & 3)) << 8 * i;
	}
	return value;
}

/**
 * dm_msix_write - the guest writes to the table
 * @state: the state
 * @at:    byte in the table
 * @size:  1, 2, 4 or 8; all inside of it
 * @value: what
 *
 * Only aligned words and double words are writes (PCI 3.0, 6.8.2); others are dropped.
 */
void dm_msix_write(struct dm_state *state, u64 at, u32 size, u64 value)
{
	u32 i;

	if ((size != 4 && size != 8) || at % size)
		return;
	state->dirty = 1;
	dm_order();
	for (i = 0; i < size; i += 4)
		set_word(&state->entries[(at + i) / ENTRY_BYTES], (at + i) % ENTRY_BYTES,
			 value >> 8 * i);
}
