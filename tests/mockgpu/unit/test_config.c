// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration space: sizing, what can be written, capabilities, resets.
 */
#include "client.h"

#define PLAIN	"vendor 1002\ndevice 67df\nsubvendor 1da2\nsubdevice e353\n"	\
		"class 030000\nrevision e7\ninterrupt-pin 1\n"			\
		"bar 0 256M mem64 prefetch\nbar 4 256 io\nbar 5 256K mem32\n"	\
		"rombar 128K\nrom-image x86 units=8\n"

static void header(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, PLAIN);
	assert_int_equal(rd(&c, MOCK_CFG, 0x00, 4), 0x67df1002);
	assert_int_equal(rd(&c, MOCK_CFG, 0x08, 4), 0x030000e7);
	assert_int_equal(rd(&c, MOCK_CFG, 0x2c, 4), 0xe3531da2);
	assert_int_equal(rd(&c, MOCK_CFG, 0x3d, 1), 1);
	assert_int_equal(rd(&c, MOCK_CFG, 0x0e, 1), 0);
	/* ids do not change, and no capabilities are claimed */
	wr(&c, MOCK_CFG, 0x00, 4, 0);
	wr(&c, MOCK_CFG, 0x08, 4, 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0x00, 4), 0x67df1002);
	assert_int_equal(rd(&c, MOCK_CFG, 0x08, 4), 0x030000e7);
	assert_int_equal(rd(&c, MOCK_CFG, 0x06, 2), 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0x34, 1), 0);
	wr(&c, MOCK_CFG, 0x04, 2, 0xffff);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 0x0547);
	client_free(&c);
}

static void sized(struct client *c, u32 off, u32 want)
{
	u32 got;

	wr(c, MOCK_CFG, off, 4, 0xffffffff);
	got = rd(c, MOCK_CFG, off, 4);
	check(got == want, "register %x sizes as %08x, not %08x", off, got, want);
}

static void sizing(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, PLAIN);
	sized(&c, 0x10, 0xf000000c);
	sized(&c, 0x14, 0xffffffff);
	sized(&c, 0x18, 0);
	sized(&c, 0x1c, 0);
	sized(&c, 0x20, 0xffffff01);
	sized(&c, 0x24, 0xfffc0000);
	sized(&c, 0x30, 0xfffe0001);
	wr(&c, MOCK_CFG, 0x24, 4, 0xfe080000);
	assert_int_equal(rd(&c, MOCK_CFG, 0x24, 4), 0xfe080000);
	client_free(&c);
}

/* Without SIZE the BAR is the least that holds the image; a big one is 16M. */
static void rom_sizes(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, "vendor 1\nrombar\nrom-image x86 units=65\n");
	sized(&c, 0x30, 0xffff0001);
	client_free(&c);
	client_begin(&c, "vendor 1\nrombar\n");
	sized(&c, 0x30, 0xfffff801);
	client_free(&c);
	client_begin_named(&c, "huge-claim");
	sized(&c, 0x30, 0xff000001);
	client_free(&c);
	client_begin_named(&c, "no-rom");
	sized(&c, 0x30, 0);
	client_free(&c);
}

/* The list: where each is, and that it ends. */
static u32 find(struct client *c, u8 id)
{
	u32 pos = rd(c, MOCK_CFG, 0x34, 1), n;

	for (n = 0; pos && n < 48; n++) {
		if (rd(c, MOCK_CFG, pos, 1) == id)
			return pos;
		pos = rd(c, MOCK_CFG, pos + 1, 1);
	}
	assert_int_equal(pos, 0);
	return 0;
}

