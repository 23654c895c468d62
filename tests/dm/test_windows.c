// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/windows.c and the vendors' tables: back doors to configuration space.
 */
#include "windows.h"
#include "world.h"

#define REGS	0xd0000000ULL

static struct world nvidia(void)
{
	struct dump dump = dump_mx250;
	struct world w;

	dump.config[PCI_CLASS_DEVICE] = 0;	/* VGA compatible */
	w = make(&dump);
	wr(&w, BAR(0), 4, REGS);
	wr(&w, BAR(5), 4, 0xc000);
	wr(&w, PCI_COMMAND, 2, 7);
	return w;
}

static struct world amd(void)
{
	struct world w = make(&dump_fiji);

	wr(&w, BAR(2), 4, REGS);
	wr(&w, BAR(4), 4, 0xc000);
	wr(&w, PCI_COMMAND, 2, 7);
	return w;
}

/* Each entry says where it is to be read, and fits into its card. */
static void tables(void **state)
{
	u32 i;

	(void)state;
	for (i = 0; i < dm_num_amd_windows; i++)
		assert_true(dm_amd_windows[i].source && dm_amd_windows[i].vendor == 0x1002);
	for (i = 0; i < dm_num_nvidia_windows; i++)
		assert_true(dm_nvidia_windows[i].source && dm_nvidia_windows[i].vendor == 0x10de);
	assert_true(dm_num_amd_windows <= DM_MAX_WINDOWS);
	assert_true(dm_num_nvidia_windows <= DM_MAX_WINDOWS);
}

static void which(void **state)
{
	struct dump dump = dump_fiji;
	struct world w = make(&dump);

	(void)state;
	assert_int_equal(w.state->num_windows, 3);
	end(&w);
	dump.config[PCI_CLASS_DEVICE] = 0x80;	/* display, other */
	w = make(&dump);
	assert_int_equal(w.state->num_windows, 1);
	end(&w);
	/* Without the VGA ports none of them is ours. */
	w.fake = fake_new(&dump, &w.facts);
	w.ops = fake_ops(w.fake);
	w.state = w.fake->state;
	w.facts.ports = false;
	dm_build(w.state, &w.facts, &w.ops);
	dm_settle(w.state, &w.ops);
	assert_int_equal(w.state->num_windows, 0);
	assert_int_equal(w.state->range[DM_RANGE_PORTS].state, DM_FREE);
	end(&w);
	w = make(&dump_virtio);
	assert_int_equal(w.state->num_windows, 0);
	end(&w);
}

/* A mirror shows what configuration space shows, at every size and alignment. */
static void mirror(struct world *w, u64 at)
{
	u32 i, size;

	for (size = 1; size <= 4; size *= 2)
		for (i = 0; i + size <= 256; i += size)
			assert_int_equal(mem(w, at + i, size), rd(w, i, size));
	for (i = 0; i < 256; i += 8)
		assert_true(mem(w, at + i, 8) == (rd(w, i, 4) | rd(w, i + 4, 4) << 32));
	/* Writes are the guest's registers', never the card's BARs. */
	set_mem(w, at + PCI_ROM_ADDRESS, 4, 0x90000000);
	assert_int_equal(rd(w, PCI_ROM_ADDRESS, 4), 0x90000000);
	set_mem(w, at + 0x3c, 1, 0x55);
	assert_int_equal(rd(w, 0x3c, 1), 0x55);
}

static void nvidia_mirrors(void **state)
{
	struct world w = nvidia();

	(void)state;
	assert_int_equal(w.state->num_windows, 4);
	mirror(&w, REGS + 0x88000);
	mirror(&w, REGS + 0x1800);
	/* The rest of the old mirror's page is the card. */
	assert_int_equal(mem(&w, REGS + 0x1904, 1), w.fake->bytes[0][0x904]);
	w.fake->writes = 0;
	set_mem(&w, REGS + 0x1a00, 4, 7);
	assert_int_equal(w.fake->writes, 1);
	assert_int_equal(w.fake->last_offset, 0x1a00);
	/* Extended space: shown as it is; one register takes writes. */
	assert_int_equal(mem(&w, REGS + 0x88100, 1), w.fake->bytes[0][0x100]);
	w.fake->writes = 0;
	set_mem(&w, REGS + 0x88bb8, 4, ~0U);
	assert_int_equal(w.fake->writes, 0);
	set_mem(&w, REGS + 0x88488, 4, 0x2000000);
	assert_int_equal(w.fake->writes, 1);
	/* MSI is acknowledged by its id. */
	set_mem(&w, REGS + 0x88068, 1, 0xff);
	assert_int_equal(w.fake->writes, 2);
	assert_int_equal(w.fake->last_offset, 0x88068);
	assert_int_equal(rd(&w, 0x68, 1), 5);
	set_mem(&w, REGS + 0x8806a, 1, 0xff);
	assert_int_equal(w.fake->writes, 2);
	/* Across the edge of the window: each half to its own. */
	assert_int_equal(mem(&w, REGS + 0x17fe, 4) >> 16, rd(&w, 0, 2));
	end(&w);
}

