// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page in which Xen asks, and event channels by which it rings.
 *
 * A request goes NONE, READY (Xen), INPROCESS, DONE (we), NONE (Xen).  Xen takes a step
 * backwards for madness and crashes the domain, so none is ever made: what a worker that
 * died had in process is finished by the next.
 */
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <xen/hvm/ioreq.h>
#include <xen/memory.h>

#include "log.h"
#include "ring.h"

/* pure/request.h has its own numbers: they must be Xen's. */
#define SAME(ours, xens)	static_assert((ours) == (xens), #ours)

SAME(DM_REQUEST_BYTES, sizeof(struct ioreq));
SAME(DM_REQUEST_ADDR, offsetof(struct ioreq, addr));
SAME(DM_REQUEST_DATA, offsetof(struct ioreq, data));
SAME(DM_REQUEST_COUNT, offsetof(struct ioreq, count));
SAME(DM_REQUEST_SIZE, offsetof(struct ioreq, size));
SAME(DM_REQUEST_PORT, offsetof(struct ioreq, vp_eport));
SAME(DM_REQUEST_BITS, offsetof(struct ioreq, _pad0) + 2);
SAME(DM_REQUEST_TYPE, offsetof(struct ioreq, type));
SAME(DM_STATE_NONE, STATE_IOREQ_NONE);
SAME(DM_STATE_READY, STATE_IOREQ_READY);
SAME(DM_STATE_INPROCESS, STATE_IOREQ_INPROCESS);
SAME(DM_STATE_DONE, STATE_IORESP_READY);
SAME(DM_TYPE_PIO, IOREQ_TYPE_PIO);
SAME(DM_TYPE_COPY, IOREQ_TYPE_COPY);
SAME(DM_TYPE_CONFIG, IOREQ_TYPE_PCI_CONFIG);
SAME(DM_TYPE_TIMEOFFSET, IOREQ_TYPE_TIMEOFFSET);
SAME(DM_TYPE_INVALIDATE, IOREQ_TYPE_INVALIDATE);
static_assert(DM_MAX_VCPUS * sizeof(struct ioreq) <= DM_PAGE, "one page");

/**
 * ring_open - open handles
 * @ring: is filled
 *
 * Return: 0 or -errno, all being said.
 */
int ring_open(struct ring *ring)
{
	memset(ring, 0, sizeof(*ring));
	ring->xce = xenevtchn_open(NULL, 0);
	if (!ring->xce) {
		say("libxenevtchn: %s", strerror(errno));
		return -errno;
	}
	ring->xfm = xenforeignmemory_open(NULL, 0);
	if (!ring->xfm) {
		say("libxenforeignmemory: %s", strerror(errno));
		return -errno;
	}
	return 0;
}

/**
 * ring_map - map the page
 * @ring:  opened
 * @state: with its server
 *
 * Return: 0 or -errno, all being said.
 */
int ring_map(struct ring *ring, const struct dm_state *state)
{
	void *page = NULL;

	ring->resource = xenforeignmemory_map_resource(ring->xfm, state->domid,
						       XENMEM_resource_ioreq_server,
						       state->server,
						       XENMEM_resource_ioreq_server_frame_ioreq(0),
						       1, &page, PROT_READ | PROT_WRITE, 0);
	if (!ring->resource) {
		say("ioreq server %u: its page: %s", state->server, strerror(errno));
		return -errno;
	}
	ring->page = page;
	return 0;
}

static u8 *request_of(const struct ring *ring, u32 vcpu)
{
	return ring->page + DM_REQUEST_BYTES * vcpu;
}

/**
 * ring_bind - bind to the event channels of all vCPUs
 * @ring:  mapped, its server enabled: Xen writes the channels there then
 * @state: the state
 *
 * Return: 0 or -errno, all being said.
 */
int ring_bind(struct ring *ring, const struct dm_state *state)
{
	u32 vcpu;

	for (vcpu = 0; vcpu < DM_MAX_VCPUS; vcpu++) {
		u32 port = vgapt_le32(request_of(ring, vcpu) + DM_REQUEST_PORT);
		xenevtchn_port_or_error_t mine;

		if (!port)
			continue;
		mine = xenevtchn_bind_interdomain(ring->xce, state->domid, port);
		if (mine < 0) {
			say("event channel %u of vCPU %u: %s", port, vcpu, strerror(errno));
			return -errno;
		}
		ring->ports[vcpu] = mine;
		ring->num++;
	}
	if (ring->num)
		return 0;
	say("ioreq server %u: no event channels", state->server);
	return -ENODEV;
}

