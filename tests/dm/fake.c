// SPDX-License-Identifier: GPL-2.0-only
/*
 * The other side of the contract, as its text says: what a worker may not do is a fault
 * here, and ends the test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <linux/pci_regs.h>

#include "bars.h"
#include "fake.h"
#include "msix.h"
#include "plan.h"

#define must(cond)							\
	do {								\
		if (!(cond)) {						\
			fprintf(stderr, "%s:%d: does not hold: %s\n",	\
				__FILE__, __LINE__, #cond);		\
			abort();					\
		}							\
	} while (0)

/* kill -9: before something happens outside, and right after it. */
static void tick(struct fake *fake)
{
	if (fake->die && !--fake->die)
		longjmp(fake->death, 1);
}

static bool aligned(u64 at, u32 size, u32 most)
{
	return (size == 1 || size == 2 || size == 4 || size == 8) && size <= most && !(at % size);
}

static int config_read(void *ctx, u32 offset, u32 size, u32 *value)
{
	struct fake *fake = ctx;
	u32 i;

	must(aligned(offset, size, 4) && offset + size <= DM_CONFIG_BYTES);
	*value = 0;
	for (i = 0; i < size; i++)
		*value |= (u32)fake->config[offset + i] << 8 * i;
	tick(fake);
	return 0;
}

/* Bits that the kernel's table lets a worker change are those of these registers. */
static bool may_change(const struct fake *fake, u32 at)
{
	u32 i, left = 48;	/* a list of a fuzzer's may be a circle */

	if (at == PCI_COMMAND || at == PCI_COMMAND + 1 || at == PCI_STATUS || at == PCI_STATUS + 1)
		return true;
	for (i = fake->config[PCI_CAPABILITY_LIST] & ~3U; i && left--;
	     i = fake->config[i + 1] & ~3U) {
		if (fake->config[i] == PCI_CAP_ID_VNDR && at > i + 2 &&
		    at < i + fake->config[i + 2])
			return true;
		if (fake->config[i] == PCI_CAP_ID_EXP && at >= i + PCI_EXP_DEVCTL &&
		    at < i + PCI_EXP_DEVSTA + 2)
			return true;
	}
	return false;
}

/* PCI's status bits: cleared by ones. */
static bool clears(const struct fake *fake, u32 at)
{
	u32 i, left = 48;

	if (at == PCI_STATUS || at == PCI_STATUS + 1)
		return true;
	for (i = fake->config[PCI_CAPABILITY_LIST] & ~3U; i && left--;
	     i = fake->config[i + 1] & ~3U)
		if (fake->config[i] == PCI_CAP_ID_EXP && at >= i + PCI_EXP_DEVSTA &&
		    at < i + PCI_EXP_DEVSTA + 2)
			return true;
	return false;
}

static int config_write(void *ctx, u32 offset, u32 size, u32 value)
{
	struct fake *fake = ctx;
	u32 i;

	must(aligned(offset, size, 4) && offset + size <= DM_CONFIG_BYTES);
	tick(fake);
	for (i = 0; i < size; i++) {
		u8 byte = value >> 8 * i;

		if (clears(fake, offset + i)) {
			fake->config[offset + i] &= ~(byte & (offset + i == PCI_STATUS + 1 ?
							      0xf9 : 0x0f));
			continue;
		}
		must(may_change(fake, offset + i) || fake->config[offset + i] == byte);
		fake->config[offset + i] = byte;
	}
	fake->config_writes++;
	tick(fake);
	return 0;
}

static int region_read(void *ctx, u32 region, u64 offset, u32 size, u64 *value)
{
	struct fake *fake = ctx;
	u64 i;

	must(region < DM_NUM_REGIONS && aligned(offset, size, 8));
	must(offset < fake->regions[region].size && size <= fake->regions[region].size - offset);
	must(size < 8 || !(fake->regions[region].flags & VGAPT_REGION_FLAG_IO));
	*value = 0;
	for (i = 0; i < size; i++)
		*value |= (u64)fake->bytes[region][(offset + i) % FAKE_BYTES] << 8 * i;
	tick(fake);
	return 0;
}

