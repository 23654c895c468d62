// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the card's configuration space and the tables to what the guest sees.
 *
 * Nothing is done outside before "built" is stored, last of all: a worker that dies
 * here leaves a state that its successor makes anew.
 */
#include <linux/pci_regs.h>

#include "bars.h"
#include "build.h"
#include "fields.h"
#include "windows.h"

/* All of it, by aligned words: what a card does not answer reads as ones. */
static void read_config(const struct dm_ops *ops, u8 *config)
{
	u32 at, i, word;

	for (at = 0; at < DM_CONFIG_BYTES; at += 4) {
		if (ops->config_read(ops->ctx, at, 4, &word))
			word = ~0U;
		for (i = 0; i < 4; i++)
			config[at + i] = word >> 8 * i;
	}
}

static void add_field(struct dm_state *state, const u8 *config, u32 base,
		      const struct dm_field *field)
{
	u32 i, at = base + field->at;

	for (i = 0; i < field->size && at + i < DM_CONFIG_BYTES; i++) {
		u8 keep = field->keep >> 8 * i, set = field->set >> 8 * i;

		state->emulated[at + i] = field->emulated >> 8 * i;
		state->writable[at + i] = field->writable >> 8 * i;
		state->passed[at + i] = field->passed >> 8 * i;
		state->clear[at + i] = field->clear >> 8 * i;
		state->value[at + i] = (config[at + i] & keep) | set;
	}
}

static void zero(struct dm_state *state, u32 at, u32 bytes)
{
	for (; bytes-- && at < DM_CONFIG_BYTES; at++) {
		state->emulated[at] = 0xff;
		state->writable[at] = 0;
		state->passed[at] = 0;
		state->clear[at] = 0;
		state->value[at] = 0;
	}
}

