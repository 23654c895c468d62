// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is given to domains and taken from them: told to one who listens, a daemon that
 * starts device models.
 *
 * Only of cards whose device_model is 1.  do_flr waits until the daemon has said that it
 * has what it needs, which is to have the domain held: then nothing is lost however
 * long the rest takes.  It waits a bounded time: the toolstack's one is everybody's.
 *
 * What has been given while somebody listens is noted, so that the watches' work can
 * tell that the domain has died, or that the function was taken without do_flr.
 */
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "assign/assign.h"
#include "model/news.h"
#include "notes.h"
#include "params.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen/pciback.h"

/* A daemon that does not read for so long does not read at all. */
#define VGAPT_NEWS_MAX	1024

/**
 * struct vgapt_news_item - something that has not been read yet
 * @node: in the listener's list
 * @news: what is read
 */
struct vgapt_news_item {
	struct list_head node;
	struct vgapt_news news;
};

/**
 * struct vgapt_news_wait - do_flr waits for an answer
 * @node:  in the list
 * @id:    of the news
 * @done:  it has come; plain word, READ_ONCE()
 * @error: what it is
 */
struct vgapt_news_wait {
	struct list_head node;
	u64 id;
	bool done;
	u32 error;
};

/**
 * struct vgapt_given - a function that a domain has
 * @note:      in the list
 * @dom:       the domain
 * @confirmed: pciback has known it as the owner; for the watches' work alone
 */
struct vgapt_given {
	struct vgapt_note note;
	struct vgapt_xen_domain dom;
	bool confirmed;
};

static DEFINE_SPINLOCK(vgapt_news_lock);
static struct vgapt_listener *vgapt_listener;
static u64 vgapt_news_id;
static LIST_HEAD(vgapt_news_waits);
static LIST_HEAD(vgapt_given_list);
static DECLARE_WAIT_QUEUE_HEAD(vgapt_news_answered);

/* Returns the id of what is told, or 0 if nobody hears it. */
static u64 vgapt_news_tell(struct vgapt_news_item **item, struct pci_dev *pdev, u32 what,
			   u32 flags, u16 domid)
	__must_hold(&vgapt_news_lock)
{
	struct vgapt_news *news = &(*item)->news;

	lockdep_assert_held(&vgapt_news_lock);
	if (!vgapt_listener || vgapt_listener->num >= VGAPT_NEWS_MAX)
		return 0;
	news->id = ++vgapt_news_id;
	news->what = what;
	news->flags = flags;
	news->segment = pci_domain_nr(pdev->bus);
	news->bus = pdev->bus->number;
	news->devfn = pdev->devfn;
	news->domid = domid;
	list_add_tail(&(*item)->node, &vgapt_listener->news);
	*item = NULL;
	vgapt_listener->num++;
	wake_up_poll(&vgapt_listener->wait, EPOLLIN | EPOLLRDNORM);
	return news->id;
}

static struct vgapt_given *vgapt_given_of(struct vgapt_note *note)
{
	return note ? container_of(note, struct vgapt_given, note) : NULL;
}

/* Note that @dom has a function.  Returns false if that was known. */
static bool vgapt_given_note(struct pci_dev *pdev, const struct vgapt_xen_domain *dom)
	__must_hold(&vgapt_news_lock)
{
	struct vgapt_given *given;
	bool known;

	lockdep_assert_held(&vgapt_news_lock);
	known = vgapt_note_find(&vgapt_given_list, pdev);
	given = vgapt_given_of(vgapt_note_make(&vgapt_given_list, pdev, sizeof(*given)));
	if (!given) {
		pci_warn(pdev, "nobody will be told when d%u has it no longer\n", dom->domid);
		return true;
	}
	known &= vgapt_xen_same_domain(&given->dom, dom);
	if (!known)
		given->confirmed = false;
	given->dom = *dom;
	return !known;
}

/*
 * What is so when somebody begins to listen.  do_flr may tell of the same at the same
 * time; then once is enough.
 */
