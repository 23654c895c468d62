// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who has the legacy VGA ranges.
 *
 * There is one routing domain (see route.c), so there is at most one owner: one
 * function, one domain.  Several holders may have granted ranges to it: the
 * administrator and the toolstack together are one (vgapt_admin), each
 * capability is another.
 *
 * Granting may have to wait, for xenstored and for the VGA arbiter; it is done
 * one at a time under grant_lock, and what was found out before the waiting is
 * looked at again after it, under the spinlock.  Withdrawing never waits: all
 * it takes are hypercalls and config writes, made under the spinlock.  So it can
 * be done from every notifier, and is complete when the notifier returns.
 */
#include <linux/module.h>

#include "assign/assign.h"
#include "legacy/console.h"
#include "legacy/owner.h"
#include "legacy/route.h"
#include "life.h"
#include "pure/model/split.h"
#include "pure/ranges.h"
#include "vdev.h"
#include "xen/calls.h"
#include "xen/store.h"
#include "xen_vgapt.h"

static struct {
	struct mutex grant_lock;	/* serialises grants */
	spinlock_t lock;		/* protects all below */
	struct vgapt_dev *vdev;		/* the function; referenced; NULL: free */
	struct vgapt_xen_domain dom;	/* the owner, while vdev is set */
	u32 granted;			/* VGAPT_RANGE_* the owner has */
	u32 stuck;			/* those Xen would not take back: part of granted */
	struct vgapt_splits splits;	/* the pieces in which @granted was granted */
	bool confirmed;			/* pciback has known the owner */
	unsigned long doubt;		/* since when nobody names it, or 0 */
	struct list_head holders;	/* with ranges that are not 0 */
	u64 generation;			/* counts owners */
	struct vgapt_dev *freed;	/* to be put when the lock is dropped */
	struct pci_dev *before;		/* card to get the routing back, or NULL */
	bool console;			/* dom0's text console is suspended */
	struct {
		bool pending;		/* the work is queued or running */
		struct pci_dev *to;	/* card to route to, referenced, or NULL */
		bool console;		/* text console to be resumed after it */
	} back;
} vgapt_legacy = {
	.grant_lock = __MUTEX_INITIALIZER(vgapt_legacy.grant_lock),
	.lock = __SPIN_LOCK_UNLOCKED(vgapt_legacy.lock),
	.holders = LIST_HEAD_INIT(vgapt_legacy.holders),
};

/* The holder for what the administrator and the policy grant. */
struct vgapt_holder vgapt_admin = {
	.node = LIST_HEAD_INIT(vgapt_admin.node),
};

static void vgapt_legacy_return_work(struct work_struct *work);
static void vgapt_legacy_reap_work(struct work_struct *work);
static DECLARE_WORK(vgapt_return_work, vgapt_legacy_return_work);
static DECLARE_DELAYED_WORK(vgapt_reap_work, vgapt_legacy_reap_work);

/*
 * How long an owner is kept that neither libxl's note nor pciback names.  The
 * backend comes to life a second or so after the grant; on a loaded machine it
 * may be several.
 */
#define VGAPT_DOUBT_SECONDS	15

/* How long a revoke waits for the route to be back before it returns. */
#define VGAPT_RETURN_SECONDS	5
static DECLARE_WAIT_QUEUE_HEAD(vgapt_returned);

/* How often a grant looks whether it is its turn. */
#define VGAPT_TURN_JIFFIES	max(1, HZ / 50)

/**
 * vgapt_holder_init - make a holder that holds nothing
 * @holder: the holder
 */
void vgapt_holder_init(struct vgapt_holder *holder)
{
	INIT_LIST_HEAD(&holder->node);
	holder->ranges = 0;
	holder->closed = false;
	holder->num_traps = 0;
}

/**
 * vgapt_holder_close - let nothing more be granted in a holder's name
 * @holder: the holder
 *
 * A grant that is waiting gives up.  What has been granted stays.  Does not sleep.
 */
void vgapt_holder_close(struct vgapt_holder *holder)
{
	WRITE_ONCE(holder->closed, true);
	wake_up_all(&vgapt_returned);
}

static void vgapt_legacy_lock(void)
	__acquires(&vgapt_legacy.lock)
{
	spin_lock(&vgapt_legacy.lock);
}

/*
 * Puts the function that has ceased to be the owner's, if one has: the last
 * reference must not go under the lock.  Returns true if there was one.
 */
static bool vgapt_legacy_unlock(void)
	__releases(&vgapt_legacy.lock)
{
	struct vgapt_dev *freed = vgapt_legacy.freed;

	vgapt_legacy.freed = NULL;
	spin_unlock(&vgapt_legacy.lock);
	if (freed)
		vgapt_dev_put(freed);
	return freed;
}

