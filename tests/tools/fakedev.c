// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands in for /dev/xen_vgapt and for attributes that refuse: preloaded into
 * vgapt by the tests.
 *
 * FAKEDEV_LOG      file to which each call of the module is written
 * FAKEDEV_VERSION, FAKEDEV_ATTACH, FAKEDEV_GRANT, FAKEDEV_RESET
 *                  errno with which that call fails
 * FAKEDEV_NOXEN    VERSION tells of no control interface
 * FAKEDEV_WRITE    errno with which writing to owner and do_flr fails
 * FAKEDEV_READ     errno with which reading rom fails
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xen/xen_vgapt.h>

int ioctl(int fd, unsigned long request, ...);

static void say(const char *fmt, ...)
{
	const char *name = getenv("FAKEDEV_LOG");
	FILE *file = name ? fopen(name, "ae") : NULL;
	va_list ap;

	if (!file)
		return;
	va_start(ap, fmt);
	vfprintf(file, fmt, ap);
	va_end(ap);
	fclose(file);
}

static int refused(const char *variable)
{
	const char *value = getenv(variable);

	if (!value)
		return 0;
	errno = atoi(value);
	return -1;
}

static int version(struct vgapt_version *v)
{
	if (v->argsz != sizeof(*v) || v->flags) {
		errno = EINVAL;
		return -1;
	}
	v->api = VGAPT_API_VERSION;
	if (!getenv("FAKEDEV_NOXEN")) {
		v->flags = VGAPT_VERSION_XEN;
		v->domctl_version = 0x17;
	}
	return refused("FAKEDEV_VERSION");
}

static int attach(const struct vgapt_attach *a)
{
	say("attach %u %04x:%02x:%02x.%x domid %u flags %u\n", a->argsz, a->segment,
	    a->bus, a->devfn >> 3, a->devfn & 7, a->domid, a->flags);
	return refused("FAKEDEV_ATTACH") ? -1 : memfd_create("capability", MFD_CLOEXEC);
}

static int grant(const struct vgapt_ranges *r)
{
	say("grant %u ranges %u flags %u reserved %u\n", r->argsz, r->ranges, r->flags,
	    r->reserved);
	return refused("FAKEDEV_GRANT");
}

int ioctl(int fd, unsigned long request, ...)
{
	static int (*next)(int, unsigned long, ...);
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	switch (request) {
	case VGAPT_IOC_VERSION:
		return version(arg);
	case VGAPT_IOC_ATTACH:
		return attach(arg);
	case VGAPT_IOC_GRANT:
		return grant(arg);
	case VGAPT_IOC_RESET:
		say("reset %u\n", ((struct vgapt_reset *)arg)->argsz);
		return refused("FAKEDEV_RESET");
	}
	if (!next)
		next = dlsym(RTLD_NEXT, "ioctl");
	return next(fd, request, arg);
}

static int is_file(int fd, const char *name)
{
	char path[64], target[4096], *last;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return 0;
	target[n] = '\0';
	last = strrchr(target, '/');
	return last && !strcmp(last + 1, name);
}

ssize_t write(int fd, const void *buf, size_t len)
{
	static ssize_t (*next)(int, const void *, size_t);

	if (getenv("FAKEDEV_WRITE") && (is_file(fd, "owner") || is_file(fd, "do_flr")))
		return refused("FAKEDEV_WRITE");
	if (!next)
		next = dlsym(RTLD_NEXT, "write");
	return next(fd, buf, len);
}

ssize_t read(int fd, void *buf, size_t len)
{
	static ssize_t (*next)(int, void *, size_t);

	if (getenv("FAKEDEV_READ") && is_file(fd, "rom"))
		return refused("FAKEDEV_READ");
	if (!next)
		next = dlsym(RTLD_NEXT, "read");
	return next(fd, buf, len);
}
