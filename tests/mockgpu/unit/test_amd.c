// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD's families, from the side of a driver that starts them, and of one that
 * resets them.
 */
#include <unistd.h>

#include "client.h"

#define BAR		5
#define MEMSIZE		0x5428
#define BACO		0x5394
#define MAGIC		0x39d5e86b
#define FOUND		0xc0300014	/* in the index register */

#define CARD	"vendor 1002\ndevice 67df\nbar 0 64K mem32\nbar 2 4K mem32\nbar 5 512K mem32\n"	\
		"cap pm at 50\ncap pcie legacy at 58\nresets vendor\n"				\
		"generation 2 0\ndirty 0 0 4K\n"
#define CIK	CARD "amd-cik-reset "
#define POLARIS	CARD "amd-polaris-reset "

static void message(struct client *c)
{
	u8 reply[16];
	size_t len;

	assert_int_equal(call(c, RESET, NULL, 0, reply, sizeof(reply), &len), 0);
}

/* Of the SMC's space, leaving the index as it was. */
static u32 smc_rd(struct client *c, u32 index, u32 reg)
{
	u32 found = rd(c, BAR, index, 4), val;

	wr(c, BAR, index, 4, reg);
	val = rd(c, BAR, index + 4, 4);
	wr(c, BAR, index, 4, found);
	return val;
}

static void smc_wr(struct client *c, u32 index, u32 reg, u32 val)
{
	u32 found = rd(c, BAR, index, 4);

	wr(c, BAR, index, 4, reg);
	wr(c, BAR, index + 4, 4, val);
	wr(c, BAR, index, 4, found);
}

/* As amdgpu asks. */
static bool smc_runs(struct client *c, u32 index)
{
	return !(smc_rd(c, index, 0x80000004) & 1) && smc_rd(c, index, 0x80000370) >= 0x20100;
}

static u32 generation(struct client *c)
{
	return rd(c, 2, 0, 4);
}

#define V_SCRATCH	0x130
#define THM_VEGA10	0x599f0
#define SCRATCH		0x1724

/* What amdgpu does after BACO: the next driver is to POST the card. */
static void forget(struct client *c, u32 scratch)
{
	while (rd(c, BAR, scratch, 4) == 0xffffffff)
		usleep(1000);
	wr(c, BAR, scratch + 24, 4, 0);
	wr(c, BAR, scratch + 28, 4, 0);
}

/* Registers go away, and are back after so long at least. */
static void comes_back(struct client *c, u64 from, u32 ms, u32 off, u32 want)
{
	u32 got;

	while ((got = rd(c, BAR, off, 4)) == 0xffffffff) {
		check(mock_now() - from < 60000000, "it does not come back");
		usleep(1000);
	}
	check(mock_now() - from >= ms * 1000, "it was back too early");
	assert_int_equal(got, want);
}

static void smu7_at(const char *lines, u32 index, u32 memsize)
{
	bool gfx_only = index == 0x200;
	struct client c;
	u64 from;

	client_begin(&c, lines);
	assert_int_equal(rd(&c, BAR, index, 4), FOUND);
	assert_true(smc_runs(&c, index));
	assert_int_equal(rd(&c, BAR, MEMSIZE, 4), memsize);
	/* the link is reset, the engines go on */
	wr(&c, MOCK_BAR0, 0x10, 4, 0x600d600d);
	message(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 0x600d600d);
	assert_true(smc_runs(&c, index));
	/* something else at 7Ch, or the same elsewhere, is nothing */
	wr(&c, MOCK_CFG, 0x7c, 4, MAGIC + 1);
	wr(&c, MOCK_CFG, 0x80, 4, MAGIC);
	wr(&c, MOCK_CFG, 0x7c, 2, MAGIC);
	assert_int_equal(generation(&c), 0);
	wr(&c, MOCK_CFG, 0x04, 2, 6);
	from = mock_now();
	wr(&c, MOCK_CFG, 0x7c, 4, MAGIC);
	assert_int_equal(generation(&c), 1);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 0);
	comes_back(&c, from, 50, MEMSIZE, memsize);
	/* configuration space has not been touched */
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 6);
	/* With graphics only, the SMC goes on, until somebody stops it. */
	assert_int_equal(smc_runs(&c, index), gfx_only);
	if (gfx_only) {
		smc_wr(&c, index, 0x80000000, 1);
		smc_wr(&c, index, 0x80000004, 1);
	} else {
		assert_int_equal(smc_rd(&c, index, 0x80000370), 0x2c8c);
	}
	assert_false(smc_runs(&c, index));
	assert_int_equal(smc_rd(&c, index, 0x80000004), gfx_only);
	assert_int_equal(smc_rd(&c, index, 0x80000000), gfx_only);
	assert_int_equal(smc_rd(&c, index, 0xc0000004) & 0x80, 0x80);
	/* again: nobody there to do it */
	wr(&c, MOCK_CFG, 0x7c, 4, MAGIC);
	assert_int_equal(generation(&c), 1);
	/* until a driver starts it, in whatever order */
	smc_wr(&c, index, 0x80000004, 0);
	assert_false(smc_runs(&c, index));
	smc_wr(&c, index, 0x80000000, 0);
	assert_true(smc_runs(&c, index));
	wr(&c, MOCK_CFG, 0x7c, 4, MAGIC);
	assert_int_equal(generation(&c), 2);
	client_end(&c);
	assert_true(logged(&c, "reset vendor\n"));
	assert_true(logged(&c, "reset message, without effect\n"));
	assert_true(logged(&c, "config 0x7c without effect: the SMC does not run\n"));
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

