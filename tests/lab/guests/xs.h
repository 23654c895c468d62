/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xenstore as a guest's programs need it: one question, one answer, by the wire
 * protocol (Xen, public/io/xs_wire.h) through /dev/xen/xenbus.
 */
#ifndef VGAPT_GUEST_XS_H
#define VGAPT_GUEST_XS_H

#include <stddef.h>

int xs_open(void);
int xs_write(int fd, const char *path, const char *value);
int xs_read(int fd, const char *path, char *value, size_t size);

#endif /* VGAPT_GUEST_XS_H */
