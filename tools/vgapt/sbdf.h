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

bool sbdf_parse(const char *text, struct sbdf *at);

#endif /* VGAPT_SBDF_H */
