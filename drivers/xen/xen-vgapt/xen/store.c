// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xenstore: for which domain the toolstack means a function.
 *
 * libxl (since 4.15) keeps /libxl/pci/dddd-bb-dd-f/domid from before the reset
 * that precedes the assignment until after the function has been taken away.
 *
 * Reading that costs a round trip to xenstored, so what has been read is kept
 * until the watch says that it has changed.  The news of a change takes a moment
 * to arrive.  So what is kept may confirm what somebody claims: if that is no
 * longer so, the news is on its way, and what was granted is then withdrawn.  It
 * never serves to refuse anything.
 */
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <xen/xenbus.h>

#include "pure/pure.h"
#include "xen/store.h"

/* A xenstored that was restarted may have lost the watch. */
#define VGAPT_STORE_SECONDS	10

/**
 * struct vgapt_store_node - what is kept of one function's node
 * @node:    in the list
 * @place:   segment, bus and devfn
 * @named:   the domid read last, or VGAPT_NO_DOMAIN
 * @at:      when, in jiffies
 * @changes: counts what the watch has told of it
 * @gone:    counts how often the note was seen to have gone, or to name another
 *           domain than before
 * @known:   @named was read after the last of these
 * @due:     it is to be read again by the work
 * @news:    it was read by the work, and do_flr has not been written since
 */
struct vgapt_store_node {
	struct list_head node;
	u64 place;
	int named;
	unsigned long at;
	unsigned int changes;
	unsigned int gone;
	bool known;
	bool due;
	bool news;
};

static void vgapt_store_work(struct work_struct *work);
static DECLARE_WORK(vgapt_store_reading, vgapt_store_work);

static bool vgapt_store_up;
static atomic_t vgapt_store_count = ATOMIC_INIT(0);
static LIST_HEAD(vgapt_store_nodes);
static DEFINE_SPINLOCK(vgapt_store_lock);

/* Where the notes are. */
#define VGAPT_STORE_DIR		"/libxl/pci"
/* dddd-bb-dd-f, and segments may have eight digits. */
#define VGAPT_STORE_NAME_MAX	20

static u64 vgapt_store_place(unsigned int segment, unsigned int bus,
			     unsigned int devfn)
{
	return (u64)segment << 16 | bus << 8 | devfn;
}

static u64 vgapt_store_place_of(struct pci_dev *pdev)
{
	return vgapt_store_place(pci_domain_nr(pdev->bus), pdev->bus->number,
				 pdev->devfn);
}

/* A function's place as libxl writes it; @name has room for VGAPT_STORE_NAME_MAX. */
static void vgapt_store_name(u64 place, char *name)
{
	snprintf(name, VGAPT_STORE_NAME_MAX, "%04x-%02x-%02x-%x",
		 (u32)(place >> 16), (u8)(place >> 8), PCI_SLOT((u8)place),
		 PCI_FUNC((u8)place));
}

static struct vgapt_store_node *vgapt_store_find(u64 place)
	__must_hold(&vgapt_store_lock)
{
	struct vgapt_store_node *node;

	lockdep_assert_held(&vgapt_store_lock);
	list_for_each_entry(node, &vgapt_store_nodes, node)
		if (node->place == place)
			return node;
	return NULL;
}

/* Without memory nothing is kept. */
static struct vgapt_store_node *vgapt_store_make(u64 place)
	__must_hold(&vgapt_store_lock)
{
	struct vgapt_store_node *node = vgapt_store_find(place);

	if (node)
		return node;
	node = kzalloc(sizeof(*node), GFP_ATOMIC);
	if (!node)
		return NULL;
	node->place = place;
	node->named = VGAPT_NO_DOMAIN;
	list_add_tail(&node->node, &vgapt_store_nodes);
	return node;
}

static bool vgapt_store_usable(const struct vgapt_store_node *node)
	__must_hold(&vgapt_store_lock)
{
	return node && node->known &&
	       time_before(jiffies, node->at + VGAPT_STORE_SECONDS * HZ);
}

/* The round trip.  *@changes is what the watch had told of it before. */
static int vgapt_store_fetch(u64 place, int *named, unsigned int *changes)
{
	struct vgapt_store_node *node;
	unsigned int domid;
	char path[sizeof(VGAPT_STORE_DIR) + VGAPT_STORE_NAME_MAX];
	char name[VGAPT_STORE_NAME_MAX];
	int rc;

	spin_lock(&vgapt_store_lock);
	node = vgapt_store_find(place);
	*changes = node ? node->changes : 0;
	spin_unlock(&vgapt_store_lock);

	*named = VGAPT_NO_DOMAIN;
	vgapt_store_name(place, name);
	snprintf(path, sizeof(path), VGAPT_STORE_DIR "/%s", name);
	rc = xenbus_scanf(XBT_NIL, path, "domid", "%u", &domid);
	/* No note, or not a number. */
	if (rc == -ENOENT || rc == -ERANGE)
		return 0;
	if (rc < 0)
		return rc;
	if (rc == 1 && domid < DOMID_FIRST_RESERVED)
		*named = domid;
	return 0;
}

