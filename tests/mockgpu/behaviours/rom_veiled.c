// SPDX-License-Identifier: GPL-2.0-only
/*
 * rom-veiled SIZE: a ROM BAR that reads as zero while it is disabled.  It keeps what is
 * written to it all the same, and decodes that when it is enabled.
 *
 * An address that the card decodes is logged: "rom decodes ADDRESS".  Not behind
 * "rombar": QEMU, which makes a BAR's register itself, must not know of this one.
 *
 * Made from: Linux, drivers/pci/rom.c, pci_enable_rom(): "some devices have buggy ROM
 * BARs that read as zero when disabled"; PCI Local Bus Specification 3.0, 6.2.5.2.
 */
#include "behaviours.h"

#define ROM_BAR		0x30
#define ROM_ENABLE	0x01U

struct veiled {
	u32 mask;
	u32 shown;		/* what the log has as decoded last, or 0 */
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct veiled *veiled = priv;
	u64 size;
	int rc = mock_parse_number(args, 1, 1 << 24, &size);

	(void)dev;
	if (rc)
		return rc;
	if (!mock_region_power_of_two(size) || size < 2048)
		return MOCK_BAD;
	veiled->mask = ~((u32)size - 1);
	return 0;
}

static int start(struct mock_device *dev, void *priv)
{
	const struct veiled *veiled = priv;

	mock_config_writable(dev, ROM_BAR, 4, veiled->mask | ROM_ENABLE);
	return 0;
}

static void config_read(struct mock_device *dev, void *priv, u32 off, u32 len, u8 *val)
{
	u32 i;

	(void)priv;
	if (mock_config_get(dev, ROM_BAR, 4) & ROM_ENABLE)
		return;
	for (i = 0; i < len; i++)
		if (off + i >= ROM_BAR && off + i < ROM_BAR + 4)
			val[i] = 0;
}

static void config_write(struct mock_device *dev, void *priv, u32 off, u32 len, const u8 *val)
{
	u32 at = mock_config_rom_enabled(dev) ? mock_config_get(dev, ROM_BAR, 4) & ~ROM_ENABLE : 0;
	struct veiled *veiled = priv;

	(void)off;
	(void)len;
	(void)val;
	if (at && at != veiled->shown)
		mock_log_line(dev, "rom decodes 0x%08x", at);
	veiled->shown = at;
}

static void reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct veiled *veiled = priv;

	(void)dev;
	(void)kind;
	veiled->shown = 0;
}

const struct mock_behaviour mock_rom_veiled = {
	.name = "rom-veiled",
	.usage = "SIZE",
	.priv_size = sizeof(struct veiled),
	.init = init,
	.start = start,
	.config_read = config_read,
	.config_write = config_write,
	.reset = reset,
};
