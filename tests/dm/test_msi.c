// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSI and MSI-X: what is bound, moved, enabled, and when.
 */
#include "msix.h"
#include "world.h"

#define FIJI_MSI	0xa0
#define NVME_MSI	0x50
#define NVME_MSIX	0xb0
#define NVME_BAR	0xd0000000ULL
#define TABLE		(NVME_BAR + 0x3000)

static void program(struct world *w, u32 cap, u64 address, u32 data)
{
	wr(w, cap + PCI_MSI_ADDRESS_LO, 4, address);
	wr(w, cap + PCI_MSI_ADDRESS_HI, 4, address >> 32);
	wr(w, cap + PCI_MSI_DATA_64, 2, data);
}

static void msi(void **state)
{
	struct world w = make(&dump_fiji);

	(void)state;
	/* Enabled in the dump: not for the guest.  One vector, no mask bits. */
	assert_int_equal(rd(&w, FIJI_MSI + 2, 2), 0x0080);
	program(&w, FIJI_MSI, 0xfee01000, 0x4041);
	assert_int_equal(w.fake->binds, 0);
	wr(&w, FIJI_MSI + 2, 2, 0xffff);
	assert_int_equal(rd(&w, FIJI_MSI + 2, 2), 0x0081);
	assert_true(w.fake->msi_on && w.fake->msi.bound);
	assert_int_equal(w.fake->msi.address, 0xfee01000);
	assert_int_equal(w.fake->msi.data, 0x4041);
	/* The same again is nothing. */
	wr(&w, FIJI_MSI + 2, 2, 1);
	program(&w, FIJI_MSI, 0xfee01000, 0x4041);
	assert_int_equal(w.fake->binds, 1);
	/* Moved. */
	program(&w, FIJI_MSI, 0x100fee02000ULL, 0x4052);
	assert_int_equal(w.fake->msi.address, 0x100fee02000ULL);
	assert_int_equal(w.fake->msi.data, 0x4052);
	/* Low bits of the address are none. */
	wr(&w, FIJI_MSI + PCI_MSI_ADDRESS_LO, 4, 0xfee03003);
	assert_int_equal(rd(&w, FIJI_MSI + PCI_MSI_ADDRESS_LO, 4), 0xfee03000);
	wr(&w, FIJI_MSI + 2, 2, 0);
	assert_false(w.fake->msi_on || w.fake->msi.bound);
	end(&w);
}

/* 32 bits: data is where the upper address would be. */
static void msi_32(void **state)
{
	struct dump dump = dump_fiji;
	struct world w;

	(void)state;
	dump.config[FIJI_MSI + 2] = 0x00;
	w = make(&dump);
	wr(&w, FIJI_MSI + PCI_MSI_ADDRESS_LO, 4, 0xfee01000);
	wr(&w, FIJI_MSI + PCI_MSI_DATA_32, 2, 0x4041);
	wr(&w, FIJI_MSI + 2, 2, 1);
	assert_int_equal(w.fake->msi.address, 0xfee01000);
	assert_int_equal(w.fake->msi.data, 0x4041);
	wr(&w, FIJI_MSI + PCI_MSI_DATA_64, 2, 0xffff);
	assert_int_equal(w.fake->binds, 1);
	end(&w);
}

/* 32 vectors, and mask bits, in the card; one and none for the guest. */
static void msi_masks(void **state)
{
	struct dump dump = dump_nvme;
	struct world w;

	(void)state;
	w = make(&dump);
	assert_int_equal(rd(&w, NVME_MSI + 2, 2), 0x0080);
	end(&w);
	dump.config[NVME_MSI + 3] = 1;
	w = make(&dump);
	assert_int_equal(rd(&w, NVME_MSI + 2, 2), 0x0080);
	wr(&w, NVME_MSI + PCI_MSI_MASK_64, 4, 0xffffffff);
	assert_int_equal(rd(&w, NVME_MSI + PCI_MSI_MASK_64, 4), 0);
	assert_int_equal(rd(&w, NVME_MSI + PCI_MSI_PENDING_64, 4), 0);
	end(&w);
}

static void msi_refused(void **state)
{
	struct world w = make(&dump_fiji);

	(void)state;
	w.fake->refuse = DM_MSI_BIND;
	program(&w, FIJI_MSI, 0xfee01000, 0x4041);
	wr(&w, FIJI_MSI + 2, 2, 1);
	/* Never on without somebody who hears it. */
	assert_false(w.fake->msi_on);
	w.fake->refuse = 0;
	wr(&w, FIJI_MSI + 2, 2, 0);
	wr(&w, FIJI_MSI + 2, 2, 1);
	assert_true(w.fake->msi_on && w.fake->msi.bound);
	end(&w);
}

