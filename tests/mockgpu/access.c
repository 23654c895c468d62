// SPDX-License-Identifier: GPL-2.0-only
/*
 * One read or write, as it goes through a device: faults and latency first,
 * and whether it answers at all, then behaviours in their order, then plain
 * storage; at the end its line in the log.
 */
#include <time.h>

#include "mock.h"

/* A long read is what the hardware sees as so many dwords. */
static void delay(const struct mock_region *region, u32 len)
{
	u64 us = (u64)region->latency * ((len + 3) / 4);
	struct timespec ts = {
		.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000
	};

	if (us)
		while (nanosleep(&ts, &ts) && errno == EINTR)
			;
}

static bool all_ones(struct mock_region *region)
{
	return region->accesses++ >= region->ones_after;
}

/*
 * Nobody completes the read, which the root complex turns into all ones; or the
 * function wants to be asked again: where software sees that, as Linux has it,
 * the vendor id reads as 0001h, once bytes 0 and 1 are read together (PCI Express
 * 3.0, 2.3.2).
 */
static void no_answer(enum mock_answer answer, u32 region, u64 off, u32 len, u8 *val)
{
	memset(val, 0xff, len);
	if (answer == MOCK_RETRY && region == MOCK_CFG && !off && len >= 2)
		mock_put(val, 2, 0x0001);
}

/* Not that the host really goes down: it is said. */
static void take_down(struct mock_device *dev, u32 region)
{
	if (dev->fatal && region <= MOCK_BAR5)
		mock_violation(dev, "memory of a function that does not answer was accessed");
}

/**
 * mock_read - read from a function
 * @dev:    the function
 * @region: which region
 * @off:    offset in it
 * @len:    bytes, all of them within the region
 * @val:    result
 */
void mock_read(struct mock_device *dev, u32 region, u64 off, u32 len, u8 *val)
{
	struct mock_region *r = &dev->region[region];
	const struct mock_attached *a;
	enum mock_answer answer;
	bool done = false;
	u32 i;

	delay(r, len);
	answer = mock_device_answer(dev);
	if (all_ones(r))
		answer = MOCK_SILENT;
	if (answer != MOCK_ANSWERS) {
		take_down(dev, region);
		no_answer(answer, region, off, len, val);
		done = true;
	} else if (region == MOCK_CFG) {
		mock_config_read(dev, off, len, val);
		done = true;
	}
	for (i = 0; i < dev->nbehaviours && !done; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->region_read)
			done = a->behaviour->region_read(dev, a->priv, region,
							 off, len, val);
	}
	if (!done)
		mock_region_read(r, off, len, val);
	mock_log_access(dev, region, "read", off, len, val);
}

/**
 * mock_write - write to a function
 * @dev:    the function
 * @region: which region
 * @off:    offset in it
 * @len:    bytes, all of them within the region
 * @val:    what to write
 *
 * The line in the log comes before what the write leads to.
 */
void mock_write(struct mock_device *dev, u32 region, u64 off, u32 len,
		const u8 *val)
{
	struct mock_region *r = &dev->region[region];
	const struct mock_attached *a;
	bool done = false;
	u32 i;

	delay(r, len);
	mock_log_access(dev, region, "write", off, len, val);
	if (all_ones(r) || mock_device_answer(dev) != MOCK_ANSWERS) {
		take_down(dev, region);
		return;
	}
	if (region == MOCK_CFG) {
		mock_config_write(dev, off, len, val);
		return;
	}
	for (i = 0; i < dev->nbehaviours && !done; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->region_write)
			done = a->behaviour->region_write(dev, a->priv, region,
							  off, len, val);
	}
	if (!done)
		mock_region_write(r, off, len, val);
}
