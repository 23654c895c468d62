/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page in which Xen asks, and event channels by which it rings.
 */
#ifndef VGAPT_DM_RING_H
#define VGAPT_DM_RING_H

#include <xenevtchn.h>
#include <xenforeignmemory.h>

#include "pure/request.h"

/**
 * struct ring - the page
 * @xce:      libxenevtchn's handle
 * @xfm:      libxenforeignmemory's; guestmem.c has it, too
 * @resource: the mapping
 * @page:     it: 32 bytes for each vCPU
 * @ports:    our end of each vCPU's event channel, 0: no such vCPU
 * @num:      vCPUs
 */
struct ring {
	xenevtchn_handle *xce;
	xenforeignmemory_handle *xfm;
	xenforeignmemory_resource_handle *resource;
	u8 *page;
	evtchn_port_t ports[DM_MAX_VCPUS];
	u32 num;
};

int ring_open(struct ring *ring);
int ring_map(struct ring *ring, const struct dm_state *state);
int ring_bind(struct ring *ring, const struct dm_state *state);
int ring_fd(const struct ring *ring);
void ring_rung(struct ring *ring);
void ring_serve(struct ring *ring, struct dm_state *state, const struct dm_ops *ops);
void ring_adopt(struct ring *ring, struct dm_state *state, const struct dm_ops *ops);
bool ring_idle(const struct ring *ring);
void ring_unmap(struct ring *ring);

#endif /* VGAPT_DM_RING_H */
