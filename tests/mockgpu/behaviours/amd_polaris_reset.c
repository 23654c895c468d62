// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-polaris-reset [smc-running|smc-idle|smc-hung] [strapped] [memsize-ms N]
 *		     [memsize-never]: Polaris 10, 11 and 12, as amd_smu7.c has them.
 *
 * The SMC's index/data pair is SMC_IND_INDEX_11 and SMC_IND_DATA_11, dwords 1ACh and
 * 1ADh (smu/smu_7_1_3_d.h).  "strapped": the board can do BACO.  To have the ROM
 * behind the pair, too, put amd-smc after this.
 *
 * Made from: what amd_smu7.c names.
 */
#include "amd.h"

static const struct amd_smu7_chip chip = {
	.index = 0x1ac * 4,
	.memsize = 8192,
	.baco = true,
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	(void)dev;
	return amd_smu7_init(priv, args, &chip);
}

const struct mock_behaviour mock_amd_polaris_reset = {
	.name = "amd-polaris-reset",
	.usage = "[smc-running|smc-idle|smc-hung] [strapped] [memsize-ms N] [memsize-never]",
	.priv_size = sizeof(struct amd_smu7),
	.init = init,
	.start = amd_smu7_start,
	.config_write = amd_smu7_config_write,
	.region_read = amd_smu7_read,
	.region_write = amd_smu7_write,
	.reset = amd_smu7_reset,
	.put = amd_smu7_put,
	.check = amd_smu7_check,
};
