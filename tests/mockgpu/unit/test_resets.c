// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resets that work, that only seem to, and that do harm.
 */
#include <unistd.h>

#include "client.h"

/* In this order: Power Management is at 40h, PCI Express at 48h, AF at 84h. */
#define CARD	"vendor 5333\ndevice 9f00\nbar 0 64K mem32\nbar 2 64K mem32 fill 0x5a\n"	\
		"cap pm\ncap pcie flr\ncap af flr\n"					\
		"generation 0 0x14\ndirty 0 0x100 0x100\ndirty 2 0x1000 0x1000\n"

#define PMCSR	0x44
#define DEVCTL	0x50
#define AF_CTRL	0x88

static void message(struct client *c)
{
	u8 reply[16];
	size_t len;

	assert_int_equal(call(c, RESET, NULL, 0, reply, sizeof(reply), &len), 0);
}

static void flr(struct client *c)
{
	wr(c, MOCK_CFG, DEVCTL, 2, 0x8000);
}

static void af_flr(struct client *c)
{
	wr(c, MOCK_CFG, AF_CTRL, 1, 1);
}

static void pm(struct client *c)
{
	wr(c, MOCK_CFG, PMCSR, 2, 3);
	wr(c, MOCK_CFG, PMCSR, 2, 0);
}

static u32 generation(struct client *c)
{
	return rd(c, MOCK_BAR0, 0x14, 4);
}

/* What a guest does to a card. */
static void use(struct client *c)
{
	wr(c, MOCK_CFG, 0x04, 2, 7);
	wr(c, MOCK_BAR0, 0x104, 4, 0x600d600d);
	wr(c, 2, 0x1ffc, 4, 0x600d600d);
}

/* A reset that should work, or not; configuration space has gone, or not. */
static void try(struct client *c, void (*reset)(struct client *c), bool real, bool config)
{
	u32 before = generation(c);

	use(c);
	reset(c);
	assert_int_equal(generation(c), before + real);
	assert_int_equal(rd(c, MOCK_CFG, 0x04, 2), config ? 0 : 7);
	assert_int_equal(rd(c, MOCK_BAR0, 0x104, 4), real ? 0 : 0x600d600d);
	assert_int_equal(rd(c, 2, 0x1ffc, 4), real ? 0x5a5a5a5a : 0x600d600d);
}

static void each(const char *lines, bool message_does, bool flr_does, bool af_does,
		 bool pm_does, bool config)
{
	struct client c;

	client_begin(&c, lines);
	try(&c, message, message_does, config || message_does);
	try(&c, flr, flr_does, config || flr_does);
	try(&c, af_flr, af_does, config || af_does);
	try(&c, pm, pm_does, config || pm_does);
	client_end(&c);
	assert_int_equal(logged(&c, "reset message\n"), message_does);
	assert_int_equal(logged(&c, "reset message, without effect\n"), !message_does);
	assert_int_equal(logged(&c, "reset flr\n"), flr_does);
	assert_int_equal(logged(&c, "reset flr, without effect\n"), !flr_does);
	assert_int_equal(logged(&c, "reset af-flr, without effect\n"), !af_does);
	assert_int_equal(logged(&c, "reset pm, without effect\n"), !pm_does);
	client_free(&c);
}

static void kinds(void **state)
{
	(void)state;
	each(CARD, true, true, true, true, true);
	each(CARD "resets message\n", true, false, false, false, true);
	each(CARD "resets flr pm\n", false, true, false, true, true);
	each(CARD "resets af-flr\n", false, false, true, false, true);
	each(CARD "resets\n", false, false, false, false, true);
	each(CARD "resets message else keep-config\n", true, false, false, false, false);
}

static void dirty(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD);
	/* beside the ranges memory stays as it is */
	wr(&c, MOCK_BAR0, 0x200, 4, 0x11111111);
	wr(&c, 2, 0xffc, 4, 0x22222222);
	/* across the beginning of one */
	wr(&c, MOCK_BAR0, 0xfe, 4, 0x33333333);
	flr(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x200, 4), 0x11111111);
	assert_int_equal(rd(&c, 2, 0xffc, 4), 0x22222222);
	assert_int_equal(rd(&c, MOCK_BAR0, 0xfe, 4), 0x00003333);
	client_end(&c);
	assert_true(logged(&c, "dirty bar0 0x100\n"));
	assert_true(logged(&c, "clean bar0 0x100\n"));
	assert_false(logged(&c, "dirty bar2"));
	client_free(&c);
}

