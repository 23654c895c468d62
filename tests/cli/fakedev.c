// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands in for /dev/xen_vgapt and for attributes that refuse: preloaded into
 * vgapt by the tests.
 *
 * FAKEDEV_LOG      file to which each call of the module is written
 * FAKEDEV_DEVICE   errno with which opening the device fails
 * FAKEDEV_VERSION, FAKEDEV_ATTACH, FAKEDEV_GRANT, FAKEDEV_RESET
 *                  errno with which that call fails
 * FAKEDEV_CAPABILITIES
 *                  capabilities there are, in the order of their ids:
 *                  ;ID=FLAGS,BUS,DEVFN,DOMID,RIGHTS,HELD and so on
 * FAKEDEV_CAPABILITY, FAKEDEV_REVOKE
 *                  errno with which CAPABILITY_INFO, CAPABILITY_REVOKE fails
 * FAKEDEV_NOXEN    VERSION tells of no control interface
 * FAKEDEV_WRITE    errno with which writing to owner, do_flr, reset,
 *                  reset_method and rom_mode fails
 * FAKEDEV_LAST     what writing to reset, and the device's reset, put into
 *                  last_reset, before they fail or not
 * FAKEDEV_SERVED   what ROM_COMMIT puts into rom_served
 * FAKEDEV_LAST_OF  the folder that has last_reset and rom_served
 * FAKEDEV_SLOW_RESET
 *                  seconds that writing to reset takes
 * FAKEDEV_SLOW_READ, FAKEDEV_SLOW_WRITE, FAKEDEV_SLOW_CALL, FAKEDEV_SLOW_SECONDS
 *                  name of an attribute, or of one of the calls attach, grant
 *                  and revoke, and the seconds that its first use takes
 * FAKEDEV_READ     errno with which reading rom fails
 *
 * FAKEDEV_SOURCES  what ROM_SOURCE tells: ID=ERROR,STATUS,SIZE,FAULT,AT,CHOSEN,
 *                  COUNT,FIRST,LAST; and so on; a source not named has ENODATA
 * FAKEDEV_OPEN     file that ROM_OPEN opens; without it, ENODATA
 * FAKEDEV_SLOW     seconds that ROM_SOURCE takes for the ROM BAR
 * FAKEDEV_SOURCE, FAKEDEV_LOAD, FAKEDEV_COMMIT
 *                  errno with which that call fails
 *
 * Of files that are being stored:
 * FAKEDEV_FULL     end of the names of those that may not be written to: ENOSPC
 * FAKEDEV_FSYNC    errno with which fsync() fails
 * FAKEDEV_RENAME   which renameat() fails, from 1 on
 * FAKEDEV_DIE      before which renameat() the process dies
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
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

/* Is it the one that takes its time? */
static void wait_for(const char *variable, const char *name)
{
	const char *slow = getenv(variable), *seconds = getenv("FAKEDEV_SLOW_SECONDS");
	static int waited;

	if (slow && seconds && !strcmp(slow, name) && !waited++)
		usleep(atof(seconds) * 1000000);
}

static int version(struct vgapt_version *v)
{
	if (v->argsz != sizeof(*v) || v->flags) {
		errno = EINVAL;
		return -1;
	}
	if (!getenv("FAKEDEV_NOXEN")) {
		v->flags = VGAPT_VERSION_XEN;
		v->domctl_version = 0x17;
	}
	return refused("FAKEDEV_VERSION");
}

static int attach(const struct vgapt_attach *a)
{
	say("attach %u %04x:%02x:%02x.%x domid %u flags %u rights %u\n", a->argsz, a->segment,
	    a->bus, a->devfn >> 3, a->devfn & 7, a->domid, a->flags, a->rights);
	wait_for("FAKEDEV_SLOW_CALL", "attach");
	return refused("FAKEDEV_ATTACH") ? -1 : memfd_create("capability", MFD_CLOEXEC);
}

