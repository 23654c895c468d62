/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A card, a kernel, and a Xen that keep to the contract, and do not forgive.
 */
#ifndef VGAPT_DM_TEST_FAKE_H
#define VGAPT_DM_TEST_FAKE_H

#include <setjmp.h>

#include "build.h"
#include "dumps.h"
#include "request.h"

#define FAKE_BYTES	0x1000U		/* that remember writes; larger regions repeat them */
#define FAKE_RAM	0x4000U		/* the guest's memory that can be read and written ... */
#define FAKE_RAM_AT	0x200000ULL	/* ... and where it is */
#define FAKE_RAM_END	0x40000000ULL	/* there is RAM from 0 on, which a mapping must spare */
#define FAKE_MAPS	256U
#define FAKE_RANGES	16U

struct fake_map {
	bool used;
	u32 region;
	u64 offset;
	u64 length;
	u64 address;
};

struct fake_range {
	bool used;
	bool io;
	u64 first;
	u64 bytes;
};

struct fake_vector {
	bool bound;
	u64 address;
	u32 data;
	u64 table;
};

/**
 * struct fake - all that is not the worker
 * @state:   what the worker knows: checks compare the two
 * @config:  the card's configuration space
 * @regions: its regions
 * @bytes:   what lies in them
 * @ram:     the guest's
 * @maps:    what is mapped
 * @ranges:  what comes to our ioreq server
 * @msi:     what is bound
 * @msix:    likewise
 * @msi_on:  the card's enable bit
 * @msix_on: likewise
 * @masked:  MSI-X's function mask
 * @resets:  how many there were
 * @actions: how many actions
 * @binds:   how many of them were DM_MSI_BIND
 * @config_writes: to the card
 * @writes:  to regions
 * @last_region: of the last write to a region
 * @last_offset: likewise
 * @last_value: likewise
 * @refuse:  verb that fails, 0: none
 * @torn:    and is done all the same
 * @die:     calls until the worker is killed, 0: it lives
 * @inside:  it is in a call
 * @place:   twice the line of the story it is at; odd: in process
 * @death:   where it goes then
 */
struct fake {
	struct dm_state *state;
	u8  config[DM_CONFIG_BYTES];
	struct dm_region regions[DM_NUM_REGIONS];
	u8  *bytes[DM_NUM_REGIONS];
	u8  ram[FAKE_RAM];
	struct fake_map maps[FAKE_MAPS];
	struct fake_range ranges[FAKE_RANGES];
	struct fake_vector msi;
	struct fake_vector msix[DM_MAX_VECTORS];
	bool msi_on;
	bool msix_on;
	bool masked;
	u32 resets;
	u32 actions;
	u32 binds;
	u32 config_writes;
	u32 writes;
	u32 last_region;
	u64 last_offset;
	u64 last_value;
	u32 refuse;
	bool torn;
	u32 die;
	volatile u32 inside;
	volatile u32 place;
	jmp_buf death;
};

extern const struct dm_ops fake_ops_template;
extern bool fake_shared;	/* worlds that a forked process shares */

struct fake *fake_new(const struct dump *dump, struct dm_facts *facts);
void fake_free(struct fake *fake);
struct dm_ops fake_ops(struct fake *fake);
void fake_check(const struct fake *fake);
bool fake_same(const struct fake *a, const struct fake *b);
u64 fake_mapped(const struct fake *fake, u64 address);
u64 fake_request(struct fake *fake, const struct dm_ops *ops, u8 type, bool read, u64 address,
		 u32 size, u64 data);

#endif /* VGAPT_DM_TEST_FAKE_H */
