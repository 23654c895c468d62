// SPDX-License-Identifier: GPL-2.0-only
/*
 * rom-ff-first N: the first N reads of the ROM after it has been enabled give
 * all ones: a flash that needs time to wake up.
 *
 * QEMU reads the whole ROM at the first access of its guest and keeps it, all
 * ones too.  Until it has it, though, each access makes it ask for the size
 * anew, and a refusal reads as all ones: so such a question counts as the read
 * it stands for, and the read that follows the last one is not counted again.
 */
#include "behaviours.h"

struct ff_first {
	u64 count;
	u64 left;
	bool enabled;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct ff_first *ff = priv;

	(void)dev;
	return mock_parse_number(args, 1, 1000000, &ff->count);
}

/* An enable that goes from 0 to 1 begins the count again. */
static void config_write(struct mock_device *dev, void *priv, u32 off, u32 len)
{
	struct ff_first *ff = priv;
	bool now = mock_config_rom_enabled(dev);

	(void)off;
	(void)len;
	if (now && !ff->enabled)
		ff->left = ff->count;
	ff->enabled = now;
}

static int region_info(struct mock_device *dev, void *priv, u32 region)
{
	struct ff_first *ff = priv;

	if (region != MOCK_ROM || !ff->enabled || !ff->left)
		return 0;
	ff->left--;
	mock_log_line(dev, "rom not ready, %llu reads to go", ff->left);
	return EAGAIN;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct ff_first *ff = priv;

	(void)dev;
	(void)off;
	if (region != MOCK_ROM || !ff->left)
		return false;
	ff->left--;
	memset(val, 0xff, len);
	return true;
}

static void reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct ff_first *ff = priv;

	(void)dev;
	(void)kind;
	ff->enabled = false;
	ff->left = 0;
}

const struct mock_behaviour mock_rom_ff_first = {
	.name = "rom-ff-first",
	.usage = "N",
	.priv_size = sizeof(struct ff_first),
	.init = init,
	.config_write = config_write,
	.region_info = region_info,
	.region_read = region_read,
	.reset = reset,
};
