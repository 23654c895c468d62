// SPDX-License-Identifier: GPL-2.0-only
/*
 * dirty BAR OFFSET LENGTH: registers, or video memory, as a guest leaves them.
 *
 * What is written there stays until something really resets the function; after
 * that it is as at the beginning.  The log tells both, so that a test can see
 * whether the next guest was given a card that was used.
 *
 * Made from: nothing, it is a test's means; what a reset leaves is another
 * behaviour's matter.
 */
#include "behaviours.h"

struct dirty {
	u32 bar;
	u64 off;
	u64 len;
	bool dirty;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct dirty *dirty = priv;
	int rc;

	(void)dev;
	rc = mock_parse_register(args, &dirty->bar, &dirty->off);
	if (!rc)
		rc = mock_parse_number(args, 3, 1ULL << 40, &dirty->len);
	return rc ? rc : dirty->len ? 0 : MOCK_BAD;
}

static int start(struct mock_device *dev, void *priv)
{
	struct dirty *dirty = priv;

	if (dirty->off + dirty->len <= dev->region[dirty->bar].size)
		return 0;
	fprintf(stderr, "mockgpu: %s: dirty: BAR%u ends before 0x%llx\n", dev->name,
		dirty->bar, dirty->off + dirty->len);
	return -EINVAL;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct dirty *dirty = priv;

	(void)val;
	if (region != dirty->bar || dirty->dirty ||
	    !mock_overlap(off, len, dirty->off, dirty->len))
		return false;
	dirty->dirty = true;
	mock_log_line(dev, "dirty %s 0x%03llx", mock_region_name(region), dirty->off);
	return false;
}

static void reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct dirty *dirty = priv;
	struct mock_region *r = &dev->region[dirty->bar];

	(void)kind;
	if (!dirty->dirty)
		return;
	dirty->dirty = false;
	memset(r->data + dirty->off, r->fill, dirty->len);
	mock_log_line(dev, "clean %s 0x%03llx", mock_region_name(dirty->bar), dirty->off);
}

const struct mock_behaviour mock_dirty = {
	.name = "dirty",
	.usage = "BAR OFFSET LENGTH",
	.priv_size = sizeof(struct dirty),
	.init = init,
	.start = start,
	.region_write = region_write,
	.reset = reset,
};
