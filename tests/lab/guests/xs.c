// SPDX-License-Identifier: GPL-2.0-only
/* See xs.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "xs.h"

/* xs_wire.h, enum xsd_sockmsg_type */
#define XS_READ		2
#define XS_WRITE	11
#define XS_ERROR	16

struct message {
	uint32_t type;
	uint32_t req_id;
	uint32_t tx_id;
	uint32_t len;
	char body[4096];
};

#define HEADER	offsetof(struct message, body)

int xs_open(void)
{
	return open("/dev/xen/xenbus", O_RDWR);
}

static int read_all(int fd, char *to, size_t len)
{
	ssize_t got;

	for (; len; to += got, len -= got) {
		got = read(fd, to, len);
		if (got <= 0)
			return got ? -errno : -EIO;
	}
	return 0;
}

/* The answer is in @msg. */
static int talk(int fd, struct message *msg)
{
	int rc;

	if (write(fd, msg, HEADER + msg->len) != (ssize_t)(HEADER + msg->len))
		return -errno;
	rc = read_all(fd, (char *)msg, HEADER);
	if (rc)
		return rc;
	if (msg->len > sizeof(msg->body))
		return -EPROTO;
	rc = read_all(fd, msg->body, msg->len);
	return rc ? rc : msg->type == XS_ERROR ? -ENOENT : 0;
}

int xs_write(int fd, const char *path, const char *value)
{
	struct message msg = { .type = XS_WRITE };
	size_t path_len = strlen(path) + 1, len = strlen(value);

	if (path_len + len > sizeof(msg.body))
		return -EINVAL;
	memcpy(msg.body, path, path_len);
	memcpy(msg.body + path_len, value, len);
	msg.len = path_len + len;
	return talk(fd, &msg);
}

int xs_read(int fd, const char *path, char *value, size_t size)
{
	struct message msg = { .type = XS_READ };
	int rc;

	msg.len = strlen(path) + 1;
	if (msg.len > sizeof(msg.body))
		return -EINVAL;
	memcpy(msg.body, path, msg.len);
	rc = talk(fd, &msg);
	if (rc)
		return rc;
	if (msg.len >= size)
		return -ENOSPC;
	memcpy(value, msg.body, msg.len);
	value[msg.len] = '\0';
	return 0;
}
