/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xenstore: for which domain the toolstack means a function.
 */
#ifndef XEN_VGAPT_XEN_STORE_H
#define XEN_VGAPT_XEN_STORE_H

#include <linux/types.h>

struct pci_dev;

void vgapt_store_is_up(void);
bool vgapt_store_running(void);
void vgapt_store_event(const char *path);
unsigned int vgapt_store_events(void);
void vgapt_store_catch_up(void);
int vgapt_store_named(struct pci_dev *pdev, int *named);
int vgapt_store_named_flr(struct pci_dev *pdev, int *named);
unsigned int vgapt_store_gone(struct pci_dev *pdev);
int vgapt_store_target(int domid, int *target);
bool vgapt_store_confirms(struct pci_dev *pdev, int domid);
void vgapt_store_exit(void);

#endif /* XEN_VGAPT_XEN_STORE_H */
