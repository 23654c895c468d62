/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables of fields: how the guest sees each register of configuration space.
 */
#ifndef VGAPT_DM_PURE_FIELDS_H
#define VGAPT_DM_PURE_FIELDS_H

#include "state.h"

/**
 * struct dm_field - a register, 1, 2 or 4 bytes
 * @at:       byte in the header, or in the capability
 * @size:     bytes
 * @emulated: bits that are answered from the state; the others show the card's
 * @writable: of these, what the guest may change
 * @keep:     of these, what begins as the card has it; the others begin as 0
 * @set:      of these, what begins as 1
 * @passed:   bits that are written to the card
 * @clear:    of these, what a one clears
 *
 * A bit that is in none of the masks is the card's, and read-only.
 */
struct dm_field {
	u8  at;
	u8  size;
	u32 emulated;
	u32 writable;
	u32 keep;
	u32 set;
	u32 passed;
	u32 clear;
};

/**
 * struct dm_capability - a capability that the guest sees
 * @id:         PCI_CAP_ID_*
 * @fields:     its fields
 * @num_fields: how many
 * @length:     how many bytes it has, by the card's registers; 0: hide it
 */
struct dm_capability {
	u8 id;
	const struct dm_field *fields;
	u32 num_fields;
	u32 (*length)(const struct dm_state *state, const u8 *config, u32 at);
};

extern const struct dm_field dm_header_fields[];
extern const u32 dm_num_header_fields;
extern const struct dm_capability dm_capabilities[];
extern const u32 dm_num_capabilities;

u32 dm_hidden_length(u8 id);
bool dm_exp_has_link(const u8 *config, u32 at);

#endif /* VGAPT_DM_PURE_FIELDS_H */