static void entry(struct world *w, u64 table, u32 n, u64 address, u32 data)
{
	set_mem(w, table + 16 * n, 4, address);
	set_mem(w, table + 16 * n + 4, 4, address >> 32);
	set_mem(w, table + 16 * n + 8, 4, data);
}

static void mask(struct world *w, u64 table, u32 n, u32 on)
{
	set_mem(w, table + 16 * n + 12, 4, on);
}

static struct world nvme(void)
{
	struct world w = make(&dump_nvme);

	wr(&w, BAR(0), 4, NVME_BAR);
	wr(&w, PCI_COMMAND, 2, 6);
	return w;
}

/* As Linux does it: on and all masked, entries, mask off, then one by one. */
static void msix(void **state)
{
	struct world w = nvme();
	u32 i;

	(void)state;
	assert_int_equal(w.state->msix_entries, 33);
	for (i = 0; i < 33; i++)
		assert_int_equal(mem(&w, TABLE + 16 * i + 12, 4), 1);
	wr(&w, NVME_MSIX + 2, 2, 0xc000);
	assert_true(w.fake->msix_on && w.fake->masked);
	for (i = 0; i < 8; i++)
		entry(&w, TABLE, i, 0xfee00000 + 0x1000 * i, 0x4040 + i);
	assert_int_equal(w.fake->binds, 0);
	wr(&w, NVME_MSIX + 2, 2, 0x8000);
	assert_true(w.fake->msix_on && !w.fake->masked);
	assert_int_equal(w.fake->binds, 0);
	for (i = 0; i < 8; i++) {
		mask(&w, TABLE, i, 0);
		assert_true(w.fake->msix[i].bound);
		assert_int_equal(w.fake->msix[i].data, 0x4040 + i);
		assert_int_equal(w.fake->msix[i].table, TABLE);
	}
	assert_false(w.fake->msix[8].bound);
	/* Masked: it stays bound.  Moved: only when it is unmasked. */
	mask(&w, TABLE, 3, 1);
	assert_true(w.fake->msix[3].bound);
	entry(&w, TABLE, 3, 0xfee77000, 0x4099);
	assert_int_equal(w.fake->msix[3].data, 0x4043);
	mask(&w, TABLE, 3, 0);
	assert_int_equal(w.fake->msix[3].data, 0x4099);
	assert_int_equal(w.fake->msix[3].address, 0xfee77000);
	/* Xen may have taken the mask for itself: then we see only the unmask. */
	entry(&w, TABLE, 2, 0xfee66000, 0x4088);
	assert_int_equal(w.fake->msix[2].data, 0x4042);
	mask(&w, TABLE, 2, 0);
	assert_int_equal(w.fake->msix[2].data, 0x4088);
	wr(&w, NVME_MSIX + 2, 2, 0);
	assert_false(w.fake->msix_on || w.fake->msix[0].bound);
	end(&w);
}

/* Entries first, then on: all at once.  And all 33 moved with the function mask. */
static void msix_at_once(void **state)
{
	struct world w = nvme();
	u32 i, binds;

	(void)state;
	for (i = 0; i < 33; i++) {
		entry(&w, TABLE, i, 0xfee00000, 0x4040 + i);
		mask(&w, TABLE, i, 0);
	}
	assert_int_equal(w.fake->binds, 0);
	wr(&w, NVME_MSIX + 2, 2, 0x8000);
	assert_int_equal(w.fake->binds, 33);
	wr(&w, NVME_MSIX + 2, 2, 0xc000);
	for (i = 0; i < 33; i++)
		entry(&w, TABLE, i, 0xfee00000, 0x4080 + i);
	assert_int_equal(w.fake->binds, 33);
	wr(&w, NVME_MSIX + 2, 2, 0x8000);
	assert_int_equal(w.fake->binds, 66);
	assert_int_equal(w.fake->msix[32].data, 0x4080 + 32);
	binds = w.fake->binds;
	/* The table goes elsewhere: all are told of it, once. */
	wr(&w, BAR(0), 4, 0xe0000000);
	assert_int_equal(w.fake->binds, binds + 33);
	assert_int_equal(w.fake->msix[7].table, 0xe0003000);
	wr(&w, PCI_COMMAND, 2, 0);
	wr(&w, PCI_COMMAND, 2, 6);
	assert_int_equal(w.fake->binds, binds + 33);
	end(&w);
}

