/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Waits that take as long as they say.
 */
#ifndef XEN_VGAPT_RESET_WAIT_H
#define XEN_VGAPT_RESET_WAIT_H

#include <linux/delay.h>

/* What the timer may be late by, so that it can wait for another one. */
#define VGAPT_WAIT_SLACK_US	200

/**
 * vgapt_wait_us - wait
 * @us: microseconds, one second at most
 *
 * msleep() counts ticks, rounds up and adds one: with 250 ticks a second, 2 ms are 8
 * and 100 ms are 104.  fsleep() may take twice as long as it was asked to.  A reset
 * has several such waits, and somebody waits for its end.  Sleeps.
 */
static inline void vgapt_wait_us(u32 us)
{
	if (us < 10)
		udelay(us);
	else
		usleep_range(us, us + min_t(u32, us, VGAPT_WAIT_SLACK_US));
}

/**
 * vgapt_wait_ms - the same, in milliseconds
 * @ms: how many, a thousand at most
 */
static inline void vgapt_wait_ms(u32 ms)
{
	vgapt_wait_us(ms * 1000);
}

#endif /* XEN_VGAPT_RESET_WAIT_H */
