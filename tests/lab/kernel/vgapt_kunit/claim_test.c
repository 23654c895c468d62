// SPDX-License-Identifier: GPL-2.0-only
/*
 * claim.c: one at a time is at work on a function, and others wait.
 */
#include <linux/delay.h>
#include <linux/kthread.h>

#include "world.h"

#include "claim.c"

static struct pci_dev first, second, third;

static void claims_exclude_each_other(struct kunit *test)
{
	struct vgapt_claim mine, yours;

	KUNIT_ASSERT_TRUE(test, vgapt_claim_one(&mine, &first));
	KUNIT_EXPECT_TRUE(test, vgapt_claim_taken(&first));
	KUNIT_EXPECT_FALSE(test, vgapt_claim_taken(&second));
	KUNIT_EXPECT_FALSE(test, vgapt_claim_one(&yours, &first));
	vgapt_claim_drop(&mine);
	KUNIT_EXPECT_FALSE(test, vgapt_claim_taken(&first));
	KUNIT_ASSERT_TRUE(test, vgapt_claim_one(&yours, &first));
	vgapt_claim_drop(&yours);
}

static void all_or_none(struct kunit *test)
{
	struct vgapt_claim busy, a = { .pdev = &first }, b = { .pdev = &second },
			   c = { .pdev = &third };
	struct vgapt_claim *const card[] = { &a, &b, &c };

	KUNIT_ASSERT_TRUE(test, vgapt_claim_one(&busy, &second));
	KUNIT_EXPECT_PTR_EQ(test, vgapt_claim_all(card, ARRAY_SIZE(card), NULL), &second);
	KUNIT_EXPECT_FALSE(test, vgapt_claim_taken(&first));
	KUNIT_EXPECT_FALSE(test, vgapt_claim_taken(&third));
	vgapt_claim_drop(&busy);
	KUNIT_EXPECT_NULL(test, vgapt_claim_all(card, ARRAY_SIZE(card), NULL));
	vgapt_claim_drop(&a);
	vgapt_claim_drop(&b);
	vgapt_claim_drop(&c);
}

static int drops_later(void *data)
{
	msleep(50);
	vgapt_claim_drop(data);
	return 0;
}

static void who_waits_is_woken(struct kunit *test)
{
	unsigned int woken = vgapt_claims_woken();
	struct task_struct *dropper;
	struct vgapt_claim claim, other;

	KUNIT_ASSERT_TRUE(test, vgapt_claim_one(&claim, &first));
	/* Nobody lets go. */
	KUNIT_EXPECT_EQ(test, vgapt_claims_wait(woken, &first, HZ / 20), 0);
	/* Or of something else, as a device model does all the time. */
	KUNIT_ASSERT_TRUE(test, vgapt_claim_one(&other, &second));
	vgapt_claim_drop(&other);
	KUNIT_EXPECT_EQ(test, vgapt_claims_wait(woken, &first, HZ / 20), 0);
	dropper = kthread_run(drops_later, &claim, "vgapt_dropper");
	KUNIT_ASSERT_FALSE(test, IS_ERR(dropper));
	KUNIT_EXPECT_GT(test, vgapt_claims_wait(woken, &first, 60 * HZ), 0);
	KUNIT_EXPECT_FALSE(test, vgapt_claim_taken(&first));
	/* What has happened before the wait counts. */
	KUNIT_EXPECT_GT(test, vgapt_claims_wait(woken, &first, HZ / 20), 0);
}

static void a_function_that_goes_wakes_them_too(struct kunit *test)
{
	unsigned int woken = vgapt_claims_woken();

	vgapt_claims_wake();
	KUNIT_EXPECT_GT(test, vgapt_claims_wait(woken, NULL, HZ / 20), 0);
}

