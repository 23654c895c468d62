// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device model has of its function, for its domain: as Xen has it, and the card.
 *
 * The domain is one of our own (domain.c), so that Xen can be asked for all of it: by how
 * many it is paused, which ports, pages and interrupts it may have, which pages it has mapped
 * and which interrupts are led to it.  Of ports Xen tells only who may reach them, and of an
 * interrupt not as which vector it arrives.
 */
#include <errno.h>
#include <stdio.h>

#include <linux/pci_regs.h>
#include <xen/xen_vgapt.h>

#include "model.h"

/* Xen maps 64 pages at a time at most: two calls, so that the second can fail. */
#define MAX_PAGES	66

static const char *const words[] = {
	"held", "BAR", "BAR less a page", "part of BAR", "ports", "interrupt", "interrupts", "bound", "enabled",
	"ranges", "ranges less traps", "part of ranges", "stray pages",
};

struct function fn = { .memory = NO_REGION, .ports = NO_REGION };

/* Of the legacy ranges, those of which Xen lets the domain have anything; by has(). */
uint32_t has_left;
/* What a domain has that has nothing of a device model's. */
static struct xen_sight normal;

/**
 * has_look_at_card - find out about the function, once
 */
void has_look_at_card(void)
{
	struct card_bar bar;
	unsigned int i;

	if (fn.memory != NO_REGION)
		return;
	fn.vga = card_class() >> 8 == 0x0300;
	for (i = 0; i < 6; i++) {
		if (!card_bar(i, &bar))
			continue;
		if (bar.io && fn.ports == NO_REGION) {
			fn.ports = i;
			fn.first_port = bar.start;
			fn.num_ports = bar.size;
		}
		/* The largest one. */
		if (!bar.io && bar.size / PAGE > fn.pages + 1) {
			fn.memory = i;
			fn.frame = bar.start / PAGE + 1;
			fn.pages = bar.size / PAGE - 1;
		}
	}
	if (fn.memory == NO_REGION) {
		errno = ENXIO;
		die("a BAR of some pages");
	}
	if (fn.pages > MAX_PAGES)
		fn.pages = MAX_PAGES;
	fn.x = card_cap(PCI_CAP_ID_MSIX);
	fn.msi = card_cap(fn.x ? PCI_CAP_ID_MSIX : PCI_CAP_ID_MSI);
	if (fn.msi)
		fn.msi += PCI_MSI_FLAGS;
}

static unsigned int has_bar(const struct xen_sight *sight)
{
	unsigned int hole = fn.pages / 2, mapped = xen_mapped(sight, GUEST_PAGE, fn.frame, fn.pages);

	if (!mapped || mapped == fn.pages)
		return mapped ? HAS_BAR : 0;
	if (mapped == fn.pages - 1 && !xen_mapped(sight, GUEST_PAGE + hole, fn.frame + hole, 1))
		return HAS_GAP;
	return BAR_PART;
}

static unsigned int has_ranges(const struct xen_sight *sight)
{
	unsigned int mono = xen_covered(sight->ports, 0x3b0, 0x3bb);
	unsigned int color = xen_covered(sight->ports, 0x3c0, 0x3df);
	unsigned int memory = xen_covered(sight->memory, 0xa0, 0xbf);
	unsigned int mapped = xen_mapped(sight, 0xa0, 0xa0, 32);

	has_left = (mono ? VGAPT_RANGE_IO_MONO : 0) | (color ? VGAPT_RANGE_IO_COLOR : 0) |
		   (memory || mapped ? VGAPT_RANGE_MEM : 0);
	if (!has_left)
		return 0;
	if (mono == 12 && color == 32 && memory == 32 && mapped == 32)
		return HAS_RANGES;
	if (mono == 12 && color == 31 && !xen_covered(sight->ports, 0x3c3, 0x3c3) &&
	    memory == 31 && !xen_covered(sight->memory, 0xb0, 0xb0) &&
	    mapped == 31 && !xen_mapped(sight, 0xb0, 0xb0, 1))
		return HAS_TRAPS;
	return RANGES_PART;
}

/**
 * has_msi_enabled - ask the card
 *
 * Return: its enable bit.
 */
bool has_msi_enabled(void)
{
	return fn.msi && card_config(fn.msi) & (fn.x ? PCI_MSIX_FLAGS_ENABLE : PCI_MSI_FLAGS_ENABLE);
}

/**
 * has_nothing_yet - the domain is a new one, and has nothing of a device model's
 */
void has_nothing_yet(void)
{
	xen_look(&normal);
}

/**
 * has - what there is
 *
 * Return: HAS_* and so on.
 */
unsigned int has(void)
{
	static struct xen_sight sight;
	unsigned int got;
	unsigned long last;

	xen_look(&sight);
	got = has_bar(&sight) | has_ranges(&sight);
	if (sight.num_pages - normal.num_pages !=
	    xen_mapped(&sight, GUEST_PAGE, fn.frame, fn.pages) + xen_mapped(&sight, 0xa0, 0xa0, 32))
		got |= HAS_STRAY;
	if (sight.pauses != normal.pauses)
		got |= HAS_HOLD;
	last = fn.first_port + fn.num_ports - 1;
	if (fn.num_ports && xen_covered(sight.ports, fn.first_port, last) == fn.num_ports)
		got |= HAS_PORTS;
	if (sight.irqs != normal.irqs)
		got |= sight.irqs == normal.irqs + 1 ? HAS_IRQ : MORE_IRQS;
	if (sight.bound)
		got |= HAS_BOUND;
	if (has_msi_enabled())
		got |= HAS_ENABLED;
	return got;
}

/**
 * has_base - what libxl gives
 *
 * Return: HAS_PORTS, if there are any.
 */
unsigned int has_base(void)
{
	return fn.num_ports ? HAS_PORTS : 0;
}

/**
 * has_words - what there is, for people
 * @bits: HAS_* and so on
 *
 * Return: a text that stays until the call after the next.
 */
const char *has_words(unsigned int bits)
{
	static char text[2][256];
	static unsigned int turn;
	char *to = text[turn ^= 1];
	size_t i, len = 0;

	to[0] = 0;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (bits & BIT(i))
			len += snprintf(to + len, sizeof(text[0]) - len, "%s%s", len ? ", " : "", words[i]);
	return len ? to : "nothing";
}
