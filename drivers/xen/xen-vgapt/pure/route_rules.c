// SPDX-License-Identifier: GPL-2.0-only
/*
 * May the legacy ranges be routed away from another VGA adapter?
 *
 * The VGA arbiter silences a rival by clearing VGA Enable in the bridges above
 * it.  Where no bridge is the rival's alone, it switches off I/O and memory
 * decoding in the rival's COMMAND register instead - all of it, not only the
 * legacy part - unless the rival's driver has told the arbiter that the card
 * does not decode the legacy ranges.
 */
#include "pure/route_rules.h"

/*
 * Drivers that register with the arbiter and give up legacy decoding as soon as
 * a second adapter is there (vga_client_register() with a set_decode callback,
 * or vga_set_legacy_decoding(), in the driver's own source).  The arbiter keeps
 * no public note of it, hence this list.  A driver missing here costs a refused
 * grant; one listed wrongly would cost a dead card: when in doubt, leave it out.
 */
static const char * const vgapt_undecoding_drivers[] = {
	"amdgpu",
	"i915",
	"nouveau",
	"nvidia",
	"radeon",
	"xe",
};

/**
 * vgapt_route_driver_undecodes - does a driver give up legacy decoding?
 * @driver: its name, or NULL
 *
 * Return: true if it is known to.
 */
bool vgapt_route_driver_undecodes(const char *driver)
{
	size_t i;

	if (!driver)
		return false;
	for (i = 0; i < ARRAY_SIZE(vgapt_undecoding_drivers); i++)
		if (!strcmp(driver, vgapt_undecoding_drivers[i]))
			return true;
	return false;
}

/**
 * vgapt_route_blocked - does a rival forbid taking the route?
 * @rival: what is known of it
 *
 * Return: VGAPT_BLOCK_NONE if the route may be taken, else why not.
 */
enum vgapt_block vgapt_route_blocked(const struct vgapt_rival *rival)
{
	if (rival->own_bridge)
		return VGAPT_BLOCK_NONE;

	switch (rival->use) {
	case VGAPT_USE_DRIVER:
		return rival->undecoded ? VGAPT_BLOCK_NONE : VGAPT_BLOCK_DRIVER;
	case VGAPT_USE_CONSOLE:
		return VGAPT_BLOCK_CONSOLE;
	case VGAPT_USE_GUEST:
		return VGAPT_BLOCK_GUEST;
	case VGAPT_USE_NONE:
		break;
	}
	return VGAPT_BLOCK_NONE;
}
