// SPDX-License-Identifier: GPL-2.0-only
/*
 * legacy/owner.c: who has the legacy ranges, whatever happens at the same time.
 */
#include <linux/delay.h>
#include <linux/kthread.h>

#include "world.h"

#include "legacy/owner.c"

static struct vgapt_dev card, other;
static struct pci_dev card_pdev, other_pdev;

bool world_owner_locked(void)
{
	return lockdep_is_held(&vgapt_legacy.lock);
}

static int owner_init(struct kunit *test)
{
	world_reset();
	vgapt_wq = alloc_workqueue("vgapt_kunit", WQ_UNBOUND, 0);
	if (!vgapt_wq)
		return -ENOMEM;
	memset(&card, 0, sizeof(card));
	memset(&other, 0, sizeof(other));
	card_pdev.dev.init_name = "0000:01:00.0";
	other_pdev.dev.init_name = "0000:02:00.0";
	card.pdev = &card_pdev;
	other.pdev = &other_pdev;
	card.vga = true;
	other.vga = true;
	card.seized = true;
	other.seized = true;
	return 0;
}

/* Whatever a test has done: nothing is left, and no rule was broken. */
static void owner_exit(struct kunit *test)
{
	world.stuck = 0;
	vgapt_legacy_revoke(&card);
	vgapt_legacy_revoke(&other);
	vgapt_legacy_exit();
	destroy_workqueue(vgapt_wq);
	KUNIT_EXPECT_NULL(test, vgapt_legacy.vdev);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
	KUNIT_EXPECT_EQ(test, world.routes, world.drops);
	KUNIT_EXPECT_EQ(test, atomic_read(&world.refs), 0);
	KUNIT_EXPECT_FALSE(test, world.unlocked_call);
	KUNIT_EXPECT_FALSE(test, world.atomic_put);
	KUNIT_EXPECT_FALSE(test, world.wrong_pieces);
}

static int grant(struct vgapt_holder *holder, u32 ranges)
{
	return vgapt_legacy_grant(&card, &world.dom, holder, ranges);
}

static void grants_and_revokes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, world.granted, VGAPT_RANGE_ALL);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_holding(&card).domid, 5);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), 0);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_holding(&card).domid,
			VGAPT_NO_DOMAIN);
	KUNIT_EXPECT_EQ(test, world.drops, 1);
}

static void holders_share(struct kunit *test)
{
	struct vgapt_holder holder;

	vgapt_holder_init(&holder);
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_MEM), 0);
	KUNIT_EXPECT_EQ(test, grant(&holder, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_release(&card, &holder,
						   VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, world.granted, VGAPT_RANGE_MEM);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_release(&card, &vgapt_admin,
						   VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
}

/* 3C3h; what somebody wants trapped is trapped, whoever has granted the range whole. */
static const struct vgapt_trap trap = {
	.range = VGAPT_RANGE_IO_COLOR,
	.first = 0x3c3,
	.count = 1,
};

static u32 pieces(void)
{
	return world.splits.range[1].num;
}

static void traps_count_for_all_holders(struct kunit *test)
{
	struct vgapt_holder holder;

	vgapt_holder_init(&holder);
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, pieces(), 1);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant_traps(&card, &world.dom, &holder,
						       VGAPT_RANGE_ALL, &trap, 1), 0);
	KUNIT_EXPECT_EQ(test, pieces(), 2);
	KUNIT_EXPECT_TRUE(test, vgapt_legacy_has(&holder, VGAPT_RANGE_ALL, &trap, 1));
	KUNIT_EXPECT_FALSE(test, vgapt_legacy_has(&holder, VGAPT_RANGE_ALL, NULL, 0));
	KUNIT_EXPECT_TRUE(test, vgapt_legacy_has(&holder, VGAPT_RANGE_MEM, NULL, 0));
	KUNIT_EXPECT_EQ(test, vgapt_legacy_release(&card, &holder, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, pieces(), 1);
	KUNIT_EXPECT_EQ(test, world.granted, VGAPT_RANGE_ALL);
	/* The other way about. */
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant_traps(&card, &world.dom, &holder,
						       VGAPT_RANGE_IO_COLOR, &trap, 1), 0);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_release(&card, &vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, world.granted, VGAPT_RANGE_IO_COLOR);
	KUNIT_EXPECT_EQ(test, pieces(), 2);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_release(&card, &holder, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
}

/* One that could not be trapped is refused, and not granted whole. */
static void more_traps_than_there_is_room_for(struct kunit *test)
{
	struct vgapt_holder holders[VGAPT_SPLIT_TRAPS / VGAPT_MAX_TRAPS + 1];
	struct vgapt_trap traps[VGAPT_MAX_TRAPS];
	struct vgapt_holder *last = &holders[ARRAY_SIZE(holders) - 1];
	u32 i, t;

	for (i = 0; i < ARRAY_SIZE(holders); i++)
		vgapt_holder_init(&holders[i]);
	for (i = 0; i < ARRAY_SIZE(holders) - 1; i++) {
		for (t = 0; t < VGAPT_MAX_TRAPS; t++) {
			traps[t] = trap;
			/* Every second port of three quarters of the range. */
			traps[t].first = 0x3c0 + (i * VGAPT_MAX_TRAPS + t) % 12 * 2;
		}
		KUNIT_EXPECT_EQ(test, vgapt_legacy_grant_traps(&card, &world.dom, &holders[i],
							       VGAPT_RANGE_IO_COLOR, traps,
							       VGAPT_MAX_TRAPS), 0);
	}
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant_traps(&card, &world.dom, last,
						       VGAPT_RANGE_IO_COLOR, &trap, 1), -ENOSPC);
	KUNIT_EXPECT_EQ(test, last->ranges, 0);
	KUNIT_EXPECT_EQ(test, last->num_traps, 0);
	KUNIT_EXPECT_EQ(test, world.granted, VGAPT_RANGE_IO_COLOR);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant(&card, &world.dom, last,
						 VGAPT_RANGE_IO_COLOR), 0);
	/* What it has stays as it is. */
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant_traps(&card, &world.dom, last,
						       VGAPT_RANGE_IO_COLOR, &trap, 1), -ENOSPC);
	KUNIT_EXPECT_EQ(test, last->ranges, VGAPT_RANGE_IO_COLOR);
	KUNIT_EXPECT_EQ(test, last->num_traps, 0);
	for (i = 0; i < ARRAY_SIZE(holders); i++)
		vgapt_legacy_release(&card, &holders[i], VGAPT_RANGE_ALL);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
}