/* Is there one in the list, from @from on?  @info is filled then. */
static int find_capability(unsigned long long from, struct vgapt_capability_info *info)
{
	const char *at = getenv("FAKEDEV_CAPABILITIES");
	unsigned long long id;
	unsigned int flags, bus, devfn, domid, rights, held;

	for (; at && sscanf(at, ";%llu=%u,%u,%u,%u,%u,%u", &id, &flags, &bus, &devfn,
			    &domid, &rights, &held) == 7; at = strchr(at + 1, ';')) {
		if (id < from)
			continue;
		info->id = id;
		info->flags = flags;
		info->bus = bus;
		info->devfn = devfn;
		info->domid = domid;
		info->rights = rights;
		info->held = held;
		return 1;
	}
	return 0;
}

static int capability(struct vgapt_capability_info *info)
{
	if (refused("FAKEDEV_CAPABILITY"))
		return -1;
	if (info->argsz == sizeof(*info) && find_capability(info->id, info))
		return 0;
	errno = ENOENT;
	return -1;
}

static int take_back(const struct vgapt_capability_revoke *r)
{
	struct vgapt_capability_info info;

	wait_for("FAKEDEV_SLOW_CALL", "revoke");
	say("revoke %u id %llu flags %u\n", r->argsz, (unsigned long long)r->id, r->flags);
	if (!find_capability(r->id, &info) || info.id != r->id) {
		errno = ENOENT;
		return -1;
	}
	return refused("FAKEDEV_REVOKE");
}

static void put(const char *attribute, const char *text)
{
	const char *folder = getenv("FAKEDEV_LAST_OF");
	char path[4096];
	FILE *file;

	if (!text || !folder)
		return;
	snprintf(path, sizeof(path), "%s/%s", folder, attribute);
	file = fopen(path, "we");
	if (!file)
		return;
	fprintf(file, "%s\n", text);
	fclose(file);
}

/* As the module does when a reset is over */
static void was_reset(void)
{
	put("last_reset", getenv("FAKEDEV_LAST"));
}

static int grant(const struct vgapt_ranges *r)
{
	wait_for("FAKEDEV_SLOW_CALL", "grant");
	say("grant %u ranges %u flags %u reserved %u\n", r->argsz, r->ranges, r->flags,
	    r->reserved);
	return refused("FAKEDEV_GRANT");
}

static int source(struct vgapt_rom_source_info *info)
{
	const char *list = getenv("FAKEDEV_SOURCES"), *at;
	char key[16];

	say("source %u %04x:%02x:%02x.%x source %u flags %u\n", info->argsz, info->segment,
	    info->bus, info->devfn >> 3, info->devfn & 7, info->source, info->flags);
	if (info->source == VGAPT_ROM_ROMBAR && getenv("FAKEDEV_SLOW"))
		sleep(atoi(getenv("FAKEDEV_SLOW")));
	snprintf(key, sizeof(key), ";%u=", info->source);
	at = list ? strstr(list, key) : NULL;
	if (!at)
		info->error = ENODATA;
	else
		sscanf(at + strlen(key), "%u,%u,%u,%u,%u,%u,%u,%u,%u", &info->error,
		       &info->status, &info->size, &info->fault, &info->fault_offset,
		       &info->chosen, &info->diff_count, &info->diff_first,
		       &info->diff_last);
	memset(info->sha256, info->size ? info->source : 0, sizeof(info->sha256));
	return refused("FAKEDEV_SOURCE");
}

static int open_rom(const struct vgapt_rom_open *o)
{
	const char *file = getenv("FAKEDEV_OPEN");

	say("open %u %04x:%02x:%02x.%x source %u flags %u\n", o->argsz, o->segment, o->bus,
	    o->devfn >> 3, o->devfn & 7, o->source, o->flags);
	if (refused("FAKEDEV_SOURCE"))
		return -1;
	if (file)
		return open(file, O_RDONLY | O_CLOEXEC);
	errno = ENODATA;
	return -1;
}

static int load_rom(const struct vgapt_rom_open *o)
{
	say("load %u %04x:%02x:%02x.%x source %u flags %u\n", o->argsz, o->segment, o->bus,
	    o->devfn >> 3, o->devfn & 7, o->source, o->flags);
	return refused("FAKEDEV_LOAD") ? -1 : memfd_create("image", MFD_CLOEXEC);
}

