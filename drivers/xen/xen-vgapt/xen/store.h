/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xenstore: for which domain the toolstack means a function.
 */
#ifndef XEN_VGAPT_XEN_STORE_H
#define XEN_VGAPT_XEN_STORE_H

#include <linux/types.h>

struct pci_dev;

/**
 * struct vgapt_store_notes - the functions on which libxl has a note
 * @names: their places, as libxl writes them; or NULL
 * @num:   how many
 * @any:   that could not be read: there may be one on any function
 */
struct vgapt_store_notes {
	char **names;
	unsigned int num;
	bool any;
};

void vgapt_store_is_up(void);
bool vgapt_store_running(void);
void vgapt_store_event(const char *path);
unsigned int vgapt_store_events(void);
void vgapt_store_catch_up(void);
void vgapt_store_list(struct vgapt_store_notes *notes);
bool vgapt_store_listed(const struct vgapt_store_notes *notes,
			struct pci_dev *pdev);
void vgapt_store_unlist(struct vgapt_store_notes *notes);
int vgapt_store_named(struct pci_dev *pdev, int *named);
int vgapt_store_named_flr(struct pci_dev *pdev, int *named);
unsigned int vgapt_store_gone(struct pci_dev *pdev);
int vgapt_store_target(int domid, int *target);
bool vgapt_store_confirms(struct pci_dev *pdev, int domid);
void vgapt_store_exit(void);

#endif /* XEN_VGAPT_XEN_STORE_H */
