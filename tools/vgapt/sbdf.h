/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a PCI function sits.
 */
#ifndef VGAPT_SBDF_H
#define VGAPT_SBDF_H

#include <stdbool.h>

#define SBDF_LEN	16	/* dddd:bb:dd.f and its end, rounded up */

struct sbdf {
	unsigned int seg, bus, dev, fn;
	char text[SBDF_LEN];
};

#define SLOT_FUNCTIONS	8	/* that a slot may have */

bool sbdf_parse(const char *text, struct sbdf *at);
void sbdf_sibling(const struct sbdf *at, unsigned int fn, struct sbdf *sibling);

#endif /* VGAPT_SBDF_H */