/* Every size at every alignment: aligned words and double words are writes. */
static void msix_table(void **state)
{
	struct world w = nvme();
	u32 at, size;

	(void)state;
	for (size = 1; size <= 8; size *= 2)
		for (at = 0; at < 33 * 16; at++) {
			u64 before = mem(&w, TABLE + (at & ~7), 8), now;

			set_mem(&w, TABLE + at, size, 0x1111111111111110ULL);
			now = mem(&w, TABLE + (at & ~7), 8);
			if (size < 4 || at % 4)
				assert_true(now == before);
		}
	entry(&w, TABLE, 5, 0x12fee00004ULL, 0x4055);
	assert_true(mem(&w, TABLE + 80, 8) == 0x12fee00004ULL);
	assert_int_equal(mem(&w, TABLE + 89, 1), 0x40);
	set_mem(&w, TABLE + 88, 8, 0x4066);
	assert_int_equal(mem(&w, TABLE + 88, 8), 0x4066);
	/* Behind the table its page is the card's; before it, too. */
	set_mem(&w, TABLE + 33 * 16, 4, 0x1234);
	assert_int_equal(w.fake->last_offset, 0x3000 + 33 * 16);
	assert_int_equal(mem(&w, TABLE + 33 * 16 - 4, 8) >> 32, 0x1234);
	/* Pending bits are the card's, and read-only. */
	w.fake->writes = 0;
	set_mem(&w, NVME_BAR + 0x2000, 8, ~0ULL);
	assert_int_equal(w.fake->writes, 0);
	end(&w);
}

/* Both at once is forbidden: MSI it is, and never both in the card. */
static void both(void **state)
{
	struct world w = nvme();

	(void)state;
	entry(&w, TABLE, 0, 0xfee00000, 0x4041);
	mask(&w, TABLE, 0, 0);
	wr(&w, NVME_MSIX + 2, 2, 0x8000);
	assert_true(w.fake->msix_on);
	program(&w, NVME_MSI, 0xfee01000, 0x4042);
	wr(&w, NVME_MSI + 2, 2, 1);
	assert_false(w.fake->msix_on || w.fake->msix[0].bound);
	assert_true(w.fake->msi_on);
	wr(&w, NVME_MSI + 2, 2, 0);
	assert_true(w.fake->msix_on && w.fake->msix[0].bound && !w.fake->msi_on);
	end(&w);
}

/* Tables that lie nowhere: the capability is not shown. */
static void bad_tables(void **state)
{
	static const u32 places[] = { 0x3001, 0x3006, 0x3007, 0x4000, 0x3ff8, 0xfffffff8 };
	u32 i, reg;

	(void)state;
	for (reg = 4; reg <= 8; reg += 4)
		for (i = 0; i < ARRAY_SIZE(places); i++) {
			struct dump dump = dump_nvme;
			struct world w;
			u32 byte;

			if (reg == 8 && places[i] == 0x3ff8)
				continue;	/* eight bytes would do there */
			for (byte = 0; byte < 4; byte++)
				dump.config[NVME_MSIX + reg + byte] = places[i] >> 8 * byte;
			w = make(&dump);
			assert_int_equal(w.state->msix, 0);
			assert_int_equal(rd(&w, NVME_MSIX, 2), 0);
			end(&w);
		}
}

/* 2048 vectors, and a guest that switches them as fast as it can. */
static void most(void **state)
{
	struct dump dump = dump_virtio;
	struct world w;
	u32 i;

	(void)state;
	dump.bars[1].size = 0x10000;
	dump.config[0x86] = 0xff;
	dump.config[0x87] = 0x07;
	dump.config[0x8d] = 0x80;
	w = make(&dump);
	assert_int_equal(w.state->msix_entries, 2048);
	wr(&w, BAR(1), 4, 0xd0000000);
	wr(&w, PCI_COMMAND, 2, 6);
	for (i = 0; i < 2048; i += 64) {
		entry(&w, 0xd0000000, i, 0xfee00000, 0x4041);
		mask(&w, 0xd0000000, i, 0);
	}
	for (i = 0; i < 3; i++) {
		wr(&w, 0x86, 2, 0x8000);
		assert_true(w.fake->msix[1984].bound);
		wr(&w, 0x86, 2, 0);
		assert_false(w.fake->msix[1984].bound);
	}
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(msi),
		cmocka_unit_test(msi_32),
		cmocka_unit_test(msi_masks),
		cmocka_unit_test(msi_refused),
		cmocka_unit_test(msix),
		cmocka_unit_test(msix_at_once),
		cmocka_unit_test(msix_table),
		cmocka_unit_test(both),
		cmocka_unit_test(bad_tables),
		cmocka_unit_test(most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
