/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a capability may be for, and which may be beside which.
 */
#ifndef XEN_VGAPT_PURE_RIGHTS_H
#define XEN_VGAPT_PURE_RIGHTS_H

#include "pure/pure.h"

/* Room for all of them as text. */
#define VGAPT_RIGHTS_MAX	80

/**
 * struct vgapt_beside - a capability for the same function, there already
 * @ended:        it has been revoked, or its function unplugged
 * @exclusive:    it was to be the only one
 * @same_domain:  it is for the domain that the new one is for
 * @domain_lives: its domain lives
 */
struct vgapt_beside {
	bool ended;
	bool exclusive;
	bool same_domain;
	bool domain_lives;
};

int vgapt_rights_check(u32 rights, bool display, bool vga);
int vgapt_rights_beside(const struct vgapt_beside *have, bool exclusive);
void vgapt_rights_say(char *buf, size_t len, u32 rights, const char *between);
void vgapt_capability_say(char *buf, size_t len, u32 flags);
int vgapt_rights_parse(const char *text, u32 *rights);

#endif /* XEN_VGAPT_PURE_RIGHTS_H */