static void smu7(void **state)
{
	(void)state;
	smu7_at(CIK "smc-running memsize-ms 50\n", 0x200, 2048);
	smu7_at(POLARIS "smc-running memsize-ms 50\n", 0x6b0, 8192);
}

static void smu7_idle(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, POLARIS "smc-idle\n");
	/* vendor-reset, issue 4: CLOCK_CNTL: 0x0, PC: 0x2c8c */
	assert_int_equal(smc_rd(&c, 0x6b0, 0x80000000), 0);
	assert_int_equal(smc_rd(&c, 0x6b0, 0x80000004), 0);
	assert_int_equal(smc_rd(&c, 0x6b0, 0x80000370), 0x2c8c);
	assert_int_equal(rd(&c, BAR, 0x250, 4), 0);
	assert_int_equal(rd(&c, BAR, 0x535c, 4), 0);
	wr(&c, MOCK_CFG, 0x7c, 4, MAGIC);
	assert_int_equal(generation(&c), 0);
	client_end(&c);
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

static void smu7_hung(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, POLARIS "smc-hung\n");
	/* it has been started, and the last message has no answer */
	assert_true(smc_runs(&c, 0x6b0));
	assert_int_not_equal(rd(&c, BAR, 0x250, 4), 0);
	assert_int_equal(rd(&c, BAR, 0x254, 4), 0);
	/* and it heeds nothing */
	smc_wr(&c, 0x6b0, 0x80000000, 1);
	assert_int_equal(smc_rd(&c, 0x6b0, 0x80000000), 0);
	wr(&c, MOCK_CFG, 0x7c, 4, MAGIC);
	assert_int_equal(generation(&c), 0);
	client_end(&c);
	assert_true(logged(&c, "config 0x7c without effect: the SMC hangs\n"));
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
	/* BACO does without it. */
	client_begin(&c, POLARIS "smc-hung strapped memsize-ms 0\n");
	assert_int_equal(rd(&c, BAR, 0x535c, 4), 2);
	wr(&c, BAR, BACO, 4, 0x9);
	usleep(20000);
	wr(&c, BAR, BACO, 4, 0);
	assert_int_equal(generation(&c), 1);
	assert_int_equal(smc_rd(&c, 0x6b0, 0x80000370), 0x2c8c);
	forget(&c, SCRATCH);
	client_end(&c);
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

/* The clocks of Polaris, behind an index of their own: two bits there clear themselves. */
static void smu7_clocks(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, POLARIS "smc-running\n");
	smc_wr(&c, 0x200, 0xc0500140, 0x18);
	smc_wr(&c, 0x200, 0xc05002b0, 0x11);
	smc_wr(&c, 0x200, 0xc050032c, 0x10);
	assert_int_equal(smc_rd(&c, 0x200, 0xc0500140), 0x18);
	assert_int_equal(smc_rd(&c, 0x200, 0xc05002b0), 0x01);
	assert_int_equal(smc_rd(&c, 0x200, 0xc050032c), 0);
	client_end(&c);
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

/* CIK: by fuse and bit, the whole chip */
static void cik_scope(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CIK "smc-running memsize-ms 0\n");
	assert_int_equal(smc_rd(&c, 0x200, 0xc00c0000) & 0x40, 0x40);
	smc_wr(&c, 0x200, 0xc0000010, 2);
	wr(&c, MOCK_CFG, 0x7c, 4, MAGIC);
	assert_int_equal(generation(&c), 1);
	assert_false(smc_runs(&c, 0x200));
	client_free(&c);
}

/* The program counter of one that runs moves. */
static void smu7_moves(void **state)
{
	struct client c;
	u32 a, b;

	(void)state;
	client_begin(&c, CIK "smc-running\n");
	a = smc_rd(&c, 0x200, 0x80000370);
	b = smc_rd(&c, 0x200, 0x80000370);
	assert_int_not_equal(a, b);
	client_free(&c);
	client_begin(&c, CIK "smc-hung\n");
	a = smc_rd(&c, 0x200, 0x80000370);
	b = smc_rd(&c, 0x200, 0x80000370);
	assert_int_equal(a, b);
	client_free(&c);
}

