// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading ROMs: the module's copy of a card's, and files.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/sha.h>

#include "fs.h"
#include "msg.h"
#include "rom/read.h"
#include "sbdf.h"

#define ROM_MAX		(16UL << 20)	/* a ROM BAR decodes no more */

/**
 * rom_read_fd - read all there is
 * @fd:   from where; closed
 * @data: the bytes, to be freed
 * @len:  how many
 *
 * Return: 0 or -errno; -ENODATA if there is nothing, -EFBIG if it is more than any
 * ROM has.
 */
int rom_read_fd(int fd, unsigned char **data, size_t *len)
{
	size_t size = 0, room = 1 << 18;
	unsigned char *buf;
	ssize_t got;

	buf = must(malloc(room));
	while ((got = read(fd, buf + size, room - size)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		size += got;
		if (size < room)
			continue;
		if (size > ROM_MAX) {
			got = -1;
			errno = EFBIG;
			break;
		}
		/* One byte more than a ROM may have tells whether it has. */
		room = room < ROM_MAX ? room * 2 : ROM_MAX + 1;
		buf = must(realloc(buf, room));
	}
	if (got < 0 || !size) {
		got = got < 0 ? -errno : -ENODATA;
		free(buf);
		close(fd);
		return got;
	}
	close(fd);
	*data = buf;
	*len = size;
	return 0;
}

/**
 * rom_read_file - read a file
 * @path: which
 * @data: the bytes, to be freed
 * @len:  how many
 *
 * Return: as rom_read_fd(); -EISDIR if it is a folder.
 */
int rom_read_file(const char *path, unsigned char **data, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : rom_read_fd(fd, data, len);
}

/**
 * rom_read - read the module's copy of a card's ROM
 * @at:   the function
 * @data: the copy, to be freed
 * @len:  bytes in it
 *
 * Return: as rom_read_fd().
 */
int rom_read(const struct sbdf *at, unsigned char **data, size_t *len)
{
	char path[PATH_MAX];

	path_of(path, sizeof(path), PCI_DEVICES "/%s/xen_vgapt/rom", at->text);
	return rom_read_file(path, data, len);
}

/**
 * rom_sha256 - SHA-256 as text
 * @data: of what
 * @len:  bytes of it
 * @hex:  SHA256_HEX digits and an end
 */
void rom_sha256(const unsigned char *data, size_t len, char *hex)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	int i;

	SHA256(data, len, digest);
	for (i = 0; i < SHA256_DIGEST_LENGTH; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
}