/* Xen takes the range, and does not give it back in pieces: it is lost to all. */
static void a_range_that_is_lost(struct kunit *test)
{
	struct vgapt_holder holder;

	vgapt_holder_init(&holder);
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_IO_COLOR), 0);
	KUNIT_EXPECT_EQ(test, grant(&holder, VGAPT_RANGE_IO_COLOR), 0);
	world.grant_rc = -ENOMEM;
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant_traps(&card, &world.dom, &holder,
						       VGAPT_RANGE_IO_COLOR, &trap, 1), -ENOMEM);
	world.grant_rc = 0;
	vgapt_legacy_release(&card, &holder, VGAPT_RANGE_ALL);
	KUNIT_EXPECT_TRUE(test, list_empty(&vgapt_legacy.holders));
}

static void one_owner_at_a_time(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant(&other, &world.dom,
						 &vgapt_admin,
						 VGAPT_RANGE_ALL), -EBUSY);
	KUNIT_EXPECT_EQ(test, world.routes, 1);
}

static void a_stuck_range_keeps_its_owner(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	world.stuck = VGAPT_RANGE_MEM;
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), -EBUSY);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_holding(&card).domid, 5);
	KUNIT_EXPECT_EQ(test, world.drops, 0);
	world.stuck = 0;
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), 0);
	KUNIT_EXPECT_EQ(test, world.drops, 1);
}

/* Half of it may have been taken back: the permission without the mapping, say. */
static void a_stuck_range_is_granted_anew(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	world.stuck = VGAPT_RANGE_MEM;
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), -EBUSY);
	world.stuck = 0;
	world.granted = 0;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_MEM), 0);
	KUNIT_EXPECT_EQ(test, world.granted, VGAPT_RANGE_MEM);
}

static void a_failed_grant_leaves_nothing(struct kunit *test)
{
	world.grant_rc = -ENOMEM;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_holding(&card).domid,
			VGAPT_NO_DOMAIN);
	KUNIT_EXPECT_EQ(test, world.drops, 1);
}

static void another_domain_of_the_same_number(void)
{
	world.dom.handle[0]++;
}

static void the_domain_is_another_after_the_wait(struct kunit *test)
{
	struct vgapt_xen_domain dom = world.dom;

	world.during_route = another_domain_of_the_same_number;
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant(&card, &dom, &vgapt_admin,
						 VGAPT_RANGE_ALL), -ESRCH);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
}

static void card_leaves_pciback(void)
{
	vgapt_legacy_seized(&card, false);
}

static void the_card_is_gone_after_the_wait(struct kunit *test)
{
	world.during_route = card_leaves_pciback;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), -ENODEV);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
}

static void a_dead_card_is_granted_to_nobody(struct kunit *test)
{
	card.state = VGAPT_STATE_DEAD;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), -ENXIO);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
	KUNIT_EXPECT_EQ(test, world.routes, 0);
	card.state = VGAPT_STATE_NONE;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	/* Who has it already can give it back. */
	card.state = VGAPT_STATE_DEAD;
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), 0);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
}