static void index_left(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, POLARIS "smc-running\n");
	wr(&c, BAR, 0x6b0, 4, 0x80000004);
	client_end(&c);
	assert_true(logged(&c, "VIOLATION SMC_IND_INDEX left at 0x80000004, it was 0xc0300014\n"));
	client_connect(&c, true);
	wr(&c, BAR, 0x6b0, 4, FOUND);
	client_end(&c);
	assert_int_equal(c.dev->violations, 1);
	/* 0 will do after a reset, but not before */
	client_connect(&c, true);
	wr(&c, BAR, 0x6b0, 4, 0);
	client_end(&c);
	assert_int_equal(c.dev->violations, 2);
	client_free(&c);

	client_begin(&c, CARD "amd-vega20-reset smc-running\n");
	wr(&c, BAR, 0x38, 4, 0x1234);
	client_end(&c);
	assert_true(logged(&c, "VIOLATION PCIE_INDEX2 left at 0x1234, it was 0x3b10024\n"));
	client_free(&c);
}

static void memsize_never(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, POLARIS "smc-running memsize-never\n");
	assert_int_equal(rd(&c, BAR, MEMSIZE, 4), 8192);
	wr(&c, MOCK_CFG, 0x7c, 4, MAGIC);
	assert_int_equal(rd(&c, BAR, MEMSIZE, 4), 0xffffffff);
	assert_int_equal(rd(&c, BAR, 0x6b0, 4), 0xffffffff);
	wr(&c, BAR, 0x1000, 4, 5);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x67df1002);
	client_end(&c);
	assert_int_equal(mock_get(c.dev->region[BAR].data + 0x1000, 4), 0);
	client_free(&c);
}

/* In two steps, with at least 20 ms between. */
static void baco(struct client *c, u32 reg, u32 mode)
{
	u32 before = generation(c);

	wr(c, BAR, reg, 4, 0x1);
	assert_int_equal(rd(c, BAR, reg, 4) & mode, 0);
	wr(c, BAR, reg, 4, 0x9);
	assert_int_equal(rd(c, BAR, reg, 4) & mode, mode);
	usleep(20000);
	assert_int_equal(generation(c), before);
	wr(c, BAR, reg, 4, 0x1);
	assert_int_equal(rd(c, BAR, reg, 4) & mode, mode);
	assert_int_equal(generation(c), before);
	wr(c, BAR, reg, 4, 0x0);
	assert_int_equal(generation(c), before + 1);
}

