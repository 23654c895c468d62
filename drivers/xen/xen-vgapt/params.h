/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Module parameters.
 */
#ifndef XEN_VGAPT_PARAMS_H
#define XEN_VGAPT_PARAMS_H

#include <linux/types.h>

struct pci_dev;

bool vgapt_param_primary(struct pci_dev *pdev);

extern bool vgapt_param_experimental;
extern uint vgapt_param_timeout;
u32 vgapt_param_reset_off(struct pci_dev *pdev);

#endif /* XEN_VGAPT_PARAMS_H */
