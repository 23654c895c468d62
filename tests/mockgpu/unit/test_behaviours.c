// SPDX-License-Identifier: GPL-2.0-only
/*
 * Behaviours, each as software would meet it.
 */
#include <time.h>

#include "client.h"

#define ROM	"vendor 1002\ndevice 67df\nbar 0 64K mem32\nbar 2 64K mem32\n"	\
		"rom-image x86 units=8\n"

/* A byte of the expected ROM; the device is not touched by its thread now. */
static u32 rom_dword(struct client *c, u32 off)
{
	return mock_get(c->dev->rom.data + off, 4);
}

static void rombar(void **state)
{
	struct client c;
	u8 buf[65536];

	(void)state;
	client_begin(&c, ROM "rombar 64K\n");
	assert_int_equal(rd(&c, MOCK_ROM, 0, 4), 0xffffffff);
	wr(&c, MOCK_CFG, 0x30, 4, 0xe0000001);
	assert_int_equal(rd(&c, MOCK_ROM, 0, 4), 0xffffffff);
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	assert_int_equal(rd(&c, MOCK_ROM, 0, 2), 0xaa55);
	assert_int_equal(read_region(&c, MOCK_ROM, 0, 65536, buf), 0);
	assert_memory_equal(buf, c.dev->rom.data, 4096);
	assert_int_equal(buf[4096], 0xff);
	assert_int_equal(buf[65535], 0xff);
	wr(&c, MOCK_CFG, 0x30, 4, 0xe0000000);
	assert_int_equal(rd(&c, MOCK_ROM, 0, 4), 0xffffffff);
	client_end(&c);
	assert_true(logged(&c, "rom read 0x000 2 = 0xaa55\n"));
	client_free(&c);
}

static void rom_fill_and_chunk(void **state)
{
	struct client c;
	u8 buf[8192];

	(void)state;
	client_begin(&c, ROM "rombar 64K\nrom-fill 0x5a\nrom-chunk 4096\n");
	rom_enable(&c, true);
	assert_int_equal(rd(&c, MOCK_ROM, 4096, 4), 0x5a5a5a5a);
	/* a short answer: the rest has to be asked for */
	assert_int_equal(read_region(&c, MOCK_ROM, 0, 8192, buf), -2);
	assert_int_equal(read_region(&c, MOCK_ROM, 4096, 4096, buf + 4096), 0);
	assert_memory_equal(buf, c.dev->rom.data, 4096);
	client_free(&c);
}

static void ff_first(void **state)
{
	struct client c;
	int round, i;

	(void)state;
	client_begin(&c, "rom-ff-first 3\n" ROM "rombar 64K\n");
	for (round = 0; round < 2; round++) {
		rom_enable(&c, true);
		for (i = 0; i < 3; i++)
			assert_int_equal(rd(&c, MOCK_ROM, 0, 2), 0xffff);
		assert_int_equal(rd(&c, MOCK_ROM, 0, 2), 0xaa55);
		rom_enable(&c, false);
	}
	client_free(&c);

	client_begin(&c, "rom-ff-first 1 once\n" ROM "rombar 64K\n");
	assert_int_equal(rd(&c, MOCK_ROM, 0, 2), 0xffff);
	rom_enable(&c, true);
	assert_int_equal(rd(&c, MOCK_ROM, 0, 2), 0xffff);
	assert_int_equal(rd(&c, MOCK_ROM, 0, 2), 0xaa55);
	rom_enable(&c, false);
	rom_enable(&c, true);
	assert_int_equal(rd(&c, MOCK_ROM, 0, 2), 0xaa55);
	client_free(&c);
}

static long us_of(struct client *c, u32 region, u32 len)
{
	struct timespec a, b;
	u8 buf[4096];

	clock_gettime(CLOCK_MONOTONIC, &a);
	assert_int_equal(read_region(c, region, 0, len, buf), 0);
	clock_gettime(CLOCK_MONOTONIC, &b);
	return (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000;
}

/* Only least times can be told on a busy machine. */
static void slow(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, ROM "rombar 64K\nrom-slow 100\nlatency bar0 5000\n");
	rom_enable(&c, true);
	assert_true(us_of(&c, MOCK_ROM, 4) >= 100);
	assert_true(us_of(&c, MOCK_ROM, 4096) >= 102400);
	assert_true(us_of(&c, MOCK_BAR0, 4) >= 5000);
	client_free(&c);
}