static void polaris_baco(void **state)
{
	struct client c;
	u64 from;

	(void)state;
	client_begin(&c, POLARIS "smc-running memsize-ms 5\n");
	assert_int_equal(rd(&c, BAR, BACO, 4), 0x1f00);
	wr(&c, BAR, BACO, 4, 0x9);
	assert_int_equal(rd(&c, BAR, BACO, 4), 0x49);
	assert_int_equal(smc_rd(&c, 0x6b0, 0x80000004), 0xffffffff);
	usleep(20000);
	/* BACO_RESET_EN holds the configuration back */
	wr(&c, BAR, BACO, 4, 0x11);
	assert_int_equal(rd(&c, BAR, BACO, 4), 0x1e51);
	wr(&c, BAR, BACO, 4, 0x01);
	assert_int_equal(rd(&c, BAR, BACO, 4), 0x1f41);
	from = mock_now();
	wr(&c, BAR, BACO, 4, 0);
	comes_back(&c, from, 5, BACO, 0x1f00);
	assert_int_equal(generation(&c), 1);
	assert_false(smc_runs(&c, 0x6b0));
	baco(&c, BACO, 0x40);
	forget(&c, SCRATCH);
	client_end(&c);
	assert_true(logged(&c, "baco on\n"));
	assert_true(logged(&c, "baco off\n"));
	assert_true(logged(&c, "reset vendor\n"));
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

/* A busy machine can be late, but not each time. */
static void haste(const char *lines, u32 reg, u32 thm)
{
	bool told = false;
	struct client c;
	int i;

	for (i = 0; i < 50 && !told; i++) {
		client_begin(&c, lines);
		if (thm)
			wr(&c, BAR, thm, 4, 0x8);
		wr(&c, BAR, reg, 4, 0x9);
		wr(&c, BAR, reg, 4, 0x0);
		forget(&c, thm ? V_SCRATCH : SCRATCH);
		client_end(&c);
		told = logged(&c, "VIOLATION BACO: switched on after ");
		assert_int_equal(c.dev->violations, told);
		assert_true(logged(&c, "reset vendor\n"));
		client_free(&c);
	}
	assert_true(told);
}

static void baco_in_haste(void **state)
{
	struct client c;

	(void)state;
	haste(POLARIS "smc-running\n", BACO, 0);
	haste(CARD "amd-vega10-reset smc-idle\n", 0x38ac, 0x599f0);

	client_begin(&c, POLARIS "smc-running\n");
	wr(&c, BAR, BACO, 4, 0x9);
	client_end(&c);
	assert_true(logged(&c, "VIOLATION BACO: left switched off\n"));
	client_free(&c);

	/* CIK has none */
	client_begin(&c, CIK "smc-running\n");
	wr(&c, BAR, BACO, 4, 0x9);
	assert_int_equal(rd(&c, BAR, BACO, 4), 0x9);
	client_end(&c);
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

/* The VBIOS behind the same index register. */
static void with_rom(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "rom-image x86 units=8 atom\namd-polaris-reset smc-running\n"
		     "amd-smc vi\n");
	smc_wr(&c, 0x6b0, 0xc0600010, 0);
	assert_int_equal(smc_rd(&c, 0x6b0, 0xc0600014), mock_get(c.dev->rom.data, 4));
	assert_int_equal(smc_rd(&c, 0x6b0, 0xc0600014), mock_get(c.dev->rom.data + 4, 4));
	assert_true(smc_runs(&c, 0x6b0));
	client_end(&c);
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

/* Vega and Navi */

#define V_MEMSIZE	0x378c
#define V_BACO		0x38ac
#define C2P_33		0x58184
#define C2P_35		0x5818c
#define C2P_64		0x58200
#define C2P_66		0x58a08
#define C2P_81		0x58244
#define C2P_82		0x58a48
#define C2P_90		0x58a68
#define READY		0x80000000

static u32 smn_rd(struct client *c, u32 address)
{
	u32 found = rd(c, BAR, 0x38, 4), val;

	wr(c, BAR, 0x38, 4, address);
	val = rd(c, BAR, 0x3c, 4);
	wr(c, BAR, 0x38, 4, found);
	return val;
}

static void smn_wr(struct client *c, u32 address, u32 val)
{
	u32 found = rd(c, BAR, 0x38, 4);

	wr(c, BAR, 0x38, 4, address);
	wr(c, BAR, 0x3c, 4, val);
	wr(c, BAR, 0x38, 4, found);
}

static u32 smu(struct client *c, u32 msg, u32 argument)
{
	wr(c, BAR, C2P_90, 4, 0);
	wr(c, BAR, C2P_82, 4, argument);
	wr(c, BAR, C2P_66, 4, msg);
	return rd(c, BAR, C2P_90, 4);
}

static void mode1_of(const char *lines, u32 flags, u32 memsize, u32 unknown)
{
	struct client c;
	u64 from;

	client_begin(&c, lines);
	assert_int_equal(rd(&c, BAR, V_MEMSIZE, 4), memsize);
	assert_int_not_equal(rd(&c, BAR, C2P_81, 4), 0);
	assert_int_equal(rd(&c, BAR, C2P_64, 4), READY);
	assert_int_equal(rd(&c, BAR, C2P_35, 4), READY);
	assert_int_equal(rd(&c, BAR, C2P_33, 4), 0);
	assert_int_equal(smn_rd(&c, flags), 1);
	/* by the other way: the same registers, and memory */
	assert_int_equal(smn_rd(&c, V_MEMSIZE), memsize);
	smn_wr(&c, 0x4000, 0x4321);
	assert_int_equal(rd(&c, BAR, 0x4000, 4), 0x4321);
	assert_int_equal(smn_rd(&c, 0x4000), 0x4321);
	assert_int_equal(smn_rd(&c, 0x38), 0);
	assert_int_equal(smu(&c, 1, 7), 1);
	assert_int_equal(smu(&c, unknown - 1, 0), 1);
	assert_int_equal(smu(&c, unknown, 0), 0xfe);
	wr(&c, MOCK_BAR0, 0x10, 4, 0x600d600d);
	wr(&c, MOCK_CFG, 0x04, 2, 6);
	message(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 0x600d600d);
	wr(&c, MOCK_CFG, 0x04, 2, 6);
	/* another command, and then that */
	wr(&c, BAR, C2P_64, 4, 0x30000);
	assert_int_equal(generation(&c), 0);
	from = mock_now();
	wr(&c, BAR, C2P_64, 4, 0x70000);
	assert_int_equal(generation(&c), 1);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 0);
	/* It takes COMMAND: nothing is decoded, for however long. */
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 0);
	usleep(60000);
	assert_int_equal(rd(&c, BAR, C2P_33, 4), 0xffffffff);
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	comes_back(&c, from, 50, C2P_33, READY);
	assert_int_equal(rd(&c, BAR, V_MEMSIZE, 4), memsize);
	assert_int_equal(rd(&c, BAR, C2P_35, 4), READY);
	assert_int_equal(rd(&c, BAR, C2P_81, 4), 0);
	assert_int_equal(rd(&c, BAR, C2P_64, 4), 0);
	assert_int_equal(smn_rd(&c, flags), 0);
	assert_int_equal(smu(&c, 1, 0), 0);
	/* a driver starts it */
	wr(&c, BAR, C2P_35, 4, 0x10000);
	assert_int_equal(rd(&c, BAR, C2P_81, 4), 0);
	wr(&c, BAR, C2P_35, 4, 0x20000);
	assert_int_not_equal(rd(&c, BAR, C2P_81, 4), 0);
	assert_int_equal(rd(&c, BAR, C2P_64, 4), READY);
	assert_int_equal(smu(&c, 1, 0), 1);
	client_end(&c);
	assert_true(logged(&c, "psp command 0x70000\n"));
	assert_int_equal(c.dev->violations, 0);
	client_free(&c);
}