static void vgapt_legacy_return_work(struct work_struct *work)
{
	int rc = 0;

	/* Nobody else touches these while the work is pending. */
	if (vgapt_legacy.back.to)
		rc = vgapt_route_return(vgapt_legacy.back.to);
	/* That card has gone, and nobody waits for it. */
	if (rc == -ENODEV)
		rc = 0;
	/* Where the route leads to a guest's card still, text would be drawn there. */
	if (!rc && vgapt_legacy.back.console)
		vgapt_console_resume();
	if (!rc)
		pci_dev_put(vgapt_legacy.back.to);

	vgapt_legacy_lock();
	if (rc) {
		/* The next grant, or the next one's end, finds them. */
		vgapt_legacy.before = vgapt_legacy.back.to;
		vgapt_legacy.console = vgapt_legacy.back.console;
	}
	WRITE_ONCE(vgapt_legacy.back.pending, false);
	vgapt_legacy_unlock();
	wake_up_all(&vgapt_returned);
}

/* What the holders want, all together. */
static u32 vgapt_legacy_wanted(void)
	__must_hold(&vgapt_legacy.lock)
{
	struct vgapt_holder *holder;
	u32 ranges = 0;

	lockdep_assert_held(&vgapt_legacy.lock);
	list_for_each_entry(holder, &vgapt_legacy.holders, node)
		ranges |= holder->ranges;
	return ranges;
}

static void vgapt_holder_drop(struct vgapt_holder *holder, u32 ranges)
	__must_hold(&vgapt_legacy.lock)
{
	lockdep_assert_held(&vgapt_legacy.lock);
	holder->ranges &= ~ranges;
	/* Fewer always fit. */
	vgapt_traps_replace(holder->traps, &holder->num_traps, ranges, NULL, 0);
	if (!holder->ranges)
		list_del_init(&holder->node);
}

/*
 * In which pieces the ranges are to be, with all that the holders want trapped.  Returns
 * -ENOSPC if that is too much.
 */
static int vgapt_legacy_split(struct vgapt_splits *splits)
	__must_hold(&vgapt_legacy.lock)
{
	struct vgapt_holder *holder;
	u32 i, num = 0;

	lockdep_assert_held(&vgapt_legacy.lock);
	vgapt_split_whole(splits);
	list_for_each_entry(holder, &vgapt_legacy.holders, node) {
		for (i = 0; i < holder->num_traps; i++) {
			if (num++ == VGAPT_SPLIT_TRAPS)
				return -ENOSPC;
			vgapt_split_trap(splits, &holder->traps[i]);
		}
	}
	return 0;
}

/* Those of @ranges that are not in the pieces in which they are to be. */
static u32 vgapt_legacy_unlike(const struct vgapt_splits *splits, u32 ranges)
	__must_hold(&vgapt_legacy.lock)
{
	size_t i;

	lockdep_assert_held(&vgapt_legacy.lock);
	for (i = 0; i < VGAPT_NUM_RANGES; i++)
		if (vgapt_split_same(&splits->range[i], &vgapt_legacy.splits.range[i]))
			ranges &= ~vgapt_ranges[i].bit;
	return ranges;
}

/* Remember in which pieces ranges have been granted. */
static void vgapt_legacy_note_split(const struct vgapt_splits *splits, u32 ranges)
	__must_hold(&vgapt_legacy.lock)
{
	size_t i;

	lockdep_assert_held(&vgapt_legacy.lock);
	for (i = 0; i < VGAPT_NUM_RANGES; i++)
		if (ranges & vgapt_ranges[i].bit)
			vgapt_legacy.splits.range[i] = splits->range[i];
}

/* Grant in pieces, and take note of them.  Returns what Xen answered. */
static int vgapt_legacy_grant_split(const struct vgapt_splits *splits, u32 ranges)
	__must_hold(&vgapt_legacy.lock)
{
	u32 left;
	int rc;

	lockdep_assert_held(&vgapt_legacy.lock);
	rc = vgapt_xen_grant_split(&vgapt_legacy.dom, ranges, splits, &left);
	pci_dbg(vgapt_legacy.vdev->pdev, "grant: d%u ranges %#x: %d\n",
		vgapt_legacy.dom.domid, ranges, rc);
	vgapt_legacy_note_split(splits, ranges);
	if (rc) {
		/* No holder has it: the next trim tries to withdraw it. */
		vgapt_legacy.granted = (vgapt_legacy.granted & ~ranges) | left;
		vgapt_legacy.stuck = (vgapt_legacy.stuck & ~ranges) | left;
		return rc;
	}
	vgapt_legacy.granted |= ranges;
	vgapt_legacy.stuck &= ~ranges;
	return 0;
}

/* Withdraw ranges in the pieces in which they were granted. */
static int vgapt_legacy_withdraw(u32 ranges)
	__must_hold(&vgapt_legacy.lock)
{
	u32 left;
	int rc;

	lockdep_assert_held(&vgapt_legacy.lock);
	rc = vgapt_xen_revoke_split(&vgapt_legacy.dom, ranges, &vgapt_legacy.splits, &left);
	vgapt_legacy.granted &= ~ranges | left;
	vgapt_legacy.stuck = (vgapt_legacy.stuck & ~ranges) | left;
	pci_dbg(vgapt_legacy.vdev->pdev, "revoke: d%u ranges %#x: %d\n",
		vgapt_legacy.dom.domid, ranges, rc);
	if (rc)
		dev_err_ratelimited(&vgapt_legacy.vdev->pdev->dev, "Xen does not take legacy ranges %#x from d%u: %d; they stay blocked until it does or the domain is gone\n",
				    left, vgapt_legacy.dom.domid, rc);
	return rc;
}

