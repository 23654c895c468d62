/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a worker gives away before it listens to a guest.
 */
#ifndef VGAPT_DM_SANDBOX_H
#define VGAPT_DM_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * struct sandbox - how far to go
 * @domid:    the only domain that Xen's handles are good for from then on
 * @has_user: change to @uid and @gid
 * @uid:      not root
 * @gid:      likewise
 * @root:     an empty directory that becomes the root, or NULL
 */
struct sandbox {
	unsigned int domid;
	bool has_user;
	uid_t uid;
	gid_t gid;
	const char *root;
};

int sandbox_enter(const struct sandbox *sandbox);

#endif /* VGAPT_DM_SANDBOX_H */
