// SPDX-License-Identifier: GPL-2.0-only
/*
 * rombar [SIZE]: an ordinary ROM BAR (PCI Local Bus Specification 3.0, 6.2.5.2).
 *
 * The flash can be seen while both the BAR's enable bit and COMMAND's Memory
 * Space Enable are set; otherwise nobody answers, which reads as all ones.
 *
 * Made from: PCI Local Bus Specification 3.0, 6.2.5.2.
 */
#include "behaviours.h"

struct rombar {
	u64 size;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct rombar *bar = priv;
	int rc;

	if (args->count < 2)
		return 0;
	rc = mock_parse_number(args, 1, 1 << 24, &bar->size);
	if (rc)
		return rc;
	/* 6.2.5.2: 2 KiB are the least, 16 MiB the most */
	if (!mock_region_power_of_two(bar->size) || bar->size < 2048)
		return MOCK_BAD;
	dev->region[MOCK_ROM].size = bar->size;
	return 0;
}

/* The least that takes the image; the header has been built without it. */
static int start(struct mock_device *dev, void *priv)
{
	struct rombar *bar = priv;

	if (!bar->size) {
		bar->size = 2048;
		while (bar->size < dev->rom.len)
			bar->size <<= 1;
		dev->region[MOCK_ROM].size = bar->size;
		mock_config_writable(dev, 0x30, 4, (~(bar->size - 1) & 0xfffff800U) | 1);
	}
	return 0;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	(void)priv;
	if (region != MOCK_ROM)
		return false;
	if (mock_config_rom_enabled(dev))
		mock_rom_content(dev, off, len, val);
	else
		memset(val, 0xff, len);
	return true;
}

const struct mock_behaviour mock_rombar = {
	.name = "rombar",
	.usage = "[SIZE]",
	.priv_size = sizeof(struct rombar),
	.init = init,
	.start = start,
	.region_read = region_read,
};
