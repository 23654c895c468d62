// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which vendor's file knows a family's registers.
 */
#include "pure/reset/ids.h"
#include "pure/reset/vendor.h"

#define OWN(symbol, name, ops)	[VGAPT_FAMILY_##symbol] = &vgapt_##ops,
#define PCI(symbol, name)	[VGAPT_FAMILY_##symbol] = NULL,
static const struct vgapt_reset_vendor *const vgapt_reset_vendors[] = {
	VGAPT_FAMILIES(OWN, PCI)
};

/**
 * vgapt_reset_vendor_of - how a family is reset by its own registers
 * @family: VGAPT_FAMILY_*
 *
 * Return: that, NULL if nothing is known.
 */
const struct vgapt_reset_vendor *vgapt_reset_vendor_of(enum vgapt_reset_family family)
{
	if ((unsigned int)family >= ARRAY_SIZE(vgapt_reset_vendors))
		return NULL;
	return vgapt_reset_vendors[family];
}
