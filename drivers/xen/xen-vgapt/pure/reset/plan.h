/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Resets, the pure part: which methods there are, which are in question for a
 * function and why, and what vendors' registers want to be told.
 *
 * What includes only this compiles in user space too.  Vendors' files reach
 * their card through struct vgapt_io, so that the unit tests can put a model of
 * the card there.
 */
#ifndef XEN_VGAPT_RESET_PLAN_H
#define XEN_VGAPT_RESET_PLAN_H

#include "pure/pure.h"

/**
 * enum vgapt_reset_method - ways to reset a function
 * @VGAPT_RESET_VENDOR: the vendor's own registers
 * @VGAPT_RESET_KERNEL: what Linux has for this id, or the firmware (ACPI _RST)
 * @VGAPT_RESET_FLR:    Function Level Reset (PCI Express)
 * @VGAPT_RESET_AF_FLR: the same by the Advanced Features capability
 * @VGAPT_RESET_PM:     D3hot and back to D0
 * @VGAPT_RESET_SLOT:   by the hot-plug slot: all functions below it
 * @VGAPT_RESET_BUS:    Secondary Bus Reset of the bridge: all functions below it
 * @VGAPT_RESET_LINK:   the link goes down and comes up: all functions below it
 * @VGAPT_RESET_NUM_METHODS: number of methods
 *
 * The order is the default one: what a card's own registers do is most
 * thorough; after that, the narrower comes first.
 */
enum vgapt_reset_method {
	VGAPT_RESET_VENDOR,
	VGAPT_RESET_KERNEL,
	VGAPT_RESET_FLR,
	VGAPT_RESET_AF_FLR,
	VGAPT_RESET_PM,
	VGAPT_RESET_SLOT,
	VGAPT_RESET_BUS,
	VGAPT_RESET_LINK,
	VGAPT_RESET_NUM_METHODS
};

/**
 * enum vgapt_reset_reason - why a method is in question, or not
 * @VGAPT_REASON_IN:           it is
 * @VGAPT_REASON_NOT_SEIZED:   the function is not bound to xen-pciback
 * @VGAPT_REASON_FOREIGN:      the function belongs to another domain
 * @VGAPT_REASON_ABSENT:       the function, or what is above it, can't
 * @VGAPT_REASON_SAFER:        hot-plug slot: there it has to be done by its driver
 * @VGAPT_REASON_QUIRK:        Linux knows that it does harm on this function
 * @VGAPT_REASON_USELESS:      it does not reset this card, or does harm (our table)
 * @VGAPT_REASON_NO_SOFT_RESET: D3hot keeps all state (No_Soft_Reset)
 * @VGAPT_REASON_SIBLING_DRIVER: a function that would be hit is not on xen-pciback
 * @VGAPT_REASON_SIBLING_DOMAIN: a function that would be hit is another domain's
 * @VGAPT_REASON_HOTPLUG:      the port would take it for an unplug
 * @VGAPT_REASON_OPTED_OUT:    switched off for this id by module parameter
 * @VGAPT_REASON_EXPERIMENTAL: to be switched on by module parameter
 * @VGAPT_REASON_NOT_LISTED:   not in the function's reset_method
 * @VGAPT_REASON_NO_REGISTERS: the vendor's registers can't be reached
 * @VGAPT_REASON_NO_MEMORY:    there is no memory to map the vendor's registers
 * @VGAPT_REASON_IDLE:         the card's own processor does not run: nothing has
 *                             been started that needs it
 * @VGAPT_REASON_HUNG:         the card's own processor does not answer
 * @VGAPT_REASON_NUM:          number of reasons
 */
enum vgapt_reset_reason {
	VGAPT_REASON_IN,
	VGAPT_REASON_NOT_SEIZED,
	VGAPT_REASON_FOREIGN,
	VGAPT_REASON_ABSENT,
	VGAPT_REASON_SAFER,
	VGAPT_REASON_QUIRK,
	VGAPT_REASON_USELESS,
	VGAPT_REASON_NO_SOFT_RESET,
	VGAPT_REASON_SIBLING_DRIVER,
	VGAPT_REASON_SIBLING_DOMAIN,
	VGAPT_REASON_HOTPLUG,
	VGAPT_REASON_OPTED_OUT,
	VGAPT_REASON_EXPERIMENTAL,
	VGAPT_REASON_NOT_LISTED,
	VGAPT_REASON_NO_REGISTERS,
	VGAPT_REASON_NO_MEMORY,
	VGAPT_REASON_IDLE,
	VGAPT_REASON_HUNG,
	VGAPT_REASON_NUM
};