static void mode1(void **state)
{
	(void)state;
	mode1_of(CARD "amd-vega10-reset smc-running psp-ready memsize-ms 50\n", 0x3b10028, 8192,
		 0x69);
	mode1_of(CARD "amd-vega20-reset smc-running memsize-ms 50\n", 0x3b10024, 16384, 0x64);
	mode1_of(CARD "amd-navi-reset memsize-ms 50 smc-running\n", 0x3b10024, 8192, 0x51);
}

/* What is asked of a PSP that has failed, and how late it may answer */
static void psp_ways(void **state)
{
	struct client c;
	u64 from;

	(void)state;
	client_begin(&c, CARD "amd-navi-reset smc-running psp-error ack-ms 80 memsize-ms 0\n");
	assert_int_equal(rd(&c, BAR, C2P_64, 4) & 0x8000ffff, 0x8000000f);
	from = mock_now();
	wr(&c, BAR, C2P_64, 4, 0x70000);
	assert_int_equal(generation(&c), 1);
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	/* The SMU's last answer is still there. */
	assert_int_equal(rd(&c, BAR, C2P_90, 4), 1);
	assert_int_equal(rd(&c, BAR, C2P_35, 4), READY);
	while (!rd(&c, BAR, C2P_33, 4))
		check(mock_now() - from < 60000000, "no acknowledgment");
	check(mock_now() - from >= 80000, "it came early");
	client_free(&c);

	client_begin(&c, CARD "amd-vega20-reset smc-running ack-never memsize-ms 0\n");
	wr(&c, BAR, C2P_64, 4, 0x70000);
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	assert_int_equal(rd(&c, BAR, C2P_33, 4), 0);
	assert_int_equal(rd(&c, BAR, C2P_81, 4), 0);
	client_free(&c);
}

/* vendor-reset, issue 3: amdgpu has shut down */
static void smu_halted(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "amd-vega10-reset smc-halted memsize-ms 0\n");
	assert_int_equal(rd(&c, BAR, C2P_90, 4), 1);
	assert_int_not_equal(rd(&c, BAR, C2P_81, 4), 0);
	assert_int_equal(smn_rd(&c, 0x3b10028), 0);
	assert_int_equal(smu(&c, 6, 0), 0);
	assert_int_equal(rd(&c, BAR, C2P_64, 4), READY);
	wr(&c, BAR, C2P_64, 4, 0x70000);
	assert_int_equal(generation(&c), 1);
	client_end(&c);
	assert_true(logged(&c, "smu message 0x6, unheard\n"));
	client_free(&c);
}

static void psp_not_ready(void **state)
{
	static const char *const lines[] = {
		CARD "amd-navi-reset smc-running psp-never\n",
		CARD "amd-navi-reset smc-idle psp-ready\n",
	};
	struct client c;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		client_begin(&c, lines[i]);
		assert_int_equal(rd(&c, BAR, C2P_64, 4), 0);
		assert_int_equal(rd(&c, BAR, C2P_35, 4), i ? READY : 0);
		wr(&c, BAR, C2P_64, 4, 0x70000);
		assert_int_equal(generation(&c), 0);
		client_end(&c);
		assert_true(logged(&c, "psp command 0x70000, unheard\n"));
		assert_int_equal(c.dev->violations, 0);
		client_free(&c);
	}
}

/* The SMU does not answer, but the PSP does. */
static void smu_hung(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "amd-vega20-reset smc-hung memsize-ms 0\n");
	assert_int_equal(smu(&c, 1, 0), 0);
	assert_int_not_equal(rd(&c, BAR, C2P_81, 4), 0);
	wr(&c, BAR, C2P_64, 4, 0x70000);
	assert_int_equal(generation(&c), 1);
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	wr(&c, BAR, C2P_35, 4, 0x20000);
	assert_int_equal(smu(&c, 1, 0), 1);
	client_end(&c);
	assert_true(logged(&c, "smu message 0x1, unheard\n"));
	client_free(&c);
}

static void smu_baco(void **state)
{
	static const struct {
		const char *lines;
		u32 enter;
		u32 leave;
		u32 prepare;
	} chips[] = {
		{ CARD "amd-vega20-reset smc-running memsize-ms 0\n", 0x25, 0x58, 0x59 },
		{ CARD "amd-navi-reset smc-running memsize-ms 0\n", 0x18, 0x19, 0x33 },
	};
	struct client c;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(chips); i++) {
		client_begin(&c, chips[i].lines);
		/* out of it without having been in */
		assert_int_equal(smu(&c, chips[i].leave, 0), 1);
		assert_int_equal(generation(&c), 0);
		assert_int_equal(smu(&c, chips[i].enter, 0), 1);
		assert_int_equal(rd(&c, BAR, V_BACO, 4) & 0x100, 0x100);
		wr(&c, BAR, C2P_66, 4, chips[i].leave);
		assert_int_equal(rd(&c, BAR, V_BACO, 4) & 0x100, 0);
		assert_int_equal(generation(&c), 1);
		forget(&c, V_SCRATCH);
		/* a mode 1 reset is announced: the SMU says yes, and then no more */
		wr(&c, BAR, C2P_35, 4, 0x20000);
		assert_int_equal(smu(&c, chips[i].prepare, 0), 1);
		assert_int_equal(smu(&c, 1, 0), 0);
		wr(&c, BAR, C2P_64, 4, 0x70000);
		assert_int_equal(generation(&c), 2);
		client_end(&c);
		assert_int_equal(c.dev->violations, 0);
		client_free(&c);
	}
}

