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

static unsigned int le16(const unsigned char *p)
{
	return p[0] | p[1] << 8;
}

/**
 * rom_verdict - is this something that a guest's firmware can run?
 * @data: the ROM
 * @len:  its size
 *
 * The chain is walked as the PCI Firmware Specification has it (5.1): 55AAh,
 * at 18h the offset of the data structure "PCIR", in which 10h is the length in
 * 512-byte units, 14h the code type, and bit 7 of 15h marks the last image.
 *
 * Return: what is wrong with it, or NULL.
 */
const char *rom_verdict(const unsigned char *data, size_t len)
{
	const unsigned char *pcir;
	bool legacy = false;
	size_t at = 0, size;

	for (;;) {
		if (len - at < 0x1c)
			return "it ends where another image should begin";
		if (le16(data + at) != 0xaa55)
			return at ? "a later image lacks its signature 55AAh" :
				    "it lacks the signature 55AAh";
		size = le16(data + at + 0x18);
		if (size < 0x1a || size > len - at || len - at - size < 0x18)
			return "its PCI data structure lies outside of it";
		pcir = data + at + size;
		if (le16(pcir) != 0x4350 || le16(pcir + 2) != 0x5249)
			return "it has no PCI data structure";
		size = le16(pcir + 0x10) * 512UL;
		if (size > len - at)
			return "it is shorter than its images say";
		if (pcir[0x14] == 0)
			legacy = true;
		if (pcir[0x15] & 0x80)
			break;
		if (!size)
			return "an image in it has no length";
		at += size;
	}
	return legacy ? NULL : "it has no legacy (x86) image, only others (EFI)";
}
