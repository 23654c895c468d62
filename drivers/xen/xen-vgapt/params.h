/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Module parameters.
 */
#ifndef XEN_VGAPT_PARAMS_H
#define XEN_VGAPT_PARAMS_H

#include <linux/types.h>

#include "pure/rom/mode.h"

struct pci_dev;
struct vgapt_sbdf;

extern bool vgapt_param_experimental;
extern uint vgapt_param_timeout;
extern bool vgapt_param_device_model;
extern uint vgapt_param_model_wait;

int vgapt_params_parse(void);
bool vgapt_param_primary(struct pci_dev *pdev);
const struct vgapt_sbdf *vgapt_param_primary_at(int i);
u32 vgapt_param_domctl_version(void);
enum vgapt_rom_mode vgapt_param_rom_mode(struct pci_dev *pdev);
u32 vgapt_param_reset_off(struct pci_dev *pdev);

#endif /* XEN_VGAPT_PARAMS_H */