static void who_has_time_steps_back(struct kunit *test)
{
	struct vgapt_claim busy, a = { .pdev = &first }, b = { .pdev = &second };
	struct vgapt_claim *const card[] = { &a, &b };
	unsigned int woken = vgapt_claims_woken();
	struct vgapt_urgent urgent, idle;

	/* Who waits for nothing hurries nobody. */
	vgapt_claims_urge(&idle);
	vgapt_claims_urge(&urgent);
	KUNIT_EXPECT_FALSE(test, vgapt_claims_urgent(&first));
	KUNIT_ASSERT_TRUE(test, vgapt_claim_one(&busy, &second));
	KUNIT_EXPECT_PTR_EQ(test, vgapt_claim_all(card, ARRAY_SIZE(card), &urgent), &second);
	/* All of the card's, and no other one's. */
	KUNIT_EXPECT_TRUE(test, vgapt_claims_urgent(&first));
	KUNIT_EXPECT_TRUE(test, vgapt_claims_urgent(&second));
	KUNIT_EXPECT_FALSE(test, vgapt_claims_urgent(&third));
	vgapt_claim_drop(&busy);
	KUNIT_EXPECT_NULL(test, vgapt_claim_all(card, ARRAY_SIZE(card), &urgent));
	KUNIT_EXPECT_EQ(test, vgapt_claims_wait(woken, NULL, HZ / 20), 0);
	vgapt_claims_calm(&urgent);
	KUNIT_EXPECT_FALSE(test, vgapt_claims_urgent(&first));
	/* And is told that it is over. */
	KUNIT_EXPECT_GT(test, vgapt_claims_wait(woken, NULL, HZ / 20), 0);
	woken = vgapt_claims_woken();
	vgapt_claims_calm(&idle);
	KUNIT_EXPECT_EQ(test, vgapt_claims_wait(woken, NULL, HZ / 20), 0);
	vgapt_claim_drop(&a);
	vgapt_claim_drop(&b);
}

static atomic_t at_work;
static int met;

/* Claims both functions, in one of the two orders, as often as it can. */
static int works(void *data)
{
	struct vgapt_claim a = { .pdev = data }, b;
	struct vgapt_claim *const claims[] = { &a, &b };
	int i;

	b.pdev = data == &first ? &second : &first;
	for (i = 0; i < 2000; i++) {
		unsigned int woken = vgapt_claims_woken();
		const struct pci_dev *by = vgapt_claim_all(claims, 2, NULL);

		if (by) {
			met++;
			vgapt_claims_wait(woken, by, HZ);
			continue;
		}
		if (atomic_inc_return(&at_work) != 1)
			atomic_add(1000000, &at_work);
		usleep_range(10, 50);
		atomic_dec(&at_work);
		vgapt_claim_drop(&a);
		vgapt_claim_drop(&b);
	}
	while (!kthread_should_stop())
		usleep_range(100, 200);
	return 0;
}

static void two_at_once(struct kunit *test)
{
	struct task_struct *one, *two;

	atomic_set(&at_work, 0);
	met = 0;
	one = kthread_run(works, &first, "vgapt_one");
	two = kthread_run(works, &second, "vgapt_two");
	KUNIT_ASSERT_FALSE(test, IS_ERR(one) || IS_ERR(two));
	kthread_stop(one);
	kthread_stop(two);
	KUNIT_EXPECT_EQ(test, atomic_read(&at_work), 0);
	/* Or nothing has been tried. */
	KUNIT_EXPECT_GT(test, met, 10);
	KUNIT_EXPECT_TRUE(test, list_empty(&vgapt_claims));
}

static struct kunit_case claim_cases[] = {
	KUNIT_CASE(claims_exclude_each_other),
	KUNIT_CASE(all_or_none),
	KUNIT_CASE(who_waits_is_woken),
	KUNIT_CASE(a_function_that_goes_wakes_them_too),
	KUNIT_CASE(who_has_time_steps_back),
	KUNIT_CASE_SLOW(two_at_once),
	{}
};

struct kunit_suite claim_suite = {
	.name = "vgapt_claim",
	.test_cases = claim_cases,
};
