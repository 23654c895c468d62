// SPDX-License-Identifier: GPL-2.0-only
/*
 * NVIDIA's cards have no documented reset of their own: what is here says when
 * one of them has come back from another, and gives it back its audio function.
 *
 * Registers: envytools' documentation (PMC); nouveau (nvkm/subdev/devinit/
 * tu102.c) for the firmware's progress.
 */
#include "pure/reset/ids.h"
#include "pure/reset/vendor.h"

#define NV_BAR			0

#define BAR(name_, at_)							\
	{ .name = (name_), .space = VGAPT_IN_BAR, .bar = NV_BAR, .at = (at_) }

/* PMC_BOOT_0: bits 20-28 are the chip, from NV10 on. */
static const struct vgapt_reg boot_0 = BAR("PMC_BOOT_0", 0x000000);
#define CHIPSET_MASK		0x1ff00000
#define CHIPSET(n)		((u32)(n) << 20)

/*
 * Turing and later: a processor on the card starts it from the flash.  Bit 0 of
 * the first: the second may be read; its low byte: FFh when it is through.
 */
static const struct vgapt_reg gfw_access = BAR("GFW_BOOT_ACCESS", 0x118128);
static const struct vgapt_reg gfw_boot = BAR("GFW_BOOT", 0x118234);
#define GFW_BOOT_DONE		0xff
#define FIRST_GFW		0x160	/* TU100 */
#define HOPPER			0x180	/* GH100: another processor, elsewhere */
#define ADA			0x190	/* AD100 */
#define BLACKWELL		0x1a0	/* GB100, as GH100 */

/* Not there, not yet; BAD....: nobody answers behind the host interface. */
static const struct vgapt_step alive[] = {
	VGAPT_ANSWERS(YET, &boot_0, 0, BOOT0_UNREADABLE, NULL),
	VGAPT_YET(&boot_0, 0, IS_NOT, 0, BOOT0_UNREADABLE),
	VGAPT_YET(&boot_0, 0xfff00000, IS_NOT, 0xbad00000, BOOT0_UNREADABLE),
	VGAPT_EXPECT(&boot_0, CHIPSET_MASK, IS_NOT, 0, BOOT0_NO_CHIP, NULL),
	VGAPT_EXPECT(&boot_0, CHIPSET_MASK, FROM, CHIPSET(FIRST_GFW), NONE, "end"),
	VGAPT_EXPECT(&boot_0, CHIPSET_MASK, FROM, CHIPSET(HOPPER), NONE, "firmware"),
	VGAPT_EXPECT(&boot_0, CHIPSET_MASK, FROM, CHIPSET(ADA), NONE, "end"),
	VGAPT_EXPECT(&boot_0, CHIPSET_MASK, BELOW, CHIPSET(BLACKWELL), NONE, "end"),
	VGAPT_LABEL("firmware"),
	VGAPT_YET(&gfw_access, 0x1, IS, 0x1, NOT_POSTED),
	VGAPT_YET(&gfw_boot, 0xff, IS, GFW_BOOT_DONE, NOT_POSTED),
	VGAPT_LABEL("end"),
};

static const struct vgapt_seq alive_seq =
	VGAPT_SEQ("sign of life", "envytools: PMC; nouveau: devinit/tu102.c", alive);

/*
 * Bit 25: there is an audio function.  The firmware of many laptops clears it, and
 * Linux sets it when it enumerates the card, and when it resumes, but not after a
 * reset, which takes it: function 1 is gone then (quirk_nvidia_hda).  Linux sets it on
 * each card from 08A0h on, whatever it was before: so whatever Linux knows of the card,
 * it knows with the bit set.  On an older one it is given back if it was set.
 */
static const struct vgapt_reg hda = {
	.name = "config 488h", .space = VGAPT_IN_CONFIG, .at = 0x488,
};

#define HDA_ENABLE		0x02000000

static const struct vgapt_reg id = {
	.name = "config 0h", .space = VGAPT_IN_CONFIG, .at = 0,
};

#define DEVICE_ID		0xffff0000
#define FIRST_HDA		0x08a00000	/* GeForce 320M */

static const struct vgapt_step before[] = {
	VGAPT_KEEP(0, &hda),
};

static const struct vgapt_seq before_seq =
	VGAPT_SEQ("is there an audio function?", "Linux: quirk_nvidia_hda", before);

static const struct vgapt_step after[] = {
	VGAPT_EXPECT(&id, DEVICE_ID, BELOW, FIRST_HDA, NONE, "set"),
	VGAPT_KEPT(0, HDA_ENABLE, IS, HDA_ENABLE, NONE, "end"),
	VGAPT_LABEL("set"),
	VGAPT_EXPECT(&hda, HDA_ENABLE, IS, 0, NONE, "end"),
	VGAPT_SET(&hda, HDA_ENABLE, NONE, VGAPT_ON),
	VGAPT_LABEL("end"),
};

static const struct vgapt_seq after_seq =
	VGAPT_SEQ("and give it back", "Linux: quirk_nvidia_hda", after);

/* Its firmware trains the memory: that takes seconds on the largest cards. */
const struct vgapt_reset_vendor vgapt_nvidia = {
	.name = "NVIDIA",
	.rests_on = "envytools, nouveau, Linux's quirks",
	.bars = BIT(NV_BAR),
	.window = 0x119000,
	.alive = &alive_seq,
	.before = &before_seq,
	.after = &after_seq,
	.deadline_ms = 10000,
};
