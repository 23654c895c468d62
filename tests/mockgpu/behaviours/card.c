// SPDX-License-Identifier: GPL-2.0-only
/*
 * card NAME: functions that name the same card share its resets.
 *
 * What goes through the link, or through registers that reset the chip, hits all
 * functions (PCI Express 3.0, 6.6.1); Function Level Reset and D3hot only the one
 * (6.6.2).  What each function makes of it is its own matter ("resets").
 *
 * QEMU sends a message to each function below a bridge, one after the other.  The
 * first has reset the others already; theirs are told in the log and do nothing.
 * A function that has no client gets none.
 *
 * Made from: PCI Express 3.0, 6.6.1 and 6.6.2.
 */
#include "behaviours.h"

struct card {
	struct card *next;
	struct mock_device *dev;
	char name[32];
	bool follows;	/* another function is just resetting this one */
	bool owed;	/* QEMU's message of the bus reset is still to come */
};

static struct card *cards;

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct card *card = priv;

	if (args->count != 2 || strlen(args->word[1]) >= sizeof(card->name))
		return MOCK_BAD;
	snprintf(card->name, sizeof(card->name), "%s", args->word[1]);
	card->dev = dev;
	card->next = cards;
	cards = card;
	return 0;
}

static enum mock_reset_effect judge(struct mock_device *dev, void *priv,
				    enum mock_reset_kind kind)
{
	struct card *card = priv;

	(void)dev;
	if (kind != MOCK_RESET_MESSAGE || card->follows || !card->owed)
		return MOCK_EFFECT_REAL;
	card->owed = false;
	return MOCK_EFFECT_ALREADY;
}

static void was_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind,
		      enum mock_reset_effect effect)
{
	struct card *card = priv, *other;

	(void)effect;
	if (card->follows || (kind != MOCK_RESET_MESSAGE && kind != MOCK_RESET_VENDOR))
		return;
	for (other = cards; other; other = other->next) {
		if (other == card || strcmp(other->name, card->name))
			continue;
		other->follows = true;
		other->dev->loses_config = dev->loses_config;
		mock_device_reset(other->dev, kind);
		other->dev->loses_config = false;
		other->follows = false;
		if (kind == MOCK_RESET_MESSAGE)
			other->owed = other->dev->fd >= 0;
	}
}

static void disconnect(struct mock_device *dev, void *priv)
{
	struct card *card = priv;

	(void)dev;
	card->owed = false;
}

static void release(struct mock_device *dev, void *priv)
{
	struct card **p;

	(void)dev;
	for (p = &cards; *p; p = &(*p)->next) {
		if (*p == priv) {
			*p = (*p)->next;
			return;
		}
	}
}

const struct mock_behaviour mock_card = {
	.name = "card",
	.usage = "NAME",
	.priv_size = sizeof(struct card),
	.init = init,
	.judge = judge,
	.was_reset = was_reset,
	.disconnect = disconnect,
	.release = release,
};
