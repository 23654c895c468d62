// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/bars.c, pure/plan.c: sizing, and what is mapped where.
 */
#include "bars.h"
#include "world.h"

/* Decoding on or off, ones are answered with the mask, and nothing is mapped by them. */
static void sizing(void **state)
{
	u32 i, bar, on;

	(void)state;
	for (i = 0; i < num_dumps; i++)
		for (on = 0; on < 2; on++) {
			struct world w = make(dumps[i]);

			wr(&w, PCI_COMMAND, 2, on ? 7 : 0);
			for (bar = 0; bar < DM_NUM_BARS; bar++) {
				const struct dm_region *r = &dumps[i]->bars[bar];
				u32 kind = rd(&w, BAR(bar), 4);
				bool io = r->flags & VGAPT_REGION_FLAG_IO;
				bool high = bar && dumps[i]->bars[bar - 1].flags &
						   VGAPT_REGION_FLAG_MEM64;
				u64 mask = ~(r->size - 1);

				wr(&w, BAR(bar), 4, 0xffffffff);
				if (high)
					mask = ~(dumps[i]->bars[bar - 1].size - 1) >> 32;
				else if (!r->size)
					mask = 0;
				else
					mask = (mask & (io ? ~3ULL : ~15ULL)) | kind;
				assert_int_equal(rd(&w, BAR(bar), 4), (u32)mask);
				assert_int_equal(kind, high || !r->size ? 0 :
						 dumps[i]->config[BAR(bar)] & (io ? 3 : 15));
			}
			assert_int_equal(w.fake->maps[0].used, 0);
			/* 2 KiB and more, its enable bit, and nothing else. */
			wr(&w, PCI_ROM_ADDRESS, 4, 0xfffff800);
			if (dumps[i]->rom)
				assert_int_equal(rd(&w, PCI_ROM_ADDRESS, 4),
						 -w.state->rom_window);
			else
				assert_int_equal(rd(&w, PCI_ROM_ADDRESS, 4), 0);
			end(&w);
		}
}

/* As SeaBIOS does it: decoding stays on, and 256 MiB say F0000000h on the way. */
static void sizing_while_mapped(void **state)
{
	struct world w = make(&dump_fiji);
	u32 actions;

	(void)state;
	wr(&w, BAR(0), 4, 0xe0000000);
	wr(&w, PCI_COMMAND, 2, 7);
	assert_int_equal(fake_mapped(w.fake, 0xe0001000), 0x1000);
	actions = w.fake->actions;
	wr(&w, BAR(0), 4, 0xffffffff);
	assert_int_equal(rd(&w, BAR(0), 4), 0xf000000c);
	wr(&w, BAR(1), 4, 0xffffffff);
	wr(&w, BAR(1), 4, 0);
	wr(&w, BAR(0), 4, 0xe000000c);
	assert_int_equal(w.fake->actions, actions);
	assert_true(fake_mapped(w.fake, 0xf0000000) == ~0ULL);
	end(&w);
}

/* Linux: off and on seven times a card; the mapping stays, until the address changes. */
static void toggling(void **state)
{
	struct world w = make(&dump_fiji);
	u32 actions, i;

	(void)state;
	wr(&w, BAR(5), 4, 0xf1000000);
	wr(&w, PCI_COMMAND, 2, 7);
	assert_int_equal(fake_mapped(w.fake, 0xf1000000), 5ULL << 56);
	actions = w.fake->actions;
	for (i = 0; i < 7; i++) {
		wr(&w, PCI_COMMAND, 2, 4);
		/* Nobody answers meanwhile to what comes to us. */
		assert_int_equal(mem(&w, 0xf1000000, 4), 0xffffffff);
		wr(&w, PCI_COMMAND, 2, 7);
	}
	assert_int_equal(w.fake->actions, actions);
	wr(&w, PCI_COMMAND, 2, 4);
	wr(&w, BAR(5), 4, 0xf2000000);
	assert_true(fake_mapped(w.fake, 0xf1000000) == ~0ULL);
	assert_true(fake_mapped(w.fake, 0xf2000000) == ~0ULL);
	wr(&w, PCI_COMMAND, 2, 6);
	assert_int_equal(fake_mapped(w.fake, 0xf2000000), 5ULL << 56);
	end(&w);
}

