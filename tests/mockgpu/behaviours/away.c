// SPDX-License-Identifier: GPL-2.0-only
/*
 * away BAR OFFSET: a function that can be told to go, and comes back.
 *
 * A dword N written there, and nobody answers for N milliseconds: reads give all
 * ones (PCI Express 3.0, 2.3.2), what is written is lost.  So a card looks that
 * has been pulled, or whose link is down.  It comes back as it was: its state is
 * for the other behaviours.  Reads give how often it has been away.
 *
 * Made from: PCI Express 3.0, 2.3.2; that it can be told is a test's means.
 */
#include "behaviours.h"

#define MAX_MS	600000

struct away {
	u32 bar;
	u64 off;
	u64 until;
	u32 times;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct away *away = priv;

	(void)dev;
	return mock_parse_register(args, &away->bar, &away->off);
}

static int start(struct mock_device *dev, void *priv)
{
	struct away *away = priv;

	if (away->off + 4 <= dev->region[away->bar].size)
		return 0;
	fprintf(stderr, "mockgpu: %s: away: BAR%u has no 0x%llx\n", dev->name,
		away->bar, away->off);
	return -EINVAL;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct away *away = priv;

	(void)dev;
	if (region != away->bar || off != away->off || len != 4)
		return false;
	mock_put(val, 4, away->times);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct away *away = priv;
	u64 ms;

	if (region != away->bar || off != away->off || len != 4)
		return false;
	ms = mock_get(val, 4);
	if (!ms || ms > MAX_MS)
		return true;
	away->until = mock_now() + ms * 1000;
	away->times++;
	mock_log_line(dev, "away for %llu ms", ms);
	return true;
}

static enum mock_answer answer(struct mock_device *dev, void *priv)
{
	struct away *away = priv;

	(void)dev;
	return mock_now() < away->until ? MOCK_SILENT : MOCK_ANSWERS;
}

const struct mock_behaviour mock_away = {
	.name = "away",
	.usage = "BAR OFFSET",
	.priv_size = sizeof(struct away),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
	.answer = answer,
};
