/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module parameter reset_off.
 */
#ifndef XEN_VGAPT_PURE_RESET_OFF_H
#define XEN_VGAPT_PURE_RESET_OFF_H

#include "pure/reset/method.h"

/**
 * struct vgapt_reset_off - methods switched off for an id
 * @vendor:  PCI vendor id
 * @device:  PCI device id
 * @methods: BIT(method) of each
 */
struct vgapt_reset_off {
	u16 vendor;
	u16 device;
	u32 methods;
};

int vgapt_reset_parse_off(const char *text, size_t len,
			  struct vgapt_reset_off *off);

#endif /* XEN_VGAPT_PURE_RESET_OFF_H */
