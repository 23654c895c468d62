// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest without manners, for the pure part of vgapt-dm.
 *
 * The first byte is the card; then each 12 bytes are a request, forged ones among them.
 * The world is that of the unit tests: it ends the run when the contract is broken (what is
 * mapped outside of a BAR, over RAM, over what is trapped, over the table of MSI-X), and
 * compares what the worker believes with what is.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/pci_regs.h>

#include "fake.h"
#include "plan.h"

#define must(cond)							\
	do {								\
		if (!(cond)) {						\
			fprintf(stderr, "%s:%d: does not hold: %s\n",	\
				__FILE__, __LINE__, #cond);		\
			abort();					\
		}							\
	} while (0)

#define MAX_REQUESTS	256U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Addresses that lead somewhere: what is registered, and what lies around it. */
static u64 address_of(const struct fake *fake, const u8 *in, u8 type)
{
	const struct dm_state *state = fake->state;
	u32 offset = in[4] | in[5] << 8 | (in[6] & 0x0f) << 16;
	u32 range = in[3] % (DM_NUM_RANGES + 2);

	if (type == DM_TYPE_CONFIG)
		return in[4];
	if (range < DM_NUM_RANGES && state->range[range].state == DM_DONE)
		return state->range[range].address + offset - (in[6] >> 7 ? 8 : 0);
	return range == DM_NUM_RANGES ? (u64)vgapt_le32(in + 4) << 12 : vgapt_le32(in + 4);
}

/* Values that mean something: BARs' addresses, enable bits, ones. */
static u64 data_of(const u8 *in)
{
	static const u32 values[] = {
		0, ~0U, 0x00000006, 0x00000407, 0xd0000000, 0xe0000000, 0x40000000, 0xfee00000,
		0x00008000, 0x0000c000, 0x80000001, 0x00000001, 0x00088000, 0x00001800,
		0x00000338, 0x00000538,
	};

	if (in[7] & 0x80)
		return values[in[7] & 15] | (u64)in[8] << 32;
	return vgapt_le32(in + 8);
}

static void one(struct fake *fake, const struct dm_ops *ops, const u8 *in)
{
	static const u8 types[] = {
		DM_TYPE_CONFIG, DM_TYPE_CONFIG, DM_TYPE_COPY, DM_TYPE_COPY, DM_TYPE_PIO,
		DM_TYPE_PIO, DM_TYPE_INVALIDATE, DM_TYPE_TIMEOFFSET,
	};
	static const u32 sizes[] = { 1, 2, 4, 8, 4, 4, 2, 3 };
	u8 raw[DM_REQUEST_BYTES] = { 0 }, type = types[in[0] & 7];
	u64 address = address_of(fake, in, type), value = data_of(in);
	struct dm_request request;
	u32 i, count = in[1] & 0x80 ? in[2] : 1, size = sizes[in[0] >> 3 & 7];

	if (in[1] & DM_BITS_POINTER)
		value = FAKE_RAM_AT + (value & 0x3fff);
	for (i = 0; i < 8; i++) {
		raw[DM_REQUEST_ADDR + i] = address >> 8 * i;
		raw[DM_REQUEST_DATA + i] = value >> 8 * i;
	}
	for (i = 0; i < 4; i++) {
		raw[DM_REQUEST_COUNT + i] = count >> 8 * i;
		raw[DM_REQUEST_SIZE + i] = size >> 8 * i;
	}
	raw[DM_REQUEST_BITS] = in[1] & 0x7f;
	raw[DM_REQUEST_TYPE] = type;
	/* Now and then with bytes that nobody has made. */
	if (in[0] & 0x80)
		raw[in[11] % DM_REQUEST_BYTES] ^= in[10];
	if (!dm_request_decode(raw, &request))
		return;
	must(request.type > DM_TYPE_CONFIG || request.count <= DM_MAX_COUNT);
	if (request.count > 64)
		request.count = 64;	/* longer ones are only slower */
	dm_request_take(fake->state, 0);
	dm_request_serve(fake->state, ops, 0, &request);
}

/* What never changes: what the masks say does not, and the masks. */
static void check_constant(const struct dm_state *was, const struct dm_state *now)
{
	u32 i;

	must(now->dirty == 0);
	must(dm_state_check(now, sizeof(*now)) == 1);
	must(!memcmp(was->emulated, now->emulated, 5 * DM_CONFIG_BYTES));
	must(!memcmp(was->regions, now->regions, sizeof(was->regions)));
	must(was->num_windows == now->num_windows && was->msix_entries == now->msix_entries);
	for (i = 0; i < DM_CONFIG_BYTES; i++)
		must(!((was->value[i] ^ now->value[i]) & ~was->writable[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dm_state first;
	struct dm_facts facts;
	struct dm_ops ops;
	struct fake *fake;
	u32 i;

	if (size < 1)
		return 0;
	fake = fake_new(dumps[data[0] % num_dumps], &facts);
	ops = fake_ops(fake);
	/* The card's capabilities are somebody's firmware. */
	if (data[0] & 0x80 && size > 13)
		for (i = 0; i < 12; i += 2)
			fake->config[0x34 + data[1 + i] % 0xcc] = data[2 + i];
	facts.may_reset = data[0] & 0x40;
	must(!dm_build(fake->state, &facts, &ops));
	dm_settle(fake->state, &ops);
	first = *fake->state;
	for (i = 0; i < MAX_REQUESTS && 1 + 12 * (i + 1) <= size; i++) {
		one(fake, &ops, data + 1 + 12 * i);
		check_constant(&first, fake->state);
		fake_check(fake);
	}
	dm_leave(fake->state);
	dm_settle(fake->state, &ops);
	for (i = 0; i < FAKE_MAPS; i++)
		must(!fake->maps[i].used);
	for (i = 0; i < FAKE_RANGES; i++)
		must(!fake->ranges[i].used);
	must(!fake->msi_on && !fake->msix_on);
	fake_free(fake);
	return 0;
}
