// SPDX-License-Identifier: GPL-2.0-only
/*
 * rom-slow US: each dword of the ROM takes so many microseconds, as a serial
 * flash behind the ROM BAR does.  Short for "latency rom US".
 *
 * Made from: nothing, it is a test's means.
 */
#include "behaviours.h"

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	u64 us;
	int rc = mock_parse_number(args, 1, 1000000, &us);

	(void)priv;
	if (!rc)
		dev->region[MOCK_ROM].latency = us;
	return rc;
}

const struct mock_behaviour mock_rom_slow = {
	.name = "rom-slow",
	.usage = "MICROSECONDS",
	.init = init,
};