static int commit(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	say("commit %ld\n", (long)st.st_size);
	put("rom_served", getenv("FAKEDEV_SERVED"));
	return refused("FAKEDEV_COMMIT");
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
	case VGAPT_IOC_CAPABILITY_INFO:
		return capability(arg);
	case VGAPT_IOC_CAPABILITY_REVOKE:
		return take_back(arg);
	case VGAPT_IOC_ROM_SOURCE:
		return source(arg);
	case VGAPT_IOC_ROM_OPEN:
		return open_rom(arg);
	case VGAPT_IOC_ROM_LOAD:
		return load_rom(arg);
	case VGAPT_IOC_ROM_COMMIT:
		return commit(fd);
	case VGAPT_IOC_GRANT:
		return grant(arg);
	case VGAPT_IOC_RESET:
		say("reset %u\n", ((struct vgapt_reset *)arg)->argsz);
		was_reset();
		return refused("FAKEDEV_RESET");
	}
	if (!next)
		next = dlsym(RTLD_NEXT, "ioctl");
	return next(fd, request, arg);
}

/* The name of an open file, without folders */
static const char *name_of(int fd)
{
	static char target[4096];
	char path[64], *last;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target) - 1);
	target[n < 0 ? 0 : n] = '\0';
	last = strrchr(target, '/');
	return last ? last + 1 : "";
}

static int is_file(int fd, const char *name)
{
	return !strcmp(name_of(fd), name);
}

static int ends_in(int fd, const char *end)
{
	const char *name = name_of(fd);
	size_t len = strlen(name);

	return end && len >= strlen(end) && !strcmp(name + len - strlen(end), end);
}

/* By another name, since this file calls open() itself, and analysers know what that does */
int fake_open(const char *path, int flags, ...) __asm__("open");

int fake_open(const char *path, int flags, ...)
{
	static int (*next)(const char *, int, ...);
	const char *end = strstr(path, "/dev/xen_vgapt");
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	if (end && !strcmp(end, "/dev/xen_vgapt") && refused("FAKEDEV_DEVICE"))
		return -1;
	if (!next)
		next = dlsym(RTLD_NEXT, "open");
	return next(path, flags, mode);
}

int fsync(int fd)
{
	return (void)fd, refused("FAKEDEV_FSYNC");
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	static int (*next)(int, const char *, int, const char *);
	static int calls;

	calls++;
	if (getenv("FAKEDEV_DIE") && atoi(getenv("FAKEDEV_DIE")) == calls)
		_exit(9);
	if (getenv("FAKEDEV_RENAME") && atoi(getenv("FAKEDEV_RENAME")) == calls) {
		errno = EIO;
		return -1;
	}
	if (!next)
		next = dlsym(RTLD_NEXT, "renameat");
	return next(from_dir, from, to_dir, to);
}

ssize_t write(int fd, const void *buf, size_t len)
{
	static ssize_t (*next)(int, const void *, size_t);

	wait_for("FAKEDEV_SLOW_WRITE", name_of(fd));
	if (is_file(fd, "reset")) {
		say("write %.*s\n", (int)len, (const char *)buf);
		if (getenv("FAKEDEV_SLOW_RESET"))
			sleep(atoi(getenv("FAKEDEV_SLOW_RESET")));
		was_reset();
	}
	if (getenv("FAKEDEV_WRITE") &&
	    (is_file(fd, "owner") || is_file(fd, "do_flr") || is_file(fd, "reset") ||
	     is_file(fd, "reset_method") || is_file(fd, "rom_mode")))
		return refused("FAKEDEV_WRITE");
	if (ends_in(fd, getenv("FAKEDEV_FULL"))) {
		errno = ENOSPC;
		return -1;
	}
	if (!next)
		next = dlsym(RTLD_NEXT, "write");
	return next(fd, buf, len);
}

ssize_t read(int fd, void *buf, size_t len)
{
	static ssize_t (*next)(int, void *, size_t);

	wait_for("FAKEDEV_SLOW_READ", name_of(fd));
	if (getenv("FAKEDEV_READ") && is_file(fd, "rom"))
		return refused("FAKEDEV_READ");
	if (!next)
		next = dlsym(RTLD_NEXT, "read");
	return next(fd, buf, len);
}
