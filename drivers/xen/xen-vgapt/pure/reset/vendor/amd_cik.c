// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bonaire and Hawaii.
 *
 * A hot reset does not stop their SMC; the guest's next driver then finds it
 * running and can't load its own.  Registers: smu_7_0_1_d.h.
 */
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "pure/reset/vendor.h"
#include "pure/reset/vendor/amd.h"

#define RCU_SCOPE		0x02		/* QEMU; the header has no name for it */
#define RCU_SCOPE_FUSE		0x40		/* likewise */

/*
 * What is reset: graphics only if the fuse differs from the bit in RCU_MISC_CTRL,
 * the whole card if they are the same (QEMU).
 */
static const struct vgapt_step spare_others[] = {
	VGAPT_EXPECT(REG(RCU_FUSES), RCU_SCOPE_FUSE, IS, 0, NONE, "fused"),
	VGAPT_SET(REG(RCU_MISC), RCU_SCOPE, NONE, VGAPT_ON),
	VGAPT_DONE,
	VGAPT_LABEL("fused"),
	VGAPT_ANSWERS(EXPECT, REG(RCU_FUSES), 0, NONE, "end"),
	VGAPT_CLEAR(REG(RCU_MISC), RCU_SCOPE, NONE, VGAPT_ON),
	VGAPT_LABEL("end"),
};

static const struct vgapt_seq spare_others_seq =
	VGAPT_SEQ("graphics only", "QEMU: vfio_radeon_reset", spare_others);

static const struct vgapt_step reset[] = {
	VGAPT_SAVE,
	VGAPT_CALL(&spare_others_seq, VGAPT_ON),
	VGAPT_CALL(&vgapt_amd_config_reset_gfx, NULL),
};

static const struct vgapt_seq reset_seq =
	VGAPT_SEQ("reset by configuration space",
		  "QEMU: vfio_radeon_reset; amdgpu: cik.c: cik_gpu_pci_config_reset", reset);

const struct vgapt_reset_vendor vgapt_amd_cik = {
	.name = "Bonaire, Hawaii",
	.rests_on = "QEMU's vfio_radeon_reset, which many have used; amdgpu's cik.c",
	.bars = BIT(VGAPT_AMD_BAR),
	.window = VGAPT_AMD_LEGACY_WINDOW,
	/* SMC_IND_INDEX_0, SMC_IND_DATA_0 */
	.pair = {
		.bar = VGAPT_AMD_BAR,
		.index = VGAPT_AMD_REG(0, 0x80),
		.data = VGAPT_AMD_REG(0, 0x81),
	},
	.probe = &vgapt_amd_legacy_probe,
	.reset = &reset_seq,
	.alive = &vgapt_amd_legacy_alive,
	.deadline_ms = 1000,
};
