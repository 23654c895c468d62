// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which vendor's file knows a family's registers.
 */
#include "pure/reset/ids.h"
#include "pure/reset/vendor.h"

/*
 * Not here: AMD_NAVI3X and AMD_APU, whose mode 1 and mode 2 resets are messages
 * to firmware that differ from one to the next; AMD_OLDER, INTEL_ARC and BMC,
 * which have no registers for it, or none that are documented.
 */
static const struct vgapt_reset_vendor *const vgapt_reset_vendors[] = {
	&vgapt_amd_cik,
	&vgapt_amd_polaris,
	&vgapt_amd_vega10,
	&vgapt_amd_vega20,
	&vgapt_amd_navi1x,
	&vgapt_amd_navi2x,
	&vgapt_nvidia,
	&vgapt_intel_igd,
};

/**
 * vgapt_reset_vendor_of - how a family is reset by its own registers
 * @family: VGAPT_FAMILY_*
 *
 * Return: that, NULL if nothing is known.
 */
const struct vgapt_reset_vendor *vgapt_reset_vendor_of(enum vgapt_reset_family family)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_reset_vendors); i++)
		if (vgapt_reset_vendors[i]->family == family)
			return vgapt_reset_vendors[i];
	return NULL;
}
