// SPDX-License-Identifier: GPL-2.0-only
/*
 * nvidia-boot0 VALUE [ms N] [bad0]: PMC_BOOT_0, which tells the chip.
 *
 * It is the dword at BAR0+0 (nouveau, drivers/gpu/drm/nouveau/nvkm/engine/device/
 * base.c).  After a reset NVIDIA's cards answer configuration requests long before
 * their registers: for N milliseconds it reads as all ones, or, with bad0, as the
 * BAD0xxxxh by which the register ring tells that nobody was there.
 *
 * Made from: nouveau, drivers/gpu/drm/nouveau/nvkm/engine/device/base.c; envytools
 * (BAD0....h).
 */
#include "behaviours.h"

#define PMC_BOOT_0	0x000000
#define NOBODY		0xbad00200U

struct boot0 {
	u64 value;
	u64 ms;
	u32 meanwhile;
	u64 until;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct boot0 *boot0 = priv;
	int rc, i;

	(void)dev;
	boot0->meanwhile = 0xffffffff;
	rc = mock_parse_number(args, 1, 0xffffffff, &boot0->value);
	for (i = 2; i < args->count && !rc; i++) {
		if (!strcmp(args->word[i], "ms"))
			rc = mock_parse_number(args, ++i, 600000, &boot0->ms);
		else if (!strcmp(args->word[i], "bad0"))
			boot0->meanwhile = NOBODY;
		else
			rc = MOCK_BAD;
	}
	return rc;
}

static int start(struct mock_device *dev, void *priv)
{
	(void)priv;
	if (dev->region[MOCK_BAR0].size)
		return 0;
	fprintf(stderr, "mockgpu: %s: nvidia-boot0 wants a BAR0\n", dev->name);
	return -EINVAL;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct boot0 *boot0 = priv;

	(void)dev;
	if (region != MOCK_BAR0 || off != PMC_BOOT_0 || len != 4)
		return false;
	mock_put(val, 4, boot0->until && mock_now() < boot0->until ? boot0->meanwhile :
								    boot0->value);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	(void)dev;
	(void)priv;
	(void)val;
	return region == MOCK_BAR0 && mock_overlap(off, len, PMC_BOOT_0, 4);
}

static void reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct boot0 *boot0 = priv;

	(void)dev;
	(void)kind;
	boot0->until = boot0->ms ? mock_now() + boot0->ms * 1000 : 0;
}

/* A chip that hangs: the host interface answers, and nobody behind it. */
static void put(struct mock_device *dev, void *priv, enum mock_state state)
{
	struct boot0 *boot0 = priv;

	(void)dev;
	boot0->until = state == MOCK_STATE_HUNG ? MOCK_NEVER : 0;
}

const struct mock_behaviour mock_nvidia_boot0 = {
	.name = "nvidia-boot0",
	.usage = "VALUE [ms N] [bad0]",
	.priv_size = sizeof(struct boot0),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
	.reset = reset,
	.put = put,
};