static void nvidia_index(void **state)
{
	struct world w = nvidia();

	(void)state;
	/* Not enabled: the card's. */
	out(&w, 0xc008, 4, 0x88000);
	assert_int_equal(in(&w, 0xc00c, 1), w.fake->bytes[5][0xc]);
	out(&w, 0xc000, 4, 1);
	out(&w, 0xc004, 4, 1);
	assert_int_equal(in(&w, 0xc00c, 4), rd(&w, 0, 4));
	out(&w, 0xc008, 4, 0x1800 + PCI_CLASS_REVISION);
	assert_int_equal(in(&w, 0xc00c, 4), rd(&w, PCI_CLASS_REVISION, 4));
	out(&w, 0xc008, 4, 0x8803c);
	w.fake->writes = 0;
	out(&w, 0xc00c, 1, 0x77);
	assert_int_equal(w.fake->writes, 0);
	assert_int_equal(rd(&w, 0x3c, 1), 0x77);
	/* Extended space takes none. */
	out(&w, 0xc008, 4, 0x88bb8);
	w.fake->writes = 0;
	out(&w, 0xc00c, 4, ~0U);
	assert_int_equal(w.fake->writes, 0);
	/* Elsewhere it is a way to the card's registers. */
	out(&w, 0xc008, 4, 0x100000);
	w.fake->writes = 0;
	out(&w, 0xc00c, 4, 0x12345678);
	assert_int_equal(w.fake->writes, 1);
	assert_int_equal(in(&w, 0xc00c, 4), 0x12345678);
	end(&w);
}

static void nvidia_vga(void **state)
{
	struct world w = nvidia();
	u32 i;

	(void)state;
	for (i = 0; i < 2; i++) {	/* each step said twice is one step */
		out(&w, 0x3d4, 2, 0x338);
		out(&w, 0x3d4, 2, 0x338);
		out(&w, 0x3d0, 4, 0x1800);
		out(&w, 0x3d0, 4, 0x1800);
		out(&w, 0x3d4, 2, 0x538);
		out(&w, 0x3d4, 2, 0x538);
		assert_int_equal(in(&w, 0x3d0, 4), rd(&w, 0, 4));
		assert_int_equal(in(&w, 0x3d0, 4), rd(&w, 0, 4));
	}
	out(&w, 0x3d4, 2, 0x338);
	out(&w, 0x3d0, 4, 0x183c);
	out(&w, 0x3d4, 2, 0x738);
	out(&w, 0x3d0, 1, 0x66);
	assert_int_equal(rd(&w, 0x3c, 1), 0x66);
	/* VGA's own use of 3D4h ends it. */
	out(&w, 0x3d4, 1, 0x0e);
	assert_int_equal(in(&w, 0x3d0, 1), w.fake->bytes[VGAPT_REGION_IO_COLOR][0x10]);
	/* Somewhere else in BAR 0 is not for us. */
	out(&w, 0x3d4, 2, 0x338);
	out(&w, 0x3d0, 4, 0x1900);
	out(&w, 0x3d4, 2, 0x538);
	assert_int_equal(in(&w, 0x3d0, 1), w.fake->bytes[VGAPT_REGION_IO_COLOR][0x10]);
	end(&w);
}

static void amd_windows(void **state)
{
	struct world w = amd();
	u32 at;

	(void)state;
	mirror(&w, REGS + 0x4000);
	for (at = 0; at < 256; at += 4) {
		out(&w, 0xc000, 4, 0x4000 + at);
		assert_int_equal(in(&w, 0xc004, 4), rd(&w, at, 4));
	}
	assert_int_equal(in(&w, 0xc006, 2), rd(&w, 0xfe, 2));
	/* Writes end here. */
	out(&w, 0xc000, 4, 0x4000 + 0x3c);
	w.fake->writes = 0;
	out(&w, 0xc004, 4, 0);
	assert_int_equal(w.fake->writes, 0);
	/* Other registers are the card's; an index by bytes is an index. */
	out(&w, 0xc000, 2, 0x2000);
	out(&w, 0xc002, 2, 0);
	out(&w, 0xc004, 4, 0xabcd1234);
	assert_int_equal(w.fake->last_value, 0xabcd1234);
	assert_int_equal(in(&w, 0xc004, 4), 0xabcd1234);
	/* 3C3h: the guest's BAR, not the card's. */
	assert_int_equal(in(&w, 0x3c3, 1), 0xc0);
	assert_int_equal(in(&w, 0x3c2, 2) >> 8, 0xc0);
	assert_int_equal(in(&w, 0x3c2, 1), w.fake->bytes[VGAPT_REGION_IO_COLOR][2]);
	wr(&w, BAR(4), 4, 0xd500);
	assert_int_equal(in(&w, 0x3c3, 1), 0xd5);
	out(&w, 0x3c3, 1, 1);
	assert_int_equal(w.fake->last_region, VGAPT_REGION_IO_COLOR);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(which),
		cmocka_unit_test(nvidia_mirrors),
		cmocka_unit_test(nvidia_index),
		cmocka_unit_test(nvidia_vga),
		cmocka_unit_test(amd_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