static void vgapt_news_standing_one(struct pci_dev *pdev)
{
	const struct vgapt_xen_domain *dom;
	struct vgapt_news_item *item;
	struct vgapt_assign assign;
	int rc;

	vgapt_assign_read(pdev, &assign);
	vgapt_assign_look(pdev, NULL, &assign);
	dom = vgapt_assign_domain(&assign, vgapt_assign_requester(&assign.is));
	rc = assign.is.note_error ? assign.is.note_error : assign.is.live_error;
	if (!dom && !rc)
		return;
	item = dom ? kzalloc(sizeof(*item), GFP_KERNEL) : NULL;
	if (!item) {
		pci_warn(pdev, "nobody could be told whether a domain has it: %d\n",
			 dom ? -ENOMEM : rc);
		return;
	}
	spin_lock(&vgapt_news_lock);
	if (vgapt_listener && vgapt_given_note(pdev, dom))
		vgapt_news_tell(&item, pdev, VGAPT_NEWS_GIVEN, VGAPT_NEWS_STANDING, dom->domid);
	spin_unlock(&vgapt_news_lock);
	kfree(item);
}

/**
 * vgapt_news_listen - begin to listen
 *
 * What domains have already is told first.  Sleeps.
 *
 * Return: the listener, for vgapt_news_close(); -EBUSY if there is one, or -ENOMEM, as
 * an ERR_PTR().
 */
struct vgapt_listener *vgapt_news_listen(void)
{
	struct vgapt_listener *listener;
	struct pci_dev *pdev = NULL;
	bool busy;

	listener = kzalloc(sizeof(*listener), GFP_KERNEL_ACCOUNT);
	if (!listener)
		return ERR_PTR(-ENOMEM);
	mutex_init(&listener->reading);
	INIT_LIST_HEAD(&listener->news);
	init_waitqueue_head(&listener->wait);
	spin_lock(&vgapt_news_lock);
	busy = vgapt_listener;
	if (!busy)
		vgapt_listener = listener;
	spin_unlock(&vgapt_news_lock);
	if (busy) {
		kfree(listener);
		return ERR_PTR(-EBUSY);
	}
	for_each_pci_dev(pdev)
		if (vgapt_pciback_bound(pdev) && vgapt_dev_modelled(pdev))
			vgapt_news_standing_one(pdev);
	return listener;
}

/**
 * vgapt_news_close - stop listening
 * @listener: who does; freed
 *
 * Who waits for an answer gets one.  Sleeps.
 */
void vgapt_news_close(struct vgapt_listener *listener)
{
	struct vgapt_news_item *item, *next;
	struct vgapt_news_wait *wait;
	LIST_HEAD(given);

	spin_lock(&vgapt_news_lock);
	vgapt_listener = NULL;
	list_splice_init(&vgapt_given_list, &given);
	while ((wait = list_first_entry_or_null(&vgapt_news_waits, struct vgapt_news_wait, node))) {
		list_del_init(&wait->node);
		wait->error = EPIPE;
		WRITE_ONCE(wait->done, true);
	}
	spin_unlock(&vgapt_news_lock);
	wake_up_all(&vgapt_news_answered);
	vgapt_notes_clear(&given);
	list_for_each_entry_safe(item, next, &listener->news, node)
		kfree(item);
	kfree(listener);
}

/**
 * vgapt_news_first - look at the oldest of what has not been read
 * @listener: whose; @listener->reading is held
 * @news:     result
 *
 * Return: false if there is nothing.
 */
bool vgapt_news_first(struct vgapt_listener *listener, struct vgapt_news *news)
{
	struct vgapt_news_item *item;

	lockdep_assert_held(&listener->reading);
	spin_lock(&vgapt_news_lock);
	item = list_first_entry_or_null(&listener->news, struct vgapt_news_item, node);
	if (item)
		*news = item->news;
	spin_unlock(&vgapt_news_lock);
	return item;
}

/**
 * vgapt_news_read - what vgapt_news_first() has shown has been read
 * @listener: whose; @listener->reading has been held since
 */
void vgapt_news_read(struct vgapt_listener *listener)
{
	struct vgapt_news_item *item;

	lockdep_assert_held(&listener->reading);
	spin_lock(&vgapt_news_lock);
	item = list_first_entry(&listener->news, struct vgapt_news_item, node);
	list_del(&item->node);
	listener->num--;
	spin_unlock(&vgapt_news_lock);
	kfree(item);
}

