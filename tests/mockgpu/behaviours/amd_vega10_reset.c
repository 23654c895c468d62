// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-vega10-reset, amd-vega12-reset [smc-running|smc-idle|smc-hung|smc-halted]
 *		[psp-ready|psp-never|psp-error] [ack-ms N|ack-never] [boot-ms N]
 *		[memsize-ms N] [memsize-never]:
 * Vega 10 and Vega 12, as amd_soc15.c has them.
 *
 * Messages of the SMU (pm/powerplay/inc/vega10_ppsmc.h): EnterBaco 1Eh,
 * GfxDeviceDriverReset 45h, PrepareMp1ForUnload 4Bh, 69h is the first that is none.
 * EnterBaco makes SOC_DOMAIN_IDLE, for which vega10_baco.c waits; that
 * GfxDeviceDriverReset does so, too, is in no source.  Software then
 * switches the chip off by BACO_EN and BACO_POWER_OFF, with THM's BACO_RESET_EN
 * (vega10_baco.c).  It is off when BACO_MODE says so, and has been reset when both
 * bits have been cleared again.
 *
 * Vega 12 has the same registers (soc15.c: vega10_reg_base_init; vega12_baco.c), and other
 * messages (vega12_ppsmc.h): EnterBaco 25h, GfxDeviceDriverReset 3Bh,
 * PrepareMp1ForUnload 40h, 56h is the first that is none.  There is no log of it.
 *
 * Made from: what amd_soc15.c names, vega10_ppsmc.h, vega12_ppsmc.h, vega10_baco.c and
 * vega12_baco.c.
 */
#include "amd.h"

static const struct amd_soc15_chip vega10 = {
	.memsize = 8192,
	.firmware_flags = 0x03b00000 | 0x03010028,
	.thm_baco = (0x16600 + 0x7c) * 4,
	.enter_baco = 0x1e,
	.messages = 0x69,
	.last = { 0x45, 0x4b },
};

static const struct amd_soc15_chip vega12 = {
	.memsize = 16384,
	.firmware_flags = 0x03b00000 | 0x03010028,
	.thm_baco = (0x16600 + 0x7c) * 4,
	.enter_baco = 0x25,
	.messages = 0x56,
	.last = { 0x3b, 0x40 },
};

AMD_SOC15_BEHAVIOUR(vega10, "vega10", vega10);
AMD_SOC15_BEHAVIOUR(vega12, "vega12", vega12);