/*
 * Somebody has come or gone who wants something trapped: grant anew what has to be in
 * other pieces.  What can't be is lost to all its holders.  Until it is there again,
 * accesses reach the domain's device models.  With nobody's traps this does nothing.
 */
static int vgapt_legacy_resplit(void)
	__must_hold(&vgapt_legacy.lock)
{
	struct vgapt_holder *holder, *next;
	struct vgapt_splits splits;
	u32 again;
	int rc;

	lockdep_assert_held(&vgapt_legacy.lock);
	/* Nobody adds more than there is room for. */
	rc = vgapt_legacy_split(&splits);
	if (rc)
		return rc;
	again = vgapt_legacy_unlike(&splits, vgapt_legacy.granted & ~vgapt_legacy.stuck &
					     vgapt_legacy_wanted());
	/* Of one that is dying everything goes soon, and nothing is added. */
	if (!again || !vgapt_xen_may_have(&vgapt_legacy.dom))
		return 0;
	rc = vgapt_legacy_withdraw(again);
	if (!rc)
		rc = vgapt_legacy_grant_split(&splits, again);
	if (!rc)
		return 0;
	dev_err_ratelimited(&vgapt_legacy.vdev->pdev->dev, "legacy ranges %#x are lost to d%u: %d\n",
			    again, vgapt_legacy.dom.domid, rc);
	list_for_each_entry_safe(holder, next, &vgapt_legacy.holders, node)
		vgapt_holder_drop(holder, again);
	return rc;
}

/*
 * Put things back as they were before the ranges were granted: routing and
 * dom0's text console.  Later, as it may have to wait.  No grant begins before
 * that is done, so there is never more than one such job.
 */
static void vgapt_legacy_return(void)
	__must_hold(&vgapt_legacy.lock)
{
	lockdep_assert_held(&vgapt_legacy.lock);
	if (WARN_ON_ONCE(vgapt_legacy.back.pending))
		return;
	if (!vgapt_legacy.before && !vgapt_legacy.console)
		return;
	vgapt_legacy.back.to = vgapt_legacy.before;
	vgapt_legacy.back.console = vgapt_legacy.console;
	vgapt_legacy.before = NULL;
	vgapt_legacy.console = false;
	WRITE_ONCE(vgapt_legacy.back.pending, true);
	queue_work(vgapt_wq, &vgapt_return_work);
}

/*
 * Withdraw what no holder wants; if nothing is left, the ranges are free again.
 * What can't be withdrawn keeps its owner: nobody else may have it while that
 * domain can still reach it.  Every later call tries again.
 *
 * Returns 0 or why something could not be withdrawn.
 */
static int vgapt_legacy_trim(void)
	__must_hold(&vgapt_legacy.lock)
{
	struct vgapt_dev *vdev = vgapt_legacy.vdev;
	int rc = 0, lost;
	u32 drop;

	lockdep_assert_held(&vgapt_legacy.lock);
	if (!vdev)
		return 0;

	drop = vgapt_legacy.granted & ~vgapt_legacy_wanted();
	if (drop)
		rc = vgapt_legacy_withdraw(drop);
	lost = vgapt_legacy.granted ? vgapt_legacy_resplit() : 0;
	if (lost) {
		/* What it was has been said; what is left of it goes, if Xen takes it. */
		drop = vgapt_legacy.granted & ~vgapt_legacy_wanted();
		if (drop)
			vgapt_legacy_withdraw(drop);
		if (!rc)
			rc = lost;
	}
	if (vgapt_legacy.granted)
		return rc;

	dev_info_ratelimited(&vdev->pdev->dev, "legacy ranges withdrawn from d%u\n",
			     vgapt_legacy.dom.domid);
	vgapt_route_drop(vdev->pdev);
	vgapt_legacy_return();
	vgapt_legacy.freed = vdev;
	vgapt_legacy.vdev = NULL;
	module_put(THIS_MODULE);
	return rc;
}

static int vgapt_legacy_revoke_all(void)
	__must_hold(&vgapt_legacy.lock)
{
	struct vgapt_holder *holder, *next;

	lockdep_assert_held(&vgapt_legacy.lock);
	list_for_each_entry_safe(holder, next, &vgapt_legacy.holders, node)
		vgapt_holder_drop(holder, VGAPT_RANGE_ALL);
	return vgapt_legacy_trim();
}

/*
 * Wait until the route is back where it was.  Not for long: somebody else may
 * have the arbiter's lock, and then the routing is theirs.
 */
static void vgapt_legacy_await_return(void)
{
	wait_event_interruptible_timeout(vgapt_returned,
					 !READ_ONCE(vgapt_legacy.back.pending),
					 VGAPT_RETURN_SECONDS * HZ);
}

/*
 * Act on what is to become of the owner that @generation counts.  Returns true if
 * it stays one.
 */
