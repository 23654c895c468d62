// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of what is noted of PCI functions.
 *
 * Each list has a spinlock of its owner's.  There are as many entries as there
 * are functions on xen-pciback: a handful.
 */
#include <linux/pci.h>
#include <linux/slab.h>

#include "notes.h"

/**
 * vgapt_note_find - find the entry of a function
 * @list: the list; its lock is held
 * @pdev: the function
 *
 * Return: the entry, or NULL.
 */
struct vgapt_note *vgapt_note_find(struct list_head *list,
				   const struct pci_dev *pdev)
{
	struct vgapt_note *note;

	list_for_each_entry(note, list, node)
		if (note->pdev == pdev)
			return note;
	return NULL;
}

/**
 * vgapt_note_make - find the entry of a function, or make one
 * @list: the list; its lock is held
 * @pdev: the function
 * @size: bytes of an entry, which begins with struct vgapt_note
 *
 * Return: the entry, all zero after its beginning if it is new; NULL without
 * memory.
 */
struct vgapt_note *vgapt_note_make(struct list_head *list,
				   struct pci_dev *pdev, size_t size)
{
	struct vgapt_note *note = vgapt_note_find(list, pdev);

	if (note)
		return note;
	note = kzalloc(size, GFP_ATOMIC);
	if (!note)
		return NULL;
	note->pdev = pci_dev_get(pdev);
	list_add_tail(&note->node, list);
	return note;
}

/**
 * vgapt_note_take - take the entry of a function off its list
 * @list: the list; its lock is held
 * @pdev: the function
 *
 * Return: the entry, to be given to vgapt_note_free() without the lock, or NULL.
 */
struct vgapt_note *vgapt_note_take(struct list_head *list,
				   const struct pci_dev *pdev)
{
	struct vgapt_note *note = vgapt_note_find(list, pdev);

	if (note)
		list_del(&note->node);
	return note;
}

/**
 * vgapt_notes_clear - throw all entries of a list away
 * @list: the list; nobody uses it any more
 */
void vgapt_notes_clear(struct list_head *list)
{
	struct vgapt_note *note, *next;

	list_for_each_entry_safe(note, next, list, node) {
		list_del(&note->node);
		vgapt_note_free(note);
	}
}

/**
 * vgapt_note_free - free an entry
 * @note: it, off its list; or NULL
 */
void vgapt_note_free(struct vgapt_note *note)
{
	if (!note)
		return;
	pci_dev_put(note->pdev);
	kfree(note);
}
