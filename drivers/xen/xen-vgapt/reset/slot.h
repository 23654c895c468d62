/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hot-plug slots: a reset that the slot's driver does not take for an unplug.
 */
#ifndef XEN_VGAPT_RESET_SLOT_H
#define XEN_VGAPT_RESET_SLOT_H

#include <linux/types.h>

struct pci_dev;
struct vgapt_reset_scope;

bool vgapt_slot_can_reset(struct pci_dev *pdev);
int vgapt_slot_reset(struct vgapt_reset_scope *scope);

#endif /* XEN_VGAPT_RESET_SLOT_H */