/**
 * vgapt_news_any - is there anything to read?
 * @listener: for whom
 *
 * Return: true if so.
 */
bool vgapt_news_any(struct vgapt_listener *listener)
{
	bool any;

	spin_lock(&vgapt_news_lock);
	any = listener->num;
	spin_unlock(&vgapt_news_lock);
	return any;
}

/**
 * vgapt_news_answer - let do_flr go on
 * @id:    of what it waits for
 * @error: 0, or a positive errno for the log
 *
 * Return: 0; -ENOENT if nobody waits for that.
 */
int vgapt_news_answer(u64 id, u32 error)
{
	struct vgapt_news_wait *wait;
	int rc = -ENOENT;

	spin_lock(&vgapt_news_lock);
	list_for_each_entry(wait, &vgapt_news_waits, node) {
		if (wait->id != id)
			continue;
		list_del_init(&wait->node);
		wait->error = error;
		WRITE_ONCE(wait->done, true);
		rc = 0;
		break;
	}
	spin_unlock(&vgapt_news_lock);
	if (!rc)
		wake_up_all(&vgapt_news_answered);
	return rc;
}

/* Tell that it is over with a function, if its domain is @domid, or any. */
static void vgapt_news_over(struct pci_dev *pdev, u32 what, int domid)
{
	struct vgapt_news_item *item;
	struct vgapt_given *given;

	/* Mostly nobody listens. */
	if (!READ_ONCE(vgapt_listener))
		return;
	item = kzalloc(sizeof(*item), GFP_KERNEL);
	spin_lock(&vgapt_news_lock);
	given = vgapt_given_of(vgapt_note_find(&vgapt_given_list, pdev));
	if (given && domid != VGAPT_NO_DOMAIN && given->dom.domid != domid)
		given = NULL;
	if (given) {
		if (!item || !vgapt_news_tell(&item, pdev, what, 0, given->dom.domid))
			pci_warn(pdev, "nobody could be told that d%u has it no longer\n",
				 given->dom.domid);
		list_del(&given->note.node);
	}
	spin_unlock(&vgapt_news_lock);
	if (given)
		vgapt_note_free(&given->note);
	kfree(item);
}

/* @dom gets a function; nobody has heard yet what has become of who had it before. */
static void vgapt_news_before(struct pci_dev *pdev, const struct vgapt_xen_domain *dom)
{
	struct vgapt_xen_domain had;
	struct vgapt_given *given;
	bool another;

	spin_lock(&vgapt_news_lock);
	given = vgapt_given_of(vgapt_note_find(&vgapt_given_list, pdev));
	another = given && !vgapt_xen_same_domain(&given->dom, dom);
	if (another)
		had = given->dom;
	spin_unlock(&vgapt_news_lock);
	if (another)
		vgapt_news_over(pdev, vgapt_xen_domain_lives(&had) ? VGAPT_NEWS_TAKEN :
								     VGAPT_NEWS_DOMAIN_GONE,
				had.domid);
}

/* Until the answer is there, or for model_wait seconds, or until a signal comes. */
static void vgapt_news_await(struct pci_dev *pdev, const struct vgapt_xen_domain *dom,
			     struct vgapt_news_wait *wait)
{
	wait_event_interruptible_timeout(vgapt_news_answered, READ_ONCE(wait->done),
					 (long)vgapt_param_model_wait * HZ);
	spin_lock(&vgapt_news_lock);
	if (!wait->done)
		list_del(&wait->node);
	spin_unlock(&vgapt_news_lock);
	/* Nobody has it in his hands any more. */
	if (!wait->done)
		dev_err_ratelimited(&pdev->dev, "no answer from its device model's daemon: QEMU serves it to d%u\n",
				    dom->domid);
	else if (wait->error)
		dev_err_ratelimited(&pdev->dev, "its device model's daemon can't serve it: %d; QEMU serves it to d%u\n",
				    -(int)wait->error, dom->domid);
}

/**
 * vgapt_news_given - do_flr gives a function to a domain: tell, and wait for the answer
 * @pdev: the function, of a card for which device_model is 1
 * @dom:  the domain
 *
 * Sleeps, up to model_wait seconds.
 */
