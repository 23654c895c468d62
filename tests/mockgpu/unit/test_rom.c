// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generated ROMs: valid where they should be, broken where they should be.
 */
#include "client.h"

static u8 sum(const u8 *p, u32 len)
{
	u8 total = 0;

	while (len--)
		total += *p++;
	return total;
}

static struct mock_device *rom_of(const char *lines)
{
	static struct mock_log log;
	struct mock_device *dev = device_of(&log, lines);

	check(dev, "refused: %s", lines);
	return dev;
}

static void x86(void **state)
{
	struct mock_device *dev = rom_of("vendor 1002\ndevice 67df\nrom-image x86 units=96 atom\n");
	const u8 *p = dev->rom.data;
	u32 pcir = mock_get(p + 0x18, 2);

	(void)state;
	assert_int_equal(dev->rom.len, 96 * 512);
	assert_int_equal(mock_get(p, 2), 0xaa55);
	assert_int_equal(p[2], 96);
	assert_int_equal(p[3], 0xcb);
	assert_int_equal(pcir & 3, 0);
	assert_memory_equal(p + pcir, "PCIR", 4);
	assert_int_equal(mock_get(p + pcir + 4, 4), 0x67df1002);
	assert_int_equal(mock_get(p + pcir + 0x10, 2), 96);
	assert_int_equal(p[pcir + 0x14], 0);
	assert_int_equal(p[pcir + 0x15], 0x80);
	assert_memory_equal(p + 0x30, " 761295520", 10);
	assert_memory_equal(p + mock_get(p + 0x48, 2) + 4, "ATOM", 4);
	assert_int_equal(sum(p, dev->rom.len), 0);
	mock_device_free(dev);
}

static void chain(void **state)
{
	struct mock_device *dev = rom_of("vendor 10de\ndevice 1c82\n"
					 "rom-image x86 units=8 not-last\nrom-image efi units=16\n");
	const u8 *p = dev->rom.data, *q = p + 8 * 512;

	(void)state;
	assert_int_equal(dev->rom.len, 24 * 512);
	assert_int_equal(p[0x60 + 0x15], 0);
	assert_int_equal(mock_get(q, 2), 0xaa55);
	assert_int_equal(mock_get(q + 4, 4), 0x0ef1);
	assert_int_equal(q[0x60 + 0x14], 3);
	assert_int_equal(q[0x60 + 0x15], 0x80);
	assert_int_equal(sum(p, 8 * 512), 0);
	assert_int_equal(sum(q, 16 * 512), 0);
	mock_device_free(dev);
}

static void broken(void **state)
{
	struct mock_log log = { 0 };
	struct mock_device *dev;

	(void)state;
	dev = device_named(&log, "bad-checksum");
	assert_int_equal(sum(dev->rom.data, dev->rom.len), 1);
	mock_device_free(dev);
	dev = device_named(&log, "truncated");
	assert_int_equal(dev->rom.len, 0x5555);
	assert_int_equal(mock_get(dev->rom.data + 0x70, 2), 96);
	mock_device_free(dev);
	dev = device_named(&log, "zero-length");
	assert_int_equal(dev->rom.data[2], 0);
	assert_int_equal(mock_get(dev->rom.data + 0x70, 2), 0);
	mock_device_free(dev);
	dev = device_named(&log, "endless-chain");
	assert_int_equal(dev->rom.len, 128 << 10);
	assert_int_equal(dev->rom.images, 256);
	assert_int_equal(dev->rom.data[dev->rom.last + 0x75], 0);
	mock_device_free(dev);
	dev = device_named(&log, "huge-claim");
	assert_int_equal(mock_get(dev->rom.data + 0x70, 2) * 512, 16 << 20);
	mock_device_free(dev);
	dev = device_named(&log, "wrong-ids");
	assert_int_equal(mock_get(dev->rom.data + 0x64, 4), 0x1c8210de);
	mock_device_free(dev);
	dev = rom_of("vendor 1\nrom-image x86 no-pcir\n");
	assert_memory_equal(dev->rom.data + 0x60, "NONE", 4);
	mock_device_free(dev);
}

/* The same lines give the same bytes; another seed gives others. */
static void repeatable(void **state)
{
	struct mock_device *a = rom_of("vendor 1\nrom-image x86 units=8\n");
	struct mock_device *b = rom_of("vendor 1\nrom-image x86 units=8\n");
	struct mock_device *c = rom_of("vendor 1\nrom-image x86 units=8 seed=77\n");

	(void)state;
	assert_memory_equal(a->rom.data, b->rom.data, 4096);
	assert_memory_not_equal(a->rom.data, c->rom.data, 4096);
	mock_device_free(a);
	mock_device_free(b);
	mock_device_free(c);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(x86),
		cmocka_unit_test(chain),
		cmocka_unit_test(broken),
		cmocka_unit_test(repeatable),
	};

	return cmocka_run_group_tests_name("rom", tests, NULL, NULL);
}
