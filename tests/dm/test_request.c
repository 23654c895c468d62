// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/request.c: what Xen lays into the page, and what somebody else could.
 */
#include "world.h"

#define NVME_BAR	0xd0000000ULL

struct raw {
	u8 bytes[DM_REQUEST_BYTES];
};

static struct raw make_raw(u8 type, u8 bits, u64 address, u64 data, u32 count, u32 size)
{
	struct raw raw = { { 0 } };
	u32 i;

	for (i = 0; i < 8; i++) {
		raw.bytes[i] = address >> 8 * i;
		raw.bytes[8 + i] = data >> 8 * i;
	}
	for (i = 0; i < 4; i++) {
		raw.bytes[16 + i] = count >> 8 * i;
		raw.bytes[20 + i] = size >> 8 * i;
	}
	raw.bytes[30] = bits;
	raw.bytes[31] = type;
	return raw;
}

static void decode(void **state)
{
	struct dm_request r;
	struct raw raw;
	u32 bits, type, size;

	(void)state;
	raw = make_raw(DM_TYPE_CONFIG, 0x21, 0x00002b0000000010ULL, 0x1122334455667788ULL, 1, 4);
	assert_true(dm_request_decode(raw.bytes, &r));
	assert_true(r.address == 0x00002b0000000010ULL && r.data == 0x1122334455667788ULL);
	assert_true(r.count == 1 && r.size == 4 && r.read && !r.pointer && !r.down);
	for (bits = 0; bits < 256; bits++) {
		raw = make_raw(DM_TYPE_COPY, bits, 0, 0, 1, 4);
		assert_true(dm_request_decode(raw.bytes, &r));
		assert_int_equal(r.read, !!(bits & 0x20));
		assert_int_equal(r.pointer, !!(bits & 0x10));
		assert_int_equal(r.down, !!(bits & 0x40));
	}
	for (type = 0; type < 256; type++)
		for (size = 0; size < 20; size++) {
			bool word = size == 1 || size == 2 || size == 4;
			bool good = type == 7 || type == 8 ||
				    (type <= 2 && (word || (size == 8 && type == 1)));

			raw = make_raw(type, 0x21, 0, 0, 1, size);
			assert_int_equal(dm_request_decode(raw.bytes, &r), good);
		}
	raw = make_raw(DM_TYPE_COPY, 0x21, 0, 0, DM_MAX_COUNT, 1);
	assert_true(dm_request_decode(raw.bytes, &r));
	raw = make_raw(DM_TYPE_COPY, 0x21, 0, 0, DM_MAX_COUNT + 1, 1);
	assert_false(dm_request_decode(raw.bytes, &r));
	raw = make_raw(DM_TYPE_COPY, 0x21, 0, 0, ~0U, ~0U);
	assert_false(dm_request_decode(raw.bytes, &r));
}

static u64 serve(struct world *w, struct raw raw)
{
	struct dm_request r;

	assert_true(dm_request_decode(raw.bytes, &r));
	dm_request_take(w->state, 1);
	return dm_request_serve(w->state, &w->ops, 1, &r);
}

static struct world mapped(void)
{
	struct world w = make(&dump_nvme);

	wr(&w, BAR(0), 4, NVME_BAR);
	wr(&w, PCI_COMMAND, 2, 6);
	return w;
}

/* rep movs, both ways, up and down: what a page of RAM gets is what the BAR has. */
static void rep(void **state)
{
	u32 size, down, i;

	(void)state;
	for (size = 1; size <= 8; size *= 2)
		for (down = 0; down < 2; down++) {
			struct world w = mapped();
			u64 last = down ? 15 * size : 0;
			u8 bits = DM_BITS_POINTER | (down ? DM_BITS_DOWN : 0);

			serve(&w, make_raw(DM_TYPE_COPY, bits | DM_BITS_READ,
					   NVME_BAR + 0x100 + last, FAKE_RAM_AT + 0x205 + last,
					   16, size));
			for (i = 0; i < 16 * size; i++)
				assert_int_equal(w.fake->ram[0x205 + i],
						 w.fake->bytes[0][0x100 + i]);
			serve(&w, make_raw(DM_TYPE_COPY, bits, NVME_BAR + 0x400 + last,
					   FAKE_RAM_AT + 0x900 + last, 16, size));
			for (i = 0; i < 16 * size; i++)
				assert_int_equal(w.fake->bytes[0][0x400 + i],
						 w.fake->ram[0x900 + i]);
			assert_int_equal(w.state->progress[1], 16);
			end(&w);
		}
}

