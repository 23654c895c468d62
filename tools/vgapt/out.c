// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes on their way out: to a file that the user has named, or to standard output.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "msg.h"
#include "out.h"

/**
 * write_all - write, whatever comes between
 * @fd:   where to
 * @data: what
 * @len:  bytes of it
 *
 * Return: 0 or -errno.
 */
int write_all(int fd, const void *data, size_t len)
{
	const char *next = data;
	ssize_t n;

	while (len) {
		n = write(fd, next, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		next += n;
		len -= n;
	}
	return 0;
}

/*
 * What takes a file's place gets the old file's mode and, where permitted, its owner: root
 * may give it to anybody, others at most to one of their groups.
 */
static int take_after(int fd, const struct stat *old)
{
	if (fchown(fd, old->st_uid, old->st_gid) && fchown(fd, -1, old->st_gid))
		return fchmod(fd, old->st_mode & 0707);
	return fchmod(fd, old->st_mode & 0777);
}

/* Whoever looks at @file sees what was there before, or all of @data. */
static int write_file(const char *file, const unsigned char *data, size_t len)
{
	char real[PATH_MAX], temp[PATH_MAX + 8];
	mode_t mask = umask(0);
	bool exists, link;
	struct stat st;
	int fd, ret;

	umask(mask);
	/* Through a symbolic link, not over it; and never over a device. */
	link = !lstat(file, &st) && S_ISLNK(st.st_mode);
	exists = !stat(file, &st);
	if (link && !exists)
		return fail("give the name of the file itself, or remove the link",
			    "%s is a symbolic link to what is not there", file);
	if (!realpath(file, real))
		snprintf(real, sizeof(real), "%s", file);
	if (exists && !S_ISREG(st.st_mode))
		return fail("give a new or an ordinary file, or - for standard output",
			    "%s is not an ordinary file", file);

	snprintf(temp, sizeof(temp), "%s.XXXXXX", real);
	fd = mkstemp(temp);
	if (fd < 0)
		return fail("give -o a file in a folder that can be written to",
			    "cannot write to the folder of %s: %s", file,
			    strerror(errno));
	ret = write_all(fd, data, len);
	if (!ret && ((exists ? take_after(fd, &st) : fchmod(fd, 0666 & ~mask)) || fsync(fd)))
		ret = -errno;
	if (close(fd) && !ret)
		ret = -errno;
	if (!ret && rename(temp, real))
		ret = -errno;
	if (!ret)
		return EXIT_SUCCESS;
	unlink(temp);
	return fail(ret == -ENOSPC ? "make room, or give -o a file elsewhere" : NULL,
		    "cannot write %s: %s", file, strerror(-ret));
}

/**
 * output_check - can a ROM be written there?
 * @cmd:  the command
 * @file: what -o was given, or NULL
 *
 * Return: 0, or the exit status after a message.
 */
int output_check(const struct command *cmd, const char *file)
{
	if (!file || !*file)
		return usage(cmd, "missing -o FILE");
	if (!strcmp(file, "-") && isatty(STDOUT_FILENO))
		return usage(cmd, "a ROM is not written to a terminal: redirect it, "
			     "or give -o FILE");
	return 0;
}

/**
 * output - write to where the user wants it
 * @file: that; "-" is standard output
 * @data: a ROM, or a table
 * @len:  bytes of it
 *
 * Return: the exit status, after a message if it is not 0.
 */
int output(const char *file, const unsigned char *data, size_t len)
{
	int ret;

	if (strcmp(file, "-"))
		return write_file(file, data, len);
	ret = write_all(STDOUT_FILENO, data, len);
	return ret ? fail(NULL, "cannot write to standard output: %s", strerror(-ret)) :
		     EXIT_SUCCESS;
}
