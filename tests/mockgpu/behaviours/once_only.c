// SPDX-License-Identifier: GPL-2.0-only
/*
 * once-only BAR OFFSET: a card that can be started once.
 *
 * Firmware of many GPUs can't be loaded a second time: it stays until a reset,
 * and a driver that tries takes the card down, and with AMD's the host now and
 * then.  Here a write to the register is such a start; the next one, without a
 * real reset in between, is a violation, and after it nobody answers any more,
 * whatever is reset.  Reads give 1 if the card has been started, else 0.
 *
 * Made from: gnif/vendor-reset, issues 3 and 25; what happens at the second start
 * differs from card to card.
 */
#include "behaviours.h"

struct once {
	u32 bar;
	u64 off;
	bool used;
	bool dead;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct once *once = priv;

	(void)dev;
	return mock_parse_register(args, &once->bar, &once->off);
}

static int start(struct mock_device *dev, void *priv)
{
	struct once *once = priv;

	if (once->off + 4 <= dev->region[once->bar].size)
		return 0;
	fprintf(stderr, "mockgpu: %s: once-only: BAR%u has no 0x%llx\n", dev->name,
		once->bar, once->off);
	return -EINVAL;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct once *once = priv;

	(void)dev;
	if (region != once->bar || off != once->off || len != 4)
		return false;
	mock_put(val, 4, once->used);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct once *once = priv;

	(void)val;
	if (region != once->bar || !mock_overlap(off, len, once->off, 4))
		return false;
	if (once->used) {
		mock_violation(dev, "used again without a reset");
		once->dead = true;
	}
	once->used = true;
	return true;
}

static void reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct once *once = priv;

	(void)dev;
	(void)kind;
	once->used = false;
}

static enum mock_answer answer(struct mock_device *dev, void *priv)
{
	struct once *once = priv;

	(void)dev;
	return once->dead ? MOCK_SILENT : MOCK_ANSWERS;
}

const struct mock_behaviour mock_once_only = {
	.name = "once-only",
	.usage = "BAR OFFSET",
	.priv_size = sizeof(struct once),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
	.reset = reset,
	.answer = answer,
};