static bool vgapt_legacy_judge(u64 generation, enum vgapt_fate fate,
			       bool confirmed)
{
	bool stays = false;

	vgapt_legacy_lock();
	if (vgapt_legacy.vdev && vgapt_legacy.generation == generation) {
		vgapt_legacy.confirmed |= confirmed;
		if (fate == VGAPT_KEEP) {
			vgapt_legacy.doubt = 0;
		} else if (fate == VGAPT_WAIT) {
			/* 0 stands for no doubt */
			if (!vgapt_legacy.doubt)
				vgapt_legacy.doubt = jiffies | 1;
			if (time_after(jiffies, vgapt_legacy.doubt +
						VGAPT_DOUBT_SECONDS * HZ))
				fate = VGAPT_WITHDRAW;
			else
				queue_delayed_work(vgapt_wq, &vgapt_reap_work,
						   HZ);
		}
		if (fate == VGAPT_WITHDRAW)
			vgapt_legacy_revoke_all();
		else
			stays = true;
	}
	vgapt_legacy_unlock();
	return stays;
}

/**
 * vgapt_legacy_reap - withdraw from an owner that no longer qualifies
 *
 * One that is dead, or for whom the function is no longer meant.  Sleeps.
 *
 * Return: true if there is an owner, and it stays one.
 */
bool vgapt_legacy_reap(void)
{
	enum vgapt_fate fate = VGAPT_WITHDRAW;
	struct vgapt_holding held;
	struct vgapt_assign assign;
	struct vgapt_xen_domain dom;
	struct vgapt_dev *vdev;
	bool stays, confirmed = false;
	u64 generation;

	vgapt_legacy_lock();
	vdev = vgapt_legacy.vdev;
	if (vdev)
		vgapt_dev_get(vdev);
	dom = vgapt_legacy.dom;
	generation = vgapt_legacy.generation;
	held.domid = dom.domid;
	held.confirmed = vgapt_legacy.confirmed;
	vgapt_legacy_unlock();
	if (!vdev)
		return false;

	if (vgapt_xen_domain_lives(&dom)) {
		vgapt_assign_read(vdev->pdev, &assign);
		confirmed = assign.is.owner == dom.domid;
		fate = vgapt_assign_fate(&assign.is, &held);
		pci_dbg(vdev->pdev, "reap: d%u named %d owner %d%s: %s\n",
			dom.domid, assign.is.named, assign.is.owner,
			held.confirmed ? " confirmed" : "",
			fate == VGAPT_KEEP ? "keep" :
			fate == VGAPT_WAIT ? "wait" : "withdraw");
	}
	stays = vgapt_legacy_judge(generation, fate, confirmed);
	vgapt_dev_put(vdev);
	return stays;
}

/* What could not go back when the ranges were withdrawn: the guest may have gone by now. */
static void vgapt_legacy_return_again(void)
{
	/* A grant that is being made sees to it by itself. */
	if (!mutex_trylock(&vgapt_legacy.grant_lock))
		return;
	vgapt_legacy_lock();
	if (!vgapt_legacy.vdev && !vgapt_legacy.back.pending)
		vgapt_legacy_return();
	vgapt_legacy_unlock();
	mutex_unlock(&vgapt_legacy.grant_lock);
}

static void vgapt_legacy_reap_work(struct work_struct *work)
{
	vgapt_legacy_reap();
	vgapt_legacy_return_again();
}

/**
 * vgapt_legacy_reap_later - have a look, soon, whether the owner still is one
 *
 * Does not sleep.
 */
void vgapt_legacy_reap_later(void)
{
	/* Also if it is queued for later already. */
	mod_delayed_work(vgapt_wq, &vgapt_reap_work, 0);
}

/* Does the present owner allow @vdev to be given to @dom? */
static int vgapt_legacy_vacant(struct vgapt_dev *vdev,
			       const struct vgapt_xen_domain *dom)
	__must_hold(&vgapt_legacy.lock)
{
	lockdep_assert_held(&vgapt_legacy.lock);
	if (!vgapt_dev_is_seized(vdev))
		return -ENODEV;
	if (!vgapt_legacy.vdev ||
	    (vgapt_legacy.vdev == vdev &&
	     vgapt_xen_same_domain(&vgapt_legacy.dom, dom)))
		return 0;
	dev_err_ratelimited(&vdev->pdev->dev, "legacy ranges refused to d%u, d%u has them through %s\n",
			    dom->domid, vgapt_legacy.dom.domid,
			    pci_name(vgapt_legacy.vdev->pdev));
	return -EBUSY;
}

/*
 * Give the owner what it does not have yet of @ranges, in @holder's name, less what it
 * wants trapped, and take that away if the owner has it.
 */