static void card_dies(void)
{
	card.state = VGAPT_STATE_DEAD;
}

static void the_card_is_dead_after_the_wait(struct kunit *test)
{
	world.during_route = card_dies;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), -ENXIO);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
}

static void a_dead_owner_makes_room(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	another_domain_of_the_same_number();
	world.granted = 0;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, world.routes, 2);
}

/* From a notifier: nothing may sleep, and it is complete on return. */
static void withdrawal_does_not_sleep(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	rcu_read_lock();
	vgapt_legacy_seized(&card, false);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, world.granted, 0);
}

static int grants_for_ever(void *data)
{
	while (!kthread_should_stop()) {
		grant(&vgapt_admin, VGAPT_RANGE_ALL);
		cond_resched();
	}
	return 0;
}

static void a_grant_never_outlives_the_seizure(struct kunit *test)
{
	struct task_struct *granter;
	int i, late = 0, met = 0;

	granter = kthread_run(grants_for_ever, NULL, "vgapt_granter");
	KUNIT_ASSERT_FALSE(test, IS_ERR(granter));
	for (i = 0; i < 2000; i++) {
		met += READ_ONCE(world.granted) == VGAPT_RANGE_ALL;
		vgapt_legacy_seized(&card, false);
		late += READ_ONCE(world.granted) != 0;
		vgapt_legacy_seized(&card, true);
		usleep_range(20, 200);
	}
	kthread_stop(granter);
	KUNIT_EXPECT_EQ(test, late, 0);
	/* Or nothing has been tried. */
	KUNIT_EXPECT_GT(test, met, 20);
}

static void look(void)
{
	vgapt_legacy_reap_later();
	flush_delayed_work(&vgapt_reap_work);
	flush_work(&vgapt_return_work);
}

static void nothing(struct device *dev)
{
}

/* The guest runs on, on a card without a bridge: dom0's text would be on its screen. */
static void a_route_that_cannot_go_back(struct kunit *test)
{
	static struct pci_dev before;

	memset(&before, 0, sizeof(before));
	device_initialize(&before.dev);
	before.dev.release = nothing;
	world.before = &before;
	world.console = true;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_FALSE(test, world.console);
	world.return_rc = -EBUSY;
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), 0);
	look();
	KUNIT_EXPECT_FALSE(test, world.console);
	/* The next owner's end is as good as the guest's. */
	world.before = NULL;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), 0);
	look();
	KUNIT_EXPECT_FALSE(test, world.console);
	KUNIT_EXPECT_PTR_EQ(test, vgapt_legacy.before, &before);
	world.return_rc = 0;
	look();
	KUNIT_EXPECT_TRUE(test, world.console);
	KUNIT_EXPECT_NULL(test, vgapt_legacy.before);
	/* A card that has gone is not waited for. */
	world.before = &before;
	world.return_rc = -ENODEV;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), 0);
	look();
	KUNIT_EXPECT_TRUE(test, world.console);
	/* When the module goes, it comes back in any case. */
	world.return_rc = -EBUSY;
	KUNIT_EXPECT_EQ(test, grant(&vgapt_admin, VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, vgapt_legacy_revoke(&card), 0);
	look();
	KUNIT_EXPECT_FALSE(test, world.console);
	vgapt_legacy_exit();
	KUNIT_EXPECT_TRUE(test, world.console);
	world.before = NULL;
	KUNIT_EXPECT_EQ(test, kref_read(&before.dev.kobj.kref), 1);
	put_device(&before.dev);
}

static struct kunit_case owner_cases[] = {
	KUNIT_CASE(grants_and_revokes),
	KUNIT_CASE(holders_share),
	KUNIT_CASE(traps_count_for_all_holders),
	KUNIT_CASE(more_traps_than_there_is_room_for),
	KUNIT_CASE(a_range_that_is_lost),
	KUNIT_CASE(a_route_that_cannot_go_back),
	KUNIT_CASE(one_owner_at_a_time),
	KUNIT_CASE(a_stuck_range_keeps_its_owner),
	KUNIT_CASE(a_stuck_range_is_granted_anew),
	KUNIT_CASE(a_failed_grant_leaves_nothing),
	KUNIT_CASE(the_domain_is_another_after_the_wait),
	KUNIT_CASE(the_card_is_gone_after_the_wait),
	KUNIT_CASE(a_dead_card_is_granted_to_nobody),
	KUNIT_CASE(the_card_is_dead_after_the_wait),
	KUNIT_CASE(a_dead_owner_makes_room),
	KUNIT_CASE(withdrawal_does_not_sleep),
	KUNIT_CASE_SLOW(a_grant_never_outlives_the_seizure),
	{}
};

struct kunit_suite owner_suite = {
	.name = "vgapt_owner",
	.init = owner_init,
	.exit = owner_exit,
	.test_cases = owner_cases,
};
