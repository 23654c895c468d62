// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-vega20-reset, amd-mi100-reset [smc-running|smc-idle|smc-hung|smc-halted]
 *		[psp-ready|psp-never|psp-error] [ack-ms N|ack-never] [boot-ms N]
 *		[memsize-ms N] [memsize-never]:
 * Vega 20 and MI100, as amd_soc15.c has them.
 *
 * Messages of the SMU (pm/powerplay/inc/vega20_ppsmc.h): EnterBaco 25h, ExitBaco
 * 58h, PrepareMp1ForUnload 40h, PrepareMp1ForReset 59h, PrepareMp1ForShutdown 5Ah,
 * 64h is the first that is none.  EnterBaco switches the chip off, ExitBaco on,
 * which has reset it (vega20_baco.c).
 *
 * MI100 (arct_ip_offset.h: the same places; arcturus_ppsmc.h): EnterBaco 18h, ExitBaco
 * 19h, PrepareMp1ForUnload 2Ch, PrepareMp1ForReset 2Dh, PrepareMp1ForShutdown 2Eh, 3Eh is
 * the first that is none; its THM_BACO_CNTL is A7h (smu_v11_0.c: mmTHM_BACO_CNTL_ARCT).
 *
 * Made from: what amd_soc15.c names, vega20_ppsmc.h, vega20_baco.c, arcturus_ppsmc.h and
 * smu_v11_0.c.
 */
#include "amd.h"

static const struct amd_soc15_chip vega20 = {
	.memsize = 16384,
	.firmware_flags = 0x03b00000 | 0x03010024,
	.thm_baco = (0x16600 + 0x81) * 4,
	.enter_baco = 0x25,
	.exit_baco = 0x58,
	.messages = 0x64,
	.last = { 0x40, 0x59, 0x5a },
};

static const struct amd_soc15_chip mi100 = {
	.memsize = 32752,
	.firmware_flags = 0x03b00000 | 0x03010024,
	.thm_baco = (0x16600 + 0xa7) * 4,
	.enter_baco = 0x18,
	.exit_baco = 0x19,
	.messages = 0x3e,
	.last = { 0x2c, 0x2d, 0x2e },
};

AMD_SOC15_BEHAVIOUR(vega20, "vega20", vega20);
AMD_SOC15_BEHAVIOUR(mi100, "mi100", mi100);