/* reset_ids.c */

/**
 * enum vgapt_reset_family - cards that are reset alike
 * @VGAPT_FAMILY_NONE:       nothing is known of it
 * @VGAPT_FAMILY_AMD_CIK:    Bonaire, Hawaii
 * @VGAPT_FAMILY_AMD_POLARIS: Polaris 10, 11, 12
 * @VGAPT_FAMILY_AMD_VEGA10: Vega 10
 * @VGAPT_FAMILY_AMD_VEGA20: Vega 20, MI100
 * @VGAPT_FAMILY_AMD_NAVI1X: Navi 10, 12, 14
 * @VGAPT_FAMILY_AMD_NAVI2X: Navi 21 to 24
 * @VGAPT_FAMILY_AMD_NAVI3X: Navi 31 to 33
 * @VGAPT_FAMILY_AMD_APU:    graphics inside a processor
 * @VGAPT_FAMILY_AMD_OLDER:  AMD's before those: no reset but the bus's helps
 * @VGAPT_FAMILY_NVIDIA:     all of NVIDIA's
 * @VGAPT_FAMILY_INTEL_IGD:  graphics inside a processor
 * @VGAPT_FAMILY_INTEL_ARC:  cards
 * @VGAPT_FAMILY_BMC:        Matrox G200, ASPEED: part of the machine's controller
 * @VGAPT_FAMILY_NUM:        number of families
 */
enum vgapt_reset_family {
	VGAPT_FAMILY_NONE,
	VGAPT_FAMILY_AMD_CIK,
	VGAPT_FAMILY_AMD_POLARIS,
	VGAPT_FAMILY_AMD_VEGA10,
	VGAPT_FAMILY_AMD_VEGA20,
	VGAPT_FAMILY_AMD_NAVI1X,
	VGAPT_FAMILY_AMD_NAVI2X,
	VGAPT_FAMILY_AMD_NAVI3X,
	VGAPT_FAMILY_AMD_APU,
	VGAPT_FAMILY_AMD_OLDER,
	VGAPT_FAMILY_NVIDIA,
	VGAPT_FAMILY_INTEL_IGD,
	VGAPT_FAMILY_INTEL_ARC,
	VGAPT_FAMILY_BMC,
	VGAPT_FAMILY_NUM
};

/**
 * struct vgapt_reset_id - what is known of a range of device ids
 * @vendor:       PCI vendor id
 * @first:        first device id
 * @last:         last device id
 * @family:       VGAPT_FAMILY_*
 * @useless:      BIT(method) of those that do not reset it, or do harm
 * @experimental: its vendor's method has not been proved
 * @name:         of the chip
 */
struct vgapt_reset_id {
	u16 vendor;
	u16 first;
	u16 last;
	enum vgapt_reset_family family;
	u32 useless;
	bool experimental;
	const char *name;
};

const struct vgapt_reset_id *vgapt_reset_id(u16 vendor, u16 device);
const char *vgapt_reset_family_name(enum vgapt_reset_family family);

/* A vendor's registers */

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
 * @family: which family
 * @bars:   BIT(bar) of those that it reaches, from their beginning
 * @window: bytes that have to be there of each
 * @probe:  is it in question now?  Reads only, but for index registers, which it
 *          leaves as found.  VGAPT_REASON_IN, _IDLE, _HUNG or _NO_REGISTERS.  May
 *          be NULL: always in question.
 * @reset:  do it, all of it: it returns when the card is back, or its deadline
 *          has passed.  0; -EIO, -ETIMEDOUT, with @why a word on what failed.
 *          NULL: this family has none, only the following.
 * @alive:  sign of life after any reset, asked again and again: 0; -EAGAIN, not
 *          yet; or -EIO with @why.  May be NULL.
 * @deadline_ms: how long @alive may say "not yet"
 * @whole_card: all functions of the card are hit, not only this one
 *
 * The memory decoder is on, and bus mastering off, when any of these is called.
 */
struct vgapt_reset_vendor {
	enum vgapt_reset_family family;
	u32 bars;
	u32 window;
	enum vgapt_reset_reason (*probe)(struct vgapt_io *io);
	int (*reset)(struct vgapt_io *io, const char **why);
	int (*alive)(struct vgapt_io *io, const char **why);
	u32 deadline_ms;
	bool whole_card;
};

/* reset_off.c */

