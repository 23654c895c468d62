// SPDX-License-Identifier: GPL-2.0-only
/*
 * nvidia-prom [old]: NVIDIA's flash in BAR0.
 *
 * Register facts, from nouveau in the kernel (drivers/gpu/drm/nouveau/nvkm,
 * subdev/bios/shadowrom.c, subdev/pci/): PROM is at BAR0+300000h, 1 MiB at
 * most.  It can be read while bit 0 of configuration register 50h, "ROM shadow
 * enable", is clear.  Software reaches that register through a mirror of
 * configuration space in BAR0: at 88000h, on cards before NV40 ("old") at
 * 1800h.  Who clears the bit has to set it again.
 */
#include "behaviours.h"

#define PROM		0x300000
#define PROM_SIZE	0x100000
#define MIRROR		0x88000
#define MIRROR_OLD	0x1800
#define MIRROR_SIZE	0x1000
#define MIRROR_OLD_SIZE	0x100
#define CFG_SHADOW	0x50
#define   SHADOW_ENABLE		0x01

struct prom {
	u32 mirror;
	u32 mirror_size;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct prom *prom = priv;

	(void)dev;
	prom->mirror = MIRROR;
	prom->mirror_size = MIRROR_SIZE;
	if (args->count < 2)
		return 0;
	if (args->count > 2 || strcmp(args->word[1], "old"))
		return MOCK_BAD;
	prom->mirror = MIRROR_OLD;
	prom->mirror_size = MIRROR_OLD_SIZE;
	return 0;
}

static int start(struct mock_device *dev, void *priv)
{
	u32 i;

	(void)priv;
	if (dev->region[MOCK_BAR0].size < PROM + PROM_SIZE) {
		fprintf(stderr, "mockgpu: %s: nvidia-prom wants a BAR0 of 4M at least\n",
			dev->name);
		return -EINVAL;
	}
	for (i = 0; i < dev->ncaps; i++) {
		if (mock_overlap(dev->caps[i].pos, dev->caps[i].len + 2, CFG_SHADOW, 4)) {
			fprintf(stderr, "mockgpu: %s: a capability takes 50h, PROM wants it\n",
				dev->name);
			return -EINVAL;
		}
	}
	mock_config_set(dev, CFG_SHADOW, 4, SHADOW_ENABLE);
	mock_config_writable(dev, CFG_SHADOW, 4, SHADOW_ENABLE);
	return 0;
}

static bool shadowed(const struct mock_device *dev)
{
	return mock_config_get(dev, CFG_SHADOW, 4) & SHADOW_ENABLE;
}

static bool in_mirror(const struct prom *prom, u32 region, u64 off, u32 len)
{
	return region == MOCK_BAR0 && off >= prom->mirror &&
	       off + len <= prom->mirror + prom->mirror_size;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct prom *prom = priv;

	if (in_mirror(prom, region, off, len)) {
		memcpy(val, dev->cfg.data + (off - prom->mirror), len);
		return true;
	}
	if (region != MOCK_BAR0 || off < PROM || off + len > PROM + PROM_SIZE)
		return false;
	if (shadowed(dev))
		memset(val, 0xff, len);
	else
		mock_rom_content(dev, off - PROM, len, val);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct prom *prom = priv;

	if (in_mirror(prom, region, off, len)) {
		mock_config_write(dev, off - prom->mirror, len, val);
		return true;
	}
	/* The flash is not written this way. */
	return region == MOCK_BAR0 && mock_overlap(off, len, PROM, PROM_SIZE);
}

static void check(struct mock_device *dev, void *priv)
{
	(void)priv;
	if (!shadowed(dev))
		mock_violation(dev, "ROM shadow (config 0x50 bit 0) left disabled");
}

const struct mock_behaviour mock_nvidia_prom = {
	.name = "nvidia-prom",
	.usage = "[old]",
	.priv_size = sizeof(struct prom),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
	.check = check,
};