static void faults(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, ROM "rombar 64K\nfault bar0 ones\nfault bar2 ones after 2\n");
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xffffffff);
	wr(&c, 2, 0, 4, 0x1234);
	assert_int_equal(rd(&c, 2, 0, 4), 0x1234);
	assert_int_equal(rd(&c, 2, 0, 4), 0xffffffff);
	wr(&c, 2, 0, 4, 0x5678);
	assert_int_equal(rd(&c, 2, 0, 4), 0xffffffff);
	client_free(&c);

	client_begin(&c, ROM "fault cfg ones after 1\n");
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x67df1002);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	client_free(&c);
}

static void veiled(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, ROM "rom-veiled 64K\n");
	assert_int_equal(rd(&c, MOCK_CFG, 0x30, 4), 0);
	wr(&c, MOCK_CFG, 0x30, 4, 0xfffff800);
	assert_int_equal(rd(&c, MOCK_CFG, 0x30, 4), 0);
	/* it is there all the same */
	wr(&c, MOCK_CFG, 0x30, 4, 0xffffffff);
	assert_int_equal(rd(&c, MOCK_CFG, 0x30, 4), 0xffff0001);
	wr(&c, MOCK_CFG, 0x30, 4, 0xfe120000);
	assert_int_equal(rd(&c, MOCK_CFG, 0x30, 4), 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0x32, 2), 0);
	/* what the other bits are it knows by itself */
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	wr(&c, MOCK_CFG, 0x30, 1, 1);
	assert_int_equal(rd(&c, MOCK_CFG, 0x30, 4), 0xfe120001);
	assert_int_equal(rd(&c, MOCK_CFG, 0x32, 2), 0xfe12);
	wr(&c, MOCK_CFG, 0x30, 1, 0);
	client_end(&c);
	assert_true(logged(&c, "rom decodes 0xfe120000\n"));
	/* without COMMAND's memory bit nothing is decoded */
	assert_false(logged(&c, "rom decodes 0xffff0000\n"));
	client_free(&c);
}

static void shared_decoder(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, ROM "rombar 64K\nshared-decoder 2\n");
	wr(&c, 2, 0, 4, 0x11111111);
	assert_int_equal(rd(&c, 2, 0, 4), 0x11111111);
	rom_enable(&c, true);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0);
	assert_int_equal(rd(&c, 2, 0, 4), rom_dword(&c, 0));
	wr(&c, 2, 0, 4, 0x22222222);
	rom_enable(&c, false);
	assert_int_equal(rd(&c, 2, 0, 4), 0x11111111);
	client_end(&c);
	assert_true(logged(&c, "VIOLATION bar2 read 0x000 4 while its decoder serves the ROM\n"));
	assert_true(logged(&c, "VIOLATION bar2 write 0x000 4 while its decoder serves the ROM\n"));
	assert_int_equal(c.dev->violations, 2);
	client_free(&c);
}

#define NV	"vendor 10de\ndevice 1c82\nbar 0 16M mem32\nrom-image x86 units=8\n"

static void prom_at(const char *lines, u32 mirror)
{
	struct client c;

	client_begin(&c, lines);
	assert_int_equal(rd(&c, MOCK_BAR0, mirror, 4), 0x1c8210de);
	assert_int_equal(rd(&c, MOCK_BAR0, mirror + 0x50, 4), 1);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x300000, 4), 0xffffffff);
	wr(&c, MOCK_BAR0, mirror + 0x50, 4, 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0x50, 4), 0);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x300000, 4), rom_dword(&c, 0));
	assert_int_equal(rd(&c, MOCK_BAR0, 0x300ffc, 4), rom_dword(&c, 0xffc));
	assert_int_equal(rd(&c, MOCK_BAR0, 0x3ffffc, 4), 0xffffffff);
	/* the flash is not written */
	wr(&c, MOCK_BAR0, 0x300000, 4, 0);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x300000, 4), rom_dword(&c, 0));
	client_end(&c);
	assert_true(logged(&c, "VIOLATION ROM shadow (config 0x50 bit 0) left disabled\n"));
	client_free(&c);
}

static void nvidia_prom(void **state)
{
	struct client c;

	(void)state;
	prom_at(NV "nvidia-prom\n", 0x88000);
	prom_at(NV "nvidia-prom old\n", 0x1800);
	client_begin(&c, NV "nvidia-prom\n");
	wr(&c, MOCK_BAR0, 0x88050, 4, 0);
	wr(&c, MOCK_BAR0, 0x88050, 4, 1);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x300000, 4), 0xffffffff);
	client_end(&c);
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