/* Keep what was read, unless the watch has told of a change meanwhile. */
static void vgapt_store_keep(u64 place, int named, unsigned int changes,
			     bool news)
{
	struct vgapt_store_node *node;

	spin_lock(&vgapt_store_lock);
	node = vgapt_store_make(place);
	if (node && node->changes == changes) {
		if (node->named != VGAPT_NO_DOMAIN && node->named != named)
			node->gone++;
		node->named = named;
		node->at = jiffies;
		node->known = true;
		if (news)
			node->news = named != VGAPT_NO_DOMAIN;
	}
	spin_unlock(&vgapt_store_lock);
}

/* Where the watch has told of a change: read what there is now. */
static void vgapt_store_work(struct work_struct *work)
{
	struct vgapt_store_node *node;
	unsigned int changes;
	bool due = true;
	u64 place = 0;
	int named;

	while (due) {
		due = false;
		spin_lock(&vgapt_store_lock);
		list_for_each_entry(node, &vgapt_store_nodes, node) {
			if (!node->due)
				continue;
			node->due = false;
			place = node->place;
			due = true;
			break;
		}
		spin_unlock(&vgapt_store_lock);
		if (due && !vgapt_store_fetch(place, &named, &changes))
			vgapt_store_keep(place, named, changes, true);
	}
}

/**
 * vgapt_store_is_up - take note that xenstored answers
 */
void vgapt_store_is_up(void)
{
	WRITE_ONCE(vgapt_store_up, true);
}

/**
 * vgapt_store_running - does xenstored answer?
 *
 * Without it no guest is built.
 *
 * Return: true if so.
 */
bool vgapt_store_running(void)
{
	return READ_ONCE(vgapt_store_up);
}

/**
 * vgapt_store_event - take note that a watch has fired
 * @path: the node that it fired for
 *
 * Does not sleep.
 */
void vgapt_store_event(const char *path)
{
	unsigned int segment, bus, slot, function;
	struct vgapt_store_node *node;

	atomic_inc(&vgapt_store_count);
	if (sscanf(path, VGAPT_STORE_DIR "/%x-%x-%x-%x", &segment, &bus, &slot,
		   &function) != 4 ||
	    bus > 0xff || slot > 0x1f || function > 7)
		return;
	spin_lock(&vgapt_store_lock);
	node = vgapt_store_make(vgapt_store_place(segment, bus,
						  PCI_DEVFN(slot, function)));
	if (node) {
		node->changes++;
		node->known = false;
		node->news = false;
		node->due = true;
	}
	spin_unlock(&vgapt_store_lock);
	if (node)
		schedule_work(&vgapt_store_reading);
}

/**
 * vgapt_store_events - how often has a watch fired?
 *
 * Return: a number that changes each time.
 */
unsigned int vgapt_store_events(void)
{
	return atomic_read(&vgapt_store_count);
}

/**
 * vgapt_store_catch_up - wait until what the watches told of has been read
 *
 * Sleeps.
 */
void vgapt_store_catch_up(void)
{
	flush_work(&vgapt_store_reading);
}

/**
 * vgapt_store_list - read on which functions there are notes
 * @notes: result, to be given to vgapt_store_unlist()
 *
 * One round trip, where to ask for each function would be one for each.  Sleeps.
 */
void vgapt_store_list(struct vgapt_store_notes *notes)
{
	char **names;

	memset(notes, 0, sizeof(*notes));
	if (!READ_ONCE(vgapt_store_up))
		return;
	names = xenbus_directory(XBT_NIL, VGAPT_STORE_DIR, "", &notes->num);
	if (!IS_ERR(names)) {
		notes->names = names;
		return;
	}
	notes->num = 0;
	/* libxl makes the folder with the first note. */
	notes->any = PTR_ERR(names) != -ENOENT;
}

/**
 * vgapt_store_listed - is there a note on a function?
 * @notes: what vgapt_store_list() gave
 * @pdev:  the function
 *
 * Does not sleep.
 *
 * Return: true if so, or if that could not be read.
 */
bool vgapt_store_listed(const struct vgapt_store_notes *notes,
			struct pci_dev *pdev)
{
	char name[VGAPT_STORE_NAME_MAX];
	unsigned int i;

