/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/xen_vgapt and the capabilities it gives.
 */
#ifndef VGAPT_DEV_H
#define VGAPT_DEV_H

#include <stdbool.h>
#include <stdint.h>

#include <xen/xen_vgapt.h>

struct sbdf;

int dev_version(struct vgapt_version *version);
int dev_attach(const struct sbdf *at, int domid, uint32_t rights, bool exclusive);
int dev_capability(uint64_t id, struct vgapt_capability_info *info);
int dev_capability_revoke(uint64_t id, bool *asked);
int dev_grant_all(int cap);
int dev_reset(int cap);
int dev_rom_source(const struct sbdf *at, unsigned int source,
		   struct vgapt_rom_source_info *info);
int dev_rom_open(const struct sbdf *at, unsigned int source);
int dev_rom_load(const struct sbdf *at);
int dev_rom_commit(int fd);

#endif /* VGAPT_DEV_H */
