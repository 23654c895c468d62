// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of sysfs, proc and dev.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs.h"
#include "msg.h"

/* The root of a made-up tree that tests put in the place of the system, or NULL */
const char *fake_root(void)
{
	const char *root = getenv("VGAPT_ROOT");

	return root && *root ? root : NULL;
}

static void vpath_of(char *buf, size_t len, const char *fmt, va_list ap)
{
	int n = snprintf(buf, len, "%s", fake_root() ? fake_root() : "");

	if (n < 0 || (size_t)n >= len)
		n = 0;
	vsnprintf(buf + n, len - n, fmt, ap);
}

/* The caller's format is its last named parameter, fmt. */
#define FORMAT_PATH(path)				\
	do {						\
		va_list ap;				\
		va_start(ap, fmt);			\
		vpath_of(path, sizeof(path), fmt, ap);	\
		va_end(ap);				\
	} while (0)

void path_of(char *buf, size_t len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vpath_of(buf, len, fmt, ap);
	va_end(ap);
}

/**
 * file_read - read a small text file
 * @buf: where to; always ended, and without white space at its end
 * @len: size of @buf
 * @fmt: path, without VGAPT_ROOT
 *
 * Return: length of the text, or -errno.
 */
ssize_t file_read(char *buf, size_t len, const char *fmt, ...)
{
	char path[PATH_MAX];
	size_t n = 0;
	ssize_t got;
	int fd;

	FORMAT_PATH(path);
	buf[0] = '\0';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (n < len - 1 && (got = read(fd, buf + n, len - 1 - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			got = -errno;
			buf[0] = '\0';
			close(fd);
			return got;
		}
		n += got;
	}
	close(fd);
	while (n && isspace((unsigned char)buf[n - 1]))
		n--;
	buf[n] = '\0';
	return n;
}

/* Writes all of @text at once, as attributes want it.  Returns 0 or -errno. */
int file_write(const char *text, const char *fmt, ...)
{
	char path[PATH_MAX];
	ssize_t n;
	int fd;

	FORMAT_PATH(path);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	n = n < 0 ? -errno : 0;
	close(fd);
	return n;
}

bool file_exists(const char *fmt, ...)
{
	char path[PATH_MAX];

	FORMAT_PATH(path);
	return !access(path, F_OK);
}

/* The resolved path, if there is one. */
bool link_target(char *buf, size_t len, const char *fmt, ...)
{
	char path[PATH_MAX], real[PATH_MAX];

	FORMAT_PATH(path);
	if (!realpath(path, real))
		return false;
	snprintf(buf, len, "%s", real);
	return true;
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/**
 * dir_list - names in a folder, sorted
 * @names: they; given back with dir_free()
 * @fmt:   path of the folder, without VGAPT_ROOT
 *
 * Return: how many; 0 if it can't be read.
 */
int dir_list(char ***names, const char *fmt, ...)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int i, count;

	FORMAT_PATH(path);
	*names = NULL;
	count = scandir(path, &entries, not_hidden, alphasort);
	if (count < 0)
		return 0;
	*names = must(calloc(count + 1, sizeof(**names)));
	for (i = 0; i < count; i++) {
		(*names)[i] = must(strdup(entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return count;
}

void dir_free(char **names, int count)
{
	while (count-- > 0)
		free(names[count]);
	free(names);
}
