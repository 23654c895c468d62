// SPDX-License-Identifier: GPL-2.0-only
/*
 * uapi/: capabilities beside each other, what their holders hear, and what is left
 * when one is taken back.  Not its mappings: a kernel thread can't be given memory of
 * its own under Xen, which wants page tables pinned first; captest tries those.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/pci.h>
#include <linux/vmalloc.h>

#include "world.h"

/* The functions here are no devices that the driver core knows. */
#define pci_dev_get(pdev)	(pdev)
#define pci_dev_put(pdev)	((void)(pdev))

#include "pure/budget.c"
#include "pure/rights.c"
#include "uapi/capability.c"
#include "uapi/mapping.c"
#include "uapi/registry.c"

static struct vgapt_dev card;
static struct pci_dev card_pdev, audio_pdev;
static struct vgapt_rom rom;

struct vgapt_rom *vgapt_rom_get_chosen(struct vgapt_dev *vdev)
{
	return rom.data ? &rom : NULL;
}

void vgapt_rom_put(struct vgapt_rom *copy)
{
}

static int capability_init(struct kunit *test)
{
	world_reset();
	vgapt_wq = alloc_workqueue("vgapt_kunit", WQ_UNBOUND, 0);
	if (!vgapt_wq)
		return -ENOMEM;
	memset(&card, 0, sizeof(card));
	card_pdev.dev.init_name = "0000:01:00.0";
	audio_pdev.dev.init_name = "0000:01:00.1";
	card.pdev = &card_pdev;
	card.vga = true;
	card.seized = true;
	/* A page and a bit. */
	rom.size = PAGE_SIZE + 100;
	rom.data = vmalloc_user(rom.size);
	if (!rom.data) {
		destroy_workqueue(vgapt_wq);
		return -ENOMEM;
	}
	memset(rom.data, 0x55, rom.size);
	return 0;
}

/* Whatever a test has done: nothing is left. */
static void capability_exit(struct kunit *test)
{
	vgapt_registry_exit();
	vgapt_legacy_exit();
	destroy_workqueue(vgapt_wq);
	vfree(rom.data);
	rom.data = NULL;
	KUNIT_EXPECT_TRUE(test, list_empty(&vgapt_registry));
	KUNIT_EXPECT_EQ(test, vgapt_fs_users, 0);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&world.refs), 0);
	KUNIT_EXPECT_FALSE(test, world.atomic_put);
}

/* As ATTACH does, but for the file. */
static struct vgapt_capability *attach(struct pci_dev *pdev, const struct vgapt_xen_domain *dom,
				       u32 rights, bool exclusive)
{
	struct vgapt_capability *cap;
	int rc;

	cap = vgapt_capability_new(pdev, pdev == &card_pdev ? &card : NULL, dom, rights, exclusive);
	if (IS_ERR(cap))
		return cap;
	rc = vgapt_registry_add(cap);
	if (!rc)
		return cap;
	vgapt_capability_put(cap);
	return ERR_PTR(rc);
}

static void detach(struct vgapt_capability *cap)
{
	vgapt_registry_remove(cap);
	vgapt_capability_closed(cap);
}

static void beside_each_other(struct kunit *test)
{
	struct vgapt_xen_domain other = world.dom;
	struct vgapt_capability *one, *two, *found;

	one = attach(&card_pdev, &world.dom, VGAPT_RIGHT_ALL & ~VGAPT_RIGHTS_MODEL, false);
	KUNIT_ASSERT_FALSE(test, IS_ERR(one));
	two = attach(&card_pdev, &world.dom, VGAPT_RIGHT_ROM, false);
	KUNIT_ASSERT_FALSE(test, IS_ERR(two));
	KUNIT_EXPECT_GT(test, two->id, one->id);
	KUNIT_EXPECT_PTR_EQ(test, attach(&card_pdev, &world.dom, VGAPT_RIGHT_ROM, true),
			    ERR_PTR(-EBUSY));
	other.handle[1]++;
	KUNIT_EXPECT_PTR_EQ(test, attach(&card_pdev, &other, VGAPT_RIGHT_ROM, false),
			    ERR_PTR(-EBUSY));
	found = vgapt_registry_next(one->id + 1);
	KUNIT_EXPECT_PTR_EQ(test, found, two);
	vgapt_capability_put(found);
	KUNIT_EXPECT_NULL(test, vgapt_registry_next(two->id + 1));
	/* Another function is another matter. */
	found = attach(&audio_pdev, &other, VGAPT_RIGHT_RESET, true);
	KUNIT_ASSERT_FALSE(test, IS_ERR(found));
	detach(found);
	/* What has been taken back, and what was for a dead domain, is in nobody's way. */
	KUNIT_EXPECT_EQ(test, vgapt_capability_revoke(one), 0);
	KUNIT_EXPECT_EQ(test, vgapt_capability_revoke(two), 0);
	KUNIT_EXPECT_EQ(test, vgapt_capability_revoke(two), -EIDRM);
	found = attach(&card_pdev, &world.dom, VGAPT_RIGHT_ROM, true);
	KUNIT_ASSERT_FALSE(test, IS_ERR(found));
	world.lives = false;
	detach(two);
	two = attach(&card_pdev, &other, VGAPT_RIGHT_ROM, true);
	KUNIT_ASSERT_FALSE(test, IS_ERR(two));
	detach(two);
	detach(found);
	detach(one);
}