/* From headers alone: their SMU tells the PSP. */
static void smu_mode1(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "amd-navi31-reset smc-running memsize-ms 0\n");
	assert_int_equal(smu(&c, 2, 0), 1);
	assert_int_equal(rd(&c, BAR, C2P_82, 4), 0x004e8500);
	wr(&c, BAR, 0x58a2c, 4, 2);
	assert_int_equal(generation(&c), 0);
	wr(&c, BAR, C2P_90, 4, 0);
	wr(&c, BAR, C2P_66, 4, 0x2f);
	assert_int_equal(generation(&c), 1);
	assert_int_equal(rd(&c, BAR, C2P_81, 4), 0xffffffff);
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	assert_int_equal(rd(&c, BAR, C2P_81, 4), 0);
	client_free(&c);

	client_begin(&c, CARD "amd-navi48-reset smc-running memsize-ms 0\n");
	assert_int_equal(smu(&c, 0x2f, 0), 1);
	assert_int_equal(generation(&c), 0);
	wr(&c, BAR, 0x58a2c, 4, 2);
	assert_int_equal(generation(&c), 1);
	client_end(&c);
	assert_true(logged(&c, "smu debug message 0x2\n"));
	client_free(&c);
}

#define FATAL	CARD "fatal-when-gone\n"
#define RUNS	" smc-running memsize-ms 0\n"

/* While it is in mode 1 it is to be left alone, but for what amdgpu does. */
static void alone(void **state)
{
	static const struct {
		const char *lines;
		u32 ask;
		u32 what;
		u32 left;	/* the one access that is allowed */
		bool writes;
	} chips[] = {
		{ FATAL "amd-navi-reset" RUNS, C2P_64, 0x70000, 0, false },
		{ FATAL "amd-navi31-reset" RUNS, C2P_66, 0x2f, C2P_90, false },
		{ FATAL "amd-navi32-reset" RUNS, 0x58a2c, 2, 0x589d8, true },
	};
	struct client c;
	u32 i, way;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(chips); i++) {
		for (way = 0; way < 4; way++) {
			client_begin(&c, chips[i].lines);
			wr(&c, BAR, chips[i].ask, 4, chips[i].what);
			if (chips[i].left && chips[i].writes)
				wr(&c, BAR, chips[i].left, 4, 0);
			else if (chips[i].left)
				assert_int_equal(rd(&c, BAR, chips[i].left, 4), 1);
			/* too soon; too soon, elsewhere; without COMMAND; as it should be */
			if (way >= 2)
				usleep(500000);
			if (way != 2)
				wr(&c, MOCK_CFG, 0x04, 2, 2);
			if (way == 1)
				wr(&c, MOCK_BAR0, 0x10, 4, 1);
			else
				rd(&c, BAR, C2P_90, 4);
			client_end(&c);
			assert_true(logged(&c, "reset vendor\n"));
			assert_int_equal(c.dev->violations, way != 3);
			assert_int_equal(logged(&c, "VIOLATION memory was accessed during a mode 1 "
						"reset\n"), way != 3);
			client_free(&c);
		}
	}
}

/* The bootloader is ready some time after the reset, and takes no driver before. */
static void late_boot(void **state)
{
	struct client c;
	u64 from;

	(void)state;
	client_begin(&c, CARD "amd-vega20-reset smc-running memsize-ms 0 boot-ms 60\n");
	assert_int_equal(rd(&c, BAR, C2P_35, 4), READY);
	from = mock_now();
	wr(&c, BAR, C2P_64, 4, 0x70000);
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	wr(&c, BAR, C2P_35, 4, 0x20000);
	if (mock_now() - from < 50000)
		assert_int_equal(rd(&c, BAR, C2P_81, 4), 0);
	while (!rd(&c, BAR, C2P_35, 4))
		usleep(1000);
	assert_in_range(mock_now() - from, 60000, 60000000);
	wr(&c, BAR, C2P_35, 4, 0x20000);
	assert_int_not_equal(rd(&c, BAR, C2P_81, 4), 0);
	client_end(&c);
	client_free(&c);
}