/**
 * ring_fd - what to poll
 * @ring: it
 *
 * Return: descriptor.
 */
int ring_fd(const struct ring *ring)
{
	return xenevtchn_fd(ring->xce);
}

/**
 * ring_rung - a bell has rung: let it ring again
 * @ring: it
 *
 * To be called before requests are looked at, so that none is missed.
 */
void ring_rung(struct ring *ring)
{
	xenevtchn_port_or_error_t port = xenevtchn_pending(ring->xce);

	if (port >= 0)
		xenevtchn_unmask(ring->xce, port);
}

static void set_state(u8 *request, u8 bits, u8 state)
{
	__atomic_store_n(request + DM_REQUEST_BITS, (bits & ~DM_BITS_STATE) | state,
			 __ATOMIC_RELEASE);
}

static u8 bits_of(const u8 *request)
{
	return __atomic_load_n(request + DM_REQUEST_BITS, __ATOMIC_ACQUIRE);
}

static void ring_back(struct ring *ring, u32 vcpu)
{
	if (ring->ports[vcpu] && xenevtchn_notify(ring->xce, ring->ports[vcpu]) < 0)
		say_often("vCPU %u: notify: %s", vcpu, strerror(errno));
}

static void answer(struct ring *ring, struct dm_state *state, const struct dm_ops *ops, u32 vcpu)
{
	u8 *shared = request_of(ring, vcpu), raw[DM_REQUEST_BYTES];
	struct dm_request request;
	u64 data;

	memcpy(raw, shared, sizeof(raw));
	if (dm_request_decode(raw, &request)) {
		data = dm_request_serve(state, ops, vcpu, &request);
	} else {
		say_often("vCPU %u: a request that is none: type %u, %u times %u bytes", vcpu,
			  request.type, request.count, request.size);
		data = request.pointer ? request.data : ~0ULL;
	}
	if (request.read && !request.pointer)
		memcpy(shared + DM_REQUEST_DATA, &data, sizeof(data));
	set_state(shared, raw[DM_REQUEST_BITS], DM_STATE_DONE);
	ring_back(ring, vcpu);
}

/**
 * ring_serve - answer all that is asked
 * @ring:  it
 * @state: the state
 * @ops:   the card, and hands
 */
void ring_serve(struct ring *ring, struct dm_state *state, const struct dm_ops *ops)
{
	u32 vcpu;

	for (vcpu = 0; vcpu < DM_MAX_VCPUS; vcpu++) {
		u8 *shared = request_of(ring, vcpu), bits = bits_of(shared);

		if (!ring->ports[vcpu] || (bits & DM_BITS_STATE) != DM_STATE_READY)
			continue;
		dm_request_take(state, vcpu);
		set_state(shared, bits, DM_STATE_INPROCESS);
		answer(ring, state, ops, vcpu);
	}
}

/**
 * ring_adopt - finish what another worker has begun
 * @ring:  it
 * @state: the state
 * @ops:   the card, and hands
 *
 * First the request it died at: what it had stored of that is whole only then.  All
 * vCPUs are rung: it may have answered, and died before it rang.
 */
void ring_adopt(struct ring *ring, struct dm_state *state, const struct dm_ops *ops)
{
	u32 vcpu;

	for (vcpu = 0; vcpu < DM_MAX_VCPUS; vcpu++) {
		if (!ring->ports[vcpu])
			continue;
		if ((bits_of(request_of(ring, vcpu)) & DM_BITS_STATE) == DM_STATE_INPROCESS) {
			say("vCPU %u: its request is finished by us", vcpu);
			answer(ring, state, ops, vcpu);
		}
	}
	ring_serve(ring, state, ops);
	for (vcpu = 0; vcpu < DM_MAX_VCPUS; vcpu++)
		ring_back(ring, vcpu);
}

/**
 * ring_idle - has Xen fetched all answers?
 * @ring: it
 *
 * Return: true if no vCPU waits for anything of ours.
 */
bool ring_idle(const struct ring *ring)
{
	u32 vcpu;

	for (vcpu = 0; vcpu < DM_MAX_VCPUS; vcpu++)
		if (ring->ports[vcpu] &&
		    (bits_of(request_of(ring, vcpu)) & DM_BITS_STATE) != DM_STATE_NONE)
			return false;
	return true;
}

/**
 * ring_unmap - let go of the page
 * @ring: it
 *
 * A domain that is destroyed stays, dead, as long as somebody has a page of it.
 */
void ring_unmap(struct ring *ring)
{
	if (ring->resource)
		xenforeignmemory_unmap_resource(ring->xfm, ring->resource);
	ring->resource = NULL;
	ring->page = NULL;
}