static void add_msi(struct dm_state *state, const u8 *config, u32 at, u32 length)
{
	static const struct dm_field high = {
		.at = PCI_MSI_ADDRESS_HI, .size = 4, .emulated = ~0U, .writable = ~0U,
	}, data_32 = {
		.at = PCI_MSI_DATA_32, .size = 2, .emulated = 0xffff, .writable = 0xffff,
	}, data_64 = {
		.at = PCI_MSI_DATA_64, .size = 2, .emulated = 0xffff, .writable = 0xffff,
	};
	bool wide = vgapt_le16(config + at + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_64BIT;
	u32 end = wide ? 14 : 10;

	state->msi = at;
	if (wide)
		add_field(state, config, at, &high);
	add_field(state, config, at, wide ? &data_64 : &data_32);
	/* Mask and pending bits of a card that has some. */
	zero(state, at + end, length - end);
}

static void add_msix(struct dm_state *state, const u8 *config, u32 at)
{
	u32 table = vgapt_le32(config + at + PCI_MSIX_TABLE);
	u32 pba = vgapt_le32(config + at + PCI_MSIX_PBA), i;

	state->msix = at;
	state->msix_entries = (vgapt_le16(config + at + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1;
	state->msix_bar = table & PCI_MSIX_TABLE_BIR;
	state->msix_offset = table & PCI_MSIX_TABLE_OFFSET;
	state->msix_pba_bar = pba & PCI_MSIX_PBA_BIR;
	state->msix_pba = pba & PCI_MSIX_PBA_OFFSET;
	/* PCI 3.0, 6.8.2.9: masked after a reset. */
	for (i = 0; i < state->msix_entries; i++)
		state->entries[i].control = PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

static void add_exp(struct dm_state *state, const u8 *config, u32 at)
{
	u32 devcap = vgapt_le32(config + at + PCI_EXP_DEVCAP);

	state->exp = at;
	if (state->may_reset && devcap & PCI_EXP_DEVCAP_FLR)
		state->value[at + PCI_EXP_DEVCAP + 3] |= PCI_EXP_DEVCAP_FLR >> 24;
}

static void add_vendor(struct dm_state *state, u32 at, u32 length)
{
	u32 i;

	/* Behind id, pointer and length: whatever the maker wants. */
	for (i = at + 3; i < at + length; i++)
		state->passed[i] = 0xff;
}

static void add_capability(struct dm_state *state, const u8 *config,
			   const struct dm_capability *cap, u32 at, u32 length)
{
	u32 i;

	for (i = 0; i < cap->num_fields; i++)
		if (cap->fields[i].at + cap->fields[i].size <= length)
			add_field(state, config, at, &cap->fields[i]);
	switch (cap->id) {
	case PCI_CAP_ID_PM:
		state->pm = at;
		break;
	case PCI_CAP_ID_MSI:
		add_msi(state, config, at, length);
		break;
	case PCI_CAP_ID_MSIX:
		add_msix(state, config, at);
		break;
	case PCI_CAP_ID_EXP:
		add_exp(state, config, at);
		break;
	case PCI_CAP_ID_VNDR:
		add_vendor(state, at, length);
		break;
	}
	/* The pointer is ours; the id is the same, but no word of a card that dies. */
	state->emulated[at] = 0xff;
	state->value[at] = cap->id;
	state->emulated[at + 1] = 0xff;
	state->value[at + 1] = 0;
}

static const struct dm_capability *find_capability(const struct dm_state *state, u8 id)
{
	u32 i;

	/* A second one of what there can be only one of is not for us to understand. */
	if ((id == PCI_CAP_ID_PM && state->pm) || (id == PCI_CAP_ID_MSI && state->msi) ||
	    (id == PCI_CAP_ID_MSIX && state->msix) || (id == PCI_CAP_ID_EXP && state->exp))
		return NULL;
	for (i = 0; i < dm_num_capabilities; i++)
		if (dm_capabilities[i].id == id)
			return &dm_capabilities[i];
	return NULL;
}

/* Mark bytes as a capability's; false if some are another's, or behind the end. */
static bool take_bytes(u8 *taken, u32 at, u32 bytes)
{
	u32 i;

	if (at + bytes > DM_CONFIG_BYTES)
		return false;
	for (i = at; i < at + bytes; i++)
		if (taken[i])
			return false;
	memset(taken + at, 1, bytes);
	return true;
}

/*
 * Walk the card's list, and link those that are shown.  A list has at most 48 members
 * of four bytes behind the header; one that runs in a circle ends there as well.
 */
static void add_capabilities(struct dm_state *state, const u8 *config)
{
	u8 taken[DM_CONFIG_BYTES] = { 0 };
	u32 at, left = 48, link = PCI_CAPABILITY_LIST;

	if (!(vgapt_le16(config + PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return;
	for (at = config[PCI_CAPABILITY_LIST] & ~3U; at >= PCI_STD_HEADER_SIZEOF && left--;
	     at = config[at + 1] & ~3U) {
		const struct dm_capability *cap = find_capability(state, config[at]);
		u32 length = 0;

		if (config[at] == 0xff || taken[at])
			break;
		/* The shortest length has its flags inside of configuration space. */
		if (cap && at + 12 <= DM_CONFIG_BYTES)
			length = cap->length(state, config, at);
		else if (cap && at + 8 <= DM_CONFIG_BYTES && cap->id == PCI_CAP_ID_PM)
			length = PCI_PM_SIZEOF;
		if (!length || !take_bytes(taken, at, length)) {
			zero(state, at, dm_hidden_length(config[at]));
			taken[at] = 1;
			continue;
		}
		add_capability(state, config, cap, at, length);
		state->value[link] = at;
		link = at + 1;
	}
	if (state->value[PCI_CAPABILITY_LIST])
		state->value[PCI_STATUS] |= PCI_STATUS_CAP_LIST;
}

static void add_header(struct dm_state *state, const u8 *config)
{
	u32 i;

	for (i = 0; i < dm_num_header_fields; i++)
		add_field(state, config, 0, &dm_header_fields[i]);
	state->id = vgapt_le32(config + PCI_VENDOR_ID);
	state->class = vgapt_le32(config + PCI_CLASS_REVISION) >> 8;
}

/**
 * dm_build - make a state
 * @state: is overwritten
 * @facts: of the function and its place
 * @ops:   to read the card by
 *
 * Return: 0; -ENODEV if nobody answers; -EINVAL if it is a bridge.
 */
int dm_build(struct dm_state *state, const struct dm_facts *facts, const struct dm_ops *ops)
{
	u8 config[DM_CONFIG_BYTES];
	u32 i;

	read_config(ops, config);
	if (vgapt_le16(config) == 0xffff)
		return -ENODEV;
	/* PCI 3.0, 6.1: other layouts are bridges'. */
	if ((config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK) != PCI_HEADER_TYPE_NORMAL)
		return -EINVAL;

	state->built = 0;
	dm_order();
	memset(state, 0, sizeof(*state));
	state->version = DM_VERSION;
	state->size = sizeof(*state);
	state->domid = facts->domid;
	state->slot = facts->slot;
	state->may_reset = facts->may_reset;
	state->command_done = ~0U;
	for (i = 0; i < DM_NUM_REGIONS; i++)
		state->regions[i] = facts->regions[i];
	add_header(state, config);
	dm_bars_build(state);
	add_capabilities(state, config);
	dm_windows_build(state, facts->ports);
	memcpy(state->initial, state->value, sizeof(state->initial));
	state->dirty = 1;
	dm_order();
	state->magic = DM_MAGIC;
	dm_order();
	state->built = 1;
	return 0;
}
