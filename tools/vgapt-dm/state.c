// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memfd in which a worker's state lies.  The daemon keeps it open, so that it is
 * still there when a worker is not.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "memfd.h"

static_assert(sizeof(struct dm_state) <= DM_STATE_BYTES, "it has to lie in there");

/**
 * state_map - map it
 * @fd:    the memfd
 * @adopt: is set: somebody has worked with it before
 *
 * Return: it, or NULL, all being said.
 */
struct dm_state *state_map(int fd, bool *adopt)
{
	struct dm_state *state;
	struct stat st;
	int rc;

	if (fstat(fd, &st)) {
		say("state: %s", strerror(errno));
		return NULL;
	}
	if (st.st_size != DM_STATE_BYTES) {
		say("state: of another version: %lld bytes", (long long)st.st_size);
		return NULL;
	}
	state = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (state == MAP_FAILED) {
		say("state: %s", strerror(errno));
		return NULL;
	}
	rc = dm_state_check(state, sizeof(*state));
	if (rc < 0) {
		say("state: not of this version, or spoilt");
		munmap(state, sizeof(*state));
		return NULL;
	}
	*adopt = rc;
	return state;
}
