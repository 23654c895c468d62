// SPDX-License-Identifier: GPL-2.0-only
/*
 * budget.c: who asks no more often than the rate allows never waits; who does
 * waits as long as it takes, and no longer.
 */
#include "pure/budget.h"
#include "unit.h"

#define SECOND	1000000ULL

static const struct vgapt_budget_rate rate = { .burst = 4, .interval_us = 100000 };

static void a_burst_is_free(void **state)
{
	struct vgapt_budget budget = { 0 };
	u32 i;

	(void)state;
	for (i = 0; i < rate.burst; i++)
		check(!vgapt_budget_take(&budget, &rate, 7 * SECOND), "token %u", i);
	assert_int_equal(vgapt_budget_take(&budget, &rate, 7 * SECOND), rate.interval_us);
}

/* What was refused costs nothing: asking more often does not make it later. */
static void refusals_are_free(void **state)
{
	struct vgapt_budget budget = { 0 };
	u64 now = SECOND;
	u32 i;

	(void)state;
	for (i = 0; i < rate.burst; i++)
		vgapt_budget_take(&budget, &rate, now);
	for (i = 0; i < rate.interval_us; i += 1000)
		assert_int_equal(vgapt_budget_take(&budget, &rate, now + i), rate.interval_us - i);
	assert_int_equal(vgapt_budget_take(&budget, &rate, now + rate.interval_us), 0);
	assert_int_equal(vgapt_budget_take(&budget, &rate, now + rate.interval_us), rate.interval_us);
}

static void the_wait_is_exact(void **state)
{
	struct vgapt_budget budget = { 0 };
	u64 now = 0, wait;
	u32 i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		wait = vgapt_budget_take(&budget, &rate, now);
		if (!wait)
			continue;
		assert_int_not_equal(vgapt_budget_take(&budget, &rate, now + wait - 1), 0);
		now += wait;
		assert_int_equal(vgapt_budget_take(&budget, &rate, now), 0);
	}
	/* 500 or so have been let through beyond the burst, one in each interval. */
	assert_int_equal(now % rate.interval_us, 0);
	assert_true(now / rate.interval_us >= 490);
}

static void it_fills_again_but_not_beyond(void **state)
{
	struct vgapt_budget budget = { 0 };
	u32 i, round;

	(void)state;
	for (round = 1; round < 5; round++) {
		u64 now = round * round * 100 * SECOND;

		for (i = 0; i < rate.burst; i++)
			assert_int_equal(vgapt_budget_take(&budget, &rate, now), 0);
		assert_int_not_equal(vgapt_budget_take(&budget, &rate, now), 0);
	}
	/* Half of it after half the time. */
	for (i = 0; i < rate.burst / 2; i++)
		assert_int_equal(vgapt_budget_take(&budget, &rate, 1600 * SECOND +
						   rate.burst / 2 * rate.interval_us), 0);
	assert_int_not_equal(vgapt_budget_take(&budget, &rate, 1600 * SECOND +
					       rate.burst / 2 * rate.interval_us), 0);
}

/* A device model at its worst: all at a guest's start, then now and then. */
static void a_device_model_never_waits(void **state)
{
	struct vgapt_budget grants = { 0 }, resets = { 0 };
	u64 now = 3 * SECOND;
	u32 boot, i;

	(void)state;
	for (boot = 0; boot < 20; boot++) {
		for (i = 0; i < 8; i++)
			assert_int_equal(vgapt_budget_take(&grants, &vgapt_budget_grant, now), 0);
		assert_int_equal(vgapt_budget_take(&resets, &vgapt_budget_reset, now), 0);
		now += 2 * SECOND;
	}
}

static void the_rates_are_what_is_documented(void **state)
{
	(void)state;
	assert_int_equal(vgapt_budget_grant.burst, 64);
	assert_int_equal(vgapt_budget_grant.interval_us, SECOND / 16);
	assert_int_equal(vgapt_budget_reset.burst, 8);
	assert_int_equal(vgapt_budget_reset.interval_us, SECOND);
	assert_int_equal(vgapt_budget_model.burst, 1024);
	assert_int_equal(vgapt_budget_model.interval_us, SECOND / 64);
}

/* A clock that goes backwards must not lock anybody out for longer. */
static void a_clock_that_stands_still(void **state)
{
	struct vgapt_budget budget = { 0 };
	u32 i;

	(void)state;
	for (i = 0; i < rate.burst; i++)
		assert_int_equal(vgapt_budget_take(&budget, &rate, 100 * SECOND), 0);
	assert_true(vgapt_budget_take(&budget, &rate, 0) > 0);
	assert_true(vgapt_budget_take(&budget, &rate, ~0ULL >> 1) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_is_free),
		cmocka_unit_test(refusals_are_free),
		cmocka_unit_test(the_wait_is_exact),
		cmocka_unit_test(it_fills_again_but_not_beyond),
		cmocka_unit_test(a_device_model_never_waits),
		cmocka_unit_test(the_rates_are_what_is_documented),
		cmocka_unit_test(a_clock_that_stands_still),
	};

	return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