/* Above 4 GiB, and I/O. */
static void kinds(void **state)
{
	struct world w = make(&dump_fiji);

	(void)state;
	wr(&w, BAR(0), 4, 0xc0000000);
	wr(&w, BAR(1), 4, 0x0000003f);
	wr(&w, BAR(4), 4, 0xc000);
	wr(&w, PCI_COMMAND, 2, 3);
	assert_int_equal(rd(&w, BAR(0), 4), 0xc000000c);
	assert_int_equal(fake_mapped(w.fake, 0x3fc0000000ULL), 0);
	assert_int_equal(rd(&w, BAR(4), 4), 0xc001);
	/* Eight ports are AMD's window; the rest is direct. */
	assert_true(fake_mapped(w.fake, 0xc007) == ~0ULL);
	assert_int_equal(fake_mapped(w.fake, 0xc008), 4ULL << 56 | 8);
	assert_int_equal(fake_mapped(w.fake, 0xc0ff), 4ULL << 56 | 0xff);
	wr(&w, PCI_COMMAND, 2, 2);
	wr(&w, BAR(4), 4, 0xd000);
	assert_true(fake_mapped(w.fake, 0xc008) == ~0ULL);
	end(&w);
}

/* Places where nothing may be: defined, and harmless.  The world checks each mapping. */
static void bad_places(void **state)
{
	static const u64 places[] = {
		0, 0x1000, 0xa0000, 0xc0000, 0x100000, 0x10000000, 0x3ffff000, 0xfc000000,
		0xfebff000, 0xfec00000, 0xfee00000, 0xfee01000, 0xfffff000, 0xffff0000,
		0x10000000000000ULL, 0x20000000000000ULL, 0x8000000000000000ULL,
		0xfffffffffffff000ULL,
	};
	u32 i, j, bar;

	(void)state;
	for (i = 0; i < num_dumps; i++)
		for (bar = 0; bar < DM_NUM_BARS; bar++)
			for (j = 0; j < ARRAY_SIZE(places); j++) {
				struct world w = make(dumps[i]);

				wr(&w, PCI_COMMAND, 2, 3);
				wr(&w, BAR(bar), 4, places[j]);
				if (bar < 5)
					wr(&w, BAR(bar + 1), 4, places[j] >> 32);
				wr(&w, PCI_ROM_ADDRESS, 4, places[j] | 1);
				end(&w);
			}
}

/* Every port for an I/O BAR: below 1000h nothing. */
static void ports(void **state)
{
	struct world w = make(&dump_virtio);
	u32 port;

	(void)state;
	wr(&w, PCI_COMMAND, 2, 1);
	for (port = 0; port < 0x20000; port += 0xe0) {
		wr(&w, BAR(0), 4, port);
		if ((port & ~0x1f) < 0x1000 || port > 0xffff)
			assert_false(w.fake->maps[0].used);
		else
			assert_int_equal(fake_mapped(w.fake, port & ~0x1f), 0);
	}
	end(&w);
}

/* BARs over each other, in every pair: the first one is there, the other is not. */
static void over_each_other(void **state)
{
	struct world w = make(&dump_mx250);

	(void)state;
	wr(&w, BAR(0), 4, 0xd0000000);
	wr(&w, BAR(1), 4, 0xd0000000);
	wr(&w, BAR(3), 4, 0xe0000000);
	wr(&w, PCI_COMMAND, 2, 3);
	assert_int_equal(fake_mapped(w.fake, 0xd0000000), 0);
	assert_true(fake_mapped(w.fake, 0xd1000000) == ~0ULL);
	wr(&w, BAR(3), 4, 0xd0000000);
	assert_int_equal(fake_mapped(w.fake, 0xd0000000), 0);
	wr(&w, BAR(0), 4, 0xc0000000);
	assert_int_equal(fake_mapped(w.fake, 0xd0000000), 1ULL << 56);
	wr(&w, BAR(1), 4, 0xb0000000);
	assert_int_equal(fake_mapped(w.fake, 0xd0000000), 3ULL << 56);
	/* The ROM, too: it is last of all. */
	wr(&w, PCI_ROM_ADDRESS, 4, 0xd0000001);
	assert_int_equal(w.state->range[DM_ROM].state, DM_FREE);
	wr(&w, BAR(3), 4, 0xe0000000);
	assert_int_equal(w.state->range[DM_ROM].state, DM_DONE);
	end(&w);
}

