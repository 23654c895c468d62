/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes on their way out.
 */
#ifndef VGAPT_OUT_H
#define VGAPT_OUT_H

#include <stddef.h>

struct command;

int write_all(int fd, const void *data, size_t len);
int output_check(const struct command *cmd, const char *file);
int output(const char *file, const unsigned char *data, size_t len);

#endif /* VGAPT_OUT_H */
