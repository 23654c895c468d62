// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-renoir-reset, amd-rembrandt-reset [smc-running|smc-idle|smc-hung|smc-halted]
 *		[psp-ready|psp-never|psp-error] [ack-ms N|ack-never] [boot-ms N]
 *		[memsize-ms N] [memsize-never]:
 * Renoir and Rembrandt, graphics in a processor, as amd_soc15.c has them.
 *
 * Made from: what amd_soc15.c names, and the kernel's headers and drivers alone;
 * there is no log of mode 2.  renoir_ip_offset.h and nbio_7_0_offset.h have registers
 * where Vega has them.  smu_v12_0_ppsmc.h: GfxDeviceDriverReset 1Eh; smu_v12_0.c gives
 * it the argument 2 (SMU_RESET_MODE_2), and goes on with security processor and SMU
 * as they are; 40h is the first that is no message.  Rembrandt (yellow_carp_offset.h,
 * nbio_7_2_0_offset.h, mp_13_0_2_offset.h: the same registers; smu_v13_0_1_ppsmc.h):
 * PrepareMp1ForUnload Ch, GfxDeviceDriverReset 11h, which yellow_carp_ppt.c gives the
 * same argument; 29h is the first that is none.
 */
#include "amd.h"

static const struct amd_soc15_chip renoir = {
	.memsize = 512,
	.firmware_flags = 0x03b00000 | 0x03010024,
	.thm_baco = (0x16600 + 0x81) * 4,
	.messages = 0x40,
	.mode2_message = 0x1e,
};

static const struct amd_soc15_chip rembrandt = {
	.memsize = 512,
	.firmware_flags = 0x03b00000 | 0x03010024,
	.thm_baco = (0x16600 + 0x81) * 4,
	.messages = 0x29,
	.last = { 0x0c },
	.mode2_message = 0x11,
};

AMD_SOC15_BEHAVIOUR(renoir, "renoir", renoir);
AMD_SOC15_BEHAVIOUR(rembrandt, "rembrandt", rembrandt);
