/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that a worker knows, in one block of fixed size.
 *
 * It lies in a memfd, and a new worker goes on with it after kill -9.  So it has no
 * pointers, and each change leaves it consistent if the process dies between any two
 * stores.  How:
 *
 * - What the guest wrote (value, entries, windows) and what has been done about it
 *   (range, map, msi, msix, command_done) are apart.  pure/plan.c compares the two, and
 *   says what is to be done next.  Nothing is "half done": a new worker compares again.
 * - A request of the guest that was not answered is served once more from its
 *   beginning (a repeated one from where it was: progress).  So each handler is written
 *   so that twice is as good as once: bytes that were stored already are stored again.
 * - "dirty" is set before the guest's registers change, and cleared only when
 *   pure/plan.c has nothing left to do.
 * - Before something is done outside, its record says DM_DOUBT, and where; after it,
 *   DM_DONE or DM_FREE.  What is in doubt is undone first, whether it had happened or not.
 * - Where the order of stores matters there is a dm_order() between them.  One process
 *   writes at a time, so the compiler is all that has to be told.
 */
#ifndef VGAPT_DM_PURE_STATE_H
#define VGAPT_DM_PURE_STATE_H

#include <xen/xen_vgapt.h>
#include "pure/pure.h"

#define DM_MAGIC		0x6d645647U	/* "GVdm" */
#define DM_VERSION		1U

#define DM_NUM_BARS		6U
#define DM_ROM			VGAPT_REGION_ROM
#define DM_NUM_RANGES		8U	/* BARs, ROM, and the ports 3C0h-3DFh */
#define DM_RANGE_PORTS		7U
#define DM_NUM_REGIONS		11U	/* up to VGAPT_REGION_CONFIG */
#define DM_CONFIG_BYTES		256U	/* what a guest below i440 can reach */
#define DM_PAGE			4096U
#define DM_MAX_WINDOWS		8U
#define DM_MAX_PIECES		(DM_MAX_WINDOWS + 2)	/* of a BAR, between traps */
#define DM_MAX_VECTORS		2048U	/* PCI 3.0, 6.8.2.3: table size has 11 bits */
#define DM_MAX_VCPUS		128U	/* requests of 32 bytes in a page */

/* Keep the compiler from moving stores across this place. */
#define dm_order()		__atomic_signal_fence(__ATOMIC_SEQ_CST)

/**
 * struct dm_region - a region of the function, as VGAPT_IOC_REGION_INFO tells of it
 * @size:     bytes or ports; 0 if there is none, or it is hidden
 * @flags:    VGAPT_REGION_FLAG_*
 * @reserved: 0
 */
struct dm_region {
	u64 size;
	u32 flags;
	u32 reserved;
};

/* What is known of something that has been done outside. */
enum dm_done {
	DM_FREE,	/* not done */
	DM_DOUBT,	/* about to be done or undone */
	DM_DONE,	/* done */
	DM_FAILED,	/* refused at this address: not tried there again */
};

/**
 * struct dm_record - something that is done at an address of the guest
 * @address:  where; meaningless if DM_FREE
 * @state:    enum dm_done
 * @reserved: 0
 */
struct dm_record {
	u64 address;
	u32 state;
	u32 reserved;
};

/* flags of struct dm_entry */
#define DM_ENTRY_BOUND		BIT(0)	/* Xen delivers it, as bound_* say */
#define DM_ENTRY_FAILED		BIT(1)	/* what bound_* say was refused */
#define DM_ENTRY_HELD		BIT(2)	/* changed since: not moved before it is unmasked */

/**
 * struct dm_entry - an entry of the MSI-X table, or MSI's registers
 * @address:       as the guest has it
 * @data:          likewise
 * @control:       likewise; bit 0: masked
 * @bound_address: as it was bound, or tried
 * @bound_table:   MSI-X: the guest's address of the table's page, likewise
 * @bound_data:    likewise
 * @flags:         DM_ENTRY_*
 */
struct dm_entry {
	u64 address;
	u32 data;
	u32 control;
	u64 bound_address;
	u64 bound_table;
	u32 bound_data;
	u32 flags;
};

/**
 * struct dm_window - a part of a region that is never mapped
 * @region:  BAR, or VGAPT_REGION_IO_COLOR
 * @handler: enum dm_handler
 * @offset:  where it begins in the region
 * @length:  bytes or ports
 * @mirror:  of handlers that need one: byte of configuration space at @offset
 * @index:   what the guest wrote into an index register
 * @step:    how far it is in a sequence, or which enable bits are set
 */
struct dm_window {
	u32 region;
	u32 handler;
	u64 offset;
	u32 length;
	u32 mirror;
	u32 index;
	u32 step;
};

