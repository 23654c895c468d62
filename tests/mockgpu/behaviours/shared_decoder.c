// SPDX-License-Identifier: GPL-2.0-only
/*
 * shared-decoder BAR: the ROM and the BAR have one address decoder.
 *
 * PCI Local Bus Specification 3.0, 6.2.5.2: a device may share the decoder
 * between its ROM and other BARs; software must then not access the device
 * through them while the ROM is enabled.  What such an access gives is not
 * defined; here it is what the flash holds, and it is logged.
 *
 * Made from: PCI Local Bus Specification 3.0, 6.2.5.2.
 */
#include "behaviours.h"

struct shared {
	u32 bar;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct shared *shared = priv;

	(void)dev;
	return mock_parse_bar(args, 1, &shared->bar);
}

static bool taken(const struct mock_device *dev, const struct shared *shared,
		  u32 region)
{
	return region == shared->bar && mock_config_rom_enabled(dev);
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	if (!taken(dev, priv, region))
		return false;
	mock_violation(dev, "%s read 0x%03llx %u while its decoder serves the ROM",
		       mock_region_name(region), off, len);
	mock_rom_content(dev, off, len, val);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	(void)val;
	if (!taken(dev, priv, region))
		return false;
	mock_violation(dev, "%s write 0x%03llx %u while its decoder serves the ROM",
		       mock_region_name(region), off, len);
	return true;
}

const struct mock_behaviour mock_shared_decoder = {
	.name = "shared-decoder",
	.usage = "BAR",
	.priv_size = sizeof(struct shared),
	.init = init,
	.region_read = region_read,
	.region_write = region_write,
};
