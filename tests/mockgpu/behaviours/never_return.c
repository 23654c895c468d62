// SPDX-License-Identifier: GPL-2.0-only
/*
 * never-return KIND: after such a reset the function is gone.
 *
 * All ones from everywhere, for ever (PCI Express 3.0, 2.3.2); no other reset
 * brings it back.  Linux knows such cards for bus resets: NVIDIA's of ids
 * 2340h to 237Fh (drivers/pci/quirks.c, quirk_nvidia_no_bus_reset).
 */
#include "behaviours.h"

struct never {
	enum mock_reset_kind kind;
	bool gone;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct never *never = priv;

	(void)dev;
	return args->count > 2 ? MOCK_BAD : mock_parse_reset(args, 1, &never->kind);
}

static void was_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind,
		      enum mock_reset_effect effect)
{
	struct never *never = priv;

	(void)effect;
	if (kind != never->kind || never->gone || mock_device_starting(dev, kind))
		return;
	never->gone = true;
	mock_log_line(dev, "gone for ever");
}

static enum mock_answer answer(struct mock_device *dev, void *priv)
{
	struct never *never = priv;

	(void)dev;
	return never->gone ? MOCK_SILENT : MOCK_ANSWERS;
}

const struct mock_behaviour mock_never_return = {
	.name = "never-return",
	.usage = "KIND",
	.priv_size = sizeof(struct never),
	.init = init,
	.was_reset = was_reset,
	.answer = answer,
};
