/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of cards' resets by their ids.
 */
#ifndef XEN_VGAPT_PURE_RESET_IDS_H
#define XEN_VGAPT_PURE_RESET_IDS_H

#include "pure/reset/families.h"
#include "pure/reset/method.h"

/* Cards that are reset alike: VGAPT_FAMILY_NONE and the others of families.h. */
#define VGAPT_FAMILY_OWN(symbol, name, ops)	VGAPT_FAMILY_##symbol,
#define VGAPT_FAMILY_PCI(symbol, name)		VGAPT_FAMILY_##symbol,
enum vgapt_reset_family {
	VGAPT_FAMILIES(VGAPT_FAMILY_OWN, VGAPT_FAMILY_PCI)
	VGAPT_FAMILY_NUM
};

#undef VGAPT_FAMILY_OWN
#undef VGAPT_FAMILY_PCI

/**
 * struct vgapt_reset_id - what is known of a range of device ids
 * @vendor:       PCI vendor id
 * @first:        first device id
 * @last:         last device id
 * @family:       VGAPT_FAMILY_*
 * @useless:      BIT(method) of those that do not reset it, or do harm
 * @deadly:       of those, the ones that take it away until power-off: nobody else in
 *                dom0 may use them either
 * @experimental: its vendor's method has not been proved
 * @name:         of the chip
 */
struct vgapt_reset_id {
	u16 vendor;
	u16 first;
	u16 last;
	enum vgapt_reset_family family;
	u32 useless;
	u32 deadly;
	bool experimental;
	const char *name;
};

const struct vgapt_reset_id *vgapt_reset_id_of(u16 vendor, u16 device);
u32 vgapt_reset_id_useless(const struct vgapt_reset_id *id, const u8 *order, u32 num);
const char *vgapt_reset_family_name(enum vgapt_reset_family family);

#endif /* XEN_VGAPT_PURE_RESET_IDS_H */
