/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who has a capability.
 */
#ifndef VGAPT_HOLDERS_H
#define VGAPT_HOLDERS_H

#include <stdint.h>

/**
 * struct holder - a process that has a capability
 * @id:  of the capability
 * @pid: the process
 */
struct holder {
	uint64_t id;
	int pid;
};

int holders_find(struct holder **list);

#endif /* VGAPT_HOLDERS_H */
