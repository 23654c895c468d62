/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Resetting a function, from the request to the verdict.
 */
#ifndef XEN_VGAPT_RESET_ENGINE_H
#define XEN_VGAPT_RESET_ENGINE_H

#include <linux/types.h>

struct pci_dev;
struct vgapt_assign;
struct vgapt_dev;
struct vgapt_reset_client;
struct vgapt_sbdf;

int vgapt_reset_function(struct pci_dev *pdev,
			 const struct vgapt_reset_client *client);
int vgapt_reset_round(struct pci_dev *pdev, const struct vgapt_assign *assign);
int vgapt_reset_would_hit(struct pci_dev *pdev,
			  const struct vgapt_reset_client *client,
			  struct vgapt_sbdf *hits, u32 max, u32 *num);
ssize_t vgapt_reset_show_plan(struct vgapt_dev *vdev, char *buf);
ssize_t vgapt_reset_show_last(struct vgapt_dev *vdev, char *buf);
int vgapt_reset_dead(struct pci_dev *pdev, bool again);

#endif /* XEN_VGAPT_RESET_ENGINE_H */