static int region_write(void *ctx, u32 region, u64 offset, u32 size, u64 value)
{
	struct fake *fake = ctx;
	u64 i;

	must(region < DM_NUM_REGIONS && region != DM_ROM && aligned(offset, size, 8));
	must(offset < fake->regions[region].size && size <= fake->regions[region].size - offset);
	must(size < 8 || !(fake->regions[region].flags & VGAPT_REGION_FLAG_IO));
	/* The table is Xen's. */
	if (fake->state->msix && region == fake->state->msix_bar)
		must(offset + size <= fake->state->msix_offset ||
		     offset >= fake->state->msix_offset + dm_msix_bytes(fake->state));
	tick(fake);
	for (i = 0; i < size; i++)
		fake->bytes[region][(offset + i) % FAKE_BYTES] = value >> 8 * i;
	fake->writes++;
	fake->last_region = region;
	fake->last_offset = offset;
	fake->last_value = value;
	tick(fake);
	return 0;
}

static int guest_read(void *ctx, u64 address, void *to, u32 size)
{
	struct fake *fake = ctx;

	must(size <= 8);
	if (address < FAKE_RAM_AT || address >= FAKE_RAM_AT + FAKE_RAM - 8)
		return -EFAULT;
	memcpy(to, fake->ram + (address - FAKE_RAM_AT), size);
	tick(fake);
	return 0;
}

static int guest_write(void *ctx, u64 address, const void *from, u32 size)
{
	struct fake *fake = ctx;

	must(size <= 8);
	if (address < FAKE_RAM_AT || address >= FAKE_RAM_AT + FAKE_RAM - 8)
		return -EFAULT;
	tick(fake);
	memcpy(fake->ram + (address - FAKE_RAM_AT), from, size);
	tick(fake);
	return 0;
}

static bool guest_ram(void *ctx, u64 address, u64 length)
{
	(void)ctx;
	(void)length;
	return address < FAKE_RAM_END;
}

static void invalidate(void *ctx)
{
	tick(ctx);
}

static bool cross(u64 a, u64 alen, u64 b, u64 blen)
{
	return a < b + blen && b < a + alen;
}

/* VGAPT_IOC_MAP, ADD: all its rules. */
static int map_add(struct fake *fake, u32 region, u64 offset, u64 length, u64 address)
{
	bool io = fake->regions[region].flags & VGAPT_REGION_FLAG_IO;
	struct dm_state *state = fake->state;
	struct fake_map *room = NULL;
	u32 i;

	must(region < DM_NUM_BARS && length && offset < fake->regions[region].size &&
	     length <= fake->regions[region].size - offset);
	if (io) {
		must(address >= 0x1000 && address + length <= 0x10000);
	} else {
		must(!(offset % DM_PAGE) && !(length % DM_PAGE) && !(address % DM_PAGE));
		must(address >= 0x100000 && address + length <= 1ULL << 52);
		must(!cross(address, length, 0xfc000000, 0x4000000));
		must(address >= FAKE_RAM_END);
	}
	if (state->msix && region == state->msix_bar)
		must(!cross(offset, length, state->msix_offset, dm_msix_bytes(state)));
	for (i = 0; i < state->num_windows; i++)
		must(state->windows[i].region != region ||
		     !cross(offset, length, state->windows[i].offset, state->windows[i].length));
	for (i = 0; i < FAKE_MAPS; i++) {
		struct fake_map *map = &fake->maps[i];
		bool map_io;

		if (!map->used) {
			room = room ? room : map;
			continue;
		}
		map_io = fake->regions[map->region].flags & VGAPT_REGION_FLAG_IO;
		if (map->region == region && cross(map->offset, map->length, offset, length))
			return -EEXIST;
		if (map_io == io && cross(map->address, map->length, address, length))
			return -EEXIST;
	}
	must(room);
	*room = (struct fake_map) { true, region, offset, length, address };
	return 0;
}

static int map_remove(struct fake *fake, u32 region, u64 offset, u64 length, u64 address)
{
	u32 i;

	for (i = 0; i < FAKE_MAPS; i++) {
		struct fake_map *map = &fake->maps[i];

		if (map->used && map->region == region && map->offset == offset &&
		    map->length == length && map->address == address) {
			map->used = false;
			return 0;
		}
	}
	return -ENOENT;
}

static int range_add(struct fake *fake, bool io, u64 first, u64 bytes)
{
	struct fake_range *room = NULL;
	u32 i;

	must(bytes && first + bytes > first);
	for (i = 0; i < FAKE_RANGES; i++) {
		struct fake_range *range = &fake->ranges[i];

		if (!range->used)
			room = room ? room : range;
		else if (range->io == io && cross(range->first, range->bytes, first, bytes))
			return -EEXIST;
	}
	must(room);
	*room = (struct fake_range) { true, io, first, bytes };
	return 0;
}

