// SPDX-License-Identifier: GPL-2.0-only
/*
 * igd [GGC [BDSM]]: the registers by which Intel's integrated graphics is
 * found and set up.
 *
 * Facts, as in the kernel's i915 (gt/, intel_opregion) and QEMU's IGD support:
 * GMCH control (GGC) is at config 50h, 16 bits: graphics mode select, that is,
 * the size of stolen memory, in bits 15:8 from gen 8 on.  The base of stolen
 * memory (BDSM) is at 5Ch, bits 31:20.  ASLS, at FCh, is storage: firmware
 * writes the OpRegion's address there.  GGC and BDSM are locked by firmware.
 *
 * Made from: the kernel's i915 and QEMU's IGD support, as above.
 */
#include "behaviours.h"

#define CFG_GGC		0x50
#define CFG_BDSM	0x5c
#define CFG_ASLS	0xfc

struct igd {
	u64 ggc;
	u64 bdsm;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct igd *igd = priv;
	int rc = 0;

	(void)dev;
	igd->ggc = 0x0200;		/* 64 MiB stolen */
	igd->bdsm = 0x7c000001;		/* bit 0: locked */
	if (args->count > 1)
		rc = mock_parse_number(args, 1, 0xffff, &igd->ggc);
	if (!rc && args->count > 2)
		rc = mock_parse_number(args, 2, 0xffffffff, &igd->bdsm);
	return rc;
}

static int start(struct mock_device *dev, void *priv)
{
	static const u32 fields[] = { CFG_GGC, CFG_BDSM, CFG_ASLS };
	struct igd *igd = priv;
	u32 i, j;

	for (i = 0; i < dev->ncaps; i++) {
		for (j = 0; j < ARRAY_SIZE(fields); j++) {
			if (!mock_overlap(dev->caps[i].pos, dev->caps[i].len + 2,
					  fields[j], 4))
				continue;
			fprintf(stderr, "mockgpu: %s: a capability takes %02xh, which igd wants\n",
				dev->name, fields[j]);
			return -EINVAL;
		}
	}
	mock_config_set(dev, CFG_GGC, 2, igd->ggc);
	mock_config_set(dev, CFG_BDSM, 4, igd->bdsm);
	mock_config_writable(dev, CFG_ASLS, 4, 0xffffffff);
	return 0;
}

/* The OpRegion's address survives a reset of the function. */
static void config_write(struct mock_device *dev, void *priv, u32 off, u32 len,
			 const u8 *val)
{
	(void)priv;
	(void)val;
	if (mock_overlap(off, len, CFG_ASLS, 4))
		mock_config_set(dev, CFG_ASLS, 4, mock_config_get(dev, CFG_ASLS, 4));
}

const struct mock_behaviour mock_igd = {
	.name = "igd",
	.usage = "[GGC [BDSM]]",
	.priv_size = sizeof(struct igd),
	.init = init,
	.start = start,
	.config_write = config_write,
};