static void capabilities(void **state)
{
	struct client c;
	u32 pos;

	(void)state;
	client_begin(&c, PLAIN "cap pm\ncap pcie flr\ncap msi\ncap af flr\n"
		     "cap raw 09 08 01 02 03 04 at f0\n");
	assert_int_equal(rd(&c, MOCK_CFG, 0x06, 2), 0x0010);
	assert_int_equal(find(&c, 0x01), 0x40);
	pos = find(&c, 0x10);
	assert_true(pos);
	assert_int_equal(rd(&c, MOCK_CFG, pos + 4, 4) & 0x10000000, 0x10000000);
	assert_true(find(&c, 0x05));
	pos = find(&c, 0x13);
	assert_int_equal(rd(&c, MOCK_CFG, pos + 2, 2), 0x0306);
	assert_int_equal(find(&c, 0x09), 0xf0);
	assert_int_equal(rd(&c, MOCK_CFG, 0xf2, 4), 0x03020108);
	assert_int_equal(find(&c, 0x11), 0);
	/* PCI Express has 4096 bytes */
	assert_int_equal(rd(&c, MOCK_CFG, 0x100, 4), 0);
	client_free(&c);
}

static void flr(void **state)
{
	struct client c;
	u32 pos;

	(void)state;
	client_begin(&c, PLAIN "cap pcie flr\n");
	pos = find(&c, 0x10);
	wr(&c, MOCK_CFG, 0x04, 2, 7);
	wr(&c, MOCK_CFG, pos + 8, 2, 0x2810);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 7);
	/* the upper byte alone would do */
	wr(&c, MOCK_CFG, pos + 9, 1, 0xa8);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 0);
	assert_int_equal(rd(&c, MOCK_CFG, pos + 8, 2), 0x2810);
	client_end(&c);
	assert_true(logged(&c, "reset flr\n"));
	client_free(&c);

	client_begin(&c, PLAIN "cap pcie\n");
	pos = find(&c, 0x10);
	wr(&c, MOCK_CFG, 0x04, 2, 7);
	wr(&c, MOCK_CFG, pos + 8, 2, 0xa810);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 7);
	client_end(&c);
	assert_false(logged(&c, "reset"));
	client_free(&c);
}

static void af_flr(void **state)
{
	struct client c;
	u32 pos;

	(void)state;
	client_begin(&c, PLAIN "cap af flr\n");
	pos = find(&c, 0x13);
	wr(&c, MOCK_CFG, 0x04, 2, 7);
	wr(&c, MOCK_CFG, pos + 4, 1, 1);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 0);
	assert_int_equal(rd(&c, MOCK_CFG, pos + 4, 1), 0);
	client_end(&c);
	assert_true(logged(&c, "reset af-flr\n"));
	client_free(&c);

	client_begin(&c, PLAIN "cap af\n");
	wr(&c, MOCK_CFG, find(&c, 0x13) + 4, 1, 1);
	client_end(&c);
	assert_false(logged(&c, "reset"));
	client_free(&c);
}

static void pm(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, PLAIN "cap pm\n");
	wr(&c, MOCK_CFG, 0x04, 2, 7);
	wr(&c, MOCK_CFG, 0x44, 2, 3);
	assert_int_equal(rd(&c, MOCK_CFG, 0x44, 2), 3);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 7);
	wr(&c, MOCK_CFG, 0x44, 2, 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 0);
	client_end(&c);
	assert_true(logged(&c, "reset pm\n"));
	client_free(&c);

	client_begin(&c, PLAIN "cap pm no-soft-reset\n");
	wr(&c, MOCK_CFG, 0x04, 2, 7);
	wr(&c, MOCK_CFG, 0x44, 2, 3);
	wr(&c, MOCK_CFG, 0x44, 2, 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0x44, 2), 8);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 7);
	client_end(&c);
	assert_false(logged(&c, "reset"));
	client_free(&c);
}

static void multifunction(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, PLAIN "multifunction\n");
	assert_int_equal(rd(&c, MOCK_CFG, 0x0e, 1), 0x80);
	client_free(&c);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(header),
		cmocka_unit_test(sizing),
		cmocka_unit_test(rom_sizes),
		cmocka_unit_test(capabilities),
		cmocka_unit_test(flr),
		cmocka_unit_test(af_flr),
		cmocka_unit_test(pm),
		cmocka_unit_test(multifunction),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
