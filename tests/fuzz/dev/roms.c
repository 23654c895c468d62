// SPDX-License-Identifier: GPL-2.0-only
/*
 * What ROMs there are to be read, and images to be given.
 */
#include <pthread.h>

#include "fuzz.h"

static struct rom *known;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/*
 * What a fresh descriptor gives, read as a whole; @buf has 4 MiB.  NULL if it
 * gives nothing.  There are few, so all are kept.
 */
const struct rom *rom_of(int fd, uint8_t *buf)
{
	ssize_t size = pread(fd, buf, ROM_MAX, 0);
	struct rom *rom;

	if (size <= 0)
		return NULL;
	pthread_mutex_lock(&lock);
	for (rom = known; rom; rom = rom->next)
		if (rom->size == size && !memcmp(rom->data, buf, size))
			break;
	if (!rom) {
		rom = calloc(1, sizeof(*rom));
		if (!rom || !(rom->data = malloc(size)))
			exit(2);
		rom->size = size;
		memcpy(rom->data, buf, size);
		rom->next = known;
		known = rom;
	}
	pthread_mutex_unlock(&lock);
	return rom;
}

/*
 * An image into @buf, which has 4 MiB; returns its size.  There are not many of each
 * card's that are good, as all that was ever read is kept.
 */
uint32_t rom_image(struct thread *th, const struct place *place, uint8_t *buf)
{
	const struct place *from = rng_once_in(&th->rng, 8) ? place_pick(&th->rng) : place;
	uint32_t size = from->rom_size, at;

	if (!size || rng_once_in(&th->rng, 10)) {
		size = 1 + rng_below(&th->rng, 2048);
		rng_fill(&th->rng, buf, size);
		if (size > 2 && rng_once_in(&th->rng, 2)) {
			buf[0] = 0x55;
			buf[1] = 0xaa;
		}
		return size;
	}
	memcpy(buf, from->rom, size);
	switch (rng_below(&th->rng, 8)) {
	case 0:	/* cut short */
		return 1 + rng_below(&th->rng, size);
	case 1:	/* one bit of a header is wrong */
		at = 3 * rng_below(&th->rng, 32);
		if (at < size)
			buf[at] ^= 1 << (at % 8);
		return size;
	case 2:	/* two are, and the sum is right */
		at = 0x100 + rng_below(&th->rng, 4);
		if (at + 1 < size) {
			buf[at]++;
			buf[at + 1]--;
		}
		return size;
	case 3:	/* followed by something */
		if (rng_once_in(&th->rng, 4) && size < ROM_MAX) {
			memset(buf + size, 0xff, ROM_MAX - size);
			return ROM_MAX;
		}
		return size;
	}
	return size;
}