static void generation_is_read_only(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD);
	flr(&c);
	wr(&c, MOCK_BAR0, 0x14, 4, 77);
	assert_int_equal(generation(&c), 1);
	client_free(&c);
}

static void hang(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "resets flr else hang\n");
	/* the machine's start is not held against it */
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x9f005333);
	try(&c, flr, true, true);
	use(&c);
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x14, 4), 0xffffffff);
	/* nor does anything reach it */
	flr(&c);
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	client_end(&c);
	assert_true(logged(&c, "hangs\n"));
	client_free(&c);
}

static void once_only(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "resets message\nonce-only 0 0x10\n");
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 0);
	wr(&c, MOCK_BAR0, 0x10, 4, 0xabcd);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 1);
	message(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 0);
	wr(&c, MOCK_BAR0, 0x10, 4, 0xabcd);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x9f005333);
	/* a pretence, and the next guest */
	flr(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 1);
	wr(&c, MOCK_BAR0, 0x10, 4, 0xabcd);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 0xffffffff);
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	client_end(&c);
	assert_true(logged(&c, "VIOLATION used again without a reset\n"));
	assert_int_equal(c.dev->violations, 1);
	client_free(&c);
}

/* It has to be away for so long at least, and to be back some time. */
static void away(struct client *c, u64 from, u32 ms, u32 id)
{
	u32 got = rd(c, MOCK_CFG, 0, 4);

	/* a machine that is too slow for the first look proves nothing */
	if (mock_now() - from < ms * 1000)
		check(got == id, "id %08x, not %08x", got, id);
	while (rd(c, MOCK_CFG, 0, 4) != 0x9f005333) {
		check(mock_now() - from < 60000000, "it does not come back");
		usleep(5000);
	}
	check(mock_now() - from >= ms * 1000, "it was back too early");
}

static void slow_return(void **state)
{
	struct client c;
	u64 from;

	(void)state;
	client_begin(&c, CARD "slow-return flr 300\nslow-return message 250 crs\n");
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x9f005333);
	use(&c);
	from = mock_now();
	flr(&c);
	away(&c, from, 300, 0xffffffff);
	use(&c);
	from = mock_now();
	message(&c);
	away(&c, from, 250, 0xffff0001);
	/* the other kinds are quick */
	pm(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x9f005333);
	client_end(&c);
	assert_true(logged(&c, "away for 300 ms\n"));
	assert_true(logged(&c, "away for 250 ms\n"));
	client_free(&c);
}

/* The longest there is: what is read meanwhile does not hang on the clock. */
static void meanwhile(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "slow-return flr 600000 crs\n");
	flr(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffff0001);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0x0001);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 1), 0xff);
	assert_int_equal(rd(&c, MOCK_CFG, 4, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xffffffff);
	wr(&c, MOCK_CFG, 0x04, 2, 7);
	wr(&c, MOCK_BAR0, 0x200, 4, 7);
	client_end(&c);
	/* the thread has ended: look for oneself */
	assert_int_equal(mock_config_get(c.dev, 0x04, 2), 0);
	assert_int_equal(mock_get(c.dev->region[MOCK_BAR0].data + 0x200, 4), 0);
	client_free(&c);

	client_begin(&c, CARD "slow-return flr 600000\n");
	flr(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	client_free(&c);
}

static void never_return(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "never-return message\n");
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x9f005333);
	try(&c, flr, true, true);
	use(&c);
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xffffffff);
	client_end(&c);
	/* for the next client, too */
	client_connect(&c, true);
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	client_end(&c);
	assert_true(logged(&c, "gone for ever\n"));
	client_free(&c);

	/* tinygrad, pull request 18199: FFFF0001h, for as long as anybody watched */
	client_begin(&c, CARD "never-return flr crs\n");
	use(&c);
	flr(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffff0001);
	assert_int_equal(rd(&c, MOCK_CFG, 4, 2), 0xffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xffffffff);
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffff0001);
	client_free(&c);
}