static int range_remove(struct fake *fake, bool io, u64 first, u64 bytes)
{
	u32 i;

	for (i = 0; i < FAKE_RANGES; i++) {
		struct fake_range *range = &fake->ranges[i];

		if (range->used && range->io == io && range->first == first &&
		    range->bytes == bytes) {
			range->used = false;
			return 0;
		}
	}
	return -ENOENT;
}

static int msi_bind(struct fake *fake, const struct dm_action *action)
{
	struct fake_vector *vector = action->msix ? &fake->msix[action->vector] : &fake->msi;
	u32 i;

	fake->binds++;
	if (action->msix) {
		must(fake->state->msix && action->vector < fake->state->msix_entries);
		must(action->table && !(action->table % DM_PAGE));
		/* Bound again with another table, Xen would not know of it. */
		must(!vector->bound || vector->table == action->table);
		if (fake->msi_on || fake->msi.bound)
			return -EBUSY;
	} else {
		must(fake->state->msi && !action->vector && !action->table);
		for (i = 0; i < DM_MAX_VECTORS; i++)
			if (fake->msix[i].bound)
				return -EBUSY;
	}
	*vector = (struct fake_vector) { true, action->address, action->data, action->table };
	return 0;
}

static int msi_unbind(struct fake *fake, const struct dm_action *action)
{
	must(action->msix && action->vector < fake->state->msix_entries);
	if (!fake->msix[action->vector].bound)
		return -ENOENT;
	memset(&fake->msix[action->vector], 0, sizeof(fake->msix[0]));
	return 0;
}

static int msi_enable(struct fake *fake, const struct dm_action *action)
{
	if (action->msix) {
		must(fake->state->msix);
		fake->msix_on = true;
		fake->masked = action->mask_all;
		return 0;
	}
	must(fake->state->msi && fake->msi.bound && !action->mask_all);
	fake->msi_on = true;
	return 0;
}

static int msi_disable(struct fake *fake, const struct dm_action *action)
{
	if (action->msix) {
		fake->msix_on = false;
		fake->masked = false;
		memset(fake->msix, 0, sizeof(fake->msix));
	} else {
		fake->msi_on = false;
		memset(&fake->msi, 0, sizeof(fake->msi));
	}
	return 0;
}

static int carry_out(struct fake *fake, const struct dm_action *action)
{
	u64 address = action->address + action->offset;

	switch (action->verb) {
	case DM_REGISTER:
		return range_add(fake, action->io, action->address, action->length);
	case DM_UNREGISTER:
		return range_remove(fake, action->io, action->address, action->length);
	case DM_MAP:
		return map_add(fake, action->region, action->offset, action->length, address);
	case DM_UNMAP:
		return map_remove(fake, action->region, action->offset, action->length, address);
	case DM_COMMAND:
		fake->config[PCI_COMMAND] = action->data;
		fake->config[PCI_COMMAND + 1] = action->data >> 8;
		return 0;
	case DM_RESET:
		/* Nothing of the card may be in use. */
		must(!fake->msi_on && !fake->msix_on && !fake->msi.bound);
		fake->resets++;
		fake->config[PCI_COMMAND] = 0;
		fake->config[PCI_COMMAND + 1] = 0;
		return 0;
	case DM_MSI_BIND:
		return msi_bind(fake, action);
	case DM_MSI_UNBIND:
		return msi_unbind(fake, action);
	case DM_MSI_ENABLE:
		return msi_enable(fake, action);
	case DM_MSI_DISABLE:
		return msi_disable(fake, action);
	}
	/* There is no other verb. */
	must(action->verb == DM_NUM_VERBS);
	return -EINVAL;
}

static int act(void *ctx, const struct dm_action *action)
{
	struct fake *fake = ctx;
	int error;

	tick(fake);
	fake->actions++;
	/* What is torn fails, and counts as done: Xen could not take it back. */
	error = fake->refuse == action->verb ? -ENOMEM : 0;
	if (!error || fake->torn)
		error = carry_out(fake, action) ?: error;
	tick(fake);
	return error;
}

/* A system call is whole, or it has not been: nobody is killed inside of one. */
#define CALL(what)						\
	do {							\
		struct fake *fake_ = ctx;			\
		int rc_;					\
								\
		fake_->inside = 1;				\
		rc_ = what;					\
		fake_->inside = 0;				\
		return rc_;					\
	} while (0)

