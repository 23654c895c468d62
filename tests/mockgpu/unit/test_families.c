// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's tables (drivers/xen/xen-vgapt/pure/reset) run on the cards of this
 * program, without Xen or QEMU: neither was made from the other, but both from what
 * each of them names at its head.
 */
#include <unistd.h>

#include "client.h"
#include "pure/reset/ids.h"
#include "pure/reset/say.h"
#include "pure/reset/vendor.h"

/**
 * struct way - the way to a card
 * @io:  what the module's tables use
 * @dev: the card
 */
struct way {
	struct vgapt_io io;
	struct mock_device *dev;
};

static struct mock_device *dev_of(struct vgapt_io *io)
{
	return ((struct way *)io)->dev;
}

static u32 get(struct vgapt_io *io, u32 region, u32 off)
{
	u8 val[4];

	mock_read(dev_of(io), region, off, 4, val);
	return mock_get(val, 4);
}

static void put(struct vgapt_io *io, u32 region, u32 off, u32 val)
{
	u8 bytes[4];

	mock_put(bytes, 4, val);
	mock_write(dev_of(io), region, off, 4, bytes);
}

static u32 way_read(struct vgapt_io *io, int bar, u32 off)
{
	return get(io, bar, off);
}

static void way_write(struct vgapt_io *io, int bar, u32 off, u32 val)
{
	put(io, bar, off, val);
}

static u32 way_cfg_read(struct vgapt_io *io, u32 off)
{
	return get(io, MOCK_CFG, off);
}

static void way_cfg_write(struct vgapt_io *io, u32 off, u32 val)
{
	put(io, MOCK_CFG, off, val);
}

static void way_sleep(struct vgapt_io *io, u32 us)
{
	(void)io;
	usleep(us);
}

static u64 way_now(struct vgapt_io *io)
{
	(void)io;
	return mock_now();
}

static struct mock_log quiet;

static const struct vgapt_reset_vendor *way_open(struct way *way, const char *name)
{
	const struct vgapt_reset_id *id;

	way->io = (struct vgapt_io){
		.read = way_read, .write = way_write, .cfg_read = way_cfg_read,
		.cfg_write = way_cfg_write, .sleep_us = way_sleep, .now_us = way_now,
		.has_rom = true,
	};
	way->dev = device_named(&quiet, name);
	check(way->dev, "%s", name);
	/* Every access to the memory of one that is not there is a violation. */
	way->dev->fatal = true;
	put(&way->io, MOCK_CFG, 0x04, 0x2);
	id = vgapt_reset_id_of(way->dev->vendor, way->dev->device);
	return id ? vgapt_reset_vendor_of(id->family) : NULL;
}

/* Each card that its own registers can reset is, and nothing is done that must not be. */
static void resets(void **state)
{
	static const struct {
		const char *name;
		u32 max_ms;
		bool goes_on;	/* its processor is not reset */
	} cards[] = {
		{ "amd-bonaire", 300, false },
		{ "amd-polaris10-running", 300, false },
		{ "amd-polaris10-baco", 400, false },
		{ "amd-vega10", 1200, false },
		{ "amd-vega10-halted", 1200, false },
		{ "amd-polaris11", 300, false },
		{ "amd-vegam", 300, false },
		{ "amd-vega12", 1200, false },
		{ "amd-vega20", 1200, false },
		{ "amd-vega20-late", 5500, false },
		{ "amd-mi100", 1200, false },
		{ "amd-navi10", 1200, false },
		{ "amd-navi14-error", 3500, false },
		{ "amd-navi21", 1200, false },
		{ "amd-navi31", 1200, false },
		{ "amd-navi32", 1200, false },
		{ "amd-navi33", 1200, false },
		{ "amd-navi48", 1700, false },
		{ "amd-renoir", 200, true },
		{ "amd-rembrandt", 200, true },
	};
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cards); i++) {
		const struct vgapt_reset_vendor *vendor;
		enum vgapt_why why = VGAPT_WHY_NONE;
		struct vgapt_misstep miss;
		struct way way;
		u64 from;
		int rc;

		vendor = way_open(&way, cards[i].name);
		check(vendor && vendor->reset, "%s", cards[i].name);
		put(&way.io, MOCK_BAR0, 0x100, 0x5a5a1234);
		put(&way.io, 5, 0x8000, 0x5a5a1234);
		check(vgapt_vendor_probe(vendor, &way.io) == VGAPT_REASON_IN, "%s",
		      cards[i].name);
		from = mock_now();
		rc = vgapt_vendor_reset(vendor, &way.io, &why, &miss);
		check(!rc, "%s: %d %s", cards[i].name, rc, vgapt_why_name(why));
		check(mock_now() - from < cards[i].max_ms * 4000ULL, "%s: %llu us", cards[i].name,
		      mock_now() - from);
		check(get(&way.io, 2, 0) == 1, "%s: reset %u times", cards[i].name,
		      get(&way.io, 2, 0));
		check(!get(&way.io, MOCK_BAR0, 0x100) && !get(&way.io, 5, 0x8000), "%s: dirty",
		      cards[i].name);
		check(get(&way.io, MOCK_CFG, 0x04) & 2, "%s: COMMAND", cards[i].name);
		rc = vgapt_vendor_alive(vendor, &way.io, &why);
		check(!rc, "%s: %d %s", cards[i].name, rc, vgapt_why_name(why));
		/* And then there is nothing to reset. */
		check((vgapt_vendor_probe(vendor, &way.io) == VGAPT_REASON_IDLE) !=
		      cards[i].goes_on, "%s", cards[i].name);
		mock_device_check(way.dev);
		check(!way.dev->violations, "%s: %u violations", cards[i].name,
		      way.dev->violations);
		mock_device_free(way.dev);
	}
}

