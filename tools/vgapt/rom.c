// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's copy of a card's ROM.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/sha.h>

#include "pure.h"
#include "sysfs.h"
#include "vgapt.h"

#define ROM_MAX		(16UL << 20)	/* a ROM BAR decodes no more */

/**
 * rom_read - read the copy
 * @at:   the function
 * @data: the copy, to be freed
 * @len:  bytes in it
 *
 * Return: 0 or -errno; -ENODATA if there is none.
 */
int rom_read(const struct sbdf *at, unsigned char **data, size_t *len)
{
	size_t size = 0, room = 1 << 18;
	char path[PATH_MAX];
	unsigned char *buf;
	ssize_t got;
	int fd;

	path_of(path, sizeof(path), PCI_DEVICES "/%s/xen_vgapt/rom", at->text);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	buf = must(malloc(room));
	while ((got = read(fd, buf + size, room - size)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		size += got;
		if (size < room)
			continue;
		if (room >= ROM_MAX) {
			got = -1;
			errno = EFBIG;
			break;
		}
		room *= 2;
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

void rom_sha256(const unsigned char *data, size_t len, char *hex)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	int i;

	SHA256(data, len, digest);
	for (i = 0; i < SHA256_DIGEST_LENGTH; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
}

/**
 * rom_verdict - is this something that a guest's firmware can run?
 * @data: the ROM
 * @len:  its size
 *
 * What the module's own parser finds wrong with it.  A wrong checksum is told,
 * too: SeaBIOS refuses to run a ROM that has one.
 *
 * Return: what is wrong with it, or NULL.
 */
const char *rom_verdict(const unsigned char *data, size_t len)
{
	struct vgapt_rom_report report;

	/* rom_read() reads no more than ROM_MAX. */
	vgapt_rom_examine(data, len, NULL, &report);
	if (report.fault != VGAPT_ROM_GOOD)
		return vgapt_rom_fault_text(report.fault);
	if (!(report.flags & VGAPT_ROM_HAS_X86))
		return "it has no legacy (x86) image, only others (EFI)";
	return NULL;
}
