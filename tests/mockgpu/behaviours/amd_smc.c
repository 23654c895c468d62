// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-smc vi|si [BAR]: AMD's flash behind index and data registers.
 *
 * Register facts, from the kernel's amdgpu (drivers/gpu/drm/amd, amdgpu/vi.c,
 * amdgpu/si.c and the headers in include/asic_reg):
 *
 * - VI (Tonga, Fiji, Polaris): registers are in BAR5.  SMC_IND_INDEX_11 is
 *   dword 1ACh, SMC_IND_DATA_11 the next: an index/data pair into the SMC's
 *   space, where ROM_INDEX is C0600010h and ROM_DATA C0600014h.
 * - SI (Tahiti to Hainan): registers are in BAR2, and ROM_INDEX and ROM_DATA
 *   are its dwords 2Ah and 2Bh themselves.
 *
 * A read of ROM_DATA gives the dword at ROM_INDEX and moves ROM_INDEX on by 4.
 *
 * Made from: the kernel's amdgpu, as below.
 */
#include "behaviours.h"

#define VI_BAR		5
#define VI_INDEX	(0x1ac * 4)
#define VI_DATA		(0x1ad * 4)
#define SI_BAR		2
#define SI_ROM_INDEX	(0x2a * 4)
#define SI_ROM_DATA	(0x2b * 4)
#define SMC_ROM_INDEX	0xc0600010U
#define SMC_ROM_DATA	0xc0600014U

struct smc {
	bool vi;
	u32 bar;
	u32 index;	/* SMC_IND_INDEX_11 */
	u32 rom_index;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct smc *smc = priv;

	(void)dev;
	if (args->count < 2)
		return MOCK_BAD;
	if (!strcmp(args->word[1], "vi")) {
		smc->vi = true;
		smc->bar = VI_BAR;
	} else if (!strcmp(args->word[1], "si")) {
		smc->bar = SI_BAR;
	} else {
		return MOCK_BAD;
	}
	return args->count > 2 ? mock_parse_bar(args, 2, &smc->bar) : 0;
}

static int start(struct mock_device *dev, void *priv)
{
	struct smc *smc = priv;

	if (dev->region[smc->bar].size < 0x1000) {
		fprintf(stderr, "mockgpu: %s: amd-smc wants a BAR%u\n",
			dev->name, smc->bar);
		return -EINVAL;
	}
	return 0;
}

static u32 rom_data(struct mock_device *dev, struct smc *smc)
{
	u8 val[4];

	mock_rom_content(dev, smc->rom_index, 4, val);
	smc->rom_index += 4;
	return mock_get(val, 4);
}

/* 0 what is not known, as a register without content. */
static u32 smc_read(struct mock_device *dev, struct smc *smc)
{
	switch (smc->index) {
	case SMC_ROM_INDEX:
		return smc->rom_index;
	case SMC_ROM_DATA:
		return rom_data(dev, smc);
	}
	return 0;
}

/* Registers are dwords: other accesses are left to plain storage. */
static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct smc *smc = priv;
	u32 reg;

	if (region != smc->bar || len != 4)
		return false;
	if (smc->vi && off == VI_INDEX)
		reg = smc->index;
	else if (smc->vi && off == VI_DATA)
		reg = smc_read(dev, smc);
	else if (!smc->vi && off == SI_ROM_INDEX)
		reg = smc->rom_index;
	else if (!smc->vi && off == SI_ROM_DATA)
		reg = rom_data(dev, smc);
	else
		return false;
	mock_put(val, 4, reg);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct smc *smc = priv;

	(void)dev;
	if (region != smc->bar || len != 4)
		return false;
	if (smc->vi && off == VI_INDEX)
		smc->index = mock_get(val, 4);
	else if (smc->vi && off == VI_DATA && smc->index == SMC_ROM_INDEX)
		smc->rom_index = mock_get(val, 4);
	else if (!smc->vi && off == SI_ROM_INDEX)
		smc->rom_index = mock_get(val, 4);
	else
		return false;
	return true;
}

static void reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct smc *smc = priv;

	(void)dev;
	(void)kind;
	smc->index = 0;
	smc->rom_index = 0;
}

const struct mock_behaviour mock_amd_smc = {
	.name = "amd-smc",
	.usage = "vi|si [BAR]",
	.priv_size = sizeof(struct smc),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
	.reset = reset,
};