static void told_to_go(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "away 0 0x18\n");
	use(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x18, 4), 0);
	/* neither for no time nor for more than ten minutes */
	wr(&c, MOCK_BAR0, 0x18, 4, 0);
	wr(&c, MOCK_BAR0, 0x18, 4, 600001);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x9f005333);
	wr(&c, MOCK_BAR0, 0x18, 4, 600000);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x18, 4), 0xffffffff);
	wr(&c, MOCK_CFG, 0x04, 2, 0);
	client_free(&c);

	client_begin(&c, CARD "away 0 0x18\n");
	use(&c);
	wr(&c, MOCK_BAR0, 0x18, 4, 50);
	wr(&c, MOCK_CFG, 0x04, 2, 0);
	usleep(100000);
	/* as it was: what was written meanwhile is lost */
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x9f005333);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 7);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x18, 4), 1);
	client_end(&c);
	assert_true(logged(&c, "away for 50 ms\n"));
	client_free(&c);
}

/* Link Status is at 5Ah of CARD. */
static void fatal_when_gone(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "resets\nnever-return flr\nfatal-when-gone\n");
	use(&c);
	flr(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0xffffffff);
	wr(&c, MOCK_CFG, 0x04, 2, 2);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xffffffff);
	wr(&c, 2, 0, 4, 1);
	client_end(&c);
	assert_int_equal(c.dev->violations, 2);
	assert_true(logged(&c, "VIOLATION memory of a function that does not answer was "
			       "accessed\n"));
	client_free(&c);
}

/* Whoever stands beside the machine switches cards off and on. */
static void operator(void **state)
{
	struct mock_device *gone, *last;
	struct mock_log quiet = { 0 };
	struct client c;

	(void)state;
	gone = device_of(&quiet, "vendor 5333\ndevice 9f00\nbar 0 64K mem32\ncap pcie flr\n"
			 "generation 0 0x14\ndirty 0 0x100 0x100\nresets message\nnever-return flr\n");
	check(gone && mock_device_nth(0) == gone, "the first");
	client_begin(&c, "vendor 5333\ndevice 9f1f\nbar 0 4K mem32\noperator 0 0x10\n");
	check(mock_device_nth(1) == c.dev && !mock_device_nth(2), "the second, and no third");
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), MOCK_ANSWERS);

	/* for ever */
	mock_device_reset(gone, MOCK_RESET_FLR);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 3);
	wr(&c, MOCK_BAR0, 0x10, 4, MOCK_STATE_RUNNING);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), MOCK_ANSWERS);
	wr(&c, MOCK_BAR0, 0x10, 4, MOCK_STATE_DEAD);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), MOCK_SILENT);
	/* not by what does not reset it, but by what does */
	mock_device_reset(gone, MOCK_RESET_PM);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), MOCK_SILENT);
	mock_device_reset(gone, MOCK_RESET_MESSAGE);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), MOCK_ANSWERS);
	wr(&c, MOCK_BAR0, 0x10, 4, MOCK_STATE_GONE);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 3);
	mock_device_reset(gone, MOCK_RESET_MESSAGE);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 3);
	/* to choose another changes nothing */
	wr(&c, MOCK_BAR0, 0x10, 4, 0x1ff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), MOCK_ANSWERS);
	wr(&c, MOCK_BAR0, 0x10, 4, 0x0ff);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), 3);
	wr(&c, MOCK_BAR0, 0x10, 4, MOCK_STATE_FRESH);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), MOCK_ANSWERS);
	wr(&c, MOCK_BAR0, 0x10, 4, 0x200);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x10, 4), MOCK_SILENT);
	client_end(&c);
	assert_true(logged(&c, "VIOLATION no such function, or state: 0x200\n"));
	mock_device_free(gone);
	last = mock_device_nth(0);
	check(last == c.dev, "the first is now the second");
	client_free(&c);
	assert_null(mock_device_nth(0));
}