/* The VBIOS's notes survive, and after BACO two of them must not be left as they are. */
static void notes(void **state)
{
	static const struct {
		const char *lines;
		u32 scratch;
		u32 baco;
	} chips[] = {
		{ POLARIS "smc-running strapped memsize-ms 0\n", SCRATCH, BACO },
		{ CARD "amd-vega10-reset smc-idle memsize-ms 0\n", V_SCRATCH, V_BACO },
	};
	struct client c;
	u32 i, way;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(chips); i++) {
		for (way = 0; way < 3; way++) {
			client_begin(&c, chips[i].lines);
			assert_int_equal(rd(&c, BAR, chips[i].scratch + 28, 4), i ? 0 : 0x200);
			wr(&c, BAR, chips[i].scratch + 28, 4, 0x200);
			wr(&c, BAR, chips[i].scratch, 4, 0x1234);
			wr(&c, BAR, chips[i].scratch + 60, 4, 0x5678);
			wr(&c, BAR, chips[i].scratch + 64, 4, 0x9abc);
			if (i)
				wr(&c, BAR, THM_VEGA10, 4, 0x8);
			wr(&c, BAR, chips[i].baco, 4, 0x9);
			usleep(20000);
			wr(&c, BAR, chips[i].baco, 4, 0);
			assert_int_equal(generation(&c), 1);
			assert_int_equal(rd(&c, BAR, chips[i].scratch, 4), 0x1234);
			assert_int_equal(rd(&c, BAR, chips[i].scratch + 28, 4), 0x200);
			assert_int_equal(rd(&c, BAR, chips[i].scratch + 60, 4), 0x5678);
			assert_int_equal(rd(&c, BAR, chips[i].scratch + 64, 4), 0);
			if (way == 1)
				forget(&c, chips[i].scratch);
			if (way == 2)
				mock_device_put(c.dev, MOCK_STATE_FRESH);
			client_end(&c);
			assert_int_equal(c.dev->violations, way != 1);
			assert_int_equal(logged(&c, "VIOLATION BIOS_SCRATCH_6 and _7 left at 0x0 "
						"and 0x200 after BACO\n"), way != 1);
			client_free(&c);
		}
	}
}

static void vega10_baco(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "amd-vega10-reset smc-running memsize-ms 0\n");
	assert_int_equal(rd(&c, BAR, THM_VEGA10, 4) & READY, 0);
	/* the SMU has not let go: it stays on */
	wr(&c, BAR, THM_VEGA10, 4, 0x8);
	wr(&c, BAR, V_BACO, 4, 0x9);
	assert_int_equal(rd(&c, BAR, V_BACO, 4), 0x9);
	wr(&c, BAR, V_BACO, 4, 0);
	assert_int_equal(generation(&c), 0);
	assert_int_equal(smu(&c, 0x1e, 0), 1);
	assert_int_equal(rd(&c, BAR, THM_VEGA10, 4) & READY, READY);
	/* nor without THM's part, which may come before or after */
	wr(&c, BAR, THM_VEGA10, 4, 0);
	wr(&c, BAR, V_BACO, 4, 0x9);
	assert_int_equal(rd(&c, BAR, V_BACO, 4), 0x9);
	wr(&c, BAR, V_BACO, 4, 0);
	assert_int_equal(generation(&c), 0);
	wr(&c, BAR, THM_VEGA10, 4, 0x8);
	baco(&c, V_BACO, 0x100);
	/* THM's part has gone with the reset; EXIT clears itself */
	assert_int_equal(rd(&c, BAR, THM_VEGA10, 4), READY);
	wr(&c, BAR, THM_VEGA10, 4, 0x108);
	assert_int_equal(rd(&c, BAR, THM_VEGA10, 4), READY | 0x8);
	wr(&c, BAR, V_BACO, 4, 0x9);
	assert_int_equal(rd(&c, BAR, V_BACO, 4), 0x109);
	usleep(20000);
	wr(&c, BAR, V_BACO, 4, 0);
	assert_int_equal(generation(&c), 2);
	forget(&c, V_SCRATCH);
	/* the other message that makes the SMU let go */
	wr(&c, BAR, C2P_35, 4, 0x20000);
	assert_int_equal(rd(&c, BAR, THM_VEGA10, 4) & READY, 0);
	assert_int_equal(smu(&c, 0x45, 2), 1);
	assert_int_equal(rd(&c, BAR, THM_VEGA10, 4) & READY, READY);
	client_end(&c);
	assert_int_equal(c.dev->violations, 0);
	assert_true(logged(&c, "smu message 0x45 argument 0x2\n"));
	client_free(&c);
}

