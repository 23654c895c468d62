// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-cik-reset [smc-running|smc-idle|smc-hung] [memsize-ms N] [memsize-never]:
 * Bonaire and Hawaii, as amd_smu7.c has them.
 *
 * The SMC's index/data pair is SMC_IND_INDEX_0 and SMC_IND_DATA_0, dwords 80h and 81h
 * (smu/smu_7_0_1_d.h; 200h and 204h in QEMU's radeon reset).  BACO is not modelled.
 *
 * Made from: what amd_smu7.c names.
 */
#include "amd.h"

static const struct amd_smu7_chip chip = {
	.index = 0x80 * 4,
	.memsize = 2048,
	.scope = true,
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	(void)dev;
	return amd_smu7_init(priv, args, &chip);
}

const struct mock_behaviour mock_amd_cik_reset = {
	.name = "amd-cik-reset",
	.usage = "[smc-running|smc-idle|smc-hung] [memsize-ms N] [memsize-never]",
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