static void probes(void **state)
{
	static const struct {
		const char *name;
		enum vgapt_reset_reason reason;
	} cards[] = {
		{ "amd-polaris10-idle", VGAPT_REASON_IDLE },
		{ "amd-polaris10-hung", VGAPT_REASON_HUNG },
	};
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cards); i++) {
		const struct vgapt_reset_vendor *vendor;
		struct way way;

		vendor = way_open(&way, cards[i].name);
		check(vgapt_vendor_probe(vendor, &way.io) == cards[i].reason, "%s", cards[i].name);
		check(!get(&way.io, 2, 0), "%s", cards[i].name);
		mock_device_check(way.dev);
		check(!way.dev->violations, "%s", cards[i].name);
		mock_device_free(way.dev);
	}
}

/* The SMU is all that can reset these, and it does not listen. */
#define NO_SMU	(BIT(MOCK_STATE_SHUT_DOWN) | BIT(MOCK_STATE_HUNG) | BIT(MOCK_STATE_HUNG_PSP))
/* The PSP can reset these, or the SMU, and neither listens. */
#define NEITHER	BIT(MOCK_STATE_HUNG_PSP)
#define HUNG	(BIT(MOCK_STATE_HUNG) | BIT(MOCK_STATE_HUNG_PSP))

/*
 * Each family in each state that the operator can put it into: that its probe says what
 * it should, and where that is "in", that its reset works.  One that does not has to leave
 * the card there.  Up to Polaris the SMC tells that it hangs (BACO does without it); later
 * the PSP is there to be asked, and the probe does not ask the SMU, but that of a
 * processor's graphics does.
 */
