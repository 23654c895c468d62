/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests as Xen lays them into the page it shares with us.
 */
#ifndef VGAPT_DM_PURE_REQUEST_H
#define VGAPT_DM_PURE_REQUEST_H

#include "ops.h"
#include "state.h"

/*
 * Xen, public/hvm/ioreq.h: struct ioreq, 32 bytes.  ../ring.c holds these against the
 * header when it is compiled.
 */
#define DM_REQUEST_BYTES	32U
#define DM_REQUEST_ADDR		0U	/* 8 bytes */
#define DM_REQUEST_DATA		8U	/* 8 */
#define DM_REQUEST_COUNT	16U	/* 4 */
#define DM_REQUEST_SIZE		20U	/* 4 */
#define DM_REQUEST_PORT		24U	/* 4: event channel */
#define DM_REQUEST_BITS		30U	/* state 0-3, data_is_ptr 4, dir 5, df 6 */
#define DM_REQUEST_TYPE		31U

#define DM_BITS_STATE		0x0fU
#define DM_BITS_POINTER		0x10U
#define DM_BITS_READ		0x20U
#define DM_BITS_DOWN		0x40U

#define DM_STATE_NONE		0U
#define DM_STATE_READY		1U
#define DM_STATE_INPROCESS	2U
#define DM_STATE_DONE		3U

#define DM_TYPE_PIO		0U
#define DM_TYPE_COPY		1U
#define DM_TYPE_CONFIG		2U
#define DM_TYPE_TIMEOFFSET	7U
#define DM_TYPE_INVALIDATE	8U

/* Xen repeats an instruction at most so often in one request (hvmemul_linear_to_phys). */
#define DM_MAX_COUNT		4096U

/**
 * struct dm_request - a request
 * @address: what is accessed; configuration space: byte, and function above bit 31
 * @data:    what is written, or the guest's address of it
 * @count:   how many times
 * @size:    bytes of each
 * @type:    DM_TYPE_*
 * @read:    the guest reads
 * @pointer: @data is an address
 * @down:    addresses fall
 */
struct dm_request {
	u64 address;
	u64 data;
	u32 count;
	u32 size;
	u8  type;
	bool read;
	bool pointer;
	bool down;
};

bool dm_request_decode(const u8 *raw, struct dm_request *request);
u64 dm_request_serve(struct dm_state *state, const struct dm_ops *ops, u32 vcpu,
		     const struct dm_request *request);
void dm_request_take(struct dm_state *state, u32 vcpu);

#endif /* VGAPT_DM_PURE_REQUEST_H */
