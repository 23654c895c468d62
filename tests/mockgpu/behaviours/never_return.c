// SPDX-License-Identifier: GPL-2.0-only
/*
 * never-return KIND [crs]: after such a reset the function is gone.
 *
 * All ones from everywhere, for ever (PCI Express 3.0, 2.3.2), or, with crs, FFFF0001h
 * from 00h; no other reset brings it back.  Made from: for bus resets, NVIDIA's of
 * ids 2340h to 237Fh (Linux: drivers/pci/quirks.c, quirk_nvidia_no_bus_reset); for
 * FLR with crs, GB202, 10de:2b85, 2b87, 2b8c (tinygrad/tinygrad, pull request 18199:
 * "config space reads 0xffff0001 (CRS) for as long as we watched (>1 h)"); for both
 * with ones, MI300X and MI355X (amd/MxGPU-Virtualization, issue 25: "all reads return
 * 0xFF ... only a full host reboot restores it").
 */
#include "behaviours.h"

struct never {
	enum mock_reset_kind kind;
	bool crs;
	bool gone;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct never *never = priv;

	(void)dev;
	if (args->count == 3 && !strcmp(args->word[2], "crs"))
		never->crs = true;
	else if (args->count > 2)
		return MOCK_BAD;
	return mock_parse_reset(args, 1, &never->kind);
}

static void was_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind,
		      enum mock_reset_effect effect)
{
	struct never *never = priv;

	(void)effect;
	if (kind != never->kind || never->gone || mock_device_starting(dev, kind))
		return;
	never->gone = true;
	dev->for_ever = true;
	mock_log_line(dev, "gone for ever");
}

/* Off and on does bring it back. */
static void put(struct mock_device *dev, void *priv, enum mock_state state)
{
	struct never *never = priv;

	(void)dev;
	(void)state;
	never->gone = false;
}

static enum mock_answer answer(struct mock_device *dev, void *priv)
{
	struct never *never = priv;

	(void)dev;
	if (!never->gone)
		return MOCK_ANSWERS;
	return never->crs ? MOCK_RETRY : MOCK_SILENT;
}

const struct mock_behaviour mock_never_return = {
	.name = "never-return",
	.usage = "KIND [crs]",
	.priv_size = sizeof(struct never),
	.init = init,
	.was_reset = was_reset,
	.put = put,
	.answer = answer,
};
