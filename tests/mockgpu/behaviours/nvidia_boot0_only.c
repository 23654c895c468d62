// SPDX-License-Identifier: GPL-2.0-only
/*
 * nvidia-boot0-only VALUE: a chip of NVIDIA's of which only PMC_BOOT_0 is known.
 *
 * Made from: nouveau, torvalds/linux.
 *
 * It knows Hopper and Blackwell (drivers/gpu/drm/nouveau/nvkm/engine/device/
 * base.c, the tables of GH100, GB10x and GB20x) and gives them no ".bios": it reads no
 * VBIOS from their registers.  Their mirror of configuration space is at 92000h
 * (subdev/pci/gh100.c), so that what was ROM shadow enable at 88050h is another
 * register.  So BAR0+0 may be read, which has told the chip since NV4; any other
 * access to BAR0 is a violation.
 */
#include "behaviours.h"

#define PMC_BOOT_0	0x000000

struct chip {
	u64 boot0;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct chip *chip = priv;

	(void)dev;
	return mock_parse_number(args, 1, 0xffffffff, &chip->boot0);
}

static int start(struct mock_device *dev, void *priv)
{
	(void)priv;
	if (dev->region[MOCK_BAR0].size)
		return 0;
	fprintf(stderr, "mockgpu: %s: nvidia-boot0-only wants a BAR0\n", dev->name);
	return -EINVAL;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct chip *chip = priv;

	if (region != MOCK_BAR0)
		return false;
	if (off == PMC_BOOT_0 && len == 4) {
		mock_put(val, 4, chip->boot0);
		return true;
	}
	mock_violation(dev, "a register of an unknown chip was read (0x%llx)", off);
	memset(val, 0xff, len);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	(void)priv;
	(void)len;
	(void)val;
	if (region != MOCK_BAR0)
		return false;
	mock_violation(dev, "a register of an unknown chip was written (0x%llx)", off);
	return true;
}

const struct mock_behaviour mock_nvidia_boot0_only = {
	.name = "nvidia-boot0-only",
	.usage = "VALUE",
	.priv_size = sizeof(struct chip),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
};
