// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests of the guest, from Xen's 32 bytes to accesses.
 *
 * Xen writes them, but what is in them is the guest's; and the page is memory that
 * others may write to.  So it is copied once, and each number is looked at.  Whatever
 * comes has an answer: a vCPU that gets none hangs for good.
 */
#include "access.h"
#include "config.h"
#include "plan.h"
#include "request.h"

static u64 le64(const u8 *p)
{
	return vgapt_le32(p) | (u64)vgapt_le32(p + 4) << 32;
}

/**
 * dm_request_decode - from bytes to a request
 * @raw:     32 bytes, our own copy
 * @request: is filled, whatever is in them
 *
 * Return: true if it can be served; else it is answered with ones, or dropped.
 */
bool dm_request_decode(const u8 *raw, struct dm_request *request)
{
	u8 bits = raw[DM_REQUEST_BITS];

	request->address = le64(raw + DM_REQUEST_ADDR);
	request->data = le64(raw + DM_REQUEST_DATA);
	request->count = vgapt_le32(raw + DM_REQUEST_COUNT);
	request->size = vgapt_le32(raw + DM_REQUEST_SIZE);
	request->type = raw[DM_REQUEST_TYPE];
	request->read = bits & DM_BITS_READ;
	request->pointer = bits & DM_BITS_POINTER;
	request->down = bits & DM_BITS_DOWN;

	switch (request->type) {
	case DM_TYPE_TIMEOFFSET:
	case DM_TYPE_INVALIDATE:
		return true;
	case DM_TYPE_PIO:
	case DM_TYPE_CONFIG:
		if (request->size == 8)
			return false;
		break;
	case DM_TYPE_COPY:
		break;
	default:
		return false;
	}
	return (request->size == 1 || request->size == 2 || request->size == 4 ||
		request->size == 8) && request->count <= DM_MAX_COUNT;
}

static u64 access_read(struct dm_state *state, const struct dm_ops *ops,
		       const struct dm_request *request, u64 address)
{
	/* i440: only the first 256 bytes can be asked for; the function is ours alone. */
	if (request->type == DM_TYPE_CONFIG)
		return dm_config_read(state, ops, (u32)address, request->size);
	return dm_read(state, ops, request->type == DM_TYPE_PIO, address, request->size);
}

static void access_write(struct dm_state *state, const struct dm_ops *ops,
			 const struct dm_request *request, u64 address, u64 value)
{
	if (request->type == DM_TYPE_CONFIG)
		dm_config_write(state, ops, (u32)address, request->size, value);
	else
		dm_write(state, ops, request->type == DM_TYPE_PIO, address, request->size, value);
}

/* One of the accesses of a request.  All arithmetic wraps round; the result is looked at. */
static void serve_one(struct dm_state *state, const struct dm_ops *ops,
		      const struct dm_request *request, u32 i, u64 *answer)
{
	u64 step = (u64)i * request->size;
	u64 address = request->address, data = request->data;

	if (request->type == DM_TYPE_COPY)
		address = request->down ? address - step : address + step;
	if (request->pointer)
		data = request->down ? data - step : data + step;
	if (request->read) {
		*answer = access_read(state, ops, request, address);
		if (request->pointer)
			ops->guest_write(ops->ctx, data, answer, request->size);
		return;
	}
	if (request->pointer) {
		u64 value = 0;

		/* Nothing to be read there: nothing to be written. */
		if (ops->guest_read(ops->ctx, data, &value, request->size))
			return;
		data = value;
	}
	access_write(state, ops, request, address, data & dm_ones(request->size));
}

/**
 * dm_request_take - a new request of a vCPU begins
 * @state: the state
 * @vcpu:  whose
 *
 * To be called before it is marked as being in process: from then on @progress is that
 * of this request.
 */
void dm_request_take(struct dm_state *state, u32 vcpu)
{
	state->progress[vcpu] = 0;
	dm_order();
}

/**
 * dm_request_serve - serve a request, and do all that follows from it
 * @state:   the state
 * @ops:     the card, and hands
 * @vcpu:    whose
 * @request: what dm_request_decode() made, and said can be served
 *
 * May be called again for the same request by a worker that comes after one that died:
 * at most one access is made twice.
 *
 * Return: what a read without pointer is to get; else its data as it was.
 */
u64 dm_request_serve(struct dm_state *state, const struct dm_ops *ops, u32 vcpu,
		     const struct dm_request *request)
{
	u32 *progress = &state->progress[vcpu];
	u64 answer = dm_ones(request->size);
	u32 i;

	if (request->type == DM_TYPE_INVALIDATE)
		ops->invalidate(ops->ctx);
	if (request->type == DM_TYPE_INVALIDATE || request->type == DM_TYPE_TIMEOFFSET)
		return request->data;
	/* The value of a single read is nowhere but in the answer: it is read again. */
	i = request->read && !request->pointer ? 0 : *progress;
	for (; i < request->count; i++) {
		serve_one(state, ops, request, i, &answer);
		dm_order();
		*progress = i + 1;
		dm_order();
	}
	dm_settle(state, ops);
	return request->read && !request->pointer ? answer : request->data;
}