/* PROM shows the flash as it is; the ROM BAR what the container is for. */
static void nvidia_nvgi(void **state)
{
	char lines[256];
	struct client c;
	u32 version, at;

	(void)state;
	for (version = 1; version <= 3; version++) {
		snprintf(lines, sizeof(lines), NV "nvidia-prom nvgi %u\n", version);
		client_begin(&c, lines);
		assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0x166000a1);
		wr(&c, MOCK_BAR0, 0x88050, 4, 0);
		assert_int_equal(rd(&c, MOCK_BAR0, 0x300000, 4), 0x4947564e);
		assert_int_equal(rd(&c, MOCK_BAR0, 0x300004, 4), 0x80200000 | version << 8);
		if (version < 3) {
			at = rd(&c, MOCK_BAR0, 0x300024, 4);
		} else {
			at = rd(&c, MOCK_BAR0, 0x300008, 4) & 0xfffff;
			at = rd(&c, MOCK_BAR0, 0x300000 + at, 4) + 0x1000;
			assert_int_equal(rd(&c, MOCK_BAR0, 0x300000 + at, 4), 0x44524652);
			at = rd(&c, MOCK_BAR0, 0x300008 + at, 4);
		}
		assert_true(at);
		assert_int_equal(rd(&c, MOCK_BAR0, 0x300000 + at, 4), rom_dword(&c, 0));
		/* an access that begins before it */
		assert_int_equal(rd(&c, MOCK_BAR0, 0x300000 + at - 2, 4),
				 (rom_dword(&c, 0) & 0xffff) << 16 | 0xffff);
		assert_int_equal(rd(&c, MOCK_BAR0, 0x300ffc + at, 4), rom_dword(&c, 0xffc));
		wr(&c, MOCK_BAR0, 0x88050, 4, 1);
		client_end(&c);
		assert_int_equal(c.dev->violations, 0);
		client_free(&c);
	}
}

/* Nothing but BOOT_0 is to be touched. */
static void nvidia_boot0_only(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, NV "bar 1 1M mem32\nnvidia-boot0-only 0x1b2000a1\n");
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0x1b2000a1);
	wr(&c, 1, 0x100, 4, 7);
	assert_int_equal(rd(&c, 1, 0x100, 4), 7);
	rd(&c, MOCK_BAR0, 0x88050, 4);
	wr(&c, MOCK_BAR0, 0x1700, 4, 0);
	client_end(&c);
	assert_int_equal(c.dev->violations, 2);
	assert_true(logged(&c, "VIOLATION a register of an unknown chip was read (0x88050)\n"));
	assert_true(logged(&c, "VIOLATION a register of an unknown chip was written (0x1700)\n"));
	client_free(&c);
}

static void pramin_at(const char *lines, u32 pointer)
{
	struct client c;
	u32 reg, old;
	u64 addr;

	client_begin(&c, lines);
	reg = rd(&c, MOCK_BAR0, pointer, 4);
	assert_int_equal(reg & 0xb, 0x9);
	addr = (u64)(reg & 0xffffff00) << 8;
	assert_int_equal(addr, 0xf80000);
	old = rd(&c, MOCK_BAR0, 0x1700, 4);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x700000, 4), 0);
	wr(&c, MOCK_BAR0, 0x1700, 4, addr >> 16);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x700000, 4), rom_dword(&c, 0));
	assert_int_equal(rd(&c, MOCK_BAR0, 0x700ffe, 2), rom_dword(&c, 0xffc) >> 16);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x701000, 4), 0);
	wr(&c, MOCK_BAR0, pointer, 4, 0);
	assert_int_equal(rd(&c, MOCK_BAR0, pointer, 4), reg);
	client_end(&c);
	assert_true(logged(&c, "VIOLATION PRAMIN window (0x1700) left at 0xf8, it was 0x10\n"));
	client_connect(&c, true);
	wr(&c, MOCK_BAR0, 0x1700, 4, old);
	client_end(&c);
	assert_int_equal(c.dev->violations, 1);
	client_free(&c);
}

static void nvidia_pramin(void **state)
{
	(void)state;
	pramin_at(NV "nvidia-pramin 0xf80000\n", 0x619f04);
	pramin_at(NV "nvidia-pramin 0xf80000 gv100\n", 0x625f04);
}

static void nvidia_no_display(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, NV "nvidia-pramin no-display\n");
	assert_int_equal(rd(&c, MOCK_BAR0, 0x21c04, 4) & 1, 1);
	assert_int_equal(c.dev->violations, 0);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x619f04, 4), 0xffffffff);
	client_end(&c);
	assert_true(logged(&c, "VIOLATION the display engine (0x619f04) read, "
			   "and there is none\n"));
	client_free(&c);
}