static int call_config_read(void *ctx, u32 offset, u32 size, u32 *value)
{
	CALL(config_read(ctx, offset, size, value));
}

static int call_config_write(void *ctx, u32 offset, u32 size, u32 value)
{
	CALL(config_write(ctx, offset, size, value));
}

static int call_region_read(void *ctx, u32 region, u64 offset, u32 size, u64 *value)
{
	CALL(region_read(ctx, region, offset, size, value));
}

static int call_region_write(void *ctx, u32 region, u64 offset, u32 size, u64 value)
{
	CALL(region_write(ctx, region, offset, size, value));
}

static int call_guest_read(void *ctx, u64 address, void *to, u32 size)
{
	CALL(guest_read(ctx, address, to, size));
}

static int call_guest_write(void *ctx, u64 address, const void *from, u32 size)
{
	CALL(guest_write(ctx, address, from, size));
}

static int call_act(void *ctx, const struct dm_action *action)
{
	CALL(act(ctx, action));
}

const struct dm_ops fake_ops_template = {
	.config_read = call_config_read,
	.config_write = call_config_write,
	.region_read = call_region_read,
	.region_write = call_region_write,
	.guest_read = call_guest_read,
	.guest_write = call_guest_write,
	.guest_ram = guest_ram,
	.invalidate = invalidate,
	.act = call_act,
};

/**
 * fake_ops - the calls of a worker to this world
 * @fake: the world
 *
 * Return: they.
 */
struct dm_ops fake_ops(struct fake *fake)
{
	struct dm_ops ops = fake_ops_template;

	ops.ctx = fake;
	return ops;
}

bool fake_shared;

static void *get_memory(size_t bytes)
{
	void *p;

	if (!fake_shared) {
		p = calloc(1, bytes);
		must(p);
		return p;
	}
	p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(p != MAP_FAILED);
	return p;
}

static void put_memory(void *p, size_t bytes)
{
	if (fake_shared)
		munmap(p, bytes);
	else
		free(p);
}

/**
 * fake_new - a world with a card
 * @dump:  the card
 * @facts: is filled with its facts; all rights
 *
 * Return: it, with a state that is all zero.
 */
struct fake *fake_new(const struct dump *dump, struct dm_facts *facts)
{
	struct fake *fake = get_memory(sizeof(*fake));
	u32 i, j;

	fake->state = get_memory(sizeof(*fake->state));
	memcpy(fake->config, dump->config, sizeof(fake->config));
	memcpy(fake->regions, dump->bars, sizeof(dump->bars));
	fake->regions[DM_ROM].size = dump->rom;
	fake->regions[DM_ROM].flags = VGAPT_REGION_FLAG_MEM;
	fake->regions[VGAPT_REGION_IO_COLOR].size = 0x20;
	fake->regions[VGAPT_REGION_IO_COLOR].flags = VGAPT_REGION_FLAG_IO;
	for (i = 0; i < DM_NUM_REGIONS; i++) {
		fake->bytes[i] = get_memory(FAKE_BYTES);
		for (j = 0; j < FAKE_BYTES; j++)
			fake->bytes[i][j] = j * 7 + i + (j >> 8);
	}
	for (i = 0; i < FAKE_RAM; i++)
		fake->ram[i] = i * 3;
	memset(facts, 0, sizeof(*facts));
	facts->may_reset = true;
	facts->ports = true;
	memcpy(facts->regions, fake->regions, sizeof(facts->regions));
	return fake;
}

/**
 * fake_free - end of a world
 * @fake: it
 */
void fake_free(struct fake *fake)
{
	u32 i;

	for (i = 0; i < DM_NUM_REGIONS; i++)
		put_memory(fake->bytes[i], FAKE_BYTES);
	put_memory(fake->state, sizeof(*fake->state));
	put_memory(fake, sizeof(*fake));
}

static u32 count_maps(const struct fake *fake)
{
	u32 i, n = 0;

	for (i = 0; i < FAKE_MAPS; i++)
		n += fake->maps[i].used;
	return n;
}

static u32 count_ranges(const struct fake *fake)
{
	u32 i, n = 0;

	for (i = 0; i < FAKE_RANGES; i++)
		n += fake->ranges[i].used;
	return n;
}

