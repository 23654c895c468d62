// SPDX-License-Identifier: GPL-2.0-only
/*
 * Garbage in the requests of vCPUs that ask for nothing, in the page of an ioreq server:
 * what its device model makes of it.
 *
 *   ringfuzz DOMID SERVER SECONDS SEED FIRST LAST [all]
 *
 * Writes to the slots of vCPUs FIRST to LAST, which have to be idle: Xen does not look at
 * theirs.  Any address, data, count, size, type, direction; READY most of the time, so that
 * the device model takes it for a request when somebody rings.  Nobody can ring but Xen: let
 * another vCPU of the domain ask for something all the time, or start the device model anew,
 * or leave it at that.  The event channel in a slot is left alone but with "all"; then
 * nothing is put in order at the end either.
 *
 * Pointers into RAM lead to 4 MiB and above, so that a guest that is only a boot sector
 * lives.  Prints "ringfuzz: written=N answered=N seed=N".
 */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <xenctrl.h>
#include <xenforeignmemory.h>
#include <xen/hvm/ioreq.h>
#include <xen/memory.h>

#include "../guests/random.h"

#define SLOTS	(4096 / sizeof(struct ioreq))
/* How long an answer is waited for, in steps of a millisecond, when it is waited for. */
#define PATIENCE	50

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* What is accessed; it may wrap round. */
static uint64_t any_address(void)
{
	switch (below(6)) {
	case 0:
		return below(0x120);		/* configuration space */
	case 1:
		return 0x400000 + below(0x3c00000);
	case 2:
		return -1 - below(0x2000);
	case 3:
		return (1ULL << below(64)) - below(16);
	case 4:
		return 0x3b0 + below(0x40);
	default:
		return any();
	}
}

/* Where data is: never where a boot sector, or what it stands on, could be. */
static uint64_t any_pointer(void)
{
	switch (below(4)) {
	case 0:
		return ~0ULL - 0x10000 - below(0x2000);
	case 1:
		return (1ULL << (23 + below(41))) - below(16);
	case 2:
		return any() | 1ULL << 40;
	default:
		return 0x400000 + below(0x3c00000);	/* RAM of a guest with 64 MiB */
	}
}

static uint32_t any_number(void)
{
	static const uint32_t numbers[] = { 0, 1, 2, 3, 4, 8, 9, 16, 4095, 4096, 4097, 0x7fffffff, 0x80000000, 0xffffffff };

	return below(4) ? numbers[below(sizeof(numbers) / sizeof(numbers[0]))] : any();
}

/* As Xen would, or not: all but the state, which comes last. */
static void any_request(struct ioreq *req, bool all)
{
	static const uint8_t types[] = {
		IOREQ_TYPE_PIO, IOREQ_TYPE_COPY, IOREQ_TYPE_PCI_CONFIG, IOREQ_TYPE_TIMEOFFSET, IOREQ_TYPE_INVALIDATE,
	};
	uint32_t port = req->vp_eport;

	req->addr = any_address();
	req->data = any_pointer();
	req->count = below(3) ? 1 + below(8) : any_number();
	req->size = below(3) ? 1U << below(4) : any_number();
	req->vp_eport = all ? any() : port;
	req->_pad0 = any();
	req->data_is_ptr = any();
	req->dir = any();
	req->df = any();
	req->_pad1 = any();
	req->type = below(8) ? types[below(sizeof(types))] : any();
	/* Each element may be a page that has to be mapped: seldom so many that all the time is theirs. */
	if (req->data_is_ptr && req->count > 64 && below(16))
		req->count = 1 + below(64);
}

static unsigned int any_state(void)
{
	switch (below(8)) {
	case 0:
		return STATE_IOREQ_INPROCESS;
	case 1:
		return below(16);
	default:
		return STATE_IOREQ_READY;
	}
}

/* Was it taken, and given an answer? */
static bool answered(const volatile struct ioreq *slot)
{
	int i;

	for (i = 0; i < PATIENCE && slot->state == STATE_IOREQ_READY; i++)
		usleep(1000);
	return slot->state == STATE_IORESP_READY;
}

static void fuzz(struct ioreq *slots, unsigned int first, unsigned int last, double seconds, bool all,
		 unsigned long *written, unsigned long *got)
{
	double end = now() + seconds;
	struct ioreq *slot;
	unsigned int is;

	while (now() < end) {
		slot = &slots[first + below(last - first + 1)];
		any_request(slot, all);
		is = any_state();
		__atomic_thread_fence(__ATOMIC_RELEASE);
		((volatile struct ioreq *)slot)->state = is;
		++*written;
		if (is == STATE_IOREQ_READY && below(4))
			*got += answered(slot);
	}
}

/* As Xen leaves the slot of a vCPU that asks for nothing; twice, as one may have been in process. */
static void put_in_order(struct ioreq *slots, unsigned int first, unsigned int last)
{
	unsigned int i, times;
	uint32_t port;

	for (times = 0; times < 2; times++) {
		for (i = first; i <= last; i++) {
			port = slots[i].vp_eport;
			memset(&slots[i], 0, sizeof(slots[i]));
			slots[i].vp_eport = port;
		}
		usleep(times ? 0 : 2000000);
	}
}

int main(int argc, char **argv)
{
	unsigned long written = 0, got = 0, first, last, seed;
	xenforeignmemory_resource_handle *resource;
	xenforeignmemory_handle *xfm;
	void *page = NULL;
	bool all;

	if (argc < 7 || argc > 8)
		errx(2, "usage: ringfuzz DOMID SERVER SECONDS SEED FIRST LAST [all]");
	first = strtoul(argv[5], NULL, 10);
	last = strtoul(argv[6], NULL, 10);
	if (first > last || last >= SLOTS)
		errx(2, "no such slots");
	seed = strtoul(argv[4], NULL, 10);
	random_state = seed * 0x9e3779b97f4a7c15ULL + 1;
	all = argc == 8;
	xfm = xenforeignmemory_open(NULL, 0);
	if (!xfm)
		err(1, "xenforeignmemory_open");
	resource = xenforeignmemory_map_resource(xfm, strtoul(argv[1], NULL, 10), XENMEM_resource_ioreq_server,
						 strtoul(argv[2], NULL, 10), XENMEM_resource_ioreq_server_frame_ioreq(0),
						 1, &page, PROT_READ | PROT_WRITE, 0);
	if (!resource)
		err(1, "the page of server %s", argv[2]);
	fuzz(page, first, last, strtod(argv[3], NULL), all, &written, &got);
	if (!all)
		put_in_order(page, first, last);
	xenforeignmemory_unmap_resource(xfm, resource);
	printf("ringfuzz: written=%lu answered=%lu seed=%lu\n", written, got, seed);
	return 0;
}