/* Trapped pages and the table's page stay out, and what is around them is in. */
static void pieces(void **state)
{
	struct world w = make(&dump_mx250);
	struct dump dump = dump_mx250;
	struct world v;

	(void)state;
	wr(&w, BAR(0), 4, 0xd0000000);
	wr(&w, PCI_COMMAND, 2, 3);
	assert_int_equal(fake_mapped(w.fake, 0xd0087fff), 0x87fff);
	assert_true(fake_mapped(w.fake, 0xd0088000) == ~0ULL);
	assert_true(fake_mapped(w.fake, 0xd0088fff) == ~0ULL);
	assert_int_equal(fake_mapped(w.fake, 0xd0089000), 0x89000);
	/* It is a 3D controller: no VGA, so no mirror at 1800h. */
	assert_int_equal(fake_mapped(w.fake, 0xd0001800), 0x1800);
	end(&w);

	dump.config[PCI_CLASS_DEVICE] = 0;	/* VGA compatible */
	v = make(&dump);
	wr(&v, BAR(0), 4, 0xd0000000);
	wr(&v, PCI_COMMAND, 2, 3);
	assert_int_equal(fake_mapped(v.fake, 0xd0000fff), 0xfff);
	assert_true(fake_mapped(v.fake, 0xd0001000) == ~0ULL);
	assert_int_equal(fake_mapped(v.fake, 0xd0002000), 0x2000);
	end(&v);

	w = make(&dump_nvme);
	wr(&w, BAR(0), 4, 0xd0000000);
	wr(&w, PCI_COMMAND, 2, 2);
	assert_int_equal(fake_mapped(w.fake, 0xd0002fff), 0x2fff);
	assert_true(fake_mapped(w.fake, 0xd0003000) == ~0ULL);
	end(&w);
}

/* The copy; FFh behind it; no writes; off when it is off. */
static void rom(void **state)
{
	struct world w = make(&dump_fiji);

	(void)state;
	assert_int_equal(w.state->rom_window, 0x10000);
	wr(&w, PCI_ROM_ADDRESS, 4, 0xf4000001);
	assert_int_equal(mem(&w, 0xf4000000, 1), 0xff);
	wr(&w, PCI_COMMAND, 2, 2);
	assert_int_equal(mem(&w, 0xf4000000, 1), w.fake->bytes[DM_ROM][0]);
	assert_int_equal(mem(&w, 0xf4000004, 8) & 0xff, w.fake->bytes[DM_ROM][4]);
	assert_int_equal(mem(&w, 0xf400e7ff, 1), w.fake->bytes[DM_ROM][0x7ff]);
	assert_int_equal(mem(&w, 0xf400e7fe, 4) >> 16, 0xffff);
	assert_int_equal(mem(&w, 0xf400e800, 4), 0xffffffff);
	assert_int_equal(mem(&w, 0xf400fffe, 4), 0xffffffff);
	set_mem(&w, 0xf4000000, 4, 0);
	assert_int_equal(w.fake->writes, 0);
	wr(&w, PCI_ROM_ADDRESS, 4, 0xf4000000);
	assert_int_equal(mem(&w, 0xf4000000, 1), 0xff);
	end(&w);
}

/* Smaller than a page: never mapped, but it works. */
static void small(void **state)
{
	struct dump dump = dump_virtio;
	struct world w;

	(void)state;
	dump.bars[2].size = 0x800;
	w = make(&dump);
	wr(&w, BAR(2), 4, 0xd0000800);
	wr(&w, PCI_COMMAND, 2, 3);
	assert_false(w.fake->maps[0].used);
	set_mem(&w, 0xd0000804, 4, 0xdeadbeef);
	assert_int_equal(w.fake->last_offset, 4);
	assert_int_equal(mem(&w, 0xd0000804, 4), 0xdeadbeef);
	assert_int_equal(mem(&w, 0xd00007fe, 4) & 0xffff, 0xffff);
	end(&w);
}

