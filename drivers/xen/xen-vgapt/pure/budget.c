// SPDX-License-Identifier: GPL-2.0-only
/*
 * How often somebody may ask for what is expensive: a token bucket.
 *
 * A grant costs the whole machine: from Xen 4.11 to 4.16 removing a mapping
 * writes back the caches of all processors, dom0's text console moves, xenstore is
 * read.  A reset holds locks of functions and of the bridge above, and each that
 * fails is told in the log.  A mapping that is added or taken away is one of Xen's
 * hypercalls or many, and each is told in Xen's log; so is an interrupt that is bound.
 */
#include "pure/budget.h"

/* A guest's start takes a handful, its BIOS and drivers a few dozen. */
const struct vgapt_budget_rate vgapt_budget_grant = {
	.burst = 64,
	.interval_us = 1000000 / 16,
};

/* No reset takes less than a tenth of a second; a guest has one at its start. */
const struct vgapt_budget_rate vgapt_budget_reset = {
	.burst = 8,
	.interval_us = 1000000,
};

/*
 * A guest's firmware and drivers move its BARs a few dozen times; a machine with many
 * interrupts that moves them between processors does so each few seconds.
 */
const struct vgapt_budget_rate vgapt_budget_model = {
	.burst = 1024,
	.interval_us = 1000000 / 64,
};

/**
 * vgapt_budget_take - take a token, if there is one
 * @budget: whose
 * @rate:   how often
 * @now_us: the time, from any beginning
 *
 * Return: 0 if it was taken; else after how many microseconds there will be one.
 */
u64 vgapt_budget_take(struct vgapt_budget *budget,
		      const struct vgapt_budget_rate *rate, u64 now_us)
{
	u64 room = (u64)rate->burst * rate->interval_us;
	u64 full = budget->full_us > now_us ? budget->full_us : now_us;

	full += rate->interval_us;
	if (full - now_us > room)
		return full - now_us - room;
	budget->full_us = full;
	return 0;
}