static void link_after(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, CARD "link-after message 1 4\n");
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0x5a, 2), 0x0103);
	try(&c, flr, true, true);
	assert_int_equal(rd(&c, MOCK_CFG, 0x5a, 2), 0x0103);
	use(&c);
	message(&c);
	assert_int_equal(rd(&c, MOCK_CFG, 0x5a, 2), 0x0041);
	/* and what it could do is as before; no other reset mends it */
	assert_int_equal(rd(&c, MOCK_CFG, 0x54, 2), 0x0103);
	try(&c, flr, true, true);
	assert_int_equal(rd(&c, MOCK_CFG, 0x5a, 2), 0x0041);
	client_end(&c);
	assert_true(logged(&c, "link x4, speed 1\n"));
	client_free(&c);
}

#define FUNCTION	"vendor 5333\ndevice 9f00\ncap pm\ncap pcie flr\n"			\
			"bar 0 64K mem32\nbar 2 64K mem32 fill 0x5a\n"			\
			"generation 0 0x14\ndirty 0 0x100 0x100\ndirty 2 0x1000 0x1000\n"

static void card(void **state)
{
	struct client gpu, audio, other;

	(void)state;
	client_begin(&gpu, FUNCTION "card one\n");
	client_begin(&audio, FUNCTION "card one\nresets message\n");
	client_begin(&other, FUNCTION "card two\n");
	use(&audio);
	/* alone */
	flr(&gpu);
	pm(&gpu);
	assert_int_equal(generation(&gpu), 2);
	assert_int_equal(generation(&audio), 0);
	assert_int_equal(rd(&audio, MOCK_CFG, 0x04, 2), 7);
	/* together, in whatever order QEMU tells */
	message(&gpu);
	assert_int_equal(generation(&gpu), 3);
	assert_int_equal(generation(&audio), 1);
	assert_int_equal(rd(&audio, MOCK_CFG, 0x04, 2), 0);
	assert_int_equal(rd(&audio, MOCK_BAR0, 0x104, 4), 0);
	message(&audio);
	assert_int_equal(generation(&audio), 1);
	assert_int_equal(generation(&gpu), 3);
	message(&audio);
	assert_int_equal(generation(&audio), 2);
	assert_int_equal(generation(&gpu), 4);
	message(&gpu);
	assert_int_equal(generation(&gpu), 4);
	/* what works is each function's own matter */
	flr(&audio);
	assert_int_equal(generation(&audio), 2);
	assert_int_equal(generation(&other), 0);
	client_end(&gpu);
	client_end(&audio);
	assert_true(logged(&gpu, "reset message, already done\n"));
	assert_true(logged(&audio, "reset message, already done\n"));
	assert_true(logged(&audio, "reset flr, without effect\n"));
	client_free(&audio);
	/* the other function has gone: nothing is owed to it */
	client_connect(&gpu, true);
	message(&gpu);
	message(&gpu);
	assert_int_equal(generation(&gpu), 6);
	client_free(&gpu);
	client_free(&other);
}

/* One of them is not plugged in now; when it is, its next reset counts. */
static void card_unplugged(void **state)
{
	struct client gpu, audio;

	(void)state;
	client_begin(&gpu, FUNCTION "card one\n");
	client_begin(&audio, FUNCTION "card one\n");
	message(&gpu);
	client_end(&audio);
	message(&gpu);
	client_connect(&audio, true);
	assert_int_equal(generation(&audio), 2);
	message(&audio);
	assert_int_equal(generation(&audio), 3);
	assert_int_equal(generation(&gpu), 3);
	client_free(&audio);
	client_free(&gpu);
}

static void boot0(void **state)
{
	struct client c;
	u64 from;

	(void)state;
	client_begin(&c, "vendor 10de\nbar 0 64K mem32\ncap pm\ncap pcie flr\n"
		     "nvidia-boot0 0x134000a1\n");
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0x134000a1);
	wr(&c, MOCK_BAR0, 0, 4, 0);
	flr(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0x134000a1);
	client_free(&c);

	client_begin(&c, "vendor 10de\nbar 0 64K mem32\ncap pm\ncap pcie flr\n"
		     "nvidia-boot0 0x134000a1 ms 600000\nresets flr\n");
	message(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0x134000a1);
	flr(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xffffffff);
	assert_int_equal(rd(&c, MOCK_BAR0, 4, 4), 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0x10de);
	client_free(&c);

	client_begin(&c, "vendor 10de\nbar 0 64K mem32\ncap pm\ncap pcie flr\n"
		     "nvidia-boot0 0x134000a1 ms 50 bad0\n");
	from = mock_now();
	flr(&c);
	while (rd(&c, MOCK_BAR0, 0, 4) != 0x134000a1) {
		check(mock_now() - from < 60000000, "it does not come back");
		usleep(5000);
	}
	assert_true(mock_now() - from >= 50000);
	client_free(&c);

	client_begin(&c, "vendor 10de\nbar 0 64K mem32\ncap pm\ncap pcie flr\n"
		     "nvidia-boot0 0x134000a1 bad0 ms 600000\n");
	flr(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4) >> 16, 0xbad0);
	client_free(&c);
}

