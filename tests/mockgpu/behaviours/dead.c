// SPDX-License-Identifier: GPL-2.0-only
/*
 * dead [after N]: the function has fallen off the bus.
 *
 * Nobody completes a read any more, which the root complex turns into all
 * ones (PCI Express 3.0, 2.3.2).  At once, or after N accesses to configuration
 * space; from then on nothing brings it back, not a reset either.
 *
 * Made from: PCI Express 3.0, 2.3.2.
 */
#include "behaviours.h"

struct dead {
	u64 after;
	u64 seen;
	bool dead;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct dead *dead = priv;

	(void)dev;
	if (args->count < 2)
		return 0;
	if (strcmp(args->word[1], "after"))
		return MOCK_BAD;
	return mock_parse_number(args, 2, MOCK_NEVER - 1, &dead->after);
}

static void count(struct mock_device *dev, struct dead *dead)
{
	if (dead->dead || dead->seen++ < dead->after)
		return;
	dead->dead = true;
	mock_log_line(dev, "dead");
}

static void config_read(struct mock_device *dev, void *priv, u32 off, u32 len,
			u8 *val)
{
	struct dead *dead = priv;

	(void)off;
	count(dev, dead);
	if (dead->dead)
		memset(val, 0xff, len);
}

static void config_write(struct mock_device *dev, void *priv, u32 off, u32 len,
			 const u8 *val)
{
	(void)off;
	(void)len;
	(void)val;
	count(dev, priv);
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct dead *dead = priv;

	(void)dev;
	(void)region;
	(void)off;
	if (dead->dead)
		memset(val, 0xff, len);
	return dead->dead;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct dead *dead = priv;

	(void)dev;
	(void)region;
	(void)off;
	(void)len;
	(void)val;
	return dead->dead;
}

const struct mock_behaviour mock_dead = {
	.name = "dead",
	.usage = "[after N]",
	.priv_size = sizeof(struct dead),
	.init = init,
	.config_read = config_read,
	.config_write = config_write,
	.region_read = region_read,
	.region_write = region_write,
};
