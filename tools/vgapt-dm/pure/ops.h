/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the pure part asks of its surroundings, and what it wants done by them.
 */
#ifndef VGAPT_DM_PURE_OPS_H
#define VGAPT_DM_PURE_OPS_H

#include "pure/pure.h"

/* What is to be done: struct dm_action. */
enum dm_verb {
	DM_NOTHING,
	DM_REGISTER,	/* accesses of the guest to a range come to our ioreq server */
	DM_UNREGISTER,
	DM_MAP,		/* a part of a BAR is in the guest */
	DM_UNMAP,
	DM_COMMAND,	/* write the card's COMMAND register */
	DM_RESET,	/* reset the function */
	DM_MSI_BIND,	/* deliver a vector; of one that is bound: elsewhere */
	DM_MSI_UNBIND,	/* of MSI-X: deliver a vector no more */
	DM_MSI_ENABLE,	/* set the card's enable bit */
	DM_MSI_DISABLE,	/* clear it, and unbind all */
	DM_NUM_VERBS,
};

/**
 * struct dm_action - one thing to be done
 * @verb:     enum dm_verb
 * @region:   REGISTER, UNREGISTER: index of a range; MAP, UNMAP: BAR
 * @piece:    MAP, UNMAP: which of the BAR's pieces
 * @io:       ports, not memory
 * @offset:   MAP, UNMAP: in the BAR
 * @length:   bytes or ports
 * @address:  the guest's address, or port, of the range or the whole BAR; BIND: MSI address
 * @msix:     MSI_*: of MSI-X
 * @mask_all: MSI_ENABLE: with MSI-X's function mask
 * @vector:   MSI_BIND, MSI_UNBIND: which
 * @data:     MSI_BIND: MSI data; COMMAND: what to write
 * @table:    MSI_BIND of MSI-X: the guest's address of the table's page
 */
struct dm_action {
	u32 verb;
	u32 region;
	u32 piece;
	bool io;
	bool msix;
	bool mask_all;
	u64 offset;
	u64 length;
	u64 address;
	u32 vector;
	u32 data;
	u64 table;
};

/**
 * struct dm_ops - the card, the guest's memory, and hands
 * @ctx:          is passed to each
 * @config_read:  read the card's configuration space; 1, 2, 4 bytes, aligned
 * @config_write: write it
 * @region_read:  read a region of the card (BAR, ROM, legacy range); 1, 2, 4, 8 bytes, aligned
 * @region_write: write it
 * @guest_read:   read the guest's memory, at most 8 bytes at any address
 * @guest_write:  write it
 * @guest_ram:    is there RAM of the guest in this range?
 * @invalidate:   forget what is known of the guest's memory
 * @act:          do something
 *
 * Those that return int give 0 or -errno.  A read that fails reads as all ones, and a
 * write that fails is lost, as on a PCI bus where nobody answers.
 */
struct dm_ops {
	void *ctx;
	int (*config_read)(void *ctx, u32 offset, u32 size, u32 *value);
	int (*config_write)(void *ctx, u32 offset, u32 size, u32 value);
	int (*region_read)(void *ctx, u32 region, u64 offset, u32 size, u64 *value);
	int (*region_write)(void *ctx, u32 region, u64 offset, u32 size, u64 value);
	int (*guest_read)(void *ctx, u64 address, void *to, u32 size);
	int (*guest_write)(void *ctx, u64 address, const void *from, u32 size);
	bool (*guest_ram)(void *ctx, u64 address, u64 length);
	void (*invalidate)(void *ctx);
	int (*act)(void *ctx, const struct dm_action *action);
};

/* All ones, of 1 to 8 bytes: what a read gives where nobody answers. */
static inline u64 dm_ones(u32 size)
{
	return size >= 8 ? ~0ULL : (1ULL << (8 * size)) - 1;
}

#endif /* VGAPT_DM_PURE_OPS_H */
