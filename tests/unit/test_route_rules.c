// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/route_rules.c: which rival adapters forbid taking the route.
 */
#include "pure/route_rules.h"
#include "unit.h"

struct row {
	enum vgapt_use use;
	bool own_bridge;
	bool undecoded;
	enum vgapt_block expected;
};

#define NONE	VGAPT_USE_NONE
#define DRIVER	VGAPT_USE_DRIVER
#define CONSOLE	VGAPT_USE_CONSOLE
#define GUEST	VGAPT_USE_GUEST

/*
 * All 16, written out.  A bridge of the rival's own makes it harmless, as then
 * only VGA Enable is cleared.  Where the arbiter would have to clear the COMMAND
 * register, only somebody who does not need the card, or a driver that has opted
 * out, may be passed over.
 */
static const struct row rows[] = {
	/* use	   own	  undecoded */
	{ NONE,	   false, false, VGAPT_BLOCK_NONE },
	{ NONE,	   false, true,  VGAPT_BLOCK_NONE },
	{ NONE,	   true,  false, VGAPT_BLOCK_NONE },
	{ NONE,	   true,  true,  VGAPT_BLOCK_NONE },
	{ DRIVER,  false, false, VGAPT_BLOCK_DRIVER },
	{ DRIVER,  false, true,  VGAPT_BLOCK_NONE },
	{ DRIVER,  true,  false, VGAPT_BLOCK_NONE },
	{ DRIVER,  true,  true,  VGAPT_BLOCK_NONE },
	{ CONSOLE, false, false, VGAPT_BLOCK_CONSOLE },
	{ CONSOLE, false, true,  VGAPT_BLOCK_CONSOLE },
	{ CONSOLE, true,  false, VGAPT_BLOCK_NONE },
	{ CONSOLE, true,  true,  VGAPT_BLOCK_NONE },
	{ GUEST,   false, false, VGAPT_BLOCK_GUEST },
	{ GUEST,   false, true,  VGAPT_BLOCK_GUEST },
	{ GUEST,   true,  false, VGAPT_BLOCK_NONE },
	{ GUEST,   true,  true,  VGAPT_BLOCK_NONE },
};

static void every_rival(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		struct vgapt_rival rival = {
			.use = row->use,
			.own_bridge = row->own_bridge,
			.undecoded = row->undecoded,
		};

		check(vgapt_route_blocked(&rival) == row->expected,
		      "use %d own_bridge %d undecoded %d: %d, not %d",
		      row->use, row->own_bridge, row->undecoded,
		      vgapt_route_blocked(&rival),
		      row->expected);
	}
}

/* The table itself: no combination is missing or there twice. */
static void table_is_complete(void **state)
{
	u32 seen = 0;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		seen |= 1U << (rows[i].use << 2 | rows[i].own_bridge << 1 |
			       rows[i].undecoded);
	assert_int_equal(ARRAY_SIZE(rows), 16);
	assert_int_equal(seen, 0xffff);
}

static void drivers_that_undecode(void **state)
{
	static const char * const yes[] = {
		"amdgpu", "i915", "nouveau", "nvidia", "radeon", "xe",
	};
	/* drivers of cards that go on decoding, and names that only look alike */
	static const char * const no[] = {
		"", "ast", "mgag200", "bochs-drm", "cirrus", "qxl", "virtio-pci",
		"simple-framebuffer", "vesafb", "efifb", "matroxfb", "vfio-pci",
		"pciback", "xen-pciback", "xen_vgapt", "xen", "x", "xe ", "XE",
		"i91", "i9155", "i915x", "amdgpu2", "AMDGPU", " nvidia",
		"nvidiafb", "nvidia-drm", "radeonfb", "nouveau\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(yes); i++)
		check(vgapt_route_driver_undecodes(yes[i]), "%s", yes[i]);
	for (i = 0; i < ARRAY_SIZE(no); i++)
		check(!vgapt_route_driver_undecodes(no[i]), "\"%s\"", no[i]);
	assert_false(vgapt_route_driver_undecodes(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rival),
		cmocka_unit_test(table_is_complete),
		cmocka_unit_test(drivers_that_undecode),
	};

	return cmocka_run_group_tests_name("route_policy", tests, NULL, NULL);
}
