// SPDX-License-Identifier: GPL-2.0-only
/*
 * rom-ff-first N [once]: the first N reads of the ROM give all ones each time
 * it has been enabled, or ("once") only the first N of all: a flash that needs
 * time to wake up.
 *
 * Mind what a read is.  QEMU 11.1 reads the whole ROM in one message at its
 * guest's first access and keeps what it got, all ones too, as long as it is
 * connected: so behind QEMU any N means that the ROM is all ones until the
 * device is unplugged and plugged again, and with "once" it is there then.
 * It has to be before "rombar" in a personality.
 *
 * Made from: no log that we know of; a flash that is slow to wake is supposed.
 */
#include "behaviours.h"

struct ff_first {
	u64 count;
	u64 left;
	bool once;
	bool enabled;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct ff_first *ff = priv;
	int rc = mock_parse_number(args, 1, 1000000, &ff->count);

	(void)dev;
	if (rc || args->count < 3)
		return rc;
	if (strcmp(args->word[2], "once"))
		return MOCK_BAD;
	ff->once = true;
	ff->left = ff->count;
	return 0;
}

/* An enable that goes from 0 to 1 begins the count again. */
static void config_write(struct mock_device *dev, void *priv, u32 off, u32 len,
			 const u8 *val)
{
	struct ff_first *ff = priv;
	bool now = mock_config_rom_enabled(dev);

	(void)off;
	(void)len;
	(void)val;
	if (now && !ff->enabled && !ff->once)
		ff->left = ff->count;
	ff->enabled = now;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct ff_first *ff = priv;

	(void)off;
	if (region != MOCK_ROM || !ff->left || !mock_config_rom_enabled(dev))
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
}

const struct mock_behaviour mock_rom_ff_first = {
	.name = "rom-ff-first",
	.usage = "N [once]",
	.priv_size = sizeof(struct ff_first),
	.init = init,
	.config_write = config_write,
	.region_read = region_read,
	.reset = reset,
};
