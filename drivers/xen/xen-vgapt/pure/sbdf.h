/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading where a PCI function sits: "dddd:bb:dd.f".
 */
#ifndef XEN_VGAPT_PURE_SBDF_H
#define XEN_VGAPT_PURE_SBDF_H

#include "pure/pure.h"

/**
 * struct vgapt_sbdf - where a PCI function sits
 * @segment: PCI segment (domain, in Linux's words)
 * @bus:     bus number
 * @devfn:   device number << 3 | function number
 */
struct vgapt_sbdf {
	u32 segment;
	u8 bus;
	u8 devfn;
};

int vgapt_sbdf_parse(const char *text, size_t len, struct vgapt_sbdf *sbdf);
int vgapt_sbdf_parse_short(const char *text, size_t len,
			   struct vgapt_sbdf *sbdf);

#endif /* XEN_VGAPT_PURE_SBDF_H */
