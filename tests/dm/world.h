/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A world, a worker in it, and a guest that asks.
 */
#ifndef VGAPT_DM_TEST_WORLD_H
#define VGAPT_DM_TEST_WORLD_H

#include <linux/pci_regs.h>

#include "fake.h"
#include "plan.h"
#include "unit.h"

struct world {
	struct fake *fake;
	struct dm_ops ops;
	struct dm_facts facts;
	struct dm_state *state;
};

static inline struct world make(const struct dump *dump)
{
	struct world w;

	w.fake = fake_new(dump, &w.facts);
	w.ops = fake_ops(w.fake);
	w.state = w.fake->state;
	assert_int_equal(dm_build(w.state, &w.facts, &w.ops), 0);
	dm_settle(w.state, &w.ops);
	return w;
}

static inline void end(struct world *w)
{
	fake_check(w->fake);
	fake_free(w->fake);
}

/* Configuration space, memory, ports. */
static inline u64 rd(struct world *w, u32 at, u32 size)
{
	return fake_request(w->fake, &w->ops, DM_TYPE_CONFIG, true, at, size, 0);
}

static inline void wr(struct world *w, u32 at, u32 size, u32 value)
{
	fake_request(w->fake, &w->ops, DM_TYPE_CONFIG, false, at, size, value);
}

static inline u64 mem(struct world *w, u64 at, u32 size)
{
	return fake_request(w->fake, &w->ops, DM_TYPE_COPY, true, at, size, 0);
}

static inline void set_mem(struct world *w, u64 at, u32 size, u64 value)
{
	fake_request(w->fake, &w->ops, DM_TYPE_COPY, false, at, size, value);
}

static inline u64 in(struct world *w, u32 port, u32 size)
{
	return fake_request(w->fake, &w->ops, DM_TYPE_PIO, true, port, size, 0);
}

static inline void out(struct world *w, u32 port, u32 size, u32 value)
{
	fake_request(w->fake, &w->ops, DM_TYPE_PIO, false, port, size, value);
}

#define BAR(n)	(PCI_BASE_ADDRESS_0 + 4 * (n))

#endif /* VGAPT_DM_TEST_WORLD_H */
