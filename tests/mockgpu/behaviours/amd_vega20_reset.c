// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-vega20-reset [smc-running|smc-idle|smc-hung] [psp-ready|psp-never]
 *			[memsize-ms N] [memsize-never]:
 * Vega 20, as amd_soc15.c has it.
 *
 * Messages of the SMU (pm/powerplay/inc/vega20_ppsmc.h): EnterBaco 25h, ExitBaco
 * 58h, PrepareMp1ForUnload 40h, PrepareMp1ForReset 59h, PrepareMp1ForShutdown 5Ah,
 * 64h is the first that is none.  EnterBaco switches the chip off, ExitBaco on,
 * which has reset it (vega20_baco.c).
 */
#include "amd.h"

static const struct amd_soc15_chip chip = {
	.memsize = 16384,
	.firmware_flags = 0x03b00000 | 0x03010024,
	.thm_baco = (0x16600 + 0x81) * 4,
	.enter_baco = 0x25,
	.exit_baco = 0x58,
	.messages = 0x64,
	.last = { 0x40, 0x59, 0x5a },
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	(void)dev;
	return amd_soc15_init(priv, args, &chip);
}

const struct mock_behaviour mock_amd_vega20_reset = {
	.name = "amd-vega20-reset",
	.usage = "[smc-running|smc-idle|smc-hung] [psp-ready|psp-never] "
		 "[memsize-ms N] [memsize-never]",
	.priv_size = sizeof(struct amd_soc15),
	.init = init,
	.start = amd_soc15_start,
	.region_read = amd_soc15_read,
	.region_write = amd_soc15_write,
	.reset = amd_soc15_reset,
	.check = amd_soc15_check,
};
