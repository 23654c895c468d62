// SPDX-License-Identifier: GPL-2.0-only
/*
 * amd-navi21-reset, amd-navi31-reset, amd-navi32-reset, amd-navi33-reset, amd-navi48-reset
 *		[smc-running|smc-idle|smc-hung|smc-halted]
 *		[psp-ready|psp-never|psp-error] [ack-ms N|ack-never] [boot-ms N]
 *		[memsize-ms N] [memsize-never]:
 * Navi 21, Navi 31 to 33, and Navi 48, as amd_soc15.c has them.
 *
 * Made from: the kernel's headers and drivers alone; there is no log of any of them.
 * Navi 21 (nbio_2_3_offset.h, mp_11_0_offset.h, smu_v11_0_7_ppsmc.h): GetSmuVersion 2,
 * EnterBaco 15h, ExitBaco 16h, PrepareMp1ForUnload 2Eh, Mode1Reset 30h, 5Eh is the
 * first that is no message; sienna_cichlid_ppt.c uses Mode1Reset from firmware 58.26
 * on.  Navi 31 (nbio_4_3_0_offset.h, mp_13_0_2_offset.h: registers where Navi 10 has
 * them; smu_v13_0_0_ppsmc.h): GetSmuVersion 2, PrepareMp1ForUnload 2Eh, Mode1Reset 2Fh,
 * 52h is the first that is none.  smu_v13_0_0_ppt.c uses it from firmware 78.41
 * (4E2900h) on.  Navi 32 (the same file, 13.0.10): DEBUGSMC_MSG_Mode1Reset 2, by
 * C2PMSG_53, _54 and _75.  Navi 33 (smu_v13_0_7_ppsmc.h): numbers as Navi 31.  Navi 48
 * (mp_14_0_2_offset.h: MP1's at 82h, that is 282h from the others' base;
 * smu_v14_0_2_ppsmc.h: 59h is the first that is none; smu_v14_0_2_ppt.c): as Navi 32,
 * and amdgpu leaves it alone for 1 s.
 */
#include "amd.h"

#define COMMON								\
	.firmware_flags = 0x03b00000 | 0x03010024,			\
	.thm_baco = (0x16600 + 0x81) * 4,				\
	.last = { 0x2e },						\
	.keeps_response = true

static const struct amd_soc15_chip navi21 = {
	COMMON,
	.memsize = 16368,
	.enter_baco = 0x15,
	.exit_baco = 0x16,
	.messages = 0x5e,
	.mode1_message = 0x30,
	.version = 0x003a5800,
};

static const struct amd_soc15_chip navi31 = {
	COMMON,
	.memsize = 24560,
	.messages = 0x52,
	.mode1_message = 0x2f,
	.version = 0x004e8500,
};

static const struct amd_soc15_chip navi32 = {
	COMMON,
	.memsize = 16368,
	.messages = 0x52,
	.debug = 2,
	.version = 0x00505900,
};

static const struct amd_soc15_chip navi33 = {
	COMMON,
	.memsize = 8176,
	.messages = 0x52,
	.mode1_message = 0x2f,
	.version = 0x00525900,
};

static const struct amd_soc15_chip navi48 = {
	COMMON,
	.memsize = 16304,
	.messages = 0x59,
	.mode1_ms = 1000,
	.debug = 2,
	.version = 0x00684a00,
};

AMD_SOC15_BEHAVIOUR(navi21, "navi21", navi21);
AMD_SOC15_BEHAVIOUR(navi31, "navi31", navi31);
AMD_SOC15_BEHAVIOUR(navi32, "navi32", navi32);
AMD_SOC15_BEHAVIOUR(navi33, "navi33", navi33);
AMD_SOC15_BEHAVIOUR(navi48, "navi48", navi48);
