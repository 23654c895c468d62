/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dom0's text console on the VGA adapter: vgacon.
 */
#ifndef XEN_VGAPT_LEGACY_CONSOLE_H
#define XEN_VGAPT_LEGACY_CONSOLE_H

#include <linux/types.h>

bool vgapt_console_suspend(void);
void vgapt_console_resume(void);

#endif /* XEN_VGAPT_LEGACY_CONSOLE_H */
