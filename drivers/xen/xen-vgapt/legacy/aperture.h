/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dom0's framebuffers on the firmware's display.
 */
#ifndef XEN_VGAPT_LEGACY_APERTURE_H
#define XEN_VGAPT_LEGACY_APERTURE_H

struct pci_dev;

void vgapt_aperture_release(struct pci_dev *pdev);

#endif /* XEN_VGAPT_LEGACY_APERTURE_H */