static void states(void **state)
{
	static const struct {
		const char *name;
		u32 hung;	/* states in which the probe says that */
		u32 stuck;	/* in which it says "in", and the reset fails */
	} cards[] = {
		{ "amd-bonaire", HUNG, 0 },
		{ "amd-polaris10-running", HUNG, 0 },
		{ "amd-polaris10-baco", 0, 0 },
		{ "amd-polaris11", HUNG, 0 },
		{ "amd-vegam", HUNG, 0 },
		{ "amd-vega10", 0, NEITHER },
		{ "amd-vega12", 0, NEITHER },
		{ "amd-vega20", 0, NEITHER },
		{ "amd-mi100", 0, NEITHER },
		{ "amd-navi10", 0, NEITHER },
		{ "amd-navi21", 0, NEITHER },
		{ "amd-navi31", 0, NO_SMU },
		{ "amd-navi32", 0, NO_SMU },
		{ "amd-navi33", 0, NO_SMU },
		{ "amd-navi48", 0, NO_SMU },
		{ "amd-renoir", HUNG, BIT(MOCK_STATE_SHUT_DOWN) },
		{ "amd-rembrandt", HUNG, BIT(MOCK_STATE_SHUT_DOWN) },
	};
	enum mock_state put_into;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cards); i++) {
		const struct vgapt_reset_vendor *vendor;
		const char *name = cards[i].name;
		struct way way;

		vendor = way_open(&way, name);
		for (put_into = 0; put_into < MOCK_STATE_DEAD; put_into++) {
			enum vgapt_reset_reason reason, expected = VGAPT_REASON_IN;
			enum vgapt_why why = VGAPT_WHY_NONE;
			struct vgapt_misstep miss;
			int rc;

			if (put_into == MOCK_STATE_FRESH)
				expected = VGAPT_REASON_IDLE;
			else if (cards[i].hung & BIT(put_into))
				expected = VGAPT_REASON_HUNG;
			mock_device_put(way.dev, put_into);
			put(&way.io, MOCK_CFG, 0x04, 0x2);
			if (put_into != MOCK_STATE_FRESH)
				put(&way.io, 5, 0x8000, 0x5a5a1234);
			reason = vgapt_vendor_probe(vendor, &way.io);
			check(reason == expected, "%s, state %u: %s, not %s", name, put_into,
			      vgapt_reset_reason_name(reason), vgapt_reset_reason_name(expected));
			if (reason != VGAPT_REASON_IN)
				continue;
			rc = vgapt_vendor_reset(vendor, &way.io, &why, &miss);
			check(!rc == !(cards[i].stuck & BIT(put_into)), "%s, state %u: %d %s",
			      name, put_into, rc, vgapt_why_name(why));
			check(get(&way.io, 5, 0x8000) == (rc ? 0x5a5a1234 : 0),
			      "%s, state %u: %08x", name, put_into, get(&way.io, 5, 0x8000));
		}
		mock_device_put(way.dev, MOCK_STATE_DEAD);
		check(get(&way.io, MOCK_CFG, 0) == 0xffffffff, "%s", name);
		mock_device_check(way.dev);
		check(!way.dev->violations, "%s: %u violations", name, way.dev->violations);
		mock_device_free(way.dev);
	}
}

/* An NVIDIA card gets its audio function back. */
static void audio(void **state)
{
	const struct vgapt_reset_vendor *vendor;
	struct vgapt_noted noted;
	struct way gpu, sound;

	(void)state;
	vendor = way_open(&gpu, "nvidia-audio.0");
	check(!way_open(&sound, "nvidia-audio.1") || vendor, "ids");
	vgapt_vendor_before(vendor, &gpu.io, &noted);
	mock_device_reset(gpu.dev, MOCK_RESET_MESSAGE);
	assert_int_equal(get(&sound.io, MOCK_CFG, 0), 0xffffffff);
	vgapt_vendor_after(vendor, &gpu.io, &noted);
	assert_int_equal(get(&sound.io, MOCK_CFG, 0), 0x10f010de);
	mock_device_free(sound.dev);
	mock_device_free(gpu.dev);
}

/* What our table forbids is what these do not survive. */
static void forbidden(void **state)
{
	static const struct {
		const char *name;
		u32 useless;
	} cards[] = {
		{ "nvidia-gb202", BIT(VGAPT_RESET_FLR) },
		{ "nvidia-nobus", BIT(VGAPT_RESET_BUS) },
		{ "amd-instinct", BIT(VGAPT_RESET_FLR) | BIT(VGAPT_RESET_BUS) },
		{ "amd-vega10", BIT(VGAPT_RESET_BUS) },
	};
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cards); i++) {
		const struct vgapt_reset_id *id;
		struct way way;

		way_open(&way, cards[i].name);
		id = vgapt_reset_id_of(way.dev->vendor, way.dev->device);
		check(id && (id->useless & (BIT(VGAPT_RESET_FLR) | BIT(VGAPT_RESET_BUS))) ==
		      cards[i].useless, "%s", cards[i].name);
		mock_device_free(way.dev);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(resets),
		cmocka_unit_test(probes),
		cmocka_unit_test(states),
		cmocka_unit_test(audio),
		cmocka_unit_test(forbidden),
	};

	return cmocka_run_group_tests_name("families", tests, NULL, NULL);
}