static void holders_hear(struct kunit *test)
{
	struct vgapt_capability *display, *audio;

	display = attach(&card_pdev, &world.dom, VGAPT_RIGHT_ALL & ~VGAPT_RIGHTS_MODEL, false);
	audio = attach(&audio_pdev, &world.dom, VGAPT_RIGHT_RESET, false);
	KUNIT_ASSERT_FALSE(test, IS_ERR(display) || IS_ERR(audio));
	vgapt_registry_domains_later();
	flush_workqueue(vgapt_wq);
	KUNIT_EXPECT_EQ(test, display->events, 0);
	vgapt_registry_gone(&audio_pdev);
	vgapt_registry_gone(&audio_pdev);
	KUNIT_EXPECT_EQ(test, audio->events, VGAPT_EVENT_UNPLUG);
	KUNIT_EXPECT_EQ(test, display->events, 0);
	KUNIT_EXPECT_EQ(test, vgapt_capability_usable(audio), -ENODEV);
	world.lives = false;
	vgapt_registry_domains_later();
	flush_workqueue(vgapt_wq);
	KUNIT_EXPECT_EQ(test, display->events, VGAPT_EVENT_DOMAIN_GONE);
	KUNIT_EXPECT_EQ(test, vgapt_capability_usable(display), 0);
	KUNIT_EXPECT_EQ(test, vgapt_capability_valid(display), -ESRCH);
	KUNIT_EXPECT_EQ(test, vgapt_capability_flags(audio),
			VGAPT_CAPABILITY_UNPLUGGED | VGAPT_CAPABILITY_DOMAIN_GONE);
	detach(display);
	detach(audio);
}

static void revoking_withdraws(struct kunit *test)
{
	struct vgapt_capability *cap;

	cap = attach(&card_pdev, &world.dom, VGAPT_RIGHT_LEGACY, false);
	KUNIT_ASSERT_FALSE(test, IS_ERR(cap));
	KUNIT_EXPECT_EQ(test, vgapt_legacy_grant(&card, &world.dom, &cap->holder,
						 VGAPT_RANGE_ALL), 0);
	KUNIT_EXPECT_EQ(test, world.granted, VGAPT_RANGE_ALL);
	KUNIT_EXPECT_EQ(test, vgapt_capability_may(cap, VGAPT_RIGHT_LEGACY), 0);
	KUNIT_EXPECT_EQ(test, vgapt_capability_may(cap, VGAPT_RIGHT_RESET), -EACCES);
	KUNIT_EXPECT_EQ(test, vgapt_capability_revoke(cap), 0);
	KUNIT_EXPECT_EQ(test, world.granted, 0);
	KUNIT_EXPECT_EQ(test, vgapt_capability_may(cap, VGAPT_RIGHT_LEGACY), -EIDRM);
	KUNIT_EXPECT_EQ(test, cap->events, VGAPT_EVENT_REVOKED);
	detach(cap);
}

static int spend(struct vgapt_capability *cap, bool wait)
{
	return vgapt_capability_spend(cap, &cap->resets, &vgapt_budget_reset, wait);
}

static int spender(void *data)
{
	return spend(data, true);
}

/* It need not wait for the rest of its second. */
static void revoking_ends_waiting(struct kunit *test)
{
	struct vgapt_capability *cap;
	struct task_struct *thread;
	unsigned long start;
	int i;

	cap = attach(&card_pdev, &world.dom, VGAPT_RIGHT_RESET, false);
	KUNIT_ASSERT_FALSE(test, IS_ERR(cap));
	for (i = 0; i < vgapt_budget_reset.burst; i++)
		KUNIT_EXPECT_EQ(test, spend(cap, false), 0);
	KUNIT_EXPECT_EQ(test, spend(cap, false), -EAGAIN);
	thread = kthread_create(spender, cap, "vgapt_spend");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);
	msleep(50);
	start = jiffies;
	KUNIT_EXPECT_EQ(test, vgapt_capability_revoke(cap), 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(thread), -EIDRM);
	KUNIT_EXPECT_TRUE(test, time_before(jiffies, start + HZ / 2));
	put_task_struct(thread);
	detach(cap);
}

static struct kunit_case capability_cases[] = {
	KUNIT_CASE(beside_each_other),
	KUNIT_CASE(holders_hear),
	KUNIT_CASE(revoking_withdraws),
	KUNIT_CASE(revoking_ends_waiting),
	{}
};

struct kunit_suite capability_suite = {
	.name = "vgapt_capability",
	.init = capability_init,
	.exit = capability_exit,
	.test_cases = capability_cases,
};