/* Of each that is shipped: what resets it, and what only seems to. */
static void shipped(void **state)
{
	static const struct {
		const char *name;
		u32 pcie;	/* where the capability is, 0 for none */
		u32 af;
		u32 pm;
		bool flr;	/* does it have it, and what does it do? */
		bool flr_real;
		bool pm_real;
	} cards[] = {
		{ "flr-good", 0x48, 0, 0x40, true, true, false },
		{ "flr-broken", 0x48, 0, 0x40, true, false, false },
		{ "af-flr", 0, 0x40, 0, true, true, false },
		{ "pm-good", 0x48, 0, 0x40, false, false, true },
		{ "pm-nosoftrst", 0x48, 0, 0x40, false, false, false },
		{ "bus-only", 0, 0, 0, false, false, false },
		{ "once-only", 0x48, 0, 0x40, true, false, false },
		{ "gpu-audio.0", 0x48, 0, 0x40, false, false, false },
		{ "gpu-audio.1", 0x48, 0, 0x40, false, false, false },
	};
	struct client c;
	u32 i, want;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cards); i++) {
		client_begin_named(&c, cards[i].name);
		want = 0;
		wr(&c, MOCK_CFG, 0x04, 2, 2);
		wr(&c, MOCK_BAR0, 0x104, 4, 0x600d600d);
		if (cards[i].pcie) {
			check(rd(&c, MOCK_CFG, cards[i].pcie, 1) == 0x10, "%s: no PCIe",
			      cards[i].name);
			check((rd(&c, MOCK_CFG, cards[i].pcie + 4, 4) >> 28 & 1) == cards[i].flr,
			      "%s: FLR", cards[i].name);
			wr(&c, MOCK_CFG, cards[i].pcie + 8, 2, 0x8000);
		}
		if (cards[i].af) {
			check(rd(&c, MOCK_CFG, cards[i].af, 1) == 0x13, "%s: no AF",
			      cards[i].name);
			wr(&c, MOCK_CFG, cards[i].af + 4, 1, 1);
		}
		want += cards[i].flr_real;
		check(rd(&c, MOCK_BAR0, 0x14, 4) == want, "%s: after FLR", cards[i].name);
		if (cards[i].pm) {
			wr(&c, MOCK_CFG, cards[i].pm + 4, 2, 3);
			wr(&c, MOCK_CFG, cards[i].pm + 4, 2, 0);
		}
		want += cards[i].pm_real;
		check(rd(&c, MOCK_BAR0, 0x14, 4) == want, "%s: after PM", cards[i].name);
		check(rd(&c, MOCK_BAR0, 0x104, 4) == (want ? 0 : 0x600d600d), "%s: left dirty",
		      cards[i].name);
		message(&c);
		check(rd(&c, MOCK_BAR0, 0x14, 4) == want + 1, "%s: after a bus reset",
		      cards[i].name);
		check(!rd(&c, MOCK_BAR0, 0x104, 4), "%s: dirty after a bus reset", cards[i].name);
		client_free(&c);
	}
}