/* A vendor's reset reaches the other function of the card. */
static void siblings(void **state)
{
	struct client gpu, audio;

	(void)state;
	client_begin(&gpu, CARD "card amd\namd-polaris-reset smc-running\n");
	client_begin(&audio, "vendor 1002\ndevice aaf0\nbar 0 4K mem32\ngeneration 0 0\n"
		     "dirty 0 0x100 4\nresets vendor\ncard amd\n");
	wr(&audio, MOCK_CFG, 0x04, 2, 2);
	wr(&audio, MOCK_BAR0, 0x100, 4, 0x55);
	message(&audio);
	assert_int_equal(rd(&audio, MOCK_BAR0, 0x100, 4), 0x55);
	wr(&audio, MOCK_CFG, 0x04, 2, 2);
	wr(&gpu, MOCK_CFG, 0x7c, 4, MAGIC);
	assert_int_equal(generation(&gpu), 1);
	assert_int_equal(rd(&audio, MOCK_BAR0, 0, 4), 1);
	assert_int_equal(rd(&audio, MOCK_BAR0, 0x100, 4), 0);
	assert_int_equal(rd(&audio, MOCK_CFG, 0x04, 2), 2);
	client_end(&audio);
	assert_true(logged(&audio, "reset vendor\n"));
	client_free(&audio);
	client_free(&gpu);

	/* Mode 1 takes its configuration space, too. */
	client_begin(&gpu, CARD "card amd\namd-navi-reset smc-running\n");
	client_begin(&audio, "vendor 1002\ndevice ab38\nbar 0 4K mem32\nresets vendor\ncard amd\n");
	wr(&audio, MOCK_CFG, 0x04, 2, 2);
	wr(&gpu, BAR, C2P_64, 4, 0x70000);
	assert_int_equal(rd(&audio, MOCK_CFG, 0x04, 2), 0);
	client_free(&audio);
	client_free(&gpu);
}

/* Each that is shipped: can it be reset by its registers? */
static void shipped(void **state)
{
	static const struct {
		const char *name;
		u16 device;
		u32 index;	/* of the SMC, or 0: PSP */
		bool works;
	} cards[] = {
		{ "amd-bonaire", 0x6658, 0x200, true },
		{ "amd-polaris10-running", 0x67df, 0x6b0, true },
		{ "amd-polaris10-idle", 0x67df, 0x6b0, false },
		{ "amd-polaris10-hung", 0x67df, 0x6b0, false },
		{ "amd-polaris10-baco", 0x67df, 0x6b0, true },
		{ "amd-vega10-halted", 0x687f, 0, true },
		{ "amd-navi14-error", 0x7340, 0, true },
		{ "amd-vega10", 0x687f, 0, true },
		{ "amd-vega20", 0x66af, 0, true },
		{ "amd-navi10", 0x731f, 0, true },
	};
	struct client c;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cards); i++) {
		client_begin_named(&c, cards[i].name);
		check(rd(&c, MOCK_CFG, 0, 4) == ((u32)cards[i].device << 16 | 0x1002), "%s: ids",
		      cards[i].name);
		check(rd(&c, MOCK_CFG, 0x50, 1) == 0x01 && rd(&c, MOCK_CFG, 0x58, 1) == 0x10,
		      "%s: capabilities", cards[i].name);
		wr(&c, MOCK_CFG, 0x04, 2, 2);
		wr(&c, MOCK_BAR0, 0, 4, 0x600d600d);
		wr(&c, BAR, 0x8010, 4, 0x600d600d);
		message(&c);
		check(!generation(&c), "%s: a bus reset works", cards[i].name);
		if (cards[i].index) {
			check(cards[i].works <= smc_runs(&c, cards[i].index), "%s: SMC",
			      cards[i].name);
			wr(&c, MOCK_CFG, 0x7c, 4, MAGIC);
		} else {
			check((rd(&c, BAR, C2P_64, 4) & READY) == READY, "%s: PSP",
			      cards[i].name);
			wr(&c, BAR, C2P_64, 4, 0x70000);
		}
		check(generation(&c) == cards[i].works, "%s: its own reset", cards[i].name);
		check(rd(&c, MOCK_BAR0, 0, 4) == (cards[i].works ? 0 : 0x600d600d),
		      "%s: video memory", cards[i].name);
		client_end(&c);
		check(mock_get(c.dev->region[BAR].data + 0x8010, 4) ==
		      (cards[i].works ? 0 : 0x600d600d), "%s: registers", cards[i].name);
		check(c.dev->rom.len && c.dev->region[MOCK_ROM].size, "%s: no VBIOS",
		      cards[i].name);
		client_free(&c);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(smu7),
		cmocka_unit_test(smu7_idle),
		cmocka_unit_test(smu7_hung),
		cmocka_unit_test(smu7_clocks),
		cmocka_unit_test(cik_scope),
		cmocka_unit_test(smu7_moves),
		cmocka_unit_test(index_left),
		cmocka_unit_test(memsize_never),
		cmocka_unit_test(notes),
		cmocka_unit_test(alone),
		cmocka_unit_test(late_boot),
		cmocka_unit_test(polaris_baco),
		cmocka_unit_test(baco_in_haste),
		cmocka_unit_test(with_rom),
		cmocka_unit_test(mode1),
		cmocka_unit_test(psp_ways),
		cmocka_unit_test(smu_halted),
		cmocka_unit_test(psp_not_ready),
		cmocka_unit_test(smu_hung),
		cmocka_unit_test(smu_baco),
		cmocka_unit_test(smu_mode1),
		cmocka_unit_test(vega10_baco),
		cmocka_unit_test(siblings),
		cmocka_unit_test(shipped),
	};

	return cmocka_run_group_tests_name("amd", tests, NULL, NULL);
}