	vgapt_store_name(vgapt_store_place_of(pdev), name);
	for (i = 0; i < notes->num; i++)
		if (!strcmp(notes->names[i], name))
			return true;
	return notes->any;
}

/**
 * vgapt_store_unlist - be done with a list
 * @notes: what vgapt_store_list() gave
 */
void vgapt_store_unlist(struct vgapt_store_notes *notes)
{
	kfree(notes->names);
	memset(notes, 0, sizeof(*notes));
}

/**
 * vgapt_store_named - read libxl's note on a function
 * @pdev:  the function
 * @named: result: the domid, or VGAPT_NO_DOMAIN
 *
 * Sleeps.
 *
 * Return: 0; or a negative error if the note, if there is one, can't be read.
 */
int vgapt_store_named(struct pci_dev *pdev, int *named)
{
	u64 place = vgapt_store_place_of(pdev);
	unsigned int changes;
	int rc;

	*named = VGAPT_NO_DOMAIN;
	if (!READ_ONCE(vgapt_store_up))
		return 0;
	rc = vgapt_store_fetch(place, named, &changes);
	if (!rc)
		vgapt_store_keep(place, *named, changes, false);
	return rc;
}

/**
 * vgapt_store_named_flr - the same, when do_flr has been written
 * @pdev:  the function
 * @named: result: the domid, or VGAPT_NO_DOMAIN
 *
 * libxl writes the note, then do_flr.  If the watch has told of a note since
 * do_flr was written last, and it has been read, that note is the one meant:
 * every note serves one write.  Else it is read now.  Sleeps.
 *
 * Return: as vgapt_store_named().
 */
int vgapt_store_named_flr(struct pci_dev *pdev, int *named)
{
	struct vgapt_store_node *node;
	bool news = false;

	spin_lock(&vgapt_store_lock);
	node = vgapt_store_find(vgapt_store_place_of(pdev));
	if (node) {
		news = node->news && vgapt_store_usable(node);
		node->news = false;
		*named = node->named;
	}
	spin_unlock(&vgapt_store_lock);
	return news ? 0 : vgapt_store_named(pdev, named);
}

/**
 * vgapt_store_gone - how often has a function's note gone?
 * @pdev: the function
 *
 * Does not sleep.
 *
 * Return: a number that changes when the note has been seen to be missing, or to name
 * another domain.
 */
unsigned int vgapt_store_gone(struct pci_dev *pdev)
{
	struct vgapt_store_node *node;
	unsigned int gone;

	spin_lock(&vgapt_store_lock);
	node = vgapt_store_find(vgapt_store_place_of(pdev));
	gone = node ? node->gone : 0;
	spin_unlock(&vgapt_store_lock);
	return gone;
}

/**
 * vgapt_store_target - which domain does a stub domain serve?
 * @domid:  the domain that may be one
 * @target: result: the domid, or VGAPT_NO_DOMAIN if it is none
 *
 * libxl's note, in a place where the domain itself can't write.  Sleeps.
 *
 * Return: 0; or a negative error if the note, if there is one, can't be read.
 */
int vgapt_store_target(int domid, int *target)
{
	unsigned int value;
	char path[32];
	int rc;

	*target = VGAPT_NO_DOMAIN;
	if (!READ_ONCE(vgapt_store_up))
		return 0;
	snprintf(path, sizeof(path), "/local/domain/%d", domid);
	rc = xenbus_scanf(XBT_NIL, path, "target", "%u", &value);
	if (rc == -ENOENT || rc == -ERANGE)
		return 0;
	if (rc < 0)
		return rc;
	if (value < DOMID_FIRST_RESERVED)
		*target = value;
	return 0;
}

/**
 * vgapt_store_confirms - is a function known to be meant for a domain?
 * @pdev:  the function
 * @domid: the domain
 *
 * Does not sleep.
 *
 * Return: true if libxl's note named it when it was read last, and nothing has
 * been heard since; if false, nothing is said.
 */
bool vgapt_store_confirms(struct pci_dev *pdev, int domid)
{
	struct vgapt_store_node *node;
	bool confirms;

	spin_lock(&vgapt_store_lock);
	node = vgapt_store_find(vgapt_store_place_of(pdev));
	confirms = vgapt_store_usable(node) && node->named == domid;
	spin_unlock(&vgapt_store_lock);
	return confirms;
}

/**
 * vgapt_store_exit - forget what was read
 *
 * The watches are gone, and nobody asks any more.  Sleeps.
 */
void vgapt_store_exit(void)
{
	struct vgapt_store_node *node, *next;

	cancel_work_sync(&vgapt_store_reading);
	list_for_each_entry_safe(node, next, &vgapt_store_nodes, node) {
		list_del(&node->node);
		kfree(node);
	}
}