/* What the kernel refuses is not asked for again and again, but elsewhere it is. */
static void refused(void **state)
{
	struct world w = make(&dump_fiji);
	u32 actions;

	(void)state;
	w.fake->refuse = DM_MAP;
	wr(&w, BAR(5), 4, 0xd0000000);
	wr(&w, PCI_COMMAND, 2, 3);
	actions = w.fake->actions;
	wr(&w, PCI_COMMAND, 2, 3);
	wr(&w, 0x3c, 1, 1);
	assert_int_equal(w.fake->actions, actions);
	/* Slow, but there. */
	assert_int_equal(mem(&w, 0xd0000010, 1), w.fake->bytes[5][0x10]);
	w.fake->refuse = 0;
	wr(&w, BAR(5), 4, 0xd1000000);
	assert_int_equal(fake_mapped(w.fake, 0xd1000000), 5ULL << 56);
	end(&w);
}

/* uapi.rst, MAP: what fails on the way, and can't be taken back, counts as mapped. */
static void torn(void **state)
{
	struct world w = make(&dump_fiji);

	(void)state;
	w.fake->refuse = DM_MAP;
	w.fake->torn = true;
	wr(&w, BAR(5), 4, 0xd0000000);
	wr(&w, PCI_COMMAND, 2, 3);
	w.fake->refuse = 0;
	wr(&w, BAR(5), 4, 0xd1000000);
	assert_int_equal(fake_mapped(w.fake, 0xd1000000), 5ULL << 56);
	assert_true(fake_mapped(w.fake, 0xd0000000) == ~0ULL);
	end(&w);
}

/* At the end all is taken back. */
static void leaving(void **state)
{
	u32 i;

	(void)state;
	for (i = 0; i < num_dumps; i++) {
		struct world w = make(dumps[i]);
		u32 bar, j;

		for (bar = 0; bar < DM_NUM_BARS; bar++)
			wr(&w, BAR(bar), 4, dumps[i]->bars[bar].flags & VGAPT_REGION_FLAG_IO ?
			   0xc000 : 0x80000000 + 0x10000000 * bar);
		wr(&w, BAR(1), 4, 0);
		wr(&w, PCI_COMMAND, 2, 7);
		dm_leave(w.state);
		dm_settle(w.state, &w.ops);
		for (j = 0; j < FAKE_MAPS; j++)
			assert_false(w.fake->maps[j].used);
		for (j = 0; j < FAKE_RANGES; j++)
			assert_false(w.fake->ranges[j].used);
		end(&w);
	}
}

/* Regions of which no BAR can be made are hidden. */
static void odd_regions(void **state)
{
	struct dump dump = dump_7265;
	struct world w;

	(void)state;
	dump.bars[0].size = 0x3000;
	w = make(&dump);
	wr(&w, BAR(0), 4, 0xffffffff);
	assert_int_equal(rd(&w, BAR(0), 4), 0);
	end(&w);
	dump.bars[0].size = 8;
	w = make(&dump);
	assert_int_equal(rd(&w, BAR(0), 4), 0);
	end(&w);
	dump = dump_7265;
	dump.bars[5] = dump.bars[0];
	w = make(&dump);
	assert_int_equal(rd(&w, BAR(5), 4), 0);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizing),
		cmocka_unit_test(sizing_while_mapped),
		cmocka_unit_test(toggling),
		cmocka_unit_test(kinds),
		cmocka_unit_test(bad_places),
		cmocka_unit_test(ports),
		cmocka_unit_test(over_each_other),
		cmocka_unit_test(pieces),
		cmocka_unit_test(rom),
		cmocka_unit_test(small),
		cmocka_unit_test(refused),
		cmocka_unit_test(torn),
		cmocka_unit_test(leaving),
		cmocka_unit_test(odd_regions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
