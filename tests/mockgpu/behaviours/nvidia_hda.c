// SPDX-License-Identifier: GPL-2.0-only
/*
 * nvidia-hda NAME display|audio: the audio function of an NVIDIA card, which is there
 * while bit 25 of the display function's configuration register 488h is set.
 *
 * Made from: Linux, drivers/pci/quirks.c, quirk_nvidia_hda: firmware leaves the bit
 * clear on many machines, and Linux sets it when it enumerates and resumes the card.
 * A bus reset clears it, as it clears the rest; what FLR does to it is in no source,
 * and here it does nothing.  The two functions of a card have one NAME.  The bit is
 * set at first, as QEMU wants to see the function when the machine is made.
 */
#include "behaviours.h"

#define HDA_REG		0x488
#define HDA_ENABLE	0x02000000

struct hda {
	struct hda *next;
	char name[32];
	bool display;
	bool enabled;
};

static struct hda *all;

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct hda *hda = priv;

	(void)dev;
	if (args->count != 3 || strlen(args->word[1]) >= sizeof(hda->name))
		return MOCK_BAD;
	snprintf(hda->name, sizeof(hda->name), "%s", args->word[1]);
	hda->display = !strcmp(args->word[2], "display");
	if (!hda->display && strcmp(args->word[2], "audio"))
		return MOCK_BAD;
	hda->enabled = true;
	hda->next = all;
	all = hda;
	return 0;
}

static int start(struct mock_device *dev, void *priv)
{
	struct hda *hda = priv;

	if (!hda->display)
		return 0;
	if (dev->cfg.size <= HDA_REG) {
		fprintf(stderr, "mockgpu: %s: nvidia-hda wants cap pcie\n", dev->name);
		return -EINVAL;
	}
	mock_config_writable(dev, HDA_REG, 4, HDA_ENABLE);
	mock_config_set(dev, HDA_REG, 4, HDA_ENABLE);
	return 0;
}

static void tell(struct mock_device *dev, struct hda *hda, bool enabled)
{
	if (hda->enabled != enabled)
		mock_log_line(dev, enabled ? "audio function enabled" : "audio function gone");
	hda->enabled = enabled;
}

static void config_write(struct mock_device *dev, void *priv, u32 off, u32 len,
			 const u8 *val)
{
	struct hda *hda = priv;

	(void)val;
	if (hda->display && mock_overlap(off, len, HDA_REG, 4))
		tell(dev, hda, mock_config_get(dev, HDA_REG, 4) & HDA_ENABLE);
}

static void was_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind,
		      enum mock_reset_effect effect)
{
	struct hda *hda = priv;
	bool keeps = kind != MOCK_RESET_MESSAGE || effect == MOCK_EFFECT_NONE ||
		     mock_device_starting(dev, kind);

	if (!hda->display)
		return;
	if (!keeps)
		tell(dev, hda, false);
	mock_config_set(dev, HDA_REG, 4, hda->enabled ? HDA_ENABLE : 0);
}

/* As at first. */
static void put(struct mock_device *dev, void *priv, enum mock_state state)
{
	struct hda *hda = priv;

	(void)state;
	if (!hda->display)
		return;
	tell(dev, hda, true);
	mock_config_set(dev, HDA_REG, 4, HDA_ENABLE);
}

static enum mock_answer answer(struct mock_device *dev, void *priv)
{
	struct hda *hda = priv, *other;

	(void)dev;
	if (hda->display)
		return MOCK_ANSWERS;
	for (other = all; other; other = other->next)
		if (other->display && !strcmp(other->name, hda->name))
			return other->enabled ? MOCK_ANSWERS : MOCK_SILENT;
	return MOCK_ANSWERS;
}

static void release(struct mock_device *dev, void *priv)
{
	struct hda **p;

	(void)dev;
	for (p = &all; *p; p = &(*p)->next) {
		if (*p == priv) {
			*p = (*p)->next;
			return;
		}
	}
}

const struct mock_behaviour mock_nvidia_hda = {
	.name = "nvidia-hda",
	.usage = "NAME display|audio",
	.priv_size = sizeof(struct hda),
	.init = init,
	.start = start,
	.config_write = config_write,
	.was_reset = was_reset,
	.put = put,
	.answer = answer,
	.release = release,
};
