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
#include "xen/store.h"

/**
 * struct vgapt_record - what is noted of a function
 * @note:  in the list
 * @user:  the domain that do_flr was written for last, if @noted
 * @noted: it was
 * @used:  and the function has not been reset after that domain's end
 * @said:  why not is in the log
 * @given: it was being given to @user, and has not been taken since
 * @until: until then (jiffies) it counts as that domain's, if @given, even if nobody
 *         else says so
 * @notes: vgapt_store_gone() when the note was read: how often it had gone
 * @round: the last look for orphans that has come across it
 */
struct vgapt_record {
	struct vgapt_note note;
	struct vgapt_xen_domain user;
	bool noted;
	bool used;
	bool said;
	bool given;
	unsigned long until;
	unsigned int notes;
	unsigned int round;
};

/*
 * From the reset that comes before the assignment until libxl's note, which is
 * older, and pciback's owner, a second or so later, can be relied on by whoever
 * looks.
 */
#define VGAPT_GIVEN_SECONDS	30

static LIST_HEAD(vgapt_records);
static DEFINE_SPINLOCK(vgapt_record_lock);
/* Looks for orphans; 0 is none. */
static unsigned int vgapt_record_rounds;

static struct vgapt_record *vgapt_record_of(struct vgapt_note *note)
{
	return note ? container_of(note, struct vgapt_record, note) : NULL;
}

/**
 * vgapt_record_flr - record that do_flr has been written for a domain
 * @pdev:   the function; its device lock is held
 * @dom:    the domain
 * @taking: the function is being taken from it, not given to it
 * @gone:   vgapt_store_gone() when libxl's note was read; it may have gone since
 *
 * Does not sleep.
 */
void vgapt_record_flr(struct pci_dev *pdev, const struct vgapt_xen_domain *dom,
		      bool taking, unsigned int gone)
{
	struct vgapt_record *record;

	device_lock_assert(&pdev->dev);
	spin_lock(&vgapt_record_lock);
	record = vgapt_record_of(vgapt_note_make(&vgapt_records, pdev,
						 sizeof(*record)));
	if (record) {
		record->noted = true;
		record->used = true;
		record->said = false;
		record->user = *dom;
		record->given = !taking;
		record->until = jiffies + VGAPT_GIVEN_SECONDS * HZ;
		record->notes = gone;
	}
	spin_unlock(&vgapt_record_lock);
	if (!record)
		pci_warn(pdev, "no memory: no reset after the end of d%u\n",
			 dom->domid);
}

/* Xen is not asked about @known, which is known to live, or NULL. */
static bool vgapt_record_user_lives(const struct vgapt_record *record,
				    const struct vgapt_xen_domain *known)
{
	return (known && vgapt_xen_same_domain(&record->user, known)) ||
	       vgapt_xen_domain_lives(&record->user);
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
	    vgapt_record_user_lives(record, known))
		domid = record->user.domid;
	spin_unlock(&vgapt_record_lock);
	return domid;
}

/* The domain that do_flr was written for last, if the note is still the same. */
static int vgapt_record_user(struct pci_dev *pdev,
			     const struct vgapt_xen_domain *known, bool given)
{
	struct vgapt_record *record;
	int domid = VGAPT_NO_DOMAIN;

	spin_lock(&vgapt_record_lock);
	record = vgapt_record_of(vgapt_note_find(&vgapt_records, pdev));
	if (record && record->noted && (record->given || !given) &&
	    record->notes == vgapt_store_gone(pdev) &&
	    vgapt_record_user_lives(record, known))
		domid = record->user.domid;
	spin_unlock(&vgapt_record_lock);
	return domid;
}

/**
 * vgapt_record_holder - to whom has a function been given, and not been taken from?
 * @pdev:  the function
 * @known: a domain that is known to live, or NULL: Xen is not asked about it
 *
 * However long ago, and whatever pciback says: a guest can make pciback forget it by
 * what it writes to its frontend's state, and goes on using the function.  libxl
 * removes its note last of all, so once that has gone the function has been taken,
 * or was not given after all.  Does not sleep.
 *
 * Return: the domid if that domain still lives, or VGAPT_NO_DOMAIN.
 */
