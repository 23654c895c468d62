// SPDX-License-Identifier: GPL-2.0-only
/*
 * generation BAR OFFSET: a register that counts real resets.
 *
 * No hardware has it.  It is what a test reads before and after, to tell a reset
 * from a pretence.  It begins with 0 and cannot be written.
 *
 * Made from: nothing, it is a test's means.
 */
#include "behaviours.h"

struct generation {
	u32 bar;
	u64 off;
	u32 count;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct generation *gen = priv;

	(void)dev;
	return mock_parse_register(args, &gen->bar, &gen->off);
}

static int start(struct mock_device *dev, void *priv)
{
	struct generation *gen = priv;

	if (gen->off + 4 <= dev->region[gen->bar].size)
		return 0;
	fprintf(stderr, "mockgpu: %s: generation: BAR%u has no 0x%llx\n", dev->name,
		gen->bar, gen->off);
	return -EINVAL;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct generation *gen = priv;

	(void)dev;
	if (region != gen->bar || off != gen->off || len != 4)
		return false;
	mock_put(val, 4, gen->count);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct generation *gen = priv;

	(void)dev;
	(void)val;
	return region == gen->bar && mock_overlap(off, len, gen->off, 4);
}

static void reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct generation *gen = priv;

	(void)kind;
	gen->count++;
	mock_log_line(dev, "generation %u", gen->count);
}

const struct mock_behaviour mock_generation = {
	.name = "generation",
	.usage = "BAR OFFSET",
	.priv_size = sizeof(struct generation),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
	.reset = reset,
};
