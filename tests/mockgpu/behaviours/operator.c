// SPDX-License-Identifier: GPL-2.0-only
/*
 * operator BAR OFFSET: not a card's, but the hand of who stands beside the machine.
 *
 * A dword N * 256 + S written there switches the N-th function of this program off and
 * on and puts it into the state S (enum mock_state); S = 255 only chooses N.  Reads
 * give whether the function that was chosen last answers (enum mock_answer), or 3 if it
 * does not and nothing but power would change that.  So a
 * test can have each card in each state, and again, whatever a reset has made of it.
 * What a state is to a family is in its own file ("put").
 *
 * Made from: nothing, it is a test's means.
 */
#include "behaviours.h"

#define CHOOSE	0xff
#define FOR_EVER	(MOCK_SILENT + 1)

struct operator {
	u32 bar;
	u64 off;
	u32 chosen;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct operator *op = priv;

	(void)dev;
	return mock_parse_register(args, &op->bar, &op->off);
}

static int start(struct mock_device *dev, void *priv)
{
	struct operator *op = priv;

	if (op->off + 4 <= dev->region[op->bar].size)
		return 0;
	fprintf(stderr, "mockgpu: %s: operator: BAR%u has no 0x%llx\n", dev->name, op->bar,
		op->off);
	return -EINVAL;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region, u64 off, u32 len,
			u8 *val)
{
	struct operator *op = priv;
	struct mock_device *other;
	u32 answer = MOCK_SILENT;

	(void)dev;
	if (region != op->bar || off != op->off || len != 4)
		return false;
	other = mock_device_nth(op->chosen);
	if (other)
		answer = mock_device_answer(other);
	if (other && other->for_ever && answer != MOCK_ANSWERS)
		answer = FOR_EVER;
	mock_put(val, 4, answer);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region, u64 off, u32 len,
			 const u8 *val)
{
	struct operator *op = priv;
	struct mock_device *other;
	u32 what;

	if (region != op->bar || off != op->off || len != 4)
		return false;
	op->chosen = mock_get(val, 4) >> 8;
	what = mock_get(val, 4) & 0xff;
	other = mock_device_nth(op->chosen);
	if (!other || (what >= MOCK_STATES && what != CHOOSE))
		mock_violation(dev, "no such function, or state: 0x%x", mock_get(val, 4));
	else if (what != CHOOSE)
		mock_device_put(other, what);
	return true;
}

const struct mock_behaviour mock_operator = {
	.name = "operator",
	.usage = "BAR OFFSET",
	.priv_size = sizeof(struct operator),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
};
