/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading ROMs.
 */
#ifndef VGAPT_ROM_READ_H
#define VGAPT_ROM_READ_H

#include <stddef.h>

#define SHA256_HEX	64

struct sbdf;

int rom_read_fd(int fd, unsigned char **data, size_t *len);
int rom_read_file(const char *path, unsigned char **data, size_t *len);
int rom_read(const struct sbdf *at, unsigned char **data, size_t *len);
void rom_sha256(const unsigned char *data, size_t len, char *hex);

#endif /* VGAPT_ROM_READ_H */
