// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors, in a table that all threads share.  Who uses one holds a reference,
 * so that it is known of what kind it is; the last reference closes it, in
 * whichever thread that is.
 */
#include <fcntl.h>

#include "fuzz.h"

const char *const kind_names[NUM_KINDS] = { "the device", "a capability", "a source's ROM", "an image to be" };

static struct handle *table[NUM_HANDLES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct handle *handle_new(int fd, enum kind kind, struct place *place, uint16_t domid)
{
	struct handle *handle = calloc(1, sizeof(*handle));

	if (!handle)
		exit(2);
	atomic_init(&handle->refs, 1);
	handle->fd = fd;
	handle->kind = kind;
	handle->place = place;
	handle->domid = domid;
	return handle;
}

/* Another descriptor of the same file. */
struct handle *handle_dup(const struct handle *handle, int fd)
{
	struct handle *copy = handle_new(fd, handle->kind, handle->place, handle->domid);

	copy->rights = handle->rights;
	copy->rom = handle->rom;
	return copy;
}

/*
 * The states (VGAPT_EVENT_*) that a capability of ours may come to.  A write to do_flr
 * takes a device model's function from it, and threads write there.
 */
uint32_t handle_ends(const struct handle *handle)
{
	bool model = handle->kind == KIND_CAP && handle->rights & (VGAPT_RIGHT_HOLD | VGAPT_RIGHT_MODEL);

	return model ? VGAPT_EVENT_TAKEN : 0;
}

void handle_put(struct handle *handle)
{
	if (!handle || atomic_fetch_sub(&handle->refs, 1) != 1)
		return;
	close(handle->fd);
	free(handle);
}

/* One of that kind, or NULL if there is none. */
struct handle *handle_get(struct thread *th, enum kind kind)
{
	unsigned int i, from = rng_below(&th->shape, NUM_HANDLES);
	struct handle *handle = NULL;

	pthread_mutex_lock(&lock);
	for (i = 0; i < NUM_HANDLES && !handle; i++) {
		handle = table[(from + i) % NUM_HANDLES];
		if (handle && handle->kind != kind)
			handle = NULL;
	}
	if (handle)
		atomic_fetch_add(&handle->refs, 1);
	pthread_mutex_unlock(&lock);
	return handle;
}

struct handle *handle_get_any(struct thread *th)
{
	return handle_get(th, rng_below(&th->shape, NUM_KINDS));
}

static void replace(unsigned int slot, struct handle *handle)
{
	struct handle *old;

	pthread_mutex_lock(&lock);
	old = table[slot];
	table[slot] = handle;
	pthread_mutex_unlock(&lock);
	handle_put(old);
}

/* Each kind has its part of the table, so that none crowds another one out. */
static unsigned int slot_for(struct rng *rng, enum kind kind)
{
	static const struct { unsigned int first, num; } part[NUM_KINDS] = {
		[KIND_DEVICE] = { 0, 6 },
		[KIND_CAP] = { 6, 42 },
		[KIND_ROM] = { 48, 8 },
		[KIND_LOAD] = { 56, 8 },
	};

	return part[kind].first + rng_below(rng, part[kind].num);
}

void handle_store(struct thread *th, struct handle *handle)
{
	replace(slot_for(&th->shape, handle->kind), handle);
}

void handle_drop(struct thread *th)
{
	replace(rng_below(&th->shape, NUM_HANDLES), NULL);
}

/* What every round begins with. */
void handles_open(void)
{
	unsigned int slot = 0, p, d;
	int device = open("/dev/xen_vgapt", O_RDWR | O_CLOEXEC);

	if (device < 0) {
		perror("fuzzdev: /dev/xen_vgapt");
		exit(2);
	}
	replace(slot++, handle_new(device, KIND_DEVICE, NULL, 0));
	slot = 6;
	for (p = 0; p < num_places; p++)
		for (d = 0; d < num_domains; d++) {
			/* One domain at a time has capabilities for a function. */
			uint16_t domid = domains[(p + d) % num_domains];
			int fd = attach_plain(device, &places[p], domid);
			struct handle *handle;

			if (fd < 0 || slot >= 48)
				continue;
			handle = handle_new(fd, KIND_CAP, &places[p], domid);
			handle->rights = rights_all(&places[p]);
			handle->rom = rom_of(fd, threads[0].buf);
			replace(slot++, handle);
		}
}

void handles_close(void)
{
	unsigned int i;

	for (i = 0; i < NUM_HANDLES; i++)
		replace(i, NULL);
}
