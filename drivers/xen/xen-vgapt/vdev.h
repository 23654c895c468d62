/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Display functions: from load or hot-add until they, or the module, go.
 */
#ifndef XEN_VGAPT_VDEV_H
#define XEN_VGAPT_VDEV_H

struct vgapt_dev;
struct pci_dev;
struct vgapt_sbdf;

int vgapt_devices_init(void);
void vgapt_devices_exit(void);
struct vgapt_dev *vgapt_dev_find(struct pci_dev *pdev);
struct vgapt_dev *vgapt_dev_find_sbdf(const struct vgapt_sbdf *sbdf);
void vgapt_dev_get(struct vgapt_dev *vdev);
void vgapt_dev_put(struct vgapt_dev *vdev);
void vgapt_dev_settle(struct vgapt_dev *vdev);
int vgapt_devices_generation(void);

#endif /* XEN_VGAPT_VDEV_H */
