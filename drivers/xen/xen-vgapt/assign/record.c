// SPDX-License-Identifier: GPL-2.0-only
/*
 * Our own record: to which domain each function was given, and whether it has
 * been reset since.
 *
 * Not only display functions are in it: also what shares a card with them.
 */
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

#include "assign/record.h"
#include "notes.h"

/**
 * struct vgapt_record - what is noted of a function
 * @note:  in the list
 * @user:  the domain that do_flr was written for last, if @used
 * @used:  it was, and the function has not been reset after that domain's end
 * @given: it was being given, not taken
 * @until: until then (jiffies) it counts as that domain's, if @given
 */
struct vgapt_record {
	struct vgapt_note note;
	struct vgapt_xen_domain user;
	bool used;
	bool given;
	unsigned long until;
};

/*
 * From the reset that comes before the assignment until libxl's note, which is
 * older, and pciback's owner, a second or so later, can be relied on by whoever
 * looks.
 */
#define VGAPT_GIVEN_SECONDS	30

static LIST_HEAD(vgapt_records);
static DEFINE_SPINLOCK(vgapt_record_lock);

static struct vgapt_record *vgapt_record_of(struct vgapt_note *note)
{
	return note ? container_of(note, struct vgapt_record, note) : NULL;
}

/**
 * vgapt_record_flr - record that do_flr has been written for a domain
 * @pdev:   the function; its device lock is held
 * @dom:    the domain
 * @taking: the function is being taken from it, not given to it
 *
 * Does not sleep.
 */
void vgapt_record_flr(struct pci_dev *pdev, const struct vgapt_xen_domain *dom,
		      bool taking)
{
	struct vgapt_record *record;

	device_lock_assert(&pdev->dev);
	spin_lock(&vgapt_record_lock);
	record = vgapt_record_of(vgapt_note_make(&vgapt_records, pdev,
						 sizeof(*record)));
	if (record) {
		record->used = true;
		record->user = *dom;
		record->given = !taking;
		record->until = jiffies + VGAPT_GIVEN_SECONDS * HZ;
	}
	spin_unlock(&vgapt_record_lock);
	if (!record)
		pci_warn(pdev, "no memory: no reset after the end of d%u\n",
			 dom->domid);
}

/**
 * vgapt_record_given - to whom has a function been given lately?
 * @pdev:  the function
 * @known: a domain that is known to live, or NULL: Xen is not asked about it
 *
 * Does not sleep.
 *
 * Return: the domid if that domain still lives, or VGAPT_NO_DOMAIN.
 */
int vgapt_record_given(struct pci_dev *pdev,
		       const struct vgapt_xen_domain *known)
{
	struct vgapt_record *record;
	int domid = VGAPT_NO_DOMAIN;

	spin_lock(&vgapt_record_lock);
	record = vgapt_record_of(vgapt_note_find(&vgapt_records, pdev));
	if (record && record->given && time_before(jiffies, record->until) &&
	    ((known && vgapt_xen_same_domain(&record->user, known)) ||
	     vgapt_xen_domain_lives(&record->user)))
		domid = record->user.domid;
	spin_unlock(&vgapt_record_lock);
	return domid;
}

/**
 * vgapt_record_orphan - find a function whose last domain is dead
 * @dom: result: that domain
 *
 * It counts as reset from here on.  Does not sleep.
 *
 * Return: the function with a reference for the caller, or NULL.
 */
struct pci_dev *vgapt_record_orphan(struct vgapt_xen_domain *dom)
{
	struct vgapt_record *record;
	struct pci_dev *pdev = NULL;

	spin_lock(&vgapt_record_lock);
	list_for_each_entry(record, &vgapt_records, note.node) {
		if (!record->used || vgapt_xen_domain_lives(&record->user))
			continue;
		record->used = false;
		*dom = record->user;
		pdev = pci_dev_get(record->note.pdev);
		break;
	}
	spin_unlock(&vgapt_record_lock);
	return pdev;
}

/**
 * vgapt_record_still_orphan - record that a function was not reset after all
 * @pdev: the function
 * @dom:  its last domain, as vgapt_record_orphan() told
 *
 * Nothing happens if somebody has had it since.  Does not sleep.
 */
void vgapt_record_still_orphan(struct pci_dev *pdev,
			       const struct vgapt_xen_domain *dom)
{
	struct vgapt_record *record;

	spin_lock(&vgapt_record_lock);
	record = vgapt_record_of(vgapt_note_find(&vgapt_records, pdev));
	if (record && vgapt_xen_same_domain(&record->user, dom))
		record->used = true;
	spin_unlock(&vgapt_record_lock);
}

/**
 * vgapt_record_forget - strike a function out
 * @pdev: the function; it goes, or has left xen-pciback
 *
 * Does not sleep.
 */
void vgapt_record_forget(struct pci_dev *pdev)
{
	struct vgapt_note *note;

	spin_lock(&vgapt_record_lock);
	note = vgapt_note_find(&vgapt_records, pdev);
	if (note)
		list_del(&note->node);
	spin_unlock(&vgapt_record_lock);
	vgapt_note_free(note);
}

/**
 * vgapt_record_exit - throw the record away
 *
 * Nobody asks or writes any more.
 */
void vgapt_record_exit(void)
{
	struct vgapt_note *note, *next;

	list_for_each_entry_safe(note, next, &vgapt_records, node) {
		list_del(&note->node);
		vgapt_note_free(note);
	}
}
