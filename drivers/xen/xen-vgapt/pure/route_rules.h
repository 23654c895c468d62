/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which other VGA adapters forbid taking the route.
 */
#ifndef XEN_VGAPT_PURE_ROUTE_RULES_H
#define XEN_VGAPT_PURE_ROUTE_RULES_H

#include "pure/pure.h"

/**
 * enum vgapt_use - who needs another VGA adapter
 * @VGAPT_USE_NONE:    nobody
 * @VGAPT_USE_DRIVER:  a driver in dom0
 * @VGAPT_USE_CONSOLE: dom0's firmware console (the boot adapter without driver)
 * @VGAPT_USE_GUEST:   another domain
 */
enum vgapt_use {
	VGAPT_USE_NONE,
	VGAPT_USE_DRIVER,
	VGAPT_USE_CONSOLE,
	VGAPT_USE_GUEST,
};

/**
 * struct vgapt_rival - another VGA adapter, seen from the one that asks
 * @use:         who needs it
 * @own_bridge:  a bridge above it is not above the one that asks, so that
 *               clearing VGA Enable there is enough to silence it
 * @undecoded:   its driver has given up legacy decoding, so that the arbiter
 *               leaves its COMMAND register alone
 */
struct vgapt_rival {
	enum vgapt_use use;
	bool own_bridge;
	bool undecoded;
};

/* Why a rival forbids taking the route. */
enum vgapt_block {
	VGAPT_BLOCK_NONE,
	VGAPT_BLOCK_DRIVER,
	VGAPT_BLOCK_CONSOLE,
	VGAPT_BLOCK_GUEST,
};

enum vgapt_block vgapt_route_blocked(const struct vgapt_rival *rival);
bool vgapt_route_driver_undecodes(const char *driver);

#endif /* XEN_VGAPT_PURE_ROUTE_RULES_H */
