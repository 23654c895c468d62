/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's ioreq servers: what a worker leaves behind that does not end in an orderly way.
 */
#ifndef VGAPTD_SERVERS_H
#define VGAPTD_SERVERS_H

/* Of a domain.  Xen, xen/include/xen/sched.h: MAX_NR_IOREQ_SERVERS */
#define MAX_SERVERS	8

/* QEMU's: Xen gives the lowest number that is free, and QEMU comes first. */
#define QEMUS_SERVER	0

int servers_have(unsigned int domid, int id);

#endif /* VGAPTD_SERVERS_H */