static int vgapt_legacy_add(struct vgapt_holder *holder, u32 ranges,
			    const struct vgapt_trap *traps, u32 num_traps)
	__must_hold(&vgapt_legacy.lock)
{
	struct vgapt_trap before[VGAPT_MAX_TRAPS];
	struct vgapt_splits splits;
	u32 more, again, had, num_before;
	int rc;

	lockdep_assert_held(&vgapt_legacy.lock);
	had = holder->ranges;
	num_before = holder->num_traps;
	memcpy(before, holder->traps, sizeof(before));
	rc = vgapt_traps_replace(holder->traps, &holder->num_traps, ranges, traps, num_traps);
	if (rc)
		return rc;
	if (!had)
		list_add_tail(&holder->node, &vgapt_legacy.holders);
	holder->ranges |= ranges;

	/* Of a range that is stuck nobody knows what the owner has left of it. */
	more = ranges & ~(vgapt_legacy.granted & ~vgapt_legacy.stuck);
	rc = vgapt_legacy_split(&splits);
	/* Nor in which pieces, if they are to be others. */
	again = rc ? 0 : vgapt_legacy_unlike(&splits, more & vgapt_legacy.stuck);
	if (again)
		rc = vgapt_legacy_withdraw(again);
	if (!rc)
		rc = vgapt_legacy_grant_split(&splits, more);
	if (!rc)
		rc = vgapt_legacy_resplit();
	if (!rc)
		return 0;
	/* As it was before, as far as that is still there. */
	vgapt_holder_drop(holder, ranges & ~(had & vgapt_legacy.granted));
	if (holder->ranges) {
		memcpy(holder->traps, before, sizeof(before));
		holder->num_traps = num_before;
	}
	return rc;
}

/**
 * struct vgapt_granting - a grant that may have to wait
 * @vdev:   the function
 * @dom:    the domain
 * @holder: in whose name
 * @ranges: VGAPT_RANGE_*
 * @traps:  what is not to be granted of them
 * @num_traps: how many
 */
struct vgapt_granting {
	struct vgapt_dev *vdev;
	const struct vgapt_xen_domain *dom;
	struct vgapt_holder *holder;
	u32 ranges;
	const struct vgapt_trap *traps;
	u32 num_traps;
};

/*
 * A guest that meets a dead card can take the host down with it, and would see nothing
 * on it anyway.
 */
static int vgapt_legacy_alive(struct vgapt_dev *vdev,
			      const struct vgapt_xen_domain *dom)
{
	if (!vgapt_life_dead(vdev))
		return 0;
	dev_err_ratelimited(&vdev->pdev->dev, "legacy ranges refused to d%u, the card is dead: it does not answer, and no reset has brought it back\n",
			    dom->domid);
	return -ENXIO;
}

/* Is there no use in waiting any longer?  Returns 0 if there is. */
static int vgapt_legacy_vain(const struct vgapt_dev *vdev,
			     const struct vgapt_holder *holder)
{
	if (READ_ONCE(vdev->gone))
		return -ENODEV;
	return READ_ONCE(holder->closed) ? -EIDRM : 0;
}

/* Is the way free, and is it still wanted? */
static int vgapt_legacy_clear(const struct vgapt_granting *grant)
{
	int rc = vgapt_legacy_vain(grant->vdev, grant->holder);

	if (rc)
		return rc;
	if (!vgapt_dev_is_seized(grant->vdev))
		return -ENODEV;
	rc = vgapt_legacy_alive(grant->vdev, grant->dom);
	return rc ? rc : vgapt_route_check(grant->vdev->pdev);
}

/* What was found out before the waiting, looked at again. */
static int vgapt_legacy_still(void *data)
{
	const struct vgapt_granting *grant = data;

	if (!vgapt_xen_domain_lives(grant->dom))
		return -ESRCH;
	return vgapt_legacy_clear(grant);
}

/* The ranges are free: take the route, then make @dom their owner. */
static int vgapt_legacy_begin(struct vgapt_granting *grant)
{
	const struct vgapt_xen_domain *dom = grant->dom;
	struct vgapt_holder *holder = grant->holder;
	struct vgapt_dev *vdev = grant->vdev;
	struct vgapt_xen_domain now;
	int rc;

	lockdep_assert_held(&vgapt_legacy.grant_lock);
	/* The last owner's route first goes back to where it came from. */
	if (wait_event_interruptible(vgapt_returned,
				     !READ_ONCE(vgapt_legacy.back.pending) ||
				     vgapt_legacy_vain(vdev, holder)))
		return -EINTR;
	/* That the domain lives has just been seen, and is asked once more at the end. */
	rc = vgapt_legacy_clear(grant);
	if (rc)
		return rc;
	/*
	 * With neither an owner nor work pending, these two are ours; or what the last grant
	 * found, and could not put back.
	 */
	if (!vgapt_legacy.before)
		vgapt_legacy.before = vgapt_route_holder(vdev->pdev);
	if (vgapt_console_suspend())
		vgapt_legacy.console = true;
	if (vgapt_legacy.console)
		dev_info_ratelimited(&vdev->pdev->dev, "dom0's text console is suspended while a guest has the legacy ranges\n");
	rc = vgapt_route_take(vdev->pdev, vgapt_legacy_still, grant);
	/* Who has come in the last second has a say, too. */
	if (!rc) {
		rc = vgapt_legacy_clear(grant);
		if (rc)
			vgapt_route_drop(vdev->pdev);
	}

	vgapt_legacy_lock();
	if (rc) {
		/* The arbiter may have switched before it failed. */
		vgapt_legacy_return();
		vgapt_legacy_unlock();
		return rc;
	}
	/* All that was known before may have changed while we waited. */
	rc = vgapt_legacy_vain(vdev, holder);
	if (!rc)
		rc = vgapt_legacy_vacant(vdev, dom);
	if (!rc)
		rc = vgapt_xen_live_domain(dom->domid, &now);
	if (!rc && !vgapt_xen_same_domain(dom, &now))
		rc = -ESRCH;
	/* A module that is being unloaded can no longer be held. */
	if (!rc && !try_module_get(THIS_MODULE))
		rc = -ENODEV;
	if (rc) {
		vgapt_route_drop(vdev->pdev);
		vgapt_legacy_return();
		vgapt_legacy_unlock();
		return rc;
	}
	vgapt_dev_get(vdev);
	vgapt_legacy.vdev = vdev;
	vgapt_legacy.dom = *dom;
	vgapt_legacy.granted = 0;
	vgapt_legacy.stuck = 0;
	vgapt_legacy.confirmed = false;
	vgapt_legacy.doubt = 0;
	vgapt_legacy.generation++;
	rc = vgapt_legacy_add(holder, grant->ranges, grant->traps, grant->num_traps);
	if (rc)
		vgapt_legacy_trim();
	else
		dev_info_ratelimited(&vdev->pdev->dev, "legacy ranges granted to d%u\n",
				     dom->domid);
	vgapt_legacy_unlock();
	return rc;
}