int vgapt_record_holder(struct pci_dev *pdev,
			const struct vgapt_xen_domain *known)
{
	return vgapt_record_user(pdev, known, true);
}

/**
 * vgapt_record_served - for whom has do_flr been written before, with this note?
 * @pdev:  the function
 * @known: a domain that is known to live, or NULL: Xen is not asked about it
 *
 * Whether it was given or taken then.  Does not sleep.
 *
 * Return: the domid if that domain still lives, or VGAPT_NO_DOMAIN.
 */
int vgapt_record_served(struct pci_dev *pdev,
			const struct vgapt_xen_domain *known)
{
	return vgapt_record_user(pdev, known, false);
}

/**
 * vgapt_record_lingers - has a function been given to a domain that lives?
 * @pdev: the function
 *
 * And not been taken by do_flr since, whatever has become of libxl's note.  Does not
 * sleep.
 *
 * Return: true if so.
 */
bool vgapt_record_lingers(struct pci_dev *pdev)
{
	struct vgapt_record *record;
	bool lingers;

	spin_lock(&vgapt_record_lock);
	record = vgapt_record_of(vgapt_note_find(&vgapt_records, pdev));
	lingers = record && record->noted && record->given &&
		  vgapt_xen_domain_lives(&record->user);
	spin_unlock(&vgapt_record_lock);
	return lingers;
}

/**
 * vgapt_record_last - for which domain has do_flr been written last?
 * @pdev: the function
 *
 * Whatever has become of it.  Does not sleep.
 *
 * Return: the domid, or VGAPT_NO_DOMAIN.
 */
int vgapt_record_last(struct pci_dev *pdev)
{
	struct vgapt_record *record;
	int domid = VGAPT_NO_DOMAIN;

	spin_lock(&vgapt_record_lock);
	record = vgapt_record_of(vgapt_note_find(&vgapt_records, pdev));
	if (record && record->noted)
		domid = record->user.domid;
	spin_unlock(&vgapt_record_lock);
	return domid;
}

/**
 * vgapt_record_round - begin to look for orphans
 *
 * Return: a number for vgapt_record_orphan().
 */
unsigned int vgapt_record_round(void)
{
	unsigned int round;

	spin_lock(&vgapt_record_lock);
	round = ++vgapt_record_rounds;
	spin_unlock(&vgapt_record_lock);
	return round;
}

/**
 * vgapt_record_orphan - find a function whose last domain is dead
 * @round: each is found once in a round
 * @dom:   result: that domain
 * @again: result: it has been found before, and why it was not reset is in the log
 *
 * It counts as reset from here on.  Does not sleep.
 *
 * Return: the function with a reference for the caller, or NULL.
 */
struct pci_dev *vgapt_record_orphan(unsigned int round,
				    struct vgapt_xen_domain *dom, bool *again)
{
	struct vgapt_record *record;
	struct pci_dev *pdev = NULL;

	spin_lock(&vgapt_record_lock);
	list_for_each_entry(record, &vgapt_records, note.node) {
		if (!record->used || record->round == round ||
		    vgapt_xen_domain_lives(&record->user))
			continue;
		record->round = round;
		record->used = false;
		*dom = record->user;
		*again = record->said;
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
 * @said: why not is in the log
 *
 * Nothing happens if somebody has had it since.  Does not sleep.
 */
void vgapt_record_still_orphan(struct pci_dev *pdev,
			       const struct vgapt_xen_domain *dom, bool said)
{
	struct vgapt_record *record;

	spin_lock(&vgapt_record_lock);
	record = vgapt_record_of(vgapt_note_find(&vgapt_records, pdev));
	if (record && vgapt_xen_same_domain(&record->user, dom)) {
		record->used = true;
		record->said |= said;
	}
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
	note = vgapt_note_take(&vgapt_records, pdev);
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
	vgapt_notes_clear(&vgapt_records);
}
