// SPDX-License-Identifier: GPL-2.0-only
/*
 * A function's configuration as it was when xen-pciback seized it, for recovery:
 * a card that comes back after its reset has been given up is blank.
 */
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "notes.h"
#include "reset/presence.h"
#include "reset/saved.h"

/**
 * struct vgapt_saved - what is kept of a function
 * @note:  in the list
 * @state: as the PCI core stores it, or NULL
 */
struct vgapt_saved {
	struct vgapt_note note;
	struct pci_saved_state *state;
};

static LIST_HEAD(vgapt_saved_list);
static DEFINE_SPINLOCK(vgapt_saved_lock);

static struct vgapt_saved *vgapt_saved_of(struct vgapt_note *note)
{
	return note ? container_of(note, struct vgapt_saved, note) : NULL;
}

static void vgapt_saved_free(struct vgapt_saved *saved)
{
	if (!saved)
		return;
	kfree(saved->state);
	vgapt_note_free(&saved->note);
}

/**
 * vgapt_saved_keep - keep a function's configuration
 * @pdev: the function; its device lock is held
 *
 * Only the first time: later, a guest may have changed it.  And only once pciback is
 * done with it: from the kernel's boot on it saves, resets and restores what it has
 * seized, without the device lock, and marks it as assigned after that.  Overwrites
 * what the PCI core has saved.  Sleeps.
 */
void vgapt_saved_keep(struct pci_dev *pdev)
{
	struct pci_saved_state *state;
	struct vgapt_saved *saved;
	bool have;

	device_lock_assert(&pdev->dev);
	spin_lock(&vgapt_saved_lock);
	have = vgapt_note_find(&vgapt_saved_list, pdev);
	spin_unlock(&vgapt_saved_lock);
	if (have || !pci_is_dev_assigned(pdev) || !vgapt_reset_answers(pdev) ||
	    !vgapt_reset_has_bars(pdev) || pci_save_state(pdev))
		return;
	state = pci_store_saved_state(pdev);
	if (!state)
		return;
	spin_lock(&vgapt_saved_lock);
	saved = vgapt_saved_of(vgapt_note_make(&vgapt_saved_list, pdev,
					       sizeof(*saved)));
	if (saved && !saved->state) {
		saved->state = state;
		state = NULL;
	}
	spin_unlock(&vgapt_saved_lock);
	kfree(state);
}

/**
 * vgapt_saved_recall - have the PCI core restore what was kept
 * @pdev: the function; its device lock is held
 *
 * Return: true if there is something; pci_restore_state() then writes it.
 */
bool vgapt_saved_recall(struct pci_dev *pdev)
{
	struct vgapt_saved *saved;
	bool have;

	device_lock_assert(&pdev->dev);
	spin_lock(&vgapt_saved_lock);
	saved = vgapt_saved_of(vgapt_note_find(&vgapt_saved_list, pdev));
	have = saved && !pci_load_saved_state(pdev, saved->state);
	spin_unlock(&vgapt_saved_lock);
	return have;
}

/**
 * vgapt_saved_forget - throw away what is kept of a function
 * @pdev: the function; it goes, or has left xen-pciback
 *
 * Does not sleep.
 */
void vgapt_saved_forget(struct pci_dev *pdev)
{
	struct vgapt_saved *saved;

	spin_lock(&vgapt_saved_lock);
	saved = vgapt_saved_of(vgapt_note_take(&vgapt_saved_list, pdev));
	spin_unlock(&vgapt_saved_lock);
	vgapt_saved_free(saved);
}

/**
 * vgapt_saved_exit - throw everything away
 *
 * Nobody resets any more.
 */
void vgapt_saved_exit(void)
{
	struct vgapt_note *note, *next;

	list_for_each_entry_safe(note, next, &vgapt_saved_list, node) {
		list_del(&note->node);
		vgapt_saved_free(vgapt_saved_of(note));
	}
}
