// SPDX-License-Identifier: GPL-2.0-only
/*
 * link-after KIND SPEED WIDTH: from such a reset the link comes back as less.
 *
 * A reset that takes the link down has it train anew, and a bad contact or riser
 * shows then: fewer lanes, or a lower speed.  SPEED is the number that Link Status
 * has for it (PCI Express 3.0, 7.8.8), WIDTH are lanes.  It stays so.  The port's
 * Link Status in QEMU is made from this one.
 *
 * Made from: PCI Express 3.0, 7.8.8; Linux, drivers/pci/quirks.c,
 * pcie_failed_link_retrain.
 */
#include "behaviours.h"

#define CAP_PCIE	0x10
#define PCIE_LNKSTA	0x12
#define   LNKSTA_MASK	0x03ff

struct link_after {
	enum mock_reset_kind kind;
	u64 speed;
	u64 width;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct link_after *link = priv;
	int rc;

	(void)dev;
	rc = mock_parse_reset(args, 1, &link->kind);
	if (!rc)
		rc = mock_parse_number(args, 2, 6, &link->speed);
	if (!rc)
		rc = mock_parse_number(args, 3, 32, &link->width);
	return rc || args->count == 4 ? rc : MOCK_BAD;
}

static const struct mock_cap *pcie(const struct mock_device *dev)
{
	u32 i;

	for (i = 0; i < dev->ncaps; i++)
		if (dev->caps[i].id == CAP_PCIE)
			return &dev->caps[i];
	return NULL;
}

static int start(struct mock_device *dev, void *priv)
{
	(void)priv;
	if (pcie(dev))
		return 0;
	fprintf(stderr, "mockgpu: %s: link-after wants \"cap pcie\"\n", dev->name);
	return -EINVAL;
}

static void was_reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind,
		      enum mock_reset_effect effect)
{
	const struct mock_cap *cap = pcie(dev);
	struct link_after *link = priv;
	u32 off, val;

	(void)effect;
	if (!cap || kind != link->kind || mock_device_starting(dev, kind))
		return;
	off = cap->pos + PCIE_LNKSTA;
	val = mock_config_get(dev, off, 2) & ~LNKSTA_MASK;
	mock_config_set(dev, off, 2, val | link->width << 4 | link->speed);
	mock_log_line(dev, "link x%llu, speed %llu", link->width, link->speed);
}

const struct mock_behaviour mock_link_after = {
	.name = "link-after",
	.usage = "KIND SPEED WIDTH",
	.priv_size = sizeof(struct link_after),
	.init = init,
	.start = start,
	.was_reset = was_reset,
};
