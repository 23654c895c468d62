/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way to a card's registers, and what a vendor's file offers.
 *
 * Vendors' sequences reach their card through struct vgapt_io, so that the unit tests
 * can put a model of the card there.
 */
#ifndef XEN_VGAPT_PURE_RESET_VENDOR_H
#define XEN_VGAPT_PURE_RESET_VENDOR_H

#include "pure/reset/ids.h"
#include "pure/reset/steps.h"

/**
 * struct vgapt_io - the way to a card
 * @read:     read 32 bits of BAR @bar at byte @off; all ones if they can't be
 *            reached
 * @write:    write them
 * @cfg_read: read 32 bits of configuration space, @off a multiple of 4
 * @cfg_write: write them
 * @sleep_us: wait at least that many microseconds
 * @now_us:   a clock that never goes back, in microseconds
 * @has_rom:  the card's VBIOS is known and good
 *
 * Values are the processor's, not little-endian ones.
 */
struct vgapt_io {
	u32 (*read)(struct vgapt_io *io, int bar, u32 off);
	void (*write)(struct vgapt_io *io, int bar, u32 off, u32 val);
	u32 (*cfg_read)(struct vgapt_io *io, u32 off);
	void (*cfg_write)(struct vgapt_io *io, u32 off, u32 val);
	void (*sleep_us)(struct vgapt_io *io, u32 us);
	u64 (*now_us)(struct vgapt_io *io);
	bool has_rom;
};

/**
 * struct vgapt_reset_vendor - how a family is reset by its own registers
 * @name:   the family's name, for people
 * @rests_on: what is known of it: logs, drivers, headers
 * @bars:   BIT(bar) of those that it reaches, from their beginning
 * @window: bytes that have to be there of each
 * @pair:   the index register and data register that most is behind, if any
 * @probe:  is it usable now?  Reads only, but for index registers, which it
 *          leaves as found.  It says %VGAPT_REASON_IN, _IDLE, _HUNG or
 *          _NO_REGISTERS.  May be NULL: always usable.
 * @reset:  do it, all of it: it ends when the card is back, or its deadline has
 *          passed.  NULL: this family has none, only the following.
 * @alive:  sign of life after any reset, asked again and again: it ends well, with
 *          "not yet", or in vain.  May be NULL.
 * @before: before any reset, with configuration space alone: note what that takes
 *          and Linux does not save.  May be NULL.
 * @after:  give back what was noted, as soon as the function answers again, and
 *          before the card's other functions are waited for.  Goes with @before.
 * @deadline_ms: how long @alive may say "not yet"
 * @whole_card: all functions of the card are hit, not only this one
 *
 * The memory decoder is on, and bus mastering off, when @probe, @reset or @alive is
 * run.
 */
struct vgapt_reset_vendor {
	const char *name;
	const char *rests_on;
	u32 bars;
	u32 window;
	struct vgapt_pair pair;
	const struct vgapt_seq *probe;
	const struct vgapt_seq *reset;
	const struct vgapt_seq *alive;
	const struct vgapt_seq *before;
	const struct vgapt_seq *after;
	u32 deadline_ms;
	bool whole_card;
};

/**
 * struct vgapt_noted - what a vendor's sequence has noted before a reset
 * @kept: as in struct vgapt_run
 */
struct vgapt_noted {
	u32 kept[VGAPT_RUN_SLOTS];
};

enum vgapt_reset_reason vgapt_vendor_probe(const struct vgapt_reset_vendor *vendor,
					   struct vgapt_io *io);
int vgapt_vendor_reset(const struct vgapt_reset_vendor *vendor, struct vgapt_io *io,
		       enum vgapt_why *why, struct vgapt_misstep *miss);
int vgapt_vendor_alive(const struct vgapt_reset_vendor *vendor, struct vgapt_io *io,
		       enum vgapt_why *why);
void vgapt_vendor_before(const struct vgapt_reset_vendor *vendor, struct vgapt_io *io,
			 struct vgapt_noted *noted);
void vgapt_vendor_after(const struct vgapt_reset_vendor *vendor, struct vgapt_io *io,
			const struct vgapt_noted *noted);

const struct vgapt_reset_vendor *vgapt_reset_vendor_of(enum vgapt_reset_family family);

/* What each vendor's file has: vgapt_amd_cik and the others of families.h. */
#define VGAPT_FAMILY_OWN(symbol, name, ops)	extern const struct vgapt_reset_vendor vgapt_##ops;
#define VGAPT_FAMILY_PCI(symbol, name)
VGAPT_FAMILIES(VGAPT_FAMILY_OWN, VGAPT_FAMILY_PCI)
#undef VGAPT_FAMILY_OWN
#undef VGAPT_FAMILY_PCI

#endif /* XEN_VGAPT_PURE_RESET_VENDOR_H */