/* As amdgpu reads it: set ROM_INDEX to 0, then ROM_DATA over and over. */
static void amd_smc_vi(void **state)
{
	struct client c;
	u32 off;

	(void)state;
	client_begin(&c, "vendor 1002\nbar 5 256K mem32\nrom-image x86 units=8 atom\namd-smc vi\n");
	wr(&c, 5, 0x6b0, 4, 0xc0600010);
	wr(&c, 5, 0x6b4, 4, 0);
	wr(&c, 5, 0x6b0, 4, 0xc0600014);
	for (off = 0; off < 4096; off += 4)
		assert_int_equal(rd(&c, 5, 0x6b4, 4), rom_dword(&c, off));
	assert_int_equal(rd(&c, 5, 0x6b4, 4), 0xffffffff);
	wr(&c, 5, 0x6b0, 4, 0xc0600010);
	assert_int_equal(rd(&c, 5, 0x6b4, 4), 4100);
	wr(&c, 5, 0x6b0, 4, 0x80000004);
	assert_int_equal(rd(&c, 5, 0x6b4, 4), 0);
	client_free(&c);
}

static void amd_smc_si(void **state)
{
	struct client c;
	u32 off;

	(void)state;
	client_begin(&c, "vendor 1002\nbar 2 256K mem64\nrom-image x86 units=8 atom\namd-smc si\n");
	wr(&c, 2, 0xa8, 4, 0);
	for (off = 0; off < 4096; off += 4)
		assert_int_equal(rd(&c, 2, 0xac, 4), rom_dword(&c, off));
	assert_int_equal(rd(&c, 2, 0xa8, 4), 4096);
	client_free(&c);
}

static void vram_rom(void **state)
{
	struct client c;
	u8 buf[4096];

	(void)state;
	client_begin(&c, "vendor 1002\nbar 0 256M mem64 prefetch\n"
		     "rom-image x86 units=8 atom\nvram-rom 0\n");
	assert_int_equal(read_region(&c, MOCK_BAR0, 0, 4096, buf), 0);
	assert_memory_equal(buf, c.dev->rom.data, 4096);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x3fffc, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x40000, 4), 0);
	wr(&c, MOCK_BAR0, 0, 4, 0);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0);
	client_free(&c);
}

static void igd(void **state)
{
	struct client c;
	u8 reply[16];
	size_t len;

	(void)state;
	client_begin_named(&c, "intel-igd");
	assert_int_equal(rd(&c, MOCK_CFG, 0x50, 2), 0x0200);
	assert_int_equal(rd(&c, MOCK_CFG, 0x5c, 4), 0x7c000001);
	assert_int_equal(rd(&c, MOCK_CFG, 0xfc, 4), 0);
	wr(&c, MOCK_CFG, 0xfc, 4, 0x7b8d0018);
	wr(&c, MOCK_CFG, 0x50, 2, 0xffff);
	wr(&c, MOCK_CFG, 0x5c, 4, 0xffffffff);
	assert_int_equal(call(&c, RESET, NULL, 0, reply, sizeof(reply), &len), 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0xfc, 4), 0x7b8d0018);
	assert_int_equal(rd(&c, MOCK_CFG, 0x50, 2), 0x0200);
	assert_int_equal(rd(&c, MOCK_CFG, 0x5c, 4), 0x7c000001);
	client_free(&c);
}

static void dead(void **state)
{
	struct client c;
	u8 reply[16];
	size_t len;

	(void)state;
	client_begin(&c, ROM "dead\n");
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xffffffff);
	client_free(&c);

	client_begin(&c, "dead after 2\n" ROM "rombar 64K\n");
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x67df1002);
	wr(&c, MOCK_CFG, 4, 2, 2);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	assert_int_equal(call(&c, RESET, NULL, 0, reply, sizeof(reply), &len), 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0xffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_ROM, 0, 4), 0xffffffff);
	client_end(&c);
	assert_true(logged(&c, "dead\n"));
	client_free(&c);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rombar),
		cmocka_unit_test(rom_fill_and_chunk),
		cmocka_unit_test(ff_first),
		cmocka_unit_test(slow),
		cmocka_unit_test(faults),
		cmocka_unit_test(veiled),
		cmocka_unit_test(shared_decoder),
		cmocka_unit_test(nvidia_prom),
		cmocka_unit_test(nvidia_nvgi),
		cmocka_unit_test(nvidia_boot0_only),
		cmocka_unit_test(nvidia_pramin),
		cmocka_unit_test(nvidia_no_display),
		cmocka_unit_test(amd_smc_vi),
		cmocka_unit_test(amd_smc_si),
		cmocka_unit_test(vram_rom),
		cmocka_unit_test(igd),
		cmocka_unit_test(dead),
	};

	return cmocka_run_group_tests_name("behaviours", tests, NULL, NULL);
}
