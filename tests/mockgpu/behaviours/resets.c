// SPDX-License-Identifier: GPL-2.0-only
/*
 * resets [KIND...] [else keep-config|hang]: what really resets this function.
 *
 * Cards advertise more than they do.  AMD's up to Navi are the known case: after
 * a bus reset configuration space is as new, and the engines go on where they
 * were, so that the next driver finds a card that it can't start (the "reset
 * bug").  Others advertise FLR and are gone after it (Linux has quirks for both:
 * drivers/pci/quirks.c, quirk_no_bus_reset, quirk_no_flr).
 *
 * A reset that is not in the list clears configuration space, as the link layer
 * does that by itself; with keep-config nothing at all; with hang the function
 * gives all ones after it, until one that is in the list.
 *
 * Made from: QEMU, hw/vfio/pci-quirks.c (vfio_radeon_reset); gnif/vendor-reset,
 * issue 35; Linux's quirks.
 */
#include "behaviours.h"

struct resets {
	u32 kinds;	/* BIT of each that works */
	bool keep;
	bool hang;
	bool hung;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct resets *resets = priv;
	enum mock_reset_kind kind;
	int i, rc;

	(void)dev;
	for (i = 1; i < args->count && strcmp(args->word[i], "else"); i++) {
		rc = mock_parse_reset(args, i, &kind);
		if (rc)
			return rc;
		resets->kinds |= 1U << kind;
	}
	if (i == args->count)
		return 0;
	if (i + 2 != args->count)
		return MOCK_BAD;
	resets->keep = !strcmp(args->word[i + 1], "keep-config");
	resets->hang = !strcmp(args->word[i + 1], "hang");
	return resets->keep || resets->hang ? 0 : MOCK_BAD;
}

static enum mock_reset_effect judge(struct mock_device *dev, void *priv,
				    enum mock_reset_kind kind)
{
	struct resets *resets = priv;

	(void)dev;
	if (resets->kinds & 1U << kind)
		return MOCK_EFFECT_REAL;
	return resets->keep ? MOCK_EFFECT_NONE : MOCK_EFFECT_CONFIG;
}

static void was_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind,
		      enum mock_reset_effect effect)
{
	struct resets *resets = priv;

	if (effect == MOCK_EFFECT_REAL)
		resets->hung = false;
	if (effect == MOCK_EFFECT_REAL || !resets->hang || resets->hung ||
	    mock_device_starting(dev, kind))
		return;
	resets->hung = true;
	mock_log_line(dev, "hangs");
}

static void put(struct mock_device *dev, void *priv, enum mock_state state)
{
	struct resets *resets = priv;

	(void)dev;
	(void)state;
	resets->hung = false;
}

static enum mock_answer answer(struct mock_device *dev, void *priv)
{
	struct resets *resets = priv;

	(void)dev;
	return resets->hung ? MOCK_SILENT : MOCK_ANSWERS;
}

const struct mock_behaviour mock_resets = {
	.name = "resets",
	.usage = "[KIND...] [else keep-config|hang]",
	.priv_size = sizeof(struct resets),
	.init = init,
	.judge = judge,
	.was_reset = was_reset,
	.put = put,
	.answer = answer,
};
