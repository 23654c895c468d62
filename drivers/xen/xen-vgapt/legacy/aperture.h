/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dom0's consoles on the firmware's display.
 */
#ifndef XEN_VGAPT_LEGACY_APERTURE_H
#define XEN_VGAPT_LEGACY_APERTURE_H

#include <linux/types.h>

struct pci_dev;

void vgapt_aperture_release(struct pci_dev *pdev);
bool vgapt_text_console_suspend(void);
void vgapt_text_console_resume(void);

#endif /* XEN_VGAPT_LEGACY_APERTURE_H */
