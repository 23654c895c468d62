/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vgapt - the command for xen-vgapt: what all of its parts share.
 */
#ifndef VGAPT_VGAPT_H
#define VGAPT_VGAPT_H

#define EXIT_FAIL	1	/* it did not work, or a check failed */
#define EXIT_USAGE	2	/* it was not asked properly */

/* What an int that is a domid, a boolean or a size may be besides. */
#define NONE		(-1)
#define UNKNOWN		(-2)

/* How a check has come out */
enum status { OK, WARN, FAIL };

#endif /* VGAPT_VGAPT_H */