/* Those that do not answer any more: after what, and with what. */
static void shipped_away(void **state)
{
	static const struct {
		const char *name;
		u32 devctl;
		u32 id;
	} cards[] = {
		{ "flr-hang", 0x50, 0xffffffff },
		{ "never-return", 0x50, 0xffffffff },
		{ "slow-crs", 0x50, 0xffff0001 },
		{ "nvidia-nobus", 0, 0xffffffff },
		{ "link-lost", 0, 0xffffffff },
		{ "nvidia-gb202", 0x80, 0xffff0001 },
		{ "amd-instinct", 0x6c, 0xffffffff },
		{ "amd-instinct", 0, 0xffffffff },
	};
	struct client c;
	u32 i, got;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cards); i++) {
		client_begin_named(&c, cards[i].name);
		message(&c);
		check(rd(&c, MOCK_CFG, 0, 2) != 0xffff, "%s: at the start", cards[i].name);
		wr(&c, MOCK_CFG, 0x04, 2, 2);
		if (cards[i].devctl)
			wr(&c, MOCK_CFG, cards[i].devctl, 2, 0x8000);
		else
			message(&c);
		got = rd(&c, MOCK_CFG, 0, 4);
		check(got == cards[i].id, "%s: id %08x", cards[i].name, got);
		client_free(&c);
	}
}

static void nvidia(void **state)
{
	struct client c;

	(void)state;
	client_begin_named(&c, "nvidia-nobus");
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x234210de);
	assert_int_equal(rd(&c, MOCK_CFG, 0x7c, 4) >> 28 & 1, 1);
	wr(&c, MOCK_BAR0, 0x400010, 4, 1);
	wr(&c, MOCK_CFG, 0x80, 2, 0x8000);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x400010, 4), 0);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x20, 4), 1);
	client_free(&c);

	client_begin_named(&c, "nvidia-reset");
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x1b8010de);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0x134000a1);
	wr(&c, MOCK_BAR0, 0x400010, 4, 1);
	pm(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x400010, 4), 1);
	message(&c);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x400010, 4), 0);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x20, 4), 1);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 4), 0x1b8010de);
	client_free(&c);
}

/* Linux: quirk_nvidia_hda.  Bit 25 of 488h goes in a bus reset, and the audio function with it. */
static void hda(void **state)
{
	struct client gpu, audio;

	(void)state;
	client_begin_named(&gpu, "nvidia-audio.0");
	client_begin_named(&audio, "nvidia-audio.1");
	/* the machine's start is no loss */
	message(&gpu);
	message(&audio);
	assert_int_equal(rd(&gpu, MOCK_CFG, 0x488, 4) >> 25 & 1, 1);
	assert_int_equal(rd(&audio, MOCK_CFG, 0, 4), 0x10f010de);
	wr(&gpu, MOCK_CFG, 0x04, 2, 2);
	wr(&audio, MOCK_CFG, 0x04, 2, 2);
	pm(&gpu);
	assert_int_equal(rd(&audio, MOCK_CFG, 0, 4), 0x10f010de);
	wr(&gpu, MOCK_CFG, 0x04, 2, 2);
	message(&gpu);
	message(&audio);
	assert_int_equal(rd(&gpu, MOCK_CFG, 0x488, 4), 0);
	assert_int_equal(rd(&audio, MOCK_CFG, 0, 4), 0xffffffff);
	/* other bits are nobody's */
	wr(&gpu, MOCK_CFG, 0x488, 4, 0xfdffffff);
	assert_int_equal(rd(&audio, MOCK_CFG, 0, 4), 0xffffffff);
	wr(&gpu, MOCK_CFG, 0x488, 4, 0x02000000);
	assert_int_equal(rd(&audio, MOCK_CFG, 0, 4), 0x10f010de);
	client_end(&gpu);
	assert_true(logged(&gpu, "audio function gone\n"));
	assert_true(logged(&gpu, "audio function enabled\n"));
	client_free(&audio);
	client_free(&gpu);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(dirty),
		cmocka_unit_test(generation_is_read_only),
		cmocka_unit_test(hang),
		cmocka_unit_test(once_only),
		cmocka_unit_test(slow_return),
		cmocka_unit_test(fatal_when_gone),
		cmocka_unit_test(operator),
		cmocka_unit_test(link_after),
		cmocka_unit_test(meanwhile),
		cmocka_unit_test(never_return),
		cmocka_unit_test(told_to_go),
		cmocka_unit_test(card),
		cmocka_unit_test(card_unplugged),
		cmocka_unit_test(boot0),
		cmocka_unit_test(shipped),
		cmocka_unit_test(shipped_away),
		cmocka_unit_test(nvidia),
		cmocka_unit_test(hda),
	};

	return cmocka_run_group_tests_name("resets", tests, NULL, NULL);
}
