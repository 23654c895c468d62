/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways to reset a function, why one of them may not be usable, and how a reset
 * ended.
 */
#ifndef XEN_VGAPT_PURE_RESET_METHOD_H
#define XEN_VGAPT_PURE_RESET_METHOD_H

#include "pure/pure.h"
#include "pure/tokens.h"

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
 * enum vgapt_reset_reason - why a method is usable, or not
 * @VGAPT_REASON_IN:           it is usable
 * @VGAPT_REASON_NOT_SEIZED:   the function is not bound to xen-pciback
 * @VGAPT_REASON_FOREIGN:      the function belongs to another domain
 * @VGAPT_REASON_BEING_RESET:  a reset is under way, nothing can be told
 * @VGAPT_REASON_ABSENT:       the function, or what is above it, can't
 * @VGAPT_REASON_SAFER:        in a hot-plug slot only the slot's driver may do it
 * @VGAPT_REASON_QUIRK:        a quirk of Linux forbids it on this function
 * @VGAPT_REASON_USELESS:      it does not reset this card, or harms it (our table)
 * @VGAPT_REASON_NO_SOFT_RESET: D3hot keeps all state (No_Soft_Reset)
 * @VGAPT_REASON_SIBLING_DRIVER: a function that would be hit is not on xen-pciback
 * @VGAPT_REASON_SIBLING_DOMAIN: a function that would be hit is another domain's
 * @VGAPT_REASON_SIBLING_RIGHT: whoever asks has no right to a function that would be hit
 * @VGAPT_REASON_HOTPLUG:      the port above would take it for an unplug
 * @VGAPT_REASON_OPTED_OUT:    the module parameter reset_off switches it off
 * @VGAPT_REASON_EXPERIMENTAL: the module parameter reset_experimental is not set
 * @VGAPT_REASON_NOT_LISTED:   not in the function's reset_method
 * @VGAPT_REASON_NO_REGISTERS: the vendor's registers can't be reached
 * @VGAPT_REASON_NO_MEMORY:    there is no memory to map the vendor's registers
 * @VGAPT_REASON_IDLE:         the card's own processor has not been started: there
 *                             is nothing to reset
 * @VGAPT_REASON_HUNG:         the card's own processor does not answer
 * @VGAPT_REASON_NUM:          number of reasons
 */
enum vgapt_reset_reason {
	VGAPT_REASON_IN,
	VGAPT_REASON_NOT_SEIZED,
	VGAPT_REASON_FOREIGN,
	VGAPT_REASON_BEING_RESET,
	VGAPT_REASON_ABSENT,
	VGAPT_REASON_SAFER,
	VGAPT_REASON_QUIRK,
	VGAPT_REASON_USELESS,
	VGAPT_REASON_NO_SOFT_RESET,
	VGAPT_REASON_SIBLING_DRIVER,
	VGAPT_REASON_SIBLING_DOMAIN,
	VGAPT_REASON_SIBLING_RIGHT,
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

/*
 * How a reset ended: VGAPT_WHY_NONE if there is nothing to add to "ok", else why it
 * failed or had nothing to do.  Documentation/reset.rst explains each.
 */
#define VGAPT_WHY_ENUM(symbol, token)	VGAPT_WHY_##symbol,
enum vgapt_why {
	VGAPT_WHY_TOKENS(VGAPT_WHY_ENUM)
	VGAPT_WHY_NUM
};

#undef VGAPT_WHY_ENUM

#endif /* XEN_VGAPT_PURE_RESET_METHOD_H */
