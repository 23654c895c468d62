// SPDX-License-Identifier: GPL-2.0-only
/*
 * nvidia-pramin [ADDRESS] [gv100|ga100] [no-display]: the VBIOS that NVIDIA's firmware left in
 * video memory, seen through the PRAMIN window of BAR0.
 *
 * Register facts, from nouveau in the kernel (drivers/gpu/drm/nouveau/nvkm,
 * subdev/bios/shadowramin.c): the 1 MiB at BAR0+700000h show video memory from
 * the address in register 1700h, in units of 64 KiB, on.  Register 619f04h
 * (from GV100 on 625f04h) tells where the VBIOS is: bit 3 valid, bits 1:0 of
 * value 1 "in video memory", bits 31:8 the address / 64 KiB; without an
 * address it is F0000h above where 1700h points.  Who moves the window moves
 * it back.  From GM107 on bit 0 of register 021C04h, from GA100 on of 820C04h, says
 * that there is no display engine, and so nobody who would answer at 619F04h or
 * 625F04h: nouveau looks first, and with "no-display" an access there is a violation.
 *
 * Made from: nouveau, as below.
 */
#include "behaviours.h"

#define PRAMIN		0x700000
#define PRAMIN_SIZE	0x100000
#define BAR0_SIZE	0x1000000
#define REG_WINDOW	0x1700
#define WINDOW_SHIFT	16
#define REG_POINTER	0x619f04
#define REG_POINTER_GV100	0x625f04
#define REG_DISABLED	0x021c04	/* GM107 and later */
#define REG_DISABLED_GA100	0x820c04
#define   DISABLED		0x1
#define   POINTER_VALID		0x8
#define   POINTER_VRAM		0x1
#define   POINTER_SHIFT		8

#define BOOT_GP107	0x137000a1
#define BOOT_GV100	0x140000a1
#define BOOT_GA100	0x170000a1

#define WINDOW_DEFAULT	0x0010	/* where firmware has left it */

struct pramin {
	u64 address;
	u32 window;
	u32 boot;
	u32 reg;
	u32 disabled;
	bool no_display;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct pramin *pramin = priv;
	int rc, i;

	(void)dev;
	pramin->address = 0xf80000;
	pramin->boot = BOOT_GP107;
	pramin->reg = REG_POINTER;
	pramin->disabled = REG_DISABLED;
	for (i = 1; i < args->count; i++) {
		if (!strcmp(args->word[i], "gv100")) {
			pramin->boot = BOOT_GV100;
			pramin->reg = REG_POINTER_GV100;
			continue;
		}
		if (!strcmp(args->word[i], "ga100")) {
			pramin->boot = BOOT_GA100;
			pramin->reg = REG_POINTER_GV100;
			pramin->disabled = REG_DISABLED_GA100;
			continue;
		}
		if (!strcmp(args->word[i], "no-display")) {
			pramin->no_display = true;
			continue;
		}
		rc = mock_parse_number(args, i, 1ULL << 36, &pramin->address);
		if (rc)
			return rc;
		if (pramin->address & 0xffff)
			return MOCK_BAD;
	}
	pramin->window = WINDOW_DEFAULT;
	return 0;
}

static int start(struct mock_device *dev, void *priv)
{
	struct pramin *pramin = priv;
	u8 *regs = dev->region[MOCK_BAR0].data;

	if (dev->region[MOCK_BAR0].size < BAR0_SIZE) {
		fprintf(stderr, "mockgpu: %s: nvidia-pramin wants a BAR0 of 16M\n",
			dev->name);
		return -EINVAL;
	}
	/* PMC_BOOT_0: which chip it is decides where the pointer is. */
	mock_put(regs, 4, pramin->boot);
	if (pramin->no_display)
		mock_put(regs + pramin->disabled, 4, DISABLED);
	mock_put(regs + pramin->reg, 4,
		 pramin->address >> WINDOW_SHIFT << POINTER_SHIFT |
		 POINTER_VALID | POINTER_VRAM);
	return 0;
}

/* Video memory around the VBIOS is nothing but zeros. */
static void vram(struct mock_device *dev, struct pramin *pramin, u64 addr,
		 u32 len, u8 *val)
{
	u64 end = pramin->address + dev->rom.len;

	for (; len--; addr++, val++) {
		if (addr >= pramin->address && addr < end)
			*val = dev->rom.data[addr - pramin->address];
		else
			*val = 0;
	}
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct pramin *pramin = priv;

	if (region != MOCK_BAR0)
		return false;
	if (off == REG_WINDOW && len == 4) {
		mock_put(val, 4, pramin->window);
		return true;
	}
	if (pramin->no_display && mock_overlap(off, len, pramin->reg, 4)) {
		mock_violation(dev, "the display engine (0x%x) read, and there is none",
			       pramin->reg);
		memset(val, 0xff, len);
		return true;
	}
	if (off < PRAMIN || off + len > PRAMIN + PRAMIN_SIZE)
		return false;
	vram(dev, pramin, ((u64)pramin->window << WINDOW_SHIFT) + off - PRAMIN,
	     len, val);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct pramin *pramin = priv;

	if (region != MOCK_BAR0)
		return false;
	if (off == REG_WINDOW && len == 4) {
		pramin->window = mock_get(val, 4);
		return true;
	}
	if (mock_overlap(off, len, PRAMIN, PRAMIN_SIZE)) {
		mock_violation(dev, "PRAMIN written at 0x%llx", off);
		return true;
	}
	/* the pointer is not for software to write */
	return mock_overlap(off, len, pramin->reg, 4);
}

static void reset(struct mock_device *dev, void *priv, enum mock_reset_kind kind)
{
	struct pramin *pramin = priv;

	(void)dev;
	(void)kind;
	pramin->window = WINDOW_DEFAULT;
}

static void check(struct mock_device *dev, void *priv)
{
	struct pramin *pramin = priv;

	if (pramin->window != WINDOW_DEFAULT)
		mock_violation(dev, "PRAMIN window (0x1700) left at 0x%x, it was 0x%x",
			       pramin->window, WINDOW_DEFAULT);
}

const struct mock_behaviour mock_nvidia_pramin = {
	.name = "nvidia-pramin",
	.usage = "[ADDRESS] [gv100|ga100] [no-display]",
	.priv_size = sizeof(struct pramin),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
	.reset = reset,
	.check = check,
};