static bool has_map(const struct fake *fake, u32 region, u64 offset, u64 length, u64 address)
{
	u32 i;

	for (i = 0; i < FAKE_MAPS; i++)
		if (fake->maps[i].used && fake->maps[i].region == region &&
		    fake->maps[i].offset == offset && fake->maps[i].length == length &&
		    fake->maps[i].address == address)
			return true;
	return false;
}

/**
 * fake_check - is what is the case what the worker believes?
 * @fake: the world, with nothing left to be done
 */
void fake_check(const struct fake *fake)
{
	const struct dm_state *state = fake->state;
	u32 bar, piece, maps = 0, ranges = 0, i;
	u64 offset, length;

	for (bar = 0; bar < DM_NUM_RANGES; bar++) {
		must(state->range[bar].state != DM_DOUBT);
		ranges += state->range[bar].state == DM_DONE;
	}
	for (bar = 0; bar < DM_NUM_BARS; bar++)
		for (piece = 0; piece < DM_MAX_PIECES; piece++) {
			must(state->map[bar][piece].state != DM_DOUBT);
			if (state->map[bar][piece].state != DM_DONE)
				continue;
			must(dm_piece(state, bar, piece, &offset, &length));
			must(has_map(fake, bar, offset, length,
				     state->map[bar][piece].address + offset));
			maps++;
		}
	must(maps == count_maps(fake) && ranges == count_ranges(fake));
	must((state->msi_enabled == DM_ENABLED) == fake->msi_on);
	must((state->msix_enabled != DM_DISABLED) == fake->msix_on);
	must((state->msix_enabled == DM_ENABLED_MASKED) == (fake->msix_on && fake->masked));
	for (i = 0; i < state->msix_entries; i++)
		if (state->entries[i].flags & DM_ENTRY_BOUND)
			must(fake->msix[i].bound &&
			     fake->msix[i].address == state->entries[i].bound_address &&
			     fake->msix[i].data == state->entries[i].bound_data);
	must(fake->config[PCI_COMMAND] == (u8)state->command_done);
}

/**
 * fake_same - have two worlds come to the same?
 * @a: one
 * @b: other
 *
 * Return: true if the guest could not tell.
 */
bool fake_same(const struct fake *a, const struct fake *b)
{
	u32 i;

	for (i = 0; i < FAKE_MAPS; i++)
		if (a->maps[i].used && !has_map(b, a->maps[i].region, a->maps[i].offset,
						a->maps[i].length, a->maps[i].address))
			return false;
	for (i = 0; i < DM_MAX_VECTORS; i++)
		if (memcmp(&a->msix[i], &b->msix[i], sizeof(a->msix[i])))
			return false;
	for (i = 0; i < DM_NUM_REGIONS; i++)
		if (memcmp(a->bytes[i], b->bytes[i], FAKE_BYTES))
			return false;
	return count_maps(a) == count_maps(b) && count_ranges(a) == count_ranges(b) &&
	       !memcmp(a->config, b->config, sizeof(a->config)) &&
	       !memcmp(&a->msi, &b->msi, sizeof(a->msi)) && a->msi_on == b->msi_on &&
	       a->msix_on == b->msix_on && a->masked == b->masked &&
	       !memcmp(a->ram, b->ram, sizeof(a->ram)) &&
	       !memcmp(a->state->value, b->state->value, sizeof(a->state->value));
}

/**
 * fake_mapped - what does an address of the guest reach?
 * @fake:    the world
 * @address: the guest's
 *
 * Return: region << 56 | offset, or ~0.
 */
u64 fake_mapped(const struct fake *fake, u64 address)
{
	u32 i;

	for (i = 0; i < FAKE_MAPS; i++) {
		const struct fake_map *map = &fake->maps[i];

		if (map->used && address - map->address < map->length)
			return (u64)map->region << 56 | (map->offset + address - map->address);
	}
	return ~0ULL;
}

/**
 * fake_request - a request of vCPU 0
 * @fake:    the world
 * @ops:     its calls
 * @type:    DM_TYPE_*
 * @read:    or write
 * @address: where
 * @size:    bytes
 * @data:    what is written
 *
 * Return: what was read.
 */
u64 fake_request(struct fake *fake, const struct dm_ops *ops, u8 type, bool read, u64 address,
		 u32 size, u64 data)
{
	struct dm_request request = {
		.address = address, .data = data, .count = 1, .size = size, .type = type,
		.read = read,
	};

	dm_request_take(fake->state, 0);
	return dm_request_serve(fake->state, ops, 0, &request);
}