/*
 * The function may have been taken away during the grant, and the look that
 * followed may have come too early to find an owner.  So, where xenstore has told
 * of something since @events, look again; mostly that is the very note which
 * made us grant, and the watch has read it.
 */
static int vgapt_legacy_recheck(struct vgapt_dev *vdev,
				const struct vgapt_xen_domain *dom,
				unsigned int events)
{
	if (vgapt_store_events() == events)
		return 0;
	vgapt_store_catch_up();
	if (vgapt_store_confirms(vdev->pdev, dom->domid))
		return 0;
	return vgapt_legacy_reap() ? 0 : -EPERM;
}

/*
 * The function is meant for @dom, and was when vgapt_store_events() was @events.
 */
static int vgapt_legacy_give(struct vgapt_granting *grant, unsigned int events)
{
	const struct vgapt_xen_domain *dom = grant->dom;
	struct vgapt_dev *vdev = grant->vdev;
	bool begin;
	int rc;

	lockdep_assert_held(&vgapt_legacy.grant_lock);
	if (!vgapt_dev_is_seized(vdev))
		return -ENODEV;
	rc = vgapt_legacy_alive(vdev, dom);
	if (rc)
		return rc;
	/* A dead owner may not have been noticed yet. */
	vgapt_legacy_reap();

	vgapt_legacy_lock();
	begin = !vgapt_legacy.vdev;
	rc = vgapt_legacy_vacant(vdev, dom);
	if (!rc && !begin) {
		rc = vgapt_legacy_add(grant->holder, grant->ranges, grant->traps,
				      grant->num_traps);
		if (rc)
			vgapt_legacy_trim();
	}
	vgapt_legacy_unlock();
	if (!rc && begin)
		rc = vgapt_legacy_begin(grant);
	return rc ? rc : vgapt_legacy_recheck(vdev, dom, events);
}

/*
 * What can be said without looking around; then a grant's turn, to be unlocked.
 * Another grant may be waiting for the arbiter, and an unplug, with the rescan lock
 * held, for us: a mutex can't be waited for in a way that it could end.
 */
static int vgapt_legacy_enter(struct vgapt_dev *vdev,
			      const struct vgapt_xen_domain *dom,
			      struct vgapt_holder *holder, u32 ranges)
{
	int rc;

	if (!vdev->vga || !vgapt_xen_version())
		return -EOPNOTSUPP;
	if (!ranges || (ranges & ~VGAPT_RANGE_ALL) || !dom->domid)
		return -EINVAL;
	while (!mutex_trylock(&vgapt_legacy.grant_lock)) {
		if (wait_event_interruptible_timeout(vgapt_returned,
						     vgapt_legacy_vain(vdev, holder),
						     VGAPT_TURN_JIFFIES) < 0)
			return -EINTR;
		rc = vgapt_legacy_vain(vdev, holder);
		if (rc)
			return rc;
	}
	return 0;
}

/**
 * vgapt_legacy_grant - grant legacy ranges to a domain
 * @vdev:   the function they are to lead to
 * @dom:    the domain, as the caller knows it
 * @holder: in whose name
 * @ranges: VGAPT_RANGE_* bits, at least one
 *
 * All or nothing.  What is granted already stays so, and is then in @holder's
 * name too.  Sleeps, interruptibly where it may be long.
 *
 * Return: 0; -EOPNOTSUPP if the function has no legacy ranges, or Xen's control
 * interface is not usable; -EINVAL for unknown ranges, or domain 0; -ESRCH if
 * that domain has gone; -EPERM if the toolstack has not given
 * the function to it; -ENODEV if the function is not bound to xen-pciback, or
 * gone; -ENXIO if it is dead; -EBUSY if another domain or function has the ranges,
 * or routing them here would switch off a card in use; -EINTR if a signal came; -EIDRM
 * if @holder has been closed; -EIO if a bridge does not forward the ranges; -ENOMEM if
 * Xen has no memory for the domain's page
 * tables, as when it begins to take it down; or why xenstore can't be read.
 */
