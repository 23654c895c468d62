/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of what is noted of PCI functions, display or not.
 */
#ifndef XEN_VGAPT_NOTES_H
#define XEN_VGAPT_NOTES_H

#include <linux/list.h>
#include <linux/types.h>

struct pci_dev;

/**
 * struct vgapt_note - what begins every entry of such a list
 * @node: in the list
 * @pdev: the function; referenced
 */
struct vgapt_note {
	struct list_head node;
	struct pci_dev *pdev;
};

struct vgapt_note *vgapt_note_find(struct list_head *list,
				   const struct pci_dev *pdev);
struct vgapt_note *vgapt_note_make(struct list_head *list,
				   struct pci_dev *pdev, size_t size);
struct vgapt_note *vgapt_note_take(struct list_head *list,
				   const struct pci_dev *pdev);
void vgapt_notes_clear(struct list_head *list);
void vgapt_note_free(struct vgapt_note *note);

#endif /* XEN_VGAPT_NOTES_H */
