// SPDX-License-Identifier: GPL-2.0-only
/*
 * slow-return KIND MS [crs]: after such a reset nobody answers for a while.
 *
 * After a reset a function may take up to 1 s until it completes configuration
 * requests (PCI Express 3.0, 6.6.1); real GPUs take longer now and then.  Until
 * then reads give all ones; with crs the function asks to be asked again, which
 * is seen as vendor id 0001h (2.3.2).  What is written is lost.
 *
 * The clock is looked at when somebody asks: no threads.
 *
 * Made from: PCI Express 3.0, 2.3.2 and 6.6.1; QubesOS/qubes-issues 9689 ("not
 * ready 1023ms after FLR").
 */
#include "behaviours.h"

struct slow {
	enum mock_reset_kind kind;
	u64 ms;
	bool crs;
	u64 until;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct slow *slow = priv;
	int rc;

	(void)dev;
	rc = mock_parse_reset(args, 1, &slow->kind);
	if (!rc)
		rc = mock_parse_number(args, 2, 600000, &slow->ms);
	if (rc || args->count == 3)
		return rc;
	if (args->count > 4 || strcmp(args->word[3], "crs"))
		return MOCK_BAD;
	slow->crs = true;
	return 0;
}

static void was_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind,
		      enum mock_reset_effect effect)
{
	struct slow *slow = priv;

	(void)effect;
	if (kind != slow->kind || mock_device_starting(dev, kind))
		return;
	slow->until = mock_now() + slow->ms * 1000;
	mock_log_line(dev, "away for %llu ms", slow->ms);
}

static enum mock_answer answer(struct mock_device *dev, void *priv)
{
	struct slow *slow = priv;

	(void)dev;
	if (!slow->until || mock_now() >= slow->until)
		return MOCK_ANSWERS;
	return slow->crs ? MOCK_RETRY : MOCK_SILENT;
}

const struct mock_behaviour mock_slow_return = {
	.name = "slow-return",
	.usage = "KIND MS [crs]",
	.priv_size = sizeof(struct slow),
	.init = init,
	.was_reset = was_reset,
	.answer = answer,
};
