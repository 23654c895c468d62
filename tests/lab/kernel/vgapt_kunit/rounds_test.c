// SPDX-License-Identifier: GPL-2.0-only
/*
 * reset/rounds.c: what one reset has done is not done again, once.
 */
#include "world.h"

#include "reset/rounds.c"

static struct pci_dev *gpu, *audio;
static struct vgapt_reset_scope *scope;

static struct pci_dev *function(struct kunit *test)
{
	struct pci_dev *pdev = kunit_kzalloc(test, sizeof(*pdev), GFP_KERNEL);

	if (pdev)
		device_initialize(&pdev->dev);
	return pdev;
}

static int rounds_init(struct kunit *test)
{
	world_reset();
	gpu = function(test);
	audio = function(test);
	scope = kunit_kzalloc(test, sizeof(*scope), GFP_KERNEL);
	if (!gpu || !audio || !scope)
		return -ENOMEM;
	scope->domid = 5;
	scope->num = 2;
	scope->fns[0].pdev = gpu;
	scope->fns[0].hit = true;
	scope->fns[1].pdev = audio;
	scope->fns[1].hit = true;
	scope->self = &scope->fns[0];
	return 0;
}

static void rounds_end(struct kunit *test)
{
	vgapt_rounds_exit();
	KUNIT_EXPECT_TRUE(test, list_empty(&vgapt_rounds));
	/* The list has put its references. */
	KUNIT_EXPECT_EQ(test, kref_read(&gpu->dev.kobj.kref), 1);
	KUNIT_EXPECT_EQ(test, kref_read(&audio->dev.kobj.kref), 1);
}

static bool take(struct pci_dev *pdev, int domid)
{
	bool done;

	device_lock(&pdev->dev);
	done = vgapt_rounds_take(pdev, domid);
	device_unlock(&pdev->dev);
	return done;
}

static void the_other_function_is_done_once(struct kunit *test)
{
	vgapt_rounds_done(scope, true);
	KUNIT_EXPECT_FALSE(test, take(gpu, 5));
	KUNIT_EXPECT_TRUE(test, take(audio, 5));
	KUNIT_EXPECT_FALSE(test, take(audio, 5));
}

static void for_another_domain_it_is_not(struct kunit *test)
{
	vgapt_rounds_done(scope, true);
	KUNIT_EXPECT_FALSE(test, take(audio, 6));
	KUNIT_EXPECT_FALSE(test, take(audio, 5));
}

static void somebody_had_it_in_between(struct kunit *test)
{
	vgapt_rounds_done(scope, true);
	world.owner = 5;
	KUNIT_EXPECT_FALSE(test, take(audio, 5));
}

static void not_by_a_reset_outside_a_round(struct kunit *test)
{
	vgapt_rounds_done(scope, false);
	KUNIT_EXPECT_FALSE(test, take(audio, 5));
}

static void what_was_not_hit_is_not_done(struct kunit *test)
{
	scope->fns[1].hit = false;
	vgapt_rounds_done(scope, true);
	KUNIT_EXPECT_FALSE(test, take(audio, 5));
}

static void forgotten_is_not_done(struct kunit *test)
{
	vgapt_rounds_done(scope, true);
	vgapt_rounds_forget(audio);
	KUNIT_EXPECT_FALSE(test, take(audio, 5));
}

static struct kunit_case rounds_cases[] = {
	KUNIT_CASE(the_other_function_is_done_once),
	KUNIT_CASE(for_another_domain_it_is_not),
	KUNIT_CASE(somebody_had_it_in_between),
	KUNIT_CASE(not_by_a_reset_outside_a_round),
	KUNIT_CASE(what_was_not_hit_is_not_done),
	KUNIT_CASE(forgotten_is_not_done),
	{}
};

struct kunit_suite rounds_suite = {
	.name = "vgapt_rounds",
	.init = rounds_init,
	.exit = rounds_end,
	.test_cases = rounds_cases,
};