int vgapt_legacy_grant(struct vgapt_dev *vdev,
		       const struct vgapt_xen_domain *dom,
		       struct vgapt_holder *holder, u32 ranges)
{
	return vgapt_legacy_grant_traps(vdev, dom, holder, ranges, NULL, 0);
}

/**
 * vgapt_legacy_grant_traps - grant legacy ranges to a domain, but for some parts
 * @vdev:   the function they are to lead to
 * @dom:    the domain, as the caller knows it
 * @holder: in whose name
 * @ranges: VGAPT_RANGE_* bits, at least one
 * @traps:  what of them is to be trapped; vgapt_traps_check() has found them good
 * @num_traps: how many
 *
 * As vgapt_legacy_grant().  What @holder wanted trapped of these ranges before does not
 * count any more.  What others have granted of what is trapped is taken from the domain
 * until @holder lets go of the range.
 *
 * Return: as vgapt_legacy_grant(), and -ENOSPC if these are too many traps together with
 * those of other ranges, or of other holders.
 */
int vgapt_legacy_grant_traps(struct vgapt_dev *vdev,
			     const struct vgapt_xen_domain *dom,
			     struct vgapt_holder *holder, u32 ranges,
			     const struct vgapt_trap *traps, u32 num_traps)
{
	struct vgapt_granting grant = {
		.vdev = vdev, .dom = dom, .holder = holder, .ranges = ranges,
		.traps = traps, .num_traps = num_traps,
	};
	unsigned int events;
	int rc;

	rc = vgapt_legacy_enter(vdev, dom, holder, ranges);
	if (rc)
		return rc;
	events = vgapt_store_events();
	if (!vgapt_xen_domain_lives(dom))
		rc = -ESRCH;
	else if (!vgapt_dev_is_seized(vdev))
		rc = -ENODEV;
	else
		rc = vgapt_assign_meant(vdev->pdev, dom);
	if (rc == -EPERM)
		dev_err_ratelimited(&vdev->pdev->dev, "legacy ranges refused to d%u, the toolstack has not given it this function\n",
				    dom->domid);
	if (!rc)
		rc = vgapt_legacy_give(&grant, events);
	mutex_unlock(&vgapt_legacy.grant_lock);
	return rc;
}

/**
 * vgapt_legacy_grant_all - grant all of them to whom a function is being given
 * @vdev:   the function
 * @assign: whose it is, seen in the course of this request
 *
 * As vgapt_legacy_grant(), in the administrator's name, to the domain that the
 * toolstack names.
 *
 * Return: as vgapt_legacy_grant().
 */
int vgapt_legacy_grant_all(struct vgapt_dev *vdev,
			   const struct vgapt_assign *assign)
{
	struct vgapt_granting grant = {
		.vdev = vdev, .holder = &vgapt_admin, .ranges = VGAPT_RANGE_ALL,
	};
	int rc;

	grant.dom = vgapt_assign_domain(assign, assign->is.named);
	if (!grant.dom)
		return -ESRCH;
	rc = vgapt_legacy_enter(vdev, grant.dom, &vgapt_admin, VGAPT_RANGE_ALL);
	if (rc)
		return rc;
	rc = vgapt_legacy_give(&grant, assign->events);
	mutex_unlock(&vgapt_legacy.grant_lock);
	return rc;
}

/**
 * vgapt_legacy_release - withdraw what was granted in a holder's name
 * @vdev:   the function that it was granted through
 * @holder: the holder
 * @ranges: VGAPT_RANGE_* bits; those it does not hold are passed over
 *
 * Ranges that another holder has granted too stay.  What could not be withdrawn
 * earlier is tried again, though it is in no holder's name.  Sleeps: when it returns
 * the routing is back where it was.
 *
 * Return: 0 or why something could not be withdrawn.
 */
int vgapt_legacy_release(struct vgapt_dev *vdev, struct vgapt_holder *holder,
			 u32 ranges)
{
	int rc = 0;

	vgapt_legacy_lock();
	if (vgapt_legacy.vdev == vdev) {
		vgapt_holder_drop(holder, ranges);
		rc = vgapt_legacy_trim();
	}
	if (vgapt_legacy_unlock())
		vgapt_legacy_await_return();
	return rc;
}

/**
 * vgapt_legacy_revoke - withdraw all that is granted through a function
 * @vdev: the function
 *
 * Whoever granted it.  Sleeps: when it returns the routing is back where it
 * was.
 *
 * Return: 0 or why something could not be withdrawn.
 */
int vgapt_legacy_revoke(struct vgapt_dev *vdev)
{
	int rc = 0;

	vgapt_legacy_lock();
	if (vgapt_legacy.vdev == vdev)
		rc = vgapt_legacy_revoke_all();
	if (vgapt_legacy_unlock())
		vgapt_legacy_await_return();
	return rc;
}

/**
 * vgapt_legacy_holding - who has legacy ranges through a function?
 * @vdev: the function
 *
 * Return: the domain, and whether xen-pciback has confirmed it.
 */
