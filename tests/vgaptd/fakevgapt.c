// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands in for /dev/xen_vgapt: preloaded into vgaptd by the tests.  Each call goes to the
 * test's own process (fake_module.py), which decides and answers.
 *
 * FAKE_DEVICE   the path that is the device
 * FAKE_CONTROL  socket of the test
 * FAKE_GETFD    pidfd_getfd() fails with this errno
 * FAKE_SIGNALS  if it is set, signals to workers are lost
 *
 * Xen's ioreq servers are asked of the test, too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define VGAPT_TYPE	0xea
#define MAX_STRUCT	512

int ioctl(int fd, unsigned long request, ...);
void *xendevicemodel_open(void *logger, unsigned int flags);
int xendevicemodel_close(void *xdm);
int xendevicemodel_get_ioreq_server_info(void *xdm, uint16_t domid, uint16_t id, void *gfn,
					 void *bgfn, void *port);

struct question {
	uint64_t request;	/* 0: open, 1: ioreq server */
	uint64_t inode;		/* which descriptor */
	uint32_t size;
	uint8_t data[MAX_STRUCT];
};

struct reply {
	int32_t result;		/* or -errno */
	uint32_t has_fd;
	uint32_t size;
	uint8_t data[MAX_STRUCT];
};

static int ask(struct question *question, struct reply *reply)
{
	char room[CMSG_SPACE(sizeof(int))];
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct iovec iov = { reply, sizeof(*reply) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = room, .msg_controllen = sizeof(room),
	};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), got = -1;

	strncpy(at.sun_path, getenv("FAKE_CONTROL"), sizeof(at.sun_path) - 1);
	if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    send(fd, question, sizeof(*question), 0) < 0 ||
	    recvmsg(fd, &msg, MSG_CMSG_CLOEXEC) < (ssize_t)sizeof(*reply))
		abort();
	if (reply->has_fd && CMSG_FIRSTHDR(&msg))
		memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(got));
	close(fd);
	if (reply->result < 0) {
		errno = -reply->result;
		return -1;
	}
	return reply->has_fd ? got : reply->result;
}

int open(const char *path, int flags, ...)
{
	static int (*next)(const char *, int, ...);
	struct question question = { 0 };
	struct reply reply = { 0 };
	const char *device = getenv("FAKE_DEVICE");
	mode_t mode;
	va_list ap;

	va_start(ap, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (device && !strcmp(path, device))
		return ask(&question, &reply);
	if (!next)
		next = dlsym(RTLD_NEXT, "open");
	return next(path, flags, mode);
}

int ioctl(int fd, unsigned long request, ...)
{
	static int (*next)(int, unsigned long, ...);
	struct question question = { .request = request };
	struct reply reply = { 0 };
	struct stat st;
	va_list ap;
	void *arg;
	int ret;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if ((request >> 8 & 0xff) != VGAPT_TYPE) {
		if (!next)
			next = dlsym(RTLD_NEXT, "ioctl");
		return next(fd, request, arg);
	}
	if (fstat(fd, &st))
		return -1;
	question.inode = st.st_ino;
	memcpy(&question.size, arg, sizeof(question.size));
	if (question.size > MAX_STRUCT)
		abort();
	memcpy(question.data, arg, question.size);
	ret = ask(&question, &reply);
	if (ret >= 0)
		memcpy(arg, reply.data, reply.size);
	return ret;
}

/* The test's capabilities are sockets.  What else is one is not told apart. */
ssize_t readlink(const char *path, char *buf, size_t len)
{
	static const char name[] = "anon_inode:[xen_vgapt]";
	static ssize_t (*next)(const char *, char *, size_t);
	ssize_t got;

	if (!next)
		next = dlsym(RTLD_NEXT, "readlink");
	got = next(path, buf, len);
	if (got < 8 || memcmp(buf, "socket:[", 8) || len < sizeof(name) - 1)
		return got;
	memcpy(buf, name, sizeof(name) - 1);
	return sizeof(name) - 1;
}

long syscall(long number, ...)
{
	static long (*next)(long, ...);
	const char *error = getenv("FAKE_GETFD");
	long args[6];
	va_list ap;
	int i;

	va_start(ap, number);
	for (i = 0; i < 6; i++)
		args[i] = va_arg(ap, long);
	va_end(ap);
	if (number == SYS_pidfd_getfd && error) {
		errno = atoi(error);
		return -1;
	}
	if (number == SYS_pidfd_send_signal && getenv("FAKE_SIGNALS"))
		return 0;
	if (!next)
		next = dlsym(RTLD_NEXT, "syscall");
	return next(number, args[0], args[1], args[2], args[3], args[4], args[5]);
}

void *xendevicemodel_open(void *logger, unsigned int flags)
{
	(void)logger;
	(void)flags;
	return malloc(1);
}

int xendevicemodel_close(void *xdm)
{
	free(xdm);
	return 0;
}

int xendevicemodel_get_ioreq_server_info(void *xdm, uint16_t domid, uint16_t id, void *gfn,
					 void *bgfn, void *port)
{
	struct question question = { .request = 1, .size = 4 };
	struct reply reply = { 0 };

	if (!xdm || gfn || bgfn || port)
		abort();
	memcpy(question.data, &domid, 2);
	memcpy(question.data + 2, &id, 2);
	return ask(&question, &reply);
}