/**
 * struct vgapt_reset_off - methods switched off for an id
 * @vendor:  PCI vendor id
 * @device:  PCI device id
 * @methods: BIT(method) of each
 */
struct vgapt_reset_off {
	u16 vendor;
	u16 device;
	u32 methods;
};

int vgapt_reset_parse_off(const char *text, size_t len,
			  struct vgapt_reset_off *off);

/* reset_vendor.c: the table of those below */
const struct vgapt_reset_vendor *vgapt_reset_vendor(enum vgapt_reset_family family);

extern const struct vgapt_reset_vendor vgapt_amd_cik;		/* reset_amd_cik.c */
extern const struct vgapt_reset_vendor vgapt_amd_polaris;	/* reset_amd_polaris.c */
extern const struct vgapt_reset_vendor vgapt_amd_vega10;	/* reset_amd_vega.c */
extern const struct vgapt_reset_vendor vgapt_amd_vega20;
extern const struct vgapt_reset_vendor vgapt_amd_navi1x;	/* reset_amd_navi.c */
extern const struct vgapt_reset_vendor vgapt_amd_navi2x;
extern const struct vgapt_reset_vendor vgapt_nvidia;		/* reset_nvidia.c */
extern const struct vgapt_reset_vendor vgapt_intel_igd;		/* reset_intel.c */

/* reset_plan.c */

/**
 * struct vgapt_reset_facts - what a plan is made of
 * @seized:        the function is bound to xen-pciback
 * @foreign:       it belongs to a domain that is not the one asked for
 * @present:       BIT(method) of those the function, its bridge, its slot or Linux
 *                 has; _VENDOR: the family has a method
 * @quirk:         BIT(method) of those that Linux's quirks forbid
 * @useless:       BIT(method) of those that our table forbids
 * @opted_out:     BIT(method) of those switched off by module parameter
 * @no_soft_reset: PMCSR's No_Soft_Reset
 * @hotplug:       the port above is one that notices when the link goes down
 * @vendor:        what the vendor's probe said
 * @experimental:  the vendor's method is not proved, and not switched on
 * @vendor_whole:  it hits all functions of the card
 * @card:          worst that there is among the card's other functions:
 *                 VGAPT_REASON_IN, _SIBLING_DRIVER or _SIBLING_DOMAIN
 * @bus:           the same for all functions below the bridge
 * @order:         methods in order of preference
 * @num_order:     how many; those not in it are not in question
 */
struct vgapt_reset_facts {
	bool seized;
	bool foreign;
	u32 present;
	u32 quirk;
	u32 useless;
	u32 opted_out;
	bool no_soft_reset;
	bool hotplug;
	enum vgapt_reset_reason vendor;
	bool experimental;
	bool vendor_whole;
	enum vgapt_reset_reason card;
	enum vgapt_reset_reason bus;
	u8 order[VGAPT_RESET_NUM_METHODS];
	u32 num_order;
};

/**
 * struct vgapt_reset_step - one line of a plan
 * @method: which
 * @reason: VGAPT_REASON_IN, or why it is out
 */
struct vgapt_reset_step {
	enum vgapt_reset_method method;
	enum vgapt_reset_reason reason;
};

void vgapt_reset_plan(const struct vgapt_reset_facts *facts,
		      struct vgapt_reset_step plan[VGAPT_RESET_NUM_METHODS]);
void vgapt_reset_default_order(u8 order[VGAPT_RESET_NUM_METHODS], u32 *num);
int vgapt_reset_parse_order(const char *text, size_t len,
			    u8 order[VGAPT_RESET_NUM_METHODS], u32 *num);
const char *vgapt_reset_method_name(enum vgapt_reset_method method);
const char *vgapt_reset_reason_text(enum vgapt_reset_reason reason);
bool vgapt_reset_hits_others(enum vgapt_reset_method method,
			     const struct vgapt_reset_facts *facts);

/* reset_link.c */

/**
 * struct vgapt_link - a link of PCI Express
 * @speed: as numbered in Link Status, or 0: not known
 * @width: lanes, or 0: not known
 */
struct vgapt_link {
	u8 speed;
	u8 width;
};

struct vgapt_link vgapt_link_of(u16 status);
bool vgapt_link_worse(struct vgapt_link was, struct vgapt_link is);
int vgapt_link_text(struct vgapt_link was, struct vgapt_link is, char *buf,
		    size_t size);

#endif /* XEN_VGAPT_RESET_PLAN_H */