struct vgapt_holding vgapt_legacy_holding(struct vgapt_dev *vdev)
{
	struct vgapt_holding held = { .domid = VGAPT_NO_DOMAIN };

	vgapt_legacy_lock();
	if (vgapt_legacy.vdev == vdev) {
		held.domid = vgapt_legacy.dom.domid;
		held.confirmed = vgapt_legacy.confirmed;
	}
	vgapt_legacy_unlock();
	return held;
}

/**
 * vgapt_legacy_granted - which ranges has a domain through a function?
 * @vdev: the function
 * @dom:  the domain
 *
 * Return: VGAPT_RANGE_* bits.
 */
u32 vgapt_legacy_granted(struct vgapt_dev *vdev,
			 const struct vgapt_xen_domain *dom)
{
	u32 ranges = 0;

	vgapt_legacy_lock();
	if (vgapt_legacy.vdev == vdev &&
	    vgapt_xen_same_domain(&vgapt_legacy.dom, dom))
		ranges = vgapt_legacy.granted;
	vgapt_legacy_unlock();
	return ranges;
}

/**
 * vgapt_legacy_held - which ranges were granted in a holder's name?
 * @holder: the holder
 *
 * Return: VGAPT_RANGE_* bits.
 */
u32 vgapt_legacy_held(struct vgapt_holder *holder)
{
	u32 ranges;

	vgapt_legacy_lock();
	ranges = holder->ranges;
	vgapt_legacy_unlock();
	return ranges;
}

/**
 * vgapt_legacy_has - has that been granted in a holder's name already?
 * @holder: the holder
 * @ranges: VGAPT_RANGE_* bits
 * @traps:  what of them is to be trapped
 * @num_traps: how many
 *
 * Return: true if so, with the same traps, in the same order.
 */
bool vgapt_legacy_has(struct vgapt_holder *holder, u32 ranges,
		      const struct vgapt_trap *traps, u32 num_traps)
{
	u32 i, same = 0;
	bool has;

	vgapt_legacy_lock();
	has = !(ranges & ~holder->ranges);
	for (i = 0; i < holder->num_traps && has; i++) {
		if (!(holder->traps[i].range & ranges))
			continue;
		has = same < num_traps && !memcmp(&holder->traps[i], &traps[same], sizeof(*traps));
		same++;
	}
	vgapt_legacy_unlock();
	return has && same == num_traps;
}

/**
 * vgapt_legacy_access - do something to a legacy range that a domain has
 * @vdev:   the function
 * @dom:    the domain
 * @range:  one VGAPT_RANGE_* bit
 * @access: called if it has, and then the range leads to the function until that
 *          returns; must not sleep
 * @data:   for @access
 *
 * Does not sleep.
 *
 * Return: 0; -EACCES if the domain does not have it through that function.
 */
int vgapt_legacy_access(struct vgapt_dev *vdev, const struct vgapt_xen_domain *dom,
			u32 range, void (*access)(void *data), void *data)
{
	int rc = -EACCES;

	vgapt_legacy_lock();
	if (vgapt_legacy.vdev == vdev && vgapt_xen_same_domain(&vgapt_legacy.dom, dom) &&
	    (vgapt_legacy.granted & ~vgapt_legacy.stuck & range)) {
		access(data);
		rc = 0;
	}
	vgapt_legacy_unlock();
	return rc;
}

/**
 * vgapt_legacy_seized - take note that xen-pciback has a function, or no longer
 * @vdev:   the function
 * @seized: which of the two
 *
 * In the second case all that is granted through it is withdrawn.  Does not
 * sleep.
 */
void vgapt_legacy_seized(struct vgapt_dev *vdev, bool seized)
{
	vgapt_legacy_lock();
	WRITE_ONCE(vdev->seized, seized);
	if (!seized && vgapt_legacy.vdev == vdev)
		vgapt_legacy_revoke_all();
	/* The caller has a reference too: what is put is not the last. */
	vgapt_legacy_unlock();
}

/**
 * vgapt_legacy_gone - take note that a function has gone
 * @vdev: the function
 *
 * All that is granted through it is withdrawn, and nothing will be granted
 * again.  Does not sleep.
 */
void vgapt_legacy_gone(struct vgapt_dev *vdev)
{
	vgapt_legacy_lock();
	WRITE_ONCE(vdev->gone, true);
	if (vgapt_legacy.vdev == vdev)
		vgapt_legacy_revoke_all();
	vgapt_legacy_unlock();
	/* A grant may be waiting on its behalf. */
	wake_up_all(&vgapt_returned);
}

/**
 * vgapt_legacy_exit - wait for what is still to be done in the background
 */
void vgapt_legacy_exit(void)
{
	cancel_delayed_work_sync(&vgapt_reap_work);
	vgapt_legacy_return_again();
	flush_work(&vgapt_return_work);
	/* Nobody tries again: better on a guest's screen than nowhere. */
	if (vgapt_legacy.console)
		vgapt_console_resume();
	vgapt_legacy.console = false;
	pci_dev_put(vgapt_legacy.before);
	vgapt_legacy.before = NULL;
}