/* rep stos: the same value to many places; rep ins: one port, many places of RAM. */
static void rep_others(void **state)
{
	struct world w = mapped();
	u32 i;

	(void)state;
	serve(&w, make_raw(DM_TYPE_COPY, 0, NVME_BAR + 0x800, 0x11223344, 8, 4));
	for (i = 0; i < 8; i++)
		assert_int_equal(vgapt_le32(w.fake->bytes[0] + 0x800 + 4 * i), 0x11223344);
	end(&w);

	w = make(&dump_fiji);
	serve(&w, make_raw(DM_TYPE_PIO, DM_BITS_POINTER | DM_BITS_READ, 0x3c2, FAKE_RAM_AT, 4, 1));
	for (i = 0; i < 4; i++)
		assert_int_equal(w.fake->ram[i], w.fake->bytes[VGAPT_REGION_IO_COLOR][2]);
	serve(&w, make_raw(DM_TYPE_CONFIG, DM_BITS_POINTER | DM_BITS_READ, 0, FAKE_RAM_AT, 2, 4));
	assert_int_equal(vgapt_le32(w.fake->ram + 4), 0x73001002);
	end(&w);
}

/* Pointers to nowhere, addresses that wrap round, counts of nothing: an answer, always. */
static void forged(void **state)
{
	struct world w = mapped();

	(void)state;
	serve(&w, make_raw(DM_TYPE_COPY, 0x30, NVME_BAR, 0xdeadbeef000ULL, 4096, 8));
	serve(&w, make_raw(DM_TYPE_COPY, 0x10, NVME_BAR, 0xdeadbeef000ULL, 4096, 8));
	assert_int_equal(w.fake->writes, 0);
	serve(&w, make_raw(DM_TYPE_COPY, 0x20, ~0ULL, 0, 4096, 8));
	serve(&w, make_raw(DM_TYPE_COPY, 0x70, 0, 0, 4096, 8));
	serve(&w, make_raw(DM_TYPE_COPY, 0x50, 3, 3, 4096, 8));
	assert_int_equal(serve(&w, make_raw(DM_TYPE_COPY, 0x20, NVME_BAR - 1, 0, 1, 1)), 0xff);
	assert_true(serve(&w, make_raw(DM_TYPE_COPY, 0x20, NVME_BAR, 0, 0, 8)) == ~0ULL);
	assert_int_equal(serve(&w, make_raw(DM_TYPE_PIO, 0x20, 0xffffffffffffffffULL, 0, 1, 4)),
			 0xffffffff);
	assert_int_equal(serve(&w, make_raw(DM_TYPE_CONFIG, 0x20, 0xffffffff, 0, 1, 4)),
			 0xffffffff);
	serve(&w, make_raw(DM_TYPE_INVALIDATE, 0, 0, 0, 0, 0));
	assert_int_equal(serve(&w, make_raw(DM_TYPE_TIMEOFFSET, 0, 0, 77, 1, 8)), 77);
	end(&w);
}

/* Unaligned, and across the ends: each byte from where it is. */
static void unaligned(void **state)
{
	struct world w = mapped();
	u32 size, i, at;

	(void)state;
	for (size = 1; size <= 8; size *= 2)
		for (at = 0; at < 64; at++) {
			u64 value = mem(&w, NVME_BAR + 0x100 + at, size);

			for (i = 0; i < size; i++)
				assert_int_equal((u8)(value >> 8 * i),
						 w.fake->bytes[0][0x100 + at + i]);
		}
	assert_true(mem(&w, NVME_BAR + 0x3ffc, 8) >> 32 == 0xffffffff);
	assert_true((mem(&w, NVME_BAR - 4, 8) & 0xffffffff) == 0xffffffff);
	set_mem(&w, NVME_BAR + 0x103, 4, 0xa1b2c3d4);
	assert_int_equal(mem(&w, NVME_BAR + 0x103, 4), 0xa1b2c3d4);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decode),
		cmocka_unit_test(rep),
		cmocka_unit_test(rep_others),
		cmocka_unit_test(forged),
		cmocka_unit_test(unaligned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
