/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The display functions that are known: a list, and references.
 */
#ifndef XEN_VGAPT_VDEV_H
#define XEN_VGAPT_VDEV_H

#include "xen_vgapt.h"

struct vgapt_sbdf;

struct vgapt_dev *vgapt_dev_new(struct pci_dev *pdev);
bool vgapt_dev_list(struct vgapt_dev *vdev);
struct vgapt_dev *vgapt_dev_unlist(struct pci_dev *pdev);
struct vgapt_dev *vgapt_dev_unlist_any(void);
struct vgapt_dev *vgapt_dev_find(struct pci_dev *pdev);
struct vgapt_dev *vgapt_dev_find_sbdf(const struct vgapt_sbdf *sbdf);
bool vgapt_dev_on_card(struct pci_dev *pdev);
bool vgapt_dev_modelled(struct pci_dev *pdev);
struct vgapt_dev *vgapt_dev_of_card(struct pci_dev *pdev);
void vgapt_dev_get(struct vgapt_dev *vdev);
void vgapt_dev_put(struct vgapt_dev *vdev);
void vgapt_devices_call(void (*fn)(struct vgapt_dev *vdev));
void vgapt_places_exit(void);
void vgapt_dev_await_seizure(struct vgapt_dev *vdev);
void vgapt_devices_added(void);
int vgapt_devices_generation(void);

/*
 * Has xen-pciback got the function?  Whoever acts on the answer under
 * vgapt_legacy.lock can rely on it: when it turns to no, that lock is taken
 * afterwards and all that was granted is withdrawn.
 */
static inline bool vgapt_dev_is_seized(const struct vgapt_dev *vdev)
{
	return READ_ONCE(vdev->seized) && !READ_ONCE(vdev->gone);
}

/* Take note that a guest has the function. */
static inline void vgapt_dev_used(struct vgapt_dev *vdev)
{
	WRITE_ONCE(vdev->had_guest, true);
	WRITE_ONCE(vdev->dirty, true);
	WRITE_ONCE(vdev->rom_flash_due, true);
}

#endif /* XEN_VGAPT_VDEV_H */
