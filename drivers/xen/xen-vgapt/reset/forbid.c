// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resets that take a card away until power-off, forbidden to all of dom0.
 *
 * xen-pciback resets what it seizes, gives and takes back, and the kernel's first
 * choice is FLR: that our plan spares the card would be of no use.  Linux has quirks
 * of its own for that, but not in all releases for all cards.
 *
 * It goes by the ids: some of these cards do not call themselves display adapters
 * (MI300X: class 1200h).
 */
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "notes.h"
#include "pure/reset/ids.h"
#include "pure/reset/method.h"
#include "reset/forbid.h"

/**
 * struct vgapt_forbidden - what we have forbidden
 * @note:  in the list
 * @flags: those of pci_dev.dev_flags that were not set before
 */
struct vgapt_forbidden {
	struct vgapt_note note;
	pci_dev_flags_t flags;
};

static LIST_HEAD(vgapt_forbid_list);
static DEFINE_SPINLOCK(vgapt_forbid_lock);

static struct vgapt_forbidden *vgapt_forbidden_of(struct vgapt_note *note)
{
	return note ? container_of(note, struct vgapt_forbidden, note) : NULL;
}

/* Which flags keep Linux from what its line in our table calls deadly? */
static pci_dev_flags_t vgapt_reset_deadly_flags(struct pci_dev *pdev)
{
	const struct vgapt_reset_id *id = vgapt_reset_id_of(pdev->vendor, pdev->device);
	pci_dev_flags_t flags = 0;

	/* A virtual function's FLR resets that alone, and nothing else does. */
	if (!id || pdev->is_virtfn)
		return 0;
	if (id->deadly & BIT(VGAPT_RESET_FLR))
		flags |= PCI_DEV_FLAGS_NO_FLR_RESET;
	if (id->deadly & BIT(VGAPT_RESET_BUS))
		flags |= PCI_DEV_FLAGS_NO_BUS_RESET;
	return flags;
}

/**
 * vgapt_reset_forbid - keep Linux from resets that take a function away
 * @pdev: any function
 *
 * Before anybody has it, or with nothing of it locked: takes the device lock, as
 * xen-pciback writes the flags, too.  Sleeps.
 */
void vgapt_reset_forbid(struct pci_dev *pdev)
{
	pci_dev_flags_t flags = vgapt_reset_deadly_flags(pdev);
	struct vgapt_forbidden *own;

	if (!flags)
		return;
	device_lock(&pdev->dev);
	flags &= ~pdev->dev_flags;
	spin_lock(&vgapt_forbid_lock);
	own = vgapt_forbidden_of(vgapt_note_make(&vgapt_forbid_list, pdev,
						 sizeof(*own)));
	if (own)
		own->flags |= flags;
	spin_unlock(&vgapt_forbid_lock);
	/* Without memory for the note they stay: that harms nobody. */
	pdev->dev_flags |= flags;
	device_unlock(&pdev->dev);
	if (flags)
		pci_info(pdev, "Linux is kept from resets that would take it away until power-off\n");
}

/**
 * vgapt_reset_forbid_again - the same, when xen-pciback has seized a function
 * @pdev: the function; its device lock is held
 *
 * There are moments when xen-pciback writes the flags without the lock.  Does not
 * sleep.
 */
void vgapt_reset_forbid_again(struct pci_dev *pdev)
{
	device_lock_assert(&pdev->dev);
	pdev->dev_flags |= vgapt_reset_forbidden(pdev);
}

/**
 * vgapt_reset_forbidden - which of a function's flags are our doing?
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: those of pci_dev.dev_flags.
 */
pci_dev_flags_t vgapt_reset_forbidden(struct pci_dev *pdev)
{
	struct vgapt_forbidden *own;
	pci_dev_flags_t flags;

	spin_lock(&vgapt_forbid_lock);
	own = vgapt_forbidden_of(vgapt_note_find(&vgapt_forbid_list, pdev));
	flags = own ? own->flags : 0;
	spin_unlock(&vgapt_forbid_lock);
	return flags;
}

/**
 * vgapt_reset_forbid_forget - forget a function
 * @pdev: the function; it goes
 *
 * Does not sleep.
 */
void vgapt_reset_forbid_forget(struct pci_dev *pdev)
{
	struct vgapt_note *note;

	spin_lock(&vgapt_forbid_lock);
	note = vgapt_note_take(&vgapt_forbid_list, pdev);
	spin_unlock(&vgapt_forbid_lock);
	vgapt_note_free(note);
}

/**
 * vgapt_reset_forbid_exit - take back all that was forbidden
 *
 * No function comes or goes any more.  Sleeps; takes device locks.
 */
void vgapt_reset_forbid_exit(void)
{
	struct vgapt_forbidden *own;
	struct vgapt_note *note;

	list_for_each_entry(note, &vgapt_forbid_list, node) {
		own = vgapt_forbidden_of(note);
		device_lock(&note->pdev->dev);
		note->pdev->dev_flags &= ~own->flags;
		device_unlock(&note->pdev->dev);
	}
	vgapt_notes_clear(&vgapt_forbid_list);
}