void vgapt_news_given(struct pci_dev *pdev, const struct vgapt_xen_domain *dom)
{
	struct vgapt_news_wait wait = { 0 };
	struct vgapt_news_item *item;

	vgapt_news_before(pdev, dom);
	item = kzalloc(sizeof(*item), GFP_KERNEL);
	if (item) {
		spin_lock(&vgapt_news_lock);
		wait.id = vgapt_news_tell(&item, pdev, VGAPT_NEWS_GIVEN, VGAPT_NEWS_WAITS,
					  dom->domid);
		if (wait.id) {
			vgapt_given_note(pdev, dom);
			list_add_tail(&wait.node, &vgapt_news_waits);
		}
		spin_unlock(&vgapt_news_lock);
		kfree(item);
	}
	if (wait.id)
		vgapt_news_await(pdev, dom, &wait);
	else
		dev_info_ratelimited(&pdev->dev, "device_model is 1, but nobody listens: QEMU serves it to d%u\n",
				     dom->domid);
}

/**
 * vgapt_news_taken - a function is no longer a domain's
 * @pdev:  the function
 * @domid: the domain, or VGAPT_NO_DOMAIN: whoever had it
 *
 * Told if it was told that it was given.  Sleeps.
 */
void vgapt_news_taken(struct pci_dev *pdev, int domid)
{
	vgapt_news_over(pdev, VGAPT_NEWS_TAKEN, domid);
}

/* The @n-th that is noted, with a reference; false if there are fewer. */
static bool vgapt_given_at(unsigned int n, struct pci_dev **pdev, struct vgapt_xen_domain *dom,
			   bool *confirmed)
{
	struct vgapt_given *given;
	bool found = false;

	spin_lock(&vgapt_news_lock);
	list_for_each_entry(given, &vgapt_given_list, note.node) {
		if (n--)
			continue;
		*pdev = pci_dev_get(given->note.pdev);
		*dom = given->dom;
		*confirmed = given->confirmed;
		found = true;
		break;
	}
	spin_unlock(&vgapt_news_lock);
	return found;
}

static void vgapt_given_confirm(struct pci_dev *pdev, const struct vgapt_xen_domain *dom)
{
	struct vgapt_given *given;

	spin_lock(&vgapt_news_lock);
	given = vgapt_given_of(vgapt_note_find(&vgapt_given_list, pdev));
	if (given && vgapt_xen_same_domain(&given->dom, dom))
		given->confirmed = true;
	spin_unlock(&vgapt_news_lock);
}

/* What has become of one.  True: it has been told, and is not noted any more. */
static bool vgapt_news_look_at(struct pci_dev *pdev, const struct vgapt_xen_domain *dom,
			       bool confirmed)
{
	struct vgapt_holding held = { .domid = dom->domid, .confirmed = confirmed };
	struct vgapt_assign assign;

	if (!vgapt_xen_domain_lives(dom)) {
		vgapt_news_over(pdev, VGAPT_NEWS_DOMAIN_GONE, dom->domid);
		return true;
	}
	vgapt_assign_read(pdev, &assign);
	if (!confirmed && assign.is.owner == dom->domid)
		vgapt_given_confirm(pdev, dom);
	if (vgapt_assign_fate(&assign.is, &held) != VGAPT_WITHDRAW)
		return false;
	vgapt_news_over(pdev, VGAPT_NEWS_TAKEN, dom->domid);
	return true;
}

/**
 * vgapt_news_look - something has changed in xenstore: what has become of all that was given?
 *
 * One at a time.  Sleeps.
 */
void vgapt_news_look(void)
{
	struct vgapt_xen_domain dom;
	struct pci_dev *pdev;
	unsigned int n = 0;
	bool confirmed;

	while (vgapt_given_at(n, &pdev, &dom, &confirmed)) {
		if (!vgapt_news_look_at(pdev, &dom, confirmed))
			n++;
		pci_dev_put(pdev);
	}
}

/**
 * vgapt_news_exit - throw away what is noted
 *
 * Nobody listens any more.
 */
void vgapt_news_exit(void)
{
	vgapt_notes_clear(&vgapt_given_list);
}