/* What of a state's server has been done: server_state. */
enum dm_server_state {
	DM_SERVER_NONE,
	DM_SERVER_MAKING,	/* one may have been made, its id is not known */
	DM_SERVER_THERE,
};

/* MSI's and MSI-X's enable bit in the card. */
enum dm_enabled {
	DM_DISABLED,
	DM_ENABLED_MASKED,	/* MSI-X with its function mask */
	DM_ENABLED,
};

/**
 * struct dm_state - all that a worker knows
 * @magic:         DM_MAGIC
 * @version:       DM_VERSION
 * @size:          sizeof(struct dm_state)
 * @built:         1 when all that never changes is there; stored last
 * @domid:         the domain
 * @slot:          the guest's place for the function: bus << 8 | devfn
 * @server:        id of the ioreq server
 * @server_state:  enum dm_server_state
 * @dirty:         the guest's registers may have changed since all was done
 * @reset:         the guest wants a function level reset
 * @command_done:  what was last written to the card's COMMAND; ~0: nothing
 * @sizing:        bit n: BAR n (6: ROM) was last written with all ones
 * @id:            device id << 16 | vendor id
 * @class:         class code, 24 bits
 * @may_reset:     resets of the guest are carried out, so FLR is shown
 * @rom_window:    what the ROM BAR decodes, 0 if there is none
 * @pm:            where capabilities are, 0 if not shown
 * @msi:           likewise
 * @msix:          likewise
 * @exp:           likewise
 * @num_windows:   how many of @windows there are
 * @msi_active:    something has been bound for MSI since it was last disabled
 * @msi_enabled:   enum dm_enabled
 * @msix_active:   likewise for MSI-X
 * @msix_enabled:  likewise
 * @msix_entries:  size of the MSI-X table
 * @msix_bar:      where it is
 * @msix_offset:   likewise
 * @msix_pba_bar:  the pending bits' place
 * @msix_pba:      likewise
 * @leaving:       nothing is wanted any more
 * @regions:       the function's regions
 * @value:         configuration space: bits that are answered from here
 * @emulated:      which bits these are; the others are read from the card
 * @writable:      those of them that the guest may change
 * @passed:        bits that are written to the card
 * @clear:         those of them that a one clears, and a zero leaves alone
 * @initial:       @value as it is after a reset
 * @range:         what is registered with the ioreq server
 * @map:           what of the BARs is mapped, piece by piece
 * @windows:       trapped windows
 * @msi_entry:     what of MSI is bound
 * @progress:      how much of a vCPU's repeated request is done
 * @entries:       the MSI-X table
 */
struct dm_state {
	u32 magic;
	u32 version;
	u32 size;
	u32 built;
	u32 domid;
	u32 slot;
	u32 server;
	u32 server_state;
	u32 dirty;
	u32 reset;
	u32 command_done;
	u32 sizing;
	u32 id;
	u32 class;
	u32 may_reset;
	u32 rom_window;
	u8  pm;
	u8  msi;
	u8  msix;
	u8  exp;
	u32 num_windows;
	u32 msi_active;
	u32 msi_enabled;
	u32 msix_active;
	u32 msix_enabled;
	u32 msix_entries;
	u32 msix_bar;
	u32 msix_offset;
	u32 msix_pba_bar;
	u32 msix_pba;
	u32 leaving;
	struct dm_region regions[DM_NUM_REGIONS];
	u8  value[DM_CONFIG_BYTES];
	u8  emulated[DM_CONFIG_BYTES];
	u8  writable[DM_CONFIG_BYTES];
	u8  passed[DM_CONFIG_BYTES];
	u8  clear[DM_CONFIG_BYTES];
	u8  initial[DM_CONFIG_BYTES];
	struct dm_record range[DM_NUM_RANGES];
	struct dm_record map[DM_NUM_BARS][DM_MAX_PIECES];
	struct dm_window windows[DM_MAX_WINDOWS];
	struct dm_entry msi_entry;
	u32 progress[DM_MAX_VCPUS];
	struct dm_entry entries[DM_MAX_VECTORS];
};

int dm_state_check(const struct dm_state *state, u64 bytes);

/* A register of the virtual configuration space, or of a card's. */
static inline u16 dm_value16(const struct dm_state *state, u32 at)
{
	return vgapt_le16(state->value + at);
}

static inline u32 dm_value32(const struct dm_state *state, u32 at)
{
	return vgapt_le32(state->value + at);
}

static inline bool dm_power_of_two(u64 n)
{
	return n && !(n & (n - 1));
}

#endif /* VGAPT_DM_PURE_STATE_H */
