// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-navi-reset [smc-running|smc-idle|smc-hung|smc-halted]
 *		[psp-ready|psp-never|psp-error] [ack-ms N|ack-never] [boot-ms N]
 *		[memsize-ms N] [memsize-never]:
 * Navi 10, 12 and 14, as amd_soc15.c has them.
 *
 * Messages of the SMU (pm/swsmu/inc/pmfw_if/smu_v11_0_ppsmc.h): EnterBaco 18h,
 * ExitBaco 19h, PrepareMp1ForUnload 32h, PrepareMp1ForReset 33h,
 * PrepareMp1ForShutdown 34h, 51h is the first that is none.  EnterBaco switches the
 * chip off, ExitBaco on, which has reset it.  There is no discovery table in video
 * memory: offsets are those of navi10_ip_offset.h.
 *
 * Made from: what amd_soc15.c names, smu_v11_0_ppsmc.h and navi10_ip_offset.h.
 */
#include "amd.h"

static const struct amd_soc15_chip chip = {
	.memsize = 8192,
	.firmware_flags = 0x03b00000 | 0x03010024,
	.thm_baco = (0x16600 + 0x81) * 4,
	.enter_baco = 0x18,
	.exit_baco = 0x19,
	.messages = 0x51,
	.last = { 0x32, 0x33, 0x34 },
	.keeps_response = true,
};

AMD_SOC15_BEHAVIOUR(navi, "navi", chip);
