// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-vega10-reset [smc-running|smc-idle|smc-hung] [psp-ready|psp-never]
 *			[memsize-ms N] [memsize-never]:
 * Vega 10, as amd_soc15.c has it.
 *
 * Messages of the SMU (pm/powerplay/inc/vega10_ppsmc.h): EnterBaco 1Eh,
 * GfxDeviceDriverReset 45h, PrepareMp1ForUnload 4Bh, 69h is the first that is none.
 * EnterBaco makes SOC_DOMAIN_IDLE, and so does GfxDeviceDriverReset; software then
 * switches the chip off by BACO_EN and BACO_POWER_OFF, with THM's BACO_RESET_EN
 * (vega10_baco.c).  It is off when BACO_MODE says so, and has been reset when both
 * bits have been cleared again.
 */
#include "amd.h"

static const struct amd_soc15_chip chip = {
	.memsize = 8192,
	.firmware_flags = 0x03b00000 | 0x03010028,
	.thm_baco = (0x16600 + 0x7c) * 4,
	.enter_baco = 0x1e,
	.messages = 0x69,
	.last = { 0x45, 0x4b },
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	(void)dev;
	return amd_soc15_init(priv, args, &chip);
}

const struct mock_behaviour mock_amd_vega10_reset = {
	.name = "amd-vega10-reset",
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
